"""Reading what people write: places, sentences, and nothing that could harm the reader."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, field_validator
from ruamel.yaml import YAML

from simulations.authored import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    ContentError,
    Problem,
    did_you_mean,
    read_text,
    read_yaml,
    validated,
)

ROOT = Path(__file__).resolve().parents[2]


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    kind: Literal["choice", "number"] = "choice"
    share: float = Field(default=0.5, ge=0, le=1)

    @field_validator("name")
    @classmethod
    def short(cls, name: str) -> str:
        if len(name) > 10:
            raise ValueError(f"name must be at most 10 letters (got '{name}')")
        return name


class Content(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    items: list[Item]


def problems(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        validated(Content, read_yaml(text, "bank.yaml"))
    return [str(problem) for problem in caught.value.problems]


def test_plain_yaml_becomes_the_model_and_every_value_has_a_place() -> None:
    document = read_yaml("title: A\nitems:\n  - name: b\n    share: 0.25\n", "bank.yaml")
    assert validated(Content, document).items[0].share == 0.25
    assert document.place(("items", 0, "share")) == (4, 5)
    assert document.place(("items", 0, "missing", "deeper")) == (3, 5)


def test_the_first_line_of_a_part_of_a_file_is_its_own() -> None:
    document = read_yaml("title: A\nitems: x\n", "lesson.md", first_line=2)
    assert document.place(("items",)) == (3, 1)
    with pytest.raises(ContentError, match=r"lesson\.md:4:"):
        read_yaml("title: A\nitems: [\n", "lesson.md", first_line=2)


def test_all_faults_are_told_at_once_each_in_its_place() -> None:
    text = (
        "title: A\n"
        "items:\n"
        "  - name: b\n"
        "    knid: choice\n"
        "  - kind: chioce\n"
        "    share: 3\n"
        "  - name: far too long a name\n"
    )
    assert problems(text) == [
        "bank.yaml:4:5: there is no key 'knid' here; did you mean 'kind'?",
        "bank.yaml:5:5: 'name' is missing",
        "bank.yaml:5:5: items.1.kind must be one of 'choice' or 'number' (got 'chioce')"
        "; did you mean 'choice'?",
        "bank.yaml:6:5: items.1.share: input should be less than or equal to 1 (got 3)",
        "bank.yaml:7:5: name must be at most 10 letters (got 'far too long a name')",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: A\ntitle: B\n", "bank.yaml:2:1: the key 'title' stands here twice"),
        ("a: &x [1]\nb: *x\n", "bank.yaml:2:4: aliases (*name) are not allowed; write the value out"),
        ("a: !!python/object:os.system x\n", "is not allowed: only plain values are read"),
        ("a: !secret x\n", "is not allowed: only plain values are read"),
        ("? [1, 2]\n: x\n", "a key must be plain text"),
        ("a: [1, 2\nb: 3\n", "this is not valid YAML"),
        ("a: '\n", "this is not valid YAML"),
        ("a: b\x00\n", "this is not valid YAML"),
        ("a: " + "9" * 5000, "bank.yaml:1:4: the number '99999"),
        ("<<: {a: 1}", "there is no key '<<' here"),
        ("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1), f"nesting must be at most {MOST_DEPTH} deep"),
        ("x" * (MOST_CHARACTERS + 1), "the file must be at most 1,000,000 characters long"),
        ("", "the file is empty"),
        ("# nothing\n", "the file is empty"),
        ("just text\n", "bank.yaml:1:1:"),
        ("--- a\n--- b\n", "bank.yaml:"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_a_place(text: str, sentence: str) -> None:
    found = problems(text)
    assert any(sentence in problem for problem in found), found


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    with pytest.raises(ContentError, match="aliases"):
        read_yaml("\n".join(lines), "bank.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("off", "off"), ("true", True), ("1_000", 1000), ("012", 12),
        ("1e-3", 0.001), ("null", None), ("~", None), ("2024-01-01", "2024-01-01"), ("'1'", "1"),
        ("12:30", "12:30"),
    ],
)
def test_words_stay_words(text: str, value: object) -> None:
    """The traps of YAML 1.1: Norway, octal numbers, base sixty, dates."""
    assert read_yaml(f"a: {text}\n", "x.yaml").value == {"a": value}


AUTHORED = sorted(path for part in ("quizzes/bank", "lessons", "simulations")
                  for path in (ROOT / part).rglob("*.yaml") if path.name != "bank.yaml")


@pytest.mark.parametrize("path", AUTHORED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_ruamels_own_loader_reads_the_same_in_every_file_of_the_project(path: Path) -> None:
    text = path.read_text("utf-8")
    expected = YAML(typ="safe", pure=True).load(text)
    assert read_yaml(text, path.name).value == with_text_for_keys_and_dates(expected)


def with_text_for_keys_and_dates(value: Any) -> Any:
    """What ruamel loads, as we read it: a key is text, and so is a date."""
    if isinstance(value, dict):
        return {str(key): with_text_for_keys_and_dates(part) for key, part in value.items()}
    if isinstance(value, list):
        return [with_text_for_keys_and_dates(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")), max_size=12)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-10**30, 10**30) | WORDS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12,
)


@given(PLAIN)
@settings(deadline=None, derandomize=True, max_examples=60)
def test_plain_data_comes_back_as_it_was(data: object) -> None:
    """JSON is YAML; so is what ruamel itself writes, in blocks."""
    assert read_yaml(json.dumps({"a": data}, ensure_ascii=False), "x.json").value == {"a": data}
    written = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.dump({"a": data}, written)
    assert read_yaml(written.getvalue(), "x.yaml").value == {"a": data}


@given(st.text(st.sampled_from("ab1: -?[]{},&*!|>'\"#%@`\n\t.~<=0xe+"), max_size=40))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_whatever_is_written_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        read_yaml(text, "x.yaml")
    except ContentError as error:
        assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)


def test_what_is_quoted_in_a_message_is_short() -> None:
    (found,) = (one for one in problems(f"title: [{'x' * 500}]\nitems: []\n") if "title" in one)
    assert "xxx..." in found and len(found) < 150


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"missing\.yaml:1:1: cannot be read \(No such file"):
        read_text(tmp_path / "missing.yaml", "missing.yaml")
    (tmp_path / "latin.yaml").write_bytes("title: Zoé".encode("latin-1"))
    with pytest.raises(ContentError, match="is not UTF-8 text"):
        read_text(tmp_path / "latin.yaml")
    (tmp_path / "huge.yaml").write_bytes(b"x" * (4 * MOST_CHARACTERS + 1))
    with pytest.raises(ContentError, match="characters long"):
        read_text(tmp_path / "huge.yaml")
    (tmp_path / "good.yaml").write_text("title: Zoé", encoding="utf-8")
    assert read_text(tmp_path / "good.yaml") == "title: Zoé"


def test_did_you_mean_names_the_nearest_or_all() -> None:
    assert did_you_mean("hirring", ["hiring", "signs"]) == "; did you mean 'hiring'?"
    assert did_you_mean("xyz", ["hiring", "signs"]) == "; known: hiring, signs"
    assert did_you_mean("xyz", []) == ""


def test_problems_are_told_in_the_order_of_the_file() -> None:
    error = ContentError([Problem("a", 9, 1, "late"), Problem("a", 2, 1, "early", "warning")])
    assert str(error) == "a:2:1: warning: early\na:9:1: late"
