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
class FilledField:
    """A field of a form as it was filled in: its words, its kind, its value, the words shown."""

    label: str
    kind: str
    value: str
    shown: str = ""


@dataclass(frozen=True)
class FilledForm:
    """A form that was open: how its page opens it again, and its fields from top to bottom."""

    place: tuple[str, ...]
    fields: tuple[FilledField, ...]


@dataclass(frozen=True)
class WindowDraft:
    """What was typed on a page (its name in the window), and the form that it was typed into."""

    page: str
    typed: tuple[Typed, ...]
    form: FilledForm | None = None


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


def keep_draft(
    session: Session,
    command: KeepDraft,
    typed: tuple[Typed, ...],
    form: FilledForm | None = None,
) -> None:
    """Keep what was typed, and the form that is open."""
    kept: dict[str, object] = {
        "page": command.page,
        "typed": [_cut(each.label, each.text) for each in typed],
    }
    if form is not None:
        fields = [_cut(each.label, each.kind, each.value, each.shown) for each in form.fields]
        kept["form"] = {"place": list(form.place), "fields": fields}
    with session.unit_of_work(command) as work:
        work.set_setting(_SETTING, canonical_json(kept))


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
    form = found.get("form")
    return WindowDraft(
        found["page"],
        tuple(Typed(*each) for each in found["typed"]),
        None
        if form is None
        else FilledForm(tuple(form["place"]), tuple(FilledField(*each) for each in form["fields"])),
    )


def _cut(*texts: str) -> list[str]:
    return [nfc(text[:LONGEST_TEXT]) for text in texts]
