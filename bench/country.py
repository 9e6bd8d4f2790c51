"""The three made-up sets as rows: the country's real places, people and devices that are not real.

*province* is Lạng Sơn; *country* every Tỉnh uỷ, every commune's Đảng uỷ and their bodies; *full* is
filled up with parts of these to 35,000 units, 177,000 endpoints and 50,000 tokens. Codes are
A01.<province>.<commune>.<body> under a root of code A01, which the set does not contain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from bench.made_up import person
from desktop.domain.layout import PlannedUnit, lay_out_province
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.services import places
from desktop.services.kinds import endpoint_roles, unit_types
from desktop.services.units import bodies

ROOT_CODE = "A01"
ROOT_NAME = "Cơ quan gốc (dữ liệu mẫu)"
FROM = "2025-07-01"

_CLEAR, _SECRET = Environment.CLEAR, Environment.SECRET
_PREFIXES = {
    "van-thu": "vt",
    "van-thu-mat": "vtm",
    "lanh-dao-van-phong": "ld",
    "nguoi-nhan-thiet-bi": "tb",
}


@dataclass(frozen=True)
class Size:
    """What a set holds; a count of None is what the real places give."""

    provinces: tuple[str, ...]
    units: int | None = None
    endpoints: int | None = None
    tokens: int | None = None


SETS = {
    "province": Size(("20",)),
    "country": Size(tuple(places.provinces())),
    "full": Size(tuple(places.provinces()), 35_000, 177_000, 50_000),
}


@dataclass(frozen=True)
class UnitLine:
    """A unit on 1 July 2025; `type` is a code of types.toml."""

    code: str
    name: str
    type: str
    parent: str
    place: str | None


@dataclass(frozen=True)
class ClerkLine:
    """An endpoint; `person` is None where nobody has been named yet."""

    unit: UnitLine
    role: str
    environment: Environment
    ceiling: SecrecyLevel
    account: str
    person: str | None
    post: str
    phone: str | None


@dataclass(frozen=True)
class TokenLine:
    """A token of an organ (`person` None) or of a person; `until` is the first day it is over."""

    unit: UnitLine
    person: str | None
    serial: str
    certificate: str
    from_date: str
    until: str
    custody: str
    received_on: str | None


def units(size: Size) -> list[UnitLine]:
    """Return the units of a set, parents first."""
    found: list[UnitLine] = []
    for province in size.provinces:
        place = places.province(province)
        planned = lay_out_province(
            f"{ROOT_CODE}.{province}",
            place.committee_name_derived or "",
            place,
            places.communes_of(province),
            bodies(),
        )
        found += map(_line, planned)
    if size.units is not None:
        found += _parts(found, size.units - len(found))
    return found


def clerks(lines: list[UnitLine], size: Size) -> Iterator[ClerkLine]:
    """Yield the endpoints of a set; a set that is to have more gets further accounts in turn."""
    made = 0
    for unit in lines:
        for role, environment in _roles_of(unit):
            made += 1
            yield _clerk(unit, role, environment, _account(unit, role))
    number = 1
    while size.endpoints is not None and made < size.endpoints:
        number += 1
        for unit in lines[: size.endpoints - made]:
            made += 1
            yield _clerk(unit, "van-thu", _CLEAR, _account(unit, "van-thu", number))


def tokens(lines: list[UnitLine], size: Size) -> Iterator[TokenLine]:
    """Yield the tokens of a set: of committees, of those who hold endpoints, and so on in turn."""
    made = 0
    for unit in lines:
        for account in _token_holders(unit):
            made += 1
            yield _token(unit, account, made)
    number = 0
    while size.tokens is not None and made < size.tokens:
        number += 1
        for unit in lines[-(size.tokens - made) :]:
            made += 1
            yield _token(unit, _account(unit, "van-thu", number), made)


def _line(planned: PlannedUnit) -> UnitLine:
    first = planned.spans[0]
    return UnitLine(
        planned.code, first.name, first.type or "", planned.parent or ROOT_CODE, planned.place
    )


def _parts(whole: list[UnitLine], wanted: int) -> Iterator[UnitLine]:
    """Yield rooms of the provinces' bodies, then cells of the communes, until there are enough."""
    provincial = [u for u in whole if unit_types()[u.type].kind == "tham-muu" and _depth(u) == 2]
    communes = [u for u in whole if unit_types()[u.type].tier == "commune"]
    parts = [
        UnitLine(f"{body.code}.{n:02}", f"Phòng số {n}", "phong", body.code, None)
        for body in provincial
        for n in range(1, 9)
    ]
    short = {u.code: u.name.removeprefix("Đảng uỷ ") for u in communes}
    parts += [
        UnitLine(
            f"{u.code}.{10 + n}",
            f"Chi bộ số {n} {short[u.code]}",
            "to-chuc-dang-co-so",
            u.code,
            None,
        )
        for n in range(1, 7)
        for u in communes
    ]
    if len(parts) < wanted:
        raise ValueError("the set asks for more units than there are parts")
    yield from parts[:wanted]


def _depth(unit: UnitLine) -> int:
    return unit.code.count(".")


def _roles_of(unit: UnitLine) -> tuple[tuple[str, Environment], ...]:
    kind = unit_types()[unit.type]
    if kind.kind == "cap-uy":
        return (
            ("van-thu", _CLEAR),
            ("van-thu-mat", _SECRET),
            ("lanh-dao-van-phong", _CLEAR),
            ("nguoi-nhan-thiet-bi", _CLEAR),
        )
    if kind.tier == "body":
        return (("van-thu", _CLEAR), ("van-thu-mat", _SECRET))
    return (("van-thu", _CLEAR),)


def _token_holders(unit: UnitLine) -> tuple[str | None, ...]:
    """Return the accounts whose holders have a token; None is the organ itself."""
    kind = unit_types()[unit.type]
    if kind.kind == "cap-uy":
        return None, _account(unit, "van-thu-mat"), _account(unit, "lanh-dao-van-phong")
    return (_account(unit, "van-thu-mat"),) if kind.tier == "body" else ()


def _account(unit: UnitLine, role: str, number: int = 1) -> str:
    suffix = "" if number == 1 else f".{number}"
    return f"{_PREFIXES[role]}{suffix}.{unit.code.lower()}"


def _clerk(unit: UnitLine, role: str, environment: Environment, account: str) -> ClerkLine:
    tier = "province" if _depth(unit) == 1 else "commune"
    name, phone = person(account)
    # One in forty is not named yet, so that there is something to find.
    named = crc32(account.encode()) % 40 != 7
    return ClerkLine(
        unit,
        role,
        environment,
        endpoint_roles()[role].ceiling(tier),
        account,
        name if named else None,
        endpoint_roles()[role].label,
        phone if named else None,
    )


def _token(unit: UnitLine, account: str | None, made: int) -> TokenLine:
    # Every thirtieth has expired, every eleventh is in the unit's hands, every fiftieth in stock.
    year = 2022 if made % 30 == 13 else 2025
    day = f"{made % 12 + 1:02}-{made % 28 + 1:02}"
    custody = "stock" if made % 50 == 9 else "received" if made % 11 == 5 else "handed_over"
    return TokenLine(
        unit,
        None if account is None else person(account)[0],
        f"00A1{made:08X}",
        f"54A0{made * 7919 % 0xFFFFFFFF:012X}",
        f"{year}-{day}",
        f"{year + 3}-{day}",
        custody,
        None if custody == "stock" else f"{year}-{day}",
    )
