"""What a court with a risk score gives, and the parameters that it takes: read by engine and charts.

"Offence" is the truth: whether a person, if released, would commit one, which no court sees.
"Arrest" is the record of it: an offence is recorded only where the police look. A tool learns from
the record, a judge follows its flag or an own view, and whoever is detained may appeal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

GROUPS = ("A", "B")
LABELS = {"arrests": "arrests, as every real one is", "offences": "offences, which no court sees"}

WORLD = "The people and the police"
TOOL = "The tool"
JUDGE = "The judge"
APPEALS = "The appeals"


class CourtroomParameters(Parameters):
    """The settings of a run. Shares are from 0 to 1."""

    detection_a: float = number(
        0.5, label="Offences of A that end in an arrest", low=0.0, high=1.0, step=0.05, group=WORLD,
        help="Which part of the offences of A the police record. Turned up, the record holds more of them. "
             "Where it is 0, the record knows nothing of A.",
    )
    detection_b: float = number(
        0.8, label="Offences of B that end in an arrest", low=0.0, high=1.0, step=0.05, group=WORLD,
        help="Which part of the offences of B the police record. Turned above that of A, B is watched more "
             "closely: the same conduct gives a longer record.",
    )
    offending_a: float = number(
        0.46, label="People of A who would offend", low=0.05, high=0.95, step=0.01, group=WORLD,
        help="Which part of A would commit an offence if released. An invented figure, not an estimate.",
    )
    offending_b: float = number(
        0.46, label="People of B who would offend", low=0.05, high=0.95, step=0.01, group=WORLD,
        help="Which part of B would commit an offence if released. As in A, unless you say otherwise: an "
             "invented figure, not an estimate.",
    )
    share_b: float = number(
        0.5, label="Share of group B", low=0.0, high=1.0, step=0.05, group=WORLD,
        help="Which part of those who come before the court is in group B.",
    )
    people: int = whole(
        10_000, label="People before the court", low=200, high=200_000, step=200, group=WORLD,
        help="How many people are judged. As many earlier ones stand in the record that the tool learns "
             "from, up to 5,000. More of them make every number steadier.",
    )
    flag_share: float = number(
        0.4, label="Share flagged as high risk", low=0.0, high=1.0, step=0.01, group=TOOL,
        help="Which part of all people, those with the highest scores, is flagged. Turned down, fewer are "
             "flagged rightly, and fewer wrongly.",
    )
    learns_from: Literal["arrests", "offences"] = named(
        "arrests", label="The tool learns from", options=LABELS, group=TOOL,
        help="What the tool is trained to foresee. Earlier arrests, one of its two columns, stay those that "
             "the police recorded in either case.",
    )
    follow: float = number(
        0.8, label="Judge follows the tool", low=0.0, high=1.0, step=0.05, group=JUDGE,
        help="How often the judge does what the flag says; otherwise an own view decides. At 1 the tool "
             "decides (but for what is set aside unevenly), at 0 the judge alone.",
    )
    skill: float = number(
        0.6, label="Judge's own view is right", low=0.5, high=1.0, step=0.05, group=JUDGE,
        help="How often the judge's own view is right about who would offend. 0.5 is a coin. Of no effect "
             "where the judge always follows.",
    )
    uneven: float = number(
        0.0, label="Sets the tool aside unevenly", low=0.0, high=1.0, step=0.05, group=JUDGE,
        help="How much more often the judge prefers an own view where the tool flags somebody of A, and "
             "where it does not flag somebody of B. At 0 the groups are treated alike; of no effect where "
             "the judge never follows.",
    )
    appeal_a: float = number(
        0.3, label="Detained people of A who appeal", low=0.0, high=1.0, step=0.01, group=APPEALS,
        help="Which part of those detained in A asks for a review: it depends on who is told how, has the "
             "time, and has help.",
    )
    appeal_b: float = number(
        0.3, label="Detained people of B who appeal", low=0.0, high=1.0, step=0.01, group=APPEALS,
        help="Which part of those detained in B asks for a review. Turned below that of A, B has less "
             "access to it.",
    )
    capacity: float = number(
        0.25, label="Reviews that the court can hold", low=0.0, high=1.0, step=0.01, group=APPEALS,
        help="For which part of all people judged there is room to hear an appeal: 0.25 is 25 for each "
             "100. Beyond it a lot decides who is heard. Of no effect while fewer appeal.",
    )
    review_finds: float = number(
        0.7, label="Review releases those detained wrongly", low=0.0, high=1.0, step=0.05, group=APPEALS,
        help="Which part of the appeals of people who would not offend succeeds when heard. Of no effect "
             "where nobody is heard.",
    )
    review_errs: float = number(
        0.1, label="Review releases those who would offend", low=0.0, high=1.0, step=0.05, group=APPEALS,
        help="Which part of the appeals of people who would offend succeeds when heard. Of no effect where "
             "nobody is heard.",
    )


@dataclass(frozen=True)
class CourtroomResult(Result):
    """A run, as counts: no array grows with the number of people.

    In every array the first axes are group (A, B), would offend (no, yes) and would be arrested (no,
    yes), and the last is what was decided (no, yes).

    Attributes
    ----------
    parameters
        What was run.
    flagged : (2, 2, 2, 2) int
        People by what the tool said.
    judged : (2, 2, 2, 2) int
        The same people by whether the judge detained them.
    detained : (2, 2, 2, 2) int
        The same people by whether they are detained in the end, after appeals.
    appeals : (2, 2, 4) int
        By group and would offend: detained by the judge, of these appealing, heard, released.
    deciles : (2, 10, 3) int
        By group and tenth of the score (of everyone, the lowest first): people, would offend, would be
        arrested. All 0 where the record taught the tool nothing.
    follows : (F,) float
        How often a judge follows the tool in the sweep, ascending.
    sweep : (F, 2, 2, 2) int
        By how often the judge follows: the same people by group, would offend and detained by the judge.
    """

    parameters: CourtroomParameters
    flagged: Counts
    judged: Counts
    detained: Counts
    appeals: Counts
    deciles: Counts
    follows: Floats
    sweep: Counts
