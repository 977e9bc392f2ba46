"""The JSON Schema of a question bank, so that an editor can complete and check while one types.

It is made from the models that read the banks, so it cannot say anything else than they do. What
needs the simulations (names of measures, parameters) is left to ``python -m quizzes check``.
"""

from __future__ import annotations

import inspect
import json
from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from quizzes.model import Mix
from quizzes.policy import Policy
from quizzes.types import types

COMMENT = "# yaml-language-server: $schema=../bank.schema.json"
"""The first line of a bank whose author's editor is to find the schema."""


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``quizzes/bank/<slug>.yaml``."""
    union: Any = reduce(or_, types().values())
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[union, Field(discriminator="type")])
    questions = adapter.json_schema(ref_template="#/$defs/{model}")
    policy = Policy.model_json_schema()
    definitions = questions.pop("$defs")
    for model in types().values():
        definitions[model.__name__]["description"] = inspect.getdoc(model)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A question bank",
        "type": "object",
        "additionalProperties": False,
        "required": ["title"],
        "anyOf": [{"required": ["questions"]}, {"required": ["mixes"]}],
        "properties": {
            "title": {"type": "string", "minLength": 1},
            "lesson": {"type": "string", "description": "The lesson's slug: the name of this file."},
            "policy": policy,
            "mixes": {"type": "array", "minItems": 1, "items": Mix.model_json_schema()},
            "questions": {"type": "array", "minItems": 1, "items": questions},
        },
        "$defs": definitions,
    }


def schema_text() -> str:
    """The schema as it stands in ``quizzes/bank.schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
