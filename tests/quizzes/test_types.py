"""What each type of question does beyond what all of them promise."""

from __future__ import annotations

import pytest

from quizzes import keys
from quizzes.base import Outcome, Unreadable
from quizzes.keys import EngineError
from quizzes.types import types
from tests.quizzes.banks import choice, one

TOP = "id: a\npool: quiz\nobjective: first\nprompt: '{}'\n"
COMPUTED = TOP.format("At {push}, in mode {mode}: {measure}`toy rate`?") + "type: computed\nsimulation: toy\n"
VARY = "vary: {push: [0.2, 0.8, 0.1], mode: {one_of: [plain, double]}}\nseeds: 3\n"


@pytest.fixture(autouse=True)
def _no_means_kept():
    keys.forget()


def texts(grade):
    return [item.text for item in grade.feedback]


def test_types_are_found_by_looking():
    assert list(types()) == ["audit", "cause", "challenge", "choice", "computed", "match", "number", "order",
                             "predict", "ratios", "reflect", "several", "short-text", "spot"]


def test_a_choice_gives_feedback_on_the_option_chosen_and_no_other(tmp_path):
    variant = one(tmp_path, choice("a")).draw(3)
    place = {option.text: option.id for option in variant.fields()[0].options}
    grade = variant.grade({"choice": place["B"]})
    assert (grade.outcome, grade.share, texts(grade)) == (Outcome.PARTLY, 0.5, ["Half B."])
    assert grade.feedback[0].about == place["B"]
    assert {item.about for item in variant.reveal()} >= set(place.values())


def test_options_that_are_not_shuffled_stay_as_written(tmp_path):
    question = one(tmp_path, choice("a", more="shuffle: false"))
    assert {tuple(option.text for option in question.draw(seed).fields()[0].options)
            for seed in range(10)} == {("A", "B", "C")}


def test_several_says_that_something_is_missing_without_saying_what(tmp_path):
    variant = one(tmp_path, TOP.format("Which?") + """type: several
options:
  - {text: A, right: true, feedback: Yes A}
  - {text: B, right: true, feedback: Yes B}
  - {text: C, feedback: Not C}""").draw(1)
    place = {option.text: option.id for option in variant.fields()[0].options}
    grade = variant.grade({"several": [place["A"]]})
    assert texts(grade) == ["A: Yes A", "What you ticked is right, and something is missing."]
    assert grade.share == pytest.approx(2 / 3)


def test_a_number_names_the_slip_that_led_to_it(tmp_path):
    variant = one(tmp_path, TOP.format("How much?") + """type: number
answer: 50
unit: "%"
tolerance: 1
close: 3
slips: [{answer: 200, feedback: Other way round.}]
feedback_right: Half.
feedback_wrong: Divide.""").draw(1)
    assert texts(variant.grade({"number": "200"})) == ["Other way round."]
    assert texts(variant.grade({"number": "1/2"})) == ["Half."]
    assert variant.grade({"number": "47.5 %"}).share == 0.5
    assert texts(variant.grade({"number": "10"})) == ["Divide."]
    with pytest.raises(Unreadable, match="percent sign"):
        variant.grade({"number": "0.5"})


def test_an_order_never_starts_out_right(tmp_path):
    question = one(tmp_path, TOP.format("Order?") + """type: order
items: [{text: A, feedback: a}, {text: B, feedback: b}, {text: C, feedback: c}]""")
    for seed in range(50):
        assert [option.text for option in question.draw(seed).fields()[0].options] != ["A", "B", "C"]


def test_a_match_tells_why_only_of_the_pairs_that_were_found(tmp_path):
    variant = one(tmp_path, TOP.format("Match?") + """type: match
pairs:
  - {left: A, right: x, feedback: Because a.}
  - {left: B, right: y, feedback: Because b.}
  - {left: C, right: x, feedback: Because c.}
extra: [z]""").draw(1)
    field = variant.fields()[0]
    left = {option.text: option.id for option in field.left}
    right = {option.text: option.id for option in field.right}
    assert sorted(right) == ["x", "y", "z"]
    grade = variant.grade({"match": {left["A"]: right["x"], left["B"]: right["z"], left["C"]: right["x"]}})
    assert grade.share == pytest.approx(2 / 3)
    assert sorted(texts(grade)) == ["A: Because a.", "B: not this one.", "C: Because c."]


SHORT = TOP.format("Name it.") + """type: short-text
accept:
  - {pattern: impact ratios?, regex: true, feedback: Yes.}
  - {pattern: Ratio, share: 0.5, feedback: Of what?}
otherwise: No.
examples: {right: [impact ratio], wrong: [rate]}"""


@pytest.mark.parametrize(("text", "share"), [
    ("Impact   RATIO.", 1), (" impact ratios ", 1), ("ratio", 0.5), ("my impact ratio", 0), ("x", 0),
])
def test_short_text_compares_words_not_spaces_or_capitals(tmp_path, text, share):
    assert one(tmp_path, SHORT).draw(1).grade({"text": text}).share == share


def test_a_reflection_shows_the_others_first_and_takes_the_own_mark_then(tmp_path):
    question = one(tmp_path, """id: a
pool: lesson
prompt: Write.
type: reflect
exemplars: [{text: "One\\nTwo", comment: Good.}]""")
    first, second = question.following(1, 0), question.following(1, 1)
    kept = first.grade({"text": "mine"})
    assert (kept.outcome, kept.share) == (Outcome.AWAITING_REVIEW, None)
    assert texts(kept) == ["> One\n> Two\n\nGood."]
    assert second.grade({"mark": "2"}).outcome is Outcome.RECORDED
    assert question.redraw(second.drawn).fields() == second.fields() != first.fields()
    assert not question.marked


def test_a_prediction_is_kept_and_set_beside_the_run(tmp_path):
    variant = one(tmp_path, """id: a
pool: lesson
prompt: How much?
type: predict
number: true
unit: "%"
sure: true
measure: {simulation: toy, measure: rate, parameters: {push: 0.6}}
outcome: Half of the push.""").draw(1)
    grade = variant.grade({"number": "90", "sure": "very"})
    assert (grade.outcome, grade.share) == (Outcome.RECORDED, None)
    assert texts(grade)[0].startswith("You said 90\u00a0%. The run gives ")
    with pytest.raises(Unreadable):
        variant.grade({"number": "90"})
    with pytest.raises(Unreadable):
        variant.grade({"sure": "very"})


def test_a_computed_prompt_holds_what_was_drawn_and_keeps_its_roles(tmp_path):
    question = one(tmp_path, COMPUTED + "measure: rate\ntolerance: 1\n" + VARY)
    prompts = {question.draw(seed).prompt for seed in range(60)}
    assert "At 0.3\u00a0sd, in mode as it comes: {measure}`toy rate`?" in prompts
    assert len(prompts) == 14


def test_a_computed_key_is_the_engines_own_mean(tmp_path):
    variant = one(tmp_path, COMPUTED + "measure: rate\ntolerance: 1\n" + VARY).draw(4)
    simulation = variant.simulation
    settings = simulation.settings(variant.values)
    mean = sum(simulation.run(settings, seed).measures["rate"] for seed in (1, 2, 3)) / 3
    assert variant.answer() == pytest.approx(100 * mean, rel=1e-12)
    assert variant.grade({"number": f"{100 * mean + 0.9:.6f} %"}).share == 1
    assert variant.grade({"number": f"{100 * mean + 1.1:.6f} %"}).share == 0


@pytest.mark.parametrize(("measure", "unit", "value"), [
    ("rate", "%", 25.0), ("gap", "points", -25.0), ("ratio", "", 1 / 3), ("hits", "", 1250.0),
])
def test_a_computed_number_is_asked_in_the_measures_unit(tmp_path, measure, unit, value):
    text = TOP.format("How much?") + "type: computed\nsimulation: toy\ntolerance: 20\n"
    settings = "parameters: {push: 0.5, size: 5000}\n"
    variant = one(tmp_path, f"{text}{settings}measure: {measure}\n").draw(1)
    assert variant.fields()[0].unit == unit
    assert variant.answer() == pytest.approx(value, rel=0.02)


def test_the_key_of_a_computed_question_is_recorded_once_it_is_known(tmp_path):
    variant = one(tmp_path, COMPUTED + "measure: rate\ntolerance: 1\n" + VARY).draw(4)
    before = variant.key
    assert before["value"] is None and before["seeds"] == 3
    variant.grade({"number": "5 %"})
    assert variant.key["value"] == pytest.approx(variant.answer())


def test_a_change_and_its_direction_are_computed_on_the_same_seeds(tmp_path):
    text = TOP.format("What happens?") + """type: computed
simulation: toy
measure: rate
parameters: {mode: double}
from: {mode: plain}
vary: {push: [0.2, 0.8, 0.2]}
"""
    change = one(tmp_path, text + "ask: change\ntolerance: 2").draw(2)
    assert change.fields()[0].unit == "points"
    assert change.answer() == pytest.approx(50 * change.values["push"], abs=1e-6)
    compared = one(tmp_path, text + "ask: compare\nmargin: 2").draw(2)
    assert compared.grade({"choice": "rises"}).share == 1
    wide = one(tmp_path, text + "ask: compare\nmargin: 60").draw(2)
    assert wide.grade({"choice": "stays"}).share == 1


def test_an_undefined_key_marks_nobody(tmp_path):
    text = "type: computed\nsimulation: toy\nmeasure: per_head\nparameters: {size: 0}\ntolerance: 1"
    grade = one(tmp_path, TOP.format("?") + text).draw(1).grade({"number": "1"})
    assert (grade.outcome, grade.share) == (Outcome.AWAITING_REVIEW, None)


def test_an_engine_that_fails_is_no_wrong_answer(tmp_path):
    text = "type: computed\nsimulation: toy\nmeasure: rate\nparameters: {broken: true}\ntolerance: 1"
    variant = one(tmp_path, TOP.format("?") + text).draw(1)
    with pytest.raises(EngineError, match="'toy' could not be run"):
        variant.grade({"number": "1"})
    assert "cannot be asked" in variant.reveal()[0].text


def test_means_are_kept_for_the_next_learner(tmp_path, monkeypatch):
    variant = one(tmp_path, COMPUTED + "measure: rate\ntolerance: 1\n" + VARY).draw(4)
    variant.answer()
    monkeypatch.setattr(keys, "pooled", lambda *arguments: pytest.fail("computed twice"))
    assert variant.grade({"number": "0"}).share == 0


CHALLENGE = """id: a
pool: quiz
objective: first
type: challenge
simulation: toy
challenge: {}
feedback: {{met: Met., not_met: Missed., wrongly_impossible: It can., impossible_shown: Shown.,
           impossible_not_shown: Show it.}}"""


@pytest.mark.parametrize(("challenge", "claim", "settings", "share", "said"), [
    ("high", "met", {"push": 0.9, "mode": "double"}, 1, "Met."),
    ("high", "met", {"push": 1.0}, 0, "Missed."),
    ("high", "met", {}, 0, "Missed."),
    ("high", "impossible", {"push": 0.9, "mode": "double"}, 0, "It can."),
    ("beyond", "met", {"push": 1.0}, 0, "Missed."),
    ("beyond", "impossible", {"push": 1.0}, 1, "Shown."),
    ("beyond", "impossible", {"push": 0.2}, 0.5, "Show it."),
])
def test_a_challenge_is_graded_by_the_graders_own_runs(tmp_path, challenge, claim, settings, share, said):
    variant = one(tmp_path, CHALLENGE.format(challenge)).draw(1)
    grade = variant.grade({"claim": claim, "settings": settings})
    assert (grade.share, texts(grade)[0]) == (share, said)
    if claim == "met" or challenge == "beyond":
        assert "Over 4 runs on people nobody has seen: Rate" in texts(grade)[1]


@pytest.mark.parametrize(("settings", "hint"), [
    ({"size": 50}, "size is locked"), ({"push": 7}, "push must be between 0 and 1"),
    ("push", "Choose settings"),
    ({"pull": 1}, "pull is locked"),
])
def test_settings_that_cannot_be_run_cost_no_try(tmp_path, settings, hint):
    with pytest.raises(Unreadable, match=hint):
        one(tmp_path, CHALLENGE.format("high")).draw(1).grade({"claim": "met", "settings": settings})


def test_a_challenge_prints_its_goals_as_the_grader_reads_them(tmp_path):
    variant = one(tmp_path, CHALLENGE.format("high")).draw(1)
    assert variant.prompt == "Bring the rate up.\n\n- Rate: at least 80.0 %"
    assert variant.fields()[0].locked == {"size": 50}
    assert variant.fields()[0].start == {"push": 0.2}


def test_a_cause_hides_its_settings_and_varies(tmp_path):
    question = one(tmp_path, TOP.format("Why?") + """type: cause
simulation: toy
charts: [rates]
base: {mode: double}
causes:
""" + "".join(f"  - {{text: push {n}, parameters: {{push: 0.{n}}}, feedback: It was {n}.}}\n"
              for n in (1, 3, 5, 7)))
    shown = [question.draw(seed).shown for seed in range(40)]
    assert all(run.hidden and run.parameters["mode"] == "double" for run in shown)
    assert {run.parameters["push"] for run in shown} == {0.1, 0.3, 0.5, 0.7}
    variant = question.draw(5)
    wrong = variant.examples().wrong[0]
    (said,) = texts(variant.grade(wrong))
    assert said.startswith("It was") and variant.key["text"][-1] not in said


def test_an_audit_is_keyed_by_ratio_and_test_together(tmp_path):
    variant = one(tmp_path, TOP.format("Evidence?") + """type: audit
cases:
  - {name: few, counts: [20, 10, 20, 7]}
  - {name: many, counts: [1000, 400, 1000, 250]}
  - {name: significant but near, counts: [100000, 50000, 100000, 45000]}""").draw(1)
    names = {option.id: option.text for option in variant.fields()[0].left}
    verdicts = {names[left]: verdict for left, verdict in variant.key["cases"].items()}
    assert verdicts == {"few": "not-enough", "many": "evidence", "significant but near": "not-enough"}
    assert "| many | 1,000 | 400 | 1,000 | 250 |" in variant.prompt
    hidden = "".join(texts(variant.grade(variant.examples().wrong[0])))
    assert "impact ratio" not in hidden


def test_ratios_are_those_that_an_audit_publishes(tmp_path):
    variant = one(tmp_path, TOP.format("Ratios?") + """type: ratios
cells:
  - {name: A, applied: 100, hired: 40}
  - {name: B, applied: 50, hired: 10}
  - {name: C, applied: 20, hired: 5}
ask: [B, C]""").draw(1)
    assert variant.key == {"ratio-1": 0.5, "ratio-2": 0.625}
    assert variant.grade({"ratio-1": "0.5", "ratio-2": "62.5 %"}).share == 1
    assert variant.grade({"ratio-1": "1/2", "ratio-2": "0.9"}).share == 0.5
    with pytest.raises(Unreadable, match="C: Write a number"):
        variant.grade({"ratio-1": "0.5"})


SPOT = TOP.format("Which was changed?") + """type: spot
simulation: toy
chart: faces
plain: 1
changed: 2
told_apart: You see it.
not_told_apart: You guess.
"""


def test_a_forced_choice_shows_pairs_and_counts_beside_what_guessing_gets(tmp_path):
    variant = one(tmp_path, SPOT).draw(4)
    pairs = variant.fields()
    assert len(pairs) == len({pair.name for pair in pairs}) == 10
    changed = [pair.pictures[int(side) - 1] for pair, side in zip(pairs, variant.key, strict=True)]
    assert all("changed" in picture for picture in changed)
    assert len(set(changed)) == 10, "another run for each pair"
    every = {pair.name: side for pair, side in zip(pairs, variant.key, strict=True)}
    seen = variant.grade(every)
    assert (seen.outcome, seen.share) == (Outcome.RECORDED, None)
    assert texts(seen)[0].startswith("You picked the changed picture in 10 of 10 pairs.")
    assert texts(seen)[1] == "You see it."
    half = {name: "2" if side == "1" and number < 5 else side for number, (name, side) in
            enumerate(every.items())}
    half |= {name: "1" for name, side in list(half.items())[:2] if side == every[name] == "2"}
    assert texts(variant.grade(half))[1] == "You guess."
    with pytest.raises(Unreadable, match="still open: 1, 3"):
        variant.grade(every | {"pair1": None, "pair3": "left"})


def test_a_forced_choice_puts_the_changed_picture_on_either_side_alike(tmp_path):
    question = one(tmp_path, SPOT)
    sides = [side for seed in range(100) for side in question.draw(seed).key]
    # of a thousand fair coins fewer than 430 or more than 570 fall on one side once in 100,000 times
    assert 430 <= sides.count("1") <= 570


@pytest.mark.parametrize(("trials", "least"), [(5, 5), (10, 9), (20, 15)])
def test_luck_alone_seldom_tells_that_many_pairs_apart(trials, least):
    from scipy.stats import binomtest

    from quizzes.types.spot import enough

    assert enough(trials) == least
    assert binomtest(least, trials, alternative="greater").pvalue <= 0.05
    assert binomtest(least - 1, trials, alternative="greater").pvalue > 0.05
