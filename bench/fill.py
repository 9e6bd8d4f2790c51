"""Puts a made-up set straight into a vault's registers, as an import of its workbooks would.

For measuring what reads them: an import of the *full* set takes its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bench import country
from bench.country import ClerkLine, TokenLine, UnitLine
from desktop.domain import layout
from desktop.models import tables, unit_reader
from desktop.models.uow import UnitOfWork


def fill(work: UnitOfWork, name: str) -> dict[str, int]:
    """Write the set `name` below the root, which must be there; return how many rows of each."""
    size = country.SETS[name]
    (root,) = unit_reader.resolve_code(work.connection, country.ROOT_CODE, country.FROM)
    lines = country.units(size)
    uid_of = {country.ROOT_CODE: root, **_uids(work, (line.code for line in lines))}
    work.insert(tables.unit, [{"uid": uid_of[line.code]} for line in lines])
    rows = [_version(line, uid_of, place) for place, line in enumerate(lines)]
    _insert(work, tables.unit_version, rows)
    _insert(work, tables.identifier_code, [_code(line, uid_of) for line in lines])
    clerks = list(country.clerks(lines, size))
    people = _people(work, clerks, uid_of)
    accounts = _uids(work, (line.account for line in clerks))
    work.insert(tables.endpoint, [_endpoint(line, accounts, uid_of) for line in clerks])
    _insert(work, tables.holding, _holdings(clerks, accounts, people))
    tokens = list(country.tokens(lines, size))
    serials = _uids(work, (line.serial for line in tokens))
    work.insert(tables.token, [_token(line, serials, uid_of, people) for line in tokens])
    _insert(work, tables.certificate, [_certificate(t, serials, uid_of, people) for t in tokens])
    return {"units": len(lines), "clerks": len(clerks), "tokens": len(tokens)}


def _uids(work: UnitOfWork, keys: Iterable[str]) -> dict[str, str]:
    found = list(keys)
    return dict(zip(found, work.new_uids(len(found)), strict=True))


def _insert(work: UnitOfWork, table: Any, rows: list[dict[str, Any]]) -> None:
    uids = work.new_uids(len(rows))
    work.insert(table, [{"uid": uid, **row} for uid, row in zip(uids, rows, strict=True)])


def _version(line: UnitLine, uid_of: dict[str, str], position: int) -> dict[str, Any]:
    return {
        "unit": uid_of[line.code],
        "name": line.name,
        "type": line.type,
        "parent": uid_of[line.parent],
        "place": line.place,
        "position": position,
        "from_date": country.FROM,
    }


def _code(line: UnitLine, uid_of: dict[str, str]) -> dict[str, Any]:
    return {
        "unit": uid_of[line.code],
        "scheme": layout.SCHEME,
        "value": line.code,
        "from_date": country.FROM,
    }


def _people(
    work: UnitOfWork, clerks: list[ClerkLine], uid_of: dict[str, str]
) -> dict[tuple[str, str], str]:
    """Write each unit's people once; return their uids by unit code and name."""
    first = {(c.unit.code, c.person): c for c in reversed(clerks) if c.person is not None}
    people = dict(zip(first, work.new_uids(len(first)), strict=True))
    work.insert(
        tables.person,
        [
            {
                "uid": people[key],
                "unit": uid_of[key[0]],
                "name": key[1],
                "post": line.post,
                "phone": line.phone,
            }
            for key, line in first.items()
        ],
    )
    return {key: uid for key, uid in people.items() if key[1] is not None}


def _endpoint(line: ClerkLine, accounts: dict[str, str], uid_of: dict[str, str]) -> dict[str, Any]:
    return {
        "uid": accounts[line.account],
        "unit": uid_of[line.unit.code],
        "role": line.role,
        "environment": line.environment.value,
        "receives": int(line.role != "nguoi-nhan-thiet-bi"),
        "sends": int(line.role in ("van-thu", "van-thu-mat")),
        "ceiling": int(line.ceiling),
        "account": line.account,
        "from_date": country.FROM,
    }


def _holdings(
    clerks: list[ClerkLine], accounts: dict[str, str], people: dict[tuple[str, str], str]
) -> list[dict[str, Any]]:
    return [
        {
            "endpoint": accounts[line.account],
            "person": people[line.unit.code, line.person],
            "from_date": country.FROM,
        }
        for line in clerks
        if line.person is not None
    ]


def _holder(line: TokenLine, people: dict[tuple[str, str], str]) -> str | None:
    return people.get((line.unit.code, line.person)) if line.person else None


def _token(
    line: TokenLine,
    serials: dict[str, str],
    uid_of: dict[str, str],
    people: dict[tuple[str, str], str],
) -> dict[str, Any]:
    return {
        "uid": serials[line.serial],
        "unit": uid_of[line.unit.code],
        "person": _holder(line, people),
        "serial": line.serial,
        "subscriber_type": "person" if line.person else "organ",
        "subscriber": line.person or line.unit.name,
        "purpose": "sign",
        "custody": line.custody,
        "received_on": line.received_on,
        "signed_on": line.received_on if line.custody == "handed_over" else None,
    }


def _certificate(
    line: TokenLine,
    serials: dict[str, str],
    uid_of: dict[str, str],
    people: dict[tuple[str, str], str],
) -> dict[str, Any]:
    return {
        "token": serials[line.serial],
        "unit": None if line.person else uid_of[line.unit.code],
        "person": _holder(line, people),
        "number": line.certificate,
        "purpose": "sign",
        "state": "active",
        "from_date": line.from_date,
        "to_date": line.until,
    }
