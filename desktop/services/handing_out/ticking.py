"""What comes of each device at a handing-out day, written at once, each in a run of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from desktop.domain import lifecycle as rules
from desktop.domain.cells import CellFault, read_serial, shown_date
from desktop.domain.handing_out import GONE, Outcome
from desktop.domain.lifecycle import Told, shown
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.stock import Serials
from desktop.domain.texts import N_, Translate
from desktop.models import handout_reader, stock_reader
from desktop.models.handout_reader import Line
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, handout_line, token
from desktop.models.token_life import MoveNote, lifecycle
from desktop.models.uow import UnitOfWork
from desktop.services.edit_tokens import tokens_of
from desktop.services.endpoint_rows import full_name, written
from desktop.services.handing_out.command import SwapDevice, Tick, Ticked, TickPin
from desktop.services.handing_out.days import known_day
from desktop.services.session import Session

Record = Mapping[str, Any]

# The steps of a device to whom it is handed: over the unit's hands, since they sign for it.
_STEPS = {Outcome.HANDED: ("received", "handed_over"), Outcome.PROXY: ("received",)}


def tick(session: Session, command: Tick) -> Ticked:
    """Record what came of devices, all or none, in one run; one not in the list is added to it.

    `HANDED` is signed for in the list: the device is handed over on the day. `PROXY` leaves it
    with the unit, received by who came; its subscriber's signature is still to come.

    Raises `Refusal`: `handout.no_day`, `handout.day_to_come`, `handout.proxy_unnamed`,
    `handout.paper_missing`, `handout.gone_already`, `token.unknown`, `text.too_long`, and what
    `desktop.domain.lifecycle.custody_problem` says.
    """
    receiver, paper = _proxy(command)
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        day = known_day(work.connection, command.number)
        on = _when(command, day, today)
        rows = tokens_of(work.connection, command.tokens)
        lines = _lines(work, day, rows)
        gone = [row for row in rows if Outcome(lines[row["uid"]]["result"] or "waiting") in GONE]
        if gone:
            raise Refusal(*(_gone_problem(row, lines[row["uid"]]) for row in gone))
        told = Told(on, receiver, paper or _list_words(day, session.surroundings.translate))
        if command.outcome in _STEPS:
            work.note_moves(MoveNote(told.day, told.paper, told.receiver))
            _step(work, rows, told, _STEPS[command.outcome], today)
        waiting = command.outcome is Outcome.WAITING
        values = {
            "result": None if waiting else command.outcome.value,
            "result_on": None if waiting else on,
            "receiver": receiver,
            "paper": paper,
        }
        work.update(handout_line, [{"uid": lines[row["uid"]]["uid"], **values} for row in rows])
    return _ticked(session, command, work, day.uid, command.tokens)


def tick_pin(session: Session, command: TickPin) -> Ticked:
    """Record that envelopes with PINs were handed over, apart from the devices, in one run.

    Raises `Refusal`: `handout.no_day`, `handout.day_to_come`, `token.unknown`.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        day = known_day(work.connection, command.number)
        rows = tokens_of(work.connection, command.tokens)
        lines = _lines(work, day, rows)
        on = _when(command, day, today) if command.given else None
        work.update(handout_line, [{"uid": line["uid"], "pin_on": on} for line in lines.values()])
    return _ticked(session, command, work, day.uid, command.tokens)


def swap_device(session: Session, command: SwapDevice) -> Ticked:
    """Give a subscriber another device than the one that was meant for them, in one run.

    The list remembers the device that is left behind. Raises `Refusal`: `handout.no_day`,
    `token.unknown`, `handout.swap_same`, `handout.swap_certified` (the certificate on the device
    is the subscriber's), `handout.gone_already`, `token.serial_taken`, what `read_serial` says.
    """
    try:
        serial = read_serial(command.serial)
    except CellFault as fault:
        raise Refusal(Problem(fault.code, fault.values)) from None
    today = session.surroundings.today()
    reason = written(command.reason or "")
    with session.unit_of_work(command) as work:
        day = known_day(work.connection, command.number)
        (row,) = tokens_of(work.connection, (command.token,))
        (line,) = _lines(work, day, [row]).values()
        serial = Serials(stock_reader.all_serials(work.connection)).find(serial) or serial
        problem = _swap_problem(work.connection, row, line, serial)
        if problem is not None:
            raise Refusal(problem)
        work.note_moves(MoveNote(min(day.held_on, today), None, None, reason))
        work.update(token, [{"uid": row["uid"], "serial": serial}])
        was = line["was_serial"] or row["serial"]
        # Back to the first device is no swap any more.
        values = {"was_serial": None if was == serial else was}
        work.update(handout_line, [{"uid": line["uid"], **values}])
    return _ticked(session, command, work, day.uid, (command.token,))


def _proxy(command: Tick) -> tuple[str | None, str | None]:
    if command.outcome is not Outcome.PROXY:
        return None, None
    if not (command.receiver or "").strip():
        raise refuse("handout.proxy_unnamed")
    paper = written(command.paper or "", 200)
    if paper is None:
        raise refuse("handout.paper_missing", receiver=command.receiver)
    return full_name(command.receiver or ""), paper


def _when(command: Tick | TickPin, day: Row[Any], today: str) -> str:
    on = command.on or min(str(day.held_on), today)
    if on > today:
        raise refuse("handout.day_to_come", day=shown_date(on))
    return on


def _list_words(day: Row[Any], translate: Translate) -> str:
    words = translate(N_("List of signatures of handing-out day {number}, {day}"))
    return words.format(number=day.number, day=shown_date(day.held_on))


def _lines(work: UnitOfWork, day: Row[Any], rows: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """Return the line of each token by its uid; who is not in the list is put at its end."""
    ours = dicts_in(work.connection, handout_line, "handout", [day.uid])
    found = {line["token"]: line for line in ours}
    last = max((line["number"] for line in ours), default=0)
    new = [row for row in rows if row["uid"] not in found]
    for place, (uid, row) in enumerate(
        zip(work.new_uids(len(new)), new, strict=True), start=last + 1
    ):
        line = {"uid": uid, "handout": day.uid, "number": place, "token": row["uid"]}
        work.insert(handout_line, [line])
        found[row["uid"]] = {**dict.fromkeys(("result", "was_serial")), **line}
    return {row["uid"]: found[row["uid"]] for row in rows}


def _step(
    work: UnitOfWork,
    rows: Iterable[Record],
    told: Told,
    steps: Sequence[str],
    today: str,
) -> None:
    """Let devices take these steps one after the other, but those that they have taken before."""
    life = lifecycle()
    now = {row["uid"]: dict(row) for row in rows}
    problems: dict[str, Problem] = {}
    for custody in steps:
        changed = []
        for uid, row in now.items():
            there = row["custody"] == custody == "received"
            if there and custody != steps[-1]:
                continue
            # What is with its unit already is fetched there.
            problem = None if there else rules.custody_problem(life, row, custody, told, today)
            if problem is not None:
                problems.setdefault(uid, problem)
                continue
            values = rules.moved(custody, told)
            row |= values
            changed.append({"uid": uid, **values})
        if problems:
            raise Refusal(*problems.values())
        work.update(token, changed)


def _gone_problem(row: Record, line: Record) -> Problem:
    day = shown_date(line["result_on"])
    return Problem("handout.gone_already", {"token": shown(row), "day": day})


def _swap_problem(connection: Connection, row: Record, line: Record, serial: str) -> Problem | None:
    if Outcome(line["result"] or "waiting") in GONE:
        return _gone_problem(row, line)
    if serial == row["serial"]:
        return Problem("handout.swap_same", {"token": shown(row)})
    for other in dicts_in(connection, token, "serial", [serial]):
        values = {"serial": serial, "subscriber": other["subscriber"]}
        return Problem("token.serial_taken", values)
    ended = lifecycle().certificate.ended
    for one in dicts_in(connection, certificate, "token", [row["uid"]]):
        if one["state"] not in (*ended, "requested", "registered"):
            values = {"token": shown(row), "number": one["number"] or "—"}
            return Problem("handout.swap_certified", values)
    return None


def _ticked(
    session: Session,
    command: Tick | TickPin | SwapDevice,
    work: UnitOfWork,
    day_uid: str,
    tokens: Sequence[str],
) -> Ticked:
    with session.reading(command) as connection:
        found = handout_reader.lines(connection, day_uid, session.surroundings.today())
    changed: tuple[Line, ...] = tuple(line for line in found if line.token in tokens)
    return Ticked(changed, work.run.number if work.run is not None else None)
