"""What a seed decides stays decided: these values must never change, or old answers change sense."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quizzes import draws

FIRST_ORDER = (0, 1, 3, 4, 2)
FIRST_SEED = 2009041872
FIRST_PICKS = [0, 6, 5, 0, 4, 4]


def test_draws_are_the_same_for_ever():
    assert draws.order(1, "options", 5) == FIRST_ORDER
    assert draws.variant_seed(1, "hb-1", 0) == FIRST_SEED
    assert [draws.pick(seed, "push", 10) for seed in range(6)] == FIRST_PICKS


@given(st.integers(0, draws.MOST_SEED), st.text(max_size=20), st.integers(0, 20))
def test_an_order_holds_every_index_once(seed, name, size):
    assert sorted(draws.order(seed, name, size)) == list(range(size))


@given(st.integers(0, draws.MOST_SEED), st.text(max_size=20), st.integers(0, 20))
def test_a_variants_seed_is_a_seed(seed, question, tries):
    assert 0 <= draws.variant_seed(seed, question, tries) <= draws.MOST_SEED


def test_all_orders_and_picks_are_drawn_about_equally_often():
    """600 draws of 6 orders: 100 expected each; beyond 60 to 140 once in 10,000 at most."""
    orders = Counter(draws.order(seed, "items", 3) for seed in range(600))
    picks = Counter(draws.pick(seed, "items", 6) for seed in range(600))
    for counts in (orders, picks):
        assert len(counts) == 6
        assert all(60 <= count <= 140 for count in counts.values())


def test_tries_questions_and_sittings_draw_apart():
    seeds = {draws.variant_seed(sitting, question, tries)
             for sitting in range(5) for question in ("a", "b") for tries in range(3)}
    assert len(seeds) == 30
