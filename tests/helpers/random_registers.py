"""Registers filled at random, in a real database: about as many documents arrive as do not."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table, insert

from desktop.models import tables
from desktop.services.session import Session
from tests.helpers.sessions import Anything

Rows = dict[str, list[dict[str, Any]]]
ROLES = ("van-thu", "van-thu-mat", "co-yeu")


def random_registers(
    session: Session, seed: int, at: str, count: int = 40, rules: int = 10
) -> Rows:
    """Fill `count` random units with all that decides on their routes, `rules` for choosing the
    receiver among it; return what was written.

    Most periods hold on the day `at`; some begin or end on it or on the day after.
    """
    after = (date.fromisoformat(at) + timedelta(days=1)).isoformat()
    chance = random.Random(seed)

    def some(*values: Any) -> Any:
        return chance.choice(values)

    def period() -> dict[str, Any]:
        return some(
            *([{"from_date": "2025-07-01", "to_date": None}] * 20),
            {"from_date": "2025-07-01", "to_date": at},
            {"from_date": at, "to_date": after},
            {"from_date": after, "to_date": None},
        )

    rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in tables.REGISTERS}

    def add(table: Table, **row: Any) -> str:
        uid = f"{table.name}-{len(rows[table])}"
        rows[table].append({"uid": uid, **row})
        return uid

    for number in range(count):
        unit = add(tables.unit)
        parent = f"unit-{some(*range(number))}" if number and some(1, 0) else None
        add(
            tables.unit_version, unit=unit, name=f"Đơn vị {number}", from_date="2025-07-01",
            parent=parent,
        )  # fmt: skip
        for _ in range(some(0, 1, 1, 1, 1, 1, 2, 2)):
            add(
                tables.identifier_code, unit=unit, scheme=some("qd20", "qd20", "noi-bo"),
                value=f"A11.{chance.choice([number] * 9 + [number // 2])}{some('A', 'A', 'B')}",
                **period(),
                state=some(*["live"] * 6, "planned", "refused"),
            )  # fmt: skip
        if some(1, 1, 1, 1, 1, 0):
            stage = some(*["connected"] * 12, "monitored", "issued", "received", "installed")
            add(tables.line, unit=unit, stage=stage, **period())
        if some(1, 0, 0, 0):
            add(
                tables.unit_profile, unit=unit, profile=some("no_clear", "no_clear", "clerk_level"),
                **period(),
            )  # fmt: skip
        for _ in range(some(0, 0, 0, 1, 1, 2)):
            add(
                tables.exemption, unit=unit, environment=some(None, "ro", "mat"),
                direction=some(None, "receive", "send"), level=some(0, 0, 1, 1, 2),
                decision="QĐ 12", **{**period(), "to_date": some(at, after, "2027-01-01")},
            )  # fmt: skip
        if some(1, 0, 0, 0):
            add(
                tables.channel, unit=unit, environment=some("ro", "mat", "mat"),
                channel=some("system", "axis", "private", "paper"), **period(),
            )  # fmt: skip
        for _ in range(some(0, 1, 2, 3, 4)):
            person = add(
                tables.person, name=f"Cán bộ {number}", clearance=some(None, 1, 2, 2, 2, 3, 3),
                clearance_until=some(*[None] * 6, at, after),
            )  # fmt: skip
            organ = some(0, 0, 1)
            device = add(
                tables.token, unit=unit, person=None if organ else person, subscriber="x",
                subscriber_type="organ" if organ else "person", purpose="sign",
                custody=some(*["handed_over"] * 5, "received", "stock", "lost"),
                signed_on="2025-07-01",
                access=some("ok", "ok", "few", "unknown", "locked"),
            )  # fmt: skip
            if some(1, 1, 1, 1, 1, 0):
                add(
                    tables.certificate, token=some(device, device, None), unit=unit,
                    person=None if organ else some(person, None), number="4A", purpose="sign",
                    state=some(*["active"] * 6, "revoked"), **period(),
                )  # fmt: skip
            endpoint = add(
                tables.endpoint, unit=unit, role=some(*ROLES), environment=some("ro", "mat", "mat"),
                document_types=some(None, None, None, None, "bao-cao", "cong-van bao-cao"),
                receives=some(1, 1, 1, 0), sends=some(1, 1, 0), ceiling=some(0, 1, 1, 1, 2, 3),
                state=some(*["active"] * 6, "closed"), **period(),
            )  # fmt: skip
            if some(1, 1, 1, 1, 1, 0):
                add(tables.holding, endpoint=endpoint, person=person, **period())
            if some(1, 0):
                other = chance.choice(rows[tables.person])["uid"]
                away = some(None, None, person)
                add(
                    tables.stand_in, endpoint=endpoint, person=other, position=1, away=away,
                    **period(),
                )  # fmt: skip
    for number in range(rules):
        add(
            tables.target_rule, unit=f"unit-{some(*range(count))}", position=number + 1,
            document_types=some(None, None, "bao-cao", "cong-van giay-moi"),
            environment=some(None, "ro", "mat"), level_from=some(0, 0, 1), level_to=some(3, 3, 1),
            sender=some(None, None, f"unit-{some(*range(count))}"), role=some(*ROLES),
            fallback=some(None, *ROLES), inherited=some(1, 1, 0), **period(),
        )  # fmt: skip
    with session.reading(Anything()) as connection:
        for table in tables.REGISTERS:
            for row in rows[table]:
                connection.execute(insert(table), [row])
        connection.commit()
    return {table.name: found for table, found in rows.items()}


def sole_codes(rows: Rows, at: str) -> list[str]:
    """Return the codes that are each held by one unit on the day."""
    owners: dict[str, set[str]] = {}
    for code in rows["identifier_code"]:
        if code["from_date"] <= at and (code["to_date"] or "9") > at:
            owners.setdefault(code["value"], set()).add(code["unit"])
    return [value for value, units in owners.items() if len(units) == 1]
