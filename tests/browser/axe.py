"""axe-core in a page: what of WCAG 2.2 A and AA, and of good practice, a machine can see.

A machine sees only part of it. What it reports is either fixed or stands in ``STREAMLITS_OWN``
with a reason; nothing of ours may be allowed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Violation:
    """One element that breaks one rule."""

    rule: str
    impact: str
    target: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}) at {self.target}\n    {self.html}\n    {self.why}"


@dataclass(frozen=True)
class Allowed:
    """A violation that is not ours to mend: rule, a part of the element, and why."""

    rule: str
    part: str
    reason: str

    def covers(self, violation: Violation) -> bool:
        return violation.rule == self.rule and self.part in violation.html


STREAMLITS_OWN: tuple[Allowed, ...] = ()


@cache
def _source() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[Violation]:
    """Everything that axe-core finds on the page as it stands, but for what is Streamlit's own."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    listed = [
        Violation(
            rule=item["id"], impact=item["impact"] or "", target=" ".join(map(str, node["target"])),
            html=node["html"][:300], why=" ".join((node.get("failureSummary") or "").split())[:400],
        )
        for item in found["violations"]
        for node in item["nodes"]
    ]
    return [one for one in listed if not any(allowed.covers(one) for allowed in STREAMLITS_OWN)]
