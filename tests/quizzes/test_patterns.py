"""Patterns that authors write cannot be made to run for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.patterns import MOST_CHARACTERS, checked_regex, matches, normal


@pytest.mark.parametrize("pattern", [
    r"(a+)+", r"(a*)*b", r"(a|aa)+", r"(a|ab)*c", r"(.*)*", r"((ab)+)+", r"(a?)+", r"(a{1,5})+", r"(\w+\s?)+",
    r".*.*.*.*x", r"(a)\1", r"(?=a)b", r"(?<!a)b", r"a{1,1000}", r"(", r"[", r"a**", "x" * 501,
])
def test_dangerous_patterns_are_refused(pattern):
    with pytest.raises(ValueError, match="pattern"):
        checked_regex(pattern)


@pytest.mark.parametrize(("pattern", "text"), [
    (r"(the )?impact ratios?", "the impact ratio"), (r"false (positive|negative)s?", "False negatives"),
    (r"(ab)+", "ababab"), (r"\d{1,3} ?%", "50 %"), (r".*integrity.*", "we lost integrity there"),
    (r"(trans|inter)parency|openness", "transparency"), (r"[^,]+, [^,]+", "a, b"),
])
def test_ordinary_patterns_are_read(pattern, text):
    assert matches(checked_regex(pattern), text, regex=True)


def test_a_pattern_fits_the_whole_text():
    assert not matches("ratio", "impact ratio", regex=True)
    assert not matches("ratio", "impact ratio", regex=False)


def test_plain_words_are_no_regular_expression():
    assert matches("a.c (x)", "A.C  (X)", regex=False)
    assert not matches("a.c", "abc", regex=False)


@given(st.text(max_size=MOST_CHARACTERS))
def test_any_text_can_be_compared(text):
    assert normal(normal(text)) == normal(text)
    assert matches(text, text.upper(), regex=False) or text.upper().casefold() != text.casefold()
