"""Defences that hold: a model that reads signs is defended, attacked by two attackers, and proved."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.defences.reported import MEASURES
from simulations.defences.result import DefencesParameters, DefencesResult


def run(parameters: DefencesParameters, seed: int, progress: Progress | None = None) -> DefencesResult:
    """One run; see ``simulations.defences.model.run``, which is imported when it is first needed."""
    from simulations.defences import model

    return model.run(parameters, seed, progress)


def heavy(parameters: DefencesParameters) -> bool:
    """Whether a run takes more than half a second: a network must be trained, or by what was measured."""
    from simulations.defences import cost

    return cost.heavy(parameters)


SIMULATION = Simulation(
    slug="defences",
    title="Defences that hold",
    summary="A model that reads signs is defended, and attacked by two: one knows of the defence.",
    parameters=DefencesParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "The undefended model was chosen because it breaks at changes that hardly show. The signs are "
        "drawn and easy to read: training on attacked signs costs little accuracy here and holds "
        "most of them. On photographs of many kinds of things it costs more and holds less (the published "
        "figures stand among the presets). An attack that fails proves nothing, and a stronger one may come; "
        "what is proved holds for changes of that kind and size, and for no others: not for stickers, "
        "not for another camera."
    ),
    sources=(
        Source("Weilin Xu, David Evans and Yanjun Qi: Feature squeezing, detecting adversarial examples in "
               "deep neural networks, 2018", "https://arxiv.org/abs/1704.01155"),
        Source("Chuan Guo and others: Countering adversarial images using input transformations, 2018",
               "https://arxiv.org/abs/1711.00117"),
        Source("Warren He and others: Adversarial example defenses, ensembles of weak defenses are not "
               "strong, 2017", "https://arxiv.org/abs/1706.04701"),
        Source("Anish Athalye, Nicholas Carlini and David Wagner: Obfuscated gradients give a false sense "
               "of security, 2018", "https://arxiv.org/abs/1802.00420"),
        Source("Florian Tramèr and others: On adaptive attacks to adversarial example defenses, 2020",
               "https://arxiv.org/abs/2002.08347"),
        Source("Francesco Croce and Matthias Hein: Reliable evaluation of adversarial robustness with an "
               "ensemble of diverse parameter-free attacks, 2020", "https://arxiv.org/abs/2003.01690"),
        Source("Aleksander Madry and others: Towards deep learning models resistant to adversarial "
               "attacks, 2018", "https://arxiv.org/abs/1706.06083"),
        Source("Eric Wong, Leslie Rice and Zico Kolter: Fast is better than free, revisiting adversarial "
               "training, 2020", "https://arxiv.org/abs/2001.03994"),
        Source("Jeremy Cohen, Elan Rosenfeld and Zico Kolter: Certified adversarial robustness via "
               "randomized smoothing, 2019", "https://arxiv.org/abs/1902.02918"),
        Source("Hadi Salman and others: Provably robust deep learning via adversarially trained smoothed "
               "classifiers, 2019", "https://arxiv.org/abs/1906.04584"),
        Source("Sven Gowal and others: On the effectiveness of interval bound propagation for training "
               "verifiably robust models, 2018", "https://arxiv.org/abs/1810.12715"),
        Source("Huan Zhang and others: Efficient neural network robustness certification with general "
               "activation functions, 2018", "https://arxiv.org/abs/1811.00866"),
        Source("Matthias Hein and Maksym Andriushchenko: Formal guarantees on the robustness of a "
               "classifier against adversarial manipulation, 2017", "https://arxiv.org/abs/1705.08475"),
    ),
    first_knobs=("defence", "threat", "budget", "noise"),
    headline=("clean", "naive", "adaptive", "proved"),
    package=__name__,
    heavy=heavy,
    uses=("signs",),
    drawn_anew="signs",
)

__all__ = ["SIMULATION", "DefencesParameters", "DefencesResult", "run"]
