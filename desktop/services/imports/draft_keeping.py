"""Imports that were under way when the window locked or closed: kept in the vault until taken up.

What was mended and chosen is kept, and a table that was pasted; one of a file is read from it
again, and where the file is another one by then, what was mended in it is let go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

from desktop.domain.actors import Command
from desktop.services.imports.command import Changes
from desktop.services.imports.draft import Draft, open_draft
from desktop.services.imports.draft_values import Choice, OpenDraft
from desktop.services.imports.pasting import PasteTable, open_pasted
from desktop.services.kept_list import drop_from_list, keep_in_list, kept_list
from desktop.services.session import Session

_SETTING = "window.import"
# Mended cells kept: more are not mended by hand in one sitting.
_MOST_MENDS = 5_000
# Imports kept; whoever leaves so many alone is not waiting for the oldest.
_MOST_IMPORTS = 20


@dataclass(frozen=True)
class KeepImport(Command):
    """Keep the import of `file` that is under way."""

    name: ClassVar[str] = "import.keep"
    file: Path


@dataclass(frozen=True)
class ReadKeptImports(Command):
    """Ask which imports are kept."""

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
    """Keep what was done with a draft so far, beside what is kept already.

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
    keep_in_list(session, KeepImport(draft.file), _SETTING, value, _MOST_IMPORTS)


def kept_imports(session: Session, command: ReadKeptImports) -> tuple[KeptImport, ...]:
    """Return the kept imports, oldest first; each stays until it is gone on with, or let go."""
    with session.reading(command) as connection:
        return tuple(map(_import, kept_list(connection, _SETTING)))


def resume(session: Session, kept: KeptImport) -> Draft:
    """Read the file again and do with it what was done before; it is kept no longer.

    Raises what `open_draft` raises: then it stays kept, for the file may come back.
    """
    draft = _read_again(session, kept)
    drop_import(session, TakeImport(), kept)
    if draft.digest() == kept.digest:
        draft.alter(kept.mends, kept.left_out)
        draft.choice = kept.choice
    return draft


def drop_import(session: Session, command: TakeImport, kept: KeptImport) -> None:
    """Keep an import no longer. A vault opened to read only keeps it."""
    drop_from_list(session, command, _SETTING, lambda each: _import(each) == kept)


def _import(found: Mapping[str, Any]) -> KeptImport:
    changes = found["choice"]["changes"]
    return KeptImport(
        Path(found["file"]),
        found["digest"],
        Choice(**{**found["choice"], "changes": Changes(changes) if changes else None}),
        tuple((sheet, row, place, text) for sheet, row, place, text in found["mends"]),
        tuple((sheet, row) for sheet, row in found["left_out"]),
        tuple(
            PasteTable(**each) if isinstance(each, dict) else Path(each) for each in found["queue"]
        ),
        PasteTable(**found["pasted"]) if found.get("pasted") else None,
    )


def _read_again(session: Session, kept: KeptImport) -> Draft:
    if kept.pasted is not None:
        return open_pasted(session, kept.pasted)
    return open_draft(session, OpenDraft(kept.file))
