"""Reading numbers as people write them: ``0.5``, ``0,5``, ``50 %``, ``1,234.5``, ``1/2``, ``1e-3``.

What could mean two things is not guessed: it is refused with a sentence, and costs no try. The
unit of the question decides what a percent sign does: in a question answered in %, ``50 %`` and
``50`` are 50; in a question answered as a plain number, ``50 %`` is 0.5.
"""

from __future__ import annotations

import math
import re
import unicodedata

from quizzes.base import Unreadable

MOST_CHARACTERS = 60

_NUMBER = r"[+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d{1,4})?"
_WHOLE_TEXT = re.compile(rf"(?P<top>{_NUMBER})\s*(?:/\s*(?P<bottom>{_NUMBER})\s*)?(?P<unit>\D*)")
_COUNT = re.compile(_NUMBER)
_POINTS = {"points", "point", "pp", "percentage points", "percentage point", "pts"}
_EXAMPLE = {"%": "such as 12.5 %", "points": "such as -12.5"}


def read_number(text: object, *, unit: str = "", whole: bool = False) -> float:
    """The number that a learner typed, in the question's unit.

    Parameters
    ----------
    text
        What was typed.
    unit
        What the question is answered in: ``%``, ``points``, another word, or nothing.
    whole
        Whether a whole number is asked for: then ``1,234`` is 1234 and not refused as ambiguous.

    Raises
    ------
    Unreadable
        With a sentence that says how to write it.
    """
    example = _EXAMPLE.get(unit, "such as 12" if whole else "such as 0.25")
    if not isinstance(text, str) or not text.strip():
        raise Unreadable(f"Write a number, {example}.")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"Write one number, {example}; this is {len(text):,} characters long.")
    line = " ".join("".join(map(_plain, text)).split())
    found = _WHOLE_TEXT.fullmatch(line)
    if found is None:
        if len(_COUNT.findall(line)) > 1:
            raise Unreadable(f"Write one number only, {example} (got '{line}').")
        if any(word in line.lower() for word in ("inf", "∞", "nan")):
            raise Unreadable(f"Write a finite number, {example} (got '{line}').")
        raise Unreadable(f"'{line}' cannot be read as a number; write digits only, {example}.")
    value = _value(found["top"], whole)
    if found["bottom"] is not None:
        bottom = _value(found["bottom"], whole)
        if bottom == 0:
            raise Unreadable(f"A fraction needs something other than 0 below the line (got '{line}').")
        value /= bottom
    if not math.isfinite(value):
        raise Unreadable(f"Write a finite number, {example} (got '{line}').")
    return _in_unit(value, found["unit"].strip().lower(), unit, found["bottom"] is not None, line)


def _plain(letter: str) -> str:
    """``letter`` as one types it: ½ as 1/2, but never 10² as 102, nor 1½ as 11/2."""
    kind = unicodedata.decomposition(letter).partition(" ")[0]
    if kind in ("<super>", "<sub>"):
        return letter
    plain = unicodedata.normalize("NFKC", letter).replace("−", "-").replace("⁄", "/")
    return f" {plain}" if kind == "<fraction>" else plain


def _in_unit(value: float, given: str, unit: str, is_fraction: bool, line: str) -> float:
    if given == unit.lower() or (unit == "points" and given in _POINTS):
        return value
    if given == "":
        if unit == "%" and is_fraction:
            return 100 * value
        if unit == "%" and 0 < abs(value) < 1:
            raise Unreadable(
                f"'{line}' could mean {value:g} % or {100 * value:g} %; write the percent sign with it."
            )
        return value
    if given in ("%", "percent", "per cent"):
        if unit == "":
            return value / 100
        if unit in ("%", "points"):
            return value
    asked = f"in {unit}" if unit else "as a plain number"
    raise Unreadable(f"'{given}' is not the unit asked for; answer {asked} (got '{line}').")


def _value(text: str, whole: bool) -> float:
    digits = text
    if "," in digits and "." in digits:
        decimal = max(",", ".", key=digits.rfind)
        other = "," if decimal == "." else "."
        head = digits[: digits.rfind(decimal)]
        if digits.count(decimal) > 1 or not _grouped(head, other):
            raise Unreadable(f"'{text}' mixes commas and points; write it with one decimal point only.")
        digits = digits.replace(other, "").replace(decimal, ".")
    elif digits.count(",") > 1 or digits.count(".") > 1:
        mark = "," if "," in digits else "."
        if not _grouped(digits, mark):
            raise Unreadable(f"'{text}' holds too many {'commas' if mark == ',' else 'points'}.")
        digits = digits.replace(mark, "")
    elif "," in digits:
        if _grouped(digits, ",") and not digits.lstrip("+-").startswith("0,"):
            if not whole:
                plain, decimal_text = digits.replace(",", ""), digits.replace(",", ".")
                raise Unreadable(f"'{text}' could mean {plain} or {decimal_text}; write one of these.")
            digits = digits.replace(",", "")
        else:
            digits = digits.replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        raise Unreadable(f"'{text}' cannot be read as a number.") from None


def _grouped(text: str, mark: str) -> bool:
    """Whether ``mark`` parts the digits into thousands, as in 1,234 or 12,345,678."""
    return re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", text) is not None
