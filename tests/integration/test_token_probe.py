"""Tokens are seen, with the state of their PIN, before anything is entered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pkcs11
import pytest

from desktop.crypto import pkcs11_worker
from desktop.crypto import tokens as driver_process
from desktop.crypto.keystores import open_keystore, parse_spec
from desktop.crypto.tokens import Readers
from desktop.services import token_probe
from desktop.services.token_drivers import drivers_here
from desktop.services.token_probe import Access, access_of, look_everywhere, probe
from tests.helpers import bad_drivers
from tests.helpers.failures import outcome
from tests.helpers.pki import PIN, SOFTHSM, Authority, SoftTokens

FLAGS = {"locked": False, "final": False, "few": False, "pin_set": True, "ready": True}


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftTokens:
    made = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", made.environment["SOFTHSM2_CONF"])
    return made


def said(monkeypatch: pytest.MonkeyPatch, **flags: bool) -> token_probe.FoundToken:
    """Return what is found where a driver says `flags`: SoftHSM never locks a PIN."""
    words = {"label": "VPTU", "serial": "01", "model": "m", "maker": "n"}
    monkeypatch.setattr(token_probe.tokens, "look", lambda *_, **__: [{**words, **FLAGS, **flags}])
    (found,) = probe(Path("driver.so"))
    return found


def test_the_tokens_plugged_in_are_named(tokens: SoftTokens) -> None:
    tokens.add("VPTU ký số", Authority().issue("Tỉnh uỷ Mẫu"))
    tokens.add("A")
    found = probe(SOFTHSM)
    assert [token.label for token in found] == ["A", "VPTU ký số"]
    assert {token.access for token in found} == {Access.OK}
    assert found[1].serial
    assert found[1].maker == "SoftHSM project"
    seen = access_of(SOFTHSM, "VPTU ký số")
    assert seen == found[1]
    assert access_of(SOFTHSM, "khác") is None


def test_a_found_token_is_named_as_sealing_takes_it(tokens: SoftTokens) -> None:
    tokens.add("50% ký?token=x", Authority().issue("Tỉnh uỷ Mẫu"))
    (found,) = probe(SOFTHSM)
    with open_keystore(parse_spec(found.spec), lambda: PIN) as store:
        assert store.name == "50% ký?token=x"


@pytest.mark.parametrize(
    ("flags", "access"),
    [
        ({}, Access.OK),
        ({"few": True}, Access.FEW),
        ({"few": True, "final": True}, Access.FINAL),
        ({"few": True, "final": True, "locked": True}, Access.LOCKED),
        ({"pin_set": False}, Access.UNKNOWN),
    ],
)
def test_the_gravest_flag_counts(
    flags: dict[str, bool], access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(monkeypatch, **flags).access is access


def test_a_token_that_is_not_set_up_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        token_probe.tokens,
        "look",
        lambda *_, **__: [
            {"label": "", "serial": "", "model": "", "maker": "", **FLAGS, "ready": False}
        ],
    )
    assert probe(Path("driver.so")) == ()


def test_a_driver_that_fails_does_not_hide_the_others(tokens: SoftTokens, tmp_path: Path) -> None:
    tokens.add("VPTU")
    text = tmp_path / "driver.so"
    text.write_text("not a library")
    found, failed = look_everywhere([text, tmp_path / "none.so", SOFTHSM, SOFTHSM])
    assert [token.label for token in found] == ["VPTU"]
    assert [failure.problems[0].code for failure in failed] == [
        "pkcs11.not_a_library",
        "pkcs11.module_missing",
    ]


def test_a_driver_that_hangs_is_ended(tmp_path: Path) -> None:
    module = tmp_path / "driver.so"
    module.touch()
    look = driver_process.look
    hanging = bad_drivers.hangs_when_searched
    assert outcome(lambda: look(module, timeout=1.0, serve=hanging)) == ("pkcs11.timeout", 4)


def test_drivers_chosen_before_come_first_and_once(tmp_path: Path) -> None:
    own = tmp_path / "own.so"
    own.touch()
    (tmp_path / "same.so").symlink_to(own)
    drivers = drivers_here([own, tmp_path / "same.so", tmp_path / "gone.so", SOFTHSM])
    assert [driver.path for driver in drivers[:2]] == [own, SOFTHSM]
    paths = [driver.path.resolve() for driver in drivers]
    assert len(paths) == len(set(paths))


def test_a_driver_its_readers_and_what_is_in_them_are_told_apart(tokens: SoftTokens) -> None:
    tokens.add("một")
    readers = Readers(SOFTHSM)
    try:
        for _ in range(2):
            said = readers.look()
            assert (said["maker"], said["standard"]) == ("SoftHSM", "2.40")
            inside = [reader["token"] for reader in said["readers"]]
            assert [(each["label"], each["ready"]) for each in inside] == [
                ("một", True),
                ("", False),
            ]
            assert all(reader["name"].startswith("SoftHSM slot") for reader in said["readers"])
    finally:
        readers.close()


def test_a_reader_may_be_empty_or_hold_what_the_driver_does_not_know() -> None:
    """SoftHSM has no empty readers, so slots are doubles here."""

    def raises(error: Exception) -> Callable[[], Any]:
        def get_token() -> Any:
            raise error

        return get_token

    def slot(number: int, error: Exception) -> Any:
        return SimpleNamespace(slot_id=number, slot_description="ACS", get_token=raises(error))

    said = {"slot": 3, "name": "ACS"}
    empty, strange = slot(3, pkcs11.TokenNotPresent()), slot(3, pkcs11.TokenNotRecognised())
    assert pkcs11_worker._reader(empty) == {**said, "token": None}
    assert pkcs11_worker._reader(strange) == {**said, "token": {"ready": False}}
