"""Manipulated signs: a model reads traffic signs, and an attacker has them read as something else."""

from __future__ import annotations

from simulations.base import Drawing, Progress, Simulation, Source
from simulations.signs.reported import MEASURES
from simulations.signs.result import SignsParameters, SignsResult


def run(parameters: SignsParameters, seed: int, progress: Progress | None = None) -> SignsResult:
    """One run; see ``simulations.signs.model.run``, which is imported when it is first needed."""
    from simulations.signs import model

    return model.run(parameters, seed, progress)


def own_picture(data: bytes, parameters: SignsParameters) -> Drawing:
    """What the model reads in a learner's picture, before and after an attack; see ``own.py``."""
    from simulations.signs import own

    return own.own_picture(data, parameters)


def heavy(parameters: SignsParameters) -> bool:
    """Whether a run takes more than half a second: a model must be trained, or by what was measured."""
    from simulations.signs import cost

    return cost.heavy(parameters)


SIMULATION = Simulation(
    slug="signs",
    title="Manipulated signs",
    summary="A model reads traffic signs, and small changes have them read as something else.",
    parameters=SignsParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "The signs are drawn, not photographed, and there are only twelve kinds: a model that reads nearly "
        "all of these reads far fewer real ones. The network on many whitened components was chosen "
        "because it breaks at changes that hardly show; models on the pixels themselves stand more. All of "
        "them read one picture with one sign in the middle. A car has to find the sign first, sees it "
        "in many pictures, and may know the road from a map."
    ),
    sources=(
        Source("Ian Goodfellow, Jonathon Shlens and Christian Szegedy: Explaining and harnessing "
               "adversarial examples, 2015", "https://arxiv.org/abs/1412.6572"),
        Source("Aleksander Madry and others: Towards deep learning models resistant to adversarial "
               "attacks, 2018", "https://arxiv.org/abs/1706.06083"),
        Source("Nicholas Carlini and David Wagner: Towards evaluating the robustness of neural networks, "
               "2017", "https://arxiv.org/abs/1608.04644"),
        Source("Nicolas Papernot and others: The limitations of deep learning in adversarial settings, "
               "2016", "https://arxiv.org/abs/1511.07528"),
        Source("Seyed-Mohsen Moosavi-Dezfooli and others: Universal adversarial perturbations, 2017",
               "https://arxiv.org/abs/1610.08401"),
        Source("Kevin Eykholt and others: Robust physical-world attacks on deep learning visual "
               "classification, 2018", "https://arxiv.org/abs/1707.08945"),
        Source("Anish Athalye and others: Synthesizing robust adversarial examples, 2018",
               "https://arxiv.org/abs/1707.07397"),
        Source("Maksym Andriushchenko and others: Square Attack, a query-efficient black-box adversarial "
               "attack via random search, 2020", "https://arxiv.org/abs/1912.00049"),
        Source("Andrew Ilyas and others: Black-box adversarial attacks with limited queries and "
               "information, 2018", "https://arxiv.org/abs/1804.08598"),
        Source("Jianbo Chen, Michael Jordan and Martin Wainwright: HopSkipJumpAttack, a query-efficient "
               "decision-based attack, 2020", "https://arxiv.org/abs/1904.02144"),
        Source("Nicolas Papernot, Patrick McDaniel and Ian Goodfellow: Transferability in machine "
               "learning, from phenomena to black-box attacks using adversarial samples, 2016",
               "https://arxiv.org/abs/1605.07277"),
        Source("Jiajun Lu, Hussein Sibai, Evan Fabry and David Forsyth: Standard detectors aren't "
               "(currently) fooled by physical adversarial stop signs, 2017", "https://arxiv.org/abs/1710.03337"),
        Source("Battista Biggio, Giorgio Fumera and Fabio Roli: Security evaluation of pattern "
               "classifiers under attack, 2014"),
    ),
    first_knobs=("attack", "target", "budget", "components"),
    headline=("success", "control", "accuracy", "largest"),
    package=__name__,
    heavy=heavy,
    own_picture=own_picture,
    drawn_anew="signs",
)

__all__ = ["SIMULATION", "SignsParameters", "SignsResult", "run"]
