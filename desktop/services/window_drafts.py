"""What was typed and not yet saved when the window locked; kept in the vault until taken again.

A draft is a setting: the data hash leaves it out, and undo passes over it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.domain.folding import nfc
from desktop.models import settings
from desktop.services.session import Session

# Letters kept of each field, so that a pasted novel does not end up in the journal.
LONGEST_TEXT = 5_000
_SETTING = "window.draft"


@dataclass(frozen=True)
class Typed:
    """Text typed into a field, with the field's words."""

    label: str
    text: str


@dataclass(frozen=True)
class WindowDraft:
    """What was typed on a page (its name in the window)."""

    page: str
    typed: tuple[Typed, ...]


@dataclass(frozen=True)
class KeepDraft(Command):
    """Keep a draft in the place of an earlier one. Like every setting, its text stays in the
    vault's journal, encrypted with it."""

    name: ClassVar[str] = "draft.keep"
    page: str


@dataclass(frozen=True)
class TakeDraft(Command):
    """Take the kept draft out of the vault."""

    name: ClassVar[str] = "draft.take"


def keep_draft(session: Session, command: KeepDraft, typed: tuple[Typed, ...]) -> None:
    """Keep what was typed."""
    fields = [[nfc(each.label), nfc(each.text[:LONGEST_TEXT])] for each in typed]
    with session.unit_of_work(command) as work:
        work.set_setting(_SETTING, canonical_json({"page": command.page, "typed": fields}))


def take_draft(session: Session, command: TakeDraft) -> WindowDraft | None:
    """Return the kept draft and forget it; None where there is none. A vault opened to read only
    keeps it."""
    with session.reading(command) as connection:
        kept = settings.get(connection, _SETTING)
    if not kept:
        return None
    if not session.read_only:
        with session.unit_of_work(command) as work:
            work.set_setting(_SETTING, "")
    found = json.loads(kept)
    return WindowDraft(found["page"], tuple(Typed(*each) for each in found["typed"]))
