"""What the two scores look at: each column of the record, declared once.

A column says what it is in words, where it comes from, and what the person it is about can change
of it: in which steps, how long each takes, and within which bounds. People, weights and weeks are
invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulations.notice.result import Decision

Changeable = Literal["no", "slowly", "yes"]


@dataclass(frozen=True)
class Step:
    """A change of a column by ``by``, which takes ``weeks``; ``words`` say what somebody does."""

    by: float
    weeks: float
    words: str


@dataclass(frozen=True)
class Column:
    """One column of the record.

    ``value`` words a value (``{}``) as it stands in a letter; ``values`` are the two wordings of a
    column that is 0 or 1, ``none`` words a 0. ``effect`` is what one more of it adds to the log odds
    that a past case went wrong. ``entries`` are things that somebody recorded, one by one, and may have
    recorded of somebody else.
    """

    name: str
    value: str
    effect: float
    source: str
    changeable: Changeable = "no"
    steps: tuple[Step, ...] = ()
    low: float = 0.0
    high: float = float("inf")
    values: tuple[str, str] | None = None
    entries: bool = False
    none: str = ""

    def said(self, value: float) -> str:
        """A value in words: ``3 earlier arrests``, ``no steady work``."""
        if self.none and value == 0:
            return self.none
        if self.values is not None:
            return self.values[round(value)]
        return self.value.format(f"{value:.0f}", s="" if round(value) == 1 else "s")


RELEASE: tuple[Column, ...] = (
    Column("age", "{} years of age", -0.05, "the register of people"),
    Column("arrests", "{} earlier arrest{s}", 0.42, "the police", entries=True, none="no earlier arrest"),
    Column("missed dates", "{} missed court date{s}", 0.60, "the court", entries=True,
           none="no missed court date"),
    Column("charge", "a charge of level {} of 4", 0.40, "the police"),
    Column("work", "", -0.45, "your answers", "slowly", (Step(1, 12, "have steady work"),), high=1,
           values=("no steady work", "steady work")),
    Column("address", "", -0.40, "your answers", "slowly", (Step(1, 6, "have a fixed address"),), high=1,
           values=("no fixed address", "a fixed address")),
    Column("check-ins", "{} check-in{s} at the support desk", -0.045, "the support desk", "yes",
           (Step(4, 4, "keep 4 weekly check-ins"), Step(8, 8, "keep 8 weekly check-ins"),
            Step(12, 12, "keep 12 weekly check-ins")), high=16,
           none="no check-ins at the support desk"),
    Column("reminders", "", -0.35, "the court", "yes", (Step(1, 1, "sign up for reminders of court dates"),),
           high=1, values=("no reminders of court dates", "reminders of court dates")),
)

LOAN: tuple[Column, ...] = (
    Column("income", "an income of {} thousand a year", -0.035, "your application", "slowly",
           (Step(4, 26, "earn 4 thousand a year more"),)),
    Column("debts", "debts of {} thousand", 0.05, "the credit bureau", "slowly",
           (Step(-2, 8, "pay 2 thousand of your debts"), Step(-4, 16, "pay 4 thousand of your debts")),
           none="no debts"),
    Column("late payments", "{} late payment{s} in three years", 0.28, "the credit bureau", entries=True,
           none="no late payment in three years"),
    Column("debts sold on", "{} debt{s} sold to a collector", 0.50, "the credit bureau", entries=True,
           none="no debt sold to a collector"),
    Column("time at address", "{} month{s} at your address", -0.015, "your application", "slowly",
           (Step(3, 13, "wait 3 months at your address"), Step(6, 26, "wait 6 months at your address")),
           none="less than a month at your address"),
    Column("limit used", "{} % of your credit limit used", 0.02, "the credit bureau", "yes",
           (Step(-20, 6, "use 20 points less of your credit limit"),
            Step(-40, 12, "use 40 points less of your credit limit"))),
    Column("other applications", "{} other application{s} in half a year", 0.22,
           "the credit bureau", "slowly",
           (Step(-1, 9, "let one other application lapse"),
            Step(-2, 18, "let two other applications lapse")),
           none="no other application in half a year"),
    Column("sum asked for", "{} thousand asked for", 0.09, "your application", "yes",
           (Step(-2, 1, "ask for 2 thousand less"), Step(-4, 2, "ask for 4 thousand less")), low=2),
)

COLUMNS: dict[Decision, tuple[Column, ...]] = {"release": RELEASE, "loan": LOAN}
