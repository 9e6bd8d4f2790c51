"""Reading the rows of a table of clerk endpoints, each cell by its own rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop import resources
from desktop.domain.cells import (
    CellFault,
    bare_name,
    read_date,
    read_last_day,
    read_yes_no,
    split_names,
)
from desktop.domain.folding import fold
from desktop.domain.kinds import EndpointRole, role_named
from desktop.domain.levels import LEVEL_BY_OPTION, Environment, SecrecyLevel
from desktop.services.imports.plan import Refused, read_field, refused
from desktop.services.imports.reading import Entry
from desktop.services.kinds import endpoint_roles

USUAL_ROLE = "Văn thư"
_PARTS = re.compile(r"\s*(?:[+,/&;\n]|\bvà\b|-)\s*")
_STAND_IN = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<reason>[^()]*)\))?\s*")
_ENDING = re.compile(r"\s*,\s*(?![^()]*\))")


@dataclass(frozen=True)
class Post:
    """One endpoint that a row speaks of; `ceiling` None is the role's own."""

    role: EndpointRole
    environment: Environment
    ceiling: SecrecyLevel | None


@dataclass(frozen=True)
class ClerkRow:
    """One row as read. `person` is None where the cell is blank, "" where there is nobody yet.

    `stand_ins` are pairs of name and reason in order, None where the cell is blank; `to_date` is
    the first day on which the person no longer holds the endpoint.
    """

    entry: Entry
    date: str
    posts: tuple[Post, ...]
    person: str | None
    receives: bool | None
    sends: bool | None
    clearance: SecrecyLevel | None
    clearance_until: str | None
    to_date: str | None
    stand_ins: tuple[tuple[str, str | None], ...] | None

    def text(self, name: str) -> str | None:
        """Return the cell of field `name` as it stands."""
        return self.entry.values.get(name)


def read_clerk(entry: Entry, date: str) -> ClerkRow:
    """Read an entry; `date` holds where it names none. Raises `Refused` at the first bad cell."""
    if entry.fault is not None:
        raise Refused(entry.fault)
    receives, sends = _directions(entry)
    return ClerkRow(
        entry=entry,
        date=read_field(entry, "from", read_date) or date,
        posts=_posts(entry),
        person=_person(entry.values.get("person")),
        receives=receives,
        sends=sends,
        clearance=read_field(entry, "clearance", read_level),
        clearance_until=read_field(entry, "clearance_until", read_last_day),
        to_date=read_field(entry, "to", read_last_day),
        stand_ins=_stand_ins(entry.values.get("stand_in")),
    )


def read_level(text: str) -> SecrecyLevel:
    """Read one secrecy level; fault `cell.level`."""
    option = _words("levels").get(fold(text))
    if option is None:
        raise CellFault("cell.level", text=text)
    return LEVEL_BY_OPTION[option]


@cache
def _words(table: str) -> dict[str, str]:
    """Return what each word of a table of words means, by the folded word."""
    words = resources.toml("imports", "clerks.toml")[table]
    return {fold(word): meaning for meaning, known in words.items() for word in known}


def _person(text: str | None) -> str | None:
    if text is None:
        return None
    return "" if fold(text) in _words("nobody") or not bare_name(text) else text


def _directions(entry: Entry) -> tuple[bool | None, bool | None]:
    receives = read_field(entry, "receives", read_yes_no)
    sends = read_field(entry, "sends", read_yes_no)
    text = entry.values.get("direction")
    if text is None:
        return receives, sends
    whole = _words("directions").get(fold(text))
    found = {whole} if whole else {_words("directions").get(fold(p)) for p in _PARTS.split(text)}
    if None in found:
        raise refused(entry, "direction", "cell.direction", text=text)
    both = "both" in found
    return both or "receives" in found, both or "sends" in found


def _environments(entry: Entry) -> set[Environment]:
    text = entry.values.get("environment")
    if text is None:
        return set()
    if fold(text) in ("ca hai", "ca 2", "hai he thong", "ro va mat"):
        return set(Environment)
    names = [_words("environments").get(fold(part)) for part in _PARTS.split(text)]
    if None in names:
        raise refused(entry, "environment", "cell.environment", text=text)
    return {Environment(name) for name in names if name}


def _ceilings(entry: Entry) -> list[SecrecyLevel]:
    text = entry.values.get("ceiling")
    if text is None:
        return []
    try:
        return sorted({read_level(part) for part in _PARTS.split(text)})
    except CellFault:
        raise refused(entry, "ceiling", "cell.level", text=text) from None


def _posts(entry: Entry) -> tuple[Post, ...]:
    """Say which endpoints a row means.

    `Mật+thường` without an environment is one endpoint on each network: the clear one for what is
    not secret, the secret one up to the level named. A secret level alone is on the secret network.
    """
    environments = _environments(entry)
    ceilings = _ceilings(entry)
    highest = ceilings[-1] if ceilings else None
    mixed = len(ceilings) > 1 and ceilings[0] is SecrecyLevel.KHONG_MAT
    if not environments and mixed:
        environments = set(Environment)
    if len(environments) > 1:
        lowest = SecrecyLevel.KHONG_MAT if highest is not None else None
        return (
            Post(_role(entry, Environment.CLEAR), Environment.CLEAR, lowest),
            Post(_role(entry, Environment.SECRET), Environment.SECRET, highest),
        )
    if environments:
        (environment,) = environments
        return (Post(_role(entry, environment), environment, highest),)
    if highest is not None and highest >= SecrecyLevel.MAT:
        environment = Environment.SECRET
        return (Post(_role(entry, environment), environment, highest),)
    role = _role(entry, None)
    return (Post(role, role.environments[0], highest),)


def _role(entry: Entry, environment: Environment | None) -> EndpointRole:
    text = entry.values.get("role", USUAL_ROLE)
    role = _role_called(text, environment)
    if role is not None:
        return role
    known: dict[str, Any] = {
        "role": text, "known": ", ".join(role.label for role in endpoint_roles().values()),
    }  # fmt: skip
    if _role_called(text, None) is not None:
        raise refused(entry, "role", "import.role_elsewhere", **known)
    raise refused(entry, "role", "import.role_unknown", **known)


@cache
def _role_called(text: str, environment: Environment | None) -> EndpointRole | None:
    return role_named(text, environment, endpoint_roles())


def _stand_ins(text: str | None) -> tuple[tuple[str, str | None], ...] | None:
    if text is None:
        return None
    found = []
    for part in split_names(text):
        for name in _ENDING.split(part):
            match = _STAND_IN.fullmatch(name.strip(" -–"))
            if match and match["name"] and fold(match["name"]) not in _words("nobody"):
                found.append((match["name"], match["reason"] or None))
    return tuple(found)
