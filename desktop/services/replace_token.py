"""A new device in the place of one that is lost, damaged or was given back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from desktop.domain import lifecycle as rules
from desktop.domain.actors import Command
from desktop.domain.cells import person_key
from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Refusal, refuse
from desktop.domain.texts import Text
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, token, token_replacement
from desktop.models.token_life import MoveNote, lifecycle
from desktop.services.edit_tokens import TokensChanged, tokens_of
from desktop.services.endpoint_rows import written
from desktop.services.session import Session

# Where a device is that another may take the place of; and where one is that may take it.
OUT_OF_USE = ("lost", "damaged", "returned", "destroyed")
_FREE = ("requested", "stock", "transit", "received")
# What goes over to the new device.
_OF_SUBSCRIBER = (
    "unit", "person", "subscriber", "subscriber_type", "purpose", "birth", "post", "mail", "phone",
)  # fmt: skip


@dataclass(frozen=True)
class ReplaceToken(Command):
    """Let the device `token` take the place of `replaced` (uids), for the same subscriber.

    `on` is ISO, None today.
    """

    name: ClassVar[str] = "token.replace"
    token: str
    replaced: str
    on: str | None = None
    reason: str | None = field(default=None, repr=False)


def replace_token(session: Session, command: ReplaceToken) -> TokensChanged:
    """Bind the new device to the old one, and give it the old one's subscriber and unit.

    Raises `Refusal`: `token.unknown`, `token.replace_itself`, `token.replace_in_use`,
    `token.replace_taken`, `token.replaced_already`, `token.certificate_of_other`,
    `token.day_to_come`.
    """
    if command.token == command.replaced:
        raise refuse("token.replace_itself")
    today = session.surroundings.today()
    day = command.on or today
    with session.unit_of_work(command) as work:
        connection = work.connection
        rows = {row["uid"]: row for row in tokens_of(connection, (command.token, command.replaced))}
        new, old = rows[command.token], rows[command.replaced]
        if day > today:
            raise refuse("token.day_to_come", token=shown(new), day=day)
        custody = {row["uid"]: Text(CUSTODY_LABELS[row["custody"]]) for row in (new, old)}
        if old["custody"] not in OUT_OF_USE:
            raise refuse("token.replace_in_use", token=shown(old), custody=custody[old["uid"]])
        if new["custody"] not in _FREE:
            raise refuse("token.replace_taken", token=shown(new), custody=custody[new["uid"]])
        if dicts_in(connection, token_replacement, "replaced", [old["uid"]]):
            raise refuse("token.replaced_already", token=shown(old))
        cards = dicts_in(connection, certificate, "token", [new["uid"]])
        same = person_key(new["subscriber"]) == person_key(old["subscriber"])
        problem = rules.holder_problem(lifecycle(), new, cards, old["subscriber"], same)
        if problem is not None:
            raise Refusal(problem)
        reason = written(command.reason or "")
        work.note_moves(MoveNote(day, None, None, reason))
        work.update(token, [{"uid": new["uid"], **{name: old[name] for name in _OF_SUBSCRIBER}}])
        link = {"token": new["uid"], "replaced": old["uid"], "on_date": day, "reason": reason}
        work.insert(token_replacement, [{"uid": work.new_uid(), **link}])
    return TokensChanged(1, work.run.number if work.run is not None else None)
