"""`daumoi token diagnose`: drivers, readers and devices, told apart."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.invocation import Answer, Invocation
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.token_devices import Device
    from desktop.services.token_diagnosis import DiagnosedDriver, Diagnosis

Add = Callable[[str, str, Callable[[Invocation], Answer]], argparse.ArgumentParser]


def register(add: Add, translate: Translate) -> None:
    """Add the command."""
    summary = N_("Says what the drivers, readers and eTokens of this PC are, without any PIN.")
    parser = add("diagnose", summary, _diagnose)
    parser.add_argument(
        "--module",
        type=Path,
        metavar=translate(N_("LIBRARY")),
        help=translate(N_("the driver's library (default: every known one on this PC)")),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE.pdf",
        help=translate(N_("also print it, under the head of the vault's office")),
    )


def _diagnose(invocation: Invocation) -> Answer:
    from desktop.services.token_diagnosis import diagnose

    given, _ = invocation.options, invocation.translate
    found = diagnose(given.module)
    result: dict[str, Any] = {"drivers": [_driver(each) for each in found.drivers]}
    problems = (*(each for driver in found.drivers for each in driver.problems), *found.problems)
    lines = list(_lines(found, _))
    if given.out is not None:
        from desktop.services.diagnosis_paper import PrintDiagnosis, print_diagnosis

        with invocation.open_vault(read_only=True) as session:
            printed = print_diagnosis(session, PrintDiagnosis(found, given.out))
            problems = (*session.warnings, *problems)
        result |= {"file": str(printed.file), "pages": printed.pages, "sha256": printed.sha256}
        lines += ["", _(N_("Written: {file}")).format(file=printed.file)]
    failed = any(driver.problems for driver in found.drivers)
    return invocation.answer(result, tuple(lines), problems, exit_code=1 if failed else 0)


def _lines(found: Diagnosis, translate: Translate) -> Iterator[str]:
    from desktop.services import diagnosis_words as words

    for driver in found.drivers:
        # What is wrong with it stands below, with how to mend it.
        said = "" if driver.problems else words.driver_words(driver, translate)
        limits = words.limits_words(driver.limits, translate)
        name = driver.name if driver.path is None else f"{driver.name} ({driver.path})"
        yield f"{name}: {'; '.join(filter(None, (said, limits)))}".rstrip(": ")
        for reader in driver.readers:
            yield f"  {reader.name}: {words.reader_words(reader, translate)}"
            if reader.device is not None:
                yield f"    {words.pin_words(reader.device, translate)}"
                for told in words.certificate_words(reader.device, translate):
                    yield f"    {told}"


def _driver(driver: DiagnosedDriver) -> dict[str, Any]:
    limits = driver.limits
    return {
        "name": driver.name,
        "module": None if driver.path is None else str(driver.path),
        "about": driver.about,
        "maker": driver.maker,
        "version": driver.version,
        "pkcs11": driver.standard,
        "pin": None
        if limits is None
        else {"least": limits.least, "most": limits.most, "tries": limits.tries},
        "problems": [problem.code for problem in driver.problems],
        "readers": [
            {
                "name": reader.name,
                "inside": reader.inside.value,
                "device": None if reader.device is None else _device(reader.device),
            }
            for reader in driver.readers
        ],
    }


def _device(device: Device) -> dict[str, Any]:
    return {
        "label": device.label,
        "serial": device.serial,
        "model": device.model,
        "maker": device.maker,
        "access": device.access.value,
        "pin_set": device.pin_set,
        "must_change": device.must_change,
        "certificates": [
            {"subject": one.subject, "until": one.until, "number": one.number}
            for one in device.certificates
        ],
        "unreadable": device.unreadable,
    }
