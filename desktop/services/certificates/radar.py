"""The radar: which certificates end within 90, 60, 30 and 7 days, by unit, and whom to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from desktop.domain.actors import Command
from desktop.domain.folding import collation_key
from desktop.domain.radar import BANDS, RADAR_DAYS, Radar, within
from desktop.models import radar_reader, unit_table
from desktop.models.radar_reader import EndingLine
from desktop.services.lists import find_unit
from desktop.services.session import Session

__all__ = ["BANDS", "RADAR_DAYS", "EndingLine"]


@dataclass(frozen=True)
class ReadRadar(Command):
    """Ask which certificates in use end soon or have ended on the day `as_of` (today).

    Of the unit of code `under`, or of uid `unit`, and all below it; None: of all. `days` is one of
    `RADAR_DAYS`: no later ones are listed; 0 lists those that have ended only.
    """

    name: ClassVar[str] = "certificate.radar"
    under: str | None = None
    unit: str | None = None
    as_of: str | None = None
    days: int = RADAR_DAYS[0]


class EndingHere(NamedTuple):
    """A certificate on the radar. `left` is how many days it still has, its last one included: 1
    is the last, 0 or less has ended. `band` is the nearest of `BANDS`; `last` its last day."""

    line: EndingLine
    code: str | None
    last: str
    left: int
    band: int


@dataclass(frozen=True)
class UnitEnding:
    """How many of a unit's own end within each of `RADAR_DAYS`, and have ended (0). `unit` is None
    for those that belong to no unit."""

    unit: str | None
    code: str | None
    name: str | None
    counts: Mapping[int, int]


@dataclass(frozen=True)
class RadarAnswer:
    """The figures of the whole and of each unit that has any; the list, the nearest end first."""

    as_of: str
    counts: Mapping[int, int]
    units: tuple[UnitEnding, ...]
    rows: tuple[EndingHere, ...]


def read_radar(session: Session, command: ReadRadar) -> RadarAnswer:
    """Return what is on the radar. Raises `Refusal` `unit.code_unknown`, `unit.code_clash`."""
    at = command.as_of or session.surroundings.today()
    radar = Radar(at)
    with session.reading(command) as connection:
        under = command.unit
        if under is None and command.under is not None:
            under = find_unit(connection, command.under, at)
        found = radar_reader.ending(connection, radar.last, under, at)
        units = {line.unit: line.unit_name for line in found}
        codes = unit_table.codes_of(connection, [unit for unit in units if unit], at)
    bands: dict[str | None, Counter[int]] = {unit: Counter() for unit in units}
    rows = []
    placed: dict[str, tuple[str, int, int]] = {}
    for line in found:
        if line.to_date not in placed:
            placed[line.to_date] = _placed(radar, line.to_date)
        last, left, band = placed[line.to_date]
        bands[line.unit][band] += 1
        if band <= command.days:
            code = codes.get(line.unit or "")
            rows.append(
                EndingHere(line, code.value if code is not None else None, last, left, band)
            )
    whole = Counter[int]()
    for counts in bands.values():
        whole.update(counts)
    parts = [
        UnitEnding(unit, codes[unit].value if unit in codes else None, units[unit], within(counts))
        for unit, counts in bands.items()
    ]
    return RadarAnswer(at, within(whole), tuple(sorted(parts, key=_place)), tuple(rows))


def _placed(radar: Radar, to_date: str) -> tuple[str, int, int]:
    """Return the last day, the days left and the band of an end that is on the radar."""
    without, today = date.fromisoformat(to_date), date.fromisoformat(radar.at)
    band = radar.band(to_date)
    last = date.fromordinal(without.toordinal() - 1).isoformat()
    return last, (without - today).days, BANDS[-1] if band is None else band


def _place(part: UnitEnding) -> tuple[bool, bool, str, object]:
    """Sort by code, those without one by name, what belongs to no unit last."""
    by_name = collation_key(part.name or "") if part.code is None else b""
    return part.unit is None, part.code is None, part.code or "", by_name
