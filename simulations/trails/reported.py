"""What a run on trails reports: each measure declared once."""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("unique", "Singled out",
            "Share of people of whom exactly one trace fits the points known: 0 nobody, 1 everybody.",
            better="lower"),
    Measure("unique_low", "Singled out, lowest likely",
            "Lower end of the 95 % interval of the share singled out, which is counted on a sample."),
    Measure("unique_high", "Singled out, highest likely",
            "Upper end of the 95 % interval of the share singled out."),
    Measure("median_candidates", "Traces that fit, median person",
            "How many traces fit the points known of the person in the middle. 1 is that person alone; "
            "undefined where no traces are handed out.", "count", "higher"),
    Measure("points_known", "Points known",
            "How many records of a person the attacker knows from outside.", "count"),
    Measure("exposed", "Further records in the trace found",
            "How many records beyond those known the attacker reads in the trace of the median person "
            "singled out. 0 would be nothing new; undefined where nobody is singled out.", "count", "lower"),
    Measure("home_found", "Homes found",
            "Share of people whose home antenna is named right from where their phone is at night. 0 "
            "nobody's, 1 everybody's.", better="lower"),
    Measure("flow_error", "Error of the hourly flows",
            "How far the people counted in 25 districts in each hour of an average day are off, all "
            "differences together as a share of all people counted. 0 is exact; 1 says nothing, and "
            "whatever is worse is shown as 1. Undefined where nothing is kept.", better="lower"),
    Measure("guess_bound", "Best chance to tell whether somebody is in the counts",
            "An attacker who knows everything else guesses right at most so often: 0.5 is a coin. "
            "Undefined where no noise promises anything.", better="lower"),
    Measure("records_kept", "Records handed out", "How many records the release holds; 0 where it holds "
            "counts instead.", "count"),
    Measure("records_a_month", "Records of a person in 30 days",
            "How many records a person leaves in 30 days, on average, before anything is deleted.",
            "ratio", digits=1),
    Measure("places_a_month", "Places visited by a person",
            "How many different antennas a person comes near in the days followed, on average.",
            "ratio", digits=1),
    Measure("top_place_share", "Time at the place visited most",
            "Share of all hours that people spend at their own most visited place."),
    Measure("fitted_alpha", "Fitted alpha",
            "In the law: share singled out = alpha - (v h)^beta, where v antennas and h hours are one. "
            "2 would be everybody at full resolution. Undefined, as beta is, where more is done than "
            "coarsening: records left out or deleted, or pseudonyms changed.", "ratio", digits=2),
    Measure("fitted_beta", "Fitted beta",
            "How fast a coarser map and clock hide people in this run: 0 not at all.", "ratio", digits=3),
    Measure("fit_r2", "How well the law fits",
            "Share of the variation over coarse maps and clocks that the fitted law explains: 1 all of it, "
            "0 none.", "ratio", digits=2),
    Measure("published_beta", "Published beta",
            "0.157 - 0.007 p for p points known, as fitted to the phones of 1.5 million people.",
            "ratio", digits=3),
    Measure("person_points", "Points that single out the person followed",
            "The fewest of the points, in their order, after which one trace is left. Undefined where "
            "twelve are not enough.", "count"),
    Measure("person_candidates", "Traces that fit the person followed",
            "How many traces fit the points known of the person followed. 1 is that person alone.", "count"),
)
