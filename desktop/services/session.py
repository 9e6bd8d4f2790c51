"""An opened vault: one connection, one actor, and the way to read and to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from desktop.domain.actors import Actor, Command, authorise
from desktop.domain.problems import Failure, Problem, refuse
from desktop.domain.texts import N_, Text
from desktop.models import failures
from desktop.models.uow import RunLabel, UnitOfWork
from desktop.services.surroundings import Surroundings


class Session:
    """An opened vault. It belongs to one thread; close it to give the vault back.

    `folder` is the vault's folder; `release` gives back the writer's lock; `before_closing` sees
    the database a last time. `warnings` is what a person should hear of how it was opened.
    """

    def __init__(
        self,
        engine: Engine,
        actor: Actor,
        surroundings: Surroundings,
        folder: Path,
        release: Callable[[], None],
        *,
        read_only: bool = False,
        before_closing: Callable[[Connection], None] = lambda _: None,
        warnings: tuple[Problem, ...] = (),
    ) -> None:
        self.actor = actor
        self.surroundings = surroundings
        self.folder = folder
        self.warnings = warnings
        self.read_only = read_only
        self._before_closing = before_closing
        self._engine = engine
        self._release = release
        # One connection for the whole session: SQLAlchemy rolls back when one is given back,
        # and with a single database connection that would end somebody else's transaction.
        self._connection = engine.connect()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, *_: object) -> None:
        """Close; what the database's own errors mean is said in a person's words."""
        meaning = self.meaning_of(error) if isinstance(error, Exception) else None
        try:
            self.close()
        except DBAPIError:
            # Closing meets the same trouble again; the first is the one to tell of.
            if meaning is None:
                raise
        if meaning is not None:
            raise meaning from None

    def meaning_of(self, error: Exception) -> Failure | None:
        """Return what an error of the database's own means for a person; None for any other."""
        return failures.of_database(error, self.folder)

    @contextmanager
    def reading(self, command: Command) -> Iterator[Connection]:
        """Give the connection for reading, if the actor may run `command`."""
        authorise(self.actor, command)
        yield self._connection

    def unit_of_work(self, command: Command, *, undoes: int | None = None) -> UnitOfWork:
        """Begin the writing of `command`, if the actor may run it; use it in a `with`.

        Raises `Refusal` `auth.forbidden`, `vault.opened_to_read`.
        """
        authorise(self.actor, command)
        if self.read_only:
            raise refuse("vault.opened_to_read", command=command.name)
        return UnitOfWork(
            self._connection,
            self.actor,
            RunLabel(command.name, _arguments(command), undoes),
            self.surroundings.timestamp,
            self.surroundings.random_bytes,
            lambda done, total: self.surroundings.progress(Text(N_("Rows written")), done, total),
        )

    def close(self) -> None:
        """Close the database and give back the lock; harmless when done twice."""
        try:
            if not self._connection.closed:
                self._before_closing(self._connection)
        finally:
            self._connection.close()
            self._engine.dispose()
            self._release()


def _arguments(command: Command) -> Mapping[str, object]:
    """Return what the journal keeps of a command: every field that is not hidden from its repr."""
    return {
        field.name: _plain(getattr(command, field.name)) for field in fields(command) if field.repr
    }


def _plain(value: object) -> object:
    match value:
        case Path():
            # The folder's name is nobody's business, and differs from PC to PC.
            return value.name
        case None | bool() | int() | str():
            return value
        case tuple() | list():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
