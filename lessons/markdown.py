"""Where things stand in a piece of MyST Markdown: roles, links, pictures, raw HTML.

markdown-it-py knows the lines of blocks but not the places of what stands inside them, so each
inline rule that matters here is wrapped to note where it matched. The rest of the package works
on these notes and never searches text for marks itself: what stands in a code span stays as it is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from simulations.authored import ContentError, Problem

MOST_LEVEL = 12
"""Deeper nesting of lists and quotations is refused: beyond it the parser drops text silently."""

Rule = Callable[[StateInline, bool], bool]
Kind = Literal["role", "link", "picture", "html", "math", "code", "dollar"]
_TYPES: dict[str, Kind] = {
    "myst_role": "role", "link_open": "link", "image": "picture", "html_inline": "html",
    "math_inline": "math", "math_inline_double": "math", "code_inline": "code", "dollar": "dollar",
}
_RULES = ("myst_role", "link", "image", "html_inline", "autolink", "backticks", "math_inline", "dollar")


@dataclass(frozen=True)
class Found:
    """One thing inside a text.

    ``start`` and ``end`` count characters of the whole text; ``line`` and ``column`` count from 1.
    ``name`` is that of a role; ``content`` what stands in it, or the target of a link or picture.
    ``label`` and ``target`` are the places of a link's two parts; both empty where the target
    stands elsewhere (``[text][name]``) and in an automatic link.
    """

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    name: str = ""
    content: str = ""
    label: tuple[int, int] = (0, 0)
    target: tuple[int, int] = (0, 0)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (the parent's name)
        """Every target counts as a link, so that a bad one is found instead of shown as text."""
        return True


@functools.cache
def parser() -> MarkdownIt:
    """The parser of lessons. ``$...$`` is LaTeX; any other dollar is one."""
    md = _Markdown("commonmark", {"html": True, "maxNesting": MOST_LEVEL + 8})
    md.enable(["table", "strikethrough"])
    md.use(colon_fence_plugin).use(myst_role_plugin)
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    md.inline.ruler.push("dollar", _dollar)
    ruler = md.inline.ruler
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
        if name in _RULES:
            ruler.at(name, _placed(rule))
    return md


@functools.lru_cache(maxsize=32)
def blocks(text: str) -> tuple[Token, ...]:
    """The tokens of ``text``, whose line ends must be ``\\n``; kept, as they are read several times."""
    return tuple(parser().parse(text))


def plain_ends(text: str) -> str:
    """``text`` with every line end as ``\\n`` (the parser would do the same, unseen)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def found(text: str) -> Iterator[Found]:
    """Everything that stands inside the paragraphs, headings and tables of ``text``, in order."""
    for places, token in inlines(text):
        for child in token.children or ():
            kind = _TYPES.get(child.type)
            if kind is None or "at" not in child.meta:
                continue
            start, end = (places.at(spot) for spot in child.meta["at"])
            line, column = places.line_and_column(start)
            label = tuple(places.at(spot) for spot in child.meta.get("label", ()))
            target = tuple(places.at(spot) for spot in child.meta.get("target", ()))
            yield Found(
                kind, start, end, line, column,
                name=child.meta.get("name", ""),
                content=str(child.attrs.get("href") or child.attrs.get("src") or child.content)
                if not target else text[target[0]:target[1]].strip("<>"),
                label=label or (0, 0), target=target or (0, 0),  # type: ignore[arg-type]
            )


def inlines(text: str) -> Iterator[tuple[Places, Token]]:
    """Each inline token with the places of its characters in ``text``."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    cells: dict[int, int] = {}
    in_cell = False
    for token in blocks(text):
        if token.type in ("td_open", "th_open"):
            in_cell = True
        elif token.type in ("td_close", "th_close"):
            in_cell = False
        elif token.type == "inline" and token.map is not None:
            yield _places(token, lines, starts, cells if in_cell else None), token


@dataclass(frozen=True)
class Places:
    """Where the characters of an inline token stand in the text that holds it."""

    content: str
    offsets: tuple[tuple[int, int, int], ...]
    """For each line of the content: its start in the content, its start in the text, its line."""
    line_starts: tuple[int, ...]

    def at(self, spot: int) -> int:
        """The place in the text of the character ``spot`` of the content."""
        start, offset, _ = [row for row in self.offsets if row[0] <= spot][-1]
        return offset + spot - start

    def line_and_column(self, place: int) -> tuple[int, int]:
        """Line and column, from 1, of a place in the text."""
        index = [i for i, row in enumerate(self.offsets) if row[1] <= place or i == 0][-1]
        line = self.offsets[index][2]
        return line + 1, place - self.line_starts[index] + 1


def _places(token: Token, lines: list[str], starts: list[int], cells: dict[int, int] | None) -> Places:
    """Finds each line of the token's content in the line of the text that it came from.

    Marks of lists and quotations before it are gone from the content, so a paragraph's line is the
    end of its line of the text; several cells of a table share one line, and follow each other.
    """
    assert token.map is not None
    offsets, line_starts, spot = [], [], 0
    for index, part in enumerate(token.content.split("\n")):
        number = min(token.map[0] + index, len(lines) - 1)
        whole, bare = lines[number].rstrip(), part.strip()
        if cells is not None:
            column = max(whole.find(bare, cells.get(number, 0)), 0)
            cells[number] = column + len(bare)
        elif whole.endswith(bare):
            column = len(whole) - len(bare)
        else:
            column = max(whole.find(bare), 0)
        lead = len(part) - len(part.lstrip())
        offsets.append((spot, starts[number] + column - lead, number))
        line_starts.append(starts[number])
        spot += len(part) + 1
    return Places(token.content, tuple(offsets), tuple(line_starts))


def _placed(rule: Rule) -> Rule:
    """``rule``, which also notes on the first of its tokens where it matched."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[before:] if not silent else ():
            if token.type in _TYPES and "at" not in token.meta:
                token.meta = {**token.meta, "at": (start, state.pos)}
                if token.type in ("link_open", "image"):
                    token.meta.update(_parts(state, start + (token.type == "image"), state.pos))
                break
        return True

    return placed


def _parts(state: StateInline, start: int, end: int) -> dict[str, tuple[int, int]]:
    if state.src[start] != "[":
        return {}
    label_end = state.md.helpers.parseLinkLabel(state, start, False)
    if label_end < 0 or state.src[label_end + 1 : label_end + 2] != "(":
        return {}
    opening = label_end + 2
    while opening < end and state.src[opening] in " \n":
        opening += 1
    target = state.md.helpers.parseLinkDestination(state.src, opening, end)
    return {"label": (start + 1, label_end), "target": (opening, target.pos)} if target.ok else {}


def _dollar(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    if not silent:
        state.push("dollar", "", 0).content = "$"
    state.pos += 1
    return True


# --- what is refused wherever it stands ---------------------------------------------------------

_LINKS = ("http", "https", "mailto", "lab", "lesson", "step")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def refused(text: str, path: str, first_line: int, *, math: bool = False) -> list[Problem]:
    """What no lesson may hold: raw HTML, links to other schemes, pictures in a line, deep nesting.

    ``text`` stands in the file ``path`` from line ``first_line`` on.
    """

    def problem(line: int, column: int, message: str) -> Problem:
        return Problem(path, first_line + line - 1, column, message)

    problems = [
        problem(line, match.start() + 1, "control characters are not allowed")
        for line, content in enumerate(text.split("\n"), 1)
        if (match := _CONTROL.search(content))
    ]
    for token in blocks(text):
        if token.type == "html_block" and token.map is not None:
            problems.append(problem(token.map[0] + 1, 1, _HTML))
        elif token.type.startswith("math_block") and token.map is not None and not math:
            problems.append(problem(token.map[0] + 1, 1, _LATEX))
        elif token.level >= MOST_LEVEL and token.map is not None:
            message = f"lists and quotations must nest at most {MOST_LEVEL // 2} deep"
            return [*problems, problem(token.map[0] + 1, 1, message)]
    for item in found(text):
        scheme = item.content.partition(":")[0].strip().lower()
        if item.kind == "html":
            problems.append(problem(item.line, item.column, _HTML))
        elif item.kind == "math" and not math:
            problems.append(problem(item.line, item.column, _LATEX))
        elif item.kind == "link" and scheme not in _LINKS:
            problems.append(problem(item.line, item.column, (
                f"the link '{_short(item.content)}' leads nowhere: it must begin with https:, lab:, "
                "lesson: or step:"
            )))
        elif item.kind == "link" and scheme in ("lab", "lesson", "step") and item.label == item.target:
            message = f"write the link to '{_short(item.content)}' in place: [text]({_short(item.content)})"
            problems.append(problem(item.line, item.column, message))
    return problems


_LATEX = "LaTeX may stand in ':::{deeper}' only; a dollar that is meant is written \\$"
_HTML = "raw HTML is not allowed; write it in Markdown"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def one_problem(path: str, line: int, column: int, message: str) -> ContentError:
    """A ContentError with a single problem."""
    return ContentError([Problem(path, line, column, message)])
