"""The unit of work: the only way to write registers, one transaction and one run at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from desktop.domain.actors import Actor
from desktop.domain.canonical import canonical_json
from desktop.models import journal, search_index, settings, token_life
from desktop.models.erasing import Eraser, Rewriting
from desktop.models.journal import Change, Run
from desktop.models.many import among, column_names, plain_rows, write_many
from desktop.models.row_writer import RowWriter
from desktop.models.tables import JOURNALED, kept_file, run, run_chunk, setting, token_move
from desktop.models.token_life import MoveNote

Row = Mapping[str, Any]

# How many changes are journaled between two words of progress, each a chance to stop.
_CHANGES_AT_ONCE = 5000
TABLES = {table.name: table for table in JOURNALED}


@dataclass(frozen=True)
class RunLabel:
    """What the journal says of a run: the command's name and its arguments without secrets."""

    command: str
    arguments: Mapping[str, object]
    undoes: int | None = None


class UnitOfWork:
    """Writes whole sets of rows and journals each change.

    Use it as a context manager: leaving it normally writes the run and commits; leaving it by an
    exception writes nothing. `run` is then the run made, or None where nothing changed.
    """

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        label: RunLabel,
        timestamp: Callable[[], str],
        random_bytes: Callable[[int], bytes],
        told: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        """`told` is told how many of a run's many changes are in the journal; it may raise to stop
        the run."""
        self._connection = connection
        self._writer = RowWriter(connection)
        self.run: Run | None = None
        self._actor = actor
        self._label = label
        self._timestamp = timestamp
        self._random_bytes = random_bytes
        self._told = told
        self._changes: list[Change] = []
        self._erasing: Rewriting | None = None
        self._note = MoveNote()

    @property
    def connection(self) -> Connection:
        """The connection, with everything written so far."""
        self._writer.wait()
        return self._connection

    def __enter__(self) -> UnitOfWork:
        self.connection.exec_driver_sql("BEGIN IMMEDIATE")
        # Rows of one run may refer to each other in any order; all is checked at the commit.
        self.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.roll_back()
            return
        try:
            self._finish_run()
            self.connection.exec_driver_sql("COMMIT")
            self._writer.close()
        except BaseException:
            self.run = None
            self.roll_back()
            raise

    def new_uid(self) -> str:
        """Return a fresh uid: 128 random bits in hexadecimal."""
        return self._random_bytes(16).hex()

    def new_uids(self, count: int) -> list[str]:
        """Return `count` fresh uids."""
        pool = self._random_bytes(16 * count).hex()
        return [pool[start : start + 32] for start in range(0, 32 * count, 32)]

    def insert(self, table: Table, rows: Iterable[Row]) -> None:
        """Insert rows; each names its `uid`, and may leave out what has a default or is NULL."""
        template = _defaults(table)
        complete = [{**template, **row} for row in rows]
        _check_columns(table, template, complete)
        self._writer.insert(table, [tuple(row.values()) for row in complete])
        self._changes += [Change(table.name, row["uid"], None, row) for row in complete]

    def update(self, table: Table, rows: Iterable[Row]) -> int:
        """Set the named columns of the rows with these uids; return how many really changed.

        Raises `KeyError` where a uid is not there.
        """
        wanted = list(rows)
        before = self._rows(table, [row["uid"] for row in wanted])
        template = dict.fromkeys(column_names(table))
        changed: list[Change] = []
        for row in wanted:
            old = before[row["uid"]]
            new = {**old, **row}
            if new != old:
                changed.append(Change(table.name, row["uid"], old, new))
                # Where the same row comes again, it goes on from here.
                before[row["uid"]] = new
        _check_columns(table, template, (change.after or {} for change in changed))
        names = [name for name in template if name != "uid"]
        statement = update(table).where(table.c.uid == bindparam("_uid"))
        statement = statement.values({name: bindparam(name) for name in names})
        write_many(
            self.connection,
            str(statement.compile(dialect=self.connection.dialect)),
            [(*(c.after[name] for name in names), c.uid) for c in changed if c.after],
        )
        self._changes += changed
        return len(changed)

    def close(self, table: Table, uids: Iterable[str], to_date: str) -> int:
        """End the periods of these rows: `to_date` is the first day that they no longer hold."""
        return self.update(table, ({"uid": uid, "to_date": to_date} for uid in uids))

    def remove(self, table: Table, uids: Iterable[str]) -> None:
        """Take rows away again: only for undoing the run that made them."""
        wanted = list(uids)
        before = self._rows(table, wanted)
        self.connection.execute(delete(table).where(among(table.c.uid, wanted)))
        self._changes += [Change(table.name, uid, before[uid], None) for uid in wanted]

    def note_moves(self, note: MoveNote) -> None:
        """Say what is told with the moves of tokens that this run makes."""
        self._note = note

    def set_setting(self, name: str, value: str) -> None:
        """Change a setting of the vault; the run says old and new, the data hash leaves it out."""
        old = settings.get(self.connection, name)
        if old == value:
            return
        self.connection.execute(delete(setting).where(setting.c.name == name))
        self.connection.execute(insert(setting), [{"name": name, "value": value}])
        before = None if old is None else {"name": name, "value": old}
        self._changes.append(Change(setting.name, name, before, {"name": name, "value": value}))

    def keep_file(self, content: bytes) -> str:
        """Keep a file in the vault and return its SHA-256, by which rows name it.

        Files are beside the journal, which holds what names them: undo leaves them for redo.
        """
        digest = sha256(content).hexdigest()
        known = select(kept_file.c.digest).where(kept_file.c.digest == digest)
        if self.connection.execute(known).first() is None:
            row = {"digest": digest, "content": content}
            self.connection.execute(insert(kept_file), [row])
        return digest

    def erase(self, rows: Mapping[Table, Iterable[Row]], eraser: Eraser) -> int:
        """Take a person's data out of `rows` and out of every change that the journal holds.

        This alone rewrites the journal: a change leaves its digest, and what may be kept of it,
        which this run proves (see `erased_lines`). Of what this run changes, rows and settings, the
        journal keeps nothing that is erased either. Returns how many earlier changes were erased.
        """
        number = journal.head(self.connection).run + 1
        rewriting = Rewriting(number, eraser, self._random_bytes)
        chunk = (run_chunk.c.run == bindparam("_run"), run_chunk.c.position == bindparam("_place"))
        places = select(run_chunk.c.run, run_chunk.c.position)
        for run_number, place in self.connection.execute(
            places.order_by(run_chunk.c.run, run_chunk.c.position)
        ).all():
            of_chunk = {"_run": run_number, "_place": place}
            body = self.connection.execute(select(run_chunk.c.body).where(*chunk), of_chunk)
            rewritten = rewriting.of(body.scalar_one())
            if rewritten is not None:
                values = {**of_chunk, "_body": rewritten}
                statement = update(run_chunk).where(*chunk).values(body=bindparam("_body"))
                self.connection.execute(statement, values)
        for table, some in rows.items():
            self.update(table, [eraser.without(table.name, row) for row in some])
        gone = among(kept_file.c.digest, rewriting.files)
        self.connection.execute(delete(kept_file).where(gone))
        self._erasing = rewriting
        return rewriting.count

    def roll_back(self) -> None:
        """Give up everything since the beginning."""
        self._writer.close()
        if self._connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]  # the driver's own connection is always there while ours is open
            self._connection.exec_driver_sql("ROLLBACK")

    def _rows(self, table: Table, uids: list[str]) -> dict[str, dict[str, Any]]:
        found = plain_rows(self.connection, select(table).where(among(table.c.uid, uids)))
        names = column_names(table)
        rows = (dict(zip(names, row, strict=True)) for row in found)
        return {row["uid"]: row for row in rows}

    def _finish_run(self) -> None:
        if not self._changes:
            return
        self._follow_tokens()
        size = journal.SALT_BYTES * len(self._changes)
        salts = journal.salts(self._random_bytes(size))
        with journal.Chunks(self._watched(), salts) as chunks:
            search_index.refresh(lambda: self.connection, self._changes)
            if self._erasing is not None:
                search_index.forget_words(self.connection)
            self._write_run(chunks.bodies(), chunks.digest)

    def _follow_tokens(self) -> None:
        """Keep the moves that the changes made; see `desktop.models.token_life`."""
        if self._label.undoes is not None:
            return
        number = journal.head(self.connection).run + 1
        made = token_life.moves(self.connection, self._changes, self._note, number, self.new_uids)
        if made:
            self.insert(token_move, made)

    def _watched(self) -> Iterator[Change]:
        total = len(self._changes)
        for number, change in enumerate(self._changes):
            if number % _CHANGES_AT_ONCE == 0 and total > _CHANGES_AT_ONCE:
                self._told(number, total)
            yield change if self._erasing is None else self._erasing.told(change)

    def _write_run(self, bodies: list[bytes], digest: str) -> None:
        previous = journal.head(self.connection)
        values: dict[str, Any] = {
            "number": previous.run + 1,
            "actor": self._actor.label,
            "role": self._actor.role.value,
            "at": self._timestamp(),
            "command": self._label.command,
            "arguments": canonical_json(
                {**self._label.arguments, **(self._erasing.proof() if self._erasing else {})}
            ),
            "changes": len(self._changes),
            "undoes": self._label.undoes,
            "digest": digest,
            "previous": previous.hash,
        }
        values["hash"] = journal.run_hash(values)
        self.connection.execute(insert(run), [values])
        self.connection.execute(
            insert(run_chunk),
            [
                {"run": values["number"], "position": position, "body": body}
                for position, body in enumerate(bodies)
            ],
        )
        self.run = Run(**values)


def _defaults(table: Table) -> dict[str, Any]:
    return {
        name: column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        for name, column in zip(column_names(table), table.columns, strict=True)
    }


def _check_columns(table: Table, template: Row, rows: Iterable[Row]) -> None:
    for row in rows:
        if len(row) != len(template):
            unknown = ", ".join(row.keys() - template.keys())
            raise KeyError(f"{table.name} has no column {unknown}")
