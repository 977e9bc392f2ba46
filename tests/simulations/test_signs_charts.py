"""The sign charts: pictures are what the model saw, words are what the engine counted, and at the
edges nothing is undefined without being said.
"""

from __future__ import annotations

import base64
import io
import json
import math
import re
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pytest
import vl_convert
from PIL import Image

from simulations.base import Chart, Rows
from simulations.challenge import Challenge, Goal
from simulations.gallery import TONES
from simulations.picture import complete
from simulations.signs import SIMULATION, SignsResult
from simulations.signs.attacks.base import Images
from simulations.signs.chart_rows import share
from simulations.signs.charts import CHARTS
from simulations.signs.classes import CLASSES, COUNT, NUMBER
from simulations.signs.model import WALL

BY_SLUG = {chart.slug: chart for chart in CHARTS}
GALLERIES = [chart for chart in CHARTS if chart.gallery]
MOST_BYTES = 120_000
"""Of one gallery: it is sent with every change."""
each_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.slug)


@cache
def _ran(settings: str, seed: int) -> SignsResult:
    found = SIMULATION.run(SIMULATION.settings(json.loads(settings)), seed)
    assert isinstance(found, SignsResult)
    return found


def ran(seed: int = 1, **settings: Any) -> SignsResult:
    return _ran(json.dumps({"signs": 20, "curve": "none", **settings}, sort_keys=True), seed)


Settings = dict[str, Any]
STICKER: Settings = {"attack": "sticker", "target": "limit-30"}
TAPE: Settings = {"attack": "sticker", "sign": "limit-30", "target": "limit-80", "placement": "tape",
                  "colours": "black"}
ALL_KINDS: Settings = {"target": "any", "attacked": "all"}
FOREST: Settings = {"model": "forest", **ALL_KINDS}
OWN_TARGET: Settings = {"sign": "limit-120", "curve": "fgsm"}
ASKED: Settings = {"attack": "square", "budget": 16.0, "queries": 100}
TO_BE_SEEN: list[Settings] = [
    {"curve": "fgsm"}, {"attack": "none"}, {"attack": "noise"}, {"attack": "sparse", "target": "any"},
    {"model": "logistic", "curve": "pgd", **ALL_KINDS}, {**FOREST, "curve": "fgsm"},
    {**FOREST, "attack": "none"}, {"budget": 0.0}, {"budget": 0.5}, {"attack": "hopskipjump", "queries": 50},
    OWN_TARGET, {**OWN_TARGET, **STICKER, "target": "limit-120"}, {**OWN_TARGET, **ASKED},
    {**OWN_TARGET, "compare": "components"},
    STICKER, {**STICKER, "target": "any", "area": 15.0}, {**STICKER, "colours": "random"}, TAPE, ASKED,
    {"compare": "components"}, {"compare": "models", **ALL_KINDS}, {"light": 0.3, "blur": 2.0, "turned": 60},
]
each_run = pytest.mark.parametrize("settings", TO_BE_SEEN, ids=str)


def records(rows: Rows, series: str = "now") -> list[dict[str, Any]]:
    return [{**dict(zip(rows, values, strict=True)), "series": series}
            for values in zip(*rows.values(), strict=True)]


def wanted(found: SignsResult) -> list[str]:
    return [chart.slug for chart in CHARTS if chart.wanted(found.parameters)]


def pixels(address: str) -> np.ndarray:
    """The picture that an address holds, in steps of 255."""
    _, _, text = address.partition(";base64,")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB")).astype(int)


def steps(image: Images) -> np.ndarray:
    return (np.clip(image, 0, 1) * 255).round().astype(int)


# --- everything, at the edges -----------------------------------------------------------------


@each_run
def test_rows_are_plain_and_words_never_say_nan(settings: dict[str, Any]) -> None:
    found = ran(**settings)
    for chart in CHARTS:
        rows = chart.rows(found)
        assert len({len(column) for column in rows.values()}) == 1
        assert set(rows["series"]) <= {"now"}
        assert len(rows["series"]) <= 400
        json.dumps(dict(rows), allow_nan=False)
        heading, told = chart.heading(found), chart.alt(found)
        for words in (heading, told):
            assert words[0].isupper() or words[0].isdigit(), words
            assert not re.search(r"nan|None|!|  ", words), words
        assert told.endswith(".")
        assert not told.endswith("..")
        assert not heading.endswith(".")


@each_run
def test_a_chart_that_is_wanted_has_something_to_show(settings: dict[str, Any]) -> None:
    found = ran(**settings)
    counted = len(found.labels)
    for slug in wanted(found):
        rows = BY_SLUG[slug].rows(found)
        assert rows["series"] or (not counted and slug == "curve"), slug


@each_run
def test_galleries_have_their_columns_and_are_small(settings: dict[str, Any]) -> None:
    found = ran(**settings)
    for chart in GALLERIES:
        rows = chart.rows(found)
        assert {"series", "picture", "title", "read", "mark", "tone"} <= set(rows)
        assert set(rows["tone"]) <= set(TONES)
        assert all(address.startswith("data:image/") for address in rows["picture"])
        assert sum(map(len, rows["picture"])) <= MOST_BYTES


def test_each_chart_is_wanted_where_it_says_something() -> None:
    assert wanted(ran(curve="fgsm")) == ["triptych", "curve", "readings"]
    assert wanted(ran(**STICKER)) == ["triptych", "wall", "readings"]
    assert wanted(ran(**STICKER, sign="limit-30")) == ["triptych", "readings"], "its own target"
    assert wanted(ran(**ASKED)) == ["triptych", "questions", "readings"]
    assert "components" in wanted(ran(compare="components"))
    assert "components" not in wanted(ran(compare="components", model="logistic"))
    assert wanted(ran(compare="models", **ALL_KINDS)) == ["triptych", "models", "readings", "source-target"]


# --- the pictures -----------------------------------------------------------------------------


def test_the_first_picture_is_the_plain_sign_and_the_third_the_attacked_one() -> None:
    found = ran()
    rows = BY_SLUG["triptych"].rows(found)
    assert len(rows["picture"]) == BY_SLUG["triptych"].gallery == 4
    plain, change, attacked, control = map(pixels, rows["picture"])
    assert np.array_equal(plain, steps(found.shown.originals[0]))
    assert np.array_equal(attacked, steps(found.shown.images[0]))
    assert np.array_equal(control, steps(found.shown_control[0]))
    assert change.shape == plain.shape == (32, 32, 3)
    assert np.abs(attacked - plain).max() == np.abs(control - plain).max() == 8
    assert rows["mark"] == ["✓ stop", "", "✗ limit 120", "✓ stop"]
    assert rows["tone"] == ["good", "plain", "bad", "good"]
    assert rows["largest change, of 255"] == [0.0, None, 8.0, 8.0]


@pytest.mark.parametrize("budget", [1.0, 4.0, 8.0, 16.0])
def test_the_change_is_shown_as_many_times_as_its_title_says(budget: float) -> None:
    found = ran(budget=budget)
    rows = BY_SLUG["triptych"].rows(found)
    title = re.fullmatch(r"The change, (\d+) times", rows["title"][1])
    assert title
    large = np.clip(127.5 + 255 * int(title[1]) * found.shown.change[0], 0, 255)
    assert np.abs(pixels(rows["picture"][1]) - large).max() <= 1
    assert 255 * int(title[1]) * np.abs(found.shown.change).max() > 15, "it can be seen"


def test_nothing_done_is_shown_as_one_picture() -> None:
    for found in (ran(attack="none"), ran(budget=0.0), ran(**OWN_TARGET)):
        assert BY_SLUG["triptych"].rows(found)["title"] == ["As it is"]
    assert BY_SLUG["triptych"].heading(ran(attack="none")) == "This stop sign is read as stop"
    assert BY_SLUG["triptych"].heading(ran(**OWN_TARGET)) == "This limit 120 sign is read as limit 120"
    assert BY_SLUG["triptych"].heading(ran(budget=0.0)).startswith("No change was found that is small enough")


def test_noise_is_not_called_an_attack() -> None:
    found = ran(attack="noise")
    rows = BY_SLUG["triptych"].rows(found)
    assert "Attacked" not in rows["title"]
    assert BY_SLUG["triptych"].heading(found) == "With random noise this stop sign is still read as stop"


def test_the_wall_counts_what_it_shows() -> None:
    found = ran(**STICKER)
    chart = BY_SLUG["wall"]
    rows = chart.rows(found)
    assert len(rows["picture"]) == WALL
    won, right = rows["mark"].count("✗"), rows["mark"].count("✓")
    assert won == rows["read as"].count("limit 30")
    assert right == rows["read as"].count("stop")
    assert f"from {won} of 64 views that the sticker was not made for" in chart.heading(found)
    assert f"misread from {64 - right}" in chart.heading(found)
    assert rows["tone"].count("bad") == won
    assert found.wall is not None
    shown = np.stack([pixels(address) for address in rows["picture"]])
    assert np.abs(shown - steps(found.wall)).mean() < 8, "smaller, but the same pictures"


def test_tape_was_made_for_no_view() -> None:
    assert "made for" not in BY_SLUG["wall"].heading(ran(**TAPE))


# --- the words --------------------------------------------------------------------------------


def test_the_finding_names_what_is_read_and_what_noise_does() -> None:
    found = ran()
    given = share(float(found.scores_after.max()))
    assert BY_SLUG["triptych"].heading(found) == (
        f"Attacked, this stop sign is read as limit 120, with {given}; "
        "changed as much at random it is read as stop")
    assert "at most 8 of 255" in BY_SLUG["triptych"].alt(found)


def test_pictures_made_for_another_model_are_said_to_be() -> None:
    words = "made for the neural network"
    assert words in BY_SLUG["triptych"].heading(ran(**FOREST))
    assert words not in BY_SLUG["triptych"].heading(ran())
    assert words not in BY_SLUG["triptych"].heading(ran(**FOREST, attack="none"))
    assert words not in BY_SLUG["triptych"].heading(ran(**{**ASKED, **FOREST, "queries": 50})), "it was asked"


def test_what_is_not_quite_all_is_not_called_all() -> None:
    said = [share(value).replace("\N{NO-BREAK SPACE}", " ")
            for value in (0.0, 0.001, 0.5, 0.994, 0.998, 1.0, math.nan)]
    assert said == ["0 %", "under 1 %", "50 %", "99 %", "over 99 %", "100 %", "an undefined share"]


def test_the_curve_says_what_the_engine_found_at_the_budget_of_now() -> None:
    found = ran(curve="fgsm", budget=4.0)
    assert found.curve is not None
    at = list(found.curve.budgets).index(4.0)
    rows = BY_SLUG["curve"].rows(found)
    line = [value for value, kind in zip(rows["share"], rows["kind"], strict=True) if kind == "attack"]
    assert line == list(found.curve.attacked)
    assert set(rows["kind"]) == {"attack", "noise"}, "nothing is proved of a network"
    assert set(rows["at"]) == {4.0}
    heading, won = BY_SLUG["curve"].heading(found), share(found.curve.attacked[at])
    assert heading.startswith(f"At 4 of 255, the aimed change in one step has {won} ")
    assert heading.endswith(f"noise of that size {share(found.curve.noise[at])}")


def test_what_is_proved_lies_above_what_attacks_win() -> None:
    rows = BY_SLUG["curve"].rows(ran(model="logistic", curve="pgd", **ALL_KINDS))
    lines = {kind: [row["share"] for row in records(rows) if row["kind"] == kind]
             for kind in ("attack", "noise", "proved")}
    assert all(won <= most + 1e-9 for won, most in zip(lines["attack"], lines["proved"], strict=True))
    assert "A third line is proved" in BY_SLUG["curve"].alt(ran(model="logistic", curve="pgd", **ALL_KINDS))


@pytest.mark.parametrize("settings", [{}, {"model": "logistic"}, {"model": "logistic", **ALL_KINDS}], ids=str)
def test_the_names_of_the_lines_stand_apart_and_above_the_axis(settings: dict[str, Any]) -> None:
    rows = BY_SLUG["curve"].rows(ran(curve="fgsm", **settings))
    ends = sorted((row["label_at"], row["share"], row["kind"]) for row in records(rows) if row["last"])
    assert len(ends) == len(set(rows["kind"]))
    places = [place for place, _, _ in ends]
    assert 0.04 <= places[0] < places[-1] <= 1.06
    assert min(np.diff(places)) > 0.07
    assert [end for _, end, _ in ends] == sorted(end for _, end, _ in ends), "in the order of the lines"
    assert ends[0][2] == "noise"


def test_a_curve_over_no_signs_says_so() -> None:
    found = ran(**OWN_TARGET)
    assert BY_SLUG["curve"].rows(found)["series"] == []
    assert BY_SLUG["curve"].heading(found) == "No signs could be attacked"
    assert BY_SLUG["source-target"].heading(found) == "No signs were counted"
    assert "no signs were attacked" in BY_SLUG["components"].heading(ran(**OWN_TARGET, compare="components"))


def test_a_run_without_a_curve_a_wall_or_questions_has_no_rows_for_them() -> None:
    found = ran()
    for slug in ("curve", "wall", "questions", "components"):
        assert BY_SLUG[slug].rows(found)["series"] == [], slug


def test_bars_are_the_probabilities_before_and_after() -> None:
    found = ran()
    rows = BY_SLUG["readings"].rows(found)
    assert rows["kind"] == [one.name for one in CLASSES]
    assert rows["before"] == pytest.approx(found.scores_before)
    assert rows["after"] == pytest.approx(found.scores_after)


def test_the_map_counts_every_sign_once() -> None:
    found = ran(signs=40, **ALL_KINDS)
    rows = BY_SLUG["source-target"].rows(found)
    assert len(rows["signs"]) == COUNT * COUNT
    assert sum(rows["signs"]) == len(found.labels)
    wrong = sum(row["signs"] for row in records(rows) if not row["right"])
    assert wrong == round(found.measures["wrong"] * len(found.labels))
    heading = BY_SLUG["source-target"].heading(found)
    assert heading.startswith(f"{wrong} of {len(found.labels)} signs are read as something else")


def test_all_signs_lost_and_none_lost_are_both_told() -> None:
    lost = ran(budget=16.0, **ALL_KINDS)
    assert lost.measures["wrong"] == 1
    assert not any(row["right"] and row["signs"] for row in records(BY_SLUG["source-target"].rows(lost)))
    kept = ran(attack="noise", **ALL_KINDS)
    assert kept.measures["wrong"] == 0
    heading = BY_SLUG["source-target"].heading(kept)
    assert heading == f"All {len(kept.labels)} signs are still read as what they are"
    assert "Most often" not in BY_SLUG["source-target"].alt(kept)


def test_questions_end_at_what_was_won() -> None:
    found = ran(**ASKED)
    rows = BY_SLUG["questions"].rows(found)
    assert rows["asked"][-1] == 100
    assert rows["share"][-1] == pytest.approx(found.measures["success"])
    assert rows["last"] == [0] * (len(rows["last"]) - 1) + [1]


def test_other_models_are_shown_with_what_fools_them() -> None:
    found = ran(compare="models", **ALL_KINDS)
    rows = BY_SLUG["models"].rows(found)
    assert rows["share"][0] == found.measures["success"]
    assert rows["share"][1:] == list((found.transfer or {}).values())
    assert share(max(rows["share"][1:])) in BY_SLUG["models"].heading(found)


def test_components_are_two_lines_of_the_engines_numbers() -> None:
    found = ran(compare="components")
    rows = records(BY_SLUG["components"].rows(found))
    assert found.by_components is not None
    for row in rows:
        accuracy, success = found.by_components[str(row["components"])]
        assert row["share"] == (accuracy if row["kind"] == "accuracy" else success)
    assert [row["components"] for row in rows if row["here"]] == [400, 400]


# --- what is drawn ----------------------------------------------------------------------------


@each_chart
def test_a_specification_is_valid_and_fixes_no_colour_of_text(chart: Chart) -> None:
    spec = chart.spec()
    assert chart.spec() is spec, "built once"
    alt.LayerChart.from_dict(spec)
    text = json.dumps(spec)
    assert '"data"' not in text
    assert not re.search(r'"(black|white|#000|#fff)', text, re.IGNORECASE)
    assert not {"data", "datasets", "title"} & spec.keys()
    assert chart.gallery or spec["width"] == "container"


DRAWN: dict[str, Settings] = {
    "triptych": {}, "wall": STICKER, "curve": {"curve": "fgsm"}, "components": {"compare": "components"},
    "models": {"compare": "models", **ALL_KINDS}, "questions": ASKED, "readings": {},
    "source-target": ALL_KINDS,
}
SAID = {
    "triptych": {"✗ limit 120"}, "wall": {"✗"}, "curve": {"aimed change", "noise"},
    "components": {"read correctly", "attacks that work"}, "models": {"the model they were made for"},
    "questions": {"questions asked about each sign"}, "readings": {"limit 120"}, "source-target": {"read as"},
}


@each_chart
def test_vega_draws_each_chart_beside_a_pinned_one_and_without_rows(chart: Chart) -> None:
    rows = chart.rows(ran(**DRAWN[chart.slug]))
    spec = complete(chart.spec(), rows, title="A finding")
    for values in (records(rows), records(rows) + records(rows, "pinned"), []):
        svg = vl_convert.vegalite_to_svg({**spec, "data": {"values": values}})
        if values:
            assert set(re.findall(r"<text[^>]*>([^<]+)</text>", svg)) >= SAID[chart.slug]


# --- presets and challenges -------------------------------------------------------------------


def test_the_settings_that_lessons_name_are_there() -> None:
    assert {"resists", "breakable", "noise", "by-components", "sticker-placed", "sticker-one-view",
            "sticker-random-colours", "mcafee-2020", "eykholt-2018", "transfer"} <= set(SIMULATION.presets)


def test_the_tape_of_the_preset_turns_the_sign_that_is_shown() -> None:
    preset = SIMULATION.presets["mcafee-2020"]
    found = preset.result(SIMULATION)
    assert isinstance(found, SignsResult)
    assert found.scores_after.argmax() == NUMBER["limit-80"]
    plain = SIMULATION.presets["mcafee-2020-random-colours"].result(SIMULATION)
    assert plain.measures["success"] < 0.5 * found.measures["success"]


@pytest.mark.parametrize("challenge", SIMULATION.challenges.values(), ids=lambda challenge: challenge.slug)
def test_a_challenge_is_not_passed_by_what_it_starts_from(challenge: Challenge) -> None:
    start = challenge.settings(SIMULATION, challenge.start)
    measures = SIMULATION.run(start.model_copy(update={"signs": 40}), 1).measures
    assert not all(goal.met(measures[goal.measure]) for goal in challenge.goals)


def test_goals_are_printed_as_the_prompts_name_them() -> None:
    def most(goal: Goal) -> str:
        return SIMULATION.measure[goal.measure].text(goal.at_most)

    def least(goal: Goal) -> str:
        return SIMULATION.measure[goal.measure].text(goal.at_least)

    goals = {slug: one.goals for slug, one in SIMULATION.challenges.items()}
    assert [least(one[0]) for one in goals.values()] == ["80.0 %", "70.0 %", "80.0 %", "70.0 %", "80.0 %"]
    assert [most(one[1]) for one in goals.values()] == ["8.0", "4.0", "10", "4.0 %", "16.0"]
