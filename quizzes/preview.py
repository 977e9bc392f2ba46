"""A question as plain text with its key, for the author who wants to read it over."""

from __future__ import annotations

from typing import Any, assert_never

from quizzes.base import (
    Field,
    MatchField,
    NumberField,
    OneOf,
    OrderField,
    PictureField,
    SettingsField,
    SeveralOf,
    SureField,
    TextField,
)
from quizzes.question import Question


def preview(question: Question, seed: int) -> str:
    """The question as a learner with this seed sees it, then its key, feedback and hints."""
    variant = question.draw(seed)
    labels = [question.type, f"pool {question.pool}"]
    labels += [f"objective {question.objective}"] if question.objective else []
    labels += ["required"] if question.required else []
    labels += ["transfer"] if question.transfer else []
    lines = [f"== {question.id} ({', '.join(labels)})", "", variant.prompt, ""]
    if variant.shown is not None:
        run = variant.shown
        settings = ", ".join(f"{name}={value}" for name, value in run.parameters.items())
        lines += [f"[charts {', '.join(run.charts)} of {run.simulation}, seed {run.seed}: {settings}]", ""]
    for field in variant.fields():
        lines += [*_field(field), ""]
    lines += [f"Hint {place}: {hint}" for place, hint in enumerate(question.hints, start=1)]
    lines += ["Afterwards:", *(_mark(item.good) + item.text for item in variant.reveal())]
    if question.read_again:
        lines.append(f"Read again: {question.read_again}")
    return "\n".join(lines) + "\n"


def _mark(good: bool | None) -> str:
    return {True: "  + ", False: "  - ", None: "    "}[good]


def _field(field: Field) -> list[str]:
    match field:
        case OneOf() | SeveralOf() | OrderField():
            return [f"{field.label}:", *(f"  ({option.id}) {option.text}" for option in field.options)]
        case SureField():
            return [f"{field.label}:", *(f"  ({option.id}) {option.text}" for option in field.levels)]
        case MatchField():
            left = [f"  ({option.id}) {option.text}" for option in field.left]
            right = [f"      [{option.id}] {option.text}" for option in field.right]
            return [f"{field.label}:", *left, "   with", *right]
        case NumberField():
            return [f"{field.label}: ____ {field.unit}".rstrip()]
        case TextField():
            return [f"{field.label}: ____"]
        case PictureField():
            return [f"{field.label}: choose one of {len(field.pictures)} pictures"]
        case SettingsField():
            return [f"{field.label}: {', '.join(field.free)} are free; locked: {_settings(field.locked)}"]
        case _:
            assert_never(field)


def _settings(values: Any) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items()) or "nothing"
