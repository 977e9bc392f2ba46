"""What a run of the search page reports: each measure declared once.

Exposure is after Ashudeep Singh and Thorsten Joachims: Fairness of exposure in rankings, 2018; the
discounted gain after Kalervo Jarvelin and Jaana Kekalainen: Cumulated gain-based evaluation of IR
techniques, 2002; the skew after Sahin Cem Geyik and others: Fairness-aware ranking in search and
recommendation systems, 2019. What has no denominator (the attention that B gets where there is no
B) is nan, and printed as "undefined".
"""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("share_shown", "Share of B on the page",
            "Of the places on the last page, the share that shows B: 0 none, 1 all of them. Compare it with "
            "B's share in the world."),
    Measure("share_start", "Share of B before any click",
            "The same, of the page with which it all begins: that of the first guess, with the "
            "intervention if there is one."),
    Measure("share_world", "Share of B in the world",
            "Which part of the archive is B: 0 nobody, 1 everybody."),
    Measure("share_first_ten", "Share of B in the first ten places",
            "Of the first ten places (or all, where the page is shorter), the share that shows B."),
    Measure("skew", "Skew of the page",
            "Natural logarithm of B's share on the page divided by its share in the world: 0 is the same "
            "share, below 0 fewer are shown than there are. -0.69 is half as many. Undefined where none is "
            "shown, or where there are none.", "ratio"),
    Measure("exposure_a", "Attention for an item of A",
            "Share of users who look at an item of A, on average over all items of A, those not on the page "
            "too: 1 means that everybody sees all of them.", digits=4, form="ratio"),
    Measure("exposure_b", "Attention for an item of B",
            "Share of users who look at an item of B, on average over all items of B.", digits=4,
            form="ratio"),
    Measure("exposure_ratio", "Attention: B for each of A",
            "Attention for an item of B divided by that for an item of A: 1 is as much, 0 that nobody sees "
            "B. Undefined where one of the groups is empty or A is not seen at all.", "ratio"),
    Measure("exposure_start", "Attention before any click: B for each of A",
            "The same, of the page with which it all begins.", "ratio"),
    Measure("relevance_a", "Relevance of A",
            "Mean true relevance of all items of A: the share of those who look who would want it.",
            "ratio", "neither", 3),
    Measure("relevance_b", "Relevance of B",
            "Mean true relevance of all items of B.", "ratio", "neither", 3),
    Measure("treatment_ratio", "Attention by relevance: B for each of A",
            "Attention divided by relevance, for B, divided by the same for A: 1 means that each group is "
            "seen as much as its relevance deserves. Singh and Joachims call it the disparate treatment "
            "ratio.", "ratio"),
    Measure("clicks_ratio", "Clicks: B for each of A",
            "Clicks on an item of B divided by clicks on an item of A, in all weeks together: 1 is as "
            "many. It mixes what users like with what they were shown. Undefined before the first click.",
            "ratio"),
    Measure("ndcg", "Quality of the page (nDCG)",
            "True relevance of what the page shows, the first places counting most, divided by that of the "
            "best page possible: 1 is the best. It knows nothing of groups.", "ratio", "higher", 3),
    Measure("below_floor", "Places at which the page fails FA*IR",
            "Out of all first parts of the page (the first place, the first two, and so on), how many hold "
            "fewer of B than the table of FA*IR asks for: 0 passes.", "count", "lower"),
    Measure("belief", "What users believe B's share to be",
            "Users begin with the truth, and in each week take over a little of what the page shows.",),
    Measure("belief_gap", "Belief less truth",
            "What users believe B's share to be, less what it is: 0 is right, below 0 too few.", "points"),
    Measure("pool_seen", "Part of the archive ever shown",
            "Share of all items that stood on a page at least once: the rest never had a chance to be "
            "clicked."),
)
