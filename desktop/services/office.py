"""Whose vault is open, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.models.office import office
from desktop.services.session import Session


@dataclass(frozen=True)
class ReadOffice(Command):
    """Ask whose vault is open."""

    name: ClassVar[str] = "office"


@dataclass(frozen=True)
class Office:
    """The root organ's name and code (empty in an empty vault), the user, and how it is opened.

    `uid` is the organ's, None in an empty vault.
    """

    name: str
    code: str
    user: str
    read_only: bool
    uid: str | None = None


def read_office(session: Session, command: ReadOffice) -> Office:
    """Return whose vault this is today."""
    with session.reading(command) as connection:
        root = office(connection, session.surroundings.today())
    name, code = (root.name, root.code or "") if root is not None else ("", "")
    uid = root.uid if root is not None else None
    return Office(name, code, session.actor.label, session.read_only, uid)
