"""Trains the networks that come along, and writes them with their manifest.

    python -m simulations.defences.train                  all of them; minutes
    python -m simulations.defences.train adversarial-8    one
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from simulations.base import Progress
from simulations.defences import noise_training, training
from simulations.defences.trained_nets import FOLDER, write
from simulations.signs.networks import Network

Recipe = Callable[[Progress | None], Network]
BUDGETS = (4, 8, 16)
"""The changes of a pixel (of 255) against which networks come along."""


def recipes() -> dict[str, Recipe]:
    """How each network that comes along is trained, by name."""
    attacked = {f"adversarial-{budget}": _on_attacks(budget) for budget in BUDGETS}
    return attacked | {f"smoothing-{sigma:g}": _on_noise(sigma) for sigma in noise_training.SIGMAS}


def main(names: Sequence[str]) -> int:
    """Trains and writes the networks ``names``, or all of them."""
    known = recipes()
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.stderr.write(f"there is no network {', '.join(unknown)}; there are {', '.join(known)}\n")
        return 2
    for name in names or known:
        file = write(name, known[name](None))
        sys.stdout.write(f"{file.relative_to(FOLDER.parent)}: {file.stat().st_size:,} bytes\n")
    return 0


def _on_attacks(budget: float) -> Recipe:
    return lambda progress: training.on_attacks(budget, progress)


def _on_noise(sigma: float) -> Recipe:
    return lambda progress: noise_training.train(sigma, progress)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
