"""What can be undone and redone now, and what each run did in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.custody import CERTIFICATE_LABELS, CUSTODY_LABELS
from desktop.domain.handing_out import OUTCOME_LABELS
from desktop.domain.issuer_requests import DECISION_LABELS
from desktop.domain.stock import box_called
from desktop.domain.texts import N_, Text
from desktop.models import bundle_reader, journal
from desktop.models.journal import Run
from desktop.services.session import Session
from desktop.services.undo import ERASING, gives_to_erased, standing_runs

# What a run did, by its command; gaps are filled from the command's arguments.
_WORDS = {
    "vault.create": N_("Vault made"),
    "init": N_("Units laid out"),
    "import": N_("Import of {file}"),
    "import.declared": N_("What “{source}” declares: {file}"),
    "import.layout": N_("Layout of a sender's table remembered"),
    "reorganise": N_("Reorganisation by {plan}"),
    "reorganise.due": N_("What was left for this day moved to the units that took over"),
    "plan.keep": N_("Plan “{title}” kept to go on with later"),
    "plan.drop": N_("Kept plan let go"),
    "collect.start": N_("Round of forms begun below {under}"),
    "collect.answer": N_("Answer to round {round}: {file}"),
    "tests.plan": N_("Round {round} of test documents planned: {count}"),
    "tests.record": N_("Results of {count} test documents of round {round}"),
    "tests.sheet": N_("Results of {count} test documents: {files}"),
    "codes.plan": N_("Codes planned below {under}"),
    "codes.reserve": N_("Code {value} reserved"),
    "codes.lock": N_("Code {value} locked"),
    "codes.release": N_("Code {value} released"),
    "codes.lock_many": N_("Several codes locked"),
    "codes.release_many": N_("Several codes released"),
    "demo": N_("Sample clerks and eTokens added"),
    "samples.add": N_("Sample clerks and eTokens added"),
    "seal": N_("Bundle sealed"),
    "undo": N_("Undoing of run {number}"),
    "unit.rename": N_("Renamed to “{new_name}”"),
    "unit.retype": N_("Type of {count} units changed"),
    "unit.move": N_("{count} units moved"),
    "unit.close": N_("{count} units closed"),
    "unit.code_state": N_("State of the codes of {count} units changed"),
    "unit.code": N_("Code {value} given"),
    "unit.contact": N_("Contact of a unit changed"),
    "unit.add": N_("Unit added: “{new_name}”"),
    "filter.keep": N_("Filter “{label}” kept"),
    "filter.drop": N_("Filter “{label}” forgotten"),
    "draft.keep": N_("Unsaved typing kept"),
    "import.keep": N_("Import of {file} kept to go on with later"),
    "import.take": N_("Import no longer kept"),
    "draft.take": N_("Unsaved typing no longer kept"),
    "endpoint.add": N_("Endpoint set up"),
    "endpoint.change": N_("{count} endpoints changed"),
    "endpoint.close": N_("{count} endpoints closed"),
    "endpoint.assign": N_("Endpoint handed to a person"),
    "endpoint.release": N_("Person taken off an endpoint"),
    "endpoint.stand_in": N_("Stand-in named"),
    "person.leave": N_("Leave of a person covered"),
    "endpoint.stand_in_end": N_("Standing-in ended"),
    "endpoint.stand_in_order": N_("Order of stand-ins changed"),
    "rule.add": N_("Receiving rule given"),
    "rule.change": N_("Receiving rule changed"),
    "rule.end": N_("{count} receiving rules ended"),
    "rule.order": N_("Order of receiving rules changed"),
    "person.add": N_("Person added"),
    "person.change": N_("Details of a person changed"),
    "person.erase": N_("What was kept of a person erased"),
    "unit.line": N_("Line (BML) of a unit changed"),
    "unit.exempt": N_("Exemption of a unit recorded"),
    "unit.exempt_end": N_("Exemption of a unit ended"),
    "unit.profile": N_("Profile of a unit changed"),
    "unit.channel": N_("Official channel of a unit changed"),
    "token.move": N_("{count} eTokens: {custody}"),
    "handout.start": N_("Handing-out day begun"),
    "handout.tick": N_("{count} eTokens at handing-out day {number}: {outcome}"),
    "handout.pin": N_("Envelopes with PINs of {count} eTokens at handing-out day {number}"),
    "handout.swap": N_("Device swapped for {serial} at handing-out day {number}"),
    "token.assign_list": N_("eTokens given to people by the list {file}"),
    "token.assign": N_("eToken given to a person"),
    "certificate.state": N_("State of a certificate: {state}"),
    "certificate.import": N_("Certificates taken in"),
    "certificate.request": N_("Certificates asked for, for {count} eTokens"),
    "certificate.crl": N_("Revocation lists taken in"),
    "trust.add": N_("Authority trusted"),
    "trust.remove": N_("Authority trusted no longer"),
    "delivery.add": N_("Delivery of devices recorded"),
    "delivery.receive": N_("Devices of the delivery {number} received"),
    "delivery.count": N_("{box} of the delivery {number} counted"),
    "delivery.list": N_("List of the delivery {number}: {file}"),
    "token.access": N_("States of the PINs of plugged eTokens"),
    "token.pin": N_("PIN of an eToken changed"),
    "request.draw": N_("Request to the issuer drawn up for {count} devices and people"),
    "request.send": N_("Request {number} sent to the issuer"),
    "request.answer": N_("The issuer's answer to request {number}"),
    "request.cancel": N_("Draft of request {number} given up"),
    "token.replace": N_("A device took the place of another"),
    "token.settle": N_("Settled after a reorganisation: {count} eTokens, {decision}"),
    "token.minutes": N_("Minutes drawn up about {count} eTokens"),
    "token.minutes_signed": N_("Minutes {number} signed"),
    "token.minutes_sign": N_("Minutes {number} signed with the device"),
    "token.minutes_cancel": N_("Minutes {number} given up"),
    "vault policy set": N_("Policy of the vault changed"),
}
# Arguments that are codes, with the words for them.
_CODES: dict[str, tuple[str, Mapping[str, str]]] = {
    "token.move": ("custody", CUSTODY_LABELS),
    "handout.tick": ("outcome", {each.value: words for each, words in OUTCOME_LABELS.items()}),
    "token.settle": ("decision", DECISION_LABELS),
    "certificate.state": ("state", CERTIFICATE_LABELS),
}
# Runs that set something up or send something out; undo passes over them.
_KEPT = frozenset(
    {
        "vault.create",
        "seal",
        "vault policy set",
        "token.pin",
        "filter.keep",
        "filter.drop",
        "import.layout",
        "draft.keep",
        "import.keep",
        "import.take",
        "draft.take",
    }
)


@dataclass(frozen=True)
class ReadHistory(Command):
    """Ask what can be undone and redone."""

    name: ClassVar[str] = "history"


@dataclass(frozen=True)
class Described:
    """A run with what it did in words."""

    number: int
    words: Text


@dataclass(frozen=True)
class History:
    """`undo` is the run that Undo would take back, `redo` the one that Redo would bring back
    (by undoing the run `redo_by`); None where there is none."""

    undo: Described | None
    redo: Described | None
    redo_by: int | None = None


def describe(command: str, arguments: str) -> Text:
    """Say what a run did; `arguments` is the journal's JSON."""
    words = _WORDS.get(command)
    if words is None:
        return Text("{command}", {"command": command})
    values = json.loads(arguments)
    if command in _CODES:
        name, labels = _CODES[command]
        values[name] = Text(labels.get(values[name], "{code}"), {"code": values[name]})
    if command == "delivery.count":
        values["box"] = box_called(values["box"])
    several = values.get("units") or values.get("tokens") or values.get("rules") or ()
    several = [*several, *(values.get("people") or ())]
    return Text(words, {"count": len(several), **values})


def history(session: Session, command: ReadHistory) -> History:
    """Find the newest change that stands, and the newest undoing that nothing has followed."""
    with session.reading(command) as connection:
        return _history(connection, session.surroundings.today())


def _history(connection: Connection, today: str) -> History:
    runs = list(journal.runs(connection))
    sealed = bundle_reader.latest(connection)
    standing = standing_runs(runs)
    floor = sealed.journal_run if sealed is not None else 0
    changes = [run for run in runs if run.undoes is None and run.command not in _KEPT]
    open_changes = [
        run
        for run in changes
        if run.number in standing and run.number > floor and run.command != ERASING
    ]
    erasings = [run.number for run in runs if run.command == ERASING]
    last_change = changes[-1].number if changes else 0
    undoings = [
        run
        for run in runs
        if run.undoes is not None
        and run.number in standing
        and run.number > last_change
        and runs[run.undoes - 1].undoes is None
    ]
    # Only what came before an erasing can have lost something by it.
    last = next(
        (
            run
            for run in reversed(open_changes)
            if not (erasings and run.number < erasings[-1])
            or not (
                journal.holds_erased(connection, run.number)
                or gives_to_erased(connection, [run.number], today)
            )
        ),
        None,
    )
    return History(
        undo=_described(last) if last is not None else None,
        redo=_described(runs[(undoings[-1].undoes or 0) - 1]) if undoings else None,
        redo_by=undoings[-1].number if undoings else None,
    )


def _described(run: Run) -> Described:
    return Described(run.number, describe(run.command, run.arguments))
