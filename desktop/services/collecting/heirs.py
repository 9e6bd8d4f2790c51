"""Units that were asked in a round and are no more: who took them over answers for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.services.imports.known_units import KnownUnits
from desktop.services.session import Session
from desktop.services.succession import ReadSuccession, read_succession


def heirs_of(
    session: Session, known: KnownUnits, units: Iterable[str]
) -> Mapping[str, Sequence[str]]:
    """Return by each unit that is no more today those that follow it in the end, as uids."""
    today = session.surroundings.today()
    found: dict[str, Sequence[str]] = {}
    for unit in units:
        if known.version(unit, today) is None:
            succession = read_succession(session, ReadSuccession(unit))
            found[unit] = [relative.uid for relative in succession.successors]
    return found
