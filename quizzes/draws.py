"""Drawing: what a seed decides about a variant, the same on every platform and in every version.

Answers are graded again years later from the seed that is kept with them, and no library promises
its random numbers for that long. So everything is drawn from SHA-256 of the seed and a name.
"""

from __future__ import annotations

import hashlib
from typing import TypeVar

MOST_SEED = 2**31 - 1
T = TypeVar("T")


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()


def variant_seed(sitting_seed: int, question: str, tries: int) -> int:
    """The seed of the variant that is asked after ``tries`` tries at a question."""
    return int.from_bytes(_digest("variant", sitting_seed, question, tries)[:4]) & MOST_SEED


def order(seed: int, name: str, size: int) -> tuple[int, ...]:
    """The indices 0 to ``size - 1`` in an order drawn for ``name``."""
    return tuple(sorted(range(size), key=lambda index: _digest(seed, name, index)))


def shuffled(seed: int, written: tuple[T, ...], *, shuffle: bool) -> tuple[T, ...]:
    """Options in the order drawn for ``seed``, or as written where they are not to be shuffled."""
    return tuple(written[index] for index in order(seed, "options", len(written))) if shuffle else written


def pick(seed: int, name: str, size: int) -> int:
    """One of the indices 0 to ``size - 1``, drawn for ``name``."""
    return int.from_bytes(_digest(seed, name)[:8]) % size
