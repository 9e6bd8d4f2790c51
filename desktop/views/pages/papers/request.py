"""What another page may ask the page of papers to show."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.routing import Cell
from desktop.services.reorganising.command import Reorganised


@dataclass(frozen=True)
class PaperRequest:
    """The paper `paper` of `desktop.domain.papers`, of the bundle `sequence` where it is one's; of
    units that are not in order in `cell`, below the unit `under` (uid and name); of the round of
    that number, None the last one."""

    paper: str
    sequence: int | None = None
    cell: Cell | None = None
    under: tuple[str, str] | None = None
    round: int | None = None


@dataclass(frozen=True)
class PlanRequest:
    """The paper of the plan called `title`, as it was worked out."""

    title: str
    plan: Reorganised
