"""What was typed and not yet saved when the window locked or closed; kept in the vault until it was
filled in again, or let go by hand.

A draft is a setting: the data hash leaves it out, and undo passes over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from desktop.domain.actors import Command
from desktop.domain.folding import nfc
from desktop.services.kept_list import drop_from_list, keep_in_list, kept_list
from desktop.services.session import Session

# Letters kept of each field, so that a pasted novel does not end up in the journal.
LONGEST_TEXT = 5_000
# Drafts kept; whoever leaves so many alone is not waiting for the oldest.
_MOST_DRAFTS = 20
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
    """Keep a draft of a page. Like every setting, its text stays in the vault's journal, encrypted
    with it."""

    name: ClassVar[str] = "draft.keep"
    page: str


@dataclass(frozen=True)
class ReadDrafts(Command):
    """Ask which drafts are kept."""

    name: ClassVar[str] = "draft.kept"


@dataclass(frozen=True)
class TakeDraft(Command):
    """Keep a draft no longer: it was filled in again, or let go."""

    name: ClassVar[str] = "draft.take"


def keep_draft(session: Session, draft: WindowDraft) -> None:
    """Keep a draft, beside those that are kept already.

    A vault opened to read only keeps nothing.
    """
    kept: dict[str, object] = {
        "page": draft.page,
        "typed": [_cut(each.label, each.text) for each in draft.typed],
    }
    if draft.form is not None:
        fields = [_cut(each.label, each.kind, each.value, each.shown) for each in draft.form.fields]
        kept["form"] = {"place": list(draft.form.place), "fields": fields}
    keep_in_list(session, KeepDraft(draft.page), _SETTING, kept, _MOST_DRAFTS)


def kept_drafts(session: Session, command: ReadDrafts) -> tuple[WindowDraft, ...]:
    """Return the kept drafts, oldest first; each stays until `take_draft`."""
    with session.reading(command) as connection:
        return tuple(map(_draft, kept_list(connection, _SETTING)))


def take_draft(session: Session, command: TakeDraft, draft: WindowDraft) -> None:
    """Keep a draft no longer. A vault opened to read only keeps it."""
    drop_from_list(session, command, _SETTING, lambda each: _draft(each) == draft)


def _draft(kept: dict[str, Any]) -> WindowDraft:
    form = kept.get("form")
    return WindowDraft(
        kept["page"],
        tuple(Typed(*each) for each in kept["typed"]),
        None
        if form is None
        else FilledForm(tuple(form["place"]), tuple(FilledField(*each) for each in form["fields"])),
    )


def _cut(*texts: str) -> list[str]:
    return [nfc(text[:LONGEST_TEXT]) for text in texts]
