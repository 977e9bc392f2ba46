"""What the charts of the board say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. No sentence says that a policy is good: only what it is better in
than others, and who bears what.
"""

from __future__ import annotations

import math

from simulations.board.axes import AXES, said
from simulations.board.chart_rows import BURDENS, better_in_both, of_100, rank
from simulations.board.result import OUTCOMES, BoardResult
from simulations.wording import capital


def pareto_heading(result: BoardResult) -> str:
    """What the policy reaches in the two outcomes, and how many policies beat it in both."""
    across, up = result.parameters.across, result.parameters.up
    over = _over(result)
    if over:
        return over
    if across == up:
        return "Choose two different outcomes: a policy cannot be weighed against itself"
    reached = capital(f"{_reached(result, up)} and {_reached(result, across)}")
    if not result.measures["affordable"]:
        return f"{reached}; the budget pays for no policy to compare it with"
    better = better_in_both(result)
    if result.frontier.sum() == 1 and not better:
        return f"{reached}: these two do not pull apart, the same policies do best in both"
    if not better:
        return f"{reached}: no policy compared beats it in both"
    return f"{reached}: {better:,} of {len(result.frontier):,} policies beat it in both"


def pareto_alt(result: BoardResult) -> str:
    """What is drawn, and the ends of the frontier."""
    across, up = result.parameters.across, result.parameters.up
    start = (
        f"Policies that the budget pays for as dots: {AXES[across].title} from left to right, "
        f"{AXES[up].title} from bottom to top, both with the better end at the right and at the top."
    )
    here = f"This policy: {_reached(result, across)}, {_reached(result, up)}. {pareto_heading(result)}."
    if not result.frontier.any():
        return f"{start} There is none. {here}"
    x, y = result.others[across][result.frontier], result.others[up][result.frontier]
    if len(x) == 1:
        edge = f"One policy is best in both: {said(across, x[0])} and {said(up, y[0])}."
    else:
        first, last = x.argmin(), x.argmax()
        edge = (f"Along the line of those that none beats, {AXES[across].title} goes from "
                f"{said(across, x[first])} to {said(across, x[last])} and {AXES[up].title} from "
                f"{said(up, y[first])} to {said(up, y[last])}.")
    return f"{start} {edge} {here}"


def outcomes_heading(result: BoardResult) -> str:
    """In what the policy is better than most, and in what it is worse."""
    over = _over(result)
    if over:
        return over
    ranks = {name: rank(result, name) for name in OUTCOMES}
    if not all(map(math.isfinite, ranks.values())):
        return "The budget pays for no policy to compare this one with"
    best, worst = max(ranks, key=ranks.__getitem__), min(ranks, key=ranks.__getitem__)
    return (f"Strongest in {_short(best)}: better than {100 * ranks[best]:.0f} % of policies. Weakest in "
            f"{_short(worst)}: better than {100 * ranks[worst]:.0f} %")


def outcomes_alt(result: BoardResult) -> str:
    """Every outcome with its value and its place."""
    parts = []
    for name in OUTCOMES:
        place = rank(result, name)
        where = f", better than {100 * place:.0f} % of policies" if math.isfinite(place) else ""
        parts.append(f"{AXES[name].title} {said(name, result.measures[name])}{where}")
    return (f"Each outcome of this policy between the worst and the best that the budget pays for: "
            f"{'; '.join(parts)}. {outcomes_heading(result)}.")


def people_heading(result: BoardResult) -> str:
    """How often B is stopped wrongly, and how often A."""
    a, b = result.burdens[-1].tolist()
    if a == b == 0:
        return "Nobody is stopped wrongly, because nobody is scanned"
    return f"Stopped wrongly within a year: {of_100(b)} people of B, {of_100(a)} of A"


def people_alt(result: BoardResult) -> str:
    """Every burden of both groups."""
    parts = [f"{burden}: A {of_100(a)}, B {of_100(b)}"
             for burden, (a, b) in zip(BURDENS, result.burdens.tolist(), strict=True)]
    return f"Of 100 people of each group, as signs: {'; '.join(parts)}. {people_heading(result)}."


def _over(result: BoardResult) -> str:
    """What to do where the policy costs more than there is; empty where it does not."""
    too_much = result.measures["over_budget"]
    if too_much <= 0:
        return ""
    return (f"This policy costs {said('cost', result.measures['cost'])} units, the budget is "
            f"{result.parameters.budget}: leave something out, or raise the budget")


def _reached(result: BoardResult, name: str) -> str:
    return AXES[name].reached.format(said(name, result.measures[name]))


def _short(name: str) -> str:
    return OUTCOMES[name]
