"""Women among those who work in an occupation, and on a page of pictures of it: 45 occupations.

Counts of Matthew Kay, Cynthia Matuszek and Sean Munson: Unequal representation and gender stereotypes
in image search results for occupations, 2015, from their published data (Creative Commons
Attribution 4.0), here in part: pictures found in the United States in July 2013 on which most of
three people saw the same gender, and the Bureau of Labor Statistics' share of women in 2012.
"""

from __future__ import annotations

from typing import NamedTuple


class Occupation(NamedTuple):
    """One occupation: its name, pictures labelled, women among them, share of women who work in it."""

    name: str
    pictures: int
    women: int
    share_world: float

    @property
    def share_shown(self) -> float:
        """Share of women on the pictures."""
        return self.women / self.pictures


OCCUPATIONS = tuple(Occupation(*row) for row in (
    ("administrative assistant", 78, 72, 0.953), ("announcer", 86, 18, 0.236), ("author", 65, 16, 0.556),
    ("bartender", 94, 22, 0.599), ("biologist", 65, 23, 0.501), ("building inspector", 59, 4, 0.078),
    ("bus driver", 48, 9, 0.455), ("butcher", 63, 5, 0.23), ("chef", 91, 22, 0.215),
    ("chemist", 77, 41, 0.442), ("chief executive officer", 98, 11, 0.274),
    ("childcare worker", 71, 62, 0.941), ("computer programmer", 54, 9, 0.225),
    ("construction worker", 88, 11, 0.029), ("cook", 78, 11, 0.377), ("crane operator", 44, 3, 0.04),
    ("custodian", 64, 10, 0.297), ("customer service representative", 80, 55, 0.678),
    ("doctor", 83, 25, 0.343), ("drafter", 33, 6, 0.166), ("electrician", 75, 3, 0.018),
    ("engineer", 71, 11, 0.132), ("garbage collector", 35, 2, 0.066), ("housekeeper", 82, 76, 0.881),
    ("insurance sales agent", 84, 40, 0.441), ("lab tech", 86, 56, 0.728), ("librarian", 65, 62, 0.868),
    ("mail carrier", 73, 21, 0.377), ("nurse practitioner", 78, 66, 0.861), ("nurse", 89, 86, 0.906),
    ("optician", 70, 48, 0.596), ("pharmacist", 78, 45, 0.537), ("pilot", 77, 8, 0.041),
    ("plumber", 85, 4, 0.013), ("police officer", 72, 10, 0.126),
    ("primary school teacher", 78, 56, 0.814), ("receptionist", 81, 78, 0.915), ("roofer", 74, 0, 0.015),
    ("security guard", 95, 5, 0.185), ("software developer", 81, 12, 0.197),
    ("special ed teacher", 86, 67, 0.862), ("technical writer", 40, 14, 0.555),
    ("telemarketer", 90, 58, 0.503), ("truck driver", 72, 5, 0.054), ("welder", 26, 2, 0.048),
))
