"""What a policy is reported by: each measure declared once.

Outcomes are by the formulas, as they are on average; what one month brings, by luck, stands beside.
"""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("hits", "People found a day",
            "How many of those looked for are stopped on a day, on average: 0 is nobody.",
            "ratio", "higher", 1),
    Measure("cases", "Crimes with a useful picture a day",
            "How many crimes of a day have a picture, still kept when it is asked for, that is of use: 0 "
            "is none.", "ratio", "higher", 1),
    Measure("false_stops_a", "Wrongly stopped a day, A",
            "People of group A stopped on a day for looking like somebody else, on average.",
            "ratio", "lower"),
    Measure("false_stops_b", "Wrongly stopped a day, B",
            "People of group B stopped on a day for looking like somebody else, on average.",
            "ratio", "lower"),
    Measure("scanned", "People scanned a day",
            "How many people are compared with the list on a day, nearly all of them looked for by nobody.",
            "count", "lower"),
    Measure("homes", "Homes given away",
            "Share of people whose home can be read from the records kept: 0 nobody's, 1 everybody's.",
            better="lower"),
    Measure("participation", "Turnout kept",
            "Those who take part in a protest as a share of those who would if nobody could be identified "
            "and all knew it: 1 is all of them, 0 none. It hangs on an invented constant.",
            better="higher"),
    Measure("cost", "Cost", "What the policy costs, in units. Prices are invented.", "count", "lower"),
    Measure("over_budget", "Over budget by",
            "How much more it costs than the city can spend: 0 means that it can be paid for.",
            "ratio", "lower", 1),
    Measure("false_stops", "Wrongly stopped a day",
            "People stopped on a day for looking like somebody else, on average, both groups.",
            "ratio", "lower"),
    Measure("stop_precision", "Stops that are right",
            "Of those stopped, the share looked for: 1 is all of them. Undefined where nobody is stopped.",
            better="higher"),
    Measure("stop_ratio", "Wrong stops: how many times as often in B",
            "Wrong stops per person in B divided by those in A: 1 is as often. Undefined where A has none.",
            "ratio", "neither", 1),
    Measure("scanned_per_hit", "People scanned for each one found",
            "How many people are scanned for one person found. Undefined where nobody is.",
            "count", "lower"),
    Measure("alerts", "Alarms a day", "How many alarms there are on a day, on average.", "ratio", digits=1),
    Measure("reviewed", "Alarms that are looked at with care",
            "Share of the alarms for which reviewers have time: 1 is all; the others end in a stop. "
            "Undefined where there is no alarm."),
    Measure("identified", "Chance of being identified",
            "How likely somebody at a protest is named from a picture: seen by a camera, and the picture "
            "still kept when somebody asks."),
    Measure("participation_low", "Turnout kept, in a bad town",
            "The turnout kept in the town at the 5th percentile: near the edge, luck decides."),
    Measure("participation_high", "Turnout kept, in a good town",
            "The turnout kept in the town at the 95th percentile."),
    Measure("participation_a", "Turnout kept, A",
            "Those of A who take part as a share of those of A who would unidentified.", better="higher"),
    Measure("participation_b", "Turnout kept, B",
            "The same for B, which has more to lose by being identified.", better="higher"),
    Measure("hits_month", "People found in one month",
            "How many are found in a month of 30 days, with its luck.", "count", "higher"),
    Measure("false_stops_month_a", "Wrongly stopped in one month, A",
            "People of A stopped wrongly in a month of 30 days, with its luck.", "count", "lower"),
    Measure("false_stops_month_b", "Wrongly stopped in one month, B",
            "People of B stopped wrongly in a month of 30 days, with its luck.", "count", "lower"),
    Measure("beaten_by", "Policies that beat it",
            "How many policies within the budget do at least as well in every outcome and better in one, "
            "the cost left aside. 0 means that whoever improves one outcome makes another worse. Undefined "
            "where the budget pays for none.",
            "count", "lower"),
    Measure("affordable", "Policies that the budget pays for",
            "Of all policies compared, the share that costs no more than the budget: 0 none, 1 all."),
)
