"""A simulation for tests: coins thrown, and how many show heads. Everything about it is known."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from simulations.base import Measure, Result, Simulation
from simulations.parameters import Parameters, named, number, whole
from simulations.seeds import stream


class CoinParameters(Parameters):
    """What is thrown."""

    throws: int = whole(100, label="Throws", help="More of them.", low=1, high=1000)
    bias: float = number(0.5, label="Bias", help="More heads.", low=0.0, high=1.0, step=0.1)
    metal: Literal["gold", "tin"] = named(
        "gold", label="Metal", help="Changes nothing.", options={"gold": "gold", "tin": "tin"}
    )


class CoinCounts(BaseModel):
    """Heads that somebody counted."""

    heads: int
    throws: int


def run(parameters: CoinParameters, seed: int, progress: object = None) -> Result:
    """Throws the coins."""
    heads = float((stream(seed, "throw").random(parameters.throws) < parameters.bias).sum())
    return Result({"heads": heads, "share": heads / parameters.throws, "nothing": float("nan")})


SIMULATION = Simulation(
    slug="coins", title="Coins", summary="Coins are thrown.", parameters=CoinParameters, run=run,
    measures=(
        Measure("heads", "Heads", "How many.", form="count"),
        Measure("share", "Share of heads", "0 none, 1 all."),
        Measure("nothing", "Nothing", "Never defined."),
    ),
    limits="Coins never land on their edge.", sources=(), first_knobs=("bias",),
    headline=("share",), package=__name__, figures=CoinCounts,
    measure_figures=lambda counts: Result({
        "heads": counts.heads, "share": counts.heads / counts.throws, "nothing": float("nan"),
    }),
)
