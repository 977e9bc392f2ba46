"""What the predictors' charts draw: one small tidy table for each, made of a result's counts.

``series`` says "now"; whoever lays a pinned run beside it writes "pinned" there.
"""

from __future__ import annotations

from typing import Any

from simulations.base import Rows
from simulations.hiring.measures import false_negative_rates, false_positive_rates
from simulations.predictors.published import FOUND, TWO
from simulations.predictors.result import COLUMNS, CURVE, PredictorsResult
from simulations.tables import known, table

THOUSAND = 1000
ERRORS = ("Wrongly flagged", "Missed")

_ACCURACY = ("kind", "columns", "accuracy", "learnt", "best", "majority", "chosen")
_ERRORS = ("error", "given", "row", "a", "b", "published_a", "published_b")
_BOTH = ("who", "row", "per_1000", "people")


def accuracy_rows(result: PredictorsResult) -> Rows:
    """A row for each number of columns, and one for each published figure."""
    chosen = COLUMNS[result.parameters.columns]
    best, majority = (result.measures[name] for name in ("accuracy_best", "accuracy_majority"))
    rows: list[tuple[Any, ...]] = [
        ("curve", columns, accuracy, learnt, best, majority, columns == chosen)
        for columns, accuracy, learnt in zip(
            CURVE, result.curve.tolist(), result.learnt.tolist(), strict=True)
    ]
    rows += [("published", found.features, found.accuracy, None, None, None, False) for found in FOUND]
    return table(_ACCURACY, rows)


def errors_rows(result: PredictorsResult) -> Rows:
    """A row for each kind of error, with two columns and with the chosen ones: rates of A and of B.

    ``row`` is where it stands: what is told with two columns leaves the places of others empty.
    """
    chosen = COLUMNS[result.parameters.columns]
    given = [(TWO.features, result.counts_two)]
    if chosen != TWO.features:
        given.append((chosen, result.counts))
    rows: list[tuple[Any, ...]] = []
    kinds = ((false_positive_rates, TWO.false_positive), (false_negative_rates, TWO.false_negative))
    for kind, (error, (rates, published)) in enumerate(zip(ERRORS, kinds, strict=True)):
        for place, (columns, counts) in enumerate(given):
            a, b = (known(rate) for rate in rates(counts).tolist())
            beside = published if columns == TWO.features else (None, None)
            rows.append((error, columns, 2 * kind + place, a, b, *beside))
    return table(_ERRORS, rows)


def both_rows(result: PredictorsResult) -> Rows:
    """Four rows: of whom two columns and the chosen ones are right, of 1,000 people predicted."""
    chosen = COLUMNS[result.parameters.columns]
    n = int(result.both.sum())
    two, further = result.both[1, 0], result.both[0, 1]
    counts = (
        ("Both right", result.both[1, 1]), ("Only 2 columns right", two),
        (f"Only {chosen} columns right", further), ("Both wrong", result.both[0, 0]),
    )
    return table(_BOTH, [
        (who, row, THOUSAND * int(people) / n, int(people)) for row, (who, people) in enumerate(counts)
    ])
