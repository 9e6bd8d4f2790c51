"""The one JSON text of a value: what is hashed, signed or bound is always written this way."""

from __future__ import annotations

import json

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical_json(value: object) -> str:
    """Return the one JSON text of `value`: keys sorted, no spaces, letters as they are."""
    return _encode(value)
