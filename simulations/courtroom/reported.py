"""What a court run reports: each measure declared once, and computed from counts of people.

Every rate is held against one of two yardsticks: offences, the truth that no court sees, and arrests,
the record that it does see. ``tool_`` and ``record_`` speak of the tool's flags by either; the names
without them speak of who is detained in the end, after the judge and the appeals, by the truth.

Sources: Alexandra Chouldechova, Fair prediction with disparate impact, 2017; Jon Kleinberg, Sendhil
Mullainathan and Manish Raghavan, Inherent trade-offs in the fair determination of risk scores, 2016.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from simulations.base import Measure
from simulations.courtroom.result import Counts, Floats
from simulations.hiring.measures import (
    accuracies,
    false_negative_rates,
    false_positive_rates,
    precisions,
    ratio,
    selection_rates,
)

PER = 1000
Better = Literal["higher", "lower", "neither"]
GAP = "That of B less that of A: 0 means no difference, above 0 more in B."


def _pair(
    name: str, label: str, help: str, better: Better = "neither", *, gap: bool = True
) -> Iterator[Measure]:
    """The measure of A, of B, and how far B's lies above A's."""
    for slot in ("A", "B"):
        yield Measure(f"{name}_{slot.lower()}", f"{label}, {slot}", help, better=better)
    if gap:
        yield Measure(f"{name}_gap", f"{label}, B less A", f"{help} {GAP}", "points")


MEASURES: tuple[Measure, ...] = (
    *_pair("offending", "Would offend",
           "Of the people of the group, the share who would commit an offence if released: the truth, which "
           "no court sees. Undefined where the group is empty.", gap=False),
    *_pair("recorded", "Would be arrested",
           "Of the people of the group, the share whose offence would be recorded: all that the court ever "
           "sees of it. Undefined where the group is empty.", gap=False),
    *_pair("flagged", "Flagged by the tool",
           "Of the people of the group, the share that the tool flags: 1 is all of them."),
    *_pair("tool_fpr", "Flagged wrongly, by offences",
           "Of those who would not offend, the share that the tool flags: 0 means nobody, 1 all. Undefined "
           "where there are none.", "lower"),
    *_pair("tool_fnr", "Not flagged, by offences",
           "Of those who would offend, the share that the tool does not flag. Undefined where there are "
           "none.", "lower"),
    *_pair("tool_ppv", "Flags that are right, by offences",
           "Of those flagged, the share who would offend: 1 means that every flag is right. Undefined where "
           "nobody is flagged.", "higher"),
    *_pair("record_fpr", "Flagged wrongly, by arrests",
           "Of those who would not be arrested, the share that the tool flags: what an audit of the record "
           "finds. Undefined where there are none.", "lower"),
    *_pair("record_fnr", "Not flagged, by arrests",
           "Of those who would be arrested, the share that the tool does not flag. Undefined where there "
           "are none.", "lower"),
    *_pair("record_ppv", "Flags that are right, by arrests",
           "Of those flagged, the share who would be arrested: what an audit of the record finds. Undefined "
           "where nobody is flagged.", "higher"),
    Measure("tool_accuracy", "Tool right, by offences",
            "Share of all people whom the tool flags or leaves as it should: 1 is everybody.",
            better="higher"),
    Measure("record_accuracy", "Tool right, by arrests",
            "Share of all people for whom flag and record agree: what an audit of the record finds.",
            better="higher"),
    Measure("overrides", "Judge departs from the tool",
            "Share of all people whom the judge decides otherwise than the tool said."),
    *_pair("judge_fpr", "Detained wrongly by the judge",
           "Of those who would not offend, the share that the judge detains, before any appeal. Undefined "
           "where there are none.", "lower"),
    Measure("judge_accuracy", "Judge right, by offences",
            "Share of all people whom the judge detains or releases as the truth would have it, before any "
            "appeal.", better="higher"),
    Measure("appeals_filed", "Appeals, of all people judged",
            "Share of all people judged who are detained and appeal."),
    Measure("review_load", "Review load",
            "Share of all people judged whose appeal is heard: 0.15 is 15 reviews for 100 people judged.",
            better="lower"),
    Measure("unheard", "Appeals not heard",
            "Of those who appeal, the share for whom the court has no room: 0 means that all are heard. "
            "Undefined where nobody appeals.", better="lower"),
    Measure("released_rightly", "Released on appeal, rightly",
            "Of 1,000 people judged, how many are released on appeal who would not offend.",
            "ratio", "higher", 1),
    Measure("released_wrongly", "Released on appeal, wrongly",
            "Of 1,000 people judged, how many are released on appeal who would offend.",
            "ratio", "lower", 1),
    *_pair("detained", "Detained in the end",
           "Of the people of the group, the share who stay detained after the judge and the appeals."),
    *_pair("fpr", "Detained wrongly in the end",
           "Of those who would not offend, the share who stay detained: 0 means nobody, 1 all. Undefined "
           "where there are none.", "lower"),
    *_pair("fnr", "Released in the end though they would offend",
           "Of those who would offend, the share who are released, by the judge or on appeal. Undefined "
           "where there are none.", "lower"),
    *_pair("ppv", "Detained in the end who would offend",
           "Of those who stay detained, the share who would offend. Undefined where nobody is detained.",
           "higher"),
    Measure("accuracy", "Right in the end, by offences",
            "Share of all people who are detained or released as the truth would have it, after appeals.",
            better="higher"),
    Measure("accuracy_by_arrests", "Right in the end, by arrests",
            "Share of all people for whom detention and record agree, after appeals.", better="higher"),
    *(Measure(f"detained_wrongly{end}", f"Detained wrongly per 1,000{group}",
              f"Of 1,000 people judged{group and ' in the group'}, how many stay detained and would not "
              "offend.",
              "ratio", "lower", 1)
      for end, group in (("", ""), ("_a", ", A"), ("_b", ", B"))),
)


def measured(
    flagged: Counts, judged: Counts, detained: Counts, appeals: Counts, *, overrides: float
) -> dict[str, float]:
    """All measures, in the order in which they are declared.

    Parameters
    ----------
    flagged, judged, detained : (2, 2, 2, 2) int
        By group, would offend, would be arrested, decided; as in ``CourtroomResult``.
    appeals : (2, 2, 4) int
        By group and would offend: detained by the judge, appealing, heard, released.
    overrides
        Share of all people whom the judge decides otherwise than the tool said.
    """
    truth, record = by_offence(flagged), by_arrest(flagged)
    judge, last = by_offence(judged), by_offence(detained)
    everyone = float(truth.sum())
    filed, heard = (float(appeals[..., step].sum()) for step in (1, 2))
    wrongly = last[:, 0, 1].astype(float)
    people = truth.sum(axis=(1, 2))
    by_group: dict[str, Floats] = {
        "offending": ratio(truth[:, 1].sum(axis=-1), people),
        "recorded": ratio(record[:, 1].sum(axis=-1), people),
        "flagged": selection_rates(truth),
        "tool_fpr": false_positive_rates(truth),
        "tool_fnr": false_negative_rates(truth),
        "tool_ppv": precisions(truth),
        "record_fpr": false_positive_rates(record),
        "record_fnr": false_negative_rates(record),
        "record_ppv": precisions(record),
        "judge_fpr": false_positive_rates(judge),
        "detained": selection_rates(last),
        "fpr": false_positive_rates(last),
        "fnr": false_negative_rates(last),
        "ppv": precisions(last),
        "detained_wrongly": PER * ratio(wrongly, people),
    }
    values: dict[str, float] = {
        "tool_accuracy": _right(truth),
        "record_accuracy": _right(record),
        "overrides": overrides,
        "judge_accuracy": _right(judge),
        "accuracy": _right(last),
        "accuracy_by_arrests": _right(by_arrest(detained)),
        "appeals_filed": filed / everyone,
        "review_load": heard / everyone,
        "unheard": float(ratio(filed - heard, filed)),
        "released_rightly": PER * float(appeals[:, 0, 3].sum()) / everyone,
        "released_wrongly": PER * float(appeals[:, 1, 3].sum()) / everyone,
        "detained_wrongly": PER * float(wrongly.sum()) / everyone,
    }
    for name, rates in by_group.items():
        a, b = rates.tolist()
        values |= {f"{name}_a": a, f"{name}_b": b, f"{name}_gap": b - a}
    return {measure.name: values[measure.name] for measure in MEASURES}


def by_offence(counts: Counts) -> Counts:
    """People by group, would offend, decided: what is true of a decision."""
    return np.asarray(counts.sum(axis=2))


def by_arrest(counts: Counts) -> Counts:
    """People by group, would be arrested, decided: what the record shows of it."""
    return np.asarray(counts.sum(axis=1))


def _right(counts: Counts) -> float:
    """Of everybody, the share for whom decision and yardstick agree."""
    return float(accuracies(counts.sum(axis=0)))
