"""Devices that are plugged in are known by key, then certificate, then serial; without any PIN."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop.crypto import certificates
from desktop.models.tables import certificate, token
from desktop.services.scan_tokens import Scanned, ScanTokens, scan_tokens
from desktop.services.session import Session
from desktop.services.token_probe import probe
from tests.helpers.failures import assert_sayable, outcome
from tests.helpers.importing import one_row, rows_of
from tests.helpers.pki import PIN, SOFTHSM, Authority, Issued, SoftTokens
from tests.helpers.sessions import Anything, bare_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftTokens:
    made = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", made.environment["SOFTHSM2_CONF"])
    return made


def keep(session: Session, uid: str, **values: Any) -> None:
    row = {"uid": uid, "subscriber_type": "person", "subscriber": f"Cán bộ {uid}",
           "purpose": "sign", "custody": "received"}  # fmt: skip
    with session.unit_of_work(Anything()) as work:
        work.insert(token, [{**row, **values}])


def keep_certificate(session: Session, uid: str, issued: Issued, **values: Any) -> None:
    found = issued.certificate
    row = {
        "uid": f"c-{uid}-{found.serial_number:X}", "token": uid, "purpose": "sign",
        "state": "active", "number": f"{found.serial_number:X}",
        "fingerprint": certificates.fingerprint(found),
        "der": base64.b64encode(certificates.der(found)).decode(), "from_date": "2025-01-01",
    }  # fmt: skip
    with session.unit_of_work(Anything()) as work:
        work.insert(certificate, [{**row, **values}])


def scan(session: Session, **options: Any) -> Scanned:
    found = scan_tokens(session, ScanTokens(SOFTHSM, **options))
    for problem in found.problems:
        assert_sayable(problem)
    return found


def known(found: Scanned) -> dict[str, tuple[str | None, str | None]]:
    return {each.label: (each.by, each.token and each.token.uid) for each in found.devices}


def codes(found: Scanned) -> list[str]:
    return sorted(problem.code for problem in found.problems)


def test_by_key_then_certificate_then_serial(session: Session, tokens: SoftTokens) -> None:
    authority = Authority()
    by_key, by_number = authority.issue("Một"), authority.issue("Hai")
    tokens.add("k", by_key)
    tokens.add("n", by_number)
    tokens.add("s")
    tokens.add("lạ")
    serials = {seen.label: seen.serial.upper() for seen in probe(SOFTHSM)}
    keep(session, "tk", serial=serials["k"])
    keep_certificate(session, "tk", by_key)
    keep(session, "tn", serial=serials["n"])
    keep_certificate(session, "tn", by_number, fingerprint=None, der=None)
    keep(session, "ts", serial=serials["s"])
    found = scan(session)
    assert known(found) == {
        "k": ("key", "tk"), "n": ("certificate", "tn"), "s": ("serial", "ts"), "lạ": (None, None),
    }  # fmt: skip
    assert codes(found) == ["token.scan_unknown"]
    assert {each.access for each in found.devices} == {"ok"}


def test_a_renewed_certificate_on_the_same_key_is_known(
    session: Session, tokens: SoftTokens
) -> None:
    authority = Authority()
    old, renewed = (authority.issue("Một", "rsa", key_number=7) for _ in range(2))
    tokens.add("k", renewed)
    (seen,) = probe(SOFTHSM)
    keep(session, "t", serial="0B04")
    keep_certificate(session, "t", old)
    found = scan(session)
    assert known(found) == {"k": ("key", "t")}
    # A driver's update changed the serial; the key is what counts.
    assert codes(found) == [
        "token.scan_certificate_absent",
        "token.scan_certificate_new",
        "token.scan_serial",
    ]
    assert seen.serial.upper() not in {row.serial for row in rows_of(session, token)}


def test_two_devices_with_one_certificate_are_both_told(
    session: Session, tokens: SoftTokens
) -> None:
    copied = Authority().issue("Một")
    tokens.add("a", copied)
    tokens.add("b", copied)
    serials = {seen.label: seen.serial.upper() for seen in probe(SOFTHSM)}
    keep(session, "ta", serial=serials["a"])
    keep(session, "tb", serial=serials["b"])
    keep_certificate(session, "ta", copied)
    found = scan(session)
    assert known(found) == {"a": ("key", "ta"), "b": ("key", "ta")}
    assert codes(found) == [
        "token.scan_serial",
        "token.scan_serial_of_other",
        "token.scan_twice",
    ]
    (twice,) = (problem for problem in found.problems if problem.code == "token.scan_twice")
    assert {twice.values["serial"], twice.values["other"]} == set(serials.values())


def test_zeros_before_a_listed_number_make_no_other_of_it(
    session: Session, tokens: SoftTokens
) -> None:
    issued = Authority().issue("Một")
    tokens.add("n", issued)
    (seen,) = probe(SOFTHSM)
    keep(session, "t", serial=seen.serial.upper())
    number = f"0{issued.certificate.serial_number:X}"
    keep_certificate(session, "t", issued, fingerprint=None, der=None, number=number)
    found = scan(session)
    assert known(found) == {"n": ("certificate", "t")}
    assert codes(found) == []


# Puts a public key without a certificate on a token: MODULE LABEL PIN, the key as DER in hex.
PUBLIC_KEY = """
import sys, pkcs11
from pkcs11 import Attribute
from pkcs11.util.rsa import decode_rsa_public_key
from pkcs11.util.ec import decode_ec_public_key
kind, der = sys.argv[4], bytes.fromhex(sys.argv[5])
token = pkcs11.lib(sys.argv[1]).get_token(token_label=sys.argv[2])
with token.open(rw=True, user_pin=sys.argv[3]) as session:
    decode = decode_rsa_public_key if kind == "rsa" else decode_ec_public_key
    session.create_object({**decode(der), Attribute.TOKEN: True, Attribute.PRIVATE: False})
"""


@pytest.mark.parametrize(("kind", "short"), [("p256", "ec"), ("rsa", "rsa")])
def test_a_public_key_alone_is_enough(
    session: Session, tokens: SoftTokens, kind: str, short: str
) -> None:
    issued = Authority().issue("Một", kind)
    form = PublicFormat.PKCS1 if short == "rsa" else PublicFormat.SubjectPublicKeyInfo
    der = issued.key.public_key().public_bytes(Encoding.DER, form)
    tokens.add("k")
    command = [sys.executable, "-c", PUBLIC_KEY, str(SOFTHSM), "k", PIN, short, der.hex()]
    subprocess.run(command, check=True)
    keep(session, "t", serial="0B04")
    keep_certificate(session, "t", issued)
    assert known(scan(session)) == {"k": ("key", "t")}


def test_what_the_registers_say_otherwise_is_named(session: Session, tokens: SoftTokens) -> None:
    authority = Authority()
    first, second, third = (authority.issue(name) for name in ("Một", "Hai", "Ba"))
    tokens.add("a", first, second)
    serial = probe(SOFTHSM)[0].serial.upper()
    keep(session, "lost", serial="0001", custody="lost")
    keep_certificate(session, "lost", first, state="revoked")
    keep_certificate(session, "lost", third)
    keep(session, "other", serial=serial)
    found = scan(session)
    assert known(found) == {"a": ("key", "lost")}
    assert codes(found) == [
        "token.scan_certificate_absent",
        "token.scan_certificate_ended",
        "token.scan_certificate_new",
        "token.scan_not_here",
        "token.scan_serial",
        "token.scan_serial_of_other",
    ]


def test_the_state_of_a_pin_is_written_down_only_when_asked(
    session: Session, tokens: SoftTokens
) -> None:
    tokens.add("a")
    keep(session, "t", serial=probe(SOFTHSM)[0].serial.upper())
    assert scan(session).run is None
    assert one_row(session, token).access == "unknown"
    assert scan(session, record=True).run is not None
    assert one_row(session, token).access == "ok"
    assert scan(session, record=True).run is None


def test_a_driver_that_is_none_says_so(session: Session, tmp_path: Path) -> None:
    missing = ScanTokens(tmp_path / "không có.so")
    assert outcome(lambda: scan_tokens(session, missing)) == ("pkcs11.module_missing", 4)
    text = tmp_path / "chữ.so"
    text.write_text("không phải thư viện")
    assert outcome(lambda: scan_tokens(session, ScanTokens(text))) == ("pkcs11.not_a_library", 4)
