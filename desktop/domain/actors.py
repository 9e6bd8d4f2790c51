"""Who does something, and what a command asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from desktop.domain.problems import refuse


class Role(StrEnum):
    """Roles of people at this PC; the administrator (quản trị) may do everything."""

    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """A person at the program: the label of the key slot they opened, their role and subtree.

    `subtree` is the uid of the unit they may touch with all below it; None is the whole vault.
    """

    label: str
    role: Role
    subtree: str | None = None


@dataclass(frozen=True)
class Command:
    """Base of every command; `name` goes into the journal, `needs` is the role it asks for."""

    name: ClassVar[str]
    needs: ClassVar[Role] = Role.ADMINISTRATOR


def authorise(actor: Actor, command: Command) -> None:
    """Let `actor` run `command`, or raise the refusal `auth.forbidden`."""
    if actor.role is not command.needs:
        raise refuse("auth.forbidden", user=actor.label, command=command.name)
