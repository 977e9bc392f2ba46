"""Authored Markdown as it is shown: roles resolved once, then kept for every learner."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from lessons.model import Front
from lessons.roles import Context, Place, measured, resolve
from simulations.authored import ContentError
from simulations.catalogue import Catalogue
from simulations.outcomes import OutcomeStore

MOST_TEXTS = 4096


def lab_address(simulation: str, query: dict[str, str]) -> str:
    """The address of a simulation's lab page, relative to any other page of the app."""
    return f"lab-{simulation}" + (f"?{urlencode(query)}" if query else "")


def address(place: Place, lesson: str) -> str:
    """The address of a place within the course, relative to any page of the app."""
    match place.kind:
        case "lab":
            return lab_address(place.slug, dict(place.query))
        case "lesson":
            return place.slug
        case "step":
            return f"{lesson}?{urlencode({'step': place.slug})}"


@dataclass(frozen=True)
class Renderer:
    """Resolves roles in the texts of lessons and banks; what was resolved is kept, within bounds."""

    catalogue: Catalogue
    store: OutcomeStore
    _kept: OrderedDict[tuple[object, ...], tuple[Front, str]] = field(
        default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def of(self, front: Front, path: str) -> Callable[[str], str]:
        """Resolves texts of the lesson with this front matter; ``path`` is named in errors.

        The function raises ContentError where a role names something unknown.
        """
        context = Context(
            figures=measured(self.catalogue, self.store), references=front.references,
            glossary=front.glossary, link=lambda place: address(place, front.slug), path=path,
        )

        def render(text: str) -> str:
            if "{" not in text and "](" not in text and "$" not in text:
                return text
            key = (front.slug, text, self._presets() if "preset=" in text else ())
            kept = self._kept.get(key)
            if kept is not None and kept[0] is front:
                return kept[1]
            resolved = resolve(text, context)
            with self._lock:
                self._kept[key] = (front, resolved)
                while len(self._kept) > MOST_TEXTS:
                    self._kept.popitem(last=False)
            return resolved

        return render

    def _presets(self) -> tuple[object, ...]:
        """What changes when somebody saves a preset."""
        stamps = []
        for slug in self.catalogue.slugs():
            with suppress(ContentError):
                stamps.append(self.catalogue.load(slug).presets_stamp)
        return tuple(stamps)
