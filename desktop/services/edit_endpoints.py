"""Setting up, changing and closing endpoints by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from desktop.domain.levels import ENVIRONMENT_LABELS, Environment, SecrecyLevel
from desktop.domain.problems import refuse
from desktop.domain.texts import Text
from desktop.models.tables import endpoint, holding, stand_in, unit_version
from desktop.services.edit_holdings import hold
from desktop.services.endpoint_edits import AddEndpoint, Changed, ChangeEndpoints, CloseEndpoints
from desktop.services.endpoint_rows import (
    changed,
    check_end,
    check_unit,
    endpoints,
    named,
    open_after,
    rows_of,
    written,
)
from desktop.services.kinds import endpoint_roles, stored_types
from desktop.services.session import Session


def add_endpoint(session: Session, command: AddEndpoint) -> Changed:
    """Set up an endpoint.

    Raises `Refusal`: `endpoint.unit_gone`, `endpoint.role_unknown`, `endpoint.role_elsewhere`,
    `endpoint.no_direction`, `endpoint.level_in_clear`, `endpoint.account_taken`, `text.too_long`,
    `rule.type_unknown`, and what `Someone` may be refused for.
    """
    with session.unit_of_work(command) as work:
        check_unit(work.connection, command.unit, command.from_date)
        _check_role(command.role, command.environment)
        values = {
            "unit": command.unit,
            "role": command.role,
            "environment": command.environment.value,
            "receives": int(command.receives),
            "sends": int(command.sends),
            "ceiling": int(command.ceiling),
            "account": written(command.account),
            "note": written(command.note),
            "document_types": stored_types(command.document_types),
            "state": command.state,
            "from_date": command.from_date,
        }
        uid = work.new_uid()
        _check_endpoint(values)
        _check_account(work.connection, uid, values)
        work.insert(endpoint, [{"uid": uid, **values}])
        if command.someone is not None:
            who = named(work, command.someone, command.unit)
            hold(work, uid, who, command.from_date, command.basis)
    return changed(work, uid, 1)


def change_endpoints(session: Session, command: ChangeEndpoints) -> Changed:
    """Change endpoints in one run; nothing is written where one of them is refused.

    Raises `Refusal`: `endpoint.nothing_chosen`, `endpoint.unknown`, `endpoint.no_direction`,
    `endpoint.level_in_clear`, `endpoint.account_taken`, `text.too_long`, `rule.type_unknown`.
    """
    given = _given(command)
    with session.unit_of_work(command) as work:
        rows = endpoints(work.connection, command.endpoints)
        for row in rows:
            new = {**row, **given}
            if new != row:
                _check_endpoint(new)
            if new["account"] != row["account"]:
                _check_account(work.connection, row["uid"], new)
        rows_changed = work.update(endpoint, ({"uid": row["uid"], **given} for row in rows))
    return changed(work, command.endpoints[0], rows_changed)


def close_endpoints(session: Session, command: CloseEndpoints) -> Changed:
    """Close endpoints with their holdings and stand-ins in one run.

    Raises `Refusal`: `endpoint.nothing_chosen`, `endpoint.unknown`, `endpoint.ends_too_early`.
    """
    with session.unit_of_work(command) as work:
        rows = endpoints(work.connection, command.endpoints)
        for row in rows:
            check_end(row, command.on)
        uids = [row["uid"] for row in rows if open_after(row, command.on)]
        closed = work.close(endpoint, uids, command.on)
        for table in (holding, stand_in):
            there = rows_of(work.connection, table, "endpoint", uids)
            begun = [row for row in there if row["from_date"] < command.on]
            ending = [row["uid"] for row in begun if open_after(row, command.on)]
            work.close(table, ending, command.on)
            # Who was to begin later never does: a period without a day.
            late = [row for row in there if row["from_date"] >= command.on]
            work.update(table, ({"uid": r["uid"], "to_date": r["from_date"]} for r in late))
    return changed(work, command.endpoints[0], closed)


def _given(command: ChangeEndpoints) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if command.state is not None:
        given["state"] = command.state
    if command.document_types is not None:
        given["document_types"] = stored_types(command.document_types)
    if command.ceiling is not None:
        given["ceiling"] = int(command.ceiling)
    for name in ("receives", "sends"):
        value = getattr(command, name)
        if value is not None:
            given[name] = int(value)
    for name in ("account", "note"):
        text = getattr(command, name)
        if text is not None:
            given[name] = written(text)
    return given


def _check_role(code: str, environment: Environment) -> None:
    roles = endpoint_roles()
    role = roles.get(code)
    if role is None:
        known = ", ".join(each.label for each in roles.values())
        raise refuse("endpoint.role_unknown", role=code, known=known)
    if environment not in role.environments:
        where = Text(ENVIRONMENT_LABELS[environment])
        raise refuse("endpoint.role_elsewhere", role=role.label, environment=where)


def _check_endpoint(row: Mapping[str, Any]) -> None:
    """Check what an endpoint would do and carry."""
    role = endpoint_roles().get(row["role"])
    # A role that does neither by itself, as the one who receives devices, may do neither.
    if not (row["receives"] or row["sends"]) and (role is None or role.receives or role.sends):
        raise refuse("endpoint.no_direction", role=role.label if role else row["role"])
    if row["environment"] == Environment.CLEAR and row["ceiling"] > SecrecyLevel.KHONG_MAT:
        raise refuse("endpoint.level_in_clear")


def _check_account(connection: Connection, uid: str, row: Mapping[str, Any]) -> None:
    """Refuse an account of the same network that another endpoint has, now or later."""
    if row["account"] is None:
        return
    e, v = endpoint.c, unit_version.c
    statement = (
        select(v.name)
        .join_from(endpoint, unit_version, v.unit == e.unit)
        .where(func.lower(e.account) == row["account"].lower(), e.uid != uid)
        .where(e.environment == row["environment"])
        .where(e.to_date.is_(None) | (e.to_date > row["from_date"]))
        .order_by(v.from_date.desc())
    )
    other = connection.execute(statement).scalar()
    if other is not None:
        raise refuse("endpoint.account_taken", account=row["account"], unit=other)
