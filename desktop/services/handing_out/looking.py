"""Finding a device of a day's list by what was scanned or typed, without asking the vault."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.cells import CellFault, read_serial
from desktop.domain.folding import fold
from desktop.domain.handing_out import Outcome
from desktop.domain.stock import Serials
from desktop.services.handing_out.command import Line


def look_up(lines: Sequence[Line], text: str) -> tuple[Line, ...]:
    """Return the lines that `text` means: the one of a serial, however it is written, else those
    whose subscriber's name has words that begin so; who is still to come stands first."""
    try:
        serial = Serials(line.serial for line in lines).find(read_serial(text))
    except CellFault:
        serial = None
    if serial is not None:
        return tuple(line for line in lines if line.serial == serial)
    words = fold(text).split()
    found = [line for line in lines if words and _is_called(line.subscriber, words)]
    return tuple(sorted(found, key=lambda line: line.outcome is not Outcome.WAITING))


def _is_called(name: str, words: Sequence[str]) -> bool:
    parts = fold(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)
