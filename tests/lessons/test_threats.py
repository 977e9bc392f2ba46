"""Identifiers of attacks are dated data, printed with the version that they were read from."""

from __future__ import annotations

import datetime as dt

import pytest

from lessons.threats import threat, threats
from simulations.authored import ContentError


def test_an_entry_is_printed_with_its_catalogue_and_version() -> None:
    assert threat("AML.T0043").words == "Craft Adversarial Data (AML.T0043, MITRE ATLAS content 5.6.0)"


def test_every_catalogue_says_when_it_was_published_and_read() -> None:
    for found in threats().values():
        assert dt.date(2020, 1, 1) < found.source.published <= found.source.read
        assert found.name
        assert found.source.version


def test_an_unknown_entry_names_its_neighbours() -> None:
    with pytest.raises(ValueError, match=r"no 'AML\.T0034'; did you mean 'AML\.T004"):
        threat("AML.T0034")


def test_an_entry_in_two_catalogues_is_an_error_with_its_place(tmp_path) -> None:
    one = ("  - {slug: a, name: A, version: '1', published: 2026-01-01, read: 2026-01-02, "
           "url: 'https://a.example', entries: {X1: Name}}\n")
    path = tmp_path / "threats.yaml"
    path.write_text("catalogues:\n" + one + one)
    with pytest.raises(ContentError, match=r"threats\.yaml:3:\d+: 'X1' stands here twice"):
        threats(path)
