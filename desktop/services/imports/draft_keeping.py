"""An import that was under way when the window locked or closed: kept in the vault until taken up.

What was mended and chosen is kept, and a table that was pasted; one of a file is read from it
again, and where the file is another one by then, what was mended in it is let go.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.models import settings
from desktop.services.imports.command import Changes
from desktop.services.imports.draft import Draft, open_draft
from desktop.services.imports.draft_values import Choice, OpenDraft
from desktop.services.imports.pasting import PasteTable, open_pasted
from desktop.services.session import Session

_SETTING = "window.import"
# Mended cells kept: more are not mended by hand in one sitting.
_MOST_MENDS = 5_000


@dataclass(frozen=True)
class KeepImport(Command):
    """Keep the import of `file` that is under way."""

    name: ClassVar[str] = "import.keep"
    file: Path


@dataclass(frozen=True)
class ReadKeptImport(Command):
    """Ask which import is kept."""

    name: ClassVar[str] = "import.kept"


@dataclass(frozen=True)
class TakeImport(Command):
    """Keep the import no longer: it is gone on with, or let go."""

    name: ClassVar[str] = "import.take"


@dataclass(frozen=True)
class KeptImport:
    """An import to go on with: its file, what was chosen and altered, the files that waited.

    `digest` is that of the table as it was read; mends are (sheet, row, column from 0, text).
    `pasted` is the table itself where it came from the clipboard and not from a file.
    """

    file: Path
    digest: str
    choice: Choice
    mends: tuple[tuple[str, int, int, str], ...]
    left_out: tuple[tuple[str, int], ...]
    queue: tuple[Path | PasteTable, ...]
    pasted: PasteTable | None = None


def keep_import(
    session: Session,
    draft: Draft,
    choice: Choice,
    queue: Sequence[Path | PasteTable],
    pasted: PasteTable | None = None,
) -> None:
    """Keep what was done with a draft so far, in the place of an earlier one.

    A vault opened to read only keeps nothing.
    """
    if session.read_only:
        return
    mends, left_out = draft.altered()
    value = {
        "file": str(draft.file),
        "digest": draft.digest(),
        "choice": {**asdict(choice), "changes": choice.changes and choice.changes.value},
        "mends": [list(mend) for mend in mends[:_MOST_MENDS]],
        "left_out": [list(place) for place in left_out],
        "queue": [asdict(each) if isinstance(each, PasteTable) else str(each) for each in queue],
        "pasted": None if pasted is None else asdict(pasted),
    }
    with session.unit_of_work(KeepImport(draft.file)) as work:
        work.set_setting(_SETTING, canonical_json(value))


def kept_import(session: Session, command: ReadKeptImport) -> KeptImport | None:
    """Return the kept import, which stays until it is gone on with; None where there is none."""
    with session.reading(command) as connection:
        kept = settings.get(connection, _SETTING)
    if not kept:
        return None
    found = json.loads(kept)
    changes = found["choice"].pop("changes")
    return KeptImport(
        Path(found["file"]),
        found["digest"],
        Choice(**found["choice"], changes=Changes(changes) if changes else None),
        tuple((sheet, row, place, text) for sheet, row, place, text in found["mends"]),
        tuple((sheet, row) for sheet, row in found["left_out"]),
        tuple(
            PasteTable(**each) if isinstance(each, dict) else Path(each) for each in found["queue"]
        ),
        PasteTable(**found["pasted"]) if found.get("pasted") else None,
    )


def resume(session: Session, kept: KeptImport) -> Draft:
    """Read the file again and do with it what was done before; it is kept no longer.

    Raises what `open_draft` raises: then it stays kept, for the file may come back.
    """
    draft = _read_again(session, kept)
    drop_import(session, TakeImport())
    if draft.digest() == kept.digest:
        draft.alter(kept.mends, kept.left_out)
        draft.choice = kept.choice
    return draft


def drop_import(session: Session, command: TakeImport) -> None:
    """Keep the import no longer. A vault opened to read only keeps it."""
    if not session.read_only:
        with session.unit_of_work(command) as work:
            work.set_setting(_SETTING, "")


def _read_again(session: Session, kept: KeptImport) -> Draft:
    if kept.pasted is not None:
        return open_pasted(session, kept.pasted)
    return open_draft(session, OpenDraft(kept.file))
