"""A search page that learns from clicks: what is shown is clicked, and what is clicked is shown."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.ranking.figures import RankingFigures, measure_figures
from simulations.ranking.reported import MEASURES
from simulations.ranking.result import RankingParameters, RankingResult


def run(parameters: RankingParameters, seed: int, progress: Progress | None = None) -> RankingResult:
    """One run; see ``simulations.ranking.model.run``, which is imported when it is first needed."""
    from simulations.ranking import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="ranking",
    title="A search page that learns from clicks",
    summary="A page shows the best by a learnt score, people click on what they see, and the score learns "
            "from the clicks.",
    parameters=RankingParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "There is one query, one page for everybody, and nothing in the archive is new or withdrawn. "
        "Relevance is one number, spread in both groups alike; users differ by luck alone. How far the "
        "first guess errs, and how much of what they see users take over, is invented: what to look at is "
        "the direction in which things move, not their size. Groups are clear-cut and known, which real "
        "ones are not, and which share of B a page should show is a question for people: of the country, of "
        "the profession, or of those who want to join it."
    ),
    sources=(
        Source("Matthew Kay, Cynthia Matuszek and Sean Munson: Unequal representation and gender stereotypes "
               "in image search results for occupations, CHI 2015", "https://doi.org/10.1145/2702123.2702520"),
        Source("Ashudeep Singh and Thorsten Joachims: Fairness of exposure in rankings, KDD 2018",
               "https://arxiv.org/abs/1802.07281"),
        Source("Meike Zehlike and others: FA*IR, a fair top-k ranking algorithm, CIKM 2017",
               "https://arxiv.org/abs/1706.06368"),
        Source("Thorsten Joachims, Adith Swaminathan and Tobias Schnabel: Unbiased learning-to-rank with "
               "biased feedback, WSDM 2017 (clicks weighted by how few see the place)",
               "https://arxiv.org/abs/1608.04468"),
        Source("Sahin Cem Geyik, Stuart Ambler and Krishnaram Kenthapadi: Fairness-aware ranking in search "
               "and recommendation systems, KDD 2019 (skew)", "https://arxiv.org/abs/1905.01989"),
    ),
    first_knobs=("stereotype", "learns_from", "user_bias", "intervention"),
    headline=("share_shown", "exposure_ratio", "ndcg", "belief"),
    package=__name__,
    figures=RankingFigures,
    measure_figures=measure_figures,
    drawn_anew="items",
)

__all__ = ["SIMULATION", "RankingParameters", "RankingResult", "run"]
