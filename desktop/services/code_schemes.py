"""Reads the code schemes that the program ships."""

from __future__ import annotations

from functools import cache

from desktop import resources
from desktop.domain import codes


@cache
def scheme(name: str) -> codes.Scheme:
    """Return the scheme `name`; raises the refusal `code.scheme_unknown`."""
    definitions = {known: resources.toml("codes", f"{known}.toml") for known in codes.SCHEMES}
    return codes.scheme(name, definitions)
