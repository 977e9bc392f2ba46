"""The forty published counts: Broward County's defendants by race, decile of the score and rearrest.

How many people of each race had each decile (1 lowest, 10 highest) of COMPAS's score for general
recidivism, scored in 2013 and 2014, and were or were not rearrested within two years. Counts only:
the table behind them holds names of real people, and nobody's row is kept here.

Source: Jeff Larson, Surya Mattu, Lauren Kirchner and Julia Angwin, How we analyzed the COMPAS
recidivism algorithm, ProPublica, 2016 (7,214 people, of whom 3,696 are recorded as African-American
and 2,454 as Caucasian; the other 1,064 are left out here). The corrected record follows Matias
Barenstein, ProPublica's COMPAS data revisited, 2019: people were kept beyond the two years only
where they had been rearrested; with one end of the screening (1 April 2014) for everybody fewer of
those rearrested remain, and those not rearrested are the same.
"""

from __future__ import annotations

GROUPS = ("Black", "White")
DECILES = tuple(range(1, 11))

NOT_REARRESTED: tuple[tuple[int, ...], ...] = (
    (307, 274, 201, 208, 189, 169, 163, 114, 111, 59),
    (539, 248, 180, 172, 130, 83, 55, 32, 30, 19),
)
"""By group and decile; the same in both records."""

REARRESTED: dict[str, tuple[tuple[int, ...], ...]] = {
    "two-year": (
        (91, 119, 145, 177, 176, 215, 237, 245, 269, 227),
        (142, 113, 93, 113, 111, 111, 88, 82, 68, 45),
    ),
    "corrected": (
        (62, 83, 109, 121, 111, 156, 165, 183, 200, 154),
        (105, 65, 64, 80, 75, 76, 61, 49, 46, 23),
    ),
}
"""By record, group and decile."""
