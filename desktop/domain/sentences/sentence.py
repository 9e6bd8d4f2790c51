"""The pair of words that belongs to a problem code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """What is wrong, and how to mend it; English source strings with `{name}` gaps."""

    message: str
    fix: str
