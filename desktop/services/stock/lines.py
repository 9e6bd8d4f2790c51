"""Serials as they were read of devices: lines of a scanner or a file, or what is plugged in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from desktop.domain.cells import CellFault, read_serial
from desktop.domain.problems import Problem, Refusal, Severity, Where
from desktop.domain.stock import Seen, Serials
from desktop.exchange.sheets import bytes_of
from desktop.exchange.sheets_csv import text_of
from desktop.services.scan_tokens import ScanTokens, scan_tokens
from desktop.services.session import Session

_BETWEEN = re.compile(r"[\t;,]+")
_DIGIT = re.compile(r"[0-9]")
# A shorter piece between spaces is a part of one serial: `0B 0B 0B 0B`.
_LEAST_OF_ONE = 8


@dataclass(frozen=True)
class Told:
    """A serial as it was read, the line it stood in (counted from 1; None: in none), its box where
    told, and the file that it stands in, if any."""

    text: str
    line: int | None = None
    box: str | None = None
    file: str | None = None

    @property
    def where(self) -> Where:
        """The place of the line."""
        return Where(self.file, row=self.line)


class Read(NamedTuple):
    """What was seen, what there is to say of lines, and where each serial stands, first to last."""

    seen: list[Seen]
    problems: list[Problem]
    places: Mapping[str, list[Where]]

    def placed(self, problem: Problem) -> Problem:
        """Return a problem about a `serial`, with the last line in which that stands."""
        places = self.places.get(str(problem.values.get("serial")))
        if not places or problem.where != Where():
            return problem
        return replace(problem, where=places[-1])


def told_lines(content: bytes, file: str | None = None) -> tuple[Told, ...]:
    """Read a serial from each line, and a box after a comma, a semicolon or a tab. Raises what
    `text_of` raises."""
    found = []
    lines = text_of(content, file or "-").removeprefix("\ufeff").splitlines()
    for number, line in enumerate(lines, start=1):
        serial, *rest = (part.strip() for part in _BETWEEN.split(line.strip(), maxsplit=1))
        if serial:
            found.append(Told(serial, number, rest[0] or None if rest else None, file))
    return tuple(found)


def lines_of(file: Path) -> tuple[Told, ...]:
    """Read the lines of a file (.txt, .csv, .tsv). Raises what `bytes_of` and `text_of` raise."""
    return told_lines(bytes_of(file), file.name)


def plugged_in(session: Session, module: Path | None = None) -> tuple[Told, ...]:
    """Return the serials of the devices that are plugged in. Raises what `scan_tokens` raises."""
    found = scan_tokens(session, ScanTokens(module)).devices
    return tuple(Told(each.serial, number) for number, each in enumerate(found, start=1))


def serial_of(told: Told, known: Serials) -> str:
    """Return the serial of a line.

    Faults: those of `read_serial`, and `delivery.line_of_two` where what follows it, with or
    without a sign between, looks like another serial and not like a box.
    """
    pieces = told.text.split()
    is_known = known.find(_serial(told.text) or "") is not None
    if len(pieces) > 1 and not is_known and all(_is_whole(piece, known) for piece in pieces):
        raise CellFault("delivery.line_of_two", first=pieces[0], second=" ".join(pieces[1:]))
    serial = read_serial(told.text)
    for piece in _BETWEEN.split(told.box or ""):
        other = _serial(piece)
        alike = other is not None and len(other) == len(serial) and _DIGIT.search(other)
        if other is not None and (alike or known.find(other) is not None):
            raise CellFault("delivery.line_of_two", first=told.text, second=told.box)
    return serial


def one_device(told: Told) -> str:
    """Return the serial of a line as it is written. Raises `Refusal` with what `serial_of` says."""
    try:
        serial_of(told, Serials())
    except CellFault as fault:
        raise Refusal(Problem(fault.code, fault.values, where=told.where)) from None
    return told.text


def read_seen(told: Sequence[Told], known: Serials, box: str | None) -> Read:
    """Read every serial, as the one of `known` that it is, else as it is written.

    Lines that are no serial, or may be two, are errors.
    """
    places: dict[str, list[Where]] = {}
    read = Read([], [], places)
    for each in told:
        try:
            serial = serial_of(each, known)
        except CellFault as fault:
            read.problems.append(Problem(fault.code, fault.values, where=each.where))
            continue
        found = known.find(serial) or serial
        if found != serial:
            values = {"written": each.text, "serial": found}
            warning = Problem("delivery.other_writing", values, Severity.WARNING, each.where)
            read.problems.append(warning)
        read.seen.append(Seen(found, each.box or box))
        places.setdefault(found, []).append(each.where)
    return read


def _is_whole(piece: str, known: Serials) -> bool:
    serial = _serial(piece)
    if serial is None:
        return False
    return known.find(serial) is not None or len(serial) >= _LEAST_OF_ONE


def _serial(text: str) -> str | None:
    try:
        return read_serial(text)
    except CellFault:
        return None
