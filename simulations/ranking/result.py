"""What a run of the search page gives, and the parameters that it takes: read by engine and charts.

The items of an archive (pictures of people, say) belong to group A or B. A page shows the best by a learnt
score; people see some of the page, click on some of what they see, and the score learns from the
clicks. "Relevance" is the truth: the share of those who look at an item who would want it. It is
spread in both groups alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

GROUPS = ("A", "B")
LESSONS = {
    "clicks": "clicks, added up",
    "ctr": "clicks for each time shown",
    "ips": "clicks, weighted by how few see the place",
    "nothing": "nothing: it stays as it began",
}
INTERVENTIONS = {
    "none": "none",
    "floor": "a floor for B in every first part of the page",
    "fa-ir": "a floor that allows for chance (FA*IR)",
    "equal-exposure": "equal attention for each item of both groups",
}

WORLD = "The world and the first guess"
CLICKS = "Users and what is learnt from them"
PAGE = "What is done about the page"
SIZE = "The page"


class RankingParameters(Parameters):
    """The settings of a run."""

    share_world: float = number(
        0.27, label="Share of B in the world", low=0.0, high=1.0, step=0.01, group=WORLD,
        help="Which part of the archive, from which the page is made, is of group B. 0.27 is the "
             "share of women among chief executives that a study of image search compared pages with.",
    )
    stereotype: float = number(
        0.6, label="Stereotype in the first guess", low=0.0, high=1.0, step=0.05, group=WORLD,
        help="How far the score with which the page begins, learnt from an earlier web, lies too low for "
             "B. At 0 it errs alike in both groups. The size of a step is invented.",
    )
    learns_from: Literal["clicks", "ctr", "ips", "nothing"] = named(
        "clicks", label="The ranking learns from", options=LESSONS, group=CLICKS,
        help="Clicks added up: whoever is shown is clicked, and whoever is clicked is shown. For each time "
             "shown: few look at low places, so whatever stands there seems worse than it is. Weighted: a "
             "click at a place that few see counts for more, which takes out the place and nothing else.",
    )
    user_bias: float = number(
        0.0, label="Users pass over B", low=0.0, high=0.9, step=0.05, group=CLICKS,
        help="Which part of the clicks that B would deserve is not made, because users hold the stereotype. "
             "At 0 users click on both groups alike. No effect on a page that learns nothing.",
    )
    exploration: float = number(
        0.0, label="Places given to chance", low=0.0, high=0.5, step=0.05, group=CLICKS,
        help="Which part of the page shows something drawn from the rest of the archive, so that it gets a "
             "chance to be clicked. Turned up, the page learns about more items and shows worse ones.",
    )
    searches: int = whole(
        1000, label="Searches in a week", low=100, high=100_000, step=100, group=CLICKS,
        help="How many people look at the page in each week. Turned up, there are more clicks, so that "
             "luck matters less. No effect on a page that learns nothing.",
    )
    intervention: Literal["none", "floor", "fa-ir", "equal-exposure"] = named(
        "none", label="Intervention", options=INTERVENTIONS, group=PAGE,
        help="What is done to each page before it is shown. A floor moves the best of B up wherever too few "
             "of them stand in the first so many places. Equal attention gives B's score the addition that "
             "makes both groups equally seen, item for item.",
    )
    floor: float = number(
        0.27, label="Floor for B", low=0.0, high=1.0, step=0.01, group=PAGE,
        help="Which share of every first part of the page is B's at least. Used by the two floors; the "
             "test in the chart of the floor is worked out from it in any case.",
    )
    alpha: float = number(
        0.1, label="Alpha of FA*IR", low=0.01, high=0.5, step=0.01, group=PAGE,
        help="How often a fair lottery with B's share may give fewer than the floor allows. Turned up, the "
             "floor is stricter. Used by the floor that allows for chance, and by its test.",
    )
    stops_after: int = whole(
        100, label="Intervention stops after week", low=0, high=100, group=PAGE,
        help="From then on the page is shown as the score has it. At or above the weeks shown it never "
             "stops. No effect without an intervention.",
    )
    rounds: int = whole(
        40, label="Weeks", low=0, high=100, group=SIZE,
        help="For how many weeks the page is shown, clicked on and learnt from. At 0 it is the page of "
             "the first guess.",
    )
    top: int = whole(
        50, label="Places on the page", low=5, high=100, group=SIZE,
        help="How many items the page shows. Nobody sees, or clicks on, what is not on it.",
    )
    eta: float = number(
        1.0, label="How fast attention falls", low=0.0, high=2.0, step=0.1, group=SIZE,
        help="The item at place k is looked at by 1 / log2(1 + k) of the users, to the power of this. At 0 "
             "everybody sees the whole page; turned up, few see beyond the first places.",
    )
    items: int = whole(
        300, label="Items in the archive", low=50, high=1000, step=10, group=SIZE,
        help="From how many items the page is made. Turned up, more good ones compete for the same places.",
    )

    @model_validator(mode="after")
    def fills_the_page(self) -> RankingParameters:
        """A page cannot show more than there is."""
        if self.top > self.items:
            raise ValueError(f"top must be at most items: a page of {self.top} places cannot be filled from "
                             f"{self.items} items")
        return self


@dataclass(frozen=True)
class Page:
    """One page as shown, best place first.

    Attributes
    ----------
    in_b : (top,) bool
        Which places show somebody of B.
    relevance : (top,) float
        True relevance of what stands there; nan where it was not published.
    explored : (top,) bool
        Which places were given to chance.
    ordered
        Whether who stands where is known; else A is written first.
    """

    in_b: Flags
    relevance: Floats
    explored: Flags
    ordered: bool = True


@dataclass(frozen=True)
class RankingResult(Result):
    """A run of the search page, or a published page sent through the same measures.

    Attributes
    ----------
    parameters
        What was run; None for published figures.
    start, page
        The page before any click, and that of the last round; the same for published figures.
    least_b : (top,) int
        FA*IR's table: the fewest of B that may stand in the first 1, 2, ... places.
    attention : (top,) float
        Share of the users who look at each place.
    in_b : (n,) bool
        Which items of the pool are of B; empty for published figures, as are the next two.
    relevance, scores : (n,) float
        Their true relevance, and the score by which the last page was made.
    share_shown, exposure_ratio, ndcg, belief : (rounds + 1,) float
        By round, 0 first: share of B on the page, attention for each item of B by that for each of A,
        quality, and what users believe B's share in the world to be. Empty for published figures.
    """

    parameters: RankingParameters | None
    start: Page
    page: Page
    least_b: Counts
    attention: Floats
    in_b: Flags
    relevance: Floats
    scores: Floats
    share_shown: Floats
    exposure_ratio: Floats
    ndcg: Floats
    belief: Floats
