"""The house rules that a reader can rely on, read from the source itself by ``ast``.

Packages import only to the left (simulations, quizzes, lessons, classroom, app.py); only the
modules that draw know Streamlit, only charts and what is above them know Altair; modules are
short; nothing unpickles, evaluates or goes to the network. ``python tests/test_architecture.py``
names the modules that are long enough to be questioned.
"""

from __future__ import annotations

import ast
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

DIRECTION = ("simulations", "quizzes", "lessons", "classroom", "app")
"""What may import what: each only what stands before it."""

DRAWS = re.compile(r"(panel|form|page|\w+_page|app)\.py$")
"""Modules that may import Streamlit."""
CHARTS = re.compile(r"(charts|chart_specs|palette)\.py$")
"""Modules that may import Altair, beside those that draw."""

MOST_LINES = 600
QUESTIONED_LINES = 350

TOP_LEVEL = {
    "lessons", "simulations", "app.py", "quizzes", "tests", "requirements.txt",
    "classroom", "constraints.txt", "docs", "deploy", "Makefile", "pyproject.toml",
    "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
    ".ci", ".streamlit", ".gitignore",
}

BUILDS_OBJECTS = {"pickle", "_pickle", "joblib", "dill", "cloudpickle", "marshal", "shelve"}
"""Reading data with these runs code that the data names."""
OTHER_YAML = {"yaml"}
"""PyYAML turns ``no`` into false and hides keys that stand twice; ruamel.yaml reads our YAML."""
NETWORK = {
    "requests", "httpx", "aiohttp", "urllib3", "socket", "websockets", "websocket", "tornado",
    "ftplib", "smtplib", "telnetlib", "http.client", "urllib.request", "boto3", "grpc",
}
"""Nothing here asks another machine for anything at run time."""

HOPES = re.compile(r"debias|unbiased|fair_threshold")
"""Names say what a thing does, not what one hopes."""
NO_SUBJECT = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


@dataclass(frozen=True)
class Module:
    """One source file, parsed."""

    path: Path

    @property
    def shown(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Its dotted name: ``simulations.base``; a package's own is ``simulations``."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        return self.name.split(".")[0]

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.shown)

    @cached_property
    def imports(self) -> tuple[tuple[str, int], ...]:
        """Every import anywhere in the file, as a dotted name with its line."""
        return tuple(self._imports(ast.walk(self.tree)))

    @cached_property
    def imports_when_loaded(self) -> tuple[str, ...]:
        """The imports that happen as soon as the module is imported."""
        return tuple(name for name, _ in self._imports(_outside_functions(self.tree)))

    def _imports(self, nodes):
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = self._source(node)
                yield source, node.lineno
                # `from package import module` imports the module too
                yield from ((f"{source}.{alias.name}", node.lineno) for alias in node.names)
            elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, node.lineno

    def _source(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        base = self.name.split(".")
        if self.path.name != "__init__.py":
            base = base[:-1]
        base = base[: len(base) - node.level + 1]
        return ".".join([*base, *([node.module] if node.module else [])])


def _outside_functions(tree: ast.AST):
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _outside_functions(node)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _tree() -> list[Path]:
    """Every file of the project: what git knows or would add; without git, what stands where it should."""
    if (ROOT / ".git").exists():
        asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        paths = [
            path
            for top in TOP_LEVEL
            for path in [ROOT / top, *(ROOT / top).rglob("*")]
            if not {"__pycache__", "node_modules"} & set(path.parts)
        ]
    return sorted(path for path in paths if path.is_file())


TREE = _tree()
MODULES = [
    Module(path) for path in TREE
    if path.suffix == ".py" and path.relative_to(ROOT).parts[0].removesuffix(".py") in DIRECTION
]
TESTS = [Module(path) for path in TREE if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")]
BY_NAME = {module.name: module for module in MODULES}

every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.shown)
every_source = pytest.mark.parametrize("module", [*MODULES, *TESTS], ids=lambda module: module.shown)


def imported(module: Module, libraries: set[str]) -> list[str]:
    """Where ``module`` imports one of ``libraries`` or a part of it."""
    return sorted({
        f"{module.shown}:{line} imports {library}"
        for name, line in module.imports
        for library in libraries
        if name == library or name.startswith(library + ".")
    })


def reached(module: Module) -> dict[str, str]:
    """Every module of ours that loading ``module`` loads, with the one that asked for it."""
    asked: dict[str, str] = {}
    waiting = [module]
    while waiting:
        one = waiting.pop()
        for name in one.imports_when_loaded:
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                inner = ".".join(parts[:end])
                if inner in BY_NAME and inner not in asked and inner != module.name:
                    asked[inner] = one.shown
                    waiting.append(BY_NAME[inner])
    return asked


@every_module
def test_packages_import_only_to_the_left(module):
    later = set(DIRECTION[DIRECTION.index(module.package) + 1 :]) | {"tests"}
    assert imported(module, later) == []


@every_module
def test_only_what_draws_imports_streamlit(module):
    if not DRAWS.search(module.path.name):
        assert imported(module, {"streamlit"}) == []


@every_module
def test_only_charts_and_above_import_altair(module):
    if not DRAWS.search(module.path.name) and not CHARTS.search(module.path.name):
        assert imported(module, {"altair", "vl_convert", "matplotlib", "plotly"}) == []


@every_module
def test_loading_a_pure_module_loads_nothing_that_draws(module):
    if DRAWS.search(module.path.name):
        return
    drawing = [
        f"{name} (asked for by {by})"
        for name, by in reached(module).items()
        if any(part.split(".")[0] == "streamlit" for part in BY_NAME[name].imports_when_loaded)
    ]
    assert drawing == []


@every_source
def test_modules_are_short(module):
    lines = len(module.text.splitlines())
    assert lines <= MOST_LINES, f"{module.shown} has {lines} lines: split it by subject"


@every_source
def test_modules_say_what_they_are(module):
    if module.text.strip():
        assert ast.get_docstring(module.tree), f"{module.shown} opens without a docstring"


@every_source
def test_modules_are_named_after_their_subject(module):
    assert not NO_SUBJECT & set(module.name.split("."))


@every_module
def test_names_say_what_a_thing_does_not_what_one_hopes(module):
    named = {
        node.id if isinstance(node, ast.Name) else node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name | ast.FunctionDef | ast.ClassDef)
    }
    assert [name for name in sorted(named) if HOPES.search(name.lower())] == []


@every_module
def test_nothing_prints_but_the_command_line(module):
    if module.path.name == "__main__.py":
        return
    printed = [
        f"{module.shown}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printed == []


@every_module
def test_data_is_never_run(module):
    run = [
        f"{module.shown}:{node.lineno} calls {node.func.id}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    ]
    assert run + imported(module, BUILDS_OBJECTS) == []


@every_module
def test_yaml_is_read_by_one_library(module):
    assert imported(module, OTHER_YAML) == []


@every_module
def test_nothing_goes_to_the_network(module):
    assert imported(module, NETWORK) == []


def test_the_door_defines_no_classes():
    door = Module(ROOT / "app.py")
    assert [node.name for node in ast.walk(door.tree) if isinstance(node, ast.ClassDef)] == []


def test_only_what_a_convention_demands_stands_at_the_root():
    standing = {path.relative_to(ROOT).parts[0] for path in TREE}
    assert sorted(standing - TOP_LEVEL) == []
    assert sorted(TOP_LEVEL - standing) == []


@pytest.mark.parametrize("path", TREE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_path_of_somebodys_machine_is_written_down(path):
    # preceded by a letter it would be part of an address
    local = re.compile(r"(?<![\w.])(/(?:work|root|Users|home)/[\w.]|[A-Z]:\\Users\\)")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return  # a picture
    found = [f"line {number}" for number, line in enumerate(text.splitlines(), 1) if local.search(line)]
    assert found == []


class TestTheReaderOfImports:
    """The rules above are only as good as what finds the imports."""

    def module(self, monkeypatch, text, name="quizzes/some_module.py"):
        module = Module(ROOT / name)
        monkeypatch.setitem(module.__dict__, "text", text)
        return module

    @pytest.mark.parametrize(
        "text",
        [
            "import streamlit", "import streamlit as st", "from streamlit import session_state",
            "from streamlit.starlette import App", "def later():\n    import streamlit",
            "import importlib\nimportlib.import_module('streamlit')", "if True:\n    import streamlit.web",
        ],
    )
    def test_an_import_is_found_wherever_it_hides(self, monkeypatch, text):
        assert imported(self.module(monkeypatch, text), {"streamlit"})

    def test_a_name_that_only_begins_alike_is_another(self, monkeypatch):
        assert not imported(self.module(monkeypatch, "import streamlit_extras"), {"streamlit"})

    @pytest.mark.parametrize(
        ("name", "text", "found"),
        [
            ("quizzes/types/one.py", "from . import two", "quizzes.types.two"),
            ("quizzes/types/__init__.py", "from . import two", "quizzes.types.two"),
            ("quizzes/types/one.py", "from ..base import Field", "quizzes.base"),
        ],
    )
    def test_relative_imports_are_resolved(self, monkeypatch, name, text, found):
        assert found in dict(self.module(monkeypatch, text, name).imports)

    def test_an_import_inside_a_function_does_not_happen_at_loading(self, monkeypatch):
        text = "def later():\n    import altair\nclass Now:\n    import click"
        assert self.module(monkeypatch, text).imports_when_loaded == ("click",)


if __name__ == "__main__":
    for long in sorted([*MODULES, *TESTS], key=lambda module: -len(module.text.splitlines())):
        if len(long.text.splitlines()) > QUESTIONED_LINES:
            print(f"{long.shown}: {len(long.text.splitlines())} lines; is it still one subject?")
