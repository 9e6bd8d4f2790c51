"""Serials as they were read of devices: lines of a scanner or a file, or what is plugged in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.cells import CellFault, read_serial
from desktop.domain.problems import Problem, Severity, Where
from desktop.domain.stock import Seen, Serials
from desktop.exchange.sheets import bytes_of
from desktop.services.scan_tokens import ScanTokens, scan_tokens
from desktop.services.session import Session

_BETWEEN = re.compile(r"[\t;,]+")


@dataclass(frozen=True)
class Told:
    """A serial as it was read, the line it stood in (counted from 1), and its box where told."""

    text: str
    line: int
    box: str | None = None


def told_lines(content: bytes) -> tuple[Told, ...]:
    """Read a serial from each line, and a box after a comma, a semicolon or a tab."""
    found = []
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        serial, *rest = (part.strip() for part in _BETWEEN.split(line.strip(), maxsplit=1))
        if serial:
            found.append(Told(serial, number, rest[0] or None if rest else None))
    return tuple(found)


def lines_of(file: Path) -> tuple[Told, ...]:
    """Read the lines of a file (.txt, .csv, .tsv). Raises what `bytes_of` raises."""
    return told_lines(bytes_of(file))


def plugged_in(session: Session, module: Path | None = None) -> tuple[Told, ...]:
    """Return the serials of the devices that are plugged in. Raises what `scan_tokens` raises."""
    found = scan_tokens(session, ScanTokens(module)).devices
    return tuple(Told(each.serial, number) for number, each in enumerate(found, start=1))


def read_seen(
    told: Sequence[Told], known: Serials, box: str | None
) -> tuple[list[Seen], list[Problem]]:
    """Read every serial, as the one of `known` that it is, else as it is written.

    Return what was seen, and what there is to say of lines: those that are no serial are errors.
    """
    seen: list[Seen] = []
    problems: list[Problem] = []
    for each in told:
        try:
            serial = read_serial(each.text)
        except CellFault as fault:
            problems.append(Problem(fault.code, fault.values, where=Where(row=each.line)))
            continue
        found = known.find(serial) or serial
        if found != serial:
            values = {"written": each.text, "serial": found}
            where = Where(row=each.line)
            problems.append(Problem("delivery.other_writing", values, Severity.WARNING, where))
        seen.append(Seen(found, each.box or box))
    return seen, problems
