"""Poisoned training: somebody slips pictures into the data that a model of traffic signs learns from."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.poisoning.reported import MEASURES
from simulations.poisoning.result import PoisoningParameters, PoisoningResult


def run(parameters: PoisoningParameters, seed: int, progress: Progress | None = None) -> PoisoningResult:
    """One run; see ``simulations.poisoning.model.run``, which is imported when it is first needed."""
    from simulations.poisoning import model

    return model.run(parameters, seed, progress)


def heavy(parameters: PoisoningParameters) -> bool:
    """Every run takes more than half a second: even where all models are kept, the new signs are drawn."""
    return True


SIMULATION = Simulation(
    slug="poisoning",
    title="Poisoned training",
    summary="Somebody slips pictures into the data that a model learns from, and the data are vetted.",
    parameters=PoisoningParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "The signs are drawn, of twelve kinds, and the model is small: a second of training, on components "
        "that were worked out from the clean pictures and stay as they are. How much poison is needed "
        "depends on the model, the note and the data: what to look at is the direction in which things "
        "move, not their size. The note sits at one place of the sign, and nobody looks at the pictures; "
        "a person who did would see it. The list of hashes knows only what came after it was made."
    ),
    sources=(
        Source("Tianyu Gu, Brendan Dolan-Gavitt and Siddharth Garg: BadNets, identifying vulnerabilities in "
               "the machine learning model supply chain, 2017", "https://arxiv.org/abs/1708.06733"),
        Source("Brandon Tran, Jerry Li and Aleksander Madry: Spectral signatures in backdoor attacks, 2018",
               "https://arxiv.org/abs/1811.00636"),
        Source("Bolun Wang and others: Neural Cleanse, identifying and mitigating backdoor attacks in neural "
               "networks, IEEE Symposium on Security and Privacy, 2019",
               "https://people.cs.uchicago.edu/~ravenben/publications/abstracts/backdoor-sp19.html"),
        Source("Andrea Paudice, Luis Munoz-Gonzalez and Emil Lupu: Label sanitization against label flipping "
               "poisoning attacks, 2018", "https://arxiv.org/abs/1803.00992"),
        Source("Curtis Northcutt, Lu Jiang and Isaac Chuang: Confident learning, estimating uncertainty "
               "in dataset labels, Journal of Artificial Intelligence Research 70, 2021",
               "https://doi.org/10.1613/jair.1.12125"),
        Source("BackdoorBench: a comprehensive benchmark of backdoor attack and defense methods",
               "https://github.com/SCLBD/BackdoorBench"),
    ),
    first_knobs=("kind", "share", "note", "vetting"),
    headline=("accuracy", "success", "accuracy_after", "success_after"),
    package=__name__,
    heavy=heavy,
    drawn_anew="signs",
    uses=("signs",),
)

__all__ = ["SIMULATION", "PoisoningParameters", "PoisoningResult", "run"]
