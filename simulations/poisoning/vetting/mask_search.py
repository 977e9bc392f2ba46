"""Mask search: for every class, the smallest patch on a sign that makes other signs read as it.

A model with a backdoor needs only a small patch for the poisoner's target, and a larger one for
every other class. The patch (which part of each block of the sign it covers, and in which colour)
is found by descending the model's gradient through the poses of several signs. After Bolun Wang
and others: Neural Cleanse: identifying and mitigating backdoor attacks in neural networks, 2019.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from simulations.base import Progress
from simulations.signs.attacks.base import Differentiable, Images, softmax
from simulations.signs.classes import COUNT
from simulations.signs.scenes import TEMPLATE, Scenes, photographed, sign_area, sign_maps

BLOCK = 4
"""A patch is made of blocks so many cells wide."""
BLOCKS = TEMPLATE // BLOCK
STEPS = 120
RATE = 0.15
REACHED = 0.9
"""Which share of the signs a patch has to turn to count."""
FIRST_COST, COSTLIER = 0.05, 1.15
"""What covering the whole sign costs at first, against a cross-entropy, and by which factor that moves."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Patches:
    """The smallest patch found for each class.

    Attributes
    ----------
    areas : (12,) float
        Which part of a sign it covers; nan where none was found that turns enough signs.
    cover : (12, 16, 16) float
        How far each block of the sign is covered.
    colours : (12, 16, 16, 3) float
    """

    areas: Floats
    cover: Floats
    colours: Floats

    def pictures(self) -> Images:
        """(12, 64, 64, 3) each patch on a grey sign."""
        cover = self.cover.repeat(BLOCK, axis=1).repeat(BLOCK, axis=2)[..., None]
        colours = self.colours.repeat(BLOCK, axis=1).repeat(BLOCK, axis=2)
        pictures: Images = (0.6 * (1 - cover) + cover * colours).astype(np.float32)
        return pictures


class _Adam:
    """Kingma and Ba, 2015, for one array."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.mean, self.square, self.step = np.zeros(shape), np.zeros(shape), 0

    def move(self, gradient: Floats) -> Floats:
        self.step += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.999 * self.square + 0.001 * gradient**2
        mean, square = self.mean / (1 - 0.9**self.step), self.square / (1 - 0.999**self.step)
        return np.asarray(RATE * mean / (np.sqrt(square) + 1e-8))


def smallest_patches(network: Differentiable, scenes: Scenes, progress: Progress | None = None) -> Patches:
    """The smallest patch for each class, found on the signs of ``scenes``.

    A sign that is of a class already does not count for that class; a class of which all signs are
    has no patch.
    """
    signs, warp, inside = photographed(scenes), _warp(scenes), _inside(scenes)
    counts = scenes.labels != np.arange(COUNT)[:, None]
    sought = np.flatnonzero(counts.any(axis=1))
    weight = counts[sought] / counts[sought].sum(axis=1, keepdims=True)
    blocks = warp.shape[1]

    cover_at, colour_at = np.full((len(sought), blocks), -1.0), np.zeros((len(sought), blocks, 3))
    adam_cover, adam_colour = _Adam(cover_at.shape), _Adam(colour_at.shape)
    cost = np.full(len(sought), FIRST_COST)
    areas = np.full(COUNT, np.nan)
    best_cover, best_colour = np.zeros((COUNT, blocks)), np.zeros((COUNT, blocks, 3))

    for step in range(STEPS):
        cover, colour = _sigmoid(cover_at), _sigmoid(colour_at)
        covered, shown = _patched(signs, warp, cover, colour)
        flat = shown.reshape(-1, *signs.shape[1:])
        scores = network.scores(flat)
        wanted = np.eye(COUNT)[np.repeat(sought, len(signs))]
        won = (scores.argmax(axis=1) == wanted.argmax(axis=1)).reshape(len(sought), -1)
        share = (won * weight).sum(axis=1)
        area = cover @ inside / inside.sum()
        better = (share >= REACHED) & ~(area >= areas[sought])
        areas[sought[better]] = area[better]
        best_cover[sought[better]], best_colour[sought[better]] = cover[better], colour[better]
        # a patch that turns enough signs is made dearer, one that does not cheaper (their section V)
        cost *= np.where(share >= REACHED, COSTLIER, 1 / COSTLIER)

        outer = (softmax(scores) - wanted) * weight.reshape(-1, 1)
        by_pixel = network.gradient(flat, outer).reshape(*covered.shape, 3)
        by_paint = _back(warp, by_pixel)
        by_cover = _back(warp, -np.einsum("tvpc,vpc->tvp", by_pixel, signs.reshape(len(signs), -1, 3)))
        by_cover = by_cover + (by_paint * colour).sum(axis=-1) + cost[:, None] * inside / inside.sum()
        cover_at -= adam_cover.move(by_cover * cover * (1 - cover))
        colour_at -= adam_colour.move(by_paint * cover[..., None] * colour * (1 - colour))
        if progress is not None:
            progress((step + 1) / STEPS, f"step {step + 1} of {STEPS}")
    grid = (COUNT, BLOCKS, BLOCKS)
    return Patches(areas, best_cover.reshape(grid), best_colour.reshape(*grid, 3))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)))


def _inside(scenes: Scenes) -> Floats:
    """(256,) how much of each block is sign, in every kind of sign that there is in ``scenes``."""
    area = np.mean([sign_area(int(label)) for label in np.unique(scenes.labels)], axis=0)
    return np.asarray(area.reshape(BLOCKS, BLOCK, BLOCKS, BLOCK).mean(axis=(1, 3)).ravel())


def _warp(scenes: Scenes) -> sparse.csr_matrix:
    """(v * 1024, 256) which blocks of the sign each pixel of each scene sees."""
    cells = np.arange(TEMPLATE) // BLOCK
    block = (cells[:, None] * BLOCKS + cells).ravel()
    maps = []
    for label, warp in zip(scenes.labels, sign_maps(scenes), strict=True):
        sign = sign_area(int(label)).ravel().astype(np.float32)
        gathered = sparse.csr_matrix((sign, (np.arange(block.size), block)), shape=(block.size, BLOCKS**2))
        maps.append(warp @ gathered)
    return sparse.vstack(maps, format="csr").astype(np.float32)


def _patched(
    signs: Images, warp: sparse.csr_matrix, cover: Floats, colour: Floats,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How far each pixel is covered (t, v, 1024), and the signs with the patches (t, v, 1024, 3)."""
    classes, views = len(cover), len(signs)
    paint = np.concatenate([cover[..., None], cover[..., None] * colour], axis=-1)  # (t, blocks, 4)
    seen = warp @ paint.transpose(1, 0, 2).reshape(warp.shape[1], -1).astype(np.float32)
    seen = seen.reshape(views, -1, classes, 4).transpose(2, 0, 1, 3)
    covered = seen[..., 0]
    shown = signs.reshape(1, views, -1, 3) * (1 - covered[..., None]) + seen[..., 1:]
    return covered, np.ascontiguousarray(shown)


def _back(warp: sparse.csr_matrix, by_pixel: NDArray[np.floating]) -> Floats:
    """The transpose of the warp: gradients by pixel (t, v, 1024, ...) as gradients by block (t, 256, ...)."""
    classes = len(by_pixel)
    rest = by_pixel.shape[3:]
    columns = np.moveaxis(by_pixel, 0, 2).reshape(warp.shape[0], -1)
    back = (warp.T @ columns).reshape(warp.shape[1], classes, *rest)
    return np.asarray(np.moveaxis(back, 1, 0), dtype=float)
