"""What one has done, by objective; and what is kept about one, to take away or to delete."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from classroom.home_page import in_words
from classroom.ledger import Learner
from classroom.progress import LessonProgress
from classroom.records import Records
from classroom.standing import Standing
from lessons.model import Front
from quizzes.base import Outcome, RecordsError, Submission
from quizzes.form import escaped
from quizzes.grading import ObjectiveResult
from quizzes.model import Bank, address_again

WIDTH = 860


def progress_page(standing: Standing, records: Records, learner: Learner) -> None:
    """Draws the progress page of ``learner``."""
    with st.container(horizontal_alignment="center"), st.container(width=WIDTH):
        st.title("My progress", anchor=False)
        if standing.unread:
            st.error(f"Your records cannot be read now: {standing.unread}")
        for slug, front in standing.fronts.items():
            _lesson(standing, slug, front)
        _mine(records, learner)


def _lesson(standing: Standing, slug: str, front: Front) -> None:
    progress = standing.progress[slug]
    st.header(front.title, anchor=False)
    st.markdown(in_words(progress)[0].upper() + in_words(progress)[1:] + ".")
    st.progress(progress.share, text=f"{progress.steps_seen} of {progress.steps} steps read")
    if progress.objectives and any(one.before or one.quiz for one in progress.objectives):
        steps = {f"{lesson}#{step}": title for lesson, titles in standing.steps.items()
                 for step, title in titles.items()}
        rows = _objectives(front, {**steps, **standing.steps[slug]}, progress)
        st.table(rows, alt=f"{front.title}: marks by objective")
    answers = [one for sitting, given in standing.history if sitting.bank == slug
               for one in given]
    bank = standing.banks.get(slug)
    if answers and bank is not None:
        fold = st.expander(f"My answers ({len(answers)})", key=f"progress.{slug}", on_change="rerun")
        if fold.open:
            fold.table(_answers(bank, answers), alt=f"{front.title}: every answer given")


def _objectives(front: Front, steps: Mapping[str, str], progress: LessonProgress) -> dict[str, list[str]]:
    texts = {one.id: one.text for one in front.objectives}

    def marks(found: ObjectiveResult | None) -> str:
        return "–" if found is None else f"{found.earned:.1f} of {found.possible:g}".replace(" ", "\u00a0")

    return {
        "What you can do": [texts.get(one.objective, one.objective) for one in progress.objectives],
        "Before": [marks(one.before) for one in progress.objectives],
        "Latest quiz": [marks(one.quiz) for one in progress.objectives],
        "Read again": [
            "; ".join(f"[{steps.get(step, step)}]({address_again(step, front.slug)})"
                      for step in one.quiz.read_again)
            if one.quiz and one.quiz.read_again else "–"
            for one in progress.objectives
        ],
    }


OUTCOMES = {
    Outcome.RIGHT: "right", Outcome.PARTLY: "partly right", Outcome.WRONG: "not right",
    Outcome.RECORDED: "a prediction, not marked", Outcome.UNREADABLE: "could not be read, cost no try",
    Outcome.PENDING: "waits to be graded", Outcome.AWAITING_REVIEW: "your own to judge",
    Outcome.SET_ASIDE: "from a second tab, kept and not counted",
}


def _answers(bank: Bank, answers: list[Submission]) -> dict[str, list[str]]:
    def question(one: Submission) -> str:
        known = bank.by_id.get(one.question)
        return known.prompt.splitlines()[0] if known else "a question that was taken away"

    return {
        "Question": [escaped(question(one)) for one in answers],
        "When (UTC)": [f"{one.stored:%Y-%m-%d %H:%M}" for one in answers],
        "What became of it": [OUTCOMES[one.outcome] for one in answers],
    }


def _mine(records: Records, learner: Learner) -> None:
    st.header("What is kept about you", anchor=False)
    st.markdown(
        "No name and no address: a random number in a cookie of this browser, the steps you read, the hints "
        "you took and the answers you gave. It stays on the machine that runs this course."
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button("Download everything", _fetch(records, learner), "my-course-data.json",
                           "application/json", key="progress.export", on_click="ignore")
        st.button("Delete everything", key="progress.delete", on_click=_ask, args=(True,))
        st.link_button("This is not me", "me/start-over", help="Gives this browser a new number. "
                       "What was answered under the old one stays stored.")
    if st.session_state.get("progress.sure"):
        with st.container(border=True):
            st.markdown("**Delete everything that is kept about you?** Your answers and results are gone for "
                        "good; nobody can bring them back.")
            with st.container(horizontal=True):
                st.button("Delete it now", key="progress.delete.now", type="primary", on_click=_forget,
                          args=(records, learner))
                st.button("Keep it", key="progress.delete.not", on_click=_ask, args=(False,))
    level, said = st.session_state.pop("progress.said", ("", ""))
    if said:
        (st.success if level == "success" else st.error)(said)


def _fetch(records: Records, learner: Learner) -> Callable[[], str]:
    def text() -> str:
        try:
            kept: dict[str, Any] = records.export(learner)
        except RecordsError as error:
            kept = {"error": f"Your records cannot be read now: {error}"}
        return json.dumps(kept, indent=2, ensure_ascii=False)

    return text


def _ask(sure: bool) -> None:
    st.session_state["progress.sure"] = sure


def _forget(records: Records, learner: Learner) -> None:
    st.session_state["progress.sure"] = False
    try:
        records.forget(learner)
    except RecordsError as error:
        st.session_state["progress.said"] = ("error", f"Nothing was deleted: {error}")
        return
    st.session_state.pop("visited", None)
    st.session_state["progress.said"] = ("success", "Everything that was kept about you is deleted.")
