"""Would a document arrive: the answer of `desktop.domain.routing` for one unit, link by link.

`desktop.services.coverage` counts by the same rule and the same facts, those of
`desktop.models.routing_reader`, and nothing else, so that what one counts the other explains.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain import route_steps, routing
from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.problems import refuse
from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import Step, StepStatus, Taker
from desktop.domain.routing import Fate
from desktop.domain.target_rules import Document
from desktop.domain.texts import Text
from desktop.models import routing_reader, rule_reader, unit_reader
from desktop.services.document_words import documents_told, worded
from desktop.services.kinds import endpoint_roles, stored_types
from desktop.services.lists import find_unit, known_code
from desktop.services.session import Session

_NEAR_CODES = 3


@dataclass(frozen=True)
class Route(Command):
    """Would a document of `level` for the unit of code `to` arrive on the day `as_of` (today)?

    `environment` None is where such documents of the unit travel by default; `sender` is the
    sending unit's code, where its side is to be looked at too. `document_type` is a code of
    `resources/units/document-types.toml`, None for documents of any type.
    """

    name: ClassVar[str] = "route"
    to: str
    level: SecrecyLevel
    environment: Environment | None = None
    sender: str | None = None
    as_of: str | None = None
    document_type: str | None = None


@dataclass(frozen=True)
class SendingSide:
    """The sending unit and the links of its own side; `sends` says that all of them hold.

    `fix` mends the first that fails.
    """

    uid: str
    unit: str
    sends: bool
    steps: tuple[Step, ...]
    fix: Text | None = None


@dataclass(frozen=True)
class OtherDocument:
    """A document that the one asked about may be, and that goes otherwise than what no rule names.

    `about` are the words for it, `rule` and `role` those of the rule that decides on it, `failed`
    is the first link that lets it down: None where it arrives. `type` is a code.
    """

    about: Text
    type: str | None
    rule: Text | None
    role: str
    failed: Step | None


@dataclass(frozen=True)
class RouteAnswer:
    """The answer for one unit; `unit` is its name and `code` the code that was asked about.

    `delivered` says that the document arrives, or with `direction` SEND that it can be sent.
    `deliverable` is the highest level that arrives, `NOTHING` where none does. `fix` mends the
    first link that fails, the sender's before the receiver's, or says the other way by which an
    exempt document goes. `endpoint` and
    `person` are the uids of those that the steps speak of, None where there is none. `sending` is
    the sender's side, where one was named: the arrival is answered whether it can send or not.
    `others` go otherwise; `partly` says that some of them alone do not arrive: then `steps` are
    those of the first.
    """

    delivered: bool
    exempt: bool
    uid: str
    code: str
    unit: str
    level: SecrecyLevel
    environment: Environment
    as_of: str
    deliverable: int
    takers: tuple[Taker, ...]
    steps: tuple[Step, ...]
    fix: Text | None
    endpoint: str | None = None
    person: str | None = None
    direction: Direction = Direction.RECEIVE
    document_type: str | None = None
    sending: SendingSide | None = None
    partly: bool = False
    others: tuple[OtherDocument, ...] = ()


def route(session: Session, command: Route) -> RouteAnswer:
    """Answer whether a document would arrive, and why.

    Raises `Refusal`: `route.code_unknown` (with the codes most like it), `unit.code_unknown`,
    `unit.code_clash`, `route.unit_gone`, `rule.type_unknown`.
    """
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        unit = _unit(connection, command.to, at)
        sender = None if command.sender is None else _unit(connection, command.sender, at)
        asked = _asked(connection, command, at, unit, sender)
    return _answer(unit, command.to, asked)


@dataclass(frozen=True)
class Explain(Command):
    """Would a document of `level` for the unit with uid `unit` arrive on the day `as_of` (today)?

    As `Route`, for units that may have no code; `sender` is a uid. With `direction` SEND: could the
    unit send it?
    """

    name: ClassVar[str] = "route.explain"
    unit: str
    level: SecrecyLevel
    environment: Environment | None = None
    as_of: str | None = None
    direction: Direction = Direction.RECEIVE
    sender: str | None = None
    document_type: str | None = None


def explain(session: Session, command: Explain) -> RouteAnswer:
    """Answer whether a document would arrive, and why.

    Raises `Refusal`: `endpoint.unit_gone`, `rule.type_unknown`.
    """
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        unit = _there(connection, command.unit, at)
        sender = None if command.sender is None else _there(connection, command.sender, at)
        asked = _asked(connection, command, at, unit, sender)
    return _answer(unit, "", asked)


@dataclass(frozen=True)
class _Asked:
    """What both ways of asking ask of a unit's facts."""

    level: SecrecyLevel
    environment: Environment
    at: str
    direction: Direction
    document: Document
    sending: SendingSide | None


def _asked(
    connection: Connection,
    command: Route | Explain,
    at: str,
    unit: UnitFacts,
    sender: UnitFacts | None,
) -> _Asked:
    environment = command.environment or routing.travels_in(unit, command.level)
    direction = command.direction if isinstance(command, Explain) else Direction.RECEIVE
    kind = command.document_type
    if kind is not None:
        stored_types([kind])
    senders: frozenset[str] = frozenset()
    sending = None
    if sender is not None:
        senders = rule_reader.with_all_above(connection, [sender.uid], at)
        explained = route_steps.explain(
            sender, command.level, environment, at, Direction.SEND, Document(kind)
        )
        failed = explained.first_failed
        fix = None if failed is None else failed.fix
        sending = SendingSide(sender.uid, sender.name, failed is None, explained.steps, fix)
    return _Asked(command.level, environment, at, direction, Document(kind, senders), sending)


def _there(connection: Connection, uid: str, at: str) -> UnitFacts:
    unit = next(routing_reader.read_units(connection, at, role_labels(), uid), None)
    if unit is None:
        raise refuse("endpoint.unit_gone", date=shown_date(at))
    return unit


def _answer(unit: UnitFacts, code: str, asked: _Asked) -> RouteAnswer:
    level, environment, at, direction = asked.level, asked.environment, asked.at, asked.direction
    explained = route_steps.explain(unit, level, environment, at, direction, asked.document)
    failed = explained.first_failed
    aside = next((step for step in explained.steps if step.status is StepStatus.EXEMPT), None)
    to_mend = failed if explained.fate is Fate.UNCOVERED else aside
    endpoint, person = explained.way or (None, None)
    return RouteAnswer(
        delivered=explained.delivered,
        exempt=explained.fate is Fate.EXEMPT,
        uid=unit.uid,
        code=unit.code.value if unit.code else code,
        unit=unit.name,
        level=level,
        environment=environment,
        as_of=at,
        deliverable=explained.deliverable,
        takers=explained.takers,
        steps=tuple(worded(unit, step) for step in explained.steps),
        fix=(asked.sending and asked.sending.fix) or (to_mend.fix if to_mend else None),
        endpoint=endpoint.uid if endpoint else None,
        person=person.uid if person else None,
        direction=direction,
        document_type=asked.document.type,
        sending=asked.sending,
        partly=failed is not None and failed.document is not None,
        others=tuple(_others(unit, asked)),
    )


def _others(unit: UnitFacts, asked: _Asked) -> Iterator[OtherDocument]:
    question = (unit, asked.level, asked.environment)
    plain = routing.rule_of(*question, asked.direction, asked.document)
    for each in route_steps.variations(*question, asked.at, asked.direction, asked.document):
        rule = each.rule
        if each.failed is None and rule == (None if plain is None else plain.rule):
            continue
        yield OtherDocument(
            documents_told(unit, each.document),
            each.document.type,
            None if rule is None else route_steps.rule_text(rule),
            "" if rule is None else rule.role_label,
            each.failed,
        )


def role_labels() -> dict[str, str]:
    """Return the words for endpoint roles by code."""
    return {code: role.label for code, role in endpoint_roles().items()}


def _unit(connection: Connection, code: str, at: str) -> UnitFacts:
    """Return the facts of the unit that `code` names on the day `at`, addressed by that code.

    A code that has ended leads to the unit that held it last: the route then fails at the code,
    and says so.
    """
    value = known_code(connection, code, at)
    if unit_reader.resolve_code(connection, value, at):
        uid = find_unit(connection, value, at)
    else:
        uid = _last_holder(connection, value, at)
    found = next(routing_reader.read_units(connection, at, role_labels(), uid), None)
    address = routing_reader.code_facts(connection, uid, value, at)
    if found is None:
        ended = address.until if address and address.until else at
        raise refuse("route.unit_gone", code=value, date=ended, at=at)
    # A place's code finds the unit too, but documents are addressed to the unit's own.
    return found._replace(code=address) if address else found


def _last_holder(connection: Connection, value: str, at: str) -> str:
    uid = routing_reader.last_holder(connection, value, at)
    if uid is not None:
        return uid
    known = (code.value for code in unit_reader.codes_at(connection, at))
    near = get_close_matches(value.upper(), known, n=_NEAR_CODES, cutoff=0.7)
    if near:
        raise refuse("route.code_unknown", code=value, date=at, near=", ".join(near))
    raise refuse("unit.code_unknown", code=value, date=at)
