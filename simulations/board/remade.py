"""Makes the tables of the board again, from the engines of dissent and trails: in some seconds.

    python -m simulations.board.remade

The people are those of fixed seeds, so that the same engines give the same tables.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from simulations.board.city import FEARED, SOFTWARE
from simulations.board.looked_up import FOLDER, STRENGTHS, TURNOUT
from simulations.board.result import Floats
from simulations.dissent import DissentParameters
from simulations.dissent.cascade import settle
from simulations.dissent.network import small_world
from simulations.dissent.towns import Towns, draw, unwatched, wanting
from simulations.trails import TrailsParameters
from simulations.trails.model import homes_by_days_kept
from simulations.trails.population import world

SEED = 4
TOWNS = DissentParameters(runs=60, share_b=SOFTWARE.share_b)
CHANCES = (0, .02, .04, .06, .08, .1, .12, .14, .16, .18, .2, .22, .25, .3, .35, .4, .5, .6, .8, 1)
KNOWN = tuple(round(0.1 * step, 1) for step in range(11))
PEOPLE = TrailsParameters(people=5000, days=60, retention=60)
DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60)


def turnout_rows() -> Iterator[tuple[str | float, ...]]:
    """Effect, share who know, chance of being identified, and the turnout kept."""
    ties = small_world(TOWNS.people, TOWNS.rewired, SEED)
    for effect, strength in STRENGTHS.items():
        for known in KNOWN:
            towns = draw(TOWNS.model_copy(update={"transparency": known}), SEED)
            calm = settle(ties, unwatched(towns), [0.0]).taking_part
            watched = wanting(towns, strength, FEARED)
            for chance in CHANCES:
                came = settle(ties, watched, [chance]).taking_part
                yield effect, known, chance, *(round(share, 3) for share in kept(towns, came, calm))


def kept(towns: Towns, came: np.ndarray, calm: np.ndarray) -> tuple[float, ...]:
    """Who came of those who would: of A, of B, and in a bad and a good town (5th and 95th percentile)."""
    groups = [float((came & group).sum() / (calm & group).sum()) for group in (~towns.in_b, towns.in_b)]
    low, high = np.quantile(came.sum(axis=1) / calm.sum(axis=1), (0.05, 0.95))
    return *groups, float(low), float(high)


def home_rows() -> Iterator[tuple[float, ...]]:
    """Days kept, and the share of homes found; averaged over two seeds."""
    found: list[Floats] = []
    for seed in (SEED, SEED + 1):
        people = world(PEOPLE.people, PEOPLE.days, PEOPLE.records, seed)
        table = homes_by_days_kept(people, PEOPLE)
        found.append(np.interp(DAYS[1:], table[:, 0], table[:, 1]))
    yield 0, 0.0
    for days, share in zip(DAYS[1:], np.mean(found, axis=0).tolist(), strict=True):
        yield days, round(share, 3)


def write(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes one of the tables."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    write("homes.csv", ("days", "found"), home_rows())
    write("turnout.csv", ("effect", "transparency", "identified", *TURNOUT), turnout_rows())
