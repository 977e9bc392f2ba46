"""The people of the hiring simulation: those in the record, and those who apply.

Everyone has an ability that nobody sees, a file that shows it roughly, and two answers to "is
this the right person": how they would really do, and what the people who decided before would
have said. Group membership touches the file and the past decision by as much as the knobs say.

Each variable draws from a stream of its own, in order, so that a knob (the number of applicants
included) changes what happens to the same people. People are made in blocks that fit the
processor's cache: the time for one does not grow with their number.

Follows the synthetic hiring of Lipton, McAuley and Chouldechova: Does mitigating ML's impact
disparity require treatment disparity?, 2018, in spirit; the constants are this course's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulations.hiring.result import HiringParameters
from simulations.seeds import stream

CUT = 0.5
"""Ability (with luck) above which a person does well; also what past deciders asked of A."""
LUCK = 0.3
"""Standard deviation of what neither ability nor prejudice explains, in both answers."""
FILE = ("entry test", "experience", "unrelated column", "proxy")
"""The columns of the file, in the order of ``Cohort.file``; the proxy last."""
BLOCK = 8192

Floats = NDArray[np.float64]
Groups = NDArray[np.uint8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class World:
    """How each group differs, one entry a group, A first (its offsets are 0).

    Attributes
    ----------
    shares : (G,) float
        Share of each group among applicants.
    opportunity, measurement, career_gap, proxy : (G,) float
        Taken off ability, test and experience, and added to the proxy, in standard deviations.
    bar : (G, 2) float
        How much better people without and with the second attribute had to be in the past.
    noise : float
        How roughly the file shows ability.
    second_share : float
        Share of every group with the second attribute.
    """

    shares: Floats
    opportunity: Floats
    measurement: Floats
    career_gap: Floats
    proxy: Floats
    bar: Floats
    noise: float
    second_share: float

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.shares)

    def with_shares(self, shares: Floats) -> World:
        """The same world with other shares of the groups."""
        return replace(self, shares=shares)


@dataclass(frozen=True)
class Cohort:
    """People of one year.

    Attributes
    ----------
    file : (4, n) float
        What the employer holds: a row a column of ``FILE``.
    group : (n,) int
        0 is A.
    second, does_well, past_yes : (n,) bool
        Whether they have the second attribute, would do well, and would have been hired before.
    """

    file: Floats
    group: Groups
    second: Flags
    does_well: Flags
    past_yes: Flags

    def __len__(self) -> int:
        return len(self.group)

    def only(self, chosen: Flags) -> Cohort:
        """Those for whom ``chosen`` holds."""
        return Cohort(
            self.file[:, chosen], self.group[chosen], self.second[chosen],
            self.does_well[chosen], self.past_yes[chosen],
        )


def world(parameters: HiringParameters) -> World:
    """The world that ``parameters`` describe."""
    p = parameters

    def each(b: float, c: float) -> Floats:
        return np.array([0.0, b, c][: p.groups])

    share_c = p.share_c if p.groups == 3 else 0.0
    against = each(p.prejudice, p.prejudice_c)
    joint = each(p.joint_prejudice, p.joint_prejudice)
    return World(
        shares=np.array([1 - p.share_b - share_c, p.share_b, share_c][: p.groups]),
        opportunity=each(p.opportunity, p.opportunity_c),
        measurement=each(p.measurement, p.measurement_c),
        career_gap=each(p.career_gap, p.career_gap_c),
        proxy=each(p.proxy, p.proxy_c),
        bar=np.stack([against, against + p.second_prejudice + joint], axis=1),
        noise=p.noise,
        second_share=p.second_share,
    )


def draw(world: World, people: int, seed: int, cohort: str) -> Cohort:
    """``people`` of the world, the first of them the same whatever their number.

    ``cohort`` names the streams: "record" and "applicants" share nothing.
    """
    names = ("group", "second", "ability", "test", "experience", "proxy", "unrelated", "truth", "past")
    streams = {name: stream(seed, f"{cohort}.{name}") for name in names}
    drawn = Cohort(
        np.empty((len(FILE), people)), np.empty(people, np.uint8),
        np.empty(people, bool), np.empty(people, bool), np.empty(people, bool),
    )
    shares = world.shares
    bar = world.bar.ravel()
    for start in range(0, people, BLOCK):
        here = slice(start, min(start + BLOCK, people))
        size = here.stop - start
        normal = {name: streams[name].standard_normal(size) for name in names[2:]}

        place = streams["group"].random(size)
        group = (place < shares[1]).view(np.uint8)
        if world.groups == 3:
            group = group + 2 * ((place >= shares[1]) & (place < shares[1] + shares[2])).view(np.uint8)
        second = streams["second"].random(size) < world.second_share

        ability = normal["ability"] - world.opportunity[group]
        test, experience, unrelated, proxy = drawn.file[:, here]
        test[:] = ability + world.noise * normal["test"] - world.measurement[group]
        experience[:] = ability + world.noise * normal["experience"] - world.career_gap[group]
        unrelated[:] = normal["unrelated"]
        proxy[:] = normal["proxy"] + world.proxy[group]

        drawn.group[here], drawn.second[here] = group, second
        drawn.does_well[here] = ability + LUCK * normal["truth"] > CUT
        drawn.past_yes[here] = ability + LUCK * normal["past"] > CUT + bar[2 * group + second]
    return drawn


def kept(parameters: HiringParameters, record: Cohort, seed: int) -> Cohort:
    """The record without the part of group B that never reached the training data."""
    if parameters.kept >= 1:
        return record
    luck = stream(seed, "record.kept").random(len(record))
    return record.only((record.group != 1) | (luck < parameters.kept))
