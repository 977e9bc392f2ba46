"""What a run about notices reports: each measure declared once.

What has no denominator (a way where nobody is refused) is nan, and printed as "undefined".
"""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("without_a_way", "No way within what they can change",
            "Of those refused, the share for whom no change that is theirs to make, within the weeks they "
            "have, would have changed the decision: 0 none, 1 all. Undefined where nobody is refused.",
            better="lower"),
    Measure("without_a_way_a", "No way, group A", "The same among those of A who are refused.",
            better="lower"),
    Measure("without_a_way_b", "No way, group B", "The same among those of B who are refused.",
            better="lower"),
    Measure("way_gap", "No way, B less A",
            "How many points more of B's refused than of A's have no way: 0 where both groups fare alike, "
            "above 0 where B fares worse. Undefined where nobody of a group is refused.", "points"),
    Measure("weeks_median", "Weeks of the cheapest way",
            "How many weeks the cheapest way takes, for the one in the middle of those refused who have "
            "one. Undefined where nobody has.", "ratio", "lower", 1),
    Measure("weeks_median_a", "Weeks of the cheapest way, group A", "The same among those of A.",
            "ratio", "lower", 1),
    Measure("weeks_median_b", "Weeks of the cheapest way, group B", "The same among those of B.",
            "ratio", "lower", 1),
    Measure("can_act", "Told of something that helps",
            "Of those refused, the share whose notice names something that would change the decision. With "
            "reasons alone: the largest reason that they can change suffices. With a way: they have one. "
            "With how to contest: or a corrected record suffices. 0 nobody, 1 everybody.",
            better="higher"),
    Measure("flips_if_corrected", "Decided otherwise on a corrected record",
            "Of those refused, the share who would not be, were the entries that are somebody else's "
            "taken out of their record: 0 nobody, 1 everybody.", better="lower"),
    Measure("refused", "Refused", "Of everybody, the share held, or refused the loan."),
    Measure("refused_a", "Refused, group A", "The same among all of A."),
    Measure("refused_b", "Refused, group B", "The same among all of B."),
    Measure("person_refused", "This person refused", "1 where the person of the notice is refused, else 0.",
            "count"),
    Measure("person_points", "Points of this person",
            "The average person has 50; the standard deviation is 10. More points, nearer to being refused.",
            "ratio", "neither", 1),
    Measure("line_points", "The line, in points",
            "From this many points on people are refused. Undefined where nobody is.", "ratio", "neither", 1),
    Measure("person_weeks", "Weeks of this person's cheapest way",
            "How many weeks the cheapest way takes. Undefined where the person is not refused or has no way.",
            "ratio", "lower", 1),
    Measure("person_flips", "Corrected, this person is decided otherwise",
            "1 where this person's own corrected record changes the decision, else 0.", "count"),
    Measure("reasons_needed", "Reasons that make four fifths",
            "How many reasons it takes, the largest first, to name four fifths of what counts against the "
            "person. Undefined where the person is not refused.", "count"),
)
