"""What the predictors' charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own, and of invented people.
"""

from __future__ import annotations

from simulations.predictors.chart_rows import THOUSAND, both_rows, errors_rows
from simulations.predictors.published import FOUND
from simulations.predictors.result import COLUMNS, CURVE, THRESHOLDS, PredictorsResult
from simulations.wording import capital, listed, percent


def accuracy_heading(result: PredictorsResult) -> str:
    """How often the chosen columns are right, and how often two are."""
    found, columns = result.measures, COLUMNS[result.parameters.columns]
    if columns == CURVE[0]:
        return (f"Two columns are right about {percent(found['accuracy'])} of invented people; knowing every "
                f"chance exactly, {percent(found['accuracy_best'])}")
    return (f"{columns} columns are right about {percent(found['accuracy'])} of invented people, two about "
            f"{percent(found['accuracy_two'])}: {_points(found['gain'])} "
            f"({100 * found['gain_low']:+.1f} to {100 * found['gain_high']:+.1f})")


def accuracy_alt(result: PredictorsResult) -> str:
    """The curve, the lines beside it, and what was published."""
    curve = listed([f"{percent(accuracy)} with {columns}"
                    for columns, accuracy in zip(CURVE, result.curve.tolist(), strict=True)])
    learnt = listed([f"{percent(result.learnt[place].item())} with {CURVE[place]}" for place in (0, -1)])
    beside = listed([f"{percent(found.accuracy)} by {found.name} with {found.features} features"
                     for found in FOUND])
    measures = result.measures
    return (
        f"Share of people about whom a model is right, by how many columns it has: {curve}. Of the people "
        f"from whom it learnt it is right about {learnt}. Who always says the commoner outcome is right "
        f"about {percent(measures['accuracy_majority'])}, and who knows every chance exactly about "
        f"{percent(measures['accuracy_best'])}. Published of other people, in Broward County: {beside}. "
        f"{accuracy_heading(result)}."
    )


def errors_heading(result: PredictorsResult) -> str:
    """Who is flagged wrongly, with two columns and with the chosen ones."""
    rows = errors_rows(result)
    told = [f"{percent_of(a)} of A and {percent_of(b)} of B with {given}"
            for error, given, a, b in zip(rows["error"], rows["given"], rows["a"], rows["b"], strict=True)
            if error == rows["error"][0]]
    return f"Not rearrested, and yet flagged: {', '.join(told)} columns"


def errors_alt(result: PredictorsResult) -> str:
    """All the rates, and where the line is drawn."""
    rows = errors_rows(result)
    told = "; ".join(
        f"{error.lower()} with {given} columns: {percent_of(a)} of A, {percent_of(b)} of B"
        for error, given, a, b in zip(rows["error"], rows["given"], rows["a"], rows["b"], strict=True))
    return (
        f"Errors among invented people of two groups, of whom {percent(result.measures['rate_a'])} of A and "
        f"{percent(result.measures['rate_b'])} of B are rearrested; the line: "
        f"{THRESHOLDS[result.parameters.threshold]}. {capital(told)}. Diamonds are the published rates of a "
        "logistic regression with two features, of other people: white ones as A, black ones as B. "
        f"{errors_heading(result)}."
    )


def both_heading(result: PredictorsResult) -> str:
    """How often the two say the same, and who is right where they do not."""
    columns = COLUMNS[result.parameters.columns]
    _, two, further, _ = both_rows(result)["per_1000"]
    return (f"Two and {columns} columns say the same of {percent(result.measures['agreement'])} of invented "
            f"people; where they differ, of {THOUSAND:,} two are right about {two:.0f}, {columns} about "
            f"{further:.0f}")


def both_alt(result: PredictorsResult) -> str:
    """The four counts."""
    rows = both_rows(result)
    told = "; ".join(f"{who.lower()}: {share:.0f}"
                     for who, share in zip(rows["who"], rows["per_1000"], strict=True))
    return f"Of {THOUSAND:,} invented people predicted, {told}. {both_heading(result)}."


def percent_of(share: float | None) -> str:
    """A share of a row as text."""
    return "undefined" if share is None else percent(share)


def _points(value: float) -> str:
    return f"{100 * value:+.1f} points"
