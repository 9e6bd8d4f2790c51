"""What the drivers, readers and devices of this PC say of themselves, told apart. Needs no vault.

No PIN is entered, and nothing is written anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from desktop.crypto import pkcs11_worker
from desktop.crypto.tokens import Readers
from desktop.domain.problems import Failure, Problem, Severity
from desktop.services.token_devices import Device, device_told
from desktop.services.token_drivers import (
    PinLimits,
    driver_of,
    drivers_absent,
    drivers_here,
    pin_limits,
)
from desktop.services.token_probe import LOOKING_SECONDS

# What a driver does wrong, as it is said of a driver that was only to say what it sees.
_LOOKING_CODES = {
    "pkcs11.crashed": "driver.crashed",
    "pkcs11.timeout": "driver.timeout",
    "pkcs11.module_failed": "driver.failed",
    "pkcs11.token_gone": "driver.token_gone",
}


class Inside(StrEnum):
    """What is in a reader: nothing, a device, one that is not set up yet, one that the driver does
    not know."""

    EMPTY = "empty"
    DEVICE = "device"
    BLANK = "blank"
    STRANGE = "strange"


@dataclass(frozen=True)
class DiagnosedReader:
    """A reader and what is `inside`; `device` is what the driver tells of it."""

    name: str
    inside: Inside
    device: Device | None = None


@dataclass(frozen=True)
class DiagnosedDriver:
    """A driver: `path` is its library, None where it is not on this PC. `about` is what it calls
    itself, `standard` the version of PKCS#11 it follows; both are empty where it did not say. What
    went wrong are `problems`."""

    name: str
    path: Path | None
    limits: PinLimits | None
    about: str = ""
    maker: str = ""
    version: str = ""
    standard: str = ""
    readers: tuple[DiagnosedReader, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """All drivers, those that are not on this PC last, and what is odd about the devices."""

    drivers: tuple[DiagnosedDriver, ...]
    problems: tuple[Problem, ...]


def diagnose(
    module: Path | None = None,
    more: Iterable[Path] = (),
    *,
    timeout: float = LOOKING_SECONDS,
    serve: Callable[[Connection], None] = pkcs11_worker.serve,
) -> Diagnosis:
    """Ask the driver `module`, or every one that is known: those of `more`, which a person chose,
    and the listed ones. Each is given `timeout` seconds for an answer; what it does wrong is told
    with it and keeps nobody from the others."""
    if module is not None:
        known = driver_of(module)
        asked = [(known.name if known else module.name, module)]
    else:
        # A library that was chosen and is gone since says so.
        gone = [(path.name, path) for path in more if not path.is_file()]
        asked = [*gone, *((each.name, each.path) for each in drivers_here(more))]
    drivers = [_asked(name, path, timeout, serve) for name, path in asked]
    if module is None:
        drivers += [DiagnosedDriver(each.name, None, each.limits) for each in drivers_absent()]
    return Diagnosis(tuple(drivers), tuple(_oddities(drivers)))


def said_of_looking(failure: Failure, module: Path, seconds: float) -> tuple[Problem, ...]:
    """Return the problems of a driver that was only to say what it sees, as warnings."""
    told = []
    for problem in failure.problems:
        code = _LOOKING_CODES.get(problem.code, problem.code)
        values = {**problem.values, "module": str(module), "seconds": round(seconds)}
        told.append(Problem(code, values, Severity.WARNING))
    return tuple(told)


def _asked(
    name: str, path: Path, timeout: float, serve: Callable[[Connection], None]
) -> DiagnosedDriver:
    driver = DiagnosedDriver(name, path, pin_limits(path))
    readers: Readers | None = None
    try:
        readers = Readers(path, timeout=timeout, serve=serve)
        said = readers.look()
        driver = driver_told(driver, path, said, {})
        inside = {each["slot"]: each for each in readers.read()}
    except Failure as failure:
        # What it said before still holds.
        return replace(driver, problems=said_of_looking(failure, path, timeout))
    finally:
        if readers is not None:
            readers.close()
    return driver_told(driver, path, said, inside)


def driver_told(
    driver: DiagnosedDriver,
    path: Path,
    said: Mapping[str, Any],
    inside: Mapping[int, Mapping[str, Any]],
) -> DiagnosedDriver:
    """Return `driver` with what it said, see `desktop.crypto.tokens.Readers.look`, and by reader
    what can be read of the devices, see `Readers.read`."""
    return replace(
        driver,
        about=said["about"],
        maker=said["maker"],
        version=said["version"],
        standard=said["standard"],
        readers=tuple(_reader(path, each, inside) for each in said["readers"]),
    )


def _reader(
    module: Path, said: Mapping[str, Any], inside: Mapping[int, Mapping[str, Any]]
) -> DiagnosedReader:
    name, told = said["name"], said["token"]
    if told is None:
        return DiagnosedReader(name, Inside.EMPTY)
    if "serial" not in told:
        return DiagnosedReader(name, Inside.STRANGE)
    if not told["ready"]:
        return DiagnosedReader(name, Inside.BLANK)
    # It may have come or gone between the two questions.
    read = inside.get(said["slot"], {"certificates": (), "keys": ()})
    device = device_told(module, {**read, **told, "slot": said["slot"]})
    return DiagnosedReader(name, Inside.DEVICE, device)


def _oddities(drivers: Sequence[DiagnosedDriver]) -> Iterator[Problem]:
    """Yield what is odd about the devices of all drivers together."""
    seen: dict[str, list[Device]] = {}
    for driver in drivers:
        for device in (reader.device for reader in driver.readers):
            if device is not None:
                # Some drivers show one device as several, with a label for each of its PINs.
                seen.setdefault(device.serial or device.label, []).append(device)
    for same in seen.values():
        if len(same) > 1:
            one = same[0]
            yield _warning("driver.one_device", one.serial, one.label, len(same))
    labels = Counter(label for same in seen.values() for label in {each.label for each in same})
    for label, count in labels.items():
        if count > 1:
            yield _warning("driver.one_label", "", label, count)


def _warning(code: str, serial: str, label: str, count: int) -> Problem:
    return Problem(code, {"serial": serial, "label": label, "count": count}, Severity.WARNING)
