"""The door: navigation, theme and wiring.

``streamlit run app.py`` imports this file to find ``app`` (the server: pages, cookie, security
headers) and then runs it once for every page that is drawn.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import partial

import streamlit as st

from classroom.browser_page import browser
from classroom.home_page import Home, course_of, home_page, labs_of
from classroom.house import House, shared
from classroom.identity import new_token, token_from
from classroom.ledger import Learner
from classroom.looks import icon, style
from classroom.progress_page import progress_page
from classroom.server import Server
from classroom.settings import ahead
from classroom.standing import standing
from lessons.course import TAKEN
from lessons.lab_page import lab_page
from lessons.model import texts
from lessons.page import Reading, lesson_page
from lessons.rendering import lab_address
from quizzes.base import RecordsError
from quizzes.desk import settle_pending
from quizzes.form import Sheet
from quizzes.model import LAB, Bank
from simulations.authored import ContentError


def learner(house: House) -> Learner:
    """Who is here, by the token in the cookie; by a token of this page alone where there is none."""
    token = token_from(st.context.cookies)
    if token is None:
        token = st.session_state.setdefault("learner.token", new_token())
    return house.records.learner(token)


def bank_of(house: House, slug: str) -> tuple[Bank | None, str]:
    """The bank of a lesson, or what is wrong with it."""
    try:
        return house.banks.load(slug), ""
    except ContentError as error:
        return None, str(error)


def noted(house: House, who: Learner, slug: str, step: str) -> None:
    """Keeps the step that a learner is at, once when it changes."""
    if st.session_state.get("visited") == (slug, step):
        return
    try:
        house.records.visit(who, slug, step)
        st.session_state["visited"] = (slug, step)
    except RecordsError as error:
        st.warning(f"Where you are cannot be kept now: {error}")


def read(house: House, who: Learner, slug: str, module: str) -> None:
    """The page of a lesson; an author sees what is wrong with it in its place."""
    try:
        lesson = house.library.load(slug)
    except ContentError as error:
        st.title(slug, anchor=False)
        st.error("This lesson cannot be read. For its author:\n\n" + "\n\n".join(map(str, error.problems)))
        return
    bank, fault = bank_of(house, slug)
    mixed = [mix.bank for mix in bank.mixes] if bank is not None else []
    lesson_page(Reading(
        lesson=lesson, module=module, bank=bank, bank_fault=fault, ledger=house.records.ledger(who),
        catalogue=house.catalogue, store=house.store, render=house.renderer.of(lesson.front, lesson.shown),
        lab_link=lab_address, visited=partial(noted, house, who, slug),
        elsewhere=house.library.steps(mixed),
    ))


def lab(house: House, who: Learner, slug: str) -> None:
    """The lab page of a simulation; what is wrong with its code is said in its place."""
    try:
        simulation = house.catalogue.load(slug)
    except ContentError as error:
        st.title(slug, anchor=False)
        st.error(f"This simulation cannot be loaded. For its author: {error}")
        return
    lab_page(simulation, house.store, partial(challenges, house, who, slug))


def challenges(house: House, who: Learner, slug: str) -> Sheet:
    """What drawing a simulation's challenges needs. Raises ContentError, and RecordsError."""
    bank = house.banks.load(LAB + slug)
    ledger = house.records.ledger(who)
    return Sheet(bank=bank, sitting=ledger.sitting(bank.slug, "lesson"), ledger=ledger,
                 catalogue=house.catalogue, store=house.store, render=str, objectives={}, steps={})


def address_of(slug: str) -> str:
    """Where the page of a lesson is; one that cannot have its own address says so at another."""
    return f"lesson-{slug}" if TAKEN.fullmatch(slug) else slug


def reachable() -> None:
    """Raises RecordsError where the records cannot be reached now."""
    shared().records.check()


def settle() -> None:
    """Grades what was stored and not graded when the last process ended; reads lessons and banks."""
    house = shared()
    settle_pending(house.records.pending(), lambda one: house.records.ledger(one.learner), house.banks)
    standing(house, house.records.learner(new_token()))


def warm() -> None:
    """Loads what the first learner should not wait for: engines, charts, lessons, banks."""
    house = shared()
    for simulation in labs_of(house.catalogue).values():
        if isinstance(simulation, ContentError):
            continue
        with suppress(ContentError):  # said on the simulation's own page
            for chart in simulation.charts:
                chart.spec()
            house.store.get(simulation, simulation.settings({}), 1)
    standing(house, house.records.learner(new_token()))
    if not ahead():
        return
    for slug in house.library.slugs():
        with suppress(ContentError):  # said on the lesson's own page
            lesson = house.library.load(slug)
            render = house.renderer.of(lesson.front, lesson.shown)
            bank, _ = bank_of(house, slug)
            for text in (*texts(lesson), *(bank.texts() if bank is not None else ())):
                with suppress(ContentError):
                    render(text)


@st.fragment(run_every=dt.timedelta(days=1))
def lifeline() -> None:
    """Draws nothing; while it stands on a page, the browser asks for the page again when a server is back.

    Without it a page that outlived its server looks alive, and what is pressed on it goes nowhere:
    the new process knows none of its fragments. Streamlit's client asks again only where something
    on the page runs by the clock.
    """


def course() -> None:
    """Draws the page that the address names."""
    st.html(style())
    lifeline()
    try:
        house = shared()
    except RecordsError as error:
        st.title("The course cannot be shown", anchor=False)
        st.error(f"For whoever runs it: {error}")
        return
    who = learner(house)
    pages: dict[str, st.Page] = {}
    sections: dict[str, list[st.Page]] = {"": []}
    menu = house.menu()
    for module in menu.modules:
        for slug in module.lessons:
            pages[slug] = st.Page(partial(read, house, who, slug, module.title), url_path=address_of(slug),
                                  title=menu.titles[slug])
            sections.setdefault(module.title, []).append(pages[slug])
    for slug, title in menu.labs.items():
        pages[f"lab-{slug}"] = st.Page(partial(lab, house, who, slug), url_path=f"lab-{slug}", title=title)
        sections.setdefault("Labs", []).append(pages[f"lab-{slug}"])
    mine = st.Page(partial(progress, house, who), title="My progress", url_path="progress")
    sections[""] = [st.Page(partial(home, house, who, pages), title="Course", default=True), mine]
    page = st.navigation(sections, position="top")
    browser(f"{page.url_path}/{st.query_params.get('step', '')}")
    page.run()


def home(house: House, who: Learner, pages: dict[str, st.Page]) -> None:
    """The map of the course."""
    found = standing(house, who)
    pictures: dict[str, str] = {}
    for slug, front in found.fronts.items():
        with suppress(ContentError):  # said by the check; a map without its picture is a map
            pictures |= {slug: house.library.figure(slug, front.picture)} if front.picture else {}
    home_page(Home(*course_of(house.library), house.library.modules(), found, pictures,
                   labs_of(house.catalogue), pages))


def progress(house: House, who: Learner) -> None:
    """What the learner has done, and what is kept."""
    progress_page(standing(house, who), house.records, who)


if __name__ == "__main__":
    st.set_page_config(page_title="Responsible AI and AI security", layout="wide",
                       page_icon=icon())
    course()
else:
    _server = Server(check=reachable, settle=settle, warm=warm)
    app = st.App(__file__, routes=_server.routes(), middleware=_server.middleware(),
                 lifespan=_server.lifespan)
