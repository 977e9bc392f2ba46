"""Images as a browser takes them, and changes made large enough to be seen."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray

from simulations.parameters import ParameterError

Array = NDArray[np.float32]


def data_uri(image: Array, *, scale: int = 1) -> str:
    """``image`` (h, w, 3) in [0, 1] as the address ``data:image/png;base64,...``.

    ``scale`` draws every pixel as so many by so many, with sharp edges.
    """
    from PIL import Image

    if image.ndim != 3 or image.shape[2] != 3:
        raise ParameterError([f"image must have the shape (height, width, 3) (got {image.shape})"])
    steps = (np.clip(image, 0, 1) * 255).round().astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(steps.repeat(scale, axis=0).repeat(scale, axis=1)).save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def small_uri(image: Array) -> str:
    """``image`` as the address of a WebP picture, a few hundred bytes: for walls of many.

    It is not exact to the pixel; ``data_uri`` is.
    """
    from PIL import Image

    steps = (np.clip(image, 0, 1) * 255).round().astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(steps).save(stream, "WEBP", quality=80, method=0)
    return "data:image/webp;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def magnified(change: Array, factor: float) -> Array:
    """A change (..., h, w, 3) as a picture: grey where nothing changed, ``factor`` times as strong."""
    shown: Array = np.clip(0.5 + factor * change, 0, 1).astype(np.float32)
    return shown
