"""Drivers, readers and devices are told apart, and each fault has its own sentence."""

from __future__ import annotations

import ctypes.util
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from desktop.domain import sentences
from desktop.services import token_drivers
from desktop.services.diagnosis_words import (
    certificate_words,
    driver_words,
    limits_words,
    pin_words,
    reader_words,
)
from desktop.services.token_diagnosis import Diagnosis, Inside, diagnose
from desktop.services.token_drivers import KnownDriver
from tests.helpers import bad_drivers, scripted_driver
from tests.helpers.failures import assert_sayable
from tests.helpers.pki import SOFTHSM, Authority, SoftTokens
from tests.helpers.scripted_driver import ScriptedDriver, empty, plugged
from tests.helpers.surroundings import vietnamese

TIMEOUT = 2.0


@pytest.fixture
def driver(tmp_path: Path) -> ScriptedDriver:
    return ScriptedDriver(tmp_path / "libbit4xpki.so").holds()


def asked(driver: ScriptedDriver) -> Diagnosis:
    return diagnose(driver.library, serve=scripted_driver.serve)


def codes(found: Diagnosis) -> list[str]:
    every = [*(each for driver in found.drivers for each in driver.problems), *found.problems]
    for problem in every:
        assert_sayable(problem)
    return [problem.code for problem in every]


def test_a_real_driver_says_what_it_is_and_what_is_in_its_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = SoftTokens(tmp_path / "hsm").create()
    tokens.add("một", Authority().issue("Lò Văn Páo"))
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    found = diagnose(SOFTHSM)
    assert codes(found) == []
    (said,) = found.drivers
    assert (said.name, said.path, said.maker, said.standard, said.limits) == (
        "SoftHSM2", SOFTHSM, "SoftHSM", "2.40", None,
    )  # fmt: skip
    assert [reader.inside for reader in said.readers] == [Inside.DEVICE, Inside.BLANK]
    device = said.readers[0].device
    assert device is not None
    _ = vietnamese()
    assert list(certificate_words(device, _)) == ["Lò Văn Páo, đến 01/01/2049"]
    assert pin_words(device, _) == "chưa nhập sai PIN"
    assert reader_words(said.readers[1], _) == "thiết bị chưa được thiết lập"
    assert "PKCS#11 2.40" in driver_words(said, _)


def test_driver_reader_and_device_are_separate_facts(driver: ScriptedDriver) -> None:
    _ = vietnamese()
    (said,) = asked(driver).drivers
    assert driver_words(said, _) == (
        "trình thử, nhà máy thử, phiên bản 1.2, PKCS#11 2.40. Không thấy đầu đọc nào"
    )
    assert limits_words(said.limits, _) == "mã PIN từ 4 đến 16 ký tự; sai 3 lần liền thì khoá"
    strange = {**empty(1), "token": {"ready": False}}
    driver.holds(empty(0), strange, plugged("A", "0A", slot=2, few=True, must_change=True))
    (said,) = asked(driver).drivers
    assert [reader_words(reader, _) for reader in said.readers] == [
        "có đầu đọc, chưa cắm eToken",
        "thiết bị mà trình điều khiển này không biết",
        "A · 0A · mẫu thử",
    ]
    assert said.readers[2].device is not None
    assert pin_words(said.readers[2].device, _) == (
        "mã PIN còn ít lần thử; phải đổi mã PIN trước khi dùng"
    )


@pytest.mark.parametrize(
    ("serve", "code"),
    [
        (bad_drivers.hangs_when_searched, "driver.timeout"),
        (bad_drivers.crashes_when_searched, "driver.crashed"),
    ],
)
def test_a_driver_that_hangs_or_crashes_says_so(
    driver: ScriptedDriver, serve: Callable[[Connection], None], code: str
) -> None:
    found = diagnose(driver.library, timeout=TIMEOUT, serve=serve)
    assert codes(found) == [code]
    assert found.drivers[0].readers == ()


def test_what_is_no_driver_says_so(tmp_path: Path) -> None:
    text = tmp_path / "chữ.so"
    text.write_text("không phải thư viện")
    assert codes(diagnose(text)) == ["pkcs11.not_a_library"]
    assert codes(diagnose(tmp_path / "không có.so")) == ["pkcs11.module_missing"]
    # A library, but of another kind.
    other = next(Path("/usr/lib").glob("*/libz.so.1"))
    assert ctypes.util.find_library("z")
    assert codes(diagnose(other)) == ["pkcs11.not_a_library"]


def test_every_fault_of_a_driver_has_its_own_sentence() -> None:
    faults = ("driver.timeout", "driver.crashed", "driver.failed", "driver.token_gone",
              "pkcs11.not_a_library", "pkcs11.module_missing")  # fmt: skip
    assert len({sentences.SENTENCES[code].message for code in faults}) == len(faults)


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("hang", "driver.timeout"),
        ("crash", "driver.crashed"),
        ("pkcs11.module_failed", "driver.failed"),
        ("pkcs11.token_gone", "driver.token_gone"),
    ],
)
def test_what_was_told_before_a_fault_still_holds(
    driver: ScriptedDriver, does: str, code: str
) -> None:
    driver.does(does, plugged("A", "0A"), at=["read"])
    found = diagnose(driver.library, timeout=TIMEOUT, serve=scripted_driver.serve)
    assert codes(found) == [code]
    (said,) = found.drivers
    assert (said.version, said.readers[0].device is not None) == ("1.2", True)


def test_one_device_in_several_slots_is_named_as_one(driver: ScriptedDriver) -> None:
    pins = ("VGCA (PIN)", "VGCA (PIN ký)", "VGCA (PIN ký)")
    driver.holds(*(plugged(label, "0A", slot=at) for at, label in enumerate(pins)))
    found = asked(driver)
    assert codes(found) == ["driver.one_device"]
    assert found.problems[0].values["count"] == 3


def test_ten_devices_with_one_label_are_named(driver: ScriptedDriver) -> None:
    driver.holds(*(plugged("VGCA Token", f"0{at:X}", slot=at) for at in range(10)))
    found = asked(driver)
    assert codes(found) == ["driver.one_label"]
    assert found.problems[0].values["count"] == 10


def test_drivers_that_are_not_here_and_those_that_are_gone_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = (KnownDriver("Không cài", (tmp_path / "không.so",), None),)
    monkeypatch.setattr(token_drivers, "listed_drivers", lambda: listed)
    found = diagnose(more=[tmp_path / "đã chọn.so"])
    assert [(each.name, each.path) for each in found.drivers] == [
        ("đã chọn.so", tmp_path / "đã chọn.so"), ("Không cài", None),
    ]  # fmt: skip
    assert codes(found) == ["pkcs11.module_missing"]
    assert driver_words(found.drivers[1], vietnamese()) == "chưa cài"
