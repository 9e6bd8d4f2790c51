"""Finds the files shipped in `resources/`; nothing here is ever written."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent / "resources"


def path(*parts: str) -> Path:
    """Return the path of a shipped file."""
    return ROOT.joinpath(*parts)


@cache
def toml(*parts: str) -> dict[str, Any]:
    """Read a shipped TOML file once; callers must not change what they get."""
    # Loaded here, for most commands read no such file and it is slow to load.
    import tomllib

    return tomllib.loads(path(*parts).read_text(encoding="utf-8"))
