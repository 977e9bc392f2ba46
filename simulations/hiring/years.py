"""The years that follow: a model retrained on what it did, and applicants who respond.

Every year new people apply, the model of the year ranks them, those hired replace a part of the
workforce, and next year's model learns from this year: from its own decisions, or from how those
it hired turned out (nobody learns how the others would have done: "selective labels"; Lakkaraju
and others, 2017). Where few of a group work, fewer of it apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.hiring.measures import impact_ratio, ratio
from simulations.hiring.population import Cohort, Flags, Floats, World, draw
from simulations.hiring.result import HiringParameters
from simulations.seeds import stream

if TYPE_CHECKING:
    from simulations.hiring.model import Trained

TURNOVER = 0.15
"""Share of the workforce that is replaced by those hired in a year."""
PACE = 0.3
"""Which part of the way applicants move in a year towards what the workforce suggests to them."""


def follow(
    parameters: HiringParameters, here: World, record: Cohort, applicants: Cohort, hired: Flags,
    trained: Trained, seed: int, progress: Progress | None = None,
) -> NDArray[np.float64]:
    """The yearly table of ``HiringResult``: (years + 1, 4), this year first.

    Parameters
    ----------
    here, record, applicants, hired, trained
        The world and this year: who stands in the record and who applied, whether each applicant
        was hired (n,), and the model that said so.
    """
    from simulations.hiring.model import Training, rank, threshold, train

    groups = here.groups
    shares = here.shares
    workforce = _shares(record, record.past_yes, groups)
    workforce = _moved(workforce, _shares(applicants, hired, groups))
    rows = [_row(applicants, hired, workforce, groups)]
    for year in range(1, parameters.years + 1):
        mitigated = year <= parameters.stops_after
        if parameters.retrained_on == "decisions":
            training = Training(applicants, hired)
        else:
            training = Training(applicants.only(hired), applicants.does_well[hired])
        if training.yes.any() and not training.yes.all():
            trained = train(parameters, training, groups, mitigated)
        shares = _answered(shares, here.shares, workforce, parameters.response)
        cohort = f"year {year}"
        applicants = draw(here.with_shares(shares), parameters.applicants, seed, cohort)
        luck = stream(seed, f"{cohort}.ties")
        hired = rank(parameters, trained, applicants, groups, luck, mitigated) >= threshold(parameters)
        workforce = _moved(workforce, _shares(applicants, hired, groups))
        rows.append(_row(applicants, hired, workforce, groups))
        if progress is not None:
            progress((year + 1) / (parameters.years + 1), f"year {year} of {parameters.years}")
    return np.array(rows)


def _shares(people: Cohort, chosen: Flags, groups: int) -> Floats:
    return ratio(np.bincount(people.group[chosen], minlength=groups), chosen.sum())


def _moved(workforce: Floats, hired: Floats) -> Floats:
    """Next year's shares in the workforce; as before where nobody is hired."""
    if np.isnan(hired).any():
        return workforce
    if np.isnan(workforce).any():
        return hired
    return (1 - TURNOVER) * workforce + TURNOVER * hired


def _answered(shares: Floats, at_first: Floats, workforce: Floats, response: float) -> Floats:
    """Next year's shares of applicants: fewer of a group that is rarer at work than it was at the door."""
    if np.isnan(workforce).any():
        return shares
    seen = np.minimum(1.0, workforce / at_first)
    wanted = at_first * (1 - response * (1 - seen))
    moved = shares + PACE * (wanted - shares)
    moved[0] = 1 - moved[1:].sum()
    return moved


def _row(applicants: Cohort, hired: Flags, workforce: Floats, groups: int) -> list[float]:
    applied = np.bincount(applicants.group, minlength=groups)
    chosen = np.bincount(applicants.group[hired], minlength=groups)
    return [
        float(impact_ratio(chosen, applied)), float(ratio(chosen[1], chosen.sum())),
        float(workforce[1]), float(ratio(applied[1], applied.sum())),
    ]
