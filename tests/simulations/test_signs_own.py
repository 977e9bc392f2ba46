"""A learner's own picture is read as data: by the model of these settings, or refused in a sentence."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from simulations import load
from simulations.parameters import ParameterError
from simulations.signs import models
from simulations.signs.classes import CLASSES, NUMBER
from simulations.signs.own import own_picture
from simulations.signs.scenes import photographed, posed


@pytest.fixture(scope="module", autouse=True)
def _trained() -> None:
    models.network()


def file(label: int = NUMBER["stop"]) -> bytes:
    image = photographed(posed(label, 5), size=192)[0]
    stream = io.BytesIO()
    Image.fromarray((255 * image).round().astype(np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def test_a_picture_of_a_sign_is_read_and_turned_by_the_attack() -> None:
    signs = load("signs")
    found = own_picture(file(), signs.settings({}))
    assert found.rows["mark"] == ["stop", "", "✗ limit 120"]
    assert "it reads limit 120" in found.heading
    assert {len(column) for column in found.rows.values()} == {3}


def test_a_change_of_nothing_moves_nothing() -> None:
    found = own_picture(file(), load("signs").settings({"budget": 0}))
    assert found.rows["mark"][2] == "= stop"
    assert "it still does" in found.heading


def test_a_picture_that_is_read_as_the_target_is_turned_into_anything_else() -> None:
    found = own_picture(file(NUMBER["limit-120"]), load("signs").settings({}))
    assert found.rows["mark"][0] == "limit 120"
    assert found.rows["mark"][2].removeprefix("✗ ") in {one.name for one in CLASSES} - {"limit 120"}


@pytest.mark.parametrize(("data", "said"), [
    (b"no picture at all", "must be a PNG, JPEG or PPM file"),
    (b"", "must be a PNG, JPEG or PPM file"),
    (file()[:300], "damaged"),
    (b"x" * (6 * 2**20), "must be smaller than 5 MB"),
])
def test_what_is_no_picture_gets_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        own_picture(data, load("signs").settings({}))


def test_a_model_that_is_not_trained_yet_is_not_trained_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "ready", lambda *_: False)
    with pytest.raises(ParameterError, match="run them once"):
        own_picture(file(), load("signs").settings({}))
