"""Finding the document that a row of a returned sheet is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.cells import CellFault, read_code
from desktop.domain.folding import fold
from desktop.models import proof_rounds, unit_table
from desktop.models.register_rows import rows_in
from desktop.models.tables import endpoint, test_round
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.imports.plan import Plan, Refused, read_field, refused
from desktop.services.imports.reading import Entry
from desktop.services.proofs.reading import known_round

# No round and no round's document has more digits.
_DIGITS = 7


@dataclass(frozen=True)
class Round:
    """A round with its documents; `codes` are by the uid of a unit those that it is known by, today
    or when the round was planned."""

    row: Row[Any]
    documents: dict[int, Row[Any]]
    endpoints: dict[str, Row[Any]]
    codes: dict[str, set[str]]

    def document_of(self, entry: Entry, plan: Plan) -> Row[Any]:
        """Return the document that a row is about, by its number, else by code and account.

        What was mended in the code is said in `plan`. Raises `Refused`.
        """
        code = read_field(entry, "code", read_code, scheme(DEFAULT_SCHEME))
        if code is not None and code.note is not None:
            plan.warn(entry, "code", code.note)
        number = read_field(entry, "document", _read_number)
        if number is not None:
            document = self.documents.get(number)
            if document is None:
                values = {"round": self.row.number, "number": number}
                raise refused(entry, "document", "tests.no_document", **values)
            if code is not None and code.value not in self._codes_of(document):
                values = {"round": self.row.number, "number": number, "code": code.value}
                raise refused(entry, "code", "tests.other_unit", **values)
            return document
        if code is None:
            raise refused(entry, "document", "tests.row_unnamed")
        account = entry.values.get("account")
        fitting = self._with_code(code.value, account)
        if len(fitting) == 1:
            return fitting[0]
        values = {"code": code.value, "account": account or "—", "round": self.row.number}
        if fitting:
            numbers = ", ".join(str(each.number) for each in fitting)
            raise refused(entry, "code", "tests.several", numbers=numbers, **values)
        raise refused(entry, "account" if account else "code", "tests.not_sent", **values)

    def has(self, entry: Entry) -> bool:
        """Say whether a row is about a document of this round."""
        try:
            self.document_of(entry, Plan(iter(())))
        except Refused:
            return False
        return True

    def _codes_of(self, document: Row[Any]) -> set[str]:
        """Return the codes of the unit that a document was sent to."""
        return self.codes.get(self.endpoints[document.endpoint].unit, set())

    @cached_property
    def _by_code(self) -> dict[str, list[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = {}
        for document in self.documents.values():
            for code in self._codes_of(document):
                found.setdefault(code, []).append(document)
        return found

    def _with_code(self, code: str, account: str | None) -> list[Row[Any]]:
        """Return the documents sent to the unit of a code; of an account, where one is named."""
        return [
            document
            for document in self._by_code.get(code, ())
            if account is None
            or fold(self.endpoints[document.endpoint].account or "") == fold(account)
        ]


class Rounds:
    """The rounds that rows are about, each read once; `only` is the one that is asked for."""

    def __init__(self, connection: Connection, only: int | None, today: str) -> None:
        self._connection = connection
        self._today = today
        self._wanted = only
        self._last: int = known_round(connection, only).number
        self._read: dict[int, Round | None] = {}

    def number_of(self, uid: str) -> int | None:
        """Return the number of the round with this uid, None where there is none."""
        rows = rows_in(self._connection, test_round, "uid", [uid])
        return rows[0].number if rows else None

    def document_of(self, entry: Entry, of_file: int | None, plan: Plan) -> tuple[Round, Row[Any]]:
        """Return the document that a row is about, with its round.

        Where neither the row, nor its file, nor the person says which round, it is the only one
        that has the document. Raises `Refused` where there is none or several, or another round
        than the one that is asked for.
        """
        told = read_field(entry, "round", _read_number)
        if told or of_file or self._wanted:
            of_round = self._named(entry, told or of_file or self._last)
        else:
            of_round = self._only(entry)
        return of_round, of_round.document_of(entry, plan)

    def _named(self, entry: Entry, number: int) -> Round:
        if self._wanted is not None and number != self._wanted:
            values = {"round": number, "wanted": self._wanted}
            raise refused(entry, "round", "tests.other_round", **values)
        found = self._round(number)
        if found is None:
            raise refused(entry, "round", "tests.no_round", number=number)
        return found

    def _only(self, entry: Entry) -> Round:
        """Return the only round that has the document of a row; of none, the last round."""
        having = []
        for number in proof_rounds.numbers(self._connection):
            found = self._round(number)
            if found is not None and found.has(entry):
                having.append(found)
        if len(having) > 1:
            numbers = ", ".join(str(each.row.number) for each in having)
            raise refused(entry, "round", "tests.which_round", rounds=numbers)
        return having[0] if having else self._named(entry, self._last)

    def _round(self, number: int) -> Round | None:
        if number not in self._read:
            row = proof_rounds.round_of(self._connection, number)
            self._read[number] = None if row is None else self._whole(row)
        return self._read[number]

    def _whole(self, row: Row[Any]) -> Round:
        documents = proof_rounds.document_rows(self._connection, row.uid)
        uids = [document.endpoint for document in documents]
        ends = {each.uid: each for each in rows_in(self._connection, endpoint, "uid", uids)}
        units = list({each.unit for each in ends.values()})
        codes: dict[str, set[str]] = {}
        for day in {self._today, row.planned_on}:
            for unit, code in unit_table.codes_of(self._connection, units, day).items():
                codes.setdefault(unit, set()).add(code.value)
        return Round(row, {each.number: each for each in documents}, ends, codes)


def _read_number(text: str) -> int:
    digits = text.lstrip("0")
    if not (text.isascii() and text.isdigit() and 0 < len(digits) <= _DIGITS):
        raise CellFault("tests.number", text=text)
    return int(digits)
