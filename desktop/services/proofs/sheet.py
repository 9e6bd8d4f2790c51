"""A round's list as a workbook, with a drop-down for each result: what `taking` reads back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.cells import shown_date
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.problems import world_failed
from desktop.domain.proofs import Outcome
from desktop.domain.texts import N_, Translate
from desktop.exchange import media
from desktop.exchange.forms import form_bytes, mark_in
from desktop.exchange.sheets import Sheet
from desktop.services.browse_endpoints import role_label
from desktop.services.imports.templates import form_columns, sheet_title
from desktop.services.imports.words import word_for
from desktop.services.proofs.command import DocumentStatus, RoundStatus
from desktop.services.surroundings import Surroundings

KIND = "test-results"
# The round that a workbook is of, by uid, where nobody sees it.
_MARK = "dot-gui-thu"


@dataclass(frozen=True)
class ListWritten:
    """The written file and how many documents it lists."""

    file: Path
    documents: int


def save_list(world: Surroundings, status: RoundStatus, out: Path) -> ListWritten:
    """Write a round's list into the .xlsx file `out`, replacing one of that name once it is whole.

    Raises `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if out.is_dir():
        raise world_failed("file.is_folder", file=str(out))
    media.write_file(out, [sheet_bytes(world, status)], replace=True)
    return ListWritten(out, len(status.documents))


def sheet_bytes(world: Surroundings, status: RoundStatus) -> bytes:
    """Return the workbook: results that are known are filled in, the others to be chosen."""
    _ = world.translate
    columns = form_columns(KIND)
    filled = (_values(status, document, _) for document in status.documents)
    cover = [
        (_(N_("Round of test documents")), str(status.number)),
        (_(N_("Sent by")), status.unit),
        (_(N_("Planned on")), shown_date(status.planned_on)),
        (_(N_("Last day for results")), shown_date(status.due_on) if status.due_on else "—"),
        (_(N_("Sent with letter")), status.letter or "—"),
    ]
    return form_bytes(
        sheet_title(KIND),
        [column for _name, column in columns],
        ([values.get(name) for name, _column in columns] for values in filled),
        world.now(),
        {_MARK: status.uid},
        cover,
    )


def round_marked(sheets: Iterable[Sheet]) -> str | None:
    """Return the uid of the round that a workbook is of, None where it does not say."""
    return mark_in(sheets).get(_MARK)


def _values(
    status: RoundStatus, document: DocumentStatus, translate: Translate
) -> Mapping[str, str | None]:
    known = document.outcome is not Outcome.UNKNOWN
    return {
        "round": str(status.number),
        "document": str(document.number),
        "code": document.code,
        "unit": document.name,
        "parent": document.superior or None,
        "endpoint": role_label(document.role),
        "environment": translate(ENVIRONMENT_LABELS[Environment(document.environment)]),
        "account": document.account,
        "level": translate(LEVEL_LABELS[SecrecyLevel(document.level)]),
        "person": document.person,
        "phone": "; ".join(document.reach) or None,
        "result": word_for(KIND, "results", document.outcome.value) if known else None,
        "day": shown_date(document.result_on) if document.result_on else None,
        "note": document.note,
    }
