"""Frees the vault's file of what was erased; apart, for every opening asks whether that is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.exc import DatabaseError

from desktop.domain.actors import Command
from desktop.domain.problems import Failure, Problem, Severity
from desktop.models import sweeping
from desktop.services.session import Session


@dataclass(frozen=True)
class Erasing(Command):
    """Asked by the opening of a vault: what was erased is to be gone from the file too."""

    name: ClassVar[str] = "person.erase_sweep"


def sweep(session: Session) -> tuple[Problem, ...]:
    """Free the file of what was erased; say why where that must wait for the next opening."""
    with session.reading(Erasing()) as connection:
        try:
            sweeping.sweep(connection)
        except (DatabaseError, Failure) as error:
            meaning = error if isinstance(error, Failure) else session.meaning_of(error)
            if meaning is None:
                raise
            return (Problem("person.erase_not_swept", {}, Severity.WARNING), *meaning.problems)
    return ()


def sweep_if_due(session: Session) -> tuple[Problem, ...]:
    """Free the file where an erasing did not come to it."""
    with session.reading(Erasing()) as connection:
        due = sweeping.is_due(connection)
    return sweep(session) if due else ()
