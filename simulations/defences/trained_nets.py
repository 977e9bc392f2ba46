"""The networks that come along, because training them takes longer than anyone waits for.

Each is a file of plain arrays beside this module, with half as many digits as it was trained with.
A manifest says what each file must hash to: a file that was swapped or damaged is refused. They
are trained again, and written, by ``python -m simulations.defences.train``.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import tempfile
from pathlib import Path

import numpy as np

from simulations.authored import ContentError, Problem
from simulations.signs.networks import Network

FOLDER = Path(__file__).parent / "trained"
MANIFEST = "manifest.json"
AGAIN = "train it again with `python -m simulations.defences.train`"


@functools.lru_cache(maxsize=16)
def trained(name: str, folder: Path = FOLDER) -> Network:
    """The network ``name`` that comes along, such as ``adversarial-8`` or ``smoothing-0.25``.

    Raises ContentError where there is none, or where its file is not the one of the manifest.
    """
    file = folder / f"{name}.npz"
    expected = manifest(folder).get(name)
    if expected is None:
        raise _problem(file, f"the network '{name}' is not in {MANIFEST}: {AGAIN}")
    try:
        data = file.read_bytes()
    except OSError:
        raise _problem(file, f"this file of a trained network is missing: {AGAIN}") from None
    if hashlib.sha256(data).hexdigest() != expected:
        raise _problem(file, f"this file is not the one that {MANIFEST} names: {AGAIN}")
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return Network.load({key: arrays[key].astype(np.float32) for key in arrays.files})


def manifest(folder: Path = FOLDER) -> dict[str, str]:
    """The networks that come along, by name, and the SHA-256 of their files as hex."""
    try:
        known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in known.items()} if isinstance(known, dict) else {}


def write(name: str, network: Network, folder: Path = FOLDER) -> Path:
    """Writes ``network`` into ``folder`` under ``name``, and its hash into the manifest."""
    buffer = io.BytesIO()
    arrays = {key: array.astype(np.float16) for key, array in network.save().items()}
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    known = {**manifest(folder), name: hashlib.sha256(buffer.getvalue()).hexdigest()}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.npz"
    _replace(file, buffer.getvalue())
    _replace(folder / MANIFEST, (json.dumps(known, indent=2, sort_keys=True) + "\n").encode())
    trained.cache_clear()
    return file


def _replace(file: Path, data: bytes) -> None:
    """The file as a whole or not at all: whoever reads it meanwhile sees the old one."""
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    with os.fdopen(handle, "wb") as part:
        part.write(data)
    Path(name).chmod(0o644)
    Path(name).replace(file)


def _problem(file: Path, sentence: str) -> ContentError:
    return ContentError([Problem(f"simulations/defences/trained/{file.name}", 1, 1, sentence)])
