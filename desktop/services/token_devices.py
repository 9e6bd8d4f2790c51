"""The devices that are plugged in, as their drivers say without any PIN. Needs no vault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography import x509

from desktop.crypto import certificates, tokens
from desktop.crypto.certificate_content import period
from desktop.domain.cells import serial_as_written
from desktop.domain.periods import last_day
from desktop.services.token_probe import LOOKING_SECONDS, Access, access_told


@dataclass(frozen=True)
class CertificateOnDevice:
    """A certificate that can be read without a PIN: whom it is for, its last day here (ISO 8601),
    its number in hexadecimal and its SHA-256."""

    subject: str
    until: str
    number: str
    fingerprint: str


@dataclass(frozen=True)
class Device:
    """A device that is plugged in. `slot` is the driver's number of its reader; `serial` is written
    as the registers write it, and `named` as the driver does. `keys` are its public keys, and
    `unreadable` counts what is no certificate."""

    module: Path
    slot: int
    label: str
    serial: str
    named: str
    model: str
    maker: str
    access: Access
    pin_set: bool
    must_change: bool
    certificates: tuple[CertificateOnDevice, ...]
    keys: frozenset[tuple[str, bytes]]
    unreadable: int


def read_devices(module: Path, *, timeout: float = LOOKING_SECONDS) -> tuple[Device, ...]:
    """Return the devices that the driver `module` sees and that are set up.

    Raises `WorldFailure`: `pkcs11.module_missing`, `.not_a_library`, `.module_failed`, `.crashed`,
    `.timeout`, `.token_gone`.
    """
    return devices_told(module, tokens.read_open(module, timeout=timeout))


def devices_told(module: Path, said: Iterable[Mapping[str, Any]]) -> tuple[Device, ...]:
    """Return the devices of what a driver told, see `desktop.crypto.tokens.read_open`."""
    return tuple(device_told(module, each) for each in said if each["ready"])


def device_told(module: Path, said: Mapping[str, Any]) -> Device:
    """Return one device of what a driver told of it."""
    parsed = [_parsed(der) for der in said["certificates"]]
    read = [one for one in parsed if one is not None]
    keys = {*map(certificates.key_of, read), *map(tuple, said["keys"])}
    return Device(
        module,
        said["slot"],
        said["label"],
        serial_as_written(said["serial"]),
        said["serial"],
        said["model"],
        said["maker"],
        access_told(said),
        said["pin_set"],
        said["must_change"],
        tuple(map(_certificate, read)),
        frozenset(key for key in keys if key is not None),
        parsed.count(None),
    )


def each_once(devices: Iterable[Device]) -> tuple[Device, ...]:
    """Return each device once, with what is read of it anywhere: two drivers may see the same one,
    and one may be several slots, with a label for each of its PINs."""
    found: dict[str, Device] = {}
    for device in devices:
        # Without a serial nothing tells that it is the same.
        name = device.serial or f"{device.module} {device.slot}"
        first = found.setdefault(name, device)
        if first is not device:
            found[name] = replace(
                first,
                certificates=tuple(dict.fromkeys((*first.certificates, *device.certificates))),
                keys=first.keys | device.keys,
            )
    return tuple(found.values())


def _certificate(one: x509.Certificate) -> CertificateOnDevice:
    return CertificateOnDevice(
        certificates.subject_name(one),
        last_day(period(one)[1]),
        f"{one.serial_number:X}",
        certificates.fingerprint(one),
    )


def _parsed(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None
