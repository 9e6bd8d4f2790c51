"""The rows of lists: one kind for each register."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitRow:
    """A unit; `parent` is its superior's code, or name where it has none. Period: the version's."""

    uid: str
    code: str | None
    name: str
    type: str | None
    parent: str | None
    place: str | None
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class CodeRow:
    """A code; `unit` is the name of the unit that holds it on the day, `unit_uid` its uid.

    `on_system` and `on_axis` are its states there, each with what was told why; `bundle` is the
    number of the bundle it was sent in. `locked` codes are not changed by planning.
    """

    uid: str
    scheme: str
    value: str
    state: str
    unit: str | None
    unit_uid: str
    from_date: str
    to_date: str | None
    on_system: str = "planned"
    on_axis: str = "planned"
    system_reason: str | None = None
    axis_reason: str | None = None
    bundle: int | None = None
    locked: bool = False


@dataclass(frozen=True)
class ClerkRow:
    """An endpoint with who holds it on the day; `code` and `unit` are its unit's.

    `unit` is None where the unit itself is not in force on the day.
    """

    uid: str
    code: str | None
    unit: str | None
    role: str
    environment: str
    receives: bool
    sends: bool
    ceiling: int
    account: str | None
    person: str | None
    post: str | None
    phone: str | None
    state: str
    from_date: str
    to_date: str | None


@dataclass(frozen=True)
class TokenRow:
    """A token; `state` is its custody, `unit` its unit's code or, without one, name."""

    uid: str
    serial: str | None
    label: str | None
    model: str | None
    subscriber: str
    state: str
    access: str
    purpose: str
    unit: str | None
    received_on: str | None
    signed_on: str | None


@dataclass(frozen=True)
class PersonRow:
    """A person; `unit` is their unit's code or, without one, name; `clearance` a SecrecyLevel."""

    uid: str
    name: str
    post: str | None
    phone: str | None
    mail: str | None
    unit: str | None
    clearance: int | None
