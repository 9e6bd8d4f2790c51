"""The pair of words that belongs to a problem code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """What is wrong, and how to mend it; English source strings with `{name}` gaps.

    `sender` is how to mend it for who sent the row and gets it back, where `fix` is none of theirs.
    """

    message: str
    fix: str
    sender: str | None = None
