"""Numbers as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.base import Unreadable
from quizzes.numbers import read_number


@pytest.mark.parametrize(("text", "unit", "value"), [
    ("0.5", "", 0.5), ("0,5", "", 0.5), (" .5 ", "", 0.5), (",5", "", 0.5), ("5.", "", 5), ("-3", "", -3),
    ("−3", "", -3), ("+3", "", 3), ("1e-3", "", 0.001), ("1E3", "", 1000), ("1,234.5", "", 1234.5),
    ("1.234,5", "", 1234.5), ("1,234,567", "", 1234567), ("0,125", "", 0.125), ("12,5", "", 12.5),
    ("1.234", "", 1.234), ("1/2", "", 0.5), ("1 / 2", "", 0.5), ("½", "", 0.5), ("５", "", 5), ("٣", "", 3),
    ("50 %", "", 0.5), ("50%", "", 0.5), ("12,5 %", "", 0.125),
    ("50", "%", 50), ("50 %", "%", 50), ("50%", "%", 50), ("50 percent", "%", 50), ("0.4 %", "%", 0.4),
    ("1", "%", 1), ("0", "%", 0), ("1/2", "%", 50), ("26.8\u00a0%", "%", 26.8),
    ("-12.5", "points", -12.5), ("-12.5 points", "points", -12.5), ("+3 pp", "points", 3),
    ("3 %", "points", 3), ("0.5", "points", 0.5), ("1.5 sd", "sd", 1.5), ("1.5", "sd", 1.5),
])
def test_reads(text, unit, value):
    assert read_number(text, unit=unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("text", "unit", "hint"), [
    ("", "", "Write a number"), ("   ", "%", "such as 12.5 %"), (None, "", "Write a number"),
    (3, "", "Write a number"), ("half", "", "digits"), ("about 50", "", "digits"), ("1 2", "", "one number"),
    ("0.5 or 0.6", "", "one number"), ("40 %, 50 %", "%", "one number"), ("inf", "", "finite"),
    ("-Infinity", "", "finite"), ("nan", "", "finite"), ("1e999", "", "finite"),
    ("1/0", "", "below the line"),
    ("1,234", "", "1234 or 1.234"), ("1,2,3", "", "too many commas"), ("1.2.3", "", "too many points"),
    ("1.234,567.8", "", "one decimal point"), ("0.5", "%", "0.5 % or 50 %"),
    ("50 points", "", "plain number"),
    ("50 sd", "%", "in %"), ("50 %", "sd", "in sd"), ("9" * 100, "", "100 characters"),
    ("1_000", "", "one number"), ("0x10", "", "one number"), ("--3", "", "cannot be read"),
    ("<b>3</b>", "", "cannot be read"), ("10²", "", "not the unit"), ("1½", "", "one number"),
])
def test_refuses_with_a_sentence(text, unit, hint):
    with pytest.raises(Unreadable, match=hint.replace("(", r"\(").replace(".", r"\.")):
        read_number(text, unit=unit)


def test_thousands_are_no_riddle_where_a_whole_number_is_asked_for():
    assert read_number("1,234", whole=True) == 1234


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["", "%", "points"]))
def test_reads_back_whatever_python_prints(value, unit):
    assert read_number(f"{value!r} {unit}".strip(), unit=unit) == value


@given(st.integers(-10**9, 10**9), st.integers(0, 99))
def test_reads_english_and_continental_thousands_alike(whole, hundredths):
    english = f"{whole:,}.{hundredths:02d}"
    continental = english.translate(str.maketrans(",.", ".,"))
    assert read_number(english) == pytest.approx(float(english.replace(",", "")))
    if abs(whole) >= 1000:
        assert read_number(continental) == read_number(english)


@given(st.text(max_size=80), st.sampled_from(["", "%", "points", "sd"]))
def test_gives_a_finite_number_or_a_sentence_for_any_text(text, unit):
    try:
        value = read_number(text, unit=unit)
    except Unreadable as error:
        assert len(str(error)) > 10
    else:
        assert math.isfinite(value)
