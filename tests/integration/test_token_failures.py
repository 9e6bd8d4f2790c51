"""A device or a driver that fails has a sentence of its own, and leaves everything as it was."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.crypto import certificates, tokens
from desktop.crypto.tokens import TokenStore
from desktop.models.tables import certificate, token
from desktop.services.bundles import Seal, seal
from desktop.services.handover.command import DrawMinutes, SignMinutes
from desktop.services.handover.drawing import draw_minutes
from desktop.services.handover.signing import sign_minutes
from desktop.services.scan_tokens import ScanTokens, scan_tokens
from desktop.services.session import Session
from desktop.services.vault_care import SetPolicy, set_policy
from tests.helpers import bad_drivers
from tests.helpers.certificates import issue
from tests.helpers.everything import everything
from tests.helpers.failures import outcome
from tests.helpers.importing import one_row
from tests.helpers.locking_token import locking_token
from tests.helpers.pki import PIN, SOFTHSM, Authority, Issued, SoftTokens
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import NOW, make_surroundings
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault

Ask = Callable[[], str]
Act = Callable[[Path, str, Ask], object]

LABEL = "Ân Thị Bình"
TIMEOUT = 1.5


@dataclass
class World:
    """Minutes wait for the signature of whoever holds the device `LABEL`."""

    session: Session
    devices: SoftTokens
    out: Path
    # Called whenever somebody asks what time it is.
    at_the_clock: Callable[[], object] = lambda: None

    def now(self) -> datetime:
        self.at_the_clock()
        return NOW

    def sign(self, library: Path, label: str, ask: Ask) -> object:
        return sign_minutes(self.session, SignMinutes(1, f"pkcs11:{library}?token={label}"), ask)

    def seal(self, library: Path, label: str, ask: Ask) -> object:
        return seal(self.session, Seal(f"pkcs11:{library}?token={label}", self.out), ask)

    def scan(self, library: Path, _label: str, _ask: Ask) -> object:
        return scan_tokens(self.session, ScanTokens(library, record=True))


@pytest.fixture(scope="module")
def issued() -> Issued:
    return issue(Authority("CA hỏng", number=78), "Ân Thị Bình", kind="rsa")


@pytest.fixture
def world(tmp_path: Path, issued: Issued, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    devices = SoftTokens(tmp_path / "hsm").create()
    devices.add(LABEL, issued)
    monkeypatch.setenv("SOFTHSM2_CONF", devices.environment["SOFTHSM2_CONF"])
    out = tmp_path / "ra"
    out.mkdir()

    def fill(session: Session) -> None:
        fill_tokens(session, tmp_path)
        set_policy(session, SetPolicy("plaintext_bundle", "yes"))
        device = one_row(session, token, serial="AA02")
        card = one_row(session, certificate, number="A2")
        kept = {"fingerprint": certificates.fingerprint(issued.certificate),
                "der": base64.b64encode(certificates.der(issued.certificate)).decode()}  # fmt: skip
        with session.unit_of_work(Anything()) as work:
            work.update(certificate, [{"uid": card.uid, **kept}])
        draw_minutes(session, DrawMinutes((device.uid,), "handed_over"))

    now: list[Callable[[], datetime]] = [lambda: NOW]
    surroundings = replace(make_surroundings(), now=lambda: now[0]())
    with new_vault(tmp_path / "vault", surroundings=surroundings, fill=fill) as session:
        made = World(session, devices, out)
        now[0] = made.now
        yield made


def right() -> str:
    return PIN


def said(
    world: World, act: Act, library: Path = SOFTHSM, label: str = LABEL, ask: Ask = right
) -> str:
    """Let it fail, see that nothing was changed or written, and return the problem's code."""
    before = everything(world.session)
    code, _ = outcome(lambda: act(library, label, ask))
    assert everything(world.session) == before
    assert list(world.out.iterdir()) == []
    return code


def all_acts(world: World) -> tuple[Act, ...]:
    return (world.sign, world.seal, world.scan)


def test_a_wrong_pin_twice_and_then_the_right_one(world: World) -> None:
    for act in (world.sign, world.seal):
        assert said(world, act, ask=lambda: "000000") == "pkcs11.pin_wrong_few"
    world.sign(SOFTHSM, LABEL, right)
    world.seal(SOFTHSM, LABEL, right)
    with world.session.reading(Anything()) as connection:
        held = connection.execute(select(token.c.custody).where(token.c.serial == "AA02"))
        assert held.scalar_one() == "handed_over"


def test_the_pin_of_a_locked_device_is_not_even_asked_for(world: World) -> None:
    def never() -> str:
        pytest.fail("asked though the device is locked")

    with locking_token() as device:
        for wrong, code in ((2, "pkcs11.pin_final_try"), (1, "pkcs11.pin_locked")):
            device.wrong(wrong)
            for act in (world.sign, world.seal):
                assert said(world, act, device.library, device.label, never) == code


@pytest.mark.parametrize("what", ["sign", "seal"])
def test_a_device_pulled_between_its_pin_and_its_signature(world: World, what: str) -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("once")
        # The next thing that happens is the login, and the clock is asked again after it.
        world.at_the_clock = lambda: shutil.rmtree(world.devices.folder / "tokens", True)
        return PIN

    act: Act = getattr(world, what)
    assert said(world, act, ask=ask) == "pkcs11.token_gone"
    assert asked == ["once"]


def test_what_is_no_driver(world: World, tmp_path: Path) -> None:
    text = tmp_path / "trinh-dieu-khien.so"
    for code in ("pkcs11.module_missing", "pkcs11.not_a_library"):
        assert {said(world, act, text) for act in all_acts(world)} == {code}
        text.write_text("không phải thư viện")


@pytest.mark.parametrize(
    ("serve", "code"),
    [
        (bad_drivers.hangs_when_searched, "pkcs11.timeout"),
        (bad_drivers.crashes_when_searched, "pkcs11.crashed"),
        (bad_drivers.hangs_when_signing, "pkcs11.timeout"),
        (bad_drivers.crashes_when_signing, "pkcs11.crashed"),
    ],
)
def test_a_driver_that_hangs_or_crashes(
    world: World,
    serve: Callable[[Connection], None],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Bad(TokenStore):
        def __init__(self, library: Path, label: str, ask: Ask, *, final_try: bool = False) -> None:
            super().__init__(library, label, ask, final_try=final_try, timeout=TIMEOUT, serve=serve)

    monkeypatch.setattr(tokens, "TokenStore", Bad)
    for act in (world.sign, world.seal):
        assert said(world, act) == code
    if serve in (bad_drivers.hangs_when_searched, bad_drivers.crashes_when_searched):
        reading = partial(tokens.read_open, serve=serve)
        monkeypatch.setattr(
            tokens, "read_open", lambda module, **_: reading(module, timeout=TIMEOUT)
        )
        assert said(world, world.scan) == code
