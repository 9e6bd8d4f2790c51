"""A unit's page: everything that is known of one unit, and its history in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain import checks
from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.checks import Finding
from desktop.domain.problems import refuse
from desktop.domain.texts import N_, Text
from desktop.models import routing_reader, unit_record, unit_table
from desktop.models.unit_record import CodeHeld, Contact, EndpointOf, TokenOf, VersionRow
from desktop.models.unit_table import Branch, UnitLine
from desktop.models.unit_terms import UnitTerms, unit_terms
from desktop.services.browse_units import CODE_STATES, type_label
from desktop.services.checks import unit_findings
from desktop.services.code_schemes import scheme
from desktop.services.event_words import EventsTold, Happening, events_told
from desktop.services.history import describe
from desktop.services.kinds import endpoint_roles
from desktop.services.routing import role_labels
from desktop.services.session import Session
from desktop.services.succession import later_successors
from desktop.services.term_words import happenings
from desktop.services.use import unused_at

__all__ = ["CodeHeld", "EndpointOf", "Happening", "TokenOf", "VersionRow"]


@dataclass(frozen=True)
class ReadUnit(Command):
    """Ask for one unit as it is on the day `as_of` (today where None)."""

    name: ClassVar[str] = "unit.read"
    unit: str
    as_of: str | None = None


@dataclass(frozen=True)
class UnitPage:
    """What the page shows. `line` is None where the unit is not in force on the day `as_of`;
    `title` is then the last name it had."""

    uid: str
    title: str
    as_of: str
    line: UnitLine | None
    contact: Contact
    versions: tuple[VersionRow, ...]
    codes: tuple[CodeHeld, ...]
    endpoints: tuple[EndpointOf, ...]
    tokens: tuple[TokenOf, ...]
    terms: UnitTerms
    children: tuple[Branch, ...]
    findings: tuple[Finding, ...]
    history: tuple[Happening, ...]


@dataclass(frozen=True)
class RunOfUnit:
    """A run that wrote something of a unit: its number, time (RFC 3339), who, what in words."""

    number: int
    at: str
    actor: str
    words: Text
    changes: int


def read_unit(session: Session, command: ReadUnit) -> UnitPage:
    """Return a unit's page. Raises the refusal `unit.unknown`."""
    date = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        kept = unit_record.contact(connection, command.unit)
        if kept is None:
            raise refuse("unit.unknown")
        lines = unit_table.lines(connection, [command.unit], date)
        versions = unit_record.versions(connection, command.unit)
        codes = unit_record.codes(connection, command.unit)
        terms = unit_terms(connection, command.unit)
        return UnitPage(
            uid=command.unit,
            title=lines[0].name if lines else versions[-1].name,
            as_of=date,
            line=lines[0] if lines else None,
            contact=kept,
            versions=versions,
            codes=codes,
            endpoints=unit_record.endpoints(connection, command.unit, date),
            tokens=unit_record.tokens(connection, command.unit),
            terms=terms,
            children=unit_table.children(connection, command.unit, date),
            findings=tuple(_findings(connection, command.unit, date)) if lines else (),
            history=(
                *_in_the_end(connection, command.unit, date),
                *_history(versions, codes, terms, events_told(connection, command.unit)),
            ),
        )


def read_runs(session: Session, command: ReadUnit) -> tuple[RunOfUnit, ...]:
    """Return the runs that wrote the unit, its versions or codes, what it is used for, what it may
    be without, or the stages of its line, newest first."""
    with session.reading(command) as connection:
        uids = {row.uid for row in unit_record.versions(connection, command.unit)}
        uids |= {row.uid for row in unit_record.codes(connection, command.unit)}
        uids |= {command.unit, *unit_terms(connection, command.unit).uids}
        return tuple(
            RunOfUnit(
                run.number, run.at, run.actor, describe(run.command, run.arguments), len(found)
            )
            for run, found in unit_record.runs_of(connection, frozenset(uids))
        )


def role_label(role: str) -> str:
    """Return the words for an endpoint's role."""
    known = endpoint_roles().get(role)
    return known.label if known is not None else role


def scheme_label(name: str) -> str:
    """Return the words for a scheme of codes."""
    return scheme(name).label


def _findings(connection: Connection, uid: str, date: str) -> list[Finding]:
    """Apply the rules that look at one unit; `check` knows those about several too."""
    unused = unused_at(connection, date, uid)
    found = [
        finding
        for facts in routing_reader.read_units(connection, date, role_labels(), uid)
        for finding in unit_findings(facts, unused)
    ]
    return checks.in_order(found)


def _in_the_end(connection: Connection, uid: str, date: str) -> Iterator[Happening]:
    """Tell who follows the unit by now, where those that its own event names have gone too."""
    found = later_successors(connection, uid, date)
    if found:
        units = ", ".join(relative.title for relative in found)
        yield Happening(found[-1].day, Text(N_("followed in the end by {units}"), {"units": units}))


def _history(
    versions: tuple[VersionRow, ...],
    codes: tuple[CodeHeld, ...],
    terms: UnitTerms,
    events: EventsTold,
) -> list[Happening]:
    """Tell from the periods and events what happened when, the newest first."""
    found: list[Happening] = [*events.happenings, *happenings(terms)]
    before: VersionRow | None = None
    for version in versions:
        found += _of_version(before, version, events)
        before = version
    begun = {version.from_date for version in versions}
    found += [
        _said(version.to_date, N_("closed"))
        for version in versions
        if version.to_date is not None
        and version.to_date not in begun
        and version.to_date not in events.ended
    ]
    for code in codes:
        state = Text(CODE_STATES.get(code.state, code.state))
        values = {"code": code.value, "state": state}
        older = [held for held in codes if held.to_date == code.from_date]
        if any(held.scheme == code.scheme for held in older):
            values["old"] = ", ".join(held.value for held in older)
            found.append(
                _said(code.from_date, N_("code {code} in the place of {old}, {state}"), **values)
            )
        else:
            found.append(_said(code.from_date, N_("code {code}, {state}"), **values))
        followed = any(
            later.scheme == code.scheme and later.from_date == code.to_date for later in codes
        )
        if code.to_date is not None and not followed:
            found.append(_said(code.to_date, N_("code {code} retired"), code=code.value))
    return sorted(found, key=lambda happening: happening.day, reverse=True)


def _of_version(
    before: VersionRow | None, version: VersionRow, events: EventsTold
) -> list[Happening]:
    day, basis = version.from_date, version.basis
    words: list[Happening] = []
    if before is None or before.to_date != day:
        words.append(_said(day, N_("“{name}” begins"), name=version.name))
        if version.parent_name:
            words.append(_said(day, N_("stands under {parent}"), parent=version.parent_name))
    else:
        if before.name != version.name:
            words.append(
                _said(day, N_("renamed from “{old}” to “{new}”"), old=before.name, new=version.name)
            )
        if before.parent != version.parent:
            words.append(
                _said(
                    day,
                    N_("moved from under {old} to under {new}"),
                    old=before.parent_name or "—",
                    new=version.parent_name or "—",
                )
            )
        if before.type != version.type:
            words.append(
                _said(
                    day,
                    N_("type {old} becomes {new}"),
                    old=type_label(before.type) or "—",
                    new=type_label(version.type) or "—",
                )
            )
        if before.place != version.place:
            words.append(
                _said(
                    day,
                    N_("place {old} becomes {new}"),
                    old=before.place or "—",
                    new=version.place or "—",
                )
            )
    if basis and words and (day, basis) not in events.based:
        first = words[0]
        words[0] = Happening(
            day, Text(N_("{what} (by {basis})"), {"what": first.words, "basis": basis})
        )
    return words


def _said(day: str, message: str, **values: object) -> Happening:
    return Happening(day, Text(message, values))


def told(happening: Happening) -> Text:
    """Put a happening into one line."""
    values = {"date": shown_date(happening.day), "what": happening.words}
    return Text(N_("from {date}: {what}"), values)
