"""A driver that stays loaded: what comes and goes is seen, and its faults are told once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.token_diagnosis import DiagnosedDriver, Inside
from desktop.services.token_drivers import DriverFile
from desktop.services.token_probe import Access
from desktop.services.token_watch import PAUSES, DriverWatch
from tests.helpers import scripted_driver
from tests.helpers.pki import SOFTHSM, Authority, SoftTokens
from tests.helpers.scripted_driver import ScriptedDriver, empty, plugged


class Clock:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def driver(tmp_path: Path) -> ScriptedDriver:
    return ScriptedDriver(tmp_path / "trình.so").holds(empty())


@pytest.fixture
def watch(driver: ScriptedDriver, clock: Clock) -> Iterator[DriverWatch]:
    file = DriverFile("trình", driver.library)
    made = DriverWatch(file, timeout=2.0, serve=scripted_driver.serve, clock=clock)
    yield made
    made.close()


def labels(seen: DiagnosedDriver) -> list[str]:
    return [reader.device.label for reader in seen.readers if reader.device is not None]


def codes(seen: DiagnosedDriver) -> list[str]:
    return [problem.code for problem in seen.problems]


def test_tokens_come_and_go_and_are_read_only_when_they_do(
    driver: ScriptedDriver, watch: DriverWatch
) -> None:
    assert [reader.inside for reader in watch.ask().readers] == [Inside.EMPTY]
    issued = Authority().issue("Lò Văn Páo")
    driver.holds(plugged("A", "0A", issued))
    for _ in range(3):
        seen = watch.ask()
        assert labels(seen) == ["A"]
        device = seen.readers[0].device
        assert device is not None
        assert [one.subject for one in device.certificates] == ["Lò Văn Páo"]
    # Once for the empty reader, once for the token.
    assert (driver.asked("readers"), driver.asked("read")) == (4, 2)
    driver.holds(plugged("B", "0B"))
    assert labels(watch.ask()) == ["B"]
    driver.holds(empty())
    assert labels(watch.ask()) == []


def test_the_state_of_a_pin_is_followed_without_reading_anew(
    driver: ScriptedDriver, watch: DriverWatch
) -> None:
    issued = Authority().issue("Lò Văn Páo")
    states = []
    for flags in ({}, {"few": True}, {"few": True, "final": True}, {"locked": True}):
        driver.holds(plugged("A", "0A", issued, **flags))
        device = watch.ask().readers[0].device
        assert device is not None
        assert len(device.certificates) == 1
        states.append(device.access)
    assert states == [Access.OK, Access.FEW, Access.FINAL, Access.LOCKED]
    assert driver.asked("read") == 1


@pytest.mark.parametrize("does", ["hang", "crash", "pkcs11.module_failed"])
@pytest.mark.parametrize("at", ["readers", "read"])
def test_a_fault_is_told_and_tried_again_after_growing_pauses(
    driver: ScriptedDriver, watch: DriverWatch, clock: Clock, does: str, at: str
) -> None:
    driver.holds(plugged("A", "0A"))
    assert labels(watch.ask()) == ["A"]
    driver.does(does, plugged("B", "0B"), at=[at])
    code = {"hang": "driver.timeout", "crash": "driver.crashed"}.get(does, "driver.failed")
    for pause in PAUSES[:2]:
        asked = driver.asked(at)
        seen = watch.ask()
        # Nothing is told of devices that nobody sees any more.
        assert (codes(seen), seen.readers) == ([code], ())
        clock.now += pause - 0.1
        assert watch.ask() == seen
        assert driver.asked(at) == asked + 1
        clock.now += 0.1
    driver.holds(plugged("B", "0B"))
    seen = watch.ask()
    assert (labels(seen), codes(seen)) == (["B"], [])
    # A later fault begins with the short pause again.
    driver.does(does, plugged("C", "0C"), at=[at])
    assert codes(watch.ask()) == [code]
    clock.now += PAUSES[0]
    driver.holds(plugged("C", "0C"))
    assert labels(watch.ask()) == ["C"]


def test_a_token_pulled_while_it_is_read_is_no_fault(
    driver: ScriptedDriver, watch: DriverWatch
) -> None:
    watch.ask()
    driver.does("pkcs11.token_gone", plugged("A", "0A"), at=["read"])
    assert codes(watch.ask()) == []
    driver.holds(empty())
    assert codes(watch.ask()) == []


def test_a_token_that_is_never_read_is_one(driver: ScriptedDriver, watch: DriverWatch) -> None:
    driver.does("pkcs11.token_gone", plugged("A", "0A"), at=["read"])
    watch.ask()
    assert codes(watch.ask()) == ["driver.token_gone"]


def test_what_is_no_library_says_so(tmp_path: Path, clock: Clock) -> None:
    text = tmp_path / "chữ.so"
    text.write_text("không phải thư viện")
    watch = DriverWatch(DriverFile("chữ", text), clock=clock)
    assert codes(watch.ask()) == ["pkcs11.not_a_library"]
    text.unlink()
    clock.now += PAUSES[0]
    assert codes(watch.ask()) == ["pkcs11.module_missing"]


def test_a_hanging_question_ends_at_once_when_nobody_wants_to_know(
    driver: ScriptedDriver, clock: Clock
) -> None:
    file = DriverFile("trình", driver.library)
    watch = DriverWatch(file, timeout=60.0, serve=scripted_driver.serve, clock=clock)
    driver.does("hang")
    asking = threading.Thread(target=watch.ask)
    asking.start()
    while not driver.asked("readers"):
        asking.join(0.01)
    watch.stop()
    asking.join(10.0)
    assert not asking.is_alive()
    watch.close()
    asked = driver.asked("readers")
    watch.ask()
    assert driver.asked("readers") == asked


def test_a_real_driver_is_asked_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = SoftTokens(tmp_path / "hsm").create()
    tokens.add("một", Authority().issue("Lò Văn Páo"))
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    watch = DriverWatch(DriverFile("SoftHSM2", SOFTHSM))
    try:
        first = watch.ask()
        assert labels(first) == ["một"]
        assert watch.ask() == first
    finally:
        watch.close()
