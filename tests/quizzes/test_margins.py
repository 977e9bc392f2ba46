"""What luck could decide is found by running the engine."""

from __future__ import annotations

import pytest

from quizzes.margins import margins
from tests.quizzes.banks import bank_of

TOP = "id: a\ntype: computed\npool: quiz\nobjective: first\nprompt: What?\nsimulation: toy\n"


@pytest.mark.parametrize(("rest", "found"), [
    ("measure: rate\ntolerance: 1", None),
    ("measure: rate\ntolerance: 0.01", "tolerance 0.01 is less than 4 standard errors of the key"),
    ("measure: rate\nask: change\nfrom: {mode: double}\ntolerance: 1", None),
    ("measure: rate\nask: compare\nfrom: {push: 0.5}\nmargin: 1", None),
    ("measure: rate\nask: compare\nfrom: {push: 0.5}\nmargin: 5", "lies 0.00 from the margin"),
    ("measure: per_head\nparameters: {size: 0}\ntolerance: 1", "per_head is undefined at these settings"),
    ("measure: rate\nparameters: {broken: true}\ntolerance: 1", "'toy' could not be run"),
    ("measure: rate\nvary: {push: [0.1, 0.9, 0.1]}\ntolerance: 0.01", "at push=0."),
])
def test_a_margin_is_at_least_four_standard_errors_wide(tmp_path, rest, found):
    said = [one.message for one in margins(bank_of(tmp_path, TOP + rest))]
    assert (found is None and not said) or (found is not None and len(said) == 1 and found in said[0])
