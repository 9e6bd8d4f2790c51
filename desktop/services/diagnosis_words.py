"""How a diagnosis of drivers and devices is put into words, on paper and on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain import sentences
from desktop.domain.cells import shown_date
from desktop.domain.custody import ACCESS_LABELS
from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Translate
from desktop.services.token_devices import CertificateOnDevice, Device
from desktop.services.token_diagnosis import DiagnosedDriver, DiagnosedReader, Inside
from desktop.services.token_drivers import PinLimits

_INSIDE = {
    Inside.EMPTY: N_("a reader, no eToken plugged in"),
    Inside.BLANK: N_("a device that is not set up yet"),
    Inside.STRANGE: N_("a device that this driver does not know"),
}


def driver_words(driver: DiagnosedDriver, translate: Translate) -> str:
    """Say what a driver is, or why it cannot be asked."""
    _ = translate
    if driver.path is None:
        return _(N_("not installed"))
    told = [problem_words(problem, _) for problem in driver.problems]
    if driver.standard:
        words = N_("version {version}, PKCS#11 {standard}")
        version = _(words).format(version=driver.version, standard=driver.standard)
        about = ", ".join(filter(None, (driver.about, driver.maker, version)))
        told.insert(0, about)
        if not driver.readers and not driver.problems:
            told.append(_(N_("It sees no reader.")))
    return ". ".join(each.rstrip(".") for each in told)


def limits_words(limits: PinLimits | None, translate: Translate) -> str:
    """Say what the maker says of PINs; nothing where it says nothing."""
    if limits is None:
        return ""
    words = N_("PIN of {least} to {most} characters; locked after {tries} wrong ones")
    return translate(words).format(least=limits.least, most=limits.most, tries=limits.tries)


def reader_words(reader: DiagnosedReader, translate: Translate) -> str:
    """Say what is in a reader."""
    if reader.device is not None:
        return device_words(reader.device)
    return translate(_INSIDE[reader.inside])


def device_words(device: Device) -> str:
    """Name a device: its label, its serial, its model."""
    return " · ".join(filter(None, (device.label, device.serial, device.model)))


def pin_words(device: Device, translate: Translate) -> str:
    """Say how a device's PIN stands."""
    _ = translate
    words = _(ACCESS_LABELS[device.access.value]) if device.pin_set else _(N_("no PIN set yet"))
    if device.must_change:
        words += "; " + _(N_("the PIN must be changed before use"))
    return words


def certificate_words(device: Device, translate: Translate) -> Iterator[str]:
    """Say each certificate that can be read without a PIN."""
    for one in device.certificates:
        yield _certificate(one, translate)
    if device.unreadable:
        words = N_("{count} certificates that cannot be read")
        yield translate(words).format(count=device.unreadable)


def problem_words(problem: Problem, translate: Translate) -> str:
    """Say what went wrong, and how to mend it."""
    return f"{sentences.message(problem, translate)} {sentences.fix(problem, translate)}"


def _certificate(one: CertificateOnDevice, translate: Translate) -> str:
    words = translate(N_("{subject}, until {day}"))
    return words.format(subject=one.subject, day=shown_date(one.until))
