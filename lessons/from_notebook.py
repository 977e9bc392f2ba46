"""A notebook as the source of a lesson: ours, edited in Jupyter or not, or one written there.

A notebook is data: nothing in it is ever executed, and what it printed is left behind. A cell of
ours that nobody edited gives its block back as it was written; in an edited one, numbers that were
worked out become roles again wherever their surroundings still stand. Any other cell of Markdown
is taken as it is, fences and all; any other cell of code is shown as code.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from lessons.cells import KEY, digest
from lessons.front import inside
from lessons.markdown import one_problem, plain_ends
from lessons.reader import ASIDES, MOST_CHARACTERS
from lessons.roles import Edit, apply
from simulations.authored import ContentError, Problem

MOST_BYTES = 20_000_000
"""A larger notebook is refused; pictures and outputs are what makes one large."""
MOST_CELLS = 1_000
MOST_DIFFERENCE = 4_000
"""Words of a cell beyond which an edit is taken whole, without looking for roles in it."""
_PICTURE = re.compile(r"[A-Za-z0-9_][\w.-]*\.(?:png|jpe?g|gif|svg|webp)")


def _text(value: str | list[str]) -> str:
    text = value if isinstance(value, str) else "".join(value)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("the text holds half a character (a lone surrogate)")
    return text


class _Cell(BaseModel):
    cell_type: Literal["markdown", "code", "raw"]
    source: Annotated[str | list[str], AfterValidator(_text)]
    metadata: dict[str, Any] = Field(default_factory=dict)
    attachments: dict[str, Any] = Field(default_factory=dict)


class _Notebook(BaseModel):
    nbformat: Literal[4]
    cells: Annotated[list[_Cell], Field(max_length=MOST_CELLS)]
    metadata: dict[str, Any] = Field(default_factory=dict)


class _Ours(BaseModel):
    """What we keep in a cell's metadata; whoever edits it by hand gets the cell taken as it is."""

    kind: Literal["generated", "step", "prose", "aside", "figure", "simulation", "question"]
    source: Annotated[str, AfterValidator(_text)] = ""
    hash: str = ""
    order: int = -1
    edits: list[tuple[int, int, str]] = Field(default_factory=list)
    body: str = ""
    block: str = ""
    path: str = ""

    def changes(self) -> list[Edit]:
        """The changes that were made to the source, where they are still in order."""
        made, spot = [], 0
        for start, end, new in self.edits:
            if not spot <= start <= end:
                return []
            made.append(Edit(start, end, new))
            spot = end
        return made


@dataclass(frozen=True)
class Imported:
    """The source of a lesson, and where each part of it came from."""

    text: str
    shown: str
    cells: tuple[tuple[int, int], ...]
    """The line at which the text of a cell begins, and the number of the cell, from 1."""
    figures: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures that the notebook brought, by their path in the lesson's folder."""
    warnings: tuple[Problem, ...] = ()
    slug: str = ""
    """The slug that the lesson was exported with, if it was."""

    @contextmanager
    def places(self) -> Iterator[None]:
        """Problems raised inside are given the cell that they stand in."""
        try:
            yield
        except ContentError as error:
            raise ContentError(in_cells(error.problems, self.cells)) from error


def in_cells(problems: Sequence[Problem], cells: Sequence[tuple[int, int]]) -> list[Problem]:
    """``problems`` of a text that came from a notebook, with cell and line within the cell."""
    moved = []
    for problem in problems:
        start, number = next(
            ((line, cell) for line, cell in reversed(cells) if line <= problem.line), (1, 0)
        )
        where = f"{problem.path} (cell {number})" if number else f"{problem.path} (front matter)"
        moved.append(replace(problem, path=where, line=problem.line - start + 1))
    return moved


def read_notebook(path: Path, *, shown: str | None = None) -> Imported:
    """The lesson in an ``.ipynb`` file, as Markdown. Raises ContentError."""
    shown = shown or str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise one_problem(shown, 1, 1, f"a notebook must be at most {MOST_BYTES:,} bytes long")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise one_problem(shown, 1, 1, f"cannot be read ({reason})") from error
    except UnicodeDecodeError as error:
        raise one_problem(shown, 1, 1, "is not a notebook: its bytes are not UTF-8 text") from error
    return import_text(text, shown=shown)


def import_text(text: str, *, shown: str) -> Imported:
    """The lesson in the text of an ``.ipynb`` file. Raises ContentError."""
    book = _parsed(text, shown)
    ours = book.metadata.get(KEY)
    front = ours.get("front") if isinstance(ours, dict) else None
    putting = _Putting(shown)
    cells = list(enumerate(book.cells, 1))
    if isinstance(front, str) and front:
        putting.text = _checked(front, shown)
    elif cells and cells[0][1].cell_type != "code" and _source(cells[0][1]).lstrip().startswith("---"):
        putting.add(_source(cells[0][1]).lstrip().rstrip("\n") + "\n\n", 1)
        cells = cells[1:]
    else:
        message = "the first cell must hold the front matter: '---', title, summary, ..., '---'"
        raise one_problem(f"{shown} (cell 1)", 1, 1, message)
    for number, cell in cells:
        putting.cell(number, cell)
    if putting.last is None:
        putting.text = putting.text.rstrip("\n") + "\n"
    if len(putting.text) > MOST_CHARACTERS:
        message = f"a lesson must be at most {MOST_CHARACTERS:,} characters long (got {len(putting.text):,})"
        raise one_problem(shown, 1, 1, message)
    if putting.problems:
        raise ContentError(putting.problems)
    slug = str(ours.get("slug", "")) if isinstance(ours, dict) else ""
    return Imported(
        putting.text, shown, tuple(putting.cells), putting.figures, tuple(putting.warnings), slug
    )


def _parsed(text: str, shown: str) -> _Notebook:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"is not a notebook, or is cut short: {error.msg[0].lower()}{error.msg[1:]}"
        raise one_problem(shown, error.lineno, error.colno, message) from error
    except RecursionError as error:
        raise one_problem(shown, 1, 1, "is nested too deeply for a notebook") from error
    except ValueError as error:
        raise one_problem(shown, 1, 1, "holds a number that is too long to read") from error
    if not isinstance(data, dict) or "cells" not in data:
        raise one_problem(shown, 1, 1, "is not a notebook of format 4; open it in Jupyter and save it")
    try:
        return _Notebook.model_validate(data)
    except ValidationError as error:
        raise ContentError([_cell_problem(item, shown) for item in error.errors()[:20]]) from error


def _cell_problem(item: Any, shown: str) -> Problem:
    loc = item["loc"]
    number = loc[1] + 1 if len(loc) > 1 and loc[0] == "cells" and isinstance(loc[1], int) else 0
    where = f"{shown} (cell {number})" if number else shown
    name = ".".join(str(part) for part in loc[2 if number else 0 :] if not str(part).startswith("function"))
    message = str(item.get("ctx", {}).get("error", item["msg"]))
    return Problem(where, 1, 1, f"{name}: {message[0].lower()}{message[1:]}")


def _checked(text: str, shown: str) -> str:
    try:
        return _text(text)
    except ValueError as error:
        raise one_problem(f"{shown} (front matter)", 1, 1, str(error)) from error


def _source(cell: _Cell) -> str:
    return cell.source if isinstance(cell.source, str) else "".join(cell.source)


@dataclass
class _Putting:
    """Puts the source of a lesson together, cell by cell."""

    shown: str
    text: str = ""
    last: int | None = -1
    """The order of the block that was put last; None after a cell that was written or edited."""
    cells: list[tuple[int, int]] = field(default_factory=list)
    figures: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, text: str, number: int, order: int | None = None) -> None:
        """Adds the text of a cell, with a blank line before it unless it always stood here."""
        if self.text and (order is None or self.last is None or order != self.last + 1):
            missing = 2 - (len(self.text) - len(self.text.rstrip("\n")))
            self.text += "\n" * max(missing, 0)
        self.cells.append((len(re.findall(r"\r\n|\r|\n", self.text)) + 1, number))
        self.text += text
        self.last = order

    def cell(self, number: int, cell: _Cell) -> None:
        """Adds one cell of the notebook."""
        source = _source(cell)
        ours = _ours(cell)
        if ours is not None and ours.hash == digest(source):
            if ours.kind == "figure":
                self._pictures(cell, number, source, ours.path)
            if ours.kind != "generated":
                self.add(ours.source, number, ours.order)
        elif ours is not None:
            self._edited(number, cell, ours, plain_ends(source))
        elif cell.cell_type == "raw":
            self._note(number, "raw cells cannot be part of a lesson; make it Markdown")
        elif cell.cell_type == "code":
            directive = directive_in(plain_ends(source))
            if directive:
                self.add(directive, number)
            elif source.strip():
                fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", source)), default=0))
                self.add(f"{fence}python\n{source.rstrip()}\n{fence}\n\n", number)
        elif source.strip():
            self.add(self._pictures(cell, number, source).rstrip("\n") + "\n\n", number)

    def _edited(self, number: int, cell: _Cell, ours: _Ours, source: str) -> None:
        end = "\n\n" if source.strip() else ""
        match ours.kind:
            case "generated":
                message = "was made from the front matter, so its changes are left out; change that"
                self._note(number, message, weak=True)
            case "question":
                message = "shows a question of the bank, so its changes are left out; change the bank"
                self._note(number, message, weak=True)
                self.add(ours.source, number, ours.order)
            case "simulation":
                self.add(self._directive(number, ours, source), number)
            case "aside":
                self.add(_aside(ours, source) + end, number)
            case "figure":
                self.add(self._pictures(cell, number, source, ours.path).strip("\n") + end, number)
            case "step" | "prose":
                self.add(undone(plain_ends(ours.source), ours.changes(), source).strip("\n") + end, number)

    def _directive(self, number: int, ours: _Ours, source: str) -> str:
        """The directive of an edited cell that runs a simulation; its code is not part of a lesson."""
        text = directive_in(source)
        if text and text.strip() != plain_ends(ours.source).strip():
            return text
        message = "has other code than was written; only the settings in its first comment are kept"
        self._note(number, message, weak=True)
        return plain_ends(ours.source).rstrip("\n") + "\n\n"

    def _pictures(self, cell: _Cell, number: int, source: str, path: str = "") -> str:
        """``source`` with attached pictures as files of the lesson, which are kept aside."""
        for name, bundle in cell.attachments.items():
            if not _PICTURE.fullmatch(name) or not isinstance(bundle, dict) or len(bundle) != 1:
                self._note(number, f"the attached file '{name[:60]}' is no picture that can be read")
                continue
            ours = inside(path) and (path == name or path.endswith(f"/{name}"))
            target = path if ours else f"figures/{name}"
            (data,) = bundle.values()
            try:
                joined = "".join(data) if isinstance(data, list) else str(data)
                self.figures[target] = base64.b64decode(joined, validate=True)
            except (binascii.Error, ValueError, TypeError):
                self._note(number, f"the attached picture '{name}' is damaged")
            source = source.replace(f"(attachment:{name}", f"({target}")
        return source

    def _note(self, number: int, message: str, *, weak: bool = False) -> None:
        problem = Problem(f"{self.shown} (cell {number})", 1, 1, message, "warning" if weak else "error")
        (self.warnings if weak else self.problems).append(problem)


def _ours(cell: _Cell) -> _Ours | None:
    if KEY not in cell.metadata:
        return None
    try:
        return _Ours.model_validate(cell.metadata[KEY])
    except ValidationError:
        return None


def directive_in(source: str) -> str:
    """The directive in the comment that heads a cell of code; empty where there is none."""
    lines = []
    for line in source.split("\n"):
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" ").rstrip())
        if len(lines) > 1 and re.fullmatch(":{3,}", lines[-1]):
            return "\n".join(lines) + "\n\n" if lines[0].startswith(":::{") else ""
    return ""


def _aside(ours: _Ours, source: str) -> str:
    """The directive of an edited aside; plain text where it is no longer one quotation."""
    lines = source.strip("\n").split("\n")
    head = re.fullmatch(r">\s*\*\*(.+)\*\*\s*", lines[0])
    if ours.block not in ASIDES or head is None or not all(line.startswith(">") for line in lines):
        return source.strip("\n")
    from lessons.notebook import LABELS

    label, title = LABELS[ours.block], head.group(1)
    title = "" if title == label else title.removeprefix(f"{label}: ")
    body = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines[1:]).strip("\n")
    body = undone(ours.body.strip("\n"), _shifted(ours), body)
    return f":::{{{ours.block}}} {title}".rstrip() + f"\n{body}\n:::"


def _shifted(ours: _Ours) -> list[Edit]:
    """The changes counted from the first line of the body that is not blank."""
    lead = len(ours.body) - len(ours.body.lstrip("\n"))
    changes = ours.changes()
    if any(change.start < lead for change in changes):
        return []
    return [replace(change, start=change.start - lead, end=change.end - lead) for change in changes]


def undone(source: str, changes: Sequence[Edit], edited: str) -> str:
    """``edited`` with the changes undone, wherever what surrounds them was left as it was.

    ``source`` became what was shown by ``changes``; somebody edited that.
    """
    shown = apply(source, changes)
    before, after = re.findall(r"\w+|\W", shown), re.findall(r"\w+|\W", edited)
    if not changes or len(before) > MOST_DIFFERENCE or len(after) > MOST_DIFFERENCE:
        return edited
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    same = _same_places(before, after, matcher.get_matching_blocks())
    back, shift = [], 0
    for change in changes:
        start = change.start + shift
        shift += len(change.new) - (change.end - change.start)
        end = start + len(change.new)
        for place, moved, length in same:
            if place <= start and end <= place + length:
                offset = moved - place
                back.append(Edit(start + offset, end + offset, source[change.start : change.end]))
                break
    return apply(edited, back)


def _same_places(
    before: Sequence[str], after: Sequence[str], blocks: Sequence[Any]
) -> list[tuple[int, int, int]]:
    """Stretches that are the same in both texts: start in each, and length, in characters."""
    starts = [[0], [0]]
    for sums, words in zip(starts, (before, after), strict=True):
        for word in words:
            sums.append(sums[-1] + len(word))
    return [
        (starts[0][block.a], starts[1][block.b], starts[0][block.a + block.size] - starts[0][block.a])
        for block in blocks if block.size
    ]
