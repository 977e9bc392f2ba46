"""The course as a map: what can be done here, what is done, and where one left off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from classroom.progress import LessonProgress
from classroom.standing import Standing
from lessons.course import UNNAMED, Course, Library, Module
from simulations.authored import ContentError
from simulations.base import Simulation
from simulations.catalogue import Catalogue

WIDTH = 1080


@dataclass(frozen=True)
class Home:
    """What the map of the course shows one learner."""

    course: Course
    course_fault: str
    """What is wrong with the layout of the course, where it cannot be used."""
    modules: tuple[Module, ...]
    standing: Standing
    pictures: Mapping[str, str]
    """The file of a lesson's picture, by its slug."""
    labs: Mapping[str, Simulation | ContentError]
    """The simulations by slug; for one that cannot be loaded, what is wrong with it."""
    pages: Mapping[str, Any]
    """Streamlit's pages by lesson slug, and by ``lab-`` and the simulation's slug."""


def course_of(library: Library) -> tuple[Course, str]:
    """The course as laid out; where that cannot be read, one without a name, and what is wrong."""
    try:
        return library.course(), ""
    except ContentError as error:
        return Course(title=UNNAMED), "\n\n".join(map(str, error.problems))


def labs_of(catalogue: Catalogue) -> dict[str, Simulation | ContentError]:
    """The simulations by slug, or what is wrong with them."""
    found: dict[str, Simulation | ContentError] = {}
    for slug in catalogue.slugs():
        try:
            found[slug] = catalogue.load(slug)
        except ContentError as error:
            found[slug] = error
    return found


def home_page(home: Home) -> None:
    """Draws the map."""
    with st.container(horizontal_alignment="center"), st.container(width=WIDTH, gap="medium"):
        _welcome(home)
        for module in home.modules:
            _module(home, module)
        _labs(home)


def _welcome(home: Home) -> None:
    words, picture = st.columns([3, 2], gap="large", vertical_alignment="center")
    with words:
        st.title(home.course.title, anchor=False)
        st.markdown(home.course.summary)
        if home.course_fault:
            st.error(f"The layout of the course cannot be read. For its author:\n\n{home.course_fault}")
        if not home.modules:
            st.warning("There are no lessons here. For whoever runs the course: lessons are folders in "
                       "`lessons/library`, here or in the folder that COURSE_CONTENT names.")
        if home.standing.unread:
            st.error(f"Your records cannot be read now: {home.standing.unread}")
        place = home.standing.place
        if place is not None:
            title = home.standing.fronts[place.lesson].title
            label = f"Continue: {title}" if place.started else f"Start with: {title}"
            if st.button(label, type="primary", key="home.continue"):
                st.switch_page(home.pages[place.lesson],
                               query_params={"step": place.step} if place.step else None)
    with picture:
        first = next(iter(home.pictures), None)
        if first is not None:
            st.image(home.pictures[first], alt=home.standing.fronts[first].picture_alt, width="stretch")


def _module(home: Home, module: Module) -> None:
    about, lessons = st.columns([1, 2], gap="medium")
    with about:
        st.header(module.title, anchor=False)
        if module.summary:
            st.markdown(module.summary)
    with lessons:
        for slug in module.lessons:
            with st.container(border=True, gap="xsmall"):
                _card(home, slug)


def _card(home: Home, slug: str) -> None:
    fault = home.standing.faults.get(slug)
    if slug not in home.standing.fronts:
        st.markdown(f"**{slug}**")
        st.error(f"This lesson cannot be read. For its author:\n\n{fault}")
        return
    front, progress = home.standing.fronts[slug], home.standing.progress[slug]
    st.page_link(home.pages[slug], label=f"**{front.title}**")
    st.markdown(front.summary)
    st.markdown(f":gray[{front.minutes} minutes · {in_words(progress)}]")
    if 0 < progress.share < 1:
        st.progress(progress.share)
    if fault:
        st.error(f"The questions of this lesson cannot be used. For their author:\n\n{fault}")


def in_words(progress: LessonProgress) -> str:
    """How far a learner is with a lesson, in words."""
    if progress.mastered:
        return f"mastered, {progress.best:.0%}"
    if progress.passed:
        return f"passed, {progress.best:.0%}"
    if progress.best is not None:
        return f"quiz tried, best {progress.best:.0%}"
    if progress.steps_seen:
        return f"{progress.steps_seen} of {progress.steps} steps read"
    return "not started"


def _labs(home: Home) -> None:
    if not home.labs:
        return
    about, labs = st.columns([1, 2], gap="medium")
    with about:
        st.header("Labs", anchor=False)
        st.markdown("A page for each simulation, with every knob: for exploring, and for the projector.")
    with labs:
        known = list(home.labs.items())
        half = (len(known) + 1) // 2
        for place, some in zip(st.columns(2, gap="small"), (known[:half], known[half:]), strict=True):
            with place:
                for slug, simulation in some:
                    _lab(home, slug, simulation)


def _lab(home: Home, slug: str, simulation: Simulation | ContentError) -> None:
    with st.container(border=True, gap="xsmall"):
        if isinstance(simulation, ContentError):
            st.markdown(f"**{slug}**")
            st.error(f"This simulation cannot be loaded. For its author: {simulation}")
            return
        st.page_link(home.pages[f"lab-{slug}"], label=f"**{simulation.title}**")
        st.markdown(simulation.summary)
