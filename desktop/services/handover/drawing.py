"""Drawing up minutes: what they say of the devices, and the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from desktop.domain import lifecycle as rules
from desktop.domain.handover import Device, Party, Told, digest_of
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.models import handover_reader
from desktop.models.handover_reader import Minutes
from desktop.models.office import office
from desktop.models.register_rows import dicts_in
from desktop.models.samples import holds_samples
from desktop.models.tables import certificate, handover, handover_device
from desktop.models.token_life import lifecycle
from desktop.models.unit_table import names_of
from desktop.models.uow import UnitOfWork
from desktop.reports.forms import profile
from desktop.reports.handover import MinutesSheet, minutes_paper
from desktop.services.edit_tokens import tokens_of
from desktop.services.endpoint_rows import written
from desktop.services.handover.command import (
    DrawMinutes,
    DrawPaper,
    ListMinutes,
    MinutesDone,
    ReadMinutes,
)
from desktop.services.letterheads import letterhead
from desktop.services.reports import DrawnPaper, ReportResult, drawing, save
from desktop.services.session import Session

Row = Mapping[str, Any]


def draw_minutes(session: Session, command: DrawMinutes) -> MinutesDone:
    """Draw up minutes about devices, all or none; they wait for a signature.

    Raises `Refusal`: `token.unknown`, `token.step` and what else stands against the step, for each
    device; `handover.waits` for one that other minutes wait for; `report.no_office`,
    `text.too_long`.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        made = put_minutes(work, command, today)
    return MinutesDone(made, work.run.number if work.run is not None else None)


def put_minutes(work: UnitOfWork, command: DrawMinutes, today: str) -> Minutes:
    """Draw up minutes within a run; see `draw_minutes`."""
    day = command.on or today
    connection = work.connection
    rows = _in_order(tokens_of(connection, command.tokens), command.tokens)
    problems = list(_problems(connection, rows, command.custody, day, today))
    if problems:
        raise Refusal(*problems)
    organ = office(connection, day)
    if organ is None:
        raise refuse("report.no_office", date=day)
    number = handover_reader.next_number(connection)
    devices = tuple(_devices(connection, rows))
    told = _told(command, number, day, organ.name, devices, rows)
    uid = work.new_uid()
    text = told.text()
    row = {"uid": uid, "number": number, "custody": command.custody, "drawn_on": day}
    work.insert(handover, [{**row, "told": text, "digest": digest_of(text)}])
    named = zip(work.new_uids(len(rows)), rows, strict=True)
    work.insert(
        handover_device,
        [{"uid": each, "handover": uid, "token": device["uid"]} for each, device in named],
    )
    return known(work.connection, number)


def known(connection: Connection, number: int) -> Minutes:
    """Return the minutes of this number. Raises the refusal `handover.unknown`."""
    found = handover_reader.with_number(connection, number)
    if found is None:
        raise refuse("handover.unknown", number=number)
    return found


def read_minutes(session: Session, command: ReadMinutes) -> Minutes:
    """Return the minutes of this number. Raises the refusal `handover.unknown`."""
    with session.reading(command) as connection:
        return known(connection, command.number)


def list_minutes(session: Session, command: ListMinutes) -> tuple[Minutes, ...]:
    """Return minutes, the newest first."""
    with session.reading(command) as connection:
        if command.token is not None:
            found = handover_reader.of_token(connection, command.token)
        else:
            found = handover_reader.all_minutes(connection)
    return tuple(each for each in found if command.state in (None, each.state))


def draw_paper(session: Session, command: DrawPaper) -> DrawnPaper:
    """Draw the paper in memory. Raises the refusal `handover.unknown`."""
    world = session.surroundings
    with session.reading(command) as connection:
        minutes = known(connection, command.number)
        sample = holds_samples(connection)
    told = minutes.told
    year, month, day = map(int, told.day.split("-"))
    head = letterhead(told.organ, year, "BB")
    sheet = MinutesSheet(
        letterhead=replace(head, date=(day, month, year)),
        told=told,
        digest=minutes.digest,
        sample=sample,
    )
    paper = minutes_paper(sheet, world.translate, profile(command.form), drawing(world))
    return DrawnPaper(paper.content, paper.pages, f"BIEN-BAN-GIAO-NHAN-{minutes.number:04}.pdf")


def print_minutes(session: Session, command: DrawPaper, out: Path) -> ReportResult:
    """Draw the paper into the file `out`, replacing one of that name.

    Raises `Refusal` (`handover.unknown`) and `WorldFailure` (`file.is_folder`, `media.*`).
    """
    return save(draw_paper(session, command), out)


def _in_order(rows: Sequence[dict[str, Any]], uids: Sequence[str]) -> list[dict[str, Any]]:
    by_uid = {row["uid"]: row for row in rows}
    return [by_uid[uid] for uid in dict.fromkeys(uids)]


def _problems(
    connection: Connection, rows: Sequence[Row], custody: str, day: str, today: str
) -> list[Problem]:
    waiting = handover_reader.waiting(connection, [row["uid"] for row in rows])
    found = []
    for row in rows:
        if row["uid"] in waiting:
            values = {"token": shown(row), "number": waiting[row["uid"]]}
            found.append(Problem("handover.waits", values))
            continue
        # Minutes may be drawn up afterwards, about a device that is there already.
        if row["custody"] == custody:
            continue
        told = rules.Told(day)
        problem = rules.custody_problem(lifecycle(), row, custody, told, today)
        found += [problem] if problem is not None else []
    return found


def _devices(connection: Connection, rows: Sequence[Row]) -> list[Device]:
    uids = [row["uid"] for row in rows]
    names = names_of(connection, {row["unit"] for row in rows if row["unit"]})
    numbers: dict[str, list[str]] = {}
    for one in dicts_in(connection, certificate, "token", uids):
        if one["number"] and one["state"] not in lifecycle().certificate.ended:
            numbers.setdefault(one["token"], []).append(one["number"])
    return [
        Device(
            token=row["uid"],
            serial=row["serial"] or "",
            label=row["label"] or "",
            model=row["model"] or "",
            certificates=tuple(sorted(numbers.get(row["uid"], ()))),
            purpose=row["purpose"],
            subscriber=row["subscriber"],
            unit=names.get(row["unit"] or "", ""),
        )
        for row in rows
    ]


def _told(
    command: DrawMinutes,
    number: int,
    day: str,
    organ: str,
    devices: tuple[Device, ...],
    rows: Sequence[Row],
) -> Told:
    theirs, ours = _subscriber(devices, rows), Party()
    if command.custody == "received":
        units = {device.unit for device in devices}
        theirs = Party(organ=units.pop() if len(units) == 1 else "")
    usual = (theirs, ours) if command.custody == "returned" else (ours, theirs)
    return Told(
        number=number,
        kind=command.custody,
        day=day,
        organ=organ,
        giver=_party(command.giver) or usual[0],
        receiver=_party(command.receiver) or usual[1],
        devices=devices,
        condition=written(command.condition or "") or "",
        pin=command.pin,
        reason=written(command.reason or "") or "",
    )


def _subscriber(devices: Sequence[Device], rows: Sequence[Row]) -> Party:
    """Return the person whose devices these all are; nobody where they are several people's."""
    people = {(row["subscriber_type"], row["subscriber"], row["person"]) for row in rows}
    if len(people) > 1 or rows[0]["subscriber_type"] != "person":
        return Party()
    units = {device.unit for device in devices}
    unit = units.pop() if len(units) == 1 else ""
    return Party(rows[0]["subscriber"], rows[0]["post"] or "", unit)


def _party(given: Party | None) -> Party | None:
    if given is None:
        return None
    parts = (written(part) or "" for part in (given.name, given.post, given.organ))
    found = Party(*parts)
    return found if found != Party() else None
