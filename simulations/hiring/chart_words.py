"""What the hiring charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. Where a figure is undefined, or was not published, the sentence
says so.
"""

from __future__ import annotations

import math

from simulations.hiring.chart_rows import (
    LINES,
    YARDSTICKS,
    by_cell,
    by_group,
    by_kind,
    per_hundred,
    share,
    strata_rows,
    threshold,
)
from simulations.hiring.measures import FOUR_FIFTHS, TWO_SIDED_95
from simulations.hiring.result import HiringResult
from simulations.wording import capital, hundred, listed, percent, plain

MINUS = "\u2212"


def ranking_heading(result: HiringResult) -> str:
    """Who gets the job, and how many of those hired do well."""
    if result.parameters is None or not len(result.binned):
        return "No ranking was published"
    return f"With the top {percent(result.parameters.hire_rate, 0)} hired, the job goes to " \
           f"{_rates(result)}; {hundred(result.measures['good_hires'])} hired do well"


def ranking_alt(result: HiringResult) -> str:
    """The same, with where the threshold stands and the impact ratio."""
    if result.parameters is None or not len(result.binned):
        return ranking_heading(result) + "."
    return (
        "Applicants of each group along the model's ranking, those who would do well above a line and "
        f"those who would not below it. The threshold stands at percentile {threshold(result.parameters)}: "
        f"hired are {_rates(result)}, an impact ratio of {plain(result.measures['impact_ratio'])}; "
        f"{percent(result.measures['good_hires'])} of those hired do well."
    )


def rates_heading(result: HiringResult) -> str:
    """The impact ratio, and whether chance alone could explain it."""
    ratio = result.measures["impact_ratio"]
    defined = [(rate, name) for name, _, _, rate in by_group(result) if math.isfinite(rate)]
    if not math.isfinite(ratio) or len(defined) < 2:
        return "The impact ratio is undefined: a group has no applicants, or nobody is selected"
    low, high = min(defined)[1], max(defined)[1]
    if ratio >= 1:
        return "Every group is selected at the same rate"
    side = "under four fifths" if ratio < FOUR_FIFTHS else "not under four fifths"
    z = result.measures["z"]
    if math.isfinite(z):
        chance = "but chance could explain it" if abs(z) <= TWO_SIDED_95 else "and more than chance explains"
        side = f"{side}, {chance}"
    return f"{capital(low)}: {ratio:.2f} times the selection rate of {_small(high)}. " \
           f"That is {side}: a flag, not a verdict"


def rates_alt(result: HiringResult) -> str:
    """Each group's rate, the impact ratio and its interval."""
    low, high = result.ratio_interval.tolist() or (math.nan, math.nan)
    span = f" (95 % interval {low:.2f} to {high:.2f})" if math.isfinite(low + high) else ""
    return f"Selection rates as bars: {_rates(result)}. The impact ratio is " \
           f"{plain(result.measures['impact_ratio'])}{span}. A line marks four fifths of the highest rate."


def yardsticks_heading(result: HiringResult) -> str:
    """How often the model is right, by either label."""
    history, truth, good = (result.measures[name] for _, name in YARDSTICKS)
    return f"The model decides as the past did for {percent(history)} of people, as they would really do " \
           f"for {percent(truth)}; {hundred(good)} hired do well"


def yardsticks_alt(result: HiringResult) -> str:
    """The three shares."""
    parts = [f"{label.lower()} {percent(result.measures[name])}" for label, name in YARDSTICKS]
    return f"Three yardsticks on one scale of shares: {listed(parts)}."


def two_labels_heading(result: HiringResult) -> str:
    """Of those who would do well, how many past decisions turned away: the worst group first."""
    missed = [
        (share(counts[1], counts[0] + counts[1]), name) for name, counts in by_kind(result)
        if counts[0] + counts[1]
    ]
    if not missed:
        return "How people would have done is not known"
    parts = [f"{hundred(part)} in {_small(name)}" for part, name in sorted(missed, reverse=True)]
    return f"Of those who would do well, past decisions turn away {listed(parts)}"


def two_labels_alt(result: HiringResult) -> str:
    """The hundred dots of each group, counted."""
    parts = []
    for name, counts in by_kind(result):
        dots = per_hundred(counts)
        parts.append(f"{name}: {dots[0] + dots[1]} would do well, {dots[1]} of them turned away; "
                     f"{dots[2] + dots[3]} would not, {dots[2]} of them accepted.")
    return " ".join(["A hundred applicants of each group as dots.", *(parts or ["None are known."])])


def columns_heading(result: HiringResult) -> str:
    """Which columns set the groups apart, and by how much, in the model's score."""
    if not result.column_names:
        return "No model was published"
    found = [(weight * gap, name) for name, weight, gap in _columns(result)]
    if result.parameters is None or result.parameters.model != "logistic":
        weight, name = max((weight, name) for name, weight, _ in _columns(result))
        return f"The model decides most by \u201c{name}\u201d: {percent(weight, 0)} of its weight"
    total = sum(pull for pull, _ in found)
    if not math.isfinite(total):
        return "A group is missing from the record"
    without = "" if result.parameters.columns == "all" else "Without the group column, "
    if abs(total) < 0.05:
        return capital(f"{without}the model scores both groups alike")
    side = "below" if total > 0 else "above"
    most = sorted((pull if total > 0 else -pull, name) for pull, name in found)[::-1][:2]
    parts = [f"{abs(pull):.2f} through \u201c{name}\u201d" for pull, name in most if pull >= 0.05]
    lies = "still lies" if without else "lies"
    most_by = f": {listed(parts)}" if parts else ", a little by each column"
    return f"{without}B's mean score {lies} {abs(total):.2f} {side} A's{most_by}"


def columns_alt(result: HiringResult) -> str:
    """Every column with its weight and where B stands."""
    if not result.column_names:
        return columns_heading(result) + "."
    parts = [
        f"{name} {signed(weight)}, B {abs(gap):.2f} sd {'lower' if gap > 0 else 'higher'}"
        for name, weight, gap in _columns(result)
    ]
    return "Each column that the model sees, with its weight and where group B stands in it: " \
           f"{'; '.join(parts)}."


def years_heading(result: HiringResult) -> str:
    """Where the impact ratio and B's share of applicants end, and where they began."""
    if len(result.yearly) < 2:
        return "No years follow"
    first, last = result.yearly[0].tolist(), result.yearly[-1].tolist()
    count = len(result.yearly) - 1
    return f"After {count} year{'s' if count > 1 else ''} the impact ratio is {plain(last[0])} " \
           f"(it was {plain(first[0])}), and B makes up {percent(last[3])} of applicants " \
           f"(it was {percent(first[3])})"


def years_alt(result: HiringResult) -> str:
    """Where each line begins and ends."""
    if len(result.yearly) < 2:
        return years_heading(result) + "."
    first, last = result.yearly[0].tolist(), result.yearly[-1].tolist()
    parts = [f"{line} from {plain(first[column])} to {plain(last[column])}" for line, column in LINES]
    return f"Lines by year over {len(result.yearly) - 1} years: {listed(parts)}."


def cells_heading(result: HiringResult) -> str:
    """The group that is hired least, by the second attribute, with its denominator."""
    defined = [
        (share(hired, applied), name, applied, hired)
        for name, _, applied, hired in by_cell(result) if applied
    ]
    if len(defined) < 2:
        return "The second attribute is not known"
    low, high = min(defined), max(defined)
    return f"{low[1]} the second attribute: {low[3]:,} of {low[2]:,} hired, " \
           f"{plain(share(low[0], high[0]))} times the rate of {_small(high[1])}"


def cells_alt(result: HiringResult) -> str:
    """Every rate with its denominator."""
    parts = [
        f"{_small(name)} {percent(share(hired, applied))} ({hired:,} of {applied:,})"
        for name, _, applied, hired in by_cell(result)
    ]
    if not parts:
        return cells_heading(result) + "."
    return f"Selection rates by group, without and with the second attribute: {listed(parts)}."


def strata_heading(result: HiringResult) -> str:
    """The rates of all together, and in how many departments the order is the other way round."""
    if len(result.strata) < 2:
        return "No counts by department were published"
    rates = [(rate, slot) for slot, (_, _, _, rate) in enumerate(by_group(result)) if math.isfinite(rate)]
    if len(rates) < 2:
        return "A group has no applicants"
    (low_rate, low), (high_rate, high) = min(rates), max(rates)
    names = result.group_names
    ahead = sum(
        share(counts[low, 1], counts[low, 0]) > share(counts[high, 1], counts[high, 0])
        for _, counts in result.strata
    )
    return f"All together, {percent(low_rate)} of {names[low]} and {percent(high_rate)} of {names[high]} " \
           f"are selected; yet in {ahead} of {len(result.strata)} departments " \
           f"the rate of {names[low]} is higher"


def strata_alt(result: HiringResult) -> str:
    """The rates of every department."""
    rows = strata_rows(result)
    if not rows["stratum"]:
        return strata_heading(result) + "."
    said = dict(zip(rows["stratum"], rows["said"], strict=True))
    return f"Selection rates by department. {'. '.join(f'{name}: {words}' for name, words in said.items())}."


# --- words ------------------------------------------------------------------------------------


def signed(value: float) -> str:
    """A weight as text, with its sign."""
    return f"{value:+.2f}".replace("-", MINUS)


def _rates(result: HiringResult) -> str:
    return listed([f"{percent(rate)} of {_small(name)}" for name, _, _, rate in by_group(result)])


def _small(name: str) -> str:
    return name.replace("Group ", "group ")


def _columns(result: HiringResult) -> list[tuple[str, float, float]]:
    weights, gaps = result.column_weights.tolist(), result.column_gaps.tolist()
    return list(zip(result.column_names, weights, gaps, strict=True))
