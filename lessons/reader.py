"""Reading a lesson: MyST Markdown becomes steps of blocks, or errors with their places.

The text is cut by the tokens of markdown-it-py at the headings of steps, at the colon fences and
at pictures that stand alone; what lies between is prose. Every line belongs to exactly one part,
so the parts put together are the file. All faults of a file are reported at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import unquote

from markdown_it.token import Token

from lessons.front import SLUG, inside, lines_of, read_front, split_front
from lessons.markdown import blocks, found, plain_ends, refused
from lessons.model import (
    Aside,
    Block,
    Figure,
    Front,
    Lesson,
    Prose,
    QuestionBlock,
    QuizBlock,
    SimulationBlock,
    Step,
)
from simulations.authored import ContentError, Document, Problem, did_you_mean, read_text
from simulations.parameters import ParameterError
from simulations.seeds import checked_seed

MOST_CHARACTERS = 100_000
"""A lesson of half an hour holds about 40,000."""
MOST_IN_PARAGRAPH = 4_000
"""Within a paragraph, the time that parsing takes can grow with the square of its length."""
MOST_BRACKETS = 200
"""Each ``[`` makes the parser look for its end through the rest of the paragraph."""
ROLES = ("measure", "cite", "term", "threat")
AsideKind = Literal["note", "case", "deeper", "takeaway", "security", "limits"]
ASIDES = get_args(AsideKind)
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "simulation": ("preset", "parameters", "knobs", "charts", "measures", "seed", "caption"),
    "predict": (), "question": (), "challenge": (), "quiz": (),
}
"""The directives that are not asides, and the options of each."""


def read_lesson(path: Path, *, shown: str | None = None) -> Lesson:
    """The lesson in ``path``, a ``lesson.md`` or ``lesson.ipynb`` in the lesson's own folder.

    Raises ContentError with every fault and its place; ``shown`` is what to call the file there.
    """
    shown = shown or str(path)
    if path.suffix == ".ipynb":
        from lessons.from_notebook import read_notebook

        imported = read_notebook(path, shown=shown)
        with imported.places():
            lesson = parse_lesson(imported.text, path.parent, shown=shown, file=path.name)
        return replace(lesson, cells=imported.cells)
    return parse_lesson(read_text(path, shown), path.parent, shown=shown, file=path.name)


def parse_lesson(text: str, folder: Path, *, shown: str, file: str = "lesson.md") -> Lesson:
    """The lesson written in ``text``, whose pictures are in ``folder``.

    Raises ContentError with every fault and its place.
    """
    if len(text) > MOST_CHARACTERS:
        message = f"a lesson must be at most {MOST_CHARACTERS:,} characters long (got {len(text):,})"
        raise ContentError([Problem(shown, 1, 1, message)])
    head, body = split_front(text, shown)
    problems = _long_paragraphs(body, len(head), shown)
    if problems:
        raise ContentError(problems)
    front: Front | None = None
    try:
        front, _ = read_front(head, folder.name, shown)
    except ContentError as error:
        problems += error.problems
    reading = _Reading(text, len(head), shown)
    steps = reading.steps()
    problems += reading.problems
    if not steps and not reading.problems:
        problems.append(Problem(shown, len(head), 1, "a lesson needs at least one step: '## Title'"))
    if problems or front is None:
        raise ContentError(problems)
    return Lesson(
        front=front, steps=steps, folder=folder, source=f"{folder.name}/{file}",
        front_source=reading.front_source, shown=shown,
    )


def slug_of(title: str) -> str:
    """The slug made from a heading: ``"What the blind model sees"`` is ``what-the-blind-model-sees``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _long_paragraphs(lines: Sequence[str], skip: int, shown: str) -> list[Problem]:
    """Paragraphs (lines without a blank one between them) that are too long to be parsed safely."""
    problems, start, length, opened = [], 0, 0, 0
    for number, line in enumerate([*lines, ""], 1):
        length += len(line)
        opened += line.count("[")
        if line.strip():
            continue
        if opened > MOST_BRACKETS:
            message = f"a paragraph must have at most {MOST_BRACKETS} opening brackets (got {opened})"
            problems.append(Problem(shown, skip + start + 1, 1, message))
        if length > MOST_IN_PARAGRAPH:
            message = f"a paragraph must be at most {MOST_IN_PARAGRAPH:,} characters long (got {length:,})"
            problems.append(Problem(shown, skip + start + 1, 1, message + "; leave a blank line in it"))
        start, length, opened = number, 0, 0
    return problems


@dataclass
class _Cut:
    """Where a part of the file begins (line from 0), and how to make it from its source."""

    line: int
    make: Callable[[str], Block] | None = None
    heading: tuple[str, str] | None = None
    """Title and slug, where the part is the heading of a step."""


@dataclass
class _Reading:
    text: str
    skip: int
    """How many lines the front matter takes."""
    shown: str
    problems: list[Problem] = field(default_factory=list)
    front_source: str = ""

    def steps(self) -> tuple[Step, ...]:
        """Cuts the text below the front matter into steps of blocks."""
        lines = lines_of(self.text)
        body = plain_ends("".join(lines[self.skip :]))
        cuts = self._cuts(body)
        first = cuts[0].line + self.skip if cuts else len(lines)
        self.front_source = "".join(lines[:first])
        steps: list[Step] = []
        slugs: dict[str, int] = {}
        if not cuts:
            return ()
        ends = [cut.line for cut in cuts[1:]] + [len(lines) - self.skip]
        for cut, end in zip(cuts, ends, strict=True):
            source = "".join(lines[self.skip + cut.line : self.skip + end])
            if cut.heading is not None:
                title, slug = cut.heading
                if slug in slugs:
                    message = f"two steps have the slug '{slug}' (the other is in line {slugs[slug]})"
                    self._problem(cut.line, message + "; give one: ## Title {#slug}")
                slugs[slug] = cut.line + self.skip + 1
                steps.append(Step(slug, title, (), cut.line + self.skip + 1, source))
            elif steps:
                block = self._block(cut, source)
                last = steps[-1]
                steps[-1] = Step(last.slug, last.title, (*last.blocks, block), last.line, last.source)
            else:
                message = "nothing but blank lines may stand before the first step: '## Title'"
                self._problem(cut.line, message)
        self._refuse(body)
        return tuple(steps)

    def _block(self, cut: _Cut, source: str) -> Block:
        return Prose(source, cut.line + self.skip + 1) if cut.make is None else cut.make(source)

    def _problem(self, line: int, message: str, column: int = 1) -> None:
        """Notes a problem; ``line`` counts from 0 below the front matter."""
        self.problems.append(Problem(self.shown, line + self.skip + 1, column, message))

    def _cuts(self, body: str) -> list[_Cut]:
        cuts: list[_Cut] = []
        tokens = blocks(body)
        in_prose = False
        for index, token in enumerate(tokens):
            if token.map is None or token.nesting < 0:
                continue
            special = None
            if token.type == "heading_open":
                special = self._heading(token, tokens[index + 1])
            elif token.level == 0 and token.type == "colon_fence":
                special = self._directive(token, body)
            elif token.level > 0 and token.type == "colon_fence":
                self._problem(token.map[0], f"':::{token.info.strip()}' must stand at the left margin")
            elif token.level == 0 and token.type == "paragraph_open":
                special = self._figure(token, tokens[index + 1])
            if special is not None:
                cuts.append(special)
                in_prose = False
            elif token.level == 0 and not in_prose:
                cuts.append(_Cut(token.map[0]))
                in_prose = True
        return cuts

    def _heading(self, token: Token, inline: Token) -> _Cut | None:
        assert token.map is not None
        line, depth = token.map[0], int(token.tag[1])
        if token.markup in ("=", "-"):
            self._problem(line, "write headings as '## Title', or leave a blank line above '---'")
        elif depth == 1:
            self._problem(line, "'#' is the lesson's title, which stands in the front matter; use '##'")
        elif depth > 4:
            self._problem(line, "headings inside a step are '###' or '####'")
        elif depth == 2 and token.level > 0:
            self._problem(line, "the heading of a step must stand at the left margin")
        elif depth == 2:
            return self._step(line, inline)
        return None

    def _step(self, line: int, inline: Token) -> _Cut:
        title, slug = inline.content.strip(), ""
        if title.endswith("}") and "{#" in title:
            title, _, slug = title[:-1].rpartition("{#")
            title = title.strip()
        if any(child.type not in ("text", "text_special") for child in inline.children or ()):
            self._problem(line, "the heading of a step is plain text, without roles, links or emphasis")
        if not title:
            self._problem(line, "the step needs a title: '## Title'")
        slug = slug or slug_of(title)
        if not re.match(SLUG, slug):
            self._problem(line, f"the slug '{slug}' of this step must be small letters, digits and hyphens")
        return _Cut(line, heading=(title, slug))

    def _figure(self, token: Token, inline: Token) -> _Cut | None:
        assert token.map is not None
        children = inline.children or []
        pictures = [child for child in children if child.type == "image"]
        if not pictures:
            return None
        if len(children) > 1:
            self._problem(token.map[0], "a picture must stand alone in its paragraph")
            return None
        picture, line = pictures[0], token.map[0]
        path = unquote(str(picture.attrs.get("src", "")))
        alt = " ".join(picture.content.split())
        caption = str(picture.attrs.get("title", ""))
        if not alt:
            message = f"the picture '{path}' needs alternative text: ![what it shows]({path})"
            self._problem(line, message)
        if not inside(path):
            self._problem(line, f"the picture must be a file in the lesson's own folder (got '{path}')")
        number = line + self.skip + 1
        return _Cut(line, lambda source: Figure(source, number, path, alt, caption))

    def _directive(self, token: Token, body: str) -> _Cut:
        assert token.map is not None
        line = token.map[0]
        number = line + self.skip + 1
        name, _, argument = token.info.strip().partition("}")
        name, argument = name.removeprefix("{"), argument.strip()
        if not token.info.strip().startswith("{") or "}" not in token.info:
            self._problem(line, f"':::{token.info.strip()}' must name a block: ':::{{note}} Title'")
            return _Cut(line, lambda source: Prose(source, number))
        if not self._closed(token, body):
            self._problem(line, f"':::{{{name}}}' is never closed by a line '{token.markup}'")
        if name not in OPTIONS and name not in ASIDES:
            close = did_you_mean(name, [*OPTIONS, *ASIDES])
            self._problem(line, f"there is no block '{name}'{close}", len(token.markup) + 2)
            return _Cut(line, lambda source: Prose(source, number))
        if name in ASIDES:
            return self._aside(token, name, argument)
        options = self._options(token, name)
        if not argument:
            wanted = {"simulation": "the name of a simulation", "quiz": "'before' or 'quiz'"}
            self._problem(line, f"':::{{{name}}}' needs {wanted.get(name, 'the id of a question')} behind it")
        elif " " in argument:
            self._problem(line, f"':::{{{name}}}' takes one word behind it (got '{argument}')")
        return _Cut(line, self._maker(name, argument, options, line))

    def _closed(self, token: Token, body: str) -> bool:
        assert token.map is not None
        start, end = token.map
        last = body.split("\n")[end - 1].strip() if end - 1 > start else ""
        return len(last) >= len(token.markup) and set(last) == {":"}

    def _aside(self, token: Token, name: str, title: str) -> _Cut:
        assert token.map is not None
        line, number, content = token.map[0], token.map[0] + self.skip + 1, token.content
        if not content.strip():
            self._problem(line, f"':::{{{name}}}' is empty")
        for inner in blocks(content):
            if inner.map is None:
                continue
            where = line + 1 + inner.map[0]
            if inner.type == "colon_fence":
                message = f"a block cannot stand inside ':::{{{name}}}' of line {number}"
                self._problem(where, message + "; is its closing ':::' missing?")
            elif inner.type == "heading_open" and inner.tag in ("h1", "h2"):
                self._problem(where, "headings inside a block are '###' or '####'")
        for item in found(content):
            if item.kind == "picture":
                self._problem(line + item.line, "a picture cannot stand inside a block", item.column)
        kind = cast(AsideKind, name)
        return _Cut(line, lambda source: Aside(source, number, kind, title, content))

    def _options(self, token: Token, name: str) -> dict[str, tuple[str, int]]:
        """The ``:name: value`` lines of a directive, each with its line; anything else is a fault."""
        assert token.map is not None
        options: dict[str, tuple[str, int]] = {}
        for line, content in enumerate(token.content.split("\n"), token.map[0] + 1):
            if not content.strip():
                continue
            match = re.match(r"\s*:([a-zA-Z_-]+):(?:\s+(.*))?$", content)
            if match is None:
                self._problem(line, f"':::{{{name}}}' holds only options, such as ':name: value'")
                continue
            key, value = match.group(1), (match.group(2) or "").strip()
            if key not in OPTIONS[name]:
                known = did_you_mean(key, OPTIONS[name]) if OPTIONS[name] else "; it takes none"
                self._problem(line, f"there is no option '{key}' in ':::{{{name}}}'{known}")
            elif key in options:
                self._problem(line, f"the option '{key}' stands here twice")
            elif not value:
                self._problem(line, f"the option '{key}' is empty")
            options[key] = (value, line)
        return options

    def _maker(
        self, name: str, argument: str, options: Mapping[str, tuple[str, int]], line: int
    ) -> Callable[[str], Block]:
        number = line + self.skip + 1
        if name == "simulation":
            return self._simulation(argument, options, number)
        if name == "quiz":
            if argument and argument not in ("before", "quiz"):
                self._problem(line, f"':::{{quiz}}' is 'before' or 'quiz' (got '{argument}')")
            pool = cast(Literal["before", "quiz"], argument)
            return lambda source: QuizBlock(source, number, pool)
        kind = cast(Literal["question", "predict", "challenge"], name)
        return lambda source: QuestionBlock(source, number, kind, argument)

    def _simulation(
        self, slug: str, options: Mapping[str, tuple[str, int]], number: int
    ) -> Callable[[str], Block]:
        def words(key: str) -> tuple[str, ...]:
            return tuple(options.get(key, ("", 0))[0].replace(",", " ").split())

        parameters: dict[str, Any] = {}
        for word in words("parameters"):
            name, sign, value = word.partition("=")
            if not sign or not name or not value or name in parameters:
                message = f"':parameters:' holds name=value, each name once (got '{word}')"
                self._problem(options["parameters"][1], message)
            parameters[name] = value
        seed = 1
        try:
            seed = checked_seed(options.get("seed", ("1", 0))[0])
        except ParameterError as error:
            self._problem(options["seed"][1], str(error))
        return lambda source: SimulationBlock(
            source, number, slug, preset=options.get("preset", ("", 0))[0], parameters=parameters,
            knobs=words("knobs"), charts=words("charts"), measures=words("measures"), seed=seed,
            caption=options.get("caption", ("", 0))[0],
        )

    def _refuse(self, body: str) -> None:
        """Notes what may stand nowhere: raw HTML, dead links, unknown roles, pictures in a line."""
        lines = body.split("\n")
        fences = [token for token in blocks(body) if token.type == "colon_fence" and token.level == 0]
        outside = list(lines)
        for token in fences:
            assert token.map is not None
            for line in range(token.map[0], token.map[1]):
                outside[line] = ""
            name = token.info.strip().partition("}")[0].removeprefix("{")
            if name in ASIDES:
                self._refuse_in(token.content, token.map[0] + 1, math=name == "deeper")
            elif name == "simulation":
                for line, content in enumerate(token.content.split("\n"), token.map[0] + 1):
                    key, _, caption = content.strip().removeprefix(":").partition(":")
                    self._refuse_in(caption if key == "caption" else "", line, math=False)
        self._refuse_in("\n".join(outside), 0, math=False)

    def _refuse_in(self, text: str, line: int, *, math: bool) -> None:
        first = line + self.skip + 1
        self.problems += refused(text, self.shown, first, math=math)
        for item in found(text):
            if item.kind == "role" and item.name not in ROLES:
                close = did_you_mean(item.name, ROLES)
                message = f"there is no role '{item.name}'{close}"
                self._problem(line + item.line - 1, message, item.column)


def front_of(path: Path, *, shown: str) -> tuple[Front, Document]:
    """Only the front matter of the lesson in ``path``: quick, for the map of the course."""
    if path.suffix == ".ipynb":
        from lessons.from_notebook import read_notebook

        imported = read_notebook(path, shown=shown)
        with imported.places():
            head, _ = split_front(imported.text, shown)
            return read_front(head, path.parent.name, shown)
    head, _ = split_front(read_text(path, shown), shown)
    return read_front(head, path.parent.name, shown)
