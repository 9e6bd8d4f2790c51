"""Reading the rows of a table of clerk endpoints, each cell by its own rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from desktop import resources
from desktop.domain.cells import (
    CellFault,
    bare_name,
    read_last_day,
    read_yes_no,
)
from desktop.domain.folding import fold
from desktop.domain.kinds import EndpointRole, role_named
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_BY_OPTION, Environment, SecrecyLevel
from desktop.domain.people_names import is_short, read_people, read_unit
from desktop.domain.phones import zero_restored
from desktop.domain.problems import Problem
from desktop.domain.stand_in_days import stand_in_days
from desktop.domain.texts import Text
from desktop.domain.unit_rules import name_problem
from desktop.services.imports.plan import Refused, read_field, read_period, refused
from desktop.services.imports.reading import Entry
from desktop.services.kinds import endpoint_roles

USUAL_ROLE = "Văn thư"
# Letters of a cell, as by hand; more is a cell in the wrong column.
_LONGEST = {"post": 200, "phone": 100, "mail": 200, "account": 200}
_BOTH_NETWORKS = frozenset({"ca hai", "ca 2", "hai he thong", "ro va mat"})
# Letters of a mark that says yes or no; names are longer, and there are many.
_LONGEST_MARK = 8
_PARTS = re.compile(r"\s*(?:[+,/&;\n]|\bvà\b|-)\s*")


class Post(NamedTuple):
    """One endpoint that a row speaks of; `ceiling` None is the role's own."""

    role: EndpointRole
    environment: Environment
    ceiling: SecrecyLevel | None


class NamedDeputy(NamedTuple):
    """Who stands in, as a cell says: why, and from which day and up to which (first day no longer
    included), None where it does not say."""

    name: str
    reason: str | None = None
    first: str | None = None
    end: str | None = None


@dataclass(slots=True, eq=False)
class ClerkRow:
    """One row as read. `person` is None where the cell is blank, "" where there is nobody yet.

    `stand_ins` are in order, None where the cell is blank; `to_date` is
    the first day on which the person no longer holds the endpoint. `unit` and `also` (the units
    for which the person stands besides) are uids, found after reading; `besides` are those of them
    that the cells of unit and person name (`kiêm …`), with the field. `said` are warnings, with
    the field.
    """

    number: int
    entry: Entry
    date: str
    posts: tuple[Post, ...]
    person: str | None
    receives: bool | None
    sends: bool | None
    clearance: SecrecyLevel | None
    clearance_until: str | None
    to_date: str | None
    stand_ins: tuple[NamedDeputy, ...] | None
    besides: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, Problem], ...] = ()
    unit: str = ""
    also: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        """Return the cell of field `name` as it stands."""
        return self.entry.values.get(name)


def read_clerk(number: int, entry: Entry, date: str) -> ClerkRow:
    """Read an entry; `date` holds where it names none. Raises `Refused` at the first bad cell."""
    if entry.fault is not None:
        raise Refused(entry.fault)
    for name, longest in _LONGEST.items():
        length = len(entry.values.get(name, ""))
        if length > longest:
            raise refused(entry, name, "text.too_long", length=length, longest=longest)
    unit, also = read_unit(entry.values.get("unit", ""))
    if also:
        entry = entry._replace(values={**entry.values, "unit": unit})
    entry, mended = _with_phone(entry)
    receives, sends = _directions(entry)
    person, besides, said = _person(entry)
    said += mended
    stand_ins = _stand_ins(entry)
    said += tuple(
        ("stand_in", Problem("import.name_short", {"name": name}))
        for name, *_ in stand_ins or ()
        if is_short(name)
    )
    first, end = read_period(entry)
    return ClerkRow(
        number=number,
        entry=entry,
        date=first or date,
        posts=_posts(entry),
        person=person,
        receives=receives,
        sends=sends,
        clearance=read_field(entry, "clearance", read_level),
        clearance_until=read_field(entry, "clearance_until", read_last_day),
        to_date=end,
        stand_ins=stand_ins,
        besides=(*(("unit", text) for text in also), *(("person", text) for text in besides)),
        said=said,
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


_Said = tuple[tuple[str, Problem], ...]


def _person(entry: Entry) -> tuple[str | None, tuple[str, ...], _Said]:
    """Return whom the cell names, the units named with them, and what there is to say of it.

    Raises `Refused` with `import.person_several` where it names more than one.
    """
    text = entry.values.get("person")
    if text is None:
        return None, (), ()
    if _is_nobody(text):
        return "", (), ()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        raise refused(entry, "person", "import.person_lines", lines=" / ".join(lines))
    problem = name_problem(text)
    if problem is not None:
        raise refused(entry, "person", problem.code, **problem.values)
    people, besides = read_people(text)
    if len(people) > 1:
        shown = " · ".join(f"{name} ({why})" if why else name for name, why in people)
        raise refused(entry, "person", "import.person_several", people=shown)
    if not people or _is_nobody(people[0].name) or not bare_name(people[0].name):
        return "", besides, ()
    name, remark = people[0]
    _check_name(entry, "person", name)
    said = []
    if remark is not None:
        said.append(Problem("import.person_remark", {"name": name, "remark": remark}))
    if is_short(name):
        said.append(Problem("import.name_short", {"name": name}))
    return name, besides, tuple(("person", problem) for problem in said)


def _with_phone(entry: Entry) -> tuple[Entry, _Said]:
    """Read the phone: without the sign by which a spreadsheet takes it for a text; words that say
    there is none are none; the 0 that a spreadsheet dropped comes back, and that is said.

    Raises `Refused` with `import.phone_words`.
    """
    written = entry.values.get("phone")
    if written is None:
        return entry, ()
    text = written.lstrip("'’`").strip()
    if not any(letter.isdigit() for letter in text):
        if not _is_nobody(text):
            raise refused(entry, "phone", "import.phone_words", text=written)
        values = {name: value for name, value in entry.values.items() if name != "phone"}
        return entry._replace(values=values), ()
    phone = zero_restored(text)
    said = () if phone is None else (("phone", _zero_said(text, phone)),)
    return entry._replace(values={**entry.values, "phone": phone or text}), said


def _zero_said(text: str, phone: str) -> Problem:
    return Problem("import.phone_zero", {"text": text, "phone": phone})


def _directions(entry: Entry) -> tuple[bool | None, bool | None]:
    receives = read_field(entry, "receives", read_yes_no)
    sends = read_field(entry, "sends", read_yes_no)
    text = entry.values.get("direction")
    if text is None:
        if {"receives", "sends"} <= entry.headings.keys() and (receives, sends) != (None, None):
            # Of two columns of marks, the one left empty means no.
            return bool(receives), bool(sends)
        return receives, sends
    whole = _words("directions").get(fold(text))
    found = {whole} if whole else {_words("directions").get(fold(p)) for p in _PARTS.split(text)}
    if None in found:
        raise refused(entry, "direction", "cell.direction", text=text)
    both = "both" in found
    return both or "receives" in found, both or "sends" in found


class _Asked(Exception):
    """What one of the cells that say which endpoints are meant is refused for."""

    def __init__(self, field: str, code: str, **values: object) -> None:
        super().__init__(code)
        self.field, self.code, self.values = field, code, values


def _posts(entry: Entry) -> tuple[Post, ...]:
    values = entry.values
    try:
        return _posts_of(values.get("role"), values.get("environment"), values.get("ceiling"))
    except _Asked as asked:
        raise refused(entry, asked.field, asked.code, **asked.values) from None


@lru_cache(maxsize=1024)
def _posts_of(role: str | None, environment: str | None, ceiling: str | None) -> tuple[Post, ...]:
    """Say which endpoints the cells for role, network and level mean.

    `Mật+thường` without an environment is one endpoint on each network: the clear one for what is
    not secret, the secret one up to the level named. A secret level alone is on the secret network.
    """
    environments = _environments(environment)
    ceilings = _ceilings(ceiling)
    highest = ceilings[-1] if ceilings else None
    mixed = len(ceilings) > 1 and ceilings[0] is SecrecyLevel.KHONG_MAT
    if not environments and mixed:
        environments = set(Environment)
    if len(environments) > 1:
        lowest = SecrecyLevel.KHONG_MAT if highest is not None else None
        return (
            Post(_role(role, Environment.CLEAR), Environment.CLEAR, lowest),
            Post(_role(role, Environment.SECRET), Environment.SECRET, highest),
        )
    if not environments and highest is not None and highest >= SecrecyLevel.MAT:
        environments = {Environment.SECRET}
    for only in environments:
        return (Post(_role(role, only), only, highest),)
    usual = _role(role, None)
    return (Post(usual, usual.environments[0], highest),)


def _environments(text: str | None) -> set[Environment]:
    if text is None:
        return set()
    if fold(text) in _BOTH_NETWORKS:
        return set(Environment)
    names = [_words("environments").get(fold(part)) for part in _PARTS.split(text)]
    if None in names:
        raise _Asked("environment", "cell.environment", text=text)
    return {Environment(name) for name in names if name}


def _ceilings(text: str | None) -> list[SecrecyLevel]:
    if text is None:
        return []
    try:
        return sorted({read_level(part) for part in _PARTS.split(text)})
    except CellFault:
        raise _Asked("ceiling", "cell.level", text=text) from None


def _role(text: str | None, environment: Environment | None) -> EndpointRole:
    name = text or USUAL_ROLE
    role = role_named(name, environment, endpoint_roles())
    if role is not None:
        return role
    roles = endpoint_roles().values()
    if environment is not None and role_named(name, None, endpoint_roles()) is not None:
        there = ", ".join(role.label for role in roles if environment in role.environments)
        where = Text(ENVIRONMENT_LABELS[environment])
        raise _Asked("role", "import.role_elsewhere", role=name, environment=where, known=there)
    known = ", ".join(role.label for role in roles)
    raise _Asked("role", "import.role_unknown", role=name, known=known)


def _stand_ins(entry: Entry) -> tuple[NamedDeputy, ...] | None:
    text = entry.values.get("stand_in")
    if text is None:
        return None
    people = [] if _is_nobody(text) else read_people(text).people
    named = []
    for name, remark in people:
        if _is_nobody(name):
            continue
        _check_name(entry, "stand_in", name)
        try:
            days = stand_in_days(remark)
        except CellFault as fault:
            raise refused(entry, "stand_in", fault.code, **fault.values) from None
        named.append(NamedDeputy(name, days.rest, days.first, days.end))
    return tuple(named)


def _is_nobody(text: str) -> bool:
    """Say whether a cell for a person says that there is none: in words, or as cells say no."""
    return fold(text) in _words("nobody") or _mark(text) is False


def _check_name(entry: Entry, field: str, name: str) -> None:
    """Refuse a mark that says yes, and what has no letters, where a name is asked for."""
    if _mark(name) or not any(letter.isalpha() for letter in name):
        raise refused(entry, field, "import.person_mark", text=name)


def _mark(text: str) -> bool | None:
    if len(text) > _LONGEST_MARK:
        return None
    try:
        return read_yes_no(text)
    except CellFault:
        return None
