"""Files of certificates: any of four suffixes, DER or PEM, many in one; each fault by its name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs7,
)
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.certificate_files import FoundCertificate, read_all, read_file
from tests.helpers.failures import assert_sayable, outcome
from tests.helpers.pki import PASSPHRASE, Authority, Issued, name

AUTHORITY = Authority("CA đọc tệp")
ONE = AUTHORITY.issue("Nguyễn Văn A")
TWO = AUTHORITY.issue("Trần Thị B", "rsa")


def der(issued: Issued) -> bytes:
    return issued.certificate.public_bytes(Encoding.DER)


def pem(issued: Issued) -> bytes:
    return issued.certificate.public_bytes(Encoding.PEM)


def held(found: tuple[FoundCertificate, ...]) -> list[object]:
    """Return the certificates and the codes of what is none, in the file's order."""
    assert [each.place for each in found] == list(range(1, len(found) + 1))
    for each in found:
        if each.problem is not None:
            assert_sayable(each.problem)
    return [each.certificate or (each.problem and each.problem.code) for each in found]


@pytest.mark.parametrize("suffix", [".cer", ".crt", ".pem", ".p7b", ".txt", ""])
@pytest.mark.parametrize("form", [der, pem])
def test_what_is_in_a_file_counts_not_its_name(tmp_path: Path, suffix: str, form: object) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(form(ONE))  # type: ignore[operator]  # one of the two functions above
    assert held(read_file(path)) == [ONE.certificate]


def test_several_in_one_file() -> None:
    assert held(read_all(pem(ONE) + "lời của nơi cấp\n".encode() + pem(TWO), "a.pem")) == [
        ONE.certificate,
        TWO.certificate,
    ]
    assert held(read_all(pem(ONE).replace(b"\n", b"\r\n"), "a.pem")) == [ONE.certificate]
    assert held(read_all(pem(ONE).decode().encode("utf-16"), "a.pem")) == [ONE.certificate]


@pytest.mark.parametrize("form", [Encoding.DER, Encoding.PEM])
def test_a_bag_is_read_as_openssl_made_it(tmp_path: Path, form: Encoding) -> None:
    (tmp_path / "all.pem").write_bytes(pem(ONE) + pem(TWO))
    bag = tmp_path / "a.p7b"
    subprocess.run(
        ["openssl", "crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-outform",
         "DER" if form is Encoding.DER else "PEM", "-out", str(bag)],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    assert held(read_file(bag)) == [ONE.certificate, TWO.certificate]
    made = pkcs7.serialize_certificates([ONE.certificate], form)
    assert held(read_all(made, "b.p7b")) == [ONE.certificate]
    assert held(read_all(pkcs7.serialize_certificates([ONE.certificate], form), "c")) == [
        ONE.certificate
    ]


def test_a_bag_without_certificates() -> None:
    made = subprocess.run(
        ["openssl", "crl2pkcs7", "-nocrl", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    assert held(read_all(made, "a.p7b")) == ["certificate.bag_empty"]


def test_key_files_are_never_opened(tmp_path: Path) -> None:
    pfx = ONE.p12(tmp_path / "a.cer").read_bytes()
    assert held(read_all(pfx, "a.cer")) == ["certificate.key_file"]
    for issued in (ONE, TWO):
        for encoding in (Encoding.DER, Encoding.PEM):
            for form in (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL):
                clear = issued.key.private_bytes(encoding, form, NoEncryption())
                assert held(read_all(clear, "k")) == ["certificate.key_file"]
            locked = issued.key.private_bytes(
                encoding, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE.encode())
            )
            assert held(read_all(locked, "k")) == ["certificate.key_file"]
    both = pem(ONE) + ONE.key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )  # fmt: skip
    assert held(read_all(both, "k.pem")) == [ONE.certificate, "certificate.key_file"]


def test_what_is_no_certificate_is_named(tmp_path: Path) -> None:
    request = x509.CertificateSigningRequestBuilder().subject_name(name("A"))
    signed = request.sign(ONE.key, hashes.SHA256())
    revoked = AUTHORITY.crl(tmp_path / "a.crl").read_bytes()
    listed = x509.load_pem_x509_crl(revoked)
    public = ONE.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for data in (
        signed.public_bytes(Encoding.DER), signed.public_bytes(Encoding.PEM), revoked,
        listed.public_bytes(Encoding.DER), public, b"PK\x03\x04" + bytes(40),
    ):  # fmt: skip
        assert held(read_all(data, "a.cer")) == ["certificate.other_kind"]
    assert held(read_all(b"hello, world", "a.cer")) == ["certificate.no_certificate"]
    assert held(read_all(b" \r\n", "a.cer")) == ["certificate.file_empty"]
    large = b"0" * (16 * 1024 * 1024 + 1)
    assert held(read_all(large, "a.cer")) == ["certificate.file_too_large"]


def test_damage_is_told_by_its_place() -> None:
    broken = bytearray(der(TWO))
    broken[4] ^= 0x55  # the sequence that is signed
    assert held(read_all(der(ONE)[:-20], "a.cer")) == ["certificate.cut_off"]
    assert held(read_all(pem(ONE) + pem(TWO)[:-40], "a.pem")) == [
        ONE.certificate,
        "certificate.cut_off",
    ]
    assert held(read_all(pem(ONE).replace(b"MII", b"M*I") + pem(TWO), "a.pem")) == [
        "certificate.damaged",
        TWO.certificate,
    ]
    assert held(read_all(der(ONE) + der(TWO), "a.cer")) == [
        ONE.certificate,
        "certificate.more_behind",
    ]
    assert held(read_all(bytes(broken), "a.cer")) == ["certificate.damaged"]
    # Sectors of a disk are filled up with zeros.
    assert held(read_all(der(ONE) + bytes(100), "a.cer")) == [ONE.certificate]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert outcome(lambda: read_file(tmp_path / "none.cer")) == ("certificate.file_missing", 4)
    assert outcome(lambda: read_file(tmp_path)) == ("certificate.file_unreadable", 4)


@given(st.sampled_from([der(ONE), pem(ONE)]), st.data())
def test_no_flipped_byte_is_more_than_a_fault(whole: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        spoiled[at] = data.draw(st.integers(0, 255))
    held(read_all(bytes(spoiled), "a.cer"))


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_a_fault(data: bytes) -> None:
    assert held(read_all(data, "a.cer"))
    assert held(read_all(b"0\x82\x00\x10" + data, "a.cer"))
