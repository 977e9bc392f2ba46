"""Draws a quiz: one question at a time, then the result by objective.

The questions of a sitting and their variants are fixed by its seed, so a reload, a crash or a
second tab shows the same ones, with what was answered.
"""

from __future__ import annotations

import re

import streamlit as st

from quizzes.base import RecordsError, Sitting
from quizzes.form import READING, Sheet, draw_question, escaped
from quizzes.grading import QuizResult, chosen, is_over, result
from quizzes.model import address_again

MOST_WORDS = 24
"""Of a question, where it is only named."""


def quiz(sheet: Sheet, *, key: str) -> None:
    """Draws the sitting of ``sheet``: its questions, or the result of the one before it."""
    with st.container(horizontal_alignment="center"):
        _draw(sheet, key=key)


def _draw(sheet: Sheet, *, key: str) -> None:
    begun = f"{key}.begun"
    if st.session_state.get(begun) or sheet.ledger.past(sheet.sitting.id):
        _questions(sheet, key=key)
        return
    earlier = [one for one in sheet.ledger.sittings(sheet.bank.slug, sheet.sitting.pool) if one.closed]
    if earlier:
        with st.container(width=READING):
            _result(sheet, earlier[-1], key=key)
            if sheet.sitting.pool == "quiz":
                st.button("Take the quiz again, with other questions", key=f"{key}.again", type="primary",
                          on_click=_set, args=(begun, True))
        return
    if sheet.sitting.pool == "quiz":
        with st.container(width=READING):
            _invitation(sheet, key=key)
        return
    _questions(sheet, key=key)


def _set(name: str, value: object) -> None:
    st.session_state[name] = value


def _invitation(sheet: Sheet, *, key: str) -> None:
    policy, asked = sheet.bank.policy, chosen(sheet.bank, "quiz", sheet.sitting.seed)
    tries = "one try" if policy.tries == 1 else f"{policy.tries} tries"
    needed = "; a question that says so has to be right" if any(
        one.required for one in sheet.bank.pool("quiz")) else ""
    st.markdown(
        f"{len(asked)} questions, {tries} each, every try with other options or numbers. "
        f"You pass with {policy.pass_:.0%} of the marks{needed}; {policy.mastery:.0%} is mastery. "
        "You may stop at any time: every answer is kept as soon as you give it."
    )
    st.button("Begin the quiz", key=f"{key}.begin", type="primary", on_click=_set,
              args=(f"{key}.begun", True))


@st.fragment
def _questions(sheet: Sheet, *, key: str) -> None:
    """The question that one is at, redrawn with its surroundings when it is answered."""
    with st.container(horizontal_alignment="center"):
        _one_question(sheet, key=key)


def _one_question(sheet: Sheet, *, key: str) -> None:
    asked = chosen(sheet.bank, sheet.sitting.pool, sheet.sitting.seed)
    past = sheet.ledger.past(sheet.sitting.id)
    over = [one for one in asked if is_over(
        sheet.bank.policy, sheet.bank.question(one), [given for given in past if given.question == one])]
    name = f"{key}.{sheet.sitting.id}.at"
    at = st.session_state.get(name)
    if at not in asked:
        at = next((one for one in asked if one not in over), asked[-1])
        st.session_state[name] = at
    number = asked.index(at)
    with st.container(width=READING, horizontal=True, vertical_alignment="center"):
        required = " · has to be right to pass" if sheet.bank.question(at).required else ""
        st.markdown(f"**Question {number + 1} of {len(asked)}**{required}", width="content")
        st.space("stretch")
        st.markdown(f":gray[{len(over)} done]", width="content")
    draw_question(sheet, at, key=key, past=past)
    left = len(asked) - len(over)
    with st.container(width=READING, horizontal=True):
        st.button("Question before", key=f"{key}.before", on_click=_set, disabled=number == 0,
                  args=(name, asked[max(number - 1, 0)]))
        st.button("Next question", key=f"{key}.next", on_click=_set, disabled=number + 1 == len(asked),
                  args=(name, asked[min(number + 1, len(asked) - 1)]))
        st.space("stretch")
        label = "See the result" if not left else f"Finish now, {left} not done"
        finish = st.button(label, key=f"{key}.finish", type="secondary" if left else "primary")
    if finish:
        try:
            sheet.ledger.close(sheet.sitting.id)
        except RecordsError as error:
            st.error(f"The quiz could not be finished: {error}")
            return
        st.session_state.pop(f"{key}.begun", None)
        st.rerun()


def _result(sheet: Sheet, sitting: Sitting, *, key: str) -> None:
    found = result(sheet.bank, sitting, sheet.ledger.past(sitting.id))
    if sheet.sitting.pool == "before":
        st.markdown(f"Before the lesson you knew {found.earned:g} of {found.possible:g}. "
                    "The lesson comes back to each of these questions. "
                    "Where you knew all, you may go straight to the quiz.")
        return
    st.markdown(f"## {_verdict(found)}")
    st.markdown(_why(sheet, found))
    rows: dict[str, list[str]] = {"What you can do": [], "Marks": [], "Read again": []}
    for objective in found.objectives:
        rows["What you can do"].append(sheet.objectives.get(objective.objective, objective.objective))
        rows["Marks"].append(f"{objective.earned:.1f} of {objective.possible:g}".replace(" ", "\u00a0"))
        again = [f"[{sheet.steps.get(step, step)}]({address_again(step)})" for step in objective.read_again]
        rows["Read again"].append("; ".join(again) or "–")
    st.table(rows, alt="Your result by objective")


def _verdict(found: QuizResult) -> str:
    word = "Mastered" if found.mastered else "Passed" if found.passed else "Not passed yet"
    return f"{word}: {found.score:.0%} of the marks"


def _why(sheet: Sheet, found: QuizResult) -> str:
    if found.passed:
        return "Every answer and its explanation stays in your progress."
    missed = [escaped(beginning(sheet.bank.question(name).prompt)) for name in found.required_missing]
    again = "".join(f'\n\nThis one has to be right to pass: "{prompt}"' for prompt in missed)
    return (f"To pass takes {sheet.bank.policy.pass_:.0%} and every required question right. "
            f"Below is what to read again; then take it with other questions.{again}")


def beginning(prompt: str) -> str:
    """The first sentence or two of a question, without its roles, to know it again by."""
    words = re.sub(r"\{\w+\}`[^`]*`", "…", prompt).split()
    return " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
