"""What took long to make is made once, read back exactly, and made again when it is damaged or old."""

from __future__ import annotations

import ast
import importlib.util
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from simulations.signs import kept as keeping
from simulations.signs.kept import CODE, FOLDER, Memory, is_kept, kept

RECIPE = {"size": 3, "rate": 0.1, "of": "toys"}


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "shelf"))
    return tmp_path / "shelf"


class Toy:
    """Counts how often it is built."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self):
        self.times += 1
        return {"ones": np.ones((2, 3), np.float32), "names": np.array(["a", "b"])}


def test_arrays_are_made_once_and_read_back_exactly(shelf):
    toy = Toy()
    made, read = kept("toy", RECIPE, toy), kept("toy", RECIPE, toy)
    assert toy.times == 1 and made.keys() == read.keys() == {"ones", "names"}
    assert read["ones"].dtype == np.float32 and (read["ones"] == 1).all()
    assert list(read["names"]) == ["a", "b"]
    assert [path.suffix for path in shelf.iterdir()] == [".npz"]


def test_another_recipe_name_or_code_is_made_anew(shelf, monkeypatch):
    toy = Toy()
    kept("toy", RECIPE, toy)
    assert is_kept("toy", RECIPE) and is_kept("toy", dict(reversed(RECIPE.items())))
    assert not is_kept("toy", RECIPE | {"size": 4})
    assert not is_kept("other", RECIPE)
    assert not is_kept("toy", RECIPE, code=["simulations.challenge"])
    monkeypatch.setattr(keeping, "_source_hash", lambda module: b"changed" + module.encode())
    assert not is_kept("toy", RECIPE)


def test_a_change_in_the_source_changes_its_hash(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    hashes = []
    for text in (b"a = 1\n", b"a = 1\r\n", b"a = 2\n"):
        (tmp_path / "followed_by_a_toy.py").write_bytes(text)
        importlib.invalidate_caches()
        hashes.append(keeping._source_hash.__wrapped__("followed_by_a_toy"))
    assert hashes[0] == hashes[1] != hashes[2]


def test_everything_that_the_models_follow_is_part_of_the_key():
    seen, waiting = set(), ["simulations.signs.models"]
    while waiting:
        module = waiting.pop()
        seen.add(module)
        tree = ast.parse(Path(importlib.util.find_spec(module).origin).read_text(encoding="utf-8"))
        found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        waiting += {name for name in found if name and name.startswith("simulations.signs.")} - seen
    assert seen <= set(CODE)


def _only_file(shelf: Path) -> Path:
    [path] = shelf.iterdir()
    return path


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[content.index(np.float32(1).tobytes() * 6)] ^= 0xFF
    path.write_bytes(content)


def _foreign(path: Path) -> None:
    np.savez(path, ones=np.zeros(3), recipe=np.array("another recipe"))


def _without_recipe(path: Path) -> None:
    np.savez(path, ones=np.zeros(3))


class _Runs:
    def __reduce__(self):
        return os.mkdir, ("this-must-not-exist",)


def _pickled(path: Path) -> None:
    np.savez(path, recipe=np.array([_Runs()], dtype=object))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _single(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.ones(3))


@pytest.mark.parametrize("harm", [
    lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"PK no archive"), _truncated, _flipped,
    _foreign, _without_recipe, _pickled, _single,
], ids=["empty", "garbage", "truncated", "flipped", "foreign", "without recipe", "pickled", "one array"])
def test_a_damaged_or_foreign_file_is_made_again(shelf, tmp_path, monkeypatch, harm):
    monkeypatch.chdir(tmp_path)
    toy = Toy()
    kept("toy", RECIPE, toy)
    harm(_only_file(shelf))
    assert (kept("toy", RECIPE, toy)["ones"] == 1).all() and toy.times == 2
    assert (kept("toy", RECIPE, toy)["ones"] == 1).all() and toy.times == 2
    assert not Path("this-must-not-exist").exists()


def test_a_file_that_would_fill_the_memory_is_not_read(shelf, monkeypatch):
    toy = Toy()
    kept("toy", RECIPE, toy)
    monkeypatch.setattr(keeping, "MOST_BYTES_OF_ONE", 10)
    assert (kept("toy", RECIPE, toy)["ones"] == 1).all() and toy.times == 2
    kept("new", RECIPE, toy)
    assert not is_kept("new", RECIPE)


def test_where_nothing_can_be_written_everything_works(tmp_path, monkeypatch):
    (tmp_path / "a-file").write_text("in the way")
    monkeypatch.setenv(FOLDER, str(tmp_path / "a-file" / "models"))
    toy = Toy()
    for _ in range(2):
        assert (kept("toy", RECIPE, toy)["ones"] == 1).all()
    assert toy.times == 2 and not is_kept("toy", RECIPE)


def test_a_write_that_fails_leaves_nothing_behind(shelf, monkeypatch):
    def full(file, **arrays):
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert (kept("toy", RECIPE, Toy())["ones"] == 1).all()
    assert list(shelf.iterdir()) == []


def test_something_in_the_place_of_a_file_does_not_matter(shelf):
    toy = Toy()
    kept("toy", RECIPE, toy)
    _folder(_only_file(shelf))
    assert (kept("toy", RECIPE, toy)["ones"] == 1).all() and toy.times == 2


def test_what_was_not_used_for_longest_is_dropped_first(shelf, monkeypatch):
    for size in range(3):
        kept("toy", {"size": size}, Toy())
    files = {size: next(path for path in shelf.iterdir() if path == keeping._path("toy", {"size": size}, ()))
             for size in range(3)}
    for size, path in files.items():
        os.utime(path, (1000 + size, 1000 + size))
    abandoned, busy = shelf / "gone.part", shelf / "busy.part"
    abandoned.touch()
    os.utime(abandoned, (1000, 1000))
    busy.touch()
    kept("toy", {"size": 0}, Toy())  # used again: no longer the oldest
    monkeypatch.setattr(keeping, "MOST_BYTES", 2 * files[0].stat().st_size + 200)
    kept("toy", {"size": 3}, Toy())
    assert [is_kept("toy", {"size": size}) for size in range(4)] == [True, False, False, True]
    assert busy.exists() and not abandoned.exists()


def test_a_name_that_is_no_file_name_is_refused(shelf):
    for name in ("", "../up", "Toy", "a b"):
        with pytest.raises(ValueError, match="name must be lower-case letters, digits and hyphens"):
            kept(name, RECIPE, Toy())
    with pytest.raises(ValueError, match="code must name modules"):
        kept("toy", RECIPE, Toy(), code=["simulations.nowhere"])


def at_once(count: int, work) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_those_who_ask_at_the_same_time_wait_for_one_to_make_it(shelf):
    together, all_here, toy, got = threading.Barrier(4), threading.Event(), Toy(), []

    def build():
        all_here.wait()
        return toy()

    def work():
        if together.wait() == 0:
            all_here.set()
        got.append(kept("toy", RECIPE, build)["ones"].sum())

    at_once(4, work)
    assert toy.times == 1 and got == [6, 6, 6, 6]


def test_memory_makes_a_thing_once_and_lets_go_of_the_oldest():
    memory, made = Memory(2), []

    def making(key):
        return lambda: made.append(key) or key

    at_once(4, lambda: memory.get("a", making("a")))
    assert made == ["a"] and "a" in memory
    memory.get("b", making("b"))
    memory.get("a", making("a"))
    memory.get("c", making("c"))
    assert "a" in memory and "b" not in memory and made == ["a", "b", "c"]
    memory.clear()
    assert "a" not in memory


def test_memory_does_not_keep_a_failure():
    memory = Memory(2)
    with pytest.raises(ZeroDivisionError):
        memory.get("a", lambda: 1 / 0)
    assert memory.get("a", lambda: 7) == 7
