"""Which tokens of the registers are plugged in, and what the registers say otherwise of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import Failure, Problem, Severity
from desktop.models import listing_registers
from desktop.models.listing_rows import TokenRow
from desktop.models.tables import token
from desktop.models.token_life import MoveNote
from desktop.services.known_devices import KnowDevices, KnownDevice, know_devices
from desktop.services.session import Session
from desktop.services.token_devices import Device, each_once, read_devices
from desktop.services.token_drivers import drivers_here


@dataclass(frozen=True)
class ScanTokens(Command):
    """Ask which tokens are plugged in: those that the driver `module` sees, or every known one.

    `record` also writes down how their PINs stand, and the labels that they bear.
    """

    name: ClassVar[str] = "token.access"
    module: Path | None = None
    record: bool = False


@dataclass(frozen=True)
class Plugged:
    """A device that is plugged in. `by` says what it was known by: "key", "certificate", "serial";
    None where the registers do not know it, and `token` is None then."""

    label: str
    serial: str
    model: str
    access: str
    by: str | None
    token: TokenRow | None


@dataclass(frozen=True)
class Scanned:
    """What is plugged in, what the registers say otherwise, and the run that wrote the states of
    the PINs and the labels (None: nothing was written)."""

    devices: tuple[Plugged, ...]
    problems: tuple[Problem, ...]
    run: int | None


def scan_tokens(session: Session, command: ScanTokens) -> Scanned:
    """Look at every device that is plugged in, without any PIN.

    Raises `WorldFailure`, where `module` is given: `pkcs11.module_missing`, `.not_a_library`,
    `.module_failed`, `.crashed`, `.timeout`; of several drivers it is a warning.
    """
    devices, failed = _plugged(command.module)
    known = know_devices(session, KnowDevices(devices))
    uids = [each.token for each in known if each.token is not None]
    with session.reading(command) as connection:
        listed = listing_registers.tokens_by_uid(connection, uids, session.surroundings.today())
    found = {row.uid: row for row in listed}
    told = tuple(_told(each, found.get(each.token or "")) for each in known)
    problems = (*failed, *(problem for each in known for problem in each.problems))
    run = _record(session, command, known) if command.record else None
    return Scanned(told, problems, run)


def _plugged(module: Path | None) -> tuple[tuple[Device, ...], list[Problem]]:
    modules = [module] if module is not None else [each.path for each in drivers_here()]
    found: list[Device] = []
    failed: list[Problem] = []
    for each in modules:
        try:
            found += read_devices(each)
        except Failure as failure:
            if module is not None:
                raise
            failed += [
                Problem(problem.code, problem.values, Severity.WARNING)
                for problem in failure.problems
            ]
    return each_once(found), failed


def _told(known: KnownDevice, row: TokenRow | None) -> Plugged:
    device = known.device
    return Plugged(device.label, device.serial, device.model, device.access.value, known.by, row)


def _record(session: Session, command: ScanTokens, known: Iterable[KnownDevice]) -> int | None:
    rows = {each.token: _said(each) for each in known if each.token is not None}
    with session.unit_of_work(command) as work:
        work.note_moves(MoveNote(session.surroundings.today()))
        work.update(token, [{"uid": uid, **said} for uid, said in rows.items()])
    return work.run.number if work.run is not None else None


def _said(known: KnownDevice) -> dict[str, str]:
    """Return what a device says of itself that is written down; without a label, the one that is
    known stays."""
    label = {"label": known.device.label} if known.device.label else {}
    return {"access": known.device.access.value, **label}
