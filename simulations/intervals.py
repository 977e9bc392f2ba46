"""How far a share that was counted may be off by luck.

Source: Edwin Wilson, Probable inference, the law of succession, and statistical inference, 1927.
It never leaves 0 to 1, and says something sensible of 0 of n and n of n, where the textbook's
interval has no width.
"""

from __future__ import annotations

import math

Z = 1.959963984540054
"""The standard normal's 97.5 % point."""


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval (low, high) of a share of which ``successes`` of ``n`` were counted.

    Both are nan where nothing was counted.

    >>> low, high = wilson(0, 20)
    >>> low, round(high, 3)
    (0.0, 0.161)
    """
    if n == 0:
        return math.nan, math.nan
    share = successes / n
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return low, high
