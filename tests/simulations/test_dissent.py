"""The dissent engine: Granovetter's figures, a slow and plain cascade as oracle, and what must hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path
from scipy.stats import norm

from simulations import load
from simulations.dissent.cascade import settle
from simulations.dissent.network import TIES, Ties, small_world
from simulations.dissent.reported import cliff
from simulations.dissent.result import LEVELS, STRENGTHS, DissentParameters, DissentResult, Floats
from simulations.dissent.towns import Wanting, draw, hundred, unwatched, wanting
from simulations.parameters import Value

DISSENT = load("dissent")
FEW: dict[str, Value] = {"people": 200, "runs": 3}


def parameters(**settings: Value) -> DissentParameters:
    checked = DISSENT.settings(settings)
    assert isinstance(checked, DissentParameters)
    return checked


def run(seed: int = 1, **settings: Value) -> DissentResult:
    result: DissentResult = DISSENT.run(parameters(**settings), seed)
    return result


def known_by(ties: Ties, person: int) -> list[int]:
    first = ties.start[person]
    return list(ties.known[first : first + ties.count[person]])


def plain_cascade(ties: Ties, thresholds: Floats) -> tuple[set[int], int]:
    """Who takes part in the end, and after how many rounds: one person after the other, no shortcut."""
    came: set[int] = set()
    for number in itertools.count():
        new = {
            person for person, threshold in enumerate(thresholds)
            if person not in came
            and sum(other in came for other in known_by(ties, person)) / ties.count[person] >= threshold
        }
        if not new:
            return came, number
        came |= new
    raise AssertionError


# --- Granovetter -----------------------------------------------------------------------------


def test_a_hundred_thresholds_bring_a_hundred_and_one_changed_leaves_one() -> None:
    ladder, gap = run(crowd="ladder"), run(crowd="ladder-with-gap")
    assert ladder.turnout.tolist() == [100]
    assert gap.turnout.tolist() == [1]
    assert ladder.measures["rounds"] == 100
    assert gap.measures["rounds"] == 1
    difference = hundred(gap=True).threshold - hundred(gap=False).threshold
    assert np.count_nonzero(difference) == 1
    assert difference.sum() == pytest.approx(0.01)


def test_on_the_ladder_no_other_knob_has_an_effect() -> None:
    other = run(9, crowd="ladder", identified=1.0, strength=1.0, opinion=0.1, people=50)
    np.testing.assert_equal(dict(other.measures), dict(run(crowd="ladder").measures))


def critical_spread(mean: float) -> float:
    """Where r = F(r) loses its low solution: there the curve touches the diagonal, f(r) = 1."""

    def touches(spread: float) -> float:
        z = -math.sqrt(-2 * math.log(spread * math.sqrt(2 * math.pi)))  # f(r) = 1, on the left flank
        return float(norm.cdf(z) - (mean + spread * z))

    return float(brentq(touches, 0.05, 0.2))


def test_normal_thresholds_of_mean_25_percent_jump_where_granovetter_says() -> None:
    critical = critical_spread(0.25)
    assert critical == pytest.approx(0.12, abs=0.005), "Granovetter, 1978, gives about 12 %"
    assert f"{100 * critical:.2f} %" in DISSENT.presets["just-too-alike"].published[0].note
    z = -math.sqrt(-2 * math.log(critical * math.sqrt(2 * math.pi)))
    assert norm.cdf(z) == pytest.approx(0.06, abs=0.005), "and from about 6 %"


@pytest.mark.parametrize("spread", [0.10, 0.11])
def test_where_everybody_watches_everybody_the_crowd_solves_r_equals_f_of_r(spread: float) -> None:
    expected = brentq(lambda r: norm.cdf((r - 0.25) / spread) - r, 0, 0.08)
    slope = norm.pdf((expected - 0.25) / spread) / spread
    people, runs = 20_000, 10
    found = run(3, crowd="everybody", opinion=1.0, activists=0.0, identified=0.0, mean_threshold=0.25,
                spread=spread, people=people, runs=runs, share_b=0.0)
    # 5 standard errors of a mean of towns, each of which amplifies its luck by 1 / (1 - slope)
    error = math.sqrt(expected / (people * runs)) / (1 - slope)
    assert found.measures["participation"] == pytest.approx(expected, abs=5 * error)


# --- the cascade -----------------------------------------------------------------------------


def test_a_chain_of_four_by_hand() -> None:
    """0 - 1 - 2 - 3: the first comes alone, the last wants all of those it knows, the third half."""
    known, start, count = np.array([1, 0, 2, 1, 3, 2]), np.array([0, 1, 3, 5]), np.array([1, 2, 2, 1])
    chain = Ties(known, start, count)
    settled = settle(chain, Wanting(np.array([[0.0, 0.5, 0.5, 1.0]]), np.zeros((1, 4))), [0.0])
    assert settled.joined.tolist() == [[4]]
    assert settled.arrived.tolist() == [1, 1, 1, 1]
    assert settled.rounds.tolist() == [4]
    stopped = settle(chain, Wanting(np.array([[0.0, 0.6, 0.5, 1.0]]), np.zeros((1, 4))), [0.0])
    assert stopped.taking_part.tolist() == [[True, False, False, False]]


@pytest.mark.parametrize("transparency", [1.0, 0.4])
@pytest.mark.parametrize("chance", [0.0, 0.15, 0.3, 1.0])
def test_a_cascade_equals_one_person_after_the_other(chance: float, transparency: float) -> None:
    settings = parameters(**FEW, transparency=transparency, activists=0.03)
    towns, ties = draw(settings, 5), small_world(200, 0.3, 5)
    wants = wanting(towns, 0.3, 0.5)
    settled = settle(ties, wants, [chance])
    for town in range(3):
        came, rounds = plain_cascade(ties, wants.at(chance)[town])
        assert set(np.flatnonzero(settled.taking_part[town])) == came
        assert settled.rounds[town] == rounds
        assert settled.joined[0, town] == len(came)


@pytest.mark.parametrize("crowd", ["network", "everybody"])
def test_a_sweep_ends_at_each_chance_where_a_cascade_of_its_own_does(crowd: str) -> None:
    settings = parameters(people=200, runs=6, transparency=0.8)
    ties = small_world(200, 0.3, 2) if crowd == "network" else None
    wants = wanting(draw(settings, 2), 0.3, 0.5)
    swept = settle(ties, wants, LEVELS[::-1].tolist()).joined[::-1]
    alone = [settle(ties, wants, [chance]).joined[0] for chance in LEVELS.tolist()]
    assert np.array_equal(swept, alone)
    assert (np.diff(swept, axis=0) <= 0).all(), "in no town does turnout rise with the chance"


def test_a_sweep_that_rises_is_refused() -> None:
    with pytest.raises(ValueError, match="chances must fall"):
        settle(None, unwatched(hundred(gap=False)), [0.0, 0.5])


# --- the network and the people --------------------------------------------------------------


def test_a_town_without_ties_across_it_is_a_ring_of_neighbours() -> None:
    ties = small_world(60, 0.0, 1)
    assert set(ties.count) == {TIES}
    for person in range(60):
        away = {min((person - other) % 60, (other - person) % 60) for other in known_by(ties, person)}
        assert away == set(range(1, TIES // 2 + 1))


@pytest.mark.parametrize("rewired", [0.1, 1.0])
def test_ties_go_both_ways_and_lead_neither_to_oneself_nor_twice_to_the_same(rewired: float) -> None:
    ties = small_world(300, rewired, 4)
    pairs = {(person, other) for person in range(300) for other in known_by(ties, person)}
    assert len(pairs) == ties.count.sum()
    assert all((other, person) in pairs and other != person for person, other in pairs)
    assert ties.count.mean() == pytest.approx(TIES, abs=0.5)
    assert ties.count.min() >= 1


def test_a_few_ties_across_town_bring_everybody_close() -> None:
    def mean_steps(rewired: float) -> float:
        ties = small_world(400, rewired, 1)
        rows = np.repeat(np.arange(400), ties.count)
        graph = csr_array((np.ones(rows.size), (rows, ties.known)), shape=(400, 400))
        return float(shortest_path(graph, unweighted=True).mean())

    assert mean_steps(0.1) < 0.25 * mean_steps(0.0), "Watts and Strogatz, 1998"


def test_a_larger_town_and_more_towns_keep_the_people_there_were() -> None:
    small, large = (draw(parameters(people=people, runs=runs), 3)
                    for people, runs in ((200, 2), (450, 5)))
    for name in ("threshold", "stake", "agree", "in_b", "knows"):
        assert np.array_equal(getattr(small, name), getattr(large, name)[:2, :200]), name


# --- what must hold --------------------------------------------------------------------------


def test_being_watched_moves_what_people_do_and_not_what_they_think() -> None:
    results = [run(identified=chance).measures for chance in (0.0, 0.25, 1.0)]
    assert len({measures["private"] for measures in results}) == 1
    assert results[0]["participation"] > results[1]["participation"] > results[2]["participation"]
    assert results[0]["kept"] == 1
    assert all(measures["arrests"] == 0 for measures in results)


def test_without_a_strength_identification_and_fear_change_nothing() -> None:
    measures = run(strength=0.0, identified=1.0, transparency=0.5, feared=1.0).measures
    assert measures["kept"] == 1
    assert measures["lost_voices"] == 0
    assert math.isnan(measures["cliff_at"])


def test_nobody_comes_back_while_nobody_knows_that_nobody_is_identified() -> None:
    hidden, known = (run(identified=0.0, transparency=share).measures for share in (0.0, 1.0))
    assert hidden["kept"] < 0.2
    assert known["kept"] == 1
    assert hidden["reckoned"] == 0.5
    assert known["reckoned"] == 0


def test_those_with_little_to_lose_fall_silent_with_those_who_have_much() -> None:
    """More to lose for a part of the people silences the others too, who are as they were."""
    alike = run(identified=0.15, stake_b=1.0, runs=60).measures
    apart = run(identified=0.15, stake_b=4.0, share_b=0.5, runs=60).measures
    assert apart["silent_a"] > alike["silent_a"] + 0.3
    assert apart["silent_b"] > apart["silent_a"]


def test_the_record_is_counted_from_who_came_and_the_share_of_wrong_names() -> None:
    result = run(identified=0.2, misidentified=0.1)
    measures, joined = result.measures, result.turnout.mean()
    assert measures["recorded"] == pytest.approx(0.2 * joined)
    assert measures["bystanders_recorded"] == pytest.approx(0.02 * joined * (1 - joined / 1000))
    assert measures["supporters_recorded"] == pytest.approx(0.02 * joined * (1 - measures["private"]))
    assert run(identified=0.2, misidentified=0.0).measures["bystanders_recorded"] == 0


def test_the_counts_of_the_groups_add_up_to_the_turnout() -> None:
    result = run(share_b=0.4)
    assert result.joined.sum() == pytest.approx(result.turnout.mean())
    assert result.by_round[-1] * 1000 == pytest.approx(result.turnout.mean())
    assert result.wanted.sum() == pytest.approx(100)


def test_the_cliff_is_read_off_a_curve_by_hand() -> None:
    curve = np.zeros((len(LEVELS), 3))
    curve[:, 0] = np.interp(LEVELS, [0, 0.2, 0.4, 1], [0.8, 0.8, 0.0, 0.0])
    at, width = cliff(curve, 0.8)
    assert at == pytest.approx(0.3)
    assert width == pytest.approx(0.16)
    assert all(map(math.isnan, cliff(curve, 0.0)))
    assert all(map(math.isnan, cliff(np.full_like(curve, 0.8), 0.8)))


@pytest.mark.parametrize("strength", STRENGTHS)
def test_at_every_strength_hardly_any_town_has_half_a_protest(strength: float) -> None:
    """The strength is invented; that squares are full or nearly empty does not hang on it."""
    towns, ties = draw(parameters(runs=30), 8), small_world(1000, 0.3, 8)
    calm = settle(ties, unwatched(towns), [0.0]).joined[0]
    kept = settle(ties, wanting(towns, strength, 0.5), LEVELS[::-1].tolist()).joined / calm
    halfway = ((kept > 0.25) & (kept < 0.75)).mean(axis=1)
    assert halfway.max() <= 0.25
    assert kept[-1].min() == 1
    assert kept[0].max() < 0.5


@pytest.mark.parametrize("slug", ["d1", "d3"])
@pytest.mark.parametrize("tried", ["solution", "obvious_try", "start"])
def test_no_verdict_hangs_on_the_invented_strength(slug: str, tried: str) -> None:
    challenge = DISSENT.challenges[slug]
    settings = challenge.settings(DISSENT, {**challenge.start, **getattr(challenge, tried)})
    for strength in (0.05, 0.1, 0.3, 1.0):
        measures = DISSENT.run(settings.model_copy(update={"strength": strength}), 11).measures
        met = all(goal.met(measures[goal.measure]) for goal in challenge.goals)
        assert met is (tried == "solution"), strength


@pytest.mark.parametrize(
    "settings", [{"identified": 1.0}, {"identified": 0.45, "transparency": 0.6}], ids=str)
def test_whatever_the_strength_means_the_worst_of_those_swept(settings: dict[str, float]) -> None:
    ours = run(**settings, runs=8).measures
    swept = [run(**settings, runs=8, strength=strength).measures for strength in STRENGTHS]
    assert ours["participation_most"] == pytest.approx(max(each["participation"] for each in swept))
    assert ours["kept_least"] == pytest.approx(min(each["kept"] for each in swept))
    assert math.isnan(run(crowd="ladder").measures["participation_most"])
    assert math.isnan(run(crowd="ladder").measures["kept_least"])


# --- the ends --------------------------------------------------------------------------------


def test_where_nobody_agrees_nobody_comes_and_shares_of_them_are_undefined() -> None:
    measures = run(opinion=0.0).measures
    assert measures["participation"] == measures["private"] == measures["lost_voices"] == 0
    assert all(math.isnan(measures[name]) for name in ("silent", "silent_a", "silent_b", "kept", "full"))


def test_where_nobody_begins_nobody_comes_watched_or_not() -> None:
    measures = run(activists=0.0, spread=0.0).measures
    assert measures["participation"] == measures["participation_without"] == measures["rounds"] == 0
    assert measures["silent"] == 1
    assert math.isnan(measures["kept"])
    assert DISSENT.measure["kept"].text(measures["kept"]) == "undefined"


@pytest.mark.parametrize("crowd", ["network", "everybody"])
def test_thresholds_past_their_ends_leave_the_activists_or_bring_all_who_agree(crowd: str) -> None:
    never = run(crowd=crowd, mean_threshold=1.5, spread=0.0, activists=0.5, identified=0.0).measures
    always = run(crowd=crowd, mean_threshold=-0.5, spread=0.0, activists=0.0, identified=0.0).measures
    assert never["participation"] == pytest.approx(0.35, abs=0.03)
    assert never["rounds"] == 1
    assert always["participation"] == always["private"]
    assert always["gap"] == 0


def test_a_run_says_how_far_it_is() -> None:
    said: list[tuple[float, str]] = []
    DISSENT.run(parameters(**FEW), 1, lambda share, words: said.append((share, words)))
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert not DISSENT.heavy(DISSENT.parameters())
    assert DISSENT.heavy(DISSENT.settings({"people": 20_000, "runs": 100}))
