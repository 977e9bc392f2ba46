"""What follows from policies, in closed form, for many at once.

The software and the review are those of the watchlist simulation; turnout and homes are looked up in
tables that the simulations of dissent and trails made. Everybody passes a Poisson number of cameras a
day with mean m, so that a chance q of an alarm at each is a chance 1 - exp(-m q) of one on a day.

Pictures that help after a crime are the pictures that name people at a protest: both come from
what cameras saw and what is still kept, by the same factor. That is no accident of this model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulations.board import city
from simulations.board.city import SOFTWARE
from simulations.board.looked_up import homes, turnout
from simulations.board.policies import Policies
from simulations.board.result import OUTCOMES, Floats
from simulations.watchlist.scores import false_rates, hit_rates

SHARES = np.array([1 - SOFTWARE.share_b, SOFTWARE.share_b])
"""The groups' shares of the people."""


@dataclass(frozen=True)
class Consequences:
    """What follows from P policies; arrays are (P,) but for those by group, which are (2, P).

    Attributes
    ----------
    scanned, hits, cases, cost
        On a day: people scanned, people found, crimes with a useful picture; and the price.
    false_stops
        People of each group stopped wrongly on a day.
    alerts, reviewed
        Alarms on a day, and the share looked at with care (nan without an alarm).
    homes, identified
        Share of homes read from records; chance of being identified at a protest.
    turnout : (P, 4)
        Turnout kept: of A, of B, in a bad and in a good town.
    """

    scanned: Floats
    hits: Floats
    cases: Floats
    cost: Floats
    false_stops: Floats
    alerts: Floats
    reviewed: Floats
    homes: Floats
    identified: Floats
    turnout: Floats

    @property
    def participation(self) -> Floats:
        """Turnout kept, of both groups together: as many of each agree."""
        kept: Floats = self.turnout[:, :2] @ SHARES
        return kept

    @property
    def outcomes(self) -> dict[str, Floats]:
        """The outcomes by name, in the order of ``OUTCOMES``."""
        found = {
            "hits": self.hits, "cases": self.cases, "false_stops_a": self.false_stops[0],
            "false_stops_b": self.false_stops[1], "scanned": self.scanned, "homes": self.homes,
            "participation": self.participation, "cost": self.cost,
        }
        return {name: found[name] for name in OUTCOMES}


def consequences(of: Policies, effect: str) -> Consequences:
    """What follows from each policy, where being identified acts as ``effect`` says."""
    passes = of.cameras / city.CAMERAS_FOR_ONE_PASS
    seen = -np.expm1(-passes)
    people = city.PEOPLE * of.others
    about = city.LISTED_ABOUT * (of.list_size / city.LIST) ** city.LIST_POWER * of.listed

    false = np.stack([_daily(passes, any_face(of, shift)) for shift in (0.0, SOFTWARE.shift_b)])
    wrong = people * SHARES[:, None] * false
    # those looked for who know where the cameras are avoid some of them
    their_passes = passes * (1 - city.TIPPED_OFF * of.transparency)
    right = about * _daily(their_passes, hit_rates(of.threshold, separation=SOFTWARE.separation))

    alerts = wrong.sum(axis=0) + right
    with np.errstate(divide="ignore", invalid="ignore"):
        reviewed = np.minimum(1.0, city.ALERTS_EACH * of.review / alerts)  # nan where 0 / 0
    careful = np.where(alerts > 0, reviewed, 0.0)
    reviewed = np.where(alerts > 0, reviewed, np.nan)
    # what nobody has time for is waved through
    hits = right * (1 - careful * (1 - SOFTWARE.accept_true))
    false_stops = wrong * (1 - careful * (1 - SOFTWARE.accept_false))

    still_kept = -np.expm1(-of.retention / city.ASKED_AFTER)
    on_record = of.others * seen * still_kept
    cost = (city.CAMERA_PRICE * of.cameras + city.LIST_PRICE * of.list_size / 1000
            + city.REVIEWER_PRICE * of.review + city.KEEPING_PRICE * of.retention
            + city.PUBLISHING_PRICE * of.transparency + of.asking
            + city.STOP_PRICE * (hits + false_stops.sum(axis=0)))
    return Consequences(
        scanned=people * seen, hits=hits, cases=city.CRIMES * city.USEFUL * on_record, cost=cost,
        false_stops=false_stops, alerts=alerts, reviewed=reviewed, homes=of.others * homes(of.retention),
        identified=on_record, turnout=turnout(effect, of.transparency, on_record),
    )


def any_face(of: Policies, shift: float) -> Floats:
    """Chance that a camera takes somebody not listed for anybody on the list: 1 - (1 - Q)^N."""
    one = false_rates(of.threshold, faces=1, shift=shift)
    found: Floats = -np.expm1(of.list_size * np.log1p(-one))
    return found


def _daily(passes: Floats, at_each: Floats) -> Floats:
    """Chance of at least one alarm on a day: 1 - exp(-m q)."""
    found: Floats = -np.expm1(-passes * at_each)
    return found
