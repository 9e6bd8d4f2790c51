"""A token's every way of failing has its own sentence; a bad driver is ended."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from pkcs11 import TokenFlag

from desktop.crypto import pkcs11_worker
from desktop.crypto.keystores import Scheme, oaep
from desktop.crypto.tokens import TokenStore, remove_oaep
from tests.helpers import bad_drivers
from tests.helpers.failures import failure_of, outcome
from tests.helpers.pki import PIN, SOFTHSM, Authority, Issued, SoftTokens, new_key


@pytest.fixture(scope="module")
def issued() -> Issued:
    return Authority().issue("Văn thư", "p256")


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftTokens:
    made = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", made.environment["SOFTHSM2_CONF"])
    return made


def opening(label: str, pin: str = PIN, library: Path = SOFTHSM) -> tuple[str, int]:
    return outcome(lambda: TokenStore(library, label, lambda: pin))


def never() -> str:
    pytest.fail("the PIN was asked though the token cannot be used")


def test_each_failure_has_its_own_name(tokens: SoftTokens, issued: Issued, tmp_path: Path) -> None:
    tokens.add("tốt", issued)
    tokens.add("hai")
    tokens.add("hai")
    tokens.add("không khoá", issued, with_keys=False)
    tokens.add("không chứng thư", issued, with_certificates=False)
    text = tmp_path / "driver.so"
    text.write_text("not a library")
    library = Path("/usr/lib/x86_64-linux-gnu/libz.so.1")

    assert outcome(lambda: TokenStore(tmp_path / "no.so", "tốt", never)) == (
        "pkcs11.module_missing",
        4,
    )
    assert outcome(lambda: TokenStore(text, "tốt", never)) == ("pkcs11.not_a_library", 4)
    if library.exists():
        assert outcome(lambda: TokenStore(library, "tốt", never)) == ("pkcs11.not_a_library", 4)
    assert outcome(lambda: TokenStore(SOFTHSM, "khác", never)) == ("pkcs11.no_token", 4)
    problem = failure_of(lambda: TokenStore(SOFTHSM, "hai", never)).problems[0]
    assert problem.code == "pkcs11.ambiguous_token"
    # Their serials tell them apart.
    assert len(str(problem.values["detail"]).split(", ")) == 2
    assert opening("không khoá") == ("pkcs11.no_key", 4)
    assert opening("không chứng thư") == ("pkcs11.no_certificate", 4)
    with TokenStore(SOFTHSM, "tốt", lambda: PIN) as store:
        assert store.certificates == (issued.certificate,)
        assert store.schemes(issued.certificate) == {Scheme.ECDSA}


def test_a_wrong_pin_is_tried_once(tokens: SoftTokens, issued: Issued) -> None:
    tokens.add("tốt", issued)
    asked: list[str] = []

    def ask() -> str:
        asked.append("once")
        return "0000"

    failure = failure_of(lambda: TokenStore(SOFTHSM, "tốt", ask))
    assert (failure.problems[0].code, asked) == ("pkcs11.pin_wrong_few", ["once"])
    assert "0000" not in repr(failure.problems)


def test_a_token_that_goes_away_between_login_and_signing(
    tokens: SoftTokens, issued: Issued
) -> None:
    tokens.add("tốt", issued)
    with TokenStore(SOFTHSM, "tốt", lambda: PIN) as store:
        shutil.rmtree(tokens.folder / "tokens")
        assert outcome(lambda: store.sign(issued.certificate, Scheme.ECDSA, b"x")) == (
            "pkcs11.token_gone",
            4,
        )


@pytest.mark.parametrize(
    ("serve", "timeout", "code"),
    [
        (bad_drivers.hangs_when_searched, 1.5, "pkcs11.timeout"),
        (bad_drivers.crashes_when_searched, 30, "pkcs11.crashed"),
        (bad_drivers.crashes_at_login, 30, "pkcs11.crashed"),
    ],
)
def test_a_driver_that_hangs_or_crashes_is_ended(
    serve: Callable[[Connection], None], timeout: float, code: str, tmp_path: Path
) -> None:
    module = tmp_path / "driver.so"
    module.touch()
    opened: list[TokenStore] = []

    class Watched(TokenStore):
        def close(self) -> None:
            super().close()
            opened.append(self)

    def start() -> TokenStore:
        return Watched(module, "x", lambda: PIN, timeout=timeout, serve=serve)

    assert outcome(start) == (code, 4)
    assert not opened[0].driver.alive()


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (TokenFlag(0), TokenFlag(0), "pkcs11.pin_wrong"),
        (TokenFlag(0), TokenFlag.USER_PIN_COUNT_LOW, "pkcs11.pin_wrong_few"),
        (TokenFlag.USER_PIN_COUNT_LOW, TokenFlag.USER_PIN_FINAL_TRY, "pkcs11.pin_wrong_few"),
        (TokenFlag.USER_PIN_COUNT_LOW, TokenFlag.USER_PIN_LOCKED, "pkcs11.pin_locked"),
        (TokenFlag.USER_PIN_FINAL_TRY, None, "pkcs11.pin_final_try"),
        (TokenFlag.USER_PIN_LOCKED, None, "pkcs11.pin_locked"),
    ],
)
def test_the_tries_left_are_looked_at(
    before: TokenFlag, after: TokenFlag | None, code: str
) -> None:
    """SoftHSM never locks a PIN, so the token is a double here; None: it must not be tried."""
    worker = pkcs11_worker.Worker()
    token = SimpleNamespace(flags=before)
    token.slot = SimpleNamespace(get_token=lambda: token)

    def refuse_pin(user_pin: str, rw: bool) -> None:
        assert after is not None
        token.flags = after
        raise pkcs11.PinIncorrect

    token.open = refuse_pin
    worker._token = token
    with pytest.raises(pkcs11_worker.Failed) as failure:
        worker.login("1234")
    assert failure.value.code == code


def unpadded_by_nobody(wrapped: bytes) -> bytes:
    """What a token that knows only the bare RSA operation gives back."""
    key = new_key("rsa", 1)
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers = key.private_numbers()
    block = pow(int.from_bytes(wrapped, "big"), numbers.d, numbers.public_numbers.n)
    return block.to_bytes(384, "big")


def wrapped(message: bytes) -> bytes:
    key = new_key("rsa", 1)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.public_key().encrypt(message, oaep())


@pytest.mark.parametrize("message", [b"", b"\0", b"\1", b"\0\1\0", bytes(range(32)), bytes(318)])
def test_oaep_comes_off_as_it_was_put_on(message: bytes) -> None:
    assert remove_oaep(unpadded_by_nobody(wrapped(message))) == message


BLOCK = unpadded_by_nobody(wrapped(b"a content key"))


@given(st.integers(0, 383), st.integers(1, 255))
def test_a_spoiled_oaep_block_never_gives_the_message(place: int, mask: int) -> None:
    block = bytearray(BLOCK)
    block[place] ^= mask
    try:
        found = remove_oaep(bytes(block))
    except ValueError:
        return
    # Only the message's own bytes can change unseen: it is the tag that protects the content.
    assert found != b"a content key"
