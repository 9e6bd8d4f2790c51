"""Changing the PIN of a token that is plugged in; the registers follow how its PIN stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.crypto.token_pin import PinChange
from desktop.domain.actors import Command
from desktop.domain.cells import serial_as_written
from desktop.domain.problems import Failure, WorldFailure, refuse, world_failed
from desktop.domain.texts import N_
from desktop.models import token_keys
from desktop.models.tables import token
from desktop.models.token_life import MoveNote
from desktop.services.session import Session
from desktop.services.token_drivers import PinLimits, pin_limits
from desktop.services.token_probe import Access, access_told


@dataclass(frozen=True)
class ChangePin(Command):
    """Change the PIN of the token `token` (its serial or label) that the driver `module` sees.

    `final_try`: the person knows that one try of the old PIN is left, and wants it used. `uid` is
    the token of the registers that the device is, where it was known by more than its serial.
    """

    name: ClassVar[str] = "token.pin"
    module: Path
    token: str
    final_try: bool = False
    uid: str | None = None


@dataclass(frozen=True)
class PinChanged:
    """The device whose PIN is another now. `run` wrote down how it stands; None where the
    registers do not know the device."""

    serial: str
    label: str
    run: int | None


def change_pin(
    session: Session, command: ChangePin, old: Callable[[], str], new: Callable[[], str]
) -> PinChanged:
    """Change the PIN: `old` and `new` are asked only once the device is there and may be tried.

    The old PIN is tried once. While the device is at it, the registers call the state of its PIN
    unknown, so that neither a crash nor a cut leaves them surer than the device. Raises `Refusal`
    (see `refuse_unfit`) and `WorldFailure` as `PinChange` says.
    """
    with PinChange(command.module, command.token) as device:
        serial, label = device.told["serial"], device.told["label"]
        _refuse_hopeless(access_told(device.told), label, final_try=command.final_try)
        known = _known(session, command, serial)
        first, second = old(), new()
        refuse_unfit(first, second, pin_limits(command.module))
        try:
            device.log_in(first, final_try=command.final_try)
        except WorldFailure:
            _write(session, command, known, _stands(device), None)
            raise
        _write(session, command, known, Access.UNKNOWN, N_("its PIN is being changed"))
        try:
            device.change(first, second)
        except WorldFailure as failure:
            if failure.problems[0].code == "pkcs11.pin_unfit":
                _write(session, command, known, _stands(device), None)
            raise
        run = _write(session, command, known, _stands(device), N_("its PIN was changed"))
    return PinChanged(serial, label, run)


def _refuse_hopeless(access: Access, label: str, *, final_try: bool) -> None:
    """Refuse before any PIN is asked where it could not be tried."""
    if access is Access.LOCKED:
        raise world_failed("pkcs11.pin_locked", token=label)
    if access is Access.UNKNOWN:
        raise world_failed("pkcs11.pin_not_set", token=label)
    if access is Access.FINAL and not final_try:
        raise world_failed("pkcs11.pin_final_try", token=label)


def refuse_unfit(old: str, new: str, limits: PinLimits | None) -> None:
    """Refuse a pair of PINs that needs no device to be found wrong: `pin.empty`, `pin.letters`,
    `pin.same`, and `pin.length` where the maker tells the `limits`."""
    if not old or not new:
        raise refuse("pin.empty")
    # Other letters come out differently on another keyboard, and each try counts.
    if not all(" " < letter <= "~" for letter in new):
        raise refuse("pin.letters")
    if old == new:
        raise refuse("pin.same")
    if limits is not None and not limits.least <= len(new) <= limits.most:
        raise refuse("pin.length", least=limits.least, most=limits.most)


def _known(session: Session, command: ChangePin, serial: str) -> str | None:
    """Return the uid of the token in the registers: the one that is told, or of this serial."""
    if command.uid is not None:
        return command.uid
    wanted = serial_as_written(serial)
    with session.reading(command) as connection:
        return token_keys.tokens_with(connection, [wanted]).get(wanted)


def _stands(device: PinChange) -> Access:
    """Return how the PIN stands after a try; a device that is gone does not say."""
    try:
        return access_told(device.state())
    except Failure:
        return Access.UNKNOWN


def _write(
    session: Session, command: ChangePin, known: str | None, access: Access, why: str | None
) -> int | None:
    if known is None:
        return None
    reason = None if why is None else session.surroundings.translate(why)
    with session.unit_of_work(command) as work:
        work.note_moves(MoveNote(session.surroundings.today(), reason=reason))
        work.update(token, [{"uid": known, "access": access.value}])
    return work.run.number if work.run is not None else None
