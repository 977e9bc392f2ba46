"""Whether luck could decide about a question that an engine keys: found by running the engine.

A key that is a mean of runs has a standard error. Where the tolerance of a computed question, or
the distance of a change from its margin, is less than four of them wide, a learner with the right
idea may be marked wrong. And a question that shows charts must have charts to show.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from quizzes.keys import EngineError, means
from quizzes.model import Bank
from quizzes.question import Question
from quizzes.types.cause import CauseQuestion
from quizzes.types.computed import ComputedQuestion, ComputedVariant, scale
from simulations.authored import Problem

ERRORS = 4
"""So many standard errors a margin must be wide."""
VARIANTS = 3
"""How many variants of a question are tried."""


def margins(bank: Bank, *, variants: int = VARIANTS) -> tuple[Problem, ...]:
    """Warnings about the questions of a bank that need an engine; this runs it."""
    found = [
        bank.document.problem((*bank.place(index), key), f"'{question.id}': {message}", "warning")
        for index, question in enumerate(bank.questions)
        for key, message in thin(question, variants=variants)
    ]
    return tuple(sorted(found))


def thin(question: Question, *, variants: int = VARIANTS) -> Iterator[tuple[str, str]]:
    """The key of the question at which something is too narrow, and the sentence; at most one."""
    if isinstance(question, CauseQuestion):
        yield from _missing_charts(question)
    if isinstance(question, ComputedQuestion):
        for seed in range(1, variants + 1):
            found = _thin(question, question.draw(seed))
            if found is not None:
                yield found
                return


def _thin(question: ComputedQuestion, variant: ComputedVariant) -> tuple[str, str] | None:
    drawn = ", ".join(f"{name}={value}" for name, value in variant.values.items()) or "these settings"
    try:
        answer = variant.answer()
    except EngineError as error:
        return "simulation", f"{error}"
    if not math.isfinite(answer):
        return "measure", f"{question.measure} is undefined at {drawn}"
    needed = ERRORS * _standard_error(question, variant)
    if question.ask == "compare":
        distance = abs(abs(answer) - (question.margin or 0.0))
        if distance < needed:
            return "margin", (f"at {drawn} the change of {answer:+.3g} lies {distance:.2f} from the margin, "
                              f"less than {ERRORS} standard errors ({needed:.2g}); draw clearer settings")
    elif question.tolerance is not None and question.tolerance < needed:
        return "tolerance", (f"at {drawn} tolerance {question.tolerance:g} is less than {ERRORS} standard "
                             f"errors of the key ({needed:.2g}); give more 'seeds' or a wider tolerance")
    return None


def _standard_error(question: ComputedQuestion, variant: ComputedVariant) -> float:
    """Of the key, in the unit that is asked for; of a change an upper bound, since seeds are shared."""
    errors = [
        means(variant.simulation, settings, question.seeds).errors[question.measure]
        for settings in variant.settings() if settings is not None
    ]
    return math.hypot(*(0.0 if math.isnan(error) else error for error in errors)) * scale(variant.measure)


def _missing_charts(question: CauseQuestion) -> Iterator[tuple[str, str]]:
    """Named charts that have nothing to show for some cause."""
    simulation = question.catalogue.load(question.simulation)
    charts = {chart.slug: chart for chart in simulation.charts}
    for cause in question.causes:
        settings = simulation.settings({**question.base, **cause.parameters})
        for slug in question.charts:
            if slug in charts and not charts[slug].wanted(settings):
                yield "charts", f"the chart '{slug}' has nothing to show for '{cause.text}'"
                return
