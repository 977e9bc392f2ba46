"""Real photographs of signs, where a learner has them: a copy of GTSRB, or one picture.

No photographs are shipped. The German Traffic Sign Recognition Benchmark (Stallkamp, Schlipsing,
Salmen and Igel, The German Traffic Sign Recognition Benchmark: a multi-class classification
competition, 2011) lies in folders that are named by the number of the class, or in one folder with
a list; twelve of its 43 classes are ours. A file is only ever read as a picture, and one that
cannot be is counted and left out.
"""

from __future__ import annotations

import csv
import io
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageOps

from simulations.parameters import ParameterError
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.classes import CLASSES, SIZE

MOST = 6000
"""How many photographs are read at most, unless told."""
MEGABYTES = 5
SMALLEST, LARGEST = 8, 4096
"""Pixels, of the width and the height of a picture."""
_ENDINGS = frozenset({".ppm", ".png", ".jpg", ".jpeg"})
_FORMATS = ("PPM", "PNG", "JPEG")

OTHER_KIND = "of a kind that is not among the twelve"
NOT_THERE = "named in a list, but not there"
TOO_HEAVY = f"larger than {MEGABYTES} MB"
ODD_SIZE = f"narrower than {SMALLEST} or wider than {LARGEST:,} pixels"
UNREADABLE = "not a picture that can be read"

_LABEL = {one.gtsrb: label for label, one in enumerate(CLASSES)}
_LAST_CLASS = 42
_DEPTH, _FOLDERS, _FILES = 4, 500, 100_000
"""How far below a folder, into how many folders, and at how many files is looked."""
_REGION = ("Roi.X1", "Roi.Y1", "Roi.X2", "Roi.Y2", "Width", "Height")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error,
           Image.DecompressionBombError, Image.DecompressionBombWarning)
"""What Pillow raises for files that are damaged, or made to be unpacked without end."""

Region = tuple[float, float, float, float]
"""Left, top, right and bottom, as shares of the width and the height of a photograph."""


@dataclass(frozen=True)
class Photographs:
    """What was read from a folder.

    Attributes
    ----------
    images : (n, 32, 32, 3) float32
    labels : (n,) int64
    skipped
        How many files were left out, by the reason in words.
    """

    images: Images
    labels: Labels
    skipped: Mapping[str, int]


@dataclass(frozen=True)
class _Listed:
    """A photograph that a folder is said to hold."""

    path: Path
    number: int
    region: Region | None = None


def load_folder(path: str | Path, *, most: int = MOST) -> Photographs:
    """The photographs of the twelve kinds in a copy of GTSRB, cut to the sign and scaled to 32 x 32.

    Read are ``Final_Training/Images/00014/...`` with their lists, ``Final_Test/Images`` with
    ``GT-final_test.csv``, ``Train.csv`` and ``Test.csv`` of copies in PNG, and folders that are
    only named by the number of the class. Where there are more than ``most``, every so many is
    taken, so that each kind keeps its share.

    Raises
    ------
    ParameterError
        Where there is no such folder, nothing of GTSRB in it, or nothing of the twelve kinds.
    """
    root = Path(path).expanduser()
    if most < 1:
        raise ParameterError([f"most must be at least 1 (got {most})"])
    if not root.is_dir():
        raise ParameterError([f"There is no folder {root}: give the folder that your copy of GTSRB is in."])
    listed = _listed(root.resolve())
    if not listed:
        raise ParameterError([
            f"The folder {root} does not look like GTSRB. Looked for: pictures (.ppm, .png, .jpg) in folders "
            "named by the number of a class, such as 00014, and lists named GT-*.csv, Train.csv or Test.csv "
            "with a column ClassId. Give the folder that GTSRB was unpacked into."
        ])
    ours = [one for one in listed if one.number in _LABEL]
    skipped = Counter({OTHER_KIND: len(listed) - len(ours)})
    if len(ours) > most:
        ours.sort(key=lambda one: (one.number, one.path))
        ours = [ours[k * len(ours) // most] for k in range(most)]
    images, labels = [], []
    for one in ours:
        read = _read(one)
        if isinstance(read, str):
            skipped[read] += 1
        else:
            images.append(_values(read))
            labels.append(_LABEL[one.number])
    if not images:
        counted = ", ".join(f"{count:,} {reason}" for reason, count in skipped.items() if count)
        raise ParameterError([f"The folder {root} holds no photograph that can be used: {counted}."])
    return Photographs(np.stack(images), np.array(labels, np.int64), dict(+skipped))


def picture(data: bytes) -> Images:
    """One uploaded picture as (1, 32, 32, 3); of one that is not square, the middle is taken.

    Raises
    ------
    ParameterError
        One sentence: too many bytes, not a picture of a kind that is read, damaged, too small or
        too large.
    """
    if len(data) > MEGABYTES * 2**20:
        raise ParameterError([
            f"The picture must be smaller than {MEGABYTES} MB (got {len(data) / 2**20:.1f} MB): "
            "save it smaller, or cut out the sign."
        ])
    try:
        opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ParameterError([_size_fault("more")]) from None
    except _BROKEN:
        raise ParameterError(["The picture must be a PNG, JPEG or PPM file (got something else)."]) from None
    if not _good_size(opened):
        raise ParameterError([_size_fault(f"{opened.width:,} x {opened.height:,}")])
    try:
        upright = _opaque(ImageOps.exif_transpose(opened))
    except _BROKEN:
        raise ParameterError(["The picture is damaged and cannot be read: save it again, or take another."]) \
            from None
    return _values(ImageOps.fit(upright, (SIZE, SIZE), Image.Resampling.BILINEAR))[None]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def main(folder: Path) -> None:
    """Show the photographs in FOLDER, a copy of GTSRB, to a model that has seen drawn signs alone."""
    from simulations.signs import models

    try:
        there = load_folder(folder)
    except ParameterError as error:
        raise click.ClickException(str(error)) from None
    network = models.network()
    _, drawn_images, drawn_labels = models.test_signs(1200, 1)
    for what, images, labels in (("drawn signs", drawn_images, drawn_labels),
                                 ("photographs", there.images, there.labels)):
        right = network.scores(images).argmax(axis=1) == labels
        click.echo(f"{what}: {right.sum():,} of {len(right):,} read correctly ({100 * right.mean():.1f} %)")
    for kind in np.unique(there.labels):
        here = there.labels == kind
        right = network.scores(there.images[here]).argmax(axis=1) == kind
        click.echo(f"  {CLASSES[kind].name:16}{100 * right.mean():5.1f} % of {here.sum():,}")
    for reason, count in there.skipped.items():
        click.echo(f"left out: {count:,} {reason}")


def _size_fault(got: str) -> str:
    return (f"The picture must be between {SMALLEST} and {LARGEST:,} pixels wide and high (got {got}): "
            "scale it, or cut out the sign.")


def _good_size(opened: Image.Image) -> bool:
    return all(SMALLEST <= side <= LARGEST for side in opened.size)


def _opaque(opened: Image.Image) -> Image.Image:
    """The picture in red, green and blue; what can be seen through stands before grey."""
    if not opened.has_transparency_data:
        return opened.convert("RGB")
    front = opened.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", front.size, (128, 128, 128, 255)), front).convert("RGB")


def _values(image: Image.Image) -> Images:
    scaled = image.resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    return np.asarray(scaled, dtype=np.float32) / np.float32(255)


def _read(one: _Listed) -> Image.Image | str:
    """The sign, cut out of its photograph; or why not, in words."""
    try:
        if not one.path.is_file():
            return NOT_THERE
        if one.path.stat().st_size > MEGABYTES * 2**20:
            return TOO_HEAVY
        with Image.open(one.path, formats=_FORMATS) as opened:
            if not _good_size(opened):
                return ODD_SIZE
            whole = _opaque(opened)
    except _BROKEN:
        return UNREADABLE
    if one.region is None:
        return whole
    wide, high = whole.size
    left, top, right, bottom = one.region
    return whole.crop((round(left * wide), round(top * high), round(right * wide), round(bottom * high)))


def _listed(root: Path) -> list[_Listed]:
    """All photographs that the folder is said to hold: by its lists, else by the names of folders."""
    folders = list(_folders(root))
    found: dict[Path, _Listed] = {}
    for folder in folders:
        for name in sorted(folder.glob("*.csv")):
            if name.name.startswith("GT-") or name.name in ("Train.csv", "Test.csv"):
                found.update((one.path, one) for one in _from_list(name, root))
    for folder in folders:
        if folder.name.isdecimal() and len(folder.name) <= 5 and int(folder.name) <= _LAST_CLASS:
            for file in sorted(folder.iterdir()):
                if file.suffix.lower() in _ENDINGS and not file.is_symlink() and len(found) < _FILES:
                    found.setdefault(file, _Listed(file, int(folder.name)))
    return list(found.values())


def _folders(root: Path) -> Iterator[Path]:
    """The folder and those below it, the upper ones first; links are not followed."""
    level, seen = [root], 0
    for _ in range(_DEPTH + 1):
        below: list[Path] = []
        for folder in level:
            if seen == _FOLDERS:
                return
            seen += 1
            yield folder
            try:
                below += sorted(one for one in folder.iterdir() if one.is_dir() and not one.is_symlink())
            except OSError:
                continue
        level = below


def _from_list(file: Path, root: Path) -> Iterator[_Listed]:
    """The photographs named in a list that says what they are; none where it does not say."""
    # The list of the test photographs is also found one folder above them
    beside = file.parent / "Images" if (file.parent / "Images").is_dir() else file.parent
    try:
        if file.stat().st_size > MEGABYTES * 2**20:
            return
        text = file.read_text(encoding="utf-8-sig")
        rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ",")
        columns = set(rows.fieldnames or ())
        named, folder = ("Path", file.parent) if "Path" in columns else ("Filename", beside)
        if not {named, "ClassId"} <= columns:
            return
        for row in rows:
            path = (folder / (row[named] or "")).resolve()
            number = _whole(row["ClassId"])
            if number is not None and path.suffix.lower() in _ENDINGS and path.is_relative_to(root):
                yield _Listed(path, number, _region(row))
    except (OSError, ValueError, RuntimeError, csv.Error):
        return


def _region(row: Mapping[str, str | None]) -> Region | None:
    """Where the sign is; None where the list does not say, or not well.

    The list gives pixels of photographs of a stated size. Copies are about whose photographs were
    scaled and whose lists were not, so the region is kept as shares.
    """
    left, top, right, bottom, wide, high = (_whole(row.get(edge)) for edge in _REGION)
    if left is None or top is None or right is None or bottom is None or not wide or not high:
        return None
    if not (left < right < wide and top < bottom < high):
        return None
    return left / wide, top / high, (right + 1) / wide, (bottom + 1) / high


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= 5 else None


if __name__ == "__main__":
    main()
