"""The letter and the charts beside it: each says what the engine measured, and no more than was chosen."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

import pytest
import vl_convert

from simulations.chart_specs import LETTER_LINE, LETTER_LINES
from simulations.notice import SIMULATION, NoticeResult
from simulations.notice.charts import CHARTS
from simulations.notice.columns import LOAN, RELEASE
from simulations.notice.letter_rows import LEFT_OUT, apart, letter_rows
from simulations.notice.result import MOST_WEEKS, NOTICES

BY_SLUG = {chart.slug: chart for chart in CHARTS}
REASONS, WAY, LEFT, DATA, CONTEST = (
    "What counted against you most", "What would have changed it", "What was not considered",
    "Where the data come from", "How to contest this")


def result(seed: int = 1, **settings: Any) -> NoticeResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, NoticeResult)
    return found


def parts(found: NoticeResult) -> list[str]:
    return list(dict.fromkeys(letter_rows(found)["part"]))


def texts(found: NoticeResult, part: str | None = None) -> str:
    rows = letter_rows(found)
    return "\n".join(text for own, text in zip(rows["part"], rows["text"], strict=True)
                     if part is None or own == part)


def drawn(slug: str, *runs: NoticeResult, dragged_to: float | None = None) -> set[str]:
    """The words in the picture that Vega makes of a run, and of a pinned one beside it."""
    chart = BY_SLUG[slug]
    values = []
    for series, run in zip(("now", "pinned"), runs, strict=False):
        rows = chart.rows(run)
        values += [{**dict(zip(rows, row, strict=True)), "series": series}
                   for row in zip(*rows.values(), strict=True)]
    spec = json.loads(json.dumps(chart.spec()))
    spec |= {"width": 700, "data": {"values": values}}
    if dragged_to is not None:
        clock = next(step for step in spec["transform"] if step.get("calculate") == "now()")
        clock["calculate"] = "7"
        drag = next(param for param in spec["params"] if param["name"] == "drag")
        drag["value"] = [{"week": dragged_to, "born": 7}]
    return set(re.findall(r"<text[^>]*>([^<]+)</text>", vl_convert.vegalite_to_svg(spec)))


# the letter

@pytest.mark.parametrize(("notice", "has"), [
    ("decision", [""]), ("score", [""]), ("reasons", ["", REASONS]), ("way", ["", REASONS, WAY]),
    ("contest", ["", REASONS, WAY, LEFT, DATA, CONTEST]),
])
def test_each_notice_has_the_parts_of_the_one_before_and_more(notice: str, has: list[str]) -> None:
    assert parts(result(notice=notice)) == has


def test_a_letter_without_reasons_says_so_and_gives_no_number() -> None:
    told = texts(result(notice="decision"))
    assert "gives no reasons" in told
    assert not re.search(r"\d", told)


def test_somebody_who_is_not_refused_is_told_no_way() -> None:
    found = result(person=150)
    assert "You are released" in texts(found)
    assert WAY not in parts(found)


def test_the_reasons_are_the_largest_first_with_the_persons_own_values() -> None:
    found = result(notice="reasons")
    points = [float(points) for points in re.findall(r": ([\d.]+) points more", texts(found, REASONS))]
    own = sorted(found.contributions[found.contributions > 0].tolist(), reverse=True)
    assert points == [round(value, 1) for value in own[:4]]
    assert "4 earlier arrests" in texts(found, REASONS)


def test_the_way_in_the_letter_is_the_engines() -> None:
    found = result()
    told = texts(found, WAY)
    assert f"Together {found.measures['person_weeks']:.0f} weeks" in told
    after = found.points - sum(change.points for change in found.changes)
    assert f"{after:.1f} points" in told
    assert after < found.line


def test_where_nothing_helps_the_letter_says_so() -> None:
    assert "Nothing that you can change would have been enough" in texts(result(person=21), WAY)
    late = result(person=12, weeks=10)
    assert late.changes
    assert "Nothing that can be done in 10 weeks" in texts(late, WAY)


def test_the_letter_does_not_know_which_entries_are_somebody_elses() -> None:
    assert letter_rows(result(wrong_entries=3)) == letter_rows(result(wrong_entries=0))


def test_the_letter_says_how_many_entries_fewer_would_be_enough() -> None:
    found = result(person=34)
    assert found.entries_needed == 3
    assert "With 3 fewer you would have been released." in texts(found, CONTEST)
    assert "Alone, that would not be enough" in texts(result(person=15), CONTEST)


def test_every_column_and_nothing_else_is_named_as_data() -> None:
    for about, columns in (("release", RELEASE), ("loan", LOAN)):
        told = texts(result(about=about), DATA)
        named = re.findall(r": ([^.]+)\.", told)
        assert sorted(", ".join(named).split(", ")) == sorted(column.name for column in columns)


def test_no_letter_speaks_of_chances_or_of_what_somebody_will_do() -> None:
    for about in LEFT_OUT:
        for person in (5, 44, 150):
            told = texts(result(about=about, person=person)).lower()
            assert not re.search(r"risk|likely|probab|reoffend|rearrest|will ", told)


@pytest.mark.parametrize("about", ["release", "loan"])
def test_every_letter_is_short_enough_for_a_file(about: str) -> None:
    for person in range(1, 201, 5):
        rows = letter_rows(result(about=about, person=person, weeks=10))
        tall = 1.2 * len(set(rows["part"]) - {""})
        for kind, text in zip(rows["kind"], rows["text"], strict=True):
            tall += 0.5 + len(textwrap.wrap("* " * (kind == "item") + text, LETTER_LINE))
        assert tall <= LETTER_LINES, (person, tall)


def test_two_numbers_that_differ_are_told_apart() -> None:
    assert apart(51.84, 51.76) == ("51.84", "51.76")
    assert apart(54.7, 51.8) == ("54.7", "51.8")


def test_values_are_worded_without_a_zero() -> None:
    arrests = RELEASE[1]
    assert [arrests.said(value) for value in (0, 1, 2)] == [
        "no earlier arrest", "1 earlier arrest", "2 earlier arrests"]


# headings

@pytest.mark.parametrize(("settings", "said"), [
    ({"notice": "decision"}, "names no reason"),
    ({"notice": "reasons"}, "with 4 reasons and no word of what would change it"),
    ({}, "Held: 9 weeks of changes would have been enough"),
    ({"person": 21}, "nothing that this person can change"),
    ({"person": 12, "weeks": 10}, "takes 31 weeks, and there are 10"),
    ({"person": 34, "wrong_entries": 3}, "the letter says how to have it put right"),
    ({"person": 34, "wrong_entries": 3, "notice": "way"}, "nobody says how to contest it"),
    ({"person": 34, "wrong_entries": 3, "notice": "score"}, "does not show the record"),
    ({"person": 150}, "Released, with"),
    ({"refused": 0.0}, "Released, as everybody is"),
])
def test_the_heading_of_the_letter_says_what_it_is_worth(settings: dict[str, Any], said: str) -> None:
    assert said in BY_SLUG["letter"].heading(result(**settings))


@pytest.mark.parametrize("settings", [{"refused": 0.0}, {"weeks": 0}, {"refused": 0.9, "person": 200}])
def test_nothing_says_nan(settings: dict[str, Any]) -> None:
    found = result(**settings)
    for chart in CHARTS:
        said = chart.heading(found) + chart.alt(found) + json.dumps(chart.rows(found), allow_nan=False)
        assert not re.search(r"\bnan\b|\binf\b|\bNone\b", said), chart.slug


# the pictures

def test_the_picture_of_what_counted_says_each_columns_points() -> None:
    found = result(person=34, wrong_entries=3)
    words = drawn("reasons", found, result())
    for column, value, points in zip(RELEASE, found.values, found.contributions, strict=True):
        signed = f"{points:+.1f}".replace("-", "\u2212")
        assert f"{column.said(value)}: {signed}" in words
    assert sum(word.startswith("corrected ") for word in words) == 1
    assert {"cannot change", "slowly", "can change"} <= words


def test_a_pinned_run_about_another_decision_is_not_laid_over_its_columns() -> None:
    spec_words = drawn("reasons", result(), result(about="loan"))
    assert spec_words == drawn("reasons", result())


def test_the_picture_of_the_notices_says_each_share() -> None:
    found = result(wrong_entries=2)
    assert {f"{words}: {100 * share:.1f} %" for words, share in
            zip(NOTICES.values(), found.acting, strict=True)} <= drawn("notices", found)
    assert f"{NOTICES['way']}: undefined" in drawn("notices", result(refused=0.0))


@pytest.mark.parametrize("weeks", [0, 14, 60])
def test_dragging_the_weeks_shows_what_the_engine_would_measure(weeks: int) -> None:
    words = drawn("ways", result(weeks=26), dragged_to=weeks)
    there = result(weeks=weeks)
    assert f"within {weeks} weeks" in words
    for group in "ab":
        share = 1 - there.measures[f"without_a_way_{group}"]
        assert any(word.startswith(f"{group.upper()}: {100 * share:.1f} % of ") for word in words)


def test_the_weeks_can_be_dragged_to_where_their_knob_can_stand() -> None:
    (drag,) = BY_SLUG["ways"].drags
    knob = SIMULATION.knobs[drag.parameter]
    assert (knob.low, knob.high) == (0, MOST_WEEKS)
    assert SIMULATION.settings({drag.parameter: int(drag.value(14))})
