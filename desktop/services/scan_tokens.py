"""Which tokens of the registers are plugged in, and what the registers say otherwise of them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from sqlalchemy import Connection

from desktop.crypto import certificates, tokens
from desktop.domain.actors import Command
from desktop.domain.cells import CellFault, read_serial
from desktop.domain.certificate_matching import bare_number
from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Failure, Problem, Severity
from desktop.domain.texts import Text
from desktop.models import listing_registers, token_keys
from desktop.models.listing_rows import TokenRow
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, token
from desktop.models.token_life import MoveNote, lifecycle
from desktop.services.session import Session
from desktop.services.token_drivers import drivers_here
from desktop.services.token_probe import access_told

_LOOKING_SECONDS = 20.0
# Where a device that is plugged in here cannot be.
_NOT_HERE = ("requested", "destroyed", "lost")


@dataclass(frozen=True)
class ScanTokens(Command):
    """Ask which tokens are plugged in: those that the driver `module` sees, or every known one.

    `record` also writes down how their PINs stand.
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
    the PINs (None: nothing was written)."""

    devices: tuple[Plugged, ...]
    problems: tuple[Problem, ...]
    run: int | None


@dataclass(frozen=True)
class _Device:
    label: str
    serial: str
    model: str
    access: str
    fingerprints: tuple[str, ...]
    numbers: tuple[str, ...]
    keys: frozenset[tuple[str, bytes]]
    unreadable: int


def scan_tokens(session: Session, command: ScanTokens) -> Scanned:
    """Look at every device that is plugged in, without any PIN.

    Raises `WorldFailure`, where `module` is given: `pkcs11.module_missing`, `.not_a_library`,
    `.module_failed`, `.crashed`, `.timeout`; of several drivers it is a warning.
    """
    devices, failed = _plugged(command.module)
    date = session.surroundings.today()
    with session.reading(command) as connection:
        matched = _matched(connection, devices)
        uids = [uid for uid, _ in matched.values()]
        rows = {row["uid"]: row for row in dicts_in(connection, token, "uid", uids)}
        listed = listing_registers.tokens_by_uid(connection, uids, date)
        problems = [*failed, *_differences(connection, devices, matched, rows)]
    found = {row.uid: row for row in listed}
    told = tuple(_told(place, device, matched, found) for place, device in enumerate(devices))
    run = _record(session, command, devices, matched) if command.record else None
    return Scanned(told, tuple(problems), run)


def _plugged(module: Path | None) -> tuple[list[_Device], list[Problem]]:
    modules = [module] if module is not None else [each.path for each in drivers_here()]
    found: dict[tuple[str, str], _Device] = {}
    failed: list[Problem] = []
    for each in modules:
        try:
            read = tokens.read_open(each, timeout=_LOOKING_SECONDS)
        except Failure as failure:
            if module is not None:
                raise
            failed += [_warning(problem.code, **problem.values) for problem in failure.problems]
            continue
        for said in read:
            if said["ready"]:
                # Two drivers may see the same device, and one device may be several slots.
                found.setdefault((said["serial"], said["label"]), _device(said))
    return list(found.values()), failed


def _device(said: Mapping[str, Any]) -> _Device:
    parsed = [_parsed(der) for der in said["certificates"]]
    read = [one for one in parsed if one is not None]
    try:
        serial = read_serial(said["serial"])
    except CellFault:
        serial = said["serial"]
    keys = {*map(certificates.key_of, read), *map(tuple, said["keys"])}
    return _Device(
        said["label"],
        serial,
        said["model"],
        access_told(said).value,
        tuple(certificates.fingerprint(one) for one in read),
        tuple(f"{one.serial_number:X}" for one in read),
        frozenset(key for key in keys if key is not None),
        parsed.count(None),
    )


def _parsed(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def _matched(connection: Connection, devices: Sequence[_Device]) -> dict[int, tuple[str, str]]:
    """Return (uid of the token, what it was known by) of each device that is known, by its place:
    by its public key, else by a certificate's number, else by its serial."""
    found: dict[int, tuple[str, str]] = {}
    prints = {one: at for at, device in enumerate(devices) for one in device.fingerprints}
    for row in token_keys.certificates_by(connection, "fingerprint", prints):
        # The very certificate: its key is there.
        found.setdefault(prints[row["fingerprint"]], (row["token"], "key"))
    left = {key: at for at, device in enumerate(devices) if at not in found for key in device.keys}
    if left:
        for uid, der in token_keys.stored(connection):
            key = _key(der)
            if key in left:
                found.setdefault(left[key], (uid, "key"))
    numbers = {one: at for at, device in enumerate(devices) for one in device.numbers}
    for row in token_keys.certificates_numbered(connection, numbers):
        found.setdefault(numbers[bare_number(row["number"])], (row["token"], "certificate"))
    serials = {device.serial: at for at, device in enumerate(devices)}
    for serial, uid in token_keys.tokens_with(connection, serials).items():
        found.setdefault(serials[serial], (uid, "serial"))
    return found


def _key(der: str) -> tuple[str, bytes] | None:
    found = _parsed(base64.b64decode(der))
    return None if found is None else certificates.key_of(found)


def _differences(
    connection: Connection,
    devices: Sequence[_Device],
    matched: Mapping[int, tuple[str, str]],
    rows: Mapping[str, Mapping[str, Any]],
) -> Iterator[Problem]:
    seen: dict[str, _Device] = {}
    by_serial = token_keys.tokens_with(connection, {device.serial for device in devices})
    for at, device in enumerate(devices):
        if device.unreadable:
            count = device.unreadable
            yield _warning("token.scan_unreadable", serial=device.serial, count=count)
        if at not in matched:
            yield _warning("token.scan_unknown", serial=device.serial, label=device.label)
            continue
        uid, _ = matched[at]
        row = rows[uid]
        name = shown(row)
        if uid in seen:
            other = seen[uid].serial
            yield _warning("token.scan_twice", token=name, serial=device.serial, other=other)
        seen[uid] = device
        owner = by_serial.get(device.serial)
        if row["serial"] != device.serial:
            yield _warning("token.scan_serial", token=name, serial=device.serial)
        if owner not in (None, uid):
            yield _warning("token.scan_serial_of_other", token=name, serial=device.serial)
        if row["custody"] in _NOT_HERE:
            custody = Text(CUSTODY_LABELS[row["custody"]])
            yield _warning("token.scan_not_here", token=name, custody=custody)
        yield from _certificates_differ(connection, uid, name, device)


def _certificates_differ(
    connection: Connection, uid: str, name: str, device: _Device
) -> Iterator[Problem]:
    kept = dicts_in(connection, certificate, "token", [uid])
    numbers = {bare_number(row["number"]) for row in kept}
    elsewhere = token_keys.certificates_numbered(
        connection, [one for one in device.numbers if one not in numbers]
    )
    others = {bare_number(row["number"]) for row in elsewhere}
    for number in device.numbers:
        if number in others:
            yield _warning("token.scan_certificate_of_other", token=name, number=number)
        elif number not in numbers:
            yield _warning("token.scan_certificate_new", token=name, number=number)
    ended = lifecycle().certificate.ended
    for row in kept:
        in_use = row["state"] in ("issued", "active", "on_hold")
        if in_use and device.numbers and bare_number(row["number"]) not in device.numbers:
            yield _warning("token.scan_certificate_absent", token=name, number=row["number"])
        if row["state"] in ended and bare_number(row["number"]) in device.numbers:
            yield _warning("token.scan_certificate_ended", token=name, number=row["number"])


def _warning(code: str, **values: object) -> Problem:
    return Problem(code, values, Severity.WARNING)


def _told(
    place: int,
    device: _Device,
    matched: Mapping[int, tuple[str, str]],
    found: Mapping[str, TokenRow],
) -> Plugged:
    uid, by = matched.get(place, (None, None))
    row = found.get(uid) if uid is not None else None
    return Plugged(device.label, device.serial, device.model, device.access, by, row)


def _record(
    session: Session,
    command: ScanTokens,
    devices: Iterable[_Device],
    matched: Mapping[int, tuple[str, str]],
) -> int | None:
    states = {matched[at][0]: device.access for at, device in enumerate(devices) if at in matched}
    with session.unit_of_work(command) as work:
        work.note_moves(MoveNote(session.surroundings.today()))
        work.update(token, [{"uid": uid, "access": access} for uid, access in states.items()])
    return work.run.number if work.run is not None else None
