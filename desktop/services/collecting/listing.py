"""The rounds of forms that there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.models import collection_reader
from desktop.models.collection_reader import RoundBegun
from desktop.services.session import Session

__all__ = ["ListRounds", "RoundBegun", "list_rounds"]


@dataclass(frozen=True)
class ListRounds(Command):
    """Ask for all rounds of forms, the last first."""

    name: ClassVar[str] = "collect.list"


def list_rounds(session: Session, command: ListRounds) -> tuple[RoundBegun, ...]:
    """Return all rounds, the last first."""
    with session.reading(command) as connection:
        return collection_reader.rounds(connection)
