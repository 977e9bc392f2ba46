"""What a run can be set to: each parameter declared once, with its range, its words and its help.

The slider, the link, the command line, the notebook's help and the sentence about a value that
cannot be used all come from the one declaration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Value = float | int | bool | str


class ParameterError(ValueError):
    """A caller gave parameters that cannot be used; ``faults`` has one sentence for each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


class Parameters(BaseModel):
    """The settings of a run. Each field is made by ``number``, ``whole``, ``switch`` or ``named``."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def number(
    default: float, *, label: str, help: str, low: float, high: float, step: float,
    unit: str = "", group: str = "",
) -> Any:
    """A parameter that is a real number between ``low`` and ``high``.

    ``help`` says what turning it up does; ``unit`` is printed behind the value; ``group`` heads
    the knobs that are shown together.
    """
    return Field(default, ge=low, le=high, title=label, description=help,
                 json_schema_extra={"step": step, "unit": unit, "group": group})


def whole(
    default: int, *, label: str, help: str, low: int, high: int, step: int = 1,
    unit: str = "", group: str = "",
) -> Any:
    """A parameter that is a whole number between ``low`` and ``high``."""
    return Field(default, ge=low, le=high, strict=True, title=label, description=help,
                 json_schema_extra={"step": step, "unit": unit, "group": group})


def switch(default: bool, *, label: str, help: str, group: str = "") -> Any:
    """A parameter that is on or off."""
    return Field(default, title=label, description=help, json_schema_extra={"group": group})


def named(default: str, *, label: str, help: str, options: Mapping[str, str], group: str = "") -> Any:
    """A parameter that is one of a few names; annotate the field with ``Literal`` of the same.

    ``options`` gives the words shown for each name.
    """
    return Field(default, title=label, description=help,
                 json_schema_extra={"options": dict(options), "group": group})


@dataclass(frozen=True)
class Knob:
    """A parameter as a control: what a slider, a command line or a table of help needs."""

    name: str
    kind: Literal["number", "whole", "switch", "named"]
    default: Value
    label: str
    help: str
    unit: str = ""
    group: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """What a value must be, in words: the end of the sentence ``name must be ...``."""
        match self.kind:
            case "number":
                return f"between {self.low:g} and {self.high:g}"
            case "whole":
                return f"a whole number between {self.low:,.0f} and {self.high:,.0f}"
            case "switch":
                return "true or false"
            case "named":
                return "one of " + ", ".join(self.options)

    def read(self, text: str) -> Value:
        """The value that ``text`` (from a link or a command line) stands for.

        Raises ValueError where it stands for none; the bounds are checked by ``Parameters``.
        """
        word = text.strip()
        match self.kind:
            case "switch":
                return {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}[
                    word.lower()
                ]
            case "whole":
                return int(word)
            case "number":
                return float(word)
            case "named":
                return word

    def write(self, value: Value) -> str:
        """``value`` as text that ``read`` reads back to exactly the same."""
        if self.kind == "switch":
            return "true" if value else "false"
        return repr(float(value)) if self.kind == "number" else str(value)

    def said(self, value: Value) -> str:
        """``value`` as people say it: the words of a choice, on or off, a number with its unit."""
        match self.kind:
            case "named":
                return self.options.get(str(value), str(value))
            case "switch":
                return "on" if value else "off"
            case "number" | "whole":
                return f"{float(value):,.10g}\N{NO-BREAK SPACE}{self.unit}".strip()


def knob_of(name: str, info: Any) -> Knob:
    """The control that the declaration of a field makes."""
    extra = info.json_schema_extra or {}
    bounds = {
        edge: getattr(item, attribute)
        for item in info.metadata
        for edge, attribute in (("low", "ge"), ("high", "le"))
        if hasattr(item, attribute)
    }
    if extra.get("options"):
        kind = "named"
    elif info.annotation is bool:
        kind = "switch"
    else:
        kind = "whole" if info.annotation is int else "number"
    return Knob(
        name=name, kind=kind, default=info.default,  # type: ignore[arg-type]
        label=info.title or name, help=info.description or "",
        unit=extra.get("unit", ""), group=extra.get("group", ""), step=extra.get("step"),
        options=extra.get("options", {}), **bounds,
    )
