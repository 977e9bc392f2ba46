"""What a hiring run gives, and the parameters that it takes: read by the engine and by the charts.

Groups are A, B and (where ``groups`` is 3) C; index 0 is A. "Does well" is the truth: whether
the applicant would do the job well if hired, which no employer sees for those turned away. "Past
decision" is the biased label: what the people who decided before would have said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

COLUMNS = {
    "all": "every column",
    "blind": "every column but the group",
    "no-proxy": "neither group nor proxy",
}
LABELS = {"history": "past decisions", "truth": "how people really did"}
MITIGATIONS = {
    "none": "nothing",
    "reweighing": "reweighing of the records",
    "equal-rates": "equal selection rates, by a threshold for each group",
    "equal-opportunity": "equal opportunity, by a threshold for each group",
    "correlation-remover": "correlation with the group removed (fairlearn)",
    "exponentiated-gradient": "training under a constraint (fairlearn, exponentiated gradient)",
}
MODELS = {
    "logistic": "logistic regression",
    "tree": "decision tree",
    "boosting": "gradient boosting",
}
RETRAINING = {
    "decisions": "its own decisions of last year",
    "outcomes": "how those it hired turned out",
}
GROUPS = ("A", "B", "C")

WHO = "Who applies"
RECORD = "What the record holds"
MODEL = "What is built on it"
YEARS = "The years after"
MORE = "A third group, a second attribute"


class HiringParameters(Parameters):
    """The settings of a hiring run. Distances are in standard deviations of ability."""

    applicants: int = whole(
        2000, label="Applicants", low=200, high=1_000_000, step=200, group=WHO,
        help="How many people apply this year, and as many stand in the record. "
             "More of them make every number steadier.",
    )
    share_b: float = number(
        0.35, label="Share of group B", low=0.05, high=0.6, step=0.05, group=WHO,
        help="Which part of the applicants is in group B. Turned up, B is the larger group.",
    )
    opportunity: float = number(
        0.0, label="Unequal opportunity before applying", low=0.0, high=1.5, step=0.1, group=WHO,
        unit="sd",
        help="How much less ability B could build before applying, in standard deviations. "
             "At 0 both groups are equally able.",
    )
    hire_rate: float = number(
        0.20, label="Hire rate", low=0.01, high=0.99, step=0.01, group=MODEL,
        help="Which part of this year's applicants is hired. Turned down, the employer is stricter.",
    )
    prejudice: float = number(
        0.8, label="Past prejudice", low=0.0, high=2.0, step=0.1, group=RECORD, unit="sd",
        help="How much better B had to be for the same yes in the past. At 0 past decisions "
             "looked at ability alone.",
    )
    measurement: float = number(
        0.3, label="Test measures B too low", low=0.0, high=1.5, step=0.1, group=RECORD, unit="sd",
        help="How many points the entry test takes off B at the same ability.",
    )
    career_gap: float = number(
        0.4, label="Career gap", low=0.0, high=1.5, step=0.1, group=RECORD, unit="sd",
        help="How much shorter B's recorded experience is at the same ability.",
    )
    proxy: float = number(
        1.5, label="Proxy strength", low=0.0, high=3.0, step=0.1, group=RECORD, unit="sd",
        help="How far an innocent-looking column (a postcode, a club) gives the group away. "
             "At 0 it says nothing about it.",
    )
    noise: float = number(
        0.6, label="Noise in the file", low=0.1, high=2.0, step=0.1, group=RECORD, unit="sd",
        help="How roughly test and experience show ability. Turned up, the file says less.",
    )
    kept: float = number(
        1.0, label="Share of B's records kept", low=0.05, high=1.0, step=0.05, group=RECORD,
        help="Which part of B's records reached the training data. Turned down, B is undersampled.",
    )
    columns: Literal["all", "blind", "no-proxy"] = named(
        "blind", label="Columns the model sees", options=COLUMNS, group=MODEL,
        help="What the model may look at: the whole file with the group, the file without the group, or the "
             "file without the group and without the proxy, the column that gives the group away.",
    )
    label: Literal["history", "truth"] = named(
        "history", label="What counts as right in training", options=LABELS, group=MODEL,
        help="What the model is trained to repeat. The second is known in a simulation only, "
             "or after hiring everyone for a while.",
    )
    mitigation: Literal[
        "none", "reweighing", "equal-rates", "equal-opportunity", "correlation-remover",
        "exponentiated-gradient",
    ] = named(
        "none", label="Mitigation", options=MITIGATIONS, group=MODEL,
        help="What is done about the difference, before, in or after training. Equal selection rates: "
             "the same share of each group is hired. Equal opportunity: the same share of those in each "
             "group whom the label calls right.",
    )
    model: Literal["logistic", "tree", "boosting"] = named(
        "logistic", label="Kind of model", options=MODELS, group=MODEL,
        help="Which learner of scikit-learn is fitted.",
    )
    years: int = whole(
        0, label="Years that follow", low=0, high=20, group=YEARS,
        help="For how many years the model is retrained on what it did. 0 shows this year alone.",
    )
    retrained_on: Literal["decisions", "outcomes"] = named(
        "decisions", label="Retrained on", options=RETRAINING, group=YEARS,
        help="What next year's model learns from.",
    )
    response: float = number(
        0.5, label="Applicants respond", low=0.0, high=1.0, step=0.1, group=YEARS,
        help="How strongly B applies less where few of B work. At 0 they apply as before.",
    )
    stops_after: int = whole(
        20, label="Mitigation stops after year", low=0, high=20, group=YEARS,
        help="From then on the model is used as it comes. At or above the years shown it never stops.",
    )
    groups: int = whole(
        2, label="Groups", low=2, high=3, group=MORE,
        help="Two groups, or three, each with offsets of its own.",
    )
    share_c: float = number(
        0.15, label="Share of group C", low=0.05, high=0.35, step=0.05, group=MORE,
        help="Which part of the applicants is in group C, where there is one.",
    )
    opportunity_c: float = number(
        0.0, label="Unequal opportunity, C", low=0.0, high=1.5, step=0.1, group=MORE, unit="sd",
        help="As for B.",
    )
    prejudice_c: float = number(
        0.4, label="Past prejudice, C", low=0.0, high=2.0, step=0.1, group=MORE, unit="sd",
        help="As for B.",
    )
    measurement_c: float = number(
        0.0, label="Test measures C too low", low=0.0, high=1.5, step=0.1, group=MORE, unit="sd",
        help="As for B.",
    )
    career_gap_c: float = number(
        0.0, label="Career gap, C", low=0.0, high=1.5, step=0.1, group=MORE, unit="sd",
        help="As for B.",
    )
    proxy_c: float = number(
        0.5, label="Proxy strength, C", low=0.0, high=3.0, step=0.1, group=MORE, unit="sd",
        help="As for B.",
    )
    second_share: float = number(
        0.5, label="Share with the second attribute", low=0.0, high=0.9, step=0.1, group=MORE,
        help="Which part of every group also has a second attribute (such as care for children).",
    )
    second_prejudice: float = number(
        0.0, label="Past prejudice against the second attribute", low=0.0, high=2.0, step=0.1,
        group=MORE, unit="sd",
        help="How much better people with the second attribute had to be, in any group.",
    )
    joint_prejudice: float = number(
        0.0, label="Past prejudice against both together", low=0.0, high=2.0, step=0.1, group=MORE,
        unit="sd",
        help="What comes on top for people of B or C who also have the second attribute.",
    )


@dataclass(frozen=True)
class HiringResult(Result):
    """A hiring run, as counts: no array grows with the number of applicants.

    Attributes
    ----------
    parameters
        What was run; None for published counts.
    counts : (G, 2, 2, 2) int
        This year's applicants by group, does well (0 no, 1 yes), past decision (0, 1) and hired.
        Empty for published counts, as is every array that they do not tell.
    binned : (G, 100, 2, 2) int
        The same people by group, percentile of the final ranking (0 lowest, 99 highest), does
        well, past decision. Those at or above percentile ``100 - 100 * hire_rate`` are hired.
    cells : (2 G, 2, 2, 2) int
        ``counts`` for each group without (even index) and with (odd) the second attribute.
    rate_interval : (G, 2) float
        95 % bootstrap interval of each group's selection rate.
    ratio_interval : (2,) float
        95 % bootstrap interval of the impact ratio.
    column_names : K names of the columns that the model saw
    column_weights : (K,) float
        Weight of each column (standardised coefficient of a logistic regression, share of
        impurity of a tree, share of what shuffling it changes in boosting).
    column_gaps : (K,) float
        How far B lies below A in that column, in standard deviations of the training data; nan
        where no B or no A is in it.
    yearly : (years + 1, 4) float
        A row a year: impact ratio, share of B among those hired, in the workforce, among
        applicants. One row where no years follow.
    strata
        For published counts with departments: (name, (G, 2) applied and selected) of each.
    """

    parameters: HiringParameters | None
    counts: NDArray[np.int64]
    binned: NDArray[np.int64]
    cells: NDArray[np.int64]
    rate_interval: NDArray[np.float64]
    ratio_interval: NDArray[np.float64]
    column_names: tuple[str, ...]
    column_weights: NDArray[np.float64]
    column_gaps: NDArray[np.float64]
    yearly: NDArray[np.float64]
    strata: tuple[tuple[str, NDArray[np.int64]], ...] = ()
    group_names: tuple[str, ...] = GROUPS
