"""The hiring engine: a record, a model trained on it, this year's applicants, and who is hired.

The record holds past decisions about one set of people; the model is trained on it and ranks
another set, this year's applicants. Because the people are invented, both answers are known for
each of them: what the past would have decided, and how they would really do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulations.base import Progress
from simulations.hiring import learners, mitigation, ranking
from simulations.hiring.intervals import intervals
from simulations.hiring.measures import Counts, ratio
from simulations.hiring.population import FILE, Cohort, Flags, Floats, draw, kept, world
from simulations.hiring.reported import measured
from simulations.hiring.result import GROUPS, HiringParameters, HiringResult
from simulations.seeds import stream

SEEN = {"all": len(FILE), "blind": len(FILE), "no-proxy": len(FILE) - 1}
"""How many columns of the file each choice of columns leaves."""


@dataclass(frozen=True)
class Training:
    """What a model is trained on: people, and for each of them the answer to repeat, (n,) bool."""

    people: Cohort
    yes: Flags


@dataclass(frozen=True)
class Trained:
    """A model in use, with what ``HiringResult`` tells of its columns."""

    model: learners.Learnt
    training: Training
    names: tuple[str, ...]
    gaps: Floats


def run(parameters: HiringParameters, seed: int, progress: Progress | None = None) -> HiringResult:
    """One run: train on the record, rank this year's applicants, hire, and follow the years after.

    Parameters
    ----------
    parameters
        The settings.
    seed
        Which people there are. The same seed means the same people at any setting.
    progress
        Told how far the years are.
    """
    from simulations.hiring.years import follow

    here = world(parameters)
    record = kept(parameters, draw(here, parameters.applicants, seed, "record"), seed)
    training = Training(record, record.past_yes if parameters.label == "history" else record.does_well)
    trained = train(parameters, training, here.groups)
    applicants = draw(here, parameters.applicants, seed, "applicants")
    stands = rank(parameters, trained, applicants, here.groups, stream(seed, "applicants.ties"))
    if progress is not None:
        progress(1 / (parameters.years + 1), "this year")

    table = tabulated(applicants, stands, here.groups)
    cut = threshold(parameters)
    cells = np.stack([table[:, :, :cut].sum(axis=2), table[:, :, cut:].sum(axis=2)], axis=-1)
    counts = cells.sum(axis=1)
    cells = cells.reshape(2 * here.groups, 2, 2, 2)
    yearly = follow(parameters, here, record, applicants, stands >= cut, trained, seed, progress)
    rate_interval, ratio_interval = intervals(counts.sum(axis=(1, 2)), seed)
    return HiringResult(
        measures=measured(counts, cells, yearly),
        parameters=parameters,
        counts=counts,
        binned=table.sum(axis=1),
        cells=cells,
        rate_interval=rate_interval,
        ratio_interval=ratio_interval,
        column_names=trained.names,
        column_weights=trained.model.weights,
        column_gaps=trained.gaps,
        yearly=yearly,
        group_names=GROUPS[: here.groups],
    )


def threshold(parameters: HiringParameters) -> int:
    """The percentile of the final ranking at and above which people are hired."""
    return round(100 - 100 * parameters.hire_rate)


def train(
    parameters: HiringParameters, training: Training, groups: int, mitigated: bool = True
) -> Trained:
    """Fit what ``parameters`` ask for; without the mitigation where it has stopped."""
    people, yes = training.people, training.yes
    chosen = parameters.mitigation if mitigated else "none"
    names, columns = seen_by_model(parameters, people, groups, chosen == "correlation-remover")
    fit = learners.learner(parameters.model)
    if not len(yes) or yes.all() or not yes.any():
        model = learners.nothing_learnt(len(columns))
    elif chosen == "reweighing":
        model = fit(columns, yes, mitigation.reweighing(yes, people.group, groups))
    elif chosen == "exponentiated-gradient":
        model = mitigation.constrained(columns, yes, people.group, parameters.model)
    elif chosen == "correlation-remover":
        model, columns = mitigation.without_correlation(
            columns, yes, people.group, groups, parameters.model
        )
    else:
        model = fit(columns, yes, None)
    return Trained(model, training, names, gaps_of(columns, people))


def rank(
    parameters: HiringParameters, trained: Trained, applicants: Cohort, groups: int,
    luck: np.random.Generator, mitigated: bool = True,
) -> ranking.Percentiles:
    """Where each applicant stands in the final ranking, as a percentile (n,)."""
    chosen = parameters.mitigation if mitigated else "none"
    cleared = chosen == "correlation-remover"
    _, columns = seen_by_model(parameters, applicants, groups, cleared)
    scores = trained.model.score(columns, applicants.group)
    if trained.model.ties:
        scores = ranking.without_ties(scores, luck)
    if chosen == "equal-rates":
        return ranking.percentiles_within(scores, applicants.group, groups)
    if chosen == "equal-opportunity":
        recorded, yes = trained.training.people, trained.training.yes
        _, before = seen_by_model(parameters, recorded, groups, cleared)
        scores = ranking.scores_for_equal_opportunity(
            scores, applicants.group, trained.model.score(before, recorded.group), yes,
            recorded.group, groups,
        )
    return ranking.percentiles(scores)


def seen_by_model(
    parameters: HiringParameters, people: Cohort, groups: int, cleared: bool
) -> tuple[tuple[str, ...], Floats]:
    """The names and the values (K, n) of the columns that the model may look at.

    ``cleared`` leaves the group out in any case: removing correlation with a column removes it.
    """
    count = SEEN[parameters.columns]
    if parameters.columns != "all":
        return FILE[:count], people.file[:count]
    names: tuple[str, ...] = (*FILE, "second attribute")
    columns = np.vstack([people.file, people.second])
    if cleared:
        return names, columns
    names = (*names, *(f"in group {letter}" for letter in GROUPS[1:groups]))
    return names, np.vstack([columns, mitigation.in_group(people.group, groups)])


def gaps_of(columns: Floats, people: Cohort) -> Floats:
    """How far B's mean lies below A's in each column, in standard deviations of the column: (K,)."""
    a, b = people.group == 0, people.group == 1
    spread = columns.std(axis=1)
    if not a.any() or not b.any():
        return np.full(len(columns), np.nan)
    difference = columns @ a / a.sum() - columns @ b / b.sum()
    return np.where(spread > 0, ratio(difference, spread), 0.0)


def tabulated(people: Cohort, stands: ranking.Percentiles, groups: int) -> Counts:
    """People by group, second attribute, percentile, does well, past decision: (G, 2, 100, 2, 2)."""
    code = 2 * people.group.astype(np.uint16) + people.second
    code = (100 * code + stands) * np.uint16(4) + 2 * people.does_well.view(np.uint8)
    code += people.past_yes
    return np.bincount(code, minlength=800 * groups).reshape(groups, 2, 100, 2, 2)
