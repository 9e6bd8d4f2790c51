"""JSON read in one way only: no repeated keys, no NaN, no depth that readers disagree on."""

from __future__ import annotations

import json
import math
import re
from typing import Any

MAX_DEPTH = 64

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


class NotStrictJson(ValueError):
    """The text is not JSON, or is JSON that two readers may understand differently."""


def loads(data: bytes) -> Any:
    """Parse UTF-8 JSON; raises `NotStrictJson`."""
    try:
        text = data.decode("utf-8")
        _refuse_depth(text)
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_number,
        )
        # A lone surrogate can be written as an escape, but never shown or stored again.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise NotStrictJson(str(error)) from error
    return value


def _refuse_depth(text: str) -> None:
    depth = 0
    for character in _STRING.sub("", text):
        if character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise NotStrictJson(f"deeper than {MAX_DEPTH}")
        elif character in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrictJson("a key stands twice in one object")
    return found


def _constant(name: str) -> Any:
    raise NotStrictJson(f"{name} is not a JSON number")


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NotStrictJson(f"{text} is too large")
    return number
