"""Finding simulations: every folder with an ``__init__.py`` that defines ``SIMULATION``.

The root is an argument, because an instructor's own simulations live elsewhere. One that cannot
be imported is named with its reason and stops nobody else.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simulations.authored import ContentError, Problem, did_you_mean, names_below
from simulations.base import Simulation
from simulations.parameters import ParameterError

OURS = Path(__file__).parent
"""Where the simulations of this course are."""


@dataclass(frozen=True)
class Catalogue:
    """The simulations below ``root``, loaded when they are asked for.

    ``elsewhere`` gives the measures of heavy runs, where they are not to be made in this process.
    """

    root: Path = OURS
    elsewhere: Callable[[Simulation, Any, int], Mapping[str, float]] | None = field(
        default=None, repr=False, compare=False)
    _loaded: dict[str, Simulation] = field(default_factory=dict, repr=False, compare=False)

    def slugs(self) -> tuple[str, ...]:
        """The slugs of all simulations, in alphabetical order."""
        return tuple(sorted(name.replace("_", "-")
                            for name in names_below(self.root, holding=("__init__.py",))))

    def load(self, slug: str) -> Simulation:
        """The simulation ``slug``.

        Raises ParameterError where there is none of this name, ContentError where its code does
        not import.
        """
        if slug in self._loaded:
            return self._loaded[slug]
        if slug not in self.slugs():
            close = did_you_mean(slug, self.slugs())
            raise ParameterError([f"there is no simulation '{slug}'{close}"])
        folder = self.root / slug.replace("-", "_")
        try:
            simulation: Simulation = self._import(folder).SIMULATION
        except Exception as error:  # the code of an author: whatever it raises is theirs to see
            shown = f"{self.root.name}/{folder.name}/__init__.py"
            place = Problem(shown, 1, 1, f"does not import: {error!r}")
            raise ContentError([place]) from error
        if self.elsewhere is not None:
            simulation = replace(simulation, elsewhere=self.elsewhere)
        self._loaded[slug] = simulation
        return simulation

    def _import(self, folder: Path) -> types.ModuleType:
        if self.root == OURS:
            return importlib.import_module(f"simulations.{folder.name}")
        parent = "simulations_" + hashlib.sha256(str(self.root.resolve()).encode()).hexdigest()[:8]
        if parent not in sys.modules:
            package = types.ModuleType(parent)
            package.__path__ = [str(self.root)]
            sys.modules[parent] = package
        return importlib.import_module(f"{parent}.{folder.name}")


_ours = Catalogue()


def catalogue() -> tuple[str, ...]:
    """The slugs of the simulations of this course."""
    return _ours.slugs()


def load(slug: str) -> Simulation:
    """A simulation of this course. Raises ParameterError where there is none of this name."""
    return _ours.load(slug)
