"""What the next bundle would say: changes since the last one, by name, and what is in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import Problem
from desktop.domain.registers import REGISTER_LABELS
from desktop.models import bundle_changes, bundle_reader, record_names, settings
from desktop.models.office import office
from desktop.services.bundles import (
    CENTRAL_SYSTEM,
    PLAINTEXT_POLICY,
    RECIPIENT_NAME,
    ChangeCounts,
    count_changes,
    office_problem,
)
from desktop.services.kinds import endpoint_roles
from desktop.services.session import Session


@dataclass(frozen=True)
class PreviewBundle(Command):
    """Ask what the next bundle would say."""

    name: ClassVar[str] = "bundle preview"


@dataclass(frozen=True)
class ListChanges(Command):
    """Ask which records of the data file `file` were `change` (added, changed, closed) since the
    last bundle; every kind of change where None."""

    name: ClassVar[str] = "bundle changes"
    file: str
    change: str | None = None


@dataclass(frozen=True)
class NameRecords(Command):
    """Ask what people call the records `uids` of the data file `file`."""

    name: ClassVar[str] = "bundle names"
    file: str
    uids: tuple[str, ...]


@dataclass(frozen=True)
class LastBundle:
    """The bundle sealed last; `created` is RFC 3339 UTC."""

    sequence: int
    file: str
    created: str


@dataclass(frozen=True)
class BundlePreview:
    """The next bundle as it stands: its number, the registers' rows and changes by data file.

    `last` is None before the first bundle: then every row is new. `blocks` are the problems for
    which sealing would be refused whatever the signer; `recipient` is whom it is for.
    """

    sequence: int
    last: LastBundle | None
    rows: Mapping[str, int]
    changes: Mapping[str, ChangeCounts]
    blocks: tuple[Problem, ...]
    plaintext_allowed: bool
    recipient: str
    read_only: bool

    @property
    def changed(self) -> int:
        """How many records differ from the last bundle."""
        return sum(each.added + each.changed + each.closed for each in self.changes.values())


@dataclass(frozen=True)
class Changed:
    """One record that differs; `fields` are the keys that do, where it is neither new nor gone."""

    uid: str
    change: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    """A record as people know it; both are empty for one that is no longer there."""

    name: str
    unit: str


def preview(session: Session, command: PreviewBundle) -> BundlePreview:
    """Return what the next bundle would say."""
    with session.reading(command) as connection:
        last = bundle_reader.latest(connection)
        rows = {file: record_names.count(connection, file) for file in REGISTER_LABELS}
        since = bundle_changes.changes(connection, last.journal_run) if last else []
        problem = office_problem(office(connection, session.surroundings.today()))
        blocks = [problem] if problem is not None else []
        if session.read_only:
            blocks.append(Problem("vault.opened_to_read", {"command": "seal"}))
        return BundlePreview(
            sequence=last.sequence + 1 if last else 1,
            last=LastBundle(last.sequence, last.file, last.created) if last else None,
            rows=rows,
            changes=count_changes(since, rows, first=last is None),
            blocks=tuple(blocks),
            plaintext_allowed=settings.get(connection, PLAINTEXT_POLICY) == "yes",
            recipient=settings.get(connection, RECIPIENT_NAME) or CENTRAL_SYSTEM,
            read_only=session.read_only,
        )


def list_changes(session: Session, command: ListChanges) -> tuple[Changed, ...]:
    """Return the records that differ, by uid; before the first bundle every record is added."""
    with session.reading(command) as connection:
        last = bundle_reader.latest(connection)
        if last is None:
            uids = record_names.all_uids(connection, command.file)
            return tuple(Changed(uid, "added") for uid in uids if command.change in (None, "added"))
        found = bundle_changes.changes(connection, last.journal_run)
    return tuple(
        Changed(each.uid, word, each.fields)
        for each in found
        if each.file == command.file
        # What an undo took away is, for the reader, closed.
        for word in ("closed" if each.change == "removed" else each.change,)
        if command.change in (None, word)
    )


def name_records(session: Session, command: NameRecords) -> tuple[Named, ...]:
    """Return the names of the records, in the order of the question."""
    roles = {code: role.label for code, role in endpoint_roles().items()}
    with session.reading(command) as connection:
        found = record_names.names(connection, command.file, command.uids)
    names = []
    for uid in command.uids:
        record = found.get(uid)
        name, owner = (record.name, record.unit) if record else ("", "")
        names.append(Named(roles.get(name, name) if command.file == "endpoints" else name, owner))
    return tuple(names)
