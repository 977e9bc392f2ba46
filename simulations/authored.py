"""What people write and we read: YAML with places, and errors that say where.

Everything an author writes by hand (presets, question banks, front matter, course maps) is read
here and nowhere else, so that every fault is reported in one way: ``path:line:column: what is
wrong; did you mean ...?``, all faults of a file at once.

Reading is safe by construction. Only plain YAML 1.2 is taken: no tags that build objects, no
aliases (a few of them can stand for terabytes), no keys twice, bounded size and depth.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode

MOST_CHARACTERS = 1_000_000
"""A longer file is refused: no lesson or bank written by hand comes near it."""
MOST_DEPTH = 20
"""Deeper nesting is refused: parsers recurse, and recursion can be made to overflow."""

Place = tuple[int, int]
"""Line and column, both counted from 1."""
Path_ = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

_CORE = "tag:yaml.org,2002:"
_PLAIN_TAGS = {_CORE + name for name in ("str", "null", "bool", "int", "float", "timestamp")}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong (or weak) in an authored file, and where it stands."""

    path: str
    line: int
    column: int
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        note = "warning: " if self.severity == "warning" else ""
        return f"{self.path}:{self.line}:{self.column}: {note}{self.message}"


class ContentError(Exception):
    """An author's file cannot be used; ``problems`` says where and why, all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Document:
    """Plain data read from YAML, with the place of every value.

    ``places`` maps a path such as ``("questions", 0, "prompt")`` to its line and column; the path
    of a mapping's value is also that of its key.
    """

    path: str
    value: Any
    places: Mapping[Path_, Place] = field(repr=False)

    def place(self, loc: Path_) -> Place:
        """The place of ``loc``, or of the nearest thing around it that has one."""
        while loc and loc not in self.places:
            loc = loc[:-1]
        return self.places.get(loc, (1, 1))

    def problem(
        self, loc: Path_, message: str, severity: Literal["error", "warning"] = "error"
    ) -> Problem:
        """A problem at the place of ``loc``."""
        line, column = self.place(loc)
        return Problem(self.path, line, column, message, severity)


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """``"; did you mean 'x'?"`` where something close is known, else the list of what is known."""
    names = sorted(set(known))
    close = difflib.get_close_matches(str(name), names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; known: {', '.join(names)}" if names else ""


def shortened(value: object) -> str:
    """``value`` as a message quotes it, never longer than 60 characters."""
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def names_below(root: Path, *, holding: tuple[str, ...] = ()) -> list[str]:
    """The names in a folder, in alphabetical order, hidden and private ones left out; none if missing.

    ``holding`` keeps folders that hold one of these files. Asked at every drawing of every page, and
    plain strings cost a tenth of ``Path``.
    """
    try:
        names = [name for name in os.listdir(root) if not name.startswith((".", "_"))]  # noqa: PTH208
    except OSError:
        return []
    if holding:
        names = [name for name in names
                 if any(os.path.exists(f"{root}/{name}/{file}") for file in holding)]  # noqa: PTH110
    return sorted(names)


def read_text(path: Path, shown: str | None = None) -> str:
    """The text of a file that an author wrote, as UTF-8.

    Raises ContentError where it is missing, unreadable, not UTF-8, or larger than
    ``MOST_CHARACTERS``.
    """
    shown = shown or str(path)
    try:
        if path.stat().st_size > 4 * MOST_CHARACTERS:
            raise ContentError([Problem(shown, 1, 1, _too_long(path.stat().st_size))])
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ContentError([Problem(shown, 1, 1, f"cannot be read ({reason})")]) from error
    except UnicodeDecodeError as error:
        raise ContentError(
            [Problem(shown, 1, 1, f"is not UTF-8 text (byte {error.start} cannot be read)")]
        ) from error


def read_yaml(text: str, path: str, *, first_line: int = 1) -> Document:
    """Plain data from YAML text.

    Parameters
    ----------
    text
        The YAML itself.
    path
        What to call the file in messages.
    first_line
        The line of the file at which ``text`` starts (front matter starts at 2).

    Raises
    ------
    ContentError
        Where the text is not YAML, or is more than plain data: tags, aliases, a key twice, too
        long, too deep.
    """
    offset = first_line - 1
    if len(text) > MOST_CHARACTERS:
        raise ContentError([Problem(path, first_line, 1, _too_long(len(text)))])
    reading = _Reading(path, offset)
    try:
        value = reading.document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1 + offset, mark.column + 1) if mark else (first_line, 1)
        message = f"this is not valid YAML: {error.problem or error.context or 'unreadable'}"
        raise ContentError([Problem(path, line, column, message)]) from error
    except YAMLError as error:
        message = f"this is not valid YAML: {' '.join(str(error).split())}"
        raise ContentError([Problem(path, first_line, 1, message)]) from error
    if reading.problems:
        raise ContentError(reading.problems)
    return Document(path, value, reading.places)


def validated(model: type[M], document: Document, context: Mapping[str, Any] | None = None) -> M:
    """``document`` as ``model``; every fault becomes a problem at its own place.

    Raises ContentError with all of them. Validators of ``model`` raise ValueError with a sentence;
    ``context`` reaches them as pydantic's validation context.
    """
    if document.value is None:
        raise ContentError([document.problem((), "the file is empty")])
    try:
        return model.model_validate(document.value, context=dict(context or {}))
    except ValidationError as error:
        raise ContentError(problems_of(error, document, model)) from error


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Problem]:
    """Pydantic's errors as problems with places in ``document``."""
    problems = []
    for item in error.errors():
        loc = _authored_loc(item["loc"], document)
        problems.append(document.problem(loc, _sentence(item, loc, model)))
    return problems


def _authored_loc(loc: tuple[str | int, ...], document: Document) -> Path_:
    """Pydantic's location without the parts it adds (the tag of a union, a validator's name)."""
    kept: Path_ = ()
    for part in loc:
        if (*kept, part) in document.places:
            kept = (*kept, part)
        elif part == loc[-1] and isinstance(part, str):
            return (*kept, part)
    return kept


def _sentence(item: Any, loc: Path_, model: type[BaseModel]) -> str:
    name = ".".join(str(part) for part in loc) or "the file"
    kind, given = item["type"], item.get("input")
    if kind == "missing":
        return f"'{loc[-1] if loc else name}' is missing"
    if kind == "extra_forbidden":
        known = _fields_near(model, item["loc"])
        return f"there is no key '{loc[-1] if loc else name}' here{did_you_mean(loc[-1], known)}"
    if kind == "value_error":
        return str(item["ctx"]["error"]) if "ctx" in item else item["msg"]
    if kind in ("literal_error", "union_tag_invalid"):
        expected = item["ctx"].get("expected") or item["ctx"].get("expected_tags", "")
        wrong = item["ctx"].get("tag", given)
        known = [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]
        return f"{name} must be one of {expected} (got {shortened(wrong)}){_close(wrong, known)}"
    if kind == "union_tag_not_found":
        return f"{name} needs a 'type'"
    message = item["msg"][0].lower() + item["msg"][1:]
    return f"{name}: {message} (got {shortened(given)})"


def _close(name: object, known: list[str]) -> str:
    close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def _fields_near(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """Field names of the model in which the last part of ``loc`` was looked up."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})

    def candidates(node: Any) -> list[Any]:
        found = []
        if "$ref" in node:
            found += candidates(definitions.get(node["$ref"].rsplit("/", 1)[-1], {}))
        for key in ("anyOf", "oneOf", "allOf"):
            for inner in node.get(key, ()):
                found += candidates(inner)
        return found or [node]

    nodes = [schema]
    for part in loc[:-1]:
        step: list[Any] = []
        for node in nodes:
            for one in candidates(node):
                if isinstance(part, int):
                    step += candidates(one.get("items", {}))
                elif part in one.get("properties", {}):
                    step += candidates(one["properties"][part])
                elif isinstance(one.get("additionalProperties"), dict):
                    step += candidates(one["additionalProperties"])
                elif one.get("properties", {}).get("type", {}).get("const") == part:
                    step.append(one)
        nodes = step or nodes
    return sorted({name for node in nodes for one in candidates(node) for name in one.get("properties", {})})


def _too_long(length: int) -> str:
    return f"the file must be at most {MOST_CHARACTERS:,} characters long (got {length:,})"


class _Reading:
    """Turns the events of ruamel's parser into plain data in one pass, never deeper than allowed."""

    def __init__(self, path: str, offset: int) -> None:
        self.path = path
        self.offset = offset
        self.places: dict[Path_, Place] = {}
        self.problems: list[Problem] = []
        self._resolver = YAML(typ="safe", pure=True).resolver
        self._constructor = YAML(typ="safe", pure=True).constructor

    def document(self, events: Iterable[Any]) -> Any:
        """The one document that the events describe; None where there is none."""
        stream = iter(events)
        values: list[Any] = []
        for event in stream:
            if isinstance(event, DocumentStartEvent):
                if values:
                    message = "a file holds one document; a second begins here"
                    raise ContentError([self._problem(event, message)])
                values.append(None)
            elif isinstance(event, NodeEvent):
                values[-1] = self._value(event, stream, (), 1)
        return values[0] if values else None

    def _value(self, event: Any, stream: Iterator[Any], loc: Path_, depth: int) -> Any:
        if isinstance(event, AliasEvent):
            message = "aliases (*name) are not allowed; write the value out"
            raise ContentError([self._problem(event, message)])
        self.places.setdefault(loc, self._place(event))
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if depth > MOST_DEPTH:
            raise ContentError([self._problem(event, f"nesting must be at most {MOST_DEPTH} deep")])
        self._refuse_tag(event)
        if isinstance(event, SequenceStartEvent):
            items: list[Any] = []
            for item in stream:
                if isinstance(item, CollectionEndEvent):
                    return items
                items.append(self._value(item, stream, (*loc, len(items)), depth + 1))
        return self._mapping(stream, loc, depth)

    def _mapping(self, stream: Iterator[Any], loc: Path_, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_event in stream:
            if isinstance(key_event, CollectionEndEvent):
                break
            if not isinstance(key_event, ScalarEvent):
                self.problems.append(self._problem(key_event, "a key must be plain text"))
                before = dict(self.places)
                self._value(key_event, stream, (*loc, "?"), depth + 1)
                self._value(next(stream), stream, (*loc, "?"), depth + 1)
                self.places = before
                continue
            key = str(key_event.value)
            twice = key in mapping
            if twice:
                self.problems.append(self._problem(key_event, f"the key '{key}' stands here twice"))
            else:
                self.places[(*loc, key)] = self._place(key_event)
            value = self._value(next(stream), stream, (*loc, key), depth + 1)
            if not twice:
                mapping[key] = value
        return mapping

    def _scalar(self, event: Any) -> Any:
        if event.tag is not None and str(event.tag) != "!":
            self._refuse_tag(event)
            return str(event.value)
        tag = str(self._resolver.resolve(ScalarNode, event.value, event.implicit))
        if tag in (_CORE + "str", _CORE + "timestamp"):
            return str(event.value)
        if tag not in _PLAIN_TAGS:  # such as the merge key <<
            self.problems.append(self._problem(event, f"'{event.value}' is not allowed as a value here"))
            return None
        try:
            return self._constructor.construct_object(ScalarNode(tag=tag, value=event.value))
        except ValueError:  # Python reads no whole number of more than 4,300 digits
            message = f"the number {shortened(event.value)} cannot be read"
            self.problems.append(self._problem(event, message))
            return None

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and str(event.tag) != "!":
            shown = str(event.tag).replace(_CORE, "!!")
            message = f"the tag {shown} is not allowed: only plain values are read"
            self.problems.append(self._problem(event, message))

    def _place(self, event: Any) -> Place:
        return event.start_mark.line + 1 + self.offset, event.start_mark.column + 1

    def _problem(self, event: Any, message: str) -> Problem:
        return Problem(self.path, *self._place(event), message)
