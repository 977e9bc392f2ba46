"""What a dissent run reports: each measure declared once, and computed from the result's counts."""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("participation", "Take part",
            "Share of all people who take part in the end, mean over the towns: 0 is nobody, 1 everybody."),
    Measure("participation_low", "Take part, in a bad town",
            "The same share in the town at the 5th percentile: 0 is nobody, 1 everybody."),
    Measure("participation_high", "Take part, in a good town",
            "The same share in the town at the 95th percentile: 0 is nobody, 1 everybody."),
    Measure("participation_without", "Would take part unidentified",
            "Share of the same people who take part where nobody can be identified and all know it."),
    Measure("kept", "Turnout kept",
            "Those who take part as a share of those who would if nobody could be identified: 1 is all "
            "of them, 0 none."),
    Measure("private", "Privately agree",
            "Share of all people who agree with the protest, whatever they do: being watched does not "
            "move it."),
    Measure("gap", "Agree, and do not show it",
            "Share who privately agree less the share who take part. 0 means that the square shows what "
            "people think.", "points"),
    Measure("silent", "Silent among those who agree",
            "Of those who privately agree, the share who stay at home: 0 nobody, 1 everybody."),
    Measure("silent_a", "Silent among those who agree, A", "The same in group A: 0 nobody, 1 everybody."),
    Measure("silent_b", "Silent among those who agree, B",
            "The same in group B, which has more to lose: 0 nobody, 1 everybody."),
    Measure("lost_voices", "Voices lost",
            "How many people of a town stay at home who would take part if nobody could be identified: "
            "0 is nobody.", "count"),
    Measure("arrests", "Arrests", "How many people are arrested: 0, at every setting.", "count"),
    Measure("full", "Towns with a full square",
            "Share of the towns in which at least three quarters of those come who would come "
            "unidentified: 1 is every town."),
    Measure("halfway", "Towns with half a protest",
            "Share of the towns in which more than a quarter and less than three quarters of those come "
            "who would come unidentified: 0 is no town."),
    Measure("cliff_at", "Turnout halves at",
            "The chance of being identified at which the mean turnout is half of what it is without. It "
            "hangs on the invented strength; undefined where turnout never halves."),
    Measure("cliff_width", "From nine tenths to one",
            "By how much the chance of being identified rises while turnout falls from nine tenths to one "
            "tenth of what it is without: the smaller, the steeper the cliff. Undefined where it does not "
            "fall so far."),
    Measure("rounds", "Rounds until still",
            "After how many rounds nobody else joins, mean over the towns: 0 means that nobody ever came.",
            "ratio", digits=1),
    Measure("rounds_without", "Rounds until still, unidentified",
            "The same where nobody can be identified.", "ratio", digits=1),
    Measure("reckoned", "Chance that people reckon with",
            "The chance of being identified that people have in mind, mean over all: the real one for "
            "those who know it, the feared one for the others."),
    Measure("recorded", "People recorded",
            "How many people of a town end up on the record, under whatever name: 0 is nobody.", "count"),
    Measure("bystanders_recorded", "Recorded though at home",
            "How many of them stayed at home, and are on the record because somebody else was given "
            "their name: 0 is nobody.", "count", "lower"),
    Measure("supporters_recorded", "Recorded though against the protest",
            "How many of them do not even agree with the protest: 0 is nobody.", "count", "lower"),
)


def nothing_known() -> dict[str, float]:
    """Every measure, undefined."""
    return {measure.name: float("nan") for measure in MEASURES}
