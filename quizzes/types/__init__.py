"""The types of question: one module each, found by looking.

``types()`` maps what stands behind ``type:`` in a bank to the model that reads it. Adding a type
is adding a module with a subclass of ``Question``; nothing else names it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from quizzes.question import Question


@cache
def types() -> Mapping[str, type[Question]]:
    """The question models by the name of their type, in alphabetical order."""
    found: dict[str, type[Question]] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for thing in vars(module).values():
            if _is_type(thing, module.__name__):
                (name,) = get_args(thing.model_fields["type"].annotation)
                found[name] = thing
    return MappingProxyType(dict(sorted(found.items())))


def _is_type(thing: Any, module: str) -> bool:
    return (
        isinstance(thing, type) and issubclass(thing, Question)
        and thing.__module__ == module and bool(get_args(thing.model_fields["type"].annotation))
    )
