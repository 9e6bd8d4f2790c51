"""Which tokens of the registers devices are, and what the registers say otherwise of them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from cryptography import x509
from sqlalchemy import Connection

from desktop.crypto import certificates
from desktop.domain.actors import Command
from desktop.domain.certificate_matching import bare_number
from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Problem, Severity
from desktop.domain.texts import Text
from desktop.models import token_keys
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, token
from desktop.models.token_life import lifecycle
from desktop.services.session import Session
from desktop.services.token_devices import Device

_Mark = TypeVar("_Mark", bound=Hashable)

# Where a device that is plugged in here cannot be.
_NOT_HERE = ("requested", "destroyed", "lost")


@dataclass(frozen=True)
class KnowDevices(Command):
    """Ask which tokens of the registers these `devices` are."""

    name: ClassVar[str] = "token.know"
    devices: tuple[Device, ...] = field(repr=False)


@dataclass(frozen=True)
class KnownDevice:
    """A device with the uid of its `token`, None where the registers do not know it. `by` says what
    it was known by: "key", "certificate", "serial". `problems` are what the registers say otherwise
    of it."""

    device: Device
    token: str | None
    by: str | None
    problems: tuple[Problem, ...]


def know_devices(session: Session, command: KnowDevices) -> tuple[KnownDevice, ...]:
    """Look the devices up in the registers: by public key, else by certificate, else by serial."""
    devices = command.devices
    with session.reading(command) as connection:
        matched = _matched(connection, devices)
        uids = [uid for uid, _ in matched.values()]
        rows = {row["uid"]: row for row in dicts_in(connection, token, "uid", uids)}
        problems: dict[int, list[Problem]] = {at: [] for at in range(len(devices))}
        for at, problem in _differences(connection, devices, matched, rows):
            problems[at].append(problem)
    found = []
    for at, device in enumerate(devices):
        uid, by = matched.get(at, (None, None))
        found.append(KnownDevice(device, uid, by, tuple(problems[at])))
    return tuple(found)


def _matched(connection: Connection, devices: Sequence[Device]) -> dict[int, tuple[str, str]]:
    """Return (uid of the token, what it was known by) of each device that is known, by its place:
    by its public key, else by a certificate's number, else by its serial."""
    found: dict[int, tuple[str, str]] = {}

    def take(places: Iterable[int], uid: str, by: str) -> None:
        for at in places:
            found.setdefault(at, (uid, by))

    prints = _places(devices, _fingerprints)
    for row in token_keys.certificates_by(connection, "fingerprint", prints):
        # The very certificate: its key is there.
        take(prints[row["fingerprint"]], row["token"], "key")
    left = _places(devices, lambda device: device.keys)
    if any(at not in found for places in left.values() for at in places):
        for uid, der in token_keys.stored(connection):
            key = _key(der)
            if key in left:
                take(left[key], uid, "key")
    numbers = _places(devices, _numbers)
    for row in token_keys.certificates_numbered(connection, numbers):
        take(numbers[bare_number(row["number"])], row["token"], "certificate")
    serials = _places(devices, lambda device: (device.serial,))
    for serial, uid in token_keys.tokens_with(connection, serials).items():
        take(serials[serial], uid, "serial")
    return found


def _places(
    devices: Sequence[Device], marks: Callable[[Device], Iterable[_Mark]]
) -> dict[_Mark, list[int]]:
    """Return where the devices that bear each mark are: two may bear one."""
    found: dict[_Mark, list[int]] = {}
    for at, device in enumerate(devices):
        for mark in dict.fromkeys(marks(device)):
            found.setdefault(mark, []).append(at)
    return found


def _fingerprints(device: Device) -> tuple[str, ...]:
    return tuple(one.fingerprint for one in device.certificates)


def _numbers(device: Device) -> tuple[str, ...]:
    return tuple(one.number for one in device.certificates)


def _key(der: str) -> tuple[str, bytes] | None:
    try:
        return certificates.key_of(x509.load_der_x509_certificate(base64.b64decode(der)))
    except ValueError:
        return None


def _differences(
    connection: Connection,
    devices: Sequence[Device],
    matched: Mapping[int, tuple[str, str]],
    rows: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[int, Problem]]:
    """Yield what the registers say otherwise, with the place of the device."""
    seen: dict[str, Device] = {}
    by_serial = token_keys.tokens_with(connection, {device.serial for device in devices})
    for at, device in enumerate(devices):
        if device.unreadable:
            count = device.unreadable
            yield at, _warning("token.scan_unreadable", serial=device.serial, count=count)
        if at not in matched:
            yield at, _warning("token.scan_unknown", serial=device.serial, label=device.label)
            continue
        uid, _ = matched[at]
        row = rows[uid]
        name = shown(row)
        if uid in seen:
            other = seen[uid].serial
            yield at, _warning("token.scan_twice", token=name, serial=device.serial, other=other)
        seen[uid] = device
        owner = by_serial.get(device.serial)
        if row["serial"] != device.serial:
            yield at, _warning("token.scan_serial", token=name, serial=device.serial)
        if owner not in (None, uid):
            yield at, _warning("token.scan_serial_of_other", token=name, serial=device.serial)
        if row["custody"] in _NOT_HERE:
            custody = Text(CUSTODY_LABELS[row["custody"]])
            yield at, _warning("token.scan_not_here", token=name, custody=custody)
        for problem in _certificates_differ(connection, uid, name, device):
            yield at, problem


def _certificates_differ(
    connection: Connection, uid: str, name: str, device: Device
) -> Iterator[Problem]:
    kept = dicts_in(connection, certificate, "token", [uid])
    numbers = {bare_number(row["number"]) for row in kept}
    numbers_on = _numbers(device)
    elsewhere = token_keys.certificates_numbered(
        connection, [one for one in numbers_on if one not in numbers]
    )
    others = {bare_number(row["number"]) for row in elsewhere}
    for number in numbers_on:
        if number in others:
            yield _warning("token.scan_certificate_of_other", token=name, number=number)
        elif number not in numbers:
            yield _warning("token.scan_certificate_new", token=name, number=number)
    ended = lifecycle().certificate.ended
    for row in kept:
        in_use = row["state"] in ("issued", "active", "on_hold")
        if in_use and numbers_on and bare_number(row["number"]) not in numbers_on:
            yield _warning("token.scan_certificate_absent", token=name, number=row["number"])
        if row["state"] in ended and bare_number(row["number"]) in numbers_on:
            yield _warning("token.scan_certificate_ended", token=name, number=row["number"])


def _warning(code: str, **values: object) -> Problem:
    return Problem(code, values, Severity.WARNING)
