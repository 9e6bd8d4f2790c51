"""What another page may ask the page of papers to show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PaperRequest:
    """The paper `paper` of `desktop.domain.papers`, of the bundle `sequence` where it is one's."""

    paper: str
    sequence: int | None = None
