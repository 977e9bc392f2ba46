"""Draws a question's fields and hands the answer in.

Prompts and options go to the browser, keys never do: an answer goes to ``quizzes.desk``, which
stores it, grades it on the server and says what the learner may see. Each question is a fragment
of its own, so that answering one redraws that one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, assert_never

import streamlit as st

from quizzes import desk
from quizzes.base import (
    Feedback,
    Field,
    Ledger,
    MatchField,
    NumberField,
    OneOf,
    Option,
    OrderField,
    Outcome,
    PictureField,
    RecordsError,
    SettingsField,
    SeveralOf,
    ShownRun,
    Sitting,
    Submission,
    SureField,
    TextField,
    Unreadable,
    Variant,
)
from quizzes.keys import EngineError
from quizzes.model import Bank
from simulations.authored import ContentError
from simulations.catalogue import Catalogue
from simulations.gallery import gallery
from simulations.outcomes import OutcomeStore
from simulations.panel import View, computed, draw_charts, knob_key, panel, settings_at
from simulations.parameters import ParameterError

READING = 740
"""Width of text in pixels: about 70 characters a line. A panel is wider."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STANDING = {
    Outcome.RIGHT: ("success", "Right."),
    Outcome.PARTLY: ("warning", "Partly right."),
    Outcome.WRONG: ("error", "Not right."),
    Outcome.RECORDED: ("info", "Your prediction is kept. It is not marked."),
    Outcome.AWAITING_REVIEW: ("info", "Your text is kept. Compare it with the ones below."),
    Outcome.PENDING: ("info", "Your answer is kept and will be graded."),
}


@dataclass(frozen=True)
class Sheet:
    """Everything that drawing a question needs, made by the page for one learner and lesson."""

    bank: Bank
    sitting: Sitting
    ledger: Ledger
    catalogue: Catalogue
    store: OutcomeStore
    render: Callable[[str], str]
    """Resolves roles in authored Markdown (computed figures, citations)."""
    objectives: Mapping[str, str]
    """What one can do afterwards, in words, by the objective's id."""
    steps: Mapping[str, str]
    """The titles of the lesson's steps, by slug: what to read again."""


def draw_question(
    sheet: Sheet, question_id: str, *, key: str, past: Sequence[Submission] | None = None
) -> None:
    """Draws one question with what was answered so far (``past``, where the caller has read it)."""
    try:
        _draw_question(sheet, question_id, key, past)
    except ContentError as error:
        st.error(f"This question cannot be shown. For its author: {error}")


def _draw_question(
    sheet: Sheet, question_id: str, key: str, past: Sequence[Submission] | None
) -> None:
    try:
        state = desk.state(sheet.ledger, sheet.bank, sheet.sitting, question_id, past)
    except RecordsError as error:
        st.error(f"Your answers cannot be read now: {error}")
        return
    except LookupError as error:
        st.error(f"This question cannot be shown. For its author: {error}")
        return
    name = f"{key}.{question_id}.{state.tries_used}"
    with st.container(horizontal_alignment="center"):
        with st.container(width=READING):
            st.markdown(sheet.render(state.variant.prompt))
        if state.variant.shown is not None:
            _shown_run(sheet, state.variant.shown, key=name)
        if not state.revealed:
            _ask(sheet, state, key, name)
        with st.container(width=READING):
            if state.revealed:
                _message(f"{key}.{question_id}")
                _past_answer(sheet, state)
            else:
                _below(sheet, state, key, name)


@st.fragment
def question(sheet: Sheet, question_id: str, *, key: str) -> None:
    """One question that is redrawn alone when it is answered.

    A prediction redraws the page, which may have waited for it.
    """
    if st.session_state.pop(f"{key}.whole", False):
        st.rerun()
    draw_question(sheet, question_id, key=key)


def predicted(sheet: Sheet, question_id: str) -> bool:
    """Whether a prediction was kept, in this sitting. Raises RecordsError."""
    return any(one.outcome.costs_a_try for one in sheet.ledger.past(sheet.sitting.id, question_id))


def _ask(sheet: Sheet, state: desk.QuestionState, key: str, name: str) -> None:
    """The fields and the button that hands them in; settings are live, so they need no form."""
    try:
        fields = state.variant.fields()
    except EngineError as error:
        st.error(f"This question cannot be shown now. For its author: {error}")
        return
    _carry_over(sheet, state, fields, name)
    live = any(isinstance(field, SettingsField) for field in fields)
    with st.container(border=True) if live else st.form(f"{name}.form", enter_to_submit=False, width=READING):
        across = 2 if all(isinstance(field, PictureField) for field in fields) else 1
        for first in range(0, len(fields), across):
            places: Sequence[AbstractContextManager[Any]] = [nullcontext()]
            if across > 1:
                places = st.columns(across, gap="large")
            for place, field in zip(places, fields[first:first + across], strict=False):
                with place:
                    draw_field(sheet, field, key=name)
        writes = any(isinstance(field, TextField) for field in fields)
        label = {"predict": "Keep my prediction", "challenge": "Hand in these settings",
                 "reflect": "Keep my text" if writes else "Keep my own mark",
                 "spot": "See how many I told apart"}.get(
                     state.question.type, "Check my answer")
        press = st.button if live else st.form_submit_button
        press(label, key=f"{name}.press", on_click=_hand_in, args=(sheet, state, key, name), type="primary")


def _carry_over(
    sheet: Sheet, state: desk.QuestionState, fields: Sequence[Field], name: str
) -> None:
    """A new try at a challenge begins with the settings that were handed in last."""
    for field in fields:
        given = state.last.answer.get(field.name) if state.last is not None else None
        if isinstance(field, SettingsField) and isinstance(given, Mapping):
            for knob in field.free:
                key = knob_key(f"{name}.{field.name}", knob)
                if knob in given and key not in st.session_state:
                    st.session_state[key] = given[knob]


def _below(sheet: Sheet, state: desk.QuestionState, key: str, name: str) -> None:
    """What is said under a question that is still open."""
    _message(f"{key}.{state.question.id}")
    if state.last is not None:
        _standing(sheet, state)
    _hints(sheet, state, key, name)
    if state.question.marked and state.question.pool != "before":
        st.caption(_tries(state.tries_left))


def _tries(left: int) -> str:
    if left == 1:
        return "This is your last try."
    return f"You have {left} tries. A new try may bring other options or numbers."


def draw_field(sheet: Sheet, field: Field, *, key: str) -> None:
    """One field as a control; its value stands in the session under ``key`` and its name."""
    name = f"{key}.{field.name}"
    match field:
        case OneOf():
            texts = _texts(sheet, field.options)
            st.radio(field.label, list(texts), format_func=texts.__getitem__, index=None, key=name)
        case SeveralOf():
            st.markdown(field.label)
            for option in field.options:
                st.checkbox(sheet.render(option.text), key=f"{name}.{option.id}")
        case NumberField():
            unit = f" ({field.unit})" if field.unit else ""
            st.text_input(field.label + unit, key=name, max_chars=40, width=260,
                          placeholder=f"for example {field.example}" if field.example else None)
        case TextField(lines=1):
            st.text_input(field.label, key=name, max_chars=500)
        case TextField():
            st.text_area(field.label, key=name, max_chars=5000, height=40 * field.lines + 40)
        case OrderField():
            _draw_order(sheet, field, name)
        case MatchField():
            texts = _texts(sheet, field.right)
            for left in field.left:
                st.selectbox(sheet.render(left.text), list(texts), format_func=texts.__getitem__, index=None,
                             key=f"{name}.{left.id}", placeholder="Choose", filter_mode=None)
        case SureField():
            texts = _texts(sheet, field.levels)
            st.radio(field.label, list(texts), format_func=texts.__getitem__, index=None, key=name,
                     horizontal=True)
        case PictureField():
            _draw_pictures(field, name)
        case SettingsField():
            _draw_settings(sheet, field, name)
        case _:
            assert_never(field)


def _texts(sheet: Sheet, options: tuple[Option, ...]) -> dict[str, str]:
    return {option.id: sheet.render(option.text) for option in options}


def _draw_order(sheet: Sheet, field: OrderField, name: str) -> None:
    st.markdown(field.label)
    letters = {option.id: LETTERS[index] for index, option in enumerate(field.options)}
    st.markdown("\n".join(f"- **{letters[option.id]}** {sheet.render(option.text)}"
                          for option in field.options))
    with st.container(horizontal=True, gap="small"):
        for place in range(len(field.options)):
            st.selectbox(f"Place {place + 1}", list(letters), format_func=letters.__getitem__, index=None,
                         key=f"{name}.{place}", placeholder="", width=110, filter_mode=None)


def _draw_pictures(field: PictureField, name: str) -> None:
    """Pictures side by side, none of them telling anything but itself, and a choice below."""
    count = len(field.pictures)
    words = ("left", "right") if count == 2 else tuple(map(str, range(1, count + 1)))
    rows = {"series": ["now"] * count, "picture": field.pictures, "title": words, "read": [""] * count,
            "mark": [""] * count, "tone": ["plain"] * count}
    st.html(gallery(rows, count, field.label))
    numbers = [str(number + 1) for number in range(count)]
    st.radio(field.label, numbers, format_func=dict(zip(numbers, words, strict=True)).__getitem__, index=None,
             key=name, horizontal=True)


def _draw_settings(sheet: Sheet, field: SettingsField, name: str) -> None:
    simulation = sheet.catalogue.load(field.simulation)
    start = simulation.settings({**field.locked, **field.start})
    st.caption(f"Turn the knobs and watch. What counts is a run of your settings on {simulation.drawn_anew} "
               "that nobody has seen yet.")
    charts = tuple(chart.slug for chart in simulation.charts[:1])
    measures = (*field.measures, *(one for one in simulation.headline if one not in field.measures))
    panel(View(simulation, start, 1, field.free, charts, measures[:4]), key=name, store=sheet.store)


def _read_field(sheet: Sheet, field: Field, key: str) -> Any:
    """What stands in a field's controls, as plain data."""
    name, kept = f"{key}.{field.name}", st.session_state
    match field:
        case SeveralOf():
            return [option.id for option in field.options if kept.get(f"{name}.{option.id}")]
        case OrderField():
            return [kept.get(f"{name}.{place}") for place in range(len(field.options))]
        case MatchField():
            return {left.id: kept.get(f"{name}.{left.id}") for left in field.left}
        case SettingsField():
            simulation = sheet.catalogue.load(field.simulation)
            start = simulation.settings({**field.locked, **field.start})
            chosen = settings_at(simulation, start, field.free, key=name)
            return {knob: getattr(chosen, knob) for knob in field.free
                    if knob_key(name, knob) in kept}
        case _:
            return kept.get(name)


def _hand_in(sheet: Sheet, state: desk.QuestionState, key: str, name: str) -> None:
    """Gives the answer to the desk and leaves what it said for the next drawing."""
    try:
        answer = {field.name: _read_field(sheet, field, name) for field in state.variant.fields()}
        receipt = desk.hand_in(sheet.ledger, sheet.bank, sheet.sitting, state.question.id, state.number,
                               answer, digest=state.digest)
    except RecordsError as error:
        said = ("error", f"Your answer could not be stored: {error} It still stands in the form; "
                         "press the button again in a moment.")
    except (Unreadable, ParameterError) as error:
        said = ("warning", str(error))
    else:
        said = (receipt.level, receipt.message) if receipt.message else ("", "")
        st.session_state[f"{key}.whole"] = state.question.type == "predict" and receipt.status == "graded"
    # not under ``name``: a try that another tab used has changed that by the next drawing
    st.session_state[f"{key}.{state.question.id}.said"] = said


def _message(key: str) -> None:
    level, text = st.session_state.pop(f"{key}.said", ("", ""))
    if text:
        _box(level, text)


def _box(level: str, text: str) -> None:
    {"success": st.success, "warning": st.warning, "error": st.error, "info": st.info}[level or "info"](text)


def _standing(sheet: Sheet, state: desk.QuestionState) -> None:
    """How the last answer did, with the feedback on what was chosen."""
    last = state.last
    assert last is not None
    level, word = STANDING.get(last.outcome, ("info", ""))
    if state.question.type == "spot":
        word = "This is not marked."
    share = "" if last.share is None or last.outcome is not Outcome.PARTLY else f" {last.share:.0%}"
    lines = [f"**{word}**{share}", *_feedback(sheet, last.feedback)]
    _box(level, "\n\n".join(line for line in lines if line))


def _feedback(sheet: Sheet, feedback: tuple[Feedback, ...]) -> list[str]:
    return [sheet.render(item.text) for item in feedback]


def _past_answer(sheet: Sheet, state: desk.QuestionState) -> None:
    """A question that is over: the answer given, how it did, and all there is to say."""
    last, answered = state.last, state.last_variant
    if last is not None and answered is not None:
        given = answer_in_words(sheet, answered, last.answer)
        if given:
            st.markdown("**Your answer:** " + given)
        _pairs_shown(state, answered, last.answer)
        _standing(sheet, state)
    told = _feedback(sheet, last.feedback) if last is not None else []
    rest = [line for line in _feedback(sheet, state.reveal)
            if not any(one and line.endswith(one) for one in told)]
    if rest:
        with st.container(border=True):
            st.markdown("\n\n".join(rest))


def _pairs_shown(state: desk.QuestionState, answered: Variant, answer: Mapping[str, Any]) -> None:
    """The pairs of a forced choice once more, with which was changed and which was picked."""
    if state.question.type != "spot":
        return
    rows: dict[str, list[str]] = {name: [] for name in ("picture", "title", "read", "mark", "tone")}
    try:
        fields = answered.fields()
    except EngineError as error:
        st.error(f"The pictures cannot be shown now. For their author: {error}")
        return
    for field, changed in zip(fields, answered.key, strict=True):
        if not isinstance(field, PictureField):
            continue
        for number, picture in enumerate(field.pictures, start=1):
            rows["picture"].append(picture)
            rows["title"].append(f"{field.label.partition(':')[0]}, {'left' if number == 1 else 'right'}")
            rows["read"].append("you picked this" if str(answer.get(field.name)) == str(number) else "")
            rows["mark"].append("✗ changed" if changed == str(number) else "✓ as it was")
            rows["tone"].append("bad" if changed == str(number) else "good")
    st.html(gallery({"series": ["now"] * len(rows["picture"]), **rows}, 4,
                    "The pairs again, with which picture of each was changed"))


def answer_in_words(sheet: Sheet, variant: Variant, answer: Mapping[str, Any]) -> str:
    """What the learner gave, as a line of text; typed text is escaped."""
    parts: list[str] = []
    for field in variant.fields():
        value = answer.get(field.name)
        match field:
            case OneOf(options=options) | SureField(levels=options):
                parts.append(_texts(sheet, options).get(str(value), ""))
            case SeveralOf() | OrderField():
                texts = _texts(sheet, field.options)
                joint = " → " if isinstance(field, OrderField) else "; "
                parts.append(joint.join(texts.get(str(one), "–") for one in value or ()))
            case MatchField():
                left, right = _texts(sheet, field.left), _texts(sheet, field.right)
                parts.append("; ".join(f"{left[one]}: {right.get(str(other), '–')}"
                                       for one, other in (value or {}).items() if one in left))
            case SettingsField():
                knobs = sheet.catalogue.load(field.simulation).knobs
                parts.append("; ".join(f"{knobs[name].label}: {knobs[name].said(setting)}"
                                       for name, setting in (value or {}).items() if name in knobs))
            case PictureField():
                pass  # shown with their pictures
            case NumberField() | TextField():
                parts.append(escaped(str(value or "")))
            case _:
                assert_never(field)
    return " · ".join(part for part in parts if part)


def escaped(text: str) -> str:
    """A learner's text as Markdown that shows it as typed."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()<>#+-.!|$:~^" else letter for letter in text)


def _hints(sheet: Sheet, state: desk.QuestionState, key: str, name: str) -> None:
    for number, hint in enumerate(state.hints_shown, start=1):
        st.info(f"Hint {number}: {sheet.render(hint)}")
    if state.hints_left:
        st.button("Show a hint" if not state.hints_shown else "Show one hint more", key=f"{name}.hint",
                  type="tertiary", on_click=_take_hint, args=(sheet, state.question.id, key))


def _take_hint(sheet: Sheet, question_id: str, key: str) -> None:
    try:
        desk.take_hint(sheet.ledger, sheet.bank, sheet.sitting, question_id)
    except RecordsError as error:
        st.session_state[f"{key}.{question_id}.said"] = ("error", str(error))


def _shown_run(sheet: Sheet, run: ShownRun, *, key: str) -> None:
    simulation = sheet.catalogue.load(run.simulation)
    outcome = computed(simulation, simulation.settings(dict(run.parameters)), run.seed, sheet.store, key=key,
                       begin=True)
    if outcome is None:
        return
    charts = [chart for chart in simulation.charts if chart.slug in run.charts]
    draw_charts(simulation, charts, outcome, key=key)
