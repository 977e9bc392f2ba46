"""Every question of every bank keeps what questions promise, and so does every type's own example.

A question is tested by existing: its variant supplies answers that are right, partly right, wrong
and unreadable, and the engine supplies the keys of those that are computed.
"""

from __future__ import annotations

import inspect
import textwrap

import pytest

from quizzes import answers
from quizzes.base import Outcome, SettingsField, Unreadable
from quizzes.margins import thin
from quizzes.reader import Banks, read_bank
from quizzes.types import types
from quizzes.weaknesses import weaknesses
from simulations.authored import ContentError

BANKS = Banks()
ENGINE_TYPES = ("computed", "challenge", "cause")
VARYING = ("choice", "several", "order", "match", "cause", "audit", "spot")


def _bank(slug):
    try:
        return BANKS.load(slug)
    except ContentError:
        return None  # test_bank_has_no_fault says why


def _example(name, folder):
    """The bank whose one question is the example in the docstring of a type."""
    written = inspect.getdoc(types()[name]).split("```yaml\n")[1].split("```")[0]
    path = folder / f"{name}.yaml"
    path.write_text("title: Example\nquestions:\n" + textwrap.indent(written, "  "), encoding="utf-8")
    return read_bank(path).questions[0]


QUESTIONS = [pytest.param(f"{slug}/{one.id}", id=f"{slug}-{one.id}") for slug in BANKS.slugs()
             if (bank := _bank(slug)) for one in bank.questions]
EXAMPLES = [pytest.param(f"example/{name}", id=f"example-{name}") for name in types()]


def _of_type(kind):
    """The questions of one type in all banks, and the example of that type."""
    return [*(pytest.param(f"{slug}/{one.id}", id=f"{slug}-{one.id}") for slug in BANKS.slugs()
              if (bank := _bank(slug)) for one in bank.questions if one.type == kind),
            pytest.param(f"example/{kind}", id=f"example-{kind}")]


def _found(param, folder):
    where, name = param.split("/")
    return _example(name, folder) if where == "example" else BANKS.load(where).question(name)


@pytest.fixture(params=QUESTIONS + EXAMPLES)
def question(request, tmp_path):
    return _found(request.param, tmp_path)


@pytest.fixture(params=[*_of_type("computed"), *_of_type("cause")])
def engine_question(request, tmp_path):
    return _found(request.param, tmp_path)


def seeds(question):
    return (1,) if question.type in ENGINE_TYPES else (1, 2, 3)


@pytest.mark.parametrize("slug", BANKS.slugs())
def test_bank_has_no_fault(slug):
    bank = read_bank(BANKS.path(slug))
    errors = [str(problem) for problem in weaknesses(bank) if problem.severity == "error"]
    assert not errors, "\n".join(errors)


def test_right_partly_and_wrong_answers_earn_what_they_should(question):
    for seed in seeds(question):
        variant = question.draw(seed)
        examples = variant.examples()
        for answer in examples.right:
            grade = variant.grade(answers.plain(answer))
            assert (grade.outcome, grade.share) == (Outcome.RIGHT, 1), answer
            assert grade.feedback
        for answer, share in examples.partly:
            grade = variant.grade(answers.plain(answer))
            assert grade.outcome is Outcome.PARTLY and 0 < share < 1
            assert grade.share == pytest.approx(share), answer
        for answer in examples.wrong:
            grade = variant.grade(answers.plain(answer))
            assert (grade.outcome, grade.share) == (Outcome.WRONG, 0), answer
            assert grade.feedback
        if question.marked:
            assert examples.right and examples.wrong


def test_what_cannot_be_read_is_said_in_a_sentence(question):
    variant = question.draw(1)
    assert variant.examples().unreadable
    for answer in variant.examples().unreadable:
        with pytest.raises(Unreadable, match=r"^\S.*\.$"):
            variant.grade(answer)


def test_a_seed_always_draws_the_same_variant(question):
    for seed in (1, 2**31 - 1):
        first, again = question.draw(seed), question.draw(seed)
        redrawn = question.redraw(answers.plain(first.drawn))
        for other in (again, redrawn):
            assert (other.prompt, other.fields(), other.drawn, other.shown) == (
                first.prompt, first.fields(), first.drawn, first.shown)
            assert other.key == first.key
        assert question.digest() == question.digest()


def test_other_seeds_draw_other_variants_where_something_can_vary(question):
    varies = question.type in VARYING and getattr(question, "shuffle", True)
    varies = varies or bool(getattr(question, "vary", {}))
    drawn = {(variant.prompt, variant.fields(), variant.shown and str(variant.shown))
             for variant in map(question.draw, range(20)) if _hashable(variant)}
    assert (len(drawn) > 1) == varies or question.type in ("challenge", "predict")


def _hashable(variant):
    return not any(isinstance(field, SettingsField) for field in variant.fields())


def test_no_key_is_in_what_is_shown(question):
    """Neither feedback nor explanation nor a flag; and ids follow the place shown, not the key."""
    variant = question.draw(1)
    shown = repr(variant.fields()) + variant.prompt
    secret = [question.explanation, getattr(question, "otherwise", ""), getattr(question, "outcome", "")]
    for name in ("options", "items", "pairs", "causes", "slips", "accept"):
        secret += [one.feedback for one in getattr(question, name, ())]
    for text in secret:
        assert not text or text not in shown
    for field in variant.fields():
        for option in (*getattr(field, "left", ()), *getattr(field, "right", ())):
            assert option.id.isdigit() or question.type == "audit"


def test_the_right_option_is_not_always_in_the_same_place(question):
    if question.type in ("choice", "cause") and getattr(question, "shuffle", True):
        name = {"choice": "choice", "cause": "cause"}[question.type]
        assert len({question.draw(seed).key[name] for seed in range(30)}) > 1


def test_everything_is_revealed_in_words(question):
    said = question.draw(1).reveal()
    assert said
    assert all(item.text.strip() for item in said)
    if question.explanation:
        assert said[-1].text == question.explanation


def test_key_is_plain_data(question):
    variant = question.draw(1)
    answers.plain({"key": variant.key, "drawn": dict(variant.drawn)})


def test_luck_does_not_decide_and_charts_have_something_to_show(engine_question):
    """Tolerances and margins are at least four standard errors of the key wide."""
    assert list(thin(engine_question)) == []
