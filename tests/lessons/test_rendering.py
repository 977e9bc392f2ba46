"""Texts as they are shown: roles resolved once for everybody, and anew when something changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from lessons import rendering
from lessons.model import Front
from lessons.rendering import Renderer, lab_address
from simulations.authored import ContentError
from simulations.catalogue import Catalogue
from simulations.outcomes import OutcomeStore


def front(slug: str = "coins-lesson", **more: object) -> Front:
    return Front(slug=slug, title="T", summary="S", minutes=5, objectives=(), prerequisites=(), references=(),
                 glossary={"heads": "A side."}, **more)  # type: ignore[arg-type]


@pytest.fixture
def renderer(catalogue: Catalogue) -> Renderer:
    return Renderer(catalogue, OutcomeStore())


def test_plain_text_is_passed_on_and_roles_become_what_they_say(renderer: Renderer) -> None:
    render = renderer.of(front(), "lesson.md")
    assert render("Nothing to see.") == "Nothing to see."
    assert render("{measure}`coins share bias=1` of {term}`heads`") == "100.0\u00a0% of *heads*"
    assert not any("Nothing" in str(key) for key in renderer._kept)


def test_links_lead_to_the_pages_of_the_app(renderer: Renderer) -> None:
    render = renderer.of(front(), "lesson.md")
    assert render("[a](lesson:other)") == "[a](other)"
    assert render("[a](step:the-end)") == "[a](coins-lesson?step=the-end)"
    assert render("[a](lab:coins?bias=0.7)") == "[a](lab-coins?bias=0.7)"
    query = urlsplit(lab_address("coins", {"a": "x y", "b": "ä&c=d"})).query
    assert parse_qs(query) == {"a": ["x y"], "b": ["ä&c=d"]}
    assert lab_address("coins", {}) == "lab-coins"


def test_a_text_is_resolved_once_for_everybody(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    same, calls = front(), []
    resolve = rendering.resolve
    monkeypatch.setattr(rendering, "resolve", lambda *given: calls.append(1) or resolve(*given))
    for _ in range(3):
        assert renderer.of(same, "lesson.md")("{term}`heads`") == "*heads*"
    assert len(calls) == 1
    renderer.of(front(), "lesson.md")("{term}`heads`")
    assert len(calls) == 2, "a lesson that was read again may say something else"


def test_a_number_of_a_preset_follows_the_preset_when_it_is_saved(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "engines" / "coins", tmp_path / "coins")
    file = tmp_path / "coins" / "presets.yaml"
    render = Renderer(Catalogue(tmp_path), OutcomeStore()).of(front(), "lesson.md")
    texts = ("{measure}`coins share preset=mine`", "{measure}`coins share preset=told`",
             "{measure}`coins share preset=told published`")
    kept = (
        "presets:\n"
        "  mine: {{title: A, summary: B, parameters: {{bias: {bias}}}}}\n"
        "  told:\n"
        "    {{title: A, summary: B, figures: {{heads: {heads}, throws: 4}}, published: [\n"
        "      {{measure: share, value: {bias}, tolerance: 0, standing: identity, source: C}}]}}\n"
    )
    for bias, heads, said in ((1, 1, ("100.0", "25.0", "100.0")), (0, 33, ("0.0", "825.0", "0.0"))):
        file.write_text(kept.format(bias=bias, heads=heads))
        assert [render(text).split("\u00a0")[0] for text in texts] == list(said)


def test_what_is_unknown_is_told_and_not_kept(renderer: Renderer) -> None:
    render = renderer.of(front(), "lesson.md")
    for _ in range(2):
        with pytest.raises(ContentError, match=r"lesson\.md"):
            render("{measure}`coin share`")
    assert not renderer._kept


def test_what_is_kept_is_bounded(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "MOST_TEXTS", 3)
    render = renderer.of(front(), "lesson.md")
    for number in range(9):
        render(f"{{term}}`heads` {number}")
    assert len(renderer._kept) == 3
