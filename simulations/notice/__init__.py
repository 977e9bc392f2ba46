"""Notices: one decision of a model, told to the person it is about."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.notice.reported import MEASURES
from simulations.notice.result import NoticeParameters, NoticeResult


def run(parameters: NoticeParameters, seed: int, progress: Progress | None = None) -> NoticeResult:
    """One run; see ``simulations.notice.model.run``, which is imported when it is first needed."""
    from simulations.notice import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="notice",
    title="A decision, told to the person it is about",
    summary="One person is refused by a score, and gets a letter: the reasons, what would have changed it, "
            "what was left out, and how to contest it.",
    parameters=NoticeParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "People, records and past cases are invented, and so are the weeks that a change takes. A linear "
        "score is easy to explain; most that decide today are not linear. Ways are counted one after the "
        "other, waiting like work, and assume that the line stays where it is and that a changed column "
        "changes nothing else. Whether a change makes anybody less of a risk is another question than "
        "whether it changes the score. The letter follows no country's law."
    ),
    sources=(
        Source("Berk Ustun, Alexander Spangher and Yang Liu: Actionable recourse in linear classification, "
               "FAT* 2019", "https://doi.org/10.1145/3287560.3287566"),
        Source("Sandra Wachter, Brent Mittelstadt and Chris Russell: Counterfactual explanations without "
               "opening the black box, Harvard Journal of Law & Technology 31 (2), 2018",
               "https://arxiv.org/abs/1711.00399"),
        Source("Regulation (EU) 2016/679 (General Data Protection Regulation), article 22 (3): to have "
               "a human look again, to say one's view, and to contest a decision made by a machine alone "
               "(European Union; checked on 23 November 2026)",
               "https://eur-lex.europa.eu/eli/reg/2016/679/oj"),
        Source("Regulation B, 12 CFR 1002.9 (United States), with its official comment: specific reasons for "
               "refused credit, of which more than four are not likely to help (checked on 23 November 2026)",
               "https://www.ecfr.gov/current/title-12/chapter-X/part-1002"),
    ),
    first_knobs=("about", "person", "notice", "wrong_entries"),
    headline=("without_a_way", "weeks_median", "can_act", "flips_if_corrected"),
    package=__name__,
)

__all__ = ["SIMULATION", "NoticeParameters", "NoticeResult", "run"]
