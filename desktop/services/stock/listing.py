"""The issuer's list of a delivery: every bad cell is named, and nothing is listed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain.cells import check_shown_number, impossible_day, read_serial
from desktop.domain.problems import Problem, Where
from desktop.domain.stock import Serials, box_called, same_box
from desktop.exchange.sheets import read_sheets
from desktop.models import stock_reader
from desktop.models.register_rows import dicts_in
from desktop.models.tables import delivery_item, token
from desktop.services.imports.command import Fate, ImportFile, ImportResult
from desktop.services.imports.plan import Plan, Record, Refused, read_field, refused, uids
from desktop.services.imports.reading import Entry, entries_of_sheets
from desktop.services.session import Session
from desktop.services.stock.command import ImportList
from desktop.services.stock.deliveries import known_delivery
from desktop.services.stock.writing import write_plan

KIND = "deliveries"


def import_list(session: Session, command: ImportList) -> ImportResult:
    """Import a list in one run; what is listed already makes none.

    Raises `Refusal` (`delivery.unknown`, a file that is no such table) and `WorldFailure` (a file
    that cannot be read).
    """
    sheets = read_sheets(command.file)
    reading = entries_of_sheets(ImportFile(KIND, command.file, command.mapping), sheets)
    plan = Plan(uids(session.surroundings.random_bytes))
    with session.reading(command) as connection:
        found = known_delivery(connection, command.number)
        _Listing(connection, command, plan, found).place(reading.entries)
    return write_plan(
        session,
        command,
        reading,
        plan,
        KIND,
        dry_run=command.dry_run,
        skip_bad=command.skip_bad,
    )


class _Listing:
    def __init__(
        self, connection: Connection, command: ImportList, plan: Plan, found: Row[Any]
    ) -> None:
        self._connection = connection
        self._command = command
        self._plan = plan
        self._delivery = found
        ours = dicts_in(connection, delivery_item, "delivery", [found.uid])
        self._ours = {row["serial"]: Record(delivery_item, row) for row in ours}
        self._known = Serials(stock_reader.all_serials(connection))
        # The row of this file that has the serial.
        self._rows: dict[str, int] = {}

    def place(self, entries: Sequence[Entry]) -> None:
        """Plan what every row writes."""
        read: list[tuple[int, Entry, str]] = []
        for number, entry in enumerate(entries):
            try:
                read.append((number, entry, self._serial(entry)))
            except Refused as error:
                self._plan.refuse(number, entry, error.problem, entry.values.get("serial", ""))
        holders = stock_reader.holders(self._connection, {serial for *_, serial in read})
        others = {
            serial: found
            for serial, (found, *_) in holders.items()
            if serial not in self._ours and found != self._delivery.number
        }
        if self._is_other_delivery([serial for *_, serial in read], others):
            for number, entry, serial in read:
                self._plan.decide(number, entry, Fate.REFUSED, None, serial)
            return
        tokens = {row["serial"]: row for row in dicts_in(
            self._connection, token, "serial", {serial for *_, serial in read})}  # fmt: skip
        for number, entry, serial in read:
            try:
                if serial in others:
                    raise refused(
                        entry, "serial", "delivery.serial_elsewhere",
                        serial=serial, number=others[serial],
                    )  # fmt: skip
                self._keep(number, entry, serial)
            except Refused as error:
                self._plan.refuse(number, entry, error.problem, serial)
                continue
            self._say_token(entry, tokens.get(serial))

    def _serial(self, entry: Entry) -> str:
        if entry.fault is not None:
            raise Refused(entry.fault)
        written = read_field(entry, "serial", read_serial)
        if written is None:
            raise refused(entry, "serial", "delivery.serial_missing")
        serial: str = self._known.find(written) or written
        if serial != written:
            values = {"written": written, "serial": serial}
            self._plan.warn(entry, "serial", Problem("delivery.other_writing", values))
        first = self._rows.setdefault(serial, entry.where.row or 0)
        if first != (entry.where.row or 0):
            raise refused(entry, "serial", "delivery.serial_twice", serial=serial, first=first)
        self._known.add(serial)
        return serial

    def _is_other_delivery(self, serials: Sequence[str], others: dict[str, int]) -> bool:
        """Say whether the whole list is that of one other delivery, and refuse it as one."""
        numbers = {others.get(serial) for serial in serials}
        if not serials or None in numbers or len(numbers) > 1:
            return False
        values = {"file": self._command.file.name, "number": numbers.pop(), "count": len(serials)}
        where = Where(self._command.file.name)
        self._plan.problems.append(Problem("delivery.listed_twice", values, where=where))
        return True

    def _keep(self, number: int, entry: Entry, serial: str) -> None:
        read_field(entry, "box", check_shown_number)
        box = entry.values.get("box") or self._command.box
        note = entry.values.get("note")
        if note is not None:
            # “hỏng, đổi …” is for a person to read, never for us to guess from.
            day = impossible_day(note)
            told = {"serial": serial, "note": note}
            remark = Problem("delivery.remark", told)
            if day is not None:
                remark = Problem("delivery.remark_day", {**told, "day": day})
            self._plan.warn(entry, "note", remark)
        given = {"listed": 1, "box": box, "model": entry.values.get("model"), "note": note}
        known = self._ours.get(serial)
        if known is None:
            values = {"delivery": self._delivery.uid, "serial": serial, **given}
            record = self._plan.add(delivery_item, values)
            self._plan.decide(number, entry, Fate.CREATED, record.uid, serial)
            return
        if known["box"] and box and not same_box(known["box"], box):
            boxes = {"known": box_called(known["box"]), "given": box_called(box)}
            raise refused(entry, "box", "delivery.box_differs", serial=serial, **boxes)
        if known["box"]:
            given["box"] = None
        changed = self._plan.change(known, given)
        fate = Fate.UPDATED if changed else Fate.UNCHANGED
        self._plan.decide(number, entry, fate, known.uid, serial, *changed)

    def _say_token(self, entry: Entry, row: dict[str, Any] | None) -> None:
        """Say where a device cannot be on its way any more: the registers have it in use."""
        if row is not None and row["custody"] not in ("requested", "stock", "transit"):
            values = {"serial": row["serial"], "subscriber": row["subscriber"]}
            self._plan.warn(entry, "serial", Problem("delivery.in_use", values))
