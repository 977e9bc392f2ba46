"""Arrays that took long to make, kept on disk for the next process, and whatever is kept in memory.

What is kept is found by a hash of what it was made of: the recipe, the code that follows it, and the
versions of the libraries below. So nothing kept is ever out of date, and nothing needs to be thrown
away by hand. The files hold plain numbers only (NumPy's ``.npz``, never pickles), so reading one
runs nothing. One that is damaged, or holds something else, is made again. Where nothing can be
written, everything works, and takes its time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import threading
import time
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

import simulations

Arrays = dict[str, NDArray[Any]]
Recipe = Mapping[str, str | int | float]
Made = TypeVar("Made")

FOLDER = "COURSE_MODELS"
"""The environment variable that names the folder."""
MOST_BYTES = 256 * 2**20
"""How much all files together may take; what was not used for longest goes first."""
MOST_BYTES_OF_ONE = 64 * 2**20
CODE = ("simulations.seeds", *(f"simulations.signs.{name}" for name in (
    "classes", "attacks.base", "templates", "backgrounds", "camera", "scenes", "networks", "models", "kept")))
"""The modules behind everything that is kept here: signs, and models that read them."""
LIBRARIES = ("numpy", "scipy", "scikit-learn", "pillow")
RECIPE = "recipe"
ABANDONED = 3600.0
"""After how many seconds a half-written file belongs to a process that is gone."""
DAMAGED = (OSError, ValueError, KeyError, EOFError, MemoryError, NotImplementedError, RuntimeError,
           zipfile.BadZipFile, zlib.error)
"""What reading a damaged or foreign file may raise."""


def kept(
    name: str, recipe: Recipe, build: Callable[[], Mapping[str, NDArray[Any]]], *, code: Sequence[str] = (),
) -> Arrays:
    """The arrays that ``build()`` makes, read from disk where they were made before.

    Parameters
    ----------
    name
        What they are, in lower-case letters, digits and hyphens; it begins the name of the file.
    recipe
        Everything that ``build`` depends on, besides code. Another recipe is another file.
    build
        Makes the arrays (numbers or texts, no objects), the same each time. None may be called
        ``recipe``.
    code
        Full names of modules that ``build`` follows, beyond ``CODE``. When their source changes, the
        arrays are made again.
    """
    path = _path(name, recipe, code)
    with _alone(path):
        found = _read(path, _written(recipe))
        if found is None:
            found = dict(build())
            _write(path, found | {RECIPE: np.array(_written(recipe))})
        return found


def is_kept(name: str, recipe: Recipe, *, code: Sequence[str] = ()) -> bool:
    """Whether ``kept`` has a file to read."""
    return _path(name, recipe, code).exists()


def folder() -> Path:
    """Where files are kept: what COURSE_MODELS says, else ``records/models`` beside the simulations."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else Path(simulations.__file__).parent.parent / "records" / "models"


class Memory(Generic[Made]):
    """What was made lately, in this process. Whoever asks for the same at the same time waits for it.

    Parameters
    ----------
    most
        How many are held; the one not asked for longest is let go.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Made] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._held

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is held under ``key``, made first where it is not."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._guard:
                if key in self._held:
                    self._held.move_to_end(key)
                    return self._held[key]
            made = make()
            with self._guard:
                self._held[key] = made
                while len(self._held) > self._most:
                    let_go, _ = self._held.popitem(last=False)
                    self._locks.pop(let_go, None)
            return made

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self._held.clear()


def _path(name: str, recipe: Recipe, code: Sequence[str]) -> Path:
    if not name or not all(one.isascii() and (one.islower() or one.isdigit() or one == "-") for one in name):
        raise ValueError(f"name must be lower-case letters, digits and hyphens (got {name!r})")
    mixed = hashlib.sha256(_written(recipe).encode())
    for module in sorted({*CODE, *code}):
        mixed.update(_source_hash(module))
    mixed.update(_versions().encode())
    return folder() / f"{name}-{mixed.hexdigest()[:20]}.npz"


def _written(recipe: Recipe) -> str:
    return json.dumps(dict(recipe), sort_keys=True)


@functools.cache
def _source_hash(module: str) -> bytes:
    """A hash of a module's source, the same whatever ends its lines."""
    found = importlib.util.find_spec(module)
    if found is None or not found.origin:
        raise ValueError(f"code must name modules (got {module!r})")
    return hashlib.sha256(Path(found.origin).read_bytes().replace(b"\r\n", b"\n")).digest()


@functools.cache
def _versions() -> str:
    return " ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)


_LOCKS: dict[Path, threading.Lock] = {}
_GUARD = threading.Lock()


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with _GUARD:
        lock = _LOCKS.setdefault(path, threading.Lock())
    with lock:
        yield


def _read(path: Path, recipe: str) -> Arrays | None:
    """The arrays in a file; None where there is none, or it is not what it should be."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES_OF_ONE:
                return None
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        if str(arrays.pop(RECIPE)) != recipe:
            return None
    except DAMAGED:
        return None
    with contextlib.suppress(OSError):  # a disk that cannot be written
        os.utime(path)  # the file was of use: it goes last
    return arrays


def _write(path: Path, arrays: Arrays) -> None:
    """Put a whole file in place at once, or nothing."""
    if sum(array.nbytes for array in arrays.values()) > MOST_BYTES_OF_ONE:
        return
    part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        part.replace(path)
        _make_room(path)
    except OSError:  # a full or read-only disk: what was made is used all the same
        with contextlib.suppress(OSError):
            part.unlink()


def _make_room(newest: Path) -> None:
    """Drop what was not used for longest, until all fits; never what was just written."""
    files = []
    for path in newest.parent.iterdir():
        with contextlib.suppress(OSError):  # another process may have dropped it
            stat = path.stat()
            if path.suffix == ".npz":
                files.append((path != newest, stat.st_mtime, stat.st_size, path))
            elif path.suffix == ".part" and stat.st_mtime < time.time() - ABANDONED:
                path.unlink()
    total = sum(size for _, _, size, _ in files)
    for _, _, size, path in sorted((one for one in files if one[0]), key=lambda one: one[1]):
        if total <= MOST_BYTES:
            return
        with contextlib.suppress(OSError):
            path.unlink()
        total -= size
