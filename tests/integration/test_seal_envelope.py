"""The envelope opens with openssl and with us, and with nobody it was not made for."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.crypto import envelope
from desktop.crypto.keystores import P12Store, open_keystore, parse_spec
from desktop.domain.problems import Refusal
from tests.helpers.failures import outcome
from tests.helpers.pki import PASSPHRASE, PIN, Authority, Issued, SoftTokens

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
KINDS = ("rsa", "p256", "p384")
CONTENT = [b"PK", bytes(range(256)) * 40, b"", b"end"]
WHOLE = b"".join(CONTENT)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("CA nơi nhận", number=31)


@pytest.fixture(scope="module")
def recipients(authority: Authority) -> dict[str, Issued]:
    return {kind: authority.recipient(f"Nơi nhận {kind}", kind) for kind in KINDS}


@pytest.fixture(scope="module")
def sealed(recipients: dict[str, Issued]) -> bytes:
    certificates = [each.certificate for each in recipients.values()]
    return b"".join(envelope.encrypt(CONTENT, certificates))


def store_of(issued: Issued, folder: Path) -> P12Store:
    return P12Store(issued.p12(folder / "k.p12"), lambda: PASSPHRASE)


@pytest.mark.parametrize("kind", KINDS)
def test_openssl_opens_it_for_each_recipient(
    kind: str, recipients: dict[str, Issued], sealed: bytes, tmp_path: Path
) -> None:
    recipients[kind].pem(tmp_path / "c.pem")
    recipients[kind].key_pem(tmp_path / "k.pem")
    (tmp_path / "f").write_bytes(sealed)
    command = "openssl cms -decrypt -inform DER -in f -recip c.pem -inkey k.pem -binary -out o"
    subprocess.run(command.split(), cwd=tmp_path, check=True)
    assert (tmp_path / "o").read_bytes() == WHOLE
    (tmp_path / "f").write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    spoilt = subprocess.run(command.split(), cwd=tmp_path, check=False, capture_output=True)
    assert spoilt.returncode != 0


@pytest.mark.parametrize("kind", KINDS)
def test_we_open_it_from_a_file_and_from_a_token(
    kind: str,
    recipients: dict[str, Issued],
    sealed: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with store_of(recipients[kind], tmp_path) as store:
        assert envelope.decrypt(sealed, store) == WHOLE
    tokens = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    spec = parse_spec(tokens.add("nhận", recipients[kind]))
    with open_keystore(spec, lambda: PIN) as token:
        assert envelope.decrypt(sealed, token) == WHOLE


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (
            "rsa",
            "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha256",
        ),
        ("p256", "-keyopt ecdh_kdf_md:sha256 -aes256-wrap"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_we_open_what_openssl_made_our_way(
    kind: str,
    options: str,
    streamed: bool,
    recipients: dict[str, Issued],
    tmp_path: Path,
) -> None:
    recipients[kind].pem(tmp_path / "c.pem")
    (tmp_path / "plain").write_bytes(WHOLE)
    stream = "-stream" if streamed else "-nodetach"
    command = f"openssl cms -encrypt -binary {stream} -in plain -outform DER -out e -aes-256-gcm"
    subprocess.run(
        [*command.split(), "-recip", "c.pem", *options.split()], cwd=tmp_path, check=True
    )
    with store_of(recipients[kind], tmp_path) as store:
        assert envelope.decrypt((tmp_path / "e").read_bytes(), store) == WHOLE


@pytest.mark.parametrize("method", ["-aes-256-cbc", "-aes-128-gcm", "-aes-256-gcm"])
def test_weaker_ways_of_openssl_are_refused(
    method: str, recipients: dict[str, Issued], tmp_path: Path
) -> None:
    """CBC hides tampering, 128 bits are too few, and by itself openssl wraps by PKCS#1 v1.5."""
    recipients["rsa"].pem(tmp_path / "c.pem")
    (tmp_path / "plain").write_bytes(WHOLE)
    command = f"openssl cms -encrypt -binary -in plain -outform DER -out e {method} -recip c.pem"
    subprocess.run(command.split(), cwd=tmp_path, check=True)
    data = (tmp_path / "e").read_bytes()
    with store_of(recipients["rsa"], tmp_path) as store:
        code = "envelope.malformed" if "cbc" in method else "envelope.algorithm"
        assert outcome(lambda: envelope.decrypt(data, store)) == (code, 1)


def test_another_key_does_not_open_it(authority: Authority, sealed: bytes, tmp_path: Path) -> None:
    with store_of(authority.recipient("Người lạ", "p256"), tmp_path) as store:
        assert outcome(lambda: envelope.decrypt(sealed, store)) == ("envelope.not_for_us", 1)


def test_an_envelope_is_told_by_its_first_bytes(sealed: bytes) -> None:
    assert envelope.is_envelope(sealed[:32])
    assert not envelope.is_envelope(b"PK\3\4" + sealed[:28])
    assert not envelope.is_envelope(b"")


def test_the_structure_is_what_the_standards_say(sealed: bytes) -> None:
    info = cms.ContentInfo.load(sealed, strict=True)
    assert info.dump(force=True) == sealed  # DER already
    content = info["content"]["auth_encrypted_content_info"]
    assert content["content_encryption_algorithm"]["algorithm"].native == "aes256_gcm"
    assert [each.name for each in info["content"]["recipient_infos"]].count("kari") == 2
    assert len(info["content"]["mac"].native) == 16


def test_an_envelope_without_content_is_refused(
    recipients: dict[str, Issued], sealed: bytes, tmp_path: Path
) -> None:
    info = cms.ContentInfo.load(sealed)
    del info["content"]["auth_encrypted_content_info"]["encrypted_content"]
    with store_of(recipients["p256"], tmp_path) as store:
        empty = info.dump(force=True)
        assert outcome(lambda: envelope.decrypt(empty, store)) == ("envelope.malformed", 1)


@settings(max_examples=60)
@given(place=st.integers(0, 10**9), mask=st.integers(1, 255))
def test_no_changed_byte_gives_other_content(
    place: int,
    mask: int,
    recipients: dict[str, Issued],
    sealed: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = bytearray(sealed)
    data[place % len(data)] ^= mask
    with store_of(recipients["p256"], tmp_path_factory.getbasetemp()) as store:
        try:
            found = envelope.decrypt(bytes(data), store)
        except Refusal:
            return
    # A byte of another recipient's entry, or one that says nothing, does not touch the content.
    assert found == WHOLE


@settings(max_examples=60)
@given(length=st.integers(0, 10**9))
def test_a_cut_off_envelope_is_refused(
    length: int,
    recipients: dict[str, Issued],
    sealed: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with store_of(recipients["p256"], tmp_path_factory.getbasetemp()) as store:
        cut = sealed[: length % len(sealed)]
        assert outcome(lambda: envelope.decrypt(cut, store)) == ("envelope.malformed", 1)


def test_recipients_are_looked_at_before_anything_is_encrypted(authority: Authority) -> None:
    day = dt.timedelta(days=1)
    cases = {
        "envelope.recipient_usage": authority.issue("Ký", "p256"),
        "envelope.recipient_weak": authority.issue("Yếu", "rsa1024", usages=("key_encipherment",)),
        "envelope.recipient_expired": authority.issue(
            "Cũ", "p256", usages=("key_agreement",), end=NOW - day
        ),
    }
    for code, issued in cases.items():
        certificates = [authority.recipient("Tốt", "p256").certificate, issued.certificate]
        assert outcome(lambda c=certificates: envelope.check_recipients(c, NOW)) == (code, 1)
    with pytest.raises(ValueError, match="nobody"):
        next(envelope.encrypt(CONTENT, []))
