"""JSON Schemas for what authors write in YAML, so that their editors complete and check it.

A course map names its schema in a first line such as
``# yaml-language-server: $schema=course.schema.json``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from lessons.course import Course
from lessons.front import FrontMatter

Kind = Literal["front", "course"]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: Kind) -> dict[str, Any]:
    """The schema of a lesson's front matter, or of ``course.yaml``."""
    model: type[BaseModel] = FrontMatter if kind == "front" else Course
    title = {"front": "Front matter of a lesson", "course": "Course map"}[kind]
    return {"$schema": _DIALECT, **model.model_json_schema(), "title": title}
