"""Receiving a delivery: what was read of its devices, held against the issuer's list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import Connection, Row

from desktop.domain import lifecycle as rules
from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.lifecycle import Told as StepTold
from desktop.domain.problems import Problem, Severity, refuse, softened
from desktop.domain.stock import Differences, Seen, Serials, box_called, differences, same_box
from desktop.models import stock_reader
from desktop.models.register_rows import dicts_in
from desktop.models.tables import delivery, delivery_item, token
from desktop.models.token_life import MoveNote, lifecycle
from desktop.models.uow import UnitOfWork
from desktop.services.session import Session
from desktop.services.stock.deliveries import known_delivery
from desktop.services.stock.lines import Told, read_seen

Record = dict[str, Any]

# Of very many serials, a sentence names the first ones.
_NAMED = 20


@dataclass(frozen=True)
class ReceiveDelivery(Command):
    """Receive devices of the delivery `number` on the day `on` (ISO).

    `seen` is what was read of the devices, in the box `box` where none is told with it; `listed`
    receives whatever of the list is not there yet instead (of that box, where one is told).
    `unlisted` also takes what is not in the list, `skip_bad` leaves out what cannot be taken.
    """

    name: ClassVar[str] = "delivery.receive"
    number: int
    on: str
    seen: tuple[Told, ...] = field(default=(), repr=False)
    box: str | None = None
    listed: bool = False
    unlisted: bool = False
    skip_bad: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Received:
    """How what was seen differs from the list, where `missing` is what has not come yet (of the
    box, where one is told); the serials received now, those that were there before, and the run
    (None: nothing was written)."""

    differences: Differences
    received: tuple[str, ...]
    before: tuple[str, ...]
    run: int | None
    dry_run: bool
    problems: tuple[Problem, ...]

    @property
    def accepted(self) -> bool:
        """Say whether nothing stands in the way."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def receive_delivery(session: Session, command: ReceiveDelivery) -> Received:
    """Receive devices, all that were seen or none, in one run; what is there already makes none.

    Tokens of the registers with these serials come into stock. Raises `Refusal`:
    `delivery.unknown`, `delivery.day_to_come`, `delivery.nothing_seen`.
    """
    if command.on > session.surroundings.today():
        raise refuse("delivery.day_to_come", day=shown_date(command.on))
    with session.reading(command) as connection:
        worked = _Receiving(connection, command)
    problems = worked.problems
    wrong = any(problem.severity is Severity.ERROR for problem in problems)
    held_back = wrong and not command.skip_bad
    run = None
    if not command.dry_run and not held_back:
        with session.unit_of_work(command) as work:
            worked.write(work)
        run = work.run.number if work.run is not None else None
    if command.skip_bad:
        problems = list(map(softened, problems))
    return Received(
        worked.differences,
        () if held_back and not command.dry_run else worked.received,
        worked.before,
        run,
        command.dry_run,
        tuple(problems),
    )


class _Receiving:
    def __init__(self, connection: Connection, command: ReceiveDelivery) -> None:
        self._connection = connection
        self._command = command
        self._delivery: Row[Any] = known_delivery(connection, command.number)
        ours = dicts_in(connection, delivery_item, "delivery", [self._delivery.uid])
        ours.sort(key=lambda row: (row["box"] or "", row["serial"]))
        self._ours: dict[str, Record] = {row["serial"]: row for row in ours}
        known = Serials(self._ours)
        self._read = read_seen(command.seen, known, command.box)
        self.problems = list(self._read.problems)
        seen = list(self._outstanding()) if command.listed else self._read.seen
        if not seen and not self.problems:
            raise refuse("delivery.nothing_seen", number=command.number)
        listed = {serial: row["box"] for serial, row in self._ours.items() if row["listed"]}
        self.differences = self._differing(listed, seen)
        self._extra = self._taken_extra()
        self.before = tuple(
            each for each in self.differences.found if self._ours[each]["found_on"] is not None
        )
        new = [each for each in self.differences.found if each not in self.before]
        self.received = (*new, *(each.serial for each in self._extra))
        self._tokens = dicts_in(connection, token, "serial", self.received)
        self._steps = list(self._tokens_coming())
        self.problems = list(map(self._read.placed, (*self.problems, *self._say())))

    def write(self, work: UnitOfWork) -> None:
        """Write what was received."""
        day, found = self._command.on, self.differences.found
        work.note_moves(MoveNote(day, self._paper()))
        work.update(
            delivery_item,
            [
                {"uid": self._ours[serial]["uid"], "found_on": day, "found_box": found[serial]}
                for serial in self.received
                if serial in found
            ],
        )
        work.insert(
            delivery_item,
            [
                {
                    "uid": uid,
                    "delivery": self._delivery.uid,
                    "serial": each.serial,
                    "listed": 0,
                    "found_on": day,
                    "found_box": each.box,
                }
                for uid, each in zip(work.new_uids(len(self._extra)), self._extra, strict=True)
            ],
        )
        work.update(token, self._steps)
        if self.received and self._delivery.arrived_on is None:
            work.update(delivery, [{"uid": self._delivery.uid, "arrived_on": day}])

    def _outstanding(self) -> Iterator[Seen]:
        box = self._command.box
        for serial, row in self._ours.items():
            there = row["found_on"] is not None or not row["listed"]
            if not there and (box is None or same_box(row["box"], box)):
                yield Seen(serial, row["box"])

    def _differing(self, listed: dict[str, str | None], seen: Sequence[Seen]) -> Differences:
        """Hold what was seen against the list: what came before is neither missing nor too much."""
        found = differences(listed, seen)
        here = {each.serial for each in seen}
        missing = tuple(each.serial for each in self._outstanding() if each.serial not in here)
        extra = tuple(each for each in found.extra if each.serial not in self._ours)
        return Differences(found.found, missing, extra, found.twice, found.elsewhere)

    def _taken_extra(self) -> list[Seen]:
        """Return what is taken though it is not in the list; a problem for each that is not."""
        extra = self.differences.extra
        others = stock_reader.holders(self._connection, {each.serial for each in extra})
        taken = []
        for each in extra:
            if each.serial in others:
                values = {"serial": each.serial, "number": others[each.serial][0]}
                self.problems.append(Problem("delivery.of_other", values))
            elif self._command.unlisted:
                taken.append(each)
            else:
                values = {"serial": each.serial, "number": self._command.number}
                self.problems.append(Problem("delivery.not_listed", values))
        return taken

    def _tokens_coming(self) -> Iterator[Record]:
        """Yield the tokens that come into stock with their device."""
        told = StepTold(self._command.on, paper=self._paper())
        for row in self._tokens:
            if row["custody"] in ("requested", "transit"):
                yield {"uid": row["uid"], **rules.moved("stock", told)}
            elif lifecycle().custody.step(row["custody"], "stock") is None and (
                row["custody"] != "stock"
            ):
                values = {"serial": row["serial"], "subscriber": row["subscriber"]}
                self.problems.append(Problem("delivery.in_use", values, Severity.WARNING))

    def _paper(self) -> str | None:
        day = self._delivery.letter_on
        parts = (self._delivery.letter, shown_date(day) if day else None)
        return " ".join(filter(None, parts)) or None

    def _say(self) -> Iterator[Problem]:
        found = self.differences
        for serial, count in found.twice.items():
            yield _warning("delivery.seen_twice", serial=serial, count=count)
        for each in found.elsewhere:
            boxes = {"listed": box_called(each.listed), "seen": box_called(each.seen)}
            yield _warning("delivery.other_box", serial=each.serial, **boxes)
        if found.missing:
            yield _warning(
                "delivery.outstanding", count=len(found.missing), serials=named(found.missing)
            )


def named(serials: Sequence[str]) -> str:
    """Return serials as a sentence names them: of very many the first ones."""
    rest = " …" if len(serials) > _NAMED else ""
    return ", ".join(serials[:_NAMED]) + rest


def _warning(code: str, **values: object) -> Problem:
    return Problem(code, values, Severity.WARNING)
