"""The figures of a table of use, and its declared totals, recomputed from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.domain.cells import CellFault, read_count
from desktop.domain.problems import Problem
from desktop.services.imports.reading import Entry

# What people put where they have no figure; 0 is one.
_NO_FIGURE = frozenset({"-", "–", "—", "…", "..."})

COUNTS = ("users", "logins", "incoming", "outgoing", "forwarded")


@dataclass(frozen=True)
class Line:
    """An entry with its figures by field; `faults` are its cells that cannot be read."""

    number: int
    entry: Entry
    figures: Mapping[str, int]
    faults: Mapping[str, Problem] = field(default_factory=dict)


def line_of(number: int, entry: Entry) -> Line:
    """Read the figures of an entry."""
    figures: dict[str, int] = {}
    faults: dict[str, Problem] = {}
    for name in COUNTS:
        text = entry.values.get(name)
        if text is None or text in _NO_FIGURE:
            continue
        try:
            figures[name] = read_count(text)
        except CellFault as fault:
            faults[name] = Problem(fault.code, fault.values, where=entry.at(name))
    return Line(number, entry, figures, faults)


def differences(total: Line, lines: Sequence[Line]) -> Sequence[Problem]:
    """Return a problem for every column in which a total is not what its rows make.

    `lines` are all of the total's sheet, in order. A total sums up all rows; where a sheet has
    several, it may sum up those between it and the one before or after it instead.
    """
    found = [tuple(_of_span(total, span)) for span in _spans(total, lines)]
    return min(found, key=len, default=())


def _spans(total: Line, lines: Sequence[Line]) -> Iterator[list[Line]]:
    place = lines.index(total)
    yield [line for line in lines if not line.entry.sums_up]
    if sum(line.entry.sums_up for line in lines) > 1:
        for beside in (reversed(lines[:place]), lines[place + 1 :]):
            span: list[Line] = []
            for line in beside:
                if line.entry.sums_up:
                    break
                span.append(line)
            if span:
                yield span


def _of_span(total: Line, span: Sequence[Line]) -> Iterator[Problem]:
    for name, declared in total.figures.items():
        if any(name in line.faults for line in span):
            # What cannot be read is told at its own cell.
            continue
        counted = sum(line.figures.get(name, 0) for line in span)
        if counted != declared:
            values = {
                "heading": total.entry.headings[name],
                "declared": f"{declared:,}",
                "counted": f"{counted:,}",
                "difference": f"{declared - counted:+,}",
            }
            problem = Problem("statistics.total_differs", values)
            yield replace(problem, where=total.entry.at(name))
