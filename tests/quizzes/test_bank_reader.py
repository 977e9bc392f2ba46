"""Reading banks: every fault has its line, all come at once, and none stops another bank."""

from __future__ import annotations

import os
import textwrap
import time

import pytest

from quizzes.reader import Banks, read_bank
from simulations.authored import ContentError
from tests.quizzes.banks import ENGINES, HEAD, bank_of, choice, item


def problems(tmp_path, text, **options):
    """What is wrong with a bank, as ``line: message``."""
    path = tmp_path / "test.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_bank(path, ENGINES, **options)
    return [f"{one.line}: {one.message}" for one in caught.value.problems]


def faults(tmp_path, question, **options):
    """What is wrong with one question, the line counted in the question."""
    top = HEAD.count("\n")
    return [
        f"{int(line) - top}:{message}"
        for line, message in (one.split(":", 1)
                              for one in problems(tmp_path, HEAD + item(question), **options))
    ]


def test_a_bank_is_read_with_its_policy(tmp_path):
    bank = bank_of(tmp_path, choice("one"), choice("two", pool="before"))
    assert (bank.slug, bank.title, bank.lesson) == ("test", "A test", "test")
    assert (bank.policy.tries, bank.policy.pass_, bank.policy.mastery) == (3, 0.7, 0.9)
    assert [one.id for one in bank.pool("quiz")] == ["one"]
    with pytest.raises(LookupError, match="no question 'tow' in 'test'; did you mean 'two'"):
        bank.question("tow")


def test_all_faults_come_at_once_each_with_its_line(tmp_path):
    found = problems(tmp_path, """\
        title: Test
        lesson: other
        policy: {tries: 0, pss: 0.7}
        questions:
          - id: a
            type: choise
          - id: b c
            type: number
            pool: quizz
            objective: x
            prompt: Hm
            answer: two
            tolerence: 1
            feedback_right: ok
          - type: choice
            id: a
            pool: quiz
            objective: x
            prompt: Hm
            options:
              - {text: A, feedback: no}
              - {text: B}
          - just text
          - id: no-type
        """)
    assert found == [
        "3: policy.tries: input should be greater than or equal to 1 (got 0)",
        "3: there is no key 'pss' here; did you mean 'pass'?",
        "6: there is no type 'choise'; did you mean 'choice'?",
        "7: 'feedback_wrong' is missing",
        "7: id must be letters, digits and hyphens, at most 60 (got 'b c')",
        "9: pool must be one of 'before', 'lesson' or 'quiz' (got 'quizz'); did you mean 'quiz'?",
        "12: answer: input should be a valid number, unable to parse string as a number (got 'two')",
        "13: there is no key 'tolerence' here; did you mean 'tolerance'?",
        "16: the id 'a' is taken by an earlier question",
        "22: 'feedback' is missing",
        "23: a question has keys such as id, type and prompt",
        found[-1],
    ]
    assert found[-1].startswith("24: 'type' is missing; it is one of audit, cause,")


def test_the_file_is_named_after_the_lesson(tmp_path):
    found = problems(tmp_path, "title: T\nlesson: tset\nquestions:\n" + item(choice("a")))
    assert found == ["2: lesson must be 'test', the name of the file (got 'tset')"]


@pytest.mark.parametrize(("text", "message"), [
    ("", "1: the file is empty"),
    ("- a\n- b\n", "a bank has the keys title, lesson, policy and questions"),
    ("just text", "a bank has the keys"),
    ("title: T\n", "'questions' is missing"),
    ("title: T\nquestions: []\n", "questions: "),
    ("title: T\nquestions: {a: 1}\n", "questions: "),
    ("title: T\ntitle: U\nquestions: [a]\n", "2: the key 'title' stands here twice"),
    ("title: T\nquestions: [", "this is not valid YAML"),
    ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases"),
    ("title: !!python/name:os.system x\n", "the tag"),
    ("title: " + "[" * 500 + "]" * 500, "nesting must be at most 20 deep"),
    ("title: " + "x" * 1_000_001, "1,000,000 characters"),
    ("title: 'T\x00'\n", "not valid YAML"),
])
def test_what_is_no_bank_is_refused_in_a_sentence(tmp_path, text, message):
    assert any(message in one for one in problems(tmp_path, text))


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "test.yaml"
    path.write_bytes(b"title: \xff\xfe")
    with pytest.raises(ContentError, match="is not UTF-8 text"):
        read_bank(path)
    with pytest.raises(ContentError, match="cannot be read"):
        read_bank(tmp_path / "none.yaml")


def test_the_lesson_knows_the_objectives_and_steps(tmp_path):
    found = faults(tmp_path, choice("a", objective="frist"), objectives=["first"], steps=["step-b"])
    assert found == ["4: the lesson has no objective 'frist'; did you mean 'first'?",
                     "8: the lesson has no step 'step-a'; did you mean 'step-b'?"]


TOP = "id: a\npool: quiz\nobjective: first\nprompt: What?\n"
TWO = "options: [{text: A, right: true, feedback: f}, {text: B, feedback: f}]"
COMPUTED = TOP + "type: computed\nsimulation: toy\n"


@pytest.mark.parametrize(("question", "expected"), [
    (TOP + "type: choice\noptions: [{text: A, feedback: f}, {text: B, feedback: f}]",
     "6: exactly one option must be right (got 0)"),
    (TOP + "type: choice\noptions: [{text: A, right: true, feedback: f}]",
     "6: at least 2 options are needed"),
    (TOP + "type: choice\noptions: [{text: A, right: true, feedback: f}, {text: A, feedback: f}]",
     "6: two options read the same: 'A'"),
    (TOP + "type: choice\noptions: [{text: A, right: true, feedback: ' '}, {text: B, feedback: f}]",
     "6: options.0.feedback: string should have at least 1 character"),
    (TOP + "type: several\noptions: [{text: A, feedback: f}, {text: B, feedback: f}]",
     "6: at least one option must be right"),
    (TOP + "type: several\nrule: halve\n" + TWO,
     "6: rule must be one of 'all-or-nothing', 'net-correct', 'coverage', 'each-answer' or 'halves' "
     "(got 'halve'); did you mean 'halves'?"),
    (TOP + "type: several\nrule: halves\n" + TWO,
     "1: the rule 'halves' needs at least 3 options"),
    (TOP + "type: number\nanswer: 1\nfeedback_right: f\nfeedback_wrong: f", "1: a number needs either"),
    (TOP + "type: number\nanswer: 1\ntolerance: .1\nrelative: .1\nfeedback_right: f\nfeedback_wrong: f",
     "1: a number needs either"),
    (TOP + "type: number\nanswer: 1\ntolerance: .1\nslips: [{answer: 1.1, feedback: f}]\nfeedback_right: f\n"
     "feedback_wrong: f", "8: the slip 1.1 lies within the tolerance of the answer"),
    (TOP + "type: order\nitems: [{text: A, feedback: f}, {text: B, feedback: f}]", "6: at least 3 options"),
    (TOP + "type: match\npairs: [{left: A, right: x, feedback: f}, {left: A, right: y, feedback: f}]",
     "6: two pairs have the same text on the left"),
    (TOP + "type: match\npairs: [{left: A, right: x, feedback: f}, {left: B, right: y, feedback: f}]\n"
     "extra: [x]",
     "7: an extra text must fit nothing, but 'x' stands in a pair"),
    (TOP + "type: short-text\naccept: [{pattern: a, feedback: f}]\notherwise: f\n"
     "examples: {right: [b], wrong: [c]}", "1: the example 'b' should be right"),
    (TOP + "type: short-text\naccept: [{pattern: a, feedback: f}]\notherwise: f\n"
     "examples: {right: [a], wrong: [A.]}", "1: the example 'A.' should be wrong"),
    (TOP + "type: short-text\naccept: [{pattern: '(a+)+', regex: true, feedback: f}]\notherwise: f\n"
     "examples: {right: [a], wrong: [c]}", "6: the pattern '(a+)+' has a choice or a repetition inside"),
    (TOP + "type: predict\noutcome: o", "1: a prediction has either 'options' or 'number: true'"),
    (TOP + "type: predict\noutcome: o\nnumber: true\nmeasure: {simulation: toy, measure: rat}",
     "8: there is no measure 'rat'; did you mean 'rate'?"),
    (COMPUTED + "measure: rat\ntolerance: 1", "7: there is no measure 'rat'; did you mean 'rate'?"),
    (COMPUTED.replace("toy", "tyo") + "measure: rate\ntolerance: 1",
     "6: there is no simulation 'tyo'; did you mean 'toy'?"),
    (COMPUTED + "measure: rate\ntolerance: 1\nparameters: {push: 3, mod: plain}",
     "9: push must be between 0 and 1 (got 3)"),
    (COMPUTED + "measure: rate\ntolerance: 1\nparameters:\n  push: 0.3\n  mod: plain",
     "11: there is no parameter 'mod' in 'toy'; did you mean 'mode'?"),
    (COMPUTED + "measure: rate\ntolerance: 1\nparameters: {push: .3}\nvary: {push: [.1, .5, .1]}",
     "10: push is set in 'parameters' and drawn here; keep one of the two"),
    (COMPUTED + "measure: rate\ntolerance: 1\nvary: {push: [.1, 1.5, .1]}",
     "9: push must be between 0 and 1"),
    (COMPUTED + "measure: rate\ntolerance: 1\nvary: {push: [.5, .1, .1]}", "9: low must be below high"),
    (COMPUTED + "measure: rate\ntolerance: 1\nvary: {push: [.5, .1]}", "9: write [low, high, step]"),
    (COMPUTED + "measure: rate\ntolerance: 1\nvary: {mode: {one_of: [plain, singel]}}",
     "9: mode must be one of plain, double (got 'singel')"),
    (COMPUTED + "measure: rate\ntolerance: 1\nvary: {pish: [.1, .5, .1]}",
     "9: there is no parameter 'pish'; did you mean 'push'?"),
    (COMPUTED.replace("What?", "At {pushh}?") + "measure: rate\ntolerance: 1\nvary: {push: [.1, .5, .1]}",
     "4: there is no drawn parameter 'pushh'; did you mean 'push'?"),
    (COMPUTED + "measure: rate", "1: ask: number takes a 'tolerance' and no 'margin'"),
    (COMPUTED + "measure: rate\nask: change\ntolerance: 1", "1: 'from' is needed for ask: change"),
    (COMPUTED + "measure: rate\nask: compare\nfrom: {push: .1}\ntolerance: 1",
     "1: ask: compare takes a 'margin' and no 'tolerance'"),
    (TOP + "type: challenge\nsimulation: toy\nchallenge: hihg\nfeedback: {met: m, not_met: n}",
     "7: there is no challenge 'hihg'; did you mean 'high'?"),
    (TOP + "type: challenge\nsimulation: toy\nchallenge: high\nfeedback: {met: m, not_met: n}",
     "8: feedback 'wrongly_impossible' is missing"),
    (TOP + "type: challenge\nsimulation: toy\nchallenge: beyond\nfeedback: {met: m, not_met: n}",
     "8: feedback 'impossible_shown' is missing"),
    (TOP + "type: cause\nsimulation: toy\ncharts: [rats]\ncauses:\n"
     + "".join(f"  - {{text: t{n}, parameters: {{size: {n}}}, feedback: f}}\n" for n in range(4)),
     "7: there is no chart 'rats'; did you mean 'rates'?"),
    (TOP + "type: cause\nsimulation: toy\ncharts: [rates]\ncauses:\n"
     + "".join(f"  - {{text: t{n}, parameters: {{size: 1}}, feedback: f}}\n" for n in range(4)),
     "10: 't1' and 't0' have the same settings; nobody could tell"),
    (TOP + "type: audit\ncases: [{name: A, counts: [10, 11, 10, 2]}, {name: B, counts: [1, 1, 1, 1]}, "
     "{name: C, counts: [1, 1, 1, 1]}]", "6: counts are [applied_a, hired_a, applied_b, hired_b]"),
    (TOP + "type: audit\ncases: [{name: A, counts: [10, 5, 10, 2]}, {name: B, counts: [9, 4, 9, 2]}, "
     "{name: C, counts: [8, 4, 8, 2]}]", "1: all cases are 'not-enough'; an audit needs both kinds"),
    (TOP + "type: audit\ncases:\n  - {name: A, counts: [10, 5, 10, 2]}\n"
     "  - {name: B, counts: [900, 400, 900, 200]}\n"
     "  - {name: C, counts: [20, 12, 20, 5]}", "9: the tests disagree on 'C'"),
    (TOP + "type: ratios\ncells: [{name: A, applied: 1, hired: 1}, {name: B, applied: 1, hired: 2}, "
     "{name: C, applied: 1, hired: 1}]\nask: [A]", "6: hired must be at most applied (got 2 of 1)"),
    (TOP + "type: ratios\ncells: [{name: Aa, applied: 1, hired: 1}, {name: B, applied: 1, hired: 1}, "
     "{name: C, applied: 1, hired: 1}]\nask: [Aaa]", "7: there is no category 'Aaa'; did you mean 'Aa'?"),
    (TOP.replace("objective: first\n", "") + "type: short-text\naccept: [{pattern: a, feedback: f}]\n"
     "otherwise: f\nexamples: {right: [a], wrong: [c]}", "1: 'objective' is missing"),
    (TOP.replace("quiz", "lesson") + "required: true\ntype: short-text\naccept: [{pattern: a, feedback: f}]\n"
     "otherwise: f\nexamples: {right: [a], wrong: [c]}", "5: only a marked question of the pool 'quiz'"),
])
def test_each_type_says_what_is_wrong_and_where(tmp_path, question, expected):
    found = faults(tmp_path, question)
    assert any(one.startswith(expected) for one in found), found


def test_one_broken_bank_stops_no_other(tmp_path):
    bank_of(tmp_path, choice("a"), name="whole")
    (tmp_path / "broken.yaml").write_text("title: [", encoding="utf-8")
    (tmp_path / "_template.yaml").write_text("title: [", encoding="utf-8")
    banks = Banks(tmp_path, ENGINES)
    assert banks.slugs() == ("broken", "whole")
    assert banks.load("whole").title == "A test"
    for _ in range(2):
        with pytest.raises(ContentError, match="not valid YAML"):
            banks.load("broken")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere.yaml")
    with pytest.raises(ContentError, match=r"link\.yaml:1:1: cannot be read"):
        banks.load("link")
    (tmp_path / "link.yaml").unlink()
    with pytest.raises(ContentError, match="no question bank 'hole'; did you mean 'whole'"):
        banks.load("hole")
    with pytest.raises(ContentError, match="no question bank"):
        banks.load("../whole")
    assert Banks(tmp_path / "nowhere").slugs() == ()


def test_a_bank_is_read_again_only_when_its_file_changed(tmp_path):
    bank_of(tmp_path, choice("a"))
    banks = Banks(tmp_path, ENGINES)
    first = banks.load("test")
    assert banks.load("test") is first
    bank_of(tmp_path, choice("a"), choice("b"))
    os.utime(tmp_path / "test.yaml", ns=(time.time_ns(), time.time_ns() + 1))
    assert len(banks.load("test").questions) == 2


def test_a_simulation_that_does_not_import_is_a_fault_of_its_author(tmp_path):
    from simulations.catalogue import Catalogue

    folder = tmp_path / "engines" / "torn"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise OSError('torn')\n", encoding="utf-8")
    path = tmp_path / "test.yaml"
    path.write_text(HEAD + item(COMPUTED.replace("toy", "torn") + "measure: rate\ntolerance: 1"), "utf-8")
    with pytest.raises(ContentError, match="the simulation 'torn' cannot be used"):
        read_bank(path, Catalogue(tmp_path / "engines"))
