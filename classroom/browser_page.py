"""What we ask of the browser beside what Streamlit does by itself, in one small script.

Streamlit keeps the scroll position when one step follows another, and opens every link of a text
in a new tab. A reader wants the beginning of a step, and to stay in the tab; only a lab is opened
beside the lesson that names it.
"""

from __future__ import annotations

import streamlit as st

_SCRIPT = """
const LAB = /\\/lab-[^/]*$/

function stay(event) {
  const link = event.target.closest && event.target.closest('[data-testid="stMain"] a[href]')
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
  const to = new URL(link.href, window.location.href)
  if (to.origin !== window.location.origin || LAB.test(to.pathname) || link.hasAttribute('download')) return
  if (link.target !== '_blank') return
  event.preventDefault()
  window.location.assign(to.href)
}

export default function ({ data }) {
  if (!document.documentElement.dataset.stays) {
    document.documentElement.dataset.stays = 'yes'
    document.addEventListener('click', stay, true)
  }
  const main = document.querySelector('[data-testid="stMain"]')
  if (!main || main.dataset.place === data) return
  if (main.dataset.place !== undefined) main.scrollTo(0, 0)
  main.dataset.place = data
}
"""


def browser(place: str) -> None:
    """Scrolls to the top when ``place`` is another than before, and keeps links in their tab."""
    st.components.v2.component("browser", js=_SCRIPT)(data=place, key="browser")
