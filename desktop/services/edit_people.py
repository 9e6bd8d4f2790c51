"""Writing down people and their clearances by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import refuse
from desktop.models.tables import person
from desktop.services.endpoint_edits import AddPerson, Changed, ChangePerson, PersonDetails
from desktop.services.endpoint_rows import changed, full_name, written
from desktop.services.session import Session


def add_person(session: Session, command: AddPerson) -> Changed:
    """Write a person into the register.

    Raises `Refusal`: `person.name_missing`, `person.clearance_without_basis`, `text.too_long`.
    """
    values = _values(command.details)
    _check_clearance(values, SecrecyLevel.KHONG_MAT)
    with session.unit_of_work(command) as work:
        uid = work.new_uid()
        work.insert(person, [{"uid": uid, **values}])
    return changed(work, uid, 1)


def change_person(session: Session, command: ChangePerson) -> Changed:
    """Change a person. Raises `Refusal` as `add_person`, and `person.unknown`."""
    values = _values(command.details)
    with session.unit_of_work(command) as work:
        there = select(person.c.clearance).where(person.c.uid == command.person)
        found = work.connection.execute(there).first()
        if found is None:
            raise refuse("person.unknown")
        _check_clearance(values, found.clearance or 0)
        rows = work.update(person, [{"uid": command.person, **values}])
    return changed(work, command.person, rows)


def _values(details: PersonDetails) -> dict[str, Any]:
    cleared = details.clearance > SecrecyLevel.KHONG_MAT
    return {
        "name": full_name(details.name),
        "post": written(details.post, 200),
        "phone": written(details.phone, 100),
        "mail": written(details.mail, 200),
        "unit": details.unit,
        "clearance": int(details.clearance) if cleared else None,
        "clearance_basis": written(details.clearance_basis),
        "clearance_until": details.clearance_until if cleared else None,
    }


def _check_clearance(values: dict[str, Any], before: int) -> None:
    """Refuse to raise a clearance without its decision; what was imported so may stay."""
    if (values["clearance"] or 0) > before and values["clearance_basis"] is None:
        raise refuse("person.clearance_without_basis")
