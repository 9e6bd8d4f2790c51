"""Signatures made by openssl, in the encodings it has, are judged as well as our own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from asn1crypto import cms

from tests.helpers.containers import MIMETYPE, manifest, pack
from tests.helpers.pki import Authority, Issued
from tests.helpers.verifying import codes, judged

FILES = {"Tờ trình.txt": b"x" * 100}


@pytest.fixture(scope="module")
def ca() -> Authority:
    return Authority("CA openssl", number=4000)


@pytest.fixture(scope="module", params=["p256", "rsa"])
def issued(request: pytest.FixtureRequest, ca: Authority) -> Issued:
    return ca.issue("Ký bằng openssl", request.param, key_number=4001)


def signed(folder: Path, issued: Issued, *options: str) -> bytes:
    issued.pem(folder / "c.pem")
    issued.key_pem(folder / "k.pem")
    content = manifest(
        FILES, "META-INF/signature.p7s", uris={"Tờ trình.txt": "T%E1%BB%9D%20tr%C3%ACnh.txt"}
    )
    (folder / "m.xml").write_bytes(content)
    subprocess.run(
        ["openssl", "cms", "-sign", "-binary", "-in", "m.xml", "-signer", "c.pem", "-inkey",
         "k.pem", "-outform", "DER", "-out", "s.p7s", *options],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    meta = {
        "META-INF/ASiCManifest.xml": content,
        "META-INF/signature.p7s": (folder / "s.p7s").read_bytes(),
    }
    return pack({"mimetype": MIMETYPE, **FILES, **meta})


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("-cades", "-md", "sha256"), "valid"),
        (("-cades", "-md", "sha512"), "valid"),
        (("-cades", "-md", "sha256", "-nosmimecap"), "valid"),
        (("-cades", "-md", "sha1"), "invalid"),
        (("-md", "sha256"), "invalid"),
        (("-cades", "-md", "sha256", "-nocerts"), "invalid"),
        (("-cades", "-md", "sha256", "-nodetach"), "invalid"),
        (("-cades", "-md", "sha256", "-stream"), "invalid"),  # keeps the content inside
        (("-md", "sha256", "-noattr"), "invalid"),
    ],
)
def test_what_openssl_signs(
    tmp_path: Path, ca: Authority, issued: Issued, options: tuple[str, ...], word: str
) -> None:
    data = signed(tmp_path, issued, *options)
    verdict = judged(tmp_path, data, trust=(ca.pem(tmp_path / "anchor.pem"),))
    assert (verdict.verdict, codes(verdict) == set()) == (word, word == "valid")


def test_indefinite_lengths(tmp_path: Path, ca: Authority, issued: Issued) -> None:
    """Java programs write the outer layers in BER, without lengths."""
    signed(tmp_path, issued, "-cades", "-md", "sha256")
    content, definite = (tmp_path / "m.xml").read_bytes(), (tmp_path / "s.p7s").read_bytes()
    info = cms.ContentInfo.load(definite)
    kind, inner = info["content_type"].dump(), info["content"].contents
    ber = b"\x30\x80" + kind + b"\xa0\x80\x30\x80" + inner + bytes(6)
    files = {"META-INF/ASiCManifest.xml": content, "META-INF/signature.p7s": ber}
    anchor = ca.pem(tmp_path / "anchor.pem")
    assert judged(tmp_path, pack({**FILES, **files}), trust=(anchor,)).verdict == "valid"


def test_pss_of_openssl(tmp_path: Path, ca: Authority) -> None:
    issued = ca.issue("Ký PSS", "rsa", key_number=4001)
    how = ("-cades", "-md", "sha256", "-keyopt", "rsa_padding_mode:pss")
    for salt in ("32", "-1"):
        data = signed(tmp_path, issued, *how, "-keyopt", f"rsa_pss_saltlen:{salt}")
        verdict = judged(tmp_path, data, trust=(ca.pem(tmp_path / "anchor.pem"),))
        assert verdict.signatures[0].algorithm == "RSA-PSS SHA-256"
        assert verdict.verdict == "valid"


def test_a_certificate_named_by_its_key(tmp_path: Path, ca: Authority) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    from tests.helpers.pki import BEGIN, END, name, new_key, usage

    key = new_key("p256", 4005)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name("Theo khoá"))
        .issuer_name(ca.certificate.subject)
        .public_key(key.public_key())
        .serial_number(4005)
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(usage("digital_signature"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(ca.key, hashes.SHA256())
    )
    issued = Issued(key, certificate, ca.certificate)
    data = signed(tmp_path, issued, "-cades", "-md", "sha256", "-keyid")
    assert judged(tmp_path, data, trust=(ca.pem(tmp_path / "anchor.pem"),)).verdict == "valid"
