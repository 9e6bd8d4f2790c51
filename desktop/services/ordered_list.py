"""Long lists that are read slice by slice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.services.session import Session

Asked = TypeVar("Asked", bound=Command)
Line = TypeVar("Line")


@dataclass(frozen=True)
class ListSlice(Generic[Line]):
    """Some rows in order, and how many the whole list has."""

    rows: tuple[Line, ...]
    count: int


class OrderedList(ABC, Generic[Asked, Line]):
    """One list as `command` asks for it on a day; it belongs to the thread of its session.

    The order of all rows is worked out once, when something other than the beginning of a plain
    list is asked for: two hundred rows on top of 177,000 cost two hundred rows.
    """

    def __init__(self, command: Asked, as_of: str | None) -> None:
        self.command = command
        self._as_of = as_of
        self._order: Sequence[str] | None = None

    def read(self, session: Session, offset: int, limit: int) -> ListSlice[Line]:
        """Return the rows `[offset, offset + limit)`."""
        date = self._date(session)
        with session.reading(self.command) as connection:
            if self._order is None and offset == 0:
                first = self._first(connection, date, limit)
                if first is not None:
                    uids, count = first
                    return ListSlice(self._lines(connection, uids, date), count)
            order = self._ordered(connection, date)
            chosen = order[offset : offset + limit]
            return ListSlice(self._lines(connection, chosen, date), len(order))

    def at(self, session: Session, places: Sequence[int]) -> tuple[Line, ...]:
        """Return the rows at these places."""
        date = self._date(session)
        with session.reading(self.command) as connection:
            order = self._ordered(connection, date)
            chosen = [order[place] for place in places if place < len(order)]
            return self._lines(connection, chosen, date)

    def uids(self, session: Session) -> tuple[str, ...]:
        """Return the uids of all rows in order."""
        with session.reading(self.command) as connection:
            return tuple(self._ordered(connection, self._date(session)))

    @abstractmethod
    def _first(
        self, connection: Connection, date: str, limit: int
    ) -> tuple[Sequence[str], int] | None:
        """Return the uids of the first rows and how many there are, where that needs no order."""

    @abstractmethod
    def _work_out(self, connection: Connection, date: str) -> Sequence[str]:
        """Return the uids of all rows in order."""

    @abstractmethod
    def _lines(self, connection: Connection, uids: Sequence[str], date: str) -> tuple[Line, ...]:
        """Return the rows of these uids in their order."""

    def _ordered(self, connection: Connection, date: str) -> Sequence[str]:
        if self._order is None:
            self._order = self._work_out(connection, date)
        return self._order

    def _date(self, session: Session) -> str:
        return self._as_of or session.surroundings.today()
