"""Whether a document arrives, worked out anew from the bare rows of a register, the slow way.

Nothing is shared with the program: rows are dictionaries as they were written, and each link is
looked for by going through all of them. `Oracle.first_wrong` names the links as the program does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Row = dict[str, Any]
SCHEMES = ("qd20", "noi-bo", "qcvn102")
FINE = ("live", "planned", "sent", "accepted")


class Oracle:
    """Answers from `rows`: by table name the rows, each with all that was written."""

    def __init__(self, rows: Mapping[str, list[Row]], at: str) -> None:
        self._rows = rows
        self._at = at

    def first_wrong(
        self,
        unit: str,
        level: int,
        environment: str,
        direction: str,
        type_: str | None = None,
        sender: str | None = None,
    ) -> str | None:
        """Return the first link that fails, "" where the document goes another way or is exempt,
        None where all is well. `type_` is the document's, None for any; `sender` the unit that
        sends it, None for whoever it is: then it must arrive of whatever type, whoever sends it,
        and the one told of is the first that does not."""
        if environment == "ro" and self._has("unit_profile", unit, profile="no_clear"):
            return ""
        types = [type_, *self._types()] if type_ is None else [type_]
        senders = [sender, *self._senders(unit)] if sender is None else [sender]
        if direction == "send":
            types, senders = [type_], [None]
        links = (
            self._link(unit, level, environment, direction, kind, whose)
            for kind in types
            for whose in senders
        )
        wrong = next((link for link in links if link is not None), None)
        if wrong and self._is_exempt(unit, level, environment, direction):
            return ""
        return wrong

    def _types(self) -> list[str]:
        """Return every type that anybody names."""
        named = (*self._rows["target_rule"], *self._rows["endpoint"])
        return sorted({each for row in named for each in (row["document_types"] or "").split()})

    def _senders(self, unit: str) -> list[str]:
        """Return every unit that may send: first those that rules name, in the order in which the
        rules are asked, for of several the first is told of."""
        named = [rule["sender"] for rule in self._rules(unit) if rule["sender"]]
        return [*named, *(row["uid"] for row in self._rows["unit"])]

    def _is_exempt(self, unit: str, level: int, environment: str, direction: str) -> bool:
        return any(
            row["unit"] == unit
            and self._holds(row)
            and row["level"] <= level
            and (row["environment"] is None or row["environment"] == environment)
            and (row["direction"] is None or row["direction"] == direction)
            for row in self._rows["exemption"]
        )

    def _has(self, table: str, unit: str, **values: str) -> bool:
        return any(
            row["unit"] == unit
            and self._holds(row)
            and all(row[name] == value for name, value in values.items())
            for row in self._rows[table]
        )

    def _link(
        self,
        unit: str,
        level: int,
        environment: str,
        direction: str,
        type_: str | None,
        sender: str | None,
    ) -> str | None:
        """Return what the links alone say."""
        channel = self._channel(unit, environment)
        if channel in ("private", "paper") or (channel is None and level == 3):
            return ""
        if not self._has_code(unit):
            return "code"
        if level > 0 and (channel == "axis" or environment == "ro"):
            return "channel"
        role = None
        if direction == "receive":
            role = self._role(unit, level, environment, type_, sender)
        ways = list(self._ways(unit, environment, direction, level, type_, role))
        if not ways:
            return "endpoint" if role is None else "rule"
        # The way that comes farthest is told of.
        passed = max(ways)
        if passed < 4:
            return ("endpoint", "person", "clearance", "certificate")[passed]
        lines = [self._has("line", unit, stage=stage) for stage in ("connected", "monitored")]
        return None if level == 0 or any(lines) else "line"

    def _holds(self, row: Row) -> bool:
        begin, end = row["from_date"], row.get("to_date")
        return begin <= self._at and (end is None or self._at < end)

    def _channel(self, unit: str, environment: str) -> str | None:
        kinds = sorted(
            row["channel"]
            for row in self._rows["channel"]
            if (row["unit"], row["environment"]) == (unit, environment) and self._holds(row)
        )
        return kinds[0] if kinds else None

    def _has_code(self, unit: str) -> bool:
        return any(
            row["unit"] == unit
            and row["scheme"] in SCHEMES
            and row["state"] in FINE
            and self._holds(row)
            and not any(
                other["value"] == row["value"] and other["unit"] != unit and self._holds(other)
                for other in self._rows["identifier_code"]
            )
            for row in self._rows["identifier_code"]
        )

    def _upwards(self, unit: str | None) -> Iterator[str]:
        """Yield a unit and all above it."""
        while unit is not None:
            yield unit
            versions = self._rows["unit_version"]
            rows = [row for row in versions if row["unit"] == unit and self._holds(row)]
            unit = rows[0].get("parent") if rows else None

    def _role(
        self, unit: str, level: int, environment: str, type_: str | None, sender: str | None
    ) -> str | None:
        """Return the role that the first fitting rule chooses, None where there is no such rule."""
        senders = set(self._upwards(sender))
        for rule in self._rules(unit):
            if rule["environment"] not in (None, environment):
                continue
            if level not in range(rule["level_from"], rule["level_to"] + 1):
                continue
            if rule["document_types"] and type_ not in rule["document_types"].split():
                continue
            if rule["sender"] and rule["sender"] not in senders:
                continue
            in_use = {
                row["role"]
                for row in self._rows["endpoint"]
                if (row["unit"], row["environment"]) == (unit, environment)
                and self._holds(row)
                and row["state"] == "active"
                and row["receives"]
                and (not row["document_types"] or type_ in row["document_types"].split())
            }
            use_other = rule["role"] not in in_use and rule["fallback"] in in_use
            return str(rule["fallback"] if use_other else rule["role"])
        return None

    def _rules(self, unit: str) -> Iterator[Row]:
        """Yield the rules asked for a unit, in their order."""
        for owner in self._upwards(unit):
            rules = [row for row in self._rows["target_rule"] if row["unit"] == owner]
            for rule in sorted(rules, key=lambda row: (row["position"], row["uid"])):
                if self._holds(rule) and (owner == unit or rule["inherited"]):
                    yield rule

    def _ways(
        self,
        unit: str,
        environment: str,
        direction: str,
        level: int,
        type_: str | None,
        role: str | None,
    ) -> Iterator[int]:
        """Yield for each endpoint and each of its people how many of the four links let through."""
        for endpoint in self._rows["endpoint"]:
            if (endpoint["unit"], endpoint["environment"]) != (unit, environment):
                continue
            if not self._holds(endpoint) or role not in (None, endpoint["role"]):
                continue
            types = (endpoint["document_types"] or "").split()
            able = endpoint["receives" if direction == "receive" else "sends"]
            able = able and (not types or type_ in types)
            if endpoint["state"] != "active" or not able or endpoint["ceiling"] < level:
                yield 0
                continue
            people = list(self._people(endpoint["uid"]))
            if not people:
                yield 1
            for person, clearance in people:
                if clearance < level:
                    yield 2
                else:
                    yield 4 if level == 0 or self._can_open(person, unit) else 3

    def _people(self, endpoint: str) -> Iterator[tuple[str, int]]:
        holders = [
            (row["person"], self._clearance(row["person"]))
            for row in self._rows["holding"]
            if row["endpoint"] == endpoint and self._holds(row)
        ]
        if not holders:
            return
        on_leave = {row["away"] for row in self._rows["stand_in"] if self._holds(row)} - {None}
        yield from (each for each in holders if each[0] not in on_leave)
        limit = max(clearance for _, clearance in holders)
        for row in self._rows["stand_in"]:
            if row["endpoint"] == endpoint and self._holds(row) and row["person"] not in on_leave:
                yield row["person"], min(limit, self._clearance(row["person"]))

    def _clearance(self, person: str) -> int:
        row = next(row for row in self._rows["person"] if row["uid"] == person)
        until = row.get("clearance_until")
        if row["clearance"] is None or (until is not None and until <= self._at):
            return 0
        return int(row["clearance"])

    def _can_open(self, person: str, unit: str) -> bool:
        devices = {row["uid"]: row for row in self._rows["token"]}
        for row in self._rows["certificate"]:
            device = devices.get(row.get("token") or "")
            if row["state"] != "active" or not self._holds(row):
                continue
            if device is not None and device["access"] == "locked":
                continue
            if device is not None and device["custody"] not in ("handed_over", "received"):
                continue
            whose = row.get("person") or (device or {}).get("person")
            kind = (device or {}).get("subscriber_type")
            if kind == "organ" or (kind is None and whose is None):
                if (row.get("unit") or (device or {}).get("unit")) == unit:
                    return True
            elif whose == person:
                return True
        return False
