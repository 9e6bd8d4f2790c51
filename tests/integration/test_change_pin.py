"""Changing a PIN on a token that really locks: no try is spent that nobody asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pkcs11 import TokenFlag
from sqlalchemy import select

from desktop.crypto import token_pin, tokens
from desktop.crypto.tokens import TokenStore
from desktop.models.tables import token, token_move
from desktop.services.change_pin import ChangePin, PinChanged, change_pin
from desktop.services.session import Session
from tests.helpers import bad_drivers
from tests.helpers.failures import outcome
from tests.helpers.locking_token import LockingToken, locking_token
from tests.helpers.sessions import Anything, bare_session

TRIES = TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED
NEW = "1357911"


@pytest.fixture
def device() -> Iterator[LockingToken]:
    with locking_token() as found:
        yield found


@pytest.fixture
def session(tmp_path: Path, device: LockingToken) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        with opened.unit_of_work(Anything()) as work:
            row = {"uid": "t", "serial": device.serial, "subscriber_type": "person",
                   "subscriber": "Lò Văn Páo", "purpose": "sign", "custody": "received",
                   "access": "ok"}  # fmt: skip
            work.insert(token, [row])
        yield opened


def change(
    session: Session, device: LockingToken, old: str, new: str = NEW, **options: Any
) -> PinChanged:
    command = ChangePin(device.library, options.pop("name", device.serial), **options)
    return change_pin(session, command, lambda: old, lambda: new)


def access(session: Session) -> list[str | None]:
    """How the register says the PIN stands, and all it said before, oldest first."""
    m = token_move.c
    with session.reading(Anything()) as connection:
        statement = select(m.became).where(m.kind == "access").order_by(m.place)
        return list(connection.execute(statement).scalars())


def test_the_new_pin_holds_and_the_register_says_what_was_done(
    session: Session, device: LockingToken
) -> None:
    done = change(session, device, device.pin)
    assert (done.serial, done.run is not None) == (device.serial, True)
    assert access(session) == ["unknown", "ok"]
    assert outcome(lambda: change(session, device, device.pin)) == ("pkcs11.pin_wrong_few", 4)
    assert change(session, device, NEW, "9876543").serial == device.serial
    assert not device.flags() & TRIES


def test_wrong_tries_are_counted_told_and_kept(session: Session, device: LockingToken) -> None:
    assert outcome(lambda: change(session, device, "11111")) == ("pkcs11.pin_wrong_few", 4)
    assert access(session)[-1] == "few"
    assert outcome(lambda: change(session, device, "11111")) == ("pkcs11.pin_wrong_few", 4)
    assert access(session)[-1] == "final"
    before = device.flags()
    assert outcome(lambda: change(session, device, device.pin)) == ("pkcs11.pin_final_try", 4)
    assert device.flags() == before
    assert outcome(lambda: change(session, device, "11111", final_try=True)) == (
        "pkcs11.pin_locked",
        4,
    )
    assert access(session)[-1] == "locked"


def test_the_last_try_is_used_where_a_person_wants_it(
    session: Session, device: LockingToken
) -> None:
    device.wrong(2)
    assert device.flags() & TokenFlag.USER_PIN_FINAL_TRY
    assert change(session, device, device.pin, final_try=True).label == device.label
    assert not device.flags() & TRIES


def test_a_locked_token_is_not_tried_nor_is_its_pin_asked(
    session: Session, device: LockingToken
) -> None:
    device.wrong(3)

    def never() -> str:
        pytest.fail("asked though the token is locked")

    command = ChangePin(device.library, device.serial)
    assert outcome(lambda: change_pin(session, command, never, never)) == ("pkcs11.pin_locked", 4)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("", "pin.empty"),
        ("24681012", "pin.same"),
        ("mật khẩu", "pin.letters"),
        ("1", "pkcs11.pin_unfit"),
        ("1" * 40, "pkcs11.pin_unfit"),
    ],
)
def test_a_pin_that_does_not_do_changes_nothing(
    session: Session, device: LockingToken, new: str, code: str
) -> None:
    assert outcome(lambda: change(session, device, device.pin, new))[0] == code
    assert not device.flags() & TRIES
    assert change(session, device, device.pin).label == device.label


@pytest.mark.parametrize("new", ["123", "1" * 17])
def test_a_length_that_its_maker_does_not_take_never_comes_to_the_device(
    session: Session, device: LockingToken, tmp_path: Path, new: str
) -> None:
    """A driver is known by its file's name."""
    library = tmp_path / "LibBit4xPKI.so"
    library.symlink_to(device.library)
    before = access(session)
    command = ChangePin(library, device.serial)
    # Not even the old PIN is tried, wrong as it is.
    done = outcome(lambda: change_pin(session, command, lambda: "11111", lambda: new))
    assert done == ("pin.length", 1)
    assert not device.flags() & TRIES
    assert access(session) == before


def test_a_change_that_is_cut_leaves_the_register_unsure(
    session: Session, device: LockingToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(token_pin.PinChange):
        def __init__(self, library: Path, name: str) -> None:
            super().__init__(library, name, serve=bad_drivers.dies_while_changing)

    monkeypatch.setattr("desktop.services.change_pin.PinChange", Cut)
    assert outcome(lambda: change(session, device, device.pin)) == (
        "pkcs11.pin_change_unknown",
        4,
    )
    assert access(session)[-1] == "unknown"


def test_a_token_known_by_more_than_its_serial_is_written_to(
    session: Session, device: LockingToken
) -> None:
    """A driver's update may change the serial; the key says which token it is."""
    with session.unit_of_work(Anything()) as work:
        work.update(token, [{"uid": "t", "serial": "0B04"}])
    assert change(session, device, device.pin).run is None
    assert access(session) == []
    assert change(session, device, NEW, "9876543", uid="t").run is not None
    assert access(session) == ["unknown", "ok"]


def test_one_device_is_meant(session: Session, device: LockingToken) -> None:
    assert outcome(lambda: change(session, device, device.pin, name="ABCDEF")) == (
        "pkcs11.no_token",
        4,
    )
    assert change(session, device, device.pin, name=device.label).serial == device.serial


def test_a_store_tells_the_tries_that_are_left(device: LockingToken) -> None:
    def opening(pin: str) -> tuple[str, int]:
        return outcome(lambda: TokenStore(device.library, device.label, lambda: pin))

    assert opening("11111") == ("pkcs11.pin_wrong_few", 4)
    assert opening("11111") == ("pkcs11.pin_wrong_few", 4)
    assert opening(device.pin) == ("pkcs11.pin_final_try", 4)
    (said,) = [each for each in tokens.look(device.library) if each["serial"] == device.serial]
    assert (said["final"], said["locked"]) == (True, False)


@pytest.mark.parametrize("times", [12, pytest.param(1_000, marks=pytest.mark.soak)])
def test_no_session_of_ours_locks_a_token(device: LockingToken, times: int) -> None:
    """People type right and wrong PINs; only a try that they confirm as the last may lock one."""
    drawn, refused = random.Random(times), 0
    for _ in range(times):
        pin = device.pin if drawn.random() < 0.6 else "11111"
        code, _ = outcome(lambda pin=pin: TokenStore(device.library, device.label, lambda: pin))
        assert not device.flags() & TokenFlag.USER_PIN_LOCKED
        if code == "pkcs11.pin_final_try":
            refused += 1
            with token_pin.PinChange(device.library, device.label) as alone:
                alone.log_in(device.pin, final_try=True)
        else:
            assert code == ("pkcs11.no_key" if pin == device.pin else "pkcs11.pin_wrong_few")
    assert refused
