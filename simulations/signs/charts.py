"""The sign charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.signs import chart_rows as rows
from simulations.signs import chart_specs as specs
from simulations.signs import chart_words as words
from simulations.signs.result import BLACK_BOX, SignsParameters


def with_curve(parameters: SignsParameters | None) -> bool:
    """A run has it whose curve is drawn, and whose attack is bound by the largest change."""
    bound = {"none", "noise", "fgsm", "pgd", "universal", "square", "nes"}
    return parameters is not None and parameters.curve != "none" and parameters.attack in bound


def with_sticker(parameters: SignsParameters | None) -> bool:
    """A run has it in which a sticker is put on a sign that is not its own target."""
    return parameters is not None and parameters.attack == "sticker" and parameters.sign != parameters.target


def with_all_kinds(parameters: SignsParameters | None) -> bool:
    """A run has it that attacks signs of all kinds."""
    return parameters is not None and parameters.attacked == "all"


def with_questions(parameters: SignsParameters | None) -> bool:
    """A run has it whose model is asked, not known."""
    return parameters is not None and parameters.attack in BLACK_BOX


def with_models(parameters: SignsParameters | None) -> bool:
    """A run has it that compares models."""
    return parameters is not None and parameters.compare == "models"


def with_components(parameters: SignsParameters | None) -> bool:
    """A run has it that compares numbers of components."""
    return (parameters is not None and parameters.compare == "components"
            and parameters.model in ("pca-mlp", "pca-logistic"))


CHARTS: tuple[Chart, ...] = (
    Chart("triptych", "The sign, the change, and what is read", specs.triptych, rows.triptych_rows,
          words.triptych_heading, words.triptych_alt, gallery=4),
    Chart("wall", "From other views", specs.wall, rows.wall_rows, words.wall_heading, words.wall_alt,
          with_sticker, gallery=8),
    Chart("curve", "Over all sizes of change", specs.curve, rows.curve_rows, words.curve_heading,
          words.curve_alt, with_curve),
    Chart("components", "Accuracy and attack", specs.components, rows.components_rows,
          words.components_heading, words.components_alt, with_components),
    Chart("models", "Other models", specs.models, rows.models_rows, words.models_heading,
          words.models_alt, with_models),
    Chart("questions", "Won by questions", specs.questions, rows.questions_rows, words.questions_heading,
          words.questions_alt, with_questions),
    Chart("readings", "What the model gives to each kind", specs.readings, rows.readings_rows,
          words.readings_heading, words.readings_alt),
    Chart("source-target", "What becomes of what", specs.source_target, rows.source_target_rows,
          words.source_target_heading, words.source_target_alt, with_all_kinds),
)
