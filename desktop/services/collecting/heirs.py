"""Units that were asked in a round and are no more: who took them over answers for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from desktop.models import unit_table
from desktop.services.session import Session
from desktop.services.succession import ReadSuccession, read_succession


def heirs_of(
    session: Session, connection: Connection, units: Collection[str]
) -> Mapping[str, Sequence[str]]:
    """Return by each unit that is no more today those that follow it in the end, as uids."""
    today = session.surroundings.today()
    standing = {line.uid for line in unit_table.lines(connection, list(units), today)}
    found: dict[str, Sequence[str]] = {}
    for unit in units:
        if unit not in standing:
            succession = read_succession(session, ReadSuccession(unit))
            found[unit] = [relative.uid for relative in succession.successors]
    return found
