"""How documents reach a unit at all: its encrypted line (BML) and its official channels."""

from __future__ import annotations

from desktop.domain.cells import shown_date
from desktop.domain.levels import Environment
from desktop.domain.periods import holds
from desktop.domain.problems import refuse
from desktop.models.tables import channel, line
from desktop.models.uow import UnitOfWork
from desktop.services.endpoint_edits import Changed, SetChannels, SetLine
from desktop.services.endpoint_rows import changed, check_end, check_unit, open_after, rows_of
from desktop.services.session import Session


def set_line(session: Session, command: SetLine) -> Changed:
    """Let a unit's line be at a stage from a day, or end it; nothing is written where it is so.

    A stage ends where the next begins, on the same day too, so that each keeps its day; stages may
    be skipped, and gone back. Raises `Refusal`: `endpoint.unit_gone`, `endpoint.ends_too_early`,
    `line.begins_later` (a stage is recorded from a later day).
    """
    with session.unit_of_work(command) as work:
        check_unit(work.connection, command.unit, command.on)
        rows = rows_of(work.connection, line, "unit", [command.unit])
        there = [row for row in rows if holds(row["from_date"], row["to_date"], command.on)]
        written = 0
        if command.there and all(row["stage"] != command.stage for row in there):
            later = min((r["from_date"] for r in rows if r["from_date"] > command.on), default=None)
            if later is not None:
                raise refuse("line.begins_later", since=shown_date(later))
            work.close(line, [row["uid"] for row in there], command.on)
            values = {"unit": command.unit, "stage": command.stage, "from_date": command.on}
            work.insert(line, [{"uid": work.new_uid(), **values}])
            written = 1
        elif not command.there:
            for row in there:
                check_end(row, command.on)
            written = work.close(line, [row["uid"] for row in there], command.on)
    return changed(work, command.unit, written)


def set_channels(session: Session, command: SetChannels) -> Changed:
    """Let a unit's official channels be others from a day, all of them in one run.

    What began on that very day is put right in place. Raises `Refusal` `endpoint.unit_gone`.
    """
    with session.unit_of_work(command) as work:
        check_unit(work.connection, command.unit, command.on)
        written = sum(
            _put(work, command.unit, environment, kind, command.on)
            for environment, kind in command.channels
        )
    return changed(work, command.unit, written)


def _put(work: UnitOfWork, unit: str, environment: Environment, kind: str | None, on: str) -> int:
    """Let one channel be another."""
    rows = [
        row
        for row in rows_of(work.connection, channel, "unit", [unit])
        if row["environment"] == environment and open_after(row, on)
    ]
    kept = [row for row in rows if row["channel"] == kind]
    kept = [row for row in kept if row["from_date"] <= on][:1]
    ending = [row for row in rows if row not in kept]
    # What would have begun on that day or later never does: a period without a day.
    written = work.update(
        channel,
        ({"uid": row["uid"], "to_date": max(on, row["from_date"])} for row in ending),
    )
    if kind is not None and not kept:
        values = {
            "uid": work.new_uid(),
            "unit": unit,
            "environment": environment.value,
            "channel": kind,
            "from_date": on,
        }
        work.insert(channel, [values])
        written += 1
    return written
