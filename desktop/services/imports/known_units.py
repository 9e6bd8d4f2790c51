"""The units of the registers, ready to be found by uid, code or name at a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.folding import fold, same_spelling
from desktop.domain.periods import holds
from desktop.models.register_rows import all_rows
from desktop.models.tables import code_mark, identifier_code, line, unit, unit_version


class KnownUnits:
    """Every unit with its versions and its codes under one scheme, and who holds which code."""

    def __init__(self, connection: Connection, scheme: str) -> None:
        self.connection = connection
        self.units = {row.uid: row for row in all_rows(connection, unit)}
        self.versions: dict[str, list[Row[Any]]] = {}
        self.by_name: dict[str, list[Row[Any]]] = {}
        for row in all_rows(connection, unit_version):
            self.versions.setdefault(row.unit, []).append(row)
            self.by_name.setdefault(fold(row.name), []).append(row)
        self.codes: dict[str, list[Row[Any]]] = {}
        self.by_code: dict[tuple[str, str], list[Row[Any]]] = {}
        for row in all_rows(connection, identifier_code):
            self.by_code.setdefault((row.scheme, row.value), []).append(row)
            self.codes.setdefault(row.unit, []).append(row)
        self.scheme = scheme
        self._lines: dict[str, list[Row[Any]]] | None = None
        self._bare: dict[str, list[str]] | None = None
        self._children: dict[str, list[Row[Any]]] | None = None
        self._marks: dict[tuple[str, str], dict[str, str | None]] | None = None
        # A table asks for the same few names at every row, and thousands of units bear some.
        self._named: dict[tuple[str, str], list[Row[Any]]] = {}

    def holders(self, code: str, scheme: str | None = None) -> Sequence[Row[Any]]:
        """Return the rows of `code` over all time, whoever held it."""
        return self.by_code.get((scheme or self.scheme, code), ())

    def with_code(self, code: str, at: str) -> str | None:
        """Return the uid of the unit that holds `code` on the day `at`."""
        for row in self.holders(code):
            if holds(row.from_date, row.to_date, at):
                return str(row.unit)
        return None

    def with_code_of_name(self, code: str, name: str, at: str) -> Row[Any] | None:
        """Return the code's row of another unit of that name, which held it at another time."""
        holder = self.with_code(code, at)
        for row in self.holders(code):
            if row.unit != holder and not holds(row.from_date, row.to_date, at):
                then = self.version(row.unit, row.from_date)
                if then is not None and same_spelling(then.name, name):
                    return row
        return None

    def last_holder(self, code: str, at: str) -> Row[Any] | None:
        """Return the code's row that ended last before the day `at`, or begins next after it."""
        rows = [row for row in self.holders(code) if not holds(row.from_date, row.to_date, at)]
        before = [row for row in rows if row.to_date is not None and row.to_date <= at]
        if before:
            return max(before, key=lambda row: str(row.to_date))
        return min(rows, key=lambda row: str(row.from_date), default=None)

    def version(self, uid: str, at: str) -> Row[Any] | None:
        """Return what the unit is on the day `at`, or None where it does not exist then."""
        for row in self.versions.get(uid, ()):
            if holds(row.from_date, row.to_date, at):
                return row
        return None

    def code(self, uid: str, at: str, scheme: str | None = None) -> Row[Any] | None:
        """Return the row of the unit's code under `scheme` on the day `at`."""
        wanted = scheme or self.scheme
        for row in self.codes.get(uid, ()):
            if row.scheme == wanted and holds(row.from_date, row.to_date, at):
                return row
        return None

    def named(self, name: str, at: str) -> Sequence[Row[Any]]:
        """Return the versions on the day `at` whose name folds like `name`.

        Where some are spelled the same but for the place of a tone mark, only those.
        """
        if (name, at) not in self._named:
            alike = self.by_name.get(fold(name), ())
            found = [row for row in alike if holds(row.from_date, row.to_date, at)]
            exact = [row for row in found if same_spelling(row.name, name)]
            self._named[name, at] = exact or found
        return self._named[name, at]

    def children(self, uid: str) -> Sequence[Row[Any]]:
        """Return every version, of any time, that has this unit as its parent."""
        if self._children is None:
            self._children = {}
            for versions in self.versions.values():
                for row in versions:
                    if row.parent is not None:
                        self._children.setdefault(row.parent, []).append(row)
        return self._children.get(uid, ())

    def lines(self, uid: str) -> Sequence[Row[Any]]:
        """Return the unit's encrypted lines over all time."""
        if self._lines is None:
            self._lines = {}
            for row in all_rows(self.connection, line):
                self._lines.setdefault(row.unit, []).append(row)
        return self._lines.get(uid, ())

    def marked(self, scheme: str, mark: str) -> Mapping[str, str | None]:
        """Return the values of a scheme that are reserved or locked now, each with its note."""
        if self._marks is None:
            self._marks = {}
            for row in all_rows(self.connection, code_mark):
                if row.to_date is None:
                    self._marks.setdefault((row.scheme, row.mark), {})[row.value] = row.note
        return self._marks.get((scheme, mark), {})

    def without_zeros(self, digits: str) -> tuple[str, ...]:
        """Return the codes in use that equal `digits` but for leading zeros."""
        if self._bare is None:
            self._bare = by_bare_digits(
                value for scheme, value in self.by_code if scheme == self.scheme
            )
        return tuple(self._bare.get(digits.lstrip("0"), ()))

    def title(self, uid: str, at: str) -> str:
        """Return how to show a unit: its name and code on the day `at`, or the last it had."""
        version = self.version(uid, at) or self.versions[uid][-1]
        code = self.code(uid, at)
        return f"{version.name} ({code.value})" if code is not None else str(version.name)


def by_bare_digits(codes: Iterable[str]) -> dict[str, list[str]]:
    """Group codes that are digits only by what is left without their leading zeros."""
    found: dict[str, list[str]] = {}
    for code in codes:
        if code.isdigit():
            found.setdefault(code.lstrip("0"), []).append(code)
    return found
