"""Settling what a reorganisation left to a person about devices: keep, re-issue, return, revoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.issuer_requests import DECISION_LABELS, Kind
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Problem, Refusal
from desktop.models import token_links
from desktop.models.tables import task
from desktop.models.uow import UnitOfWork
from desktop.services.edit_tokens import tokens_of
from desktop.services.handover.command import DrawMinutes
from desktop.services.handover.drawing import put_minutes
from desktop.services.requests.command import DrawRequest
from desktop.services.requests.drawing import put_request
from desktop.services.session import Session

__all__ = ["DECISION_LABELS"]


@dataclass(frozen=True)
class SettleTokens(Command):
    """Decide, by one of `DECISION_LABELS`, what becomes of devices (uids) with an open task.

    "keep" only closes the task; "reissue" draws up a request to change what the certificates say,
    "revoke" one to revoke them, both drafts; "return" draws up minutes that wait for a signature.
    """

    name: ClassVar[str] = "token.settle"
    tokens: tuple[str, ...]
    decision: str
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Settled:
    """How many tasks were closed, the request or minutes drawn up (their numbers), and the run."""

    tasks: int
    request: int | None
    minutes: int | None
    run: int | None


def settle_tokens(session: Session, command: SettleTokens) -> Settled:
    """Close the tasks of devices, all or none, and draw up what the decision needs, in one run.

    Raises `Refusal`: `token.unknown`, `token.no_task`, and what `draw_request` and `draw_minutes`
    raise.
    """
    today = session.surroundings.today()
    with session.unit_of_work(command) as work:
        rows = tokens_of(work.connection, command.tokens)
        tasks = token_links.open_tasks(work.connection, command.tokens)
        having = {each.token for each in tasks}
        problems = [
            Problem("token.no_task", {"token": shown(row)})
            for row in rows
            if row["uid"] not in having
        ]
        if problems:
            raise Refusal(*problems)
        request, minutes = _drawn_up(work, command, today)
        # One of a day that is still to come is settled on that day.
        _close(work, tasks, today)
    run = work.run.number if work.run is not None else None
    return Settled(len(tasks), request, minutes, run)


def _drawn_up(work: UnitOfWork, command: SettleTokens, today: str) -> tuple[int | None, int | None]:
    match command.decision:
        case "reissue" | "revoke":
            kind = Kind.CHANGE if command.decision == "reissue" else Kind.REVOKE
            asked = DrawRequest(kind, command.tokens, reason=command.reason)
            return put_request(work, asked, today).number, None
        case "return":
            drawn = DrawMinutes(command.tokens, "returned", reason=command.reason)
            return None, put_minutes(work, drawn, today).number
    return None, None


def _close(work: UnitOfWork, tasks: Sequence[token_links.OpenTask], today: str) -> None:
    closed = [{"uid": each.uid, "closed_on": max(today, each.opened_on)} for each in tasks]
    work.update(task, closed)
