"""Would a document reach a unit, or leave it: the one rule, by the facts at one date.

Every link of the chain has a *term*: the highest secrecy level that it lets through, or `NOTHING`.
The deliverable level is the least of the terms (product.md, "Deliverable level"). `route` explains
it, `coverage` counts it and `check` finds its gaps: all three ask the functions here, so they
cannot disagree. The facts are those of `desktop.domain.route_facts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from desktop.domain.exemptions import Exemption, Profile
from desktop.domain.levels import Direction, Environment, SecrecyLevel, default_environment
from desktop.domain.route_facts import (
    UNUSABLE_CODES,
    CertificateFacts,
    CertificateStanding,
    ChannelKind,
    EndpointFacts,
    PersonFacts,
    UnitFacts,
    WayIn,
    better,
)
from desktop.domain.target_rules import (
    ANY_DOCUMENT,
    Choice,
    Decided,
    Document,
    TargetRule,
    choose,
    told_apart,
)

# A term that lets no document through at all.
NOTHING = -1
# A term that stands in no document's way.
EVERYTHING = int(SecrecyLevel.TUYET_MAT)
# Plain numbers: these are compared a hundred thousand times.
_KHONG_MAT = int(SecrecyLevel.KHONG_MAT)
_TOI_MAT = int(SecrecyLevel.TOI_MAT)
# Above every level: a document that goes by another way, or is exempt, from here on never does.
_NEVER = EVERYTHING + 1


class Cell(NamedTuple):
    """What is asked of every unit: does it receive, or send, there at this level?"""

    direction: Direction
    environment: Environment
    level: SecrecyLevel


# Looked at for every unit: an enumeration is slow to go through.
_DIRECTIONS = tuple(Direction)
_ENVIRONMENTS = tuple(Environment)
CELLS = tuple(
    Cell(direction, environment, level)
    for direction in Direction
    for environment in Environment
    for level in SecrecyLevel
)


def code_term(unit: UnitFacts) -> int:
    """A code missing, refused, retired or shared lets nothing through; one not yet live does."""
    return NOTHING if unit.code is None or unit.code.state in UNUSABLE_CODES else EVERYTHING


def channel_of(unit: UnitFacts, environment: str) -> str | None:
    """Return the official channel recorded for the environment, or None: then it is the system."""
    for where, channel in unit.channels:
        if where == environment:
            return channel
    return None


def channel_term(unit: UnitFacts, environment: str) -> int:
    """What the channel carries.

    Nothing secret goes over the clear network, whatever the channel. On the secret one no row is
    the system, and Tuyệt mật then goes by "đường riêng"; a row `system` says that it goes on the
    system too. The axis carries what is not secret (the project's policy). A unit reached
    by a private line or on paper gets nothing here, nor does one in a network that it does not
    use, which is no gap: see `exempt`.
    """
    if unused(unit, environment):
        return NOTHING
    channel = channel_of(unit, environment)
    if channel in (ChannelKind.PRIVATE, ChannelKind.PAPER):
        return NOTHING
    if environment == Environment.CLEAR or channel == ChannelKind.AXIS:
        return _KHONG_MAT
    return _TOI_MAT if channel is None else EVERYTHING


def exempt(unit: UnitFacts, level: int, environment: str) -> bool:
    """Say whether documents of `level` rightly come another way: by private line, on paper, or on
    the secret network where the unit does not use the clear one."""
    return level >= _apart_from(unit, environment)


def _apart_from(unit: UnitFacts, environment: str) -> int:
    """Return the lowest level whose documents rightly come another way."""
    if unused(unit, environment):
        return _KHONG_MAT
    channel = channel_of(unit, environment)
    if channel is None:
        return EVERYTHING
    return _KHONG_MAT if channel in (ChannelKind.PRIVATE, ChannelKind.PAPER) else _NEVER


def unused(unit: UnitFacts, environment: str) -> bool:
    """Say whether the unit does not use a network at all: see `Profile.NO_CLEAR`."""
    return environment == Environment.CLEAR and Profile.NO_CLEAR in unit.profiles


def travels_in(unit: UnitFacts, level: SecrecyLevel) -> Environment:
    """Return where the unit's documents of `level` travel by default: all of them on the secret
    network where the unit does not use the clear one."""
    usual = default_environment(level)
    return Environment.SECRET if unused(unit, usual) else usual


def exemption_of(
    unit: UnitFacts, level: int, environment: str, direction: Direction = Direction.RECEIVE
) -> Exemption | None:
    """Return the decision by which the unit may be without a way for such documents, or None.

    Of several the one that lasts longest. It says what is no gap, never that a way does not work:
    see `fate`.
    """
    found = [each for each in unit.exemptions if each.covers(level, environment, direction)]
    return max(found, key=lambda each: each.until, default=None)


def _excused_from(unit: UnitFacts, environment: str, direction: Direction) -> int:
    """Return the lowest level from which on the unit may be without a way."""
    return min(
        (each.level for each in unit.exemptions if each.covers(_NEVER, environment, direction)),
        default=_NEVER,
    )


def line_term(unit: UnitFacts) -> int:
    """Without an encrypted line (BML) nothing secret comes through."""
    return EVERYTHING if unit.line else _KHONG_MAT


def serves(endpoint: EndpointFacts, direction: Direction = Direction.RECEIVE) -> bool:
    """Say whether the endpoint is in use in a direction, whatever the level."""
    able = endpoint.receives if direction is Direction.RECEIVE else endpoint.sends
    return endpoint.state == "active" and bool(able)


def takes_type(endpoint: EndpointFacts, document: Document) -> bool:
    """Say whether the endpoint is for documents of this type; any type needs one for all."""
    return not endpoint.types or document.type in endpoint.types


def endpoint_term(
    endpoint: EndpointFacts,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> int:
    """The ceiling of an endpoint in use in a direction; any other lets nothing through, nor does
    one that is for other types of documents."""
    in_use = serves(endpoint, direction) and takes_type(endpoint, document)
    return endpoint.ceiling if in_use else NOTHING


def certificate_of(unit: UnitFacts, person: PersonFacts) -> CertificateFacts | None:
    """The certificate with which `person` would open a document: their own or the organ's."""
    return better(person.certificate, unit.organ_certificate)


def opens_as_organ(unit: UnitFacts, person: PersonFacts) -> bool:
    """Say whether the one of `certificate_of` is the organ's, and not the person's own."""
    organs = unit.organ_certificate
    return organs is not None and certificate_of(unit, person) is not person.certificate


def certificate_term(unit: UnitFacts, person: PersonFacts) -> int:
    """Không mật needs no certificate; from Mật up a usable one must be there."""
    own, organs = person.certificate, unit.organ_certificate
    if own is not None and own.standing >= CertificateStanding.UNSIGNED:
        return EVERYTHING
    if organs is not None and organs.standing >= CertificateStanding.UNSIGNED:
        return EVERYTHING
    return _KHONG_MAT


def ways_in(unit: UnitFacts, environment: str) -> list[WayIn]:
    """Return every endpoint of the environment with each of its people, or with nobody."""
    return [
        (endpoint, person)
        for endpoint in unit.endpoints
        if endpoint.environment == environment
        for person in endpoint.people or (None,)
    ]


def rule_of(
    unit: UnitFacts,
    level: int,
    environment: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> Choice | None:
    """Return the rule that chooses who receives a document, with those that it beats.

    None where no rule speaks of it, nor of what the unit sends: then any endpoint will do.
    """
    if direction is Direction.SEND or not unit.rules:
        return None
    return choose(unit.rules, environment, level, document)


def role_of(unit: UnitFacts, environment: str, rule: TargetRule, document: Document) -> str:
    """Return the role whose endpoints take what a rule decides on: its own, or the other where
    none of its own is in use."""
    if rule.fallback is not None:
        for role in (rule.role, rule.fallback):
            for endpoint in unit.endpoints:
                if (
                    endpoint.role == role
                    and endpoint.environment == environment
                    and endpoint_term(endpoint, document=document) > NOTHING
                ):
                    return role
    return rule.role


def chosen_ways(
    unit: UnitFacts,
    level: int,
    environment: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> list[WayIn]:
    """Return the ways that a document may take: all, or those that a rule chooses."""
    choice = rule_of(unit, level, environment, direction, document)
    return _ways_by(unit, environment, (document, None if choice is None else choice.rule))


def _ways_by(unit: UnitFacts, environment: str, decided: Decided) -> list[WayIn]:
    document, rule = decided
    ways = ways_in(unit, environment)
    if rule is None:
        return ways
    role = role_of(unit, environment, rule, document)
    return [way for way in ways if way[0].role == role]


def documents(
    unit: UnitFacts,
    level: int,
    environment: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> Sequence[Decided]:
    """Return every document that `document` may be, as far as the unit's rules tell them apart,
    with the rule that decides on it: `document` itself first.

    It arrives if and only if all of them do. What a unit sends no rule speaks of.
    """
    if direction is Direction.SEND or not unit.rules:
        return ((document, None),)
    types = frozenset[str]().union(*(endpoint.types for endpoint in unit.endpoints))
    return told_apart(tuple(unit.rules), types, document)[environment, level]


def hardest(
    unit: UnitFacts,
    level: int,
    environment: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> Document:
    """Return the first of `documents` that does not arrive; `document` itself where all do."""
    for decided in documents(unit, level, environment, direction, document):
        if reached_by(unit, environment, direction, decided) < level:
            return decided[0]
    return document


def reached_by(unit: UnitFacts, environment: str, direction: Direction, decided: Decided) -> int:
    """Return the deliverable level of one of `documents`."""
    common = min(code_term(unit), channel_term(unit, environment), line_term(unit))
    if common == NOTHING:
        return NOTHING
    ways = _ways_by(unit, environment, decided)
    return min(common, _best_way(unit, ways, direction, decided[0]))


def way_terms(
    unit: UnitFacts,
    way: WayIn,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> tuple[int, int, int, int]:
    """Return the terms of endpoint, person, clearance and certificate."""
    endpoint, person = way
    term = endpoint_term(endpoint, direction, document)
    if person is None:
        return term, NOTHING, NOTHING, NOTHING
    return term, EVERYTHING, person.clearance, certificate_term(unit, person)


def deliverable_level(
    unit: UnitFacts,
    level: int,
    environment: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> int:
    """The decision: the highest level that goes the ways of a document of `level`, or `NOTHING`.

    It is the least of code, channel and line, and of endpoint, person, clearance and certificate
    on the best way in. The document arrives if and only if its level is not above this. Only rules
    make the ways of one level others than those of the next. Of the `documents` that it may be the
    one that comes least far decides. What the unit can send is decided in the same way, by the
    endpoints that send.
    """
    return min(
        reached_by(unit, environment, direction, decided)
        for decided in documents(unit, level, environment, direction, document)
    )


def _ruled_levels(unit: UnitFacts, environment: str) -> Iterator[int]:
    """The fast form: yield the highest level that comes in on the ways of each level's
    documents."""
    # Types matter to endpoints that are for some of them alone.
    typed = any(endpoint.types for endpoint in unit.endpoints)
    known: dict[tuple[str | None, str | None, str | None], int] = {}
    for level in SecrecyLevel:
        reached = EVERYTHING
        for meant, rule in documents(unit, level, environment):
            roles = (None, None) if rule is None else (rule.role, rule.fallback)
            key = (*roles, meant.type if typed else None)
            if key not in known:
                ways = _ways_by(unit, environment, (meant, rule))
                known[key] = _best_way(unit, ways, Direction.RECEIVE, meant)
            reached = min(reached, known[key])
        yield reached


def _best_way(
    unit: UnitFacts,
    ways: Sequence[WayIn],
    direction: Direction,
    document: Document = ANY_DOCUMENT,
) -> int:
    return max([min(way_terms(unit, way, direction, document)) for way in ways], default=NOTHING)


class Fate(StrEnum):
    """What becomes of a document for a unit."""

    COVERED = "covered"
    UNCOVERED = "uncovered"
    EXEMPT = "exempt"


def fate(
    unit: UnitFacts,
    level: int,
    environment: str,
    direction: Direction = Direction.RECEIVE,
    document: Document = ANY_DOCUMENT,
) -> Fate:
    """Say in one word whether a document arrives, does not, or rightly comes another way.

    A unit that a decision lets be without a way is exempt only where there is none: an exemption
    never hides a way that works, and such a unit stays covered.
    """
    reached = deliverable_level(unit, level, environment, direction, document)
    return _fates_at(*_other_ways(unit, environment, direction), reached)[level]


def fates(unit: UnitFacts, direction: Direction = Direction.RECEIVE) -> tuple[Fate, ...]:
    """The fast form for many units: the fate at each of the four levels, lowest first.

    Each level is asked in the environment where the unit's documents travel by default.
    """
    if unit.rules and direction is Direction.RECEIVE:
        return tuple(fate(unit, level, travels_in(unit, level)) for level in SecrecyLevel)
    found = {
        place: _fates_at(
            *_other_ways(unit, place, direction),
            deliverable_level(unit, _KHONG_MAT, place, direction),
        )
        for place in Environment
    }
    return tuple(found[travels_in(unit, level)][level] for level in SecrecyLevel)


def all_fates(unit: UnitFacts) -> tuple[Fate, ...]:
    """The fast form for many units: the fate in each of `CELLS`, in their order."""
    own = min(code_term(unit), line_term(unit))
    places = [
        (place, min(own, channel_term(unit, place)), ways_in(unit, place))
        for place in _ENVIRONMENTS
    ]
    found: tuple[Fate, ...] = ()
    for direction in _DIRECTIONS:
        for place, common, ways in places:
            others = _other_ways(unit, place, direction)
            if common > NOTHING and unit.rules and direction is Direction.RECEIVE:
                found += tuple(
                    _fates_at(*others, min(common, reached))[level]
                    for level, reached in enumerate(_ruled_levels(unit, place))
                )
                continue
            reached = min(common, _best_way(unit, ways, direction)) if common > NOTHING else common
            found += _fates_at(*others, reached)
    return found


def usual_places(unit: UnitFacts, direction: Direction) -> tuple[int, ...]:
    """Return which of `CELLS` say what `fates` does, by level."""
    return _places(direction, not unused(unit, Environment.CLEAR))


@cache
def _places(direction: Direction, uses_clear: bool) -> tuple[int, ...]:
    return tuple(
        CELLS.index(
            Cell(direction, default_environment(level) if uses_clear else Environment.SECRET, level)
        )
        for level in SecrecyLevel
    )


def _other_ways(unit: UnitFacts, environment: str, direction: Direction) -> tuple[int, int]:
    """Return from which level on documents rightly come another way, and from which on a decision
    lets the unit be without one."""
    excused = _excused_from(unit, environment, direction) if unit.exemptions else _NEVER
    return _apart_from(unit, environment), excused


@cache
def _fates_at(apart: int, excused: int, reached: int) -> tuple[Fate, ...]:
    """Return the fates at all levels."""
    return tuple(
        Fate.EXEMPT
        if level >= apart
        else Fate.COVERED
        if level <= reached
        else Fate.EXEMPT
        if level >= excused
        else Fate.UNCOVERED
        for level in SecrecyLevel
    )
