"""A list of hashes, made when the data were collected: whatever is not on it came later.

One hash for each picture with its label. The list does not look for poison: it knows what was
there, and needs to be kept where the poisoner cannot write. SHA-256 as in the Secure Hash
Standard, FIPS 180-4, 2015.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Images, Labels


def entries(images: Images, labels: Labels) -> list[str]:
    """One hash for each picture together with its label: change either, and it is another."""
    stored = np.rint(images * 255).astype(np.uint8)
    return [
        hashlib.sha256(picture.tobytes() + bytes([label])).hexdigest()
        for picture, label in zip(stored, labels.tolist(), strict=True)
    ]


def not_listed(images: Images, labels: Labels, manifest: Set[str]) -> NDArray[np.bool_]:
    """(n,) which pictures are not on the list, as they are and with the label that they have."""
    return np.array([entry not in manifest for entry in entries(images, labels)], dtype=bool)
