"""Identifiers of attacks and mitigations: dated data from the catalogues that practitioners use.

``threats.yaml`` holds MITRE ATLAS and NIST AI 100-2 with the version that was read. A lesson names
one by ``{threat}`AML.T0043```, and what is printed carries name, catalogue and version, because
all three change.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, HttpUrl

from simulations.authored import ContentError, did_you_mean, read_text, read_yaml, validated

FILE = Path(__file__).parent / "threats.yaml"


class Source(BaseModel):
    """One catalogue in one version."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    slug: str
    name: str
    version: str
    published: dt.date
    read: dt.date
    """The day on which the entries were looked up."""
    url: HttpUrl
    note: str = ""
    entries: dict[str, str]
    """Names by identifier."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    catalogues: tuple[Source, ...]


@dataclass(frozen=True)
class Threat:
    """One entry of a catalogue."""

    id: str
    name: str
    source: Source

    @property
    def words(self) -> str:
        """The entry as it is printed: name, identifier, catalogue and version."""
        return f"{self.name} ({self.id}, {self.source.name} {self.source.version})"


@functools.cache
def threats(file: Path = FILE) -> Mapping[str, Threat]:
    """The entries of all catalogues by identifier.

    Raises ContentError where the file cannot be used, or two catalogues have the same identifier.
    """
    shown = file.name
    document = read_yaml(read_text(file, shown), shown)
    found: dict[str, Threat] = {}
    problems = []
    for index, source in enumerate(validated(_File, document).catalogues):
        for entry, name in source.entries.items():
            if entry in found:
                place = ("catalogues", index, "entries", entry)
                problems.append(document.problem(place, f"'{entry}' stands here twice"))
            found[entry] = Threat(entry, name, source)
    if problems:
        raise ContentError(problems)
    return found


def threat(entry: str) -> Threat:
    """The entry with this identifier. Raises ValueError with the nearest ones where there is none."""
    known = threats()
    if entry not in known:
        raise ValueError(f"the catalogues of threats have no '{entry}'{did_you_mean(entry, known)}")
    return known[entry]
