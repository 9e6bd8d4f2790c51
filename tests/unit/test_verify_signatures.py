"""Verdicts on the signature itself and on the signer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.helpers.containers import Own, manifest, sign
from tests.helpers.pki import BEGIN, END, Authority, Issued, usage
from tests.helpers.verifying import authority, codes, judged, own, parts, signer

PART = "META-INF/signature001.p7s"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("p256", "ECDSA P-256 SHA-256"),
        ("p384", "ECDSA P-384 SHA-256"),
        ("p521", "ECDSA P-521 SHA-256"),
        ("rsa", "RSA-PSS SHA-256"),
    ],
)
def test_accepted_algorithms(tmp_path: Path, kind: str, name: str) -> None:
    verdict = judged(tmp_path, Own().signed(signer(1, kind)).build())
    assert verdict.verdict == "valid"
    assert verdict.signatures[0].algorithm == name
    assert verdict.signatures[0].trusted


def test_pkcs1_is_named(tmp_path: Path) -> None:
    verdict = judged(tmp_path, Own().signed(signer(1, "rsa"), pkcs1=True).build())
    assert verdict.verdict == "valid"
    assert verdict.signatures[0].algorithm == "RSA PKCS#1 v1.5 SHA-256"
    assert "verify.pkcs1" in {problem.code for problem in verdict.warnings}


def spoiled(how: str) -> bytes:
    """Return a signature over the manifest of `own()`, wrong in one way."""
    content = own().meta["META-INF/ASiCManifest001.xml"]
    match how:
        case "empty":
            return b""
        case "not der":
            return b"0\x82\xff\xff"
        case "not signed data":
            return cms.ContentInfo({"content_type": "data", "content": b"x"}).dump()
        case "trailing":
            return sign(content, signer()) + b"\0"
        case "two signers":
            return sign(content, signer(1), signer(2))
        case "no signer":
            return sign(content, signer())[:0] or _without_signers(content)
        case "embedded":
            return sign(content, signer(), embedded=True)
        case "no certificate":
            return sign(content, signer(), certificates=False)
        case "certificate swapped":
            return sign(content, signer(1), carried=signer(2))
        case "certificate of the same name":
            twin = _twin(signer(1))
            return sign(content, signer(1), carried=twin)
        case "other certificate named":
            return sign(content, signer(1), named=signer(2))
        case "other key":
            return sign(content, signer(1), wrong_key=signer(2))
        case "other kind of key":
            return sign(content, signer(1), wrong_key=signer(1, "rsa"))
        case "other content":
            return sign(content + b" ", signer())
        case "wrong messageDigest":
            return sign(content, signer(), message_digest=bytes(32))
        case "short messageDigest":
            return sign(content, signer(), message_digest=b"x")
        case "md5" | "sha1":
            return sign(content, signer(1, "rsa"), digest=how)
        case "salt 0":
            return sign(content, signer(1, "rsa"), salt=0)
        case _:
            return sign(content, signer(), without=(how,))


def _without_signers(content: bytes) -> bytes:
    info = cms.ContentInfo.load(sign(content, signer()))
    info["content"]["signer_infos"] = []
    return info.dump(force=True)


def _twin(issued: Issued) -> Issued:
    """The same key, names and serial in another certificate."""
    old = issued.certificate
    certificate = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(issued.key.public_key())
        .serial_number(old.serial_number)
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(usage("digital_signature", "key_cert_sign"), critical=True)
        .sign(authority().key, hashes.SHA256())
    )
    return Issued(issued.key, certificate, issued.authority)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("empty", "cades.malformed"),
        ("not der", "cades.malformed"),
        ("not signed data", "cades.malformed"),
        ("trailing", "cades.malformed"),
        ("two signers", "cades.signers"),
        ("no signer", "cades.signers"),
        ("embedded", "cades.embedded"),
        ("no certificate", "cades.no_certificate"),
        ("certificate swapped", "cades.other_certificate"),
        ("certificate of the same name", "cades.other_certificate"),
        ("other certificate named", "cades.other_certificate"),
        ("other key", "cades.signature"),
        ("other kind of key", "cades.unsupported"),
        ("other content", "cades.message_digest"),
        ("wrong messageDigest", "cades.message_digest"),
        ("short messageDigest", "cades.message_digest"),
        ("md5", "cades.weak_digest"),
        ("sha1", "cades.weak_digest"),
        ("salt 0", "cades.unsupported"),
        ("content_type", "cades.attribute"),
        ("message_digest", "cades.attribute"),
        ("signing_certificate_v2", "cades.attribute"),
        ("signing_time", "cades.attribute"),
    ],
)
def test_a_broken_signature_is_named(tmp_path: Path, how: str, code: str) -> None:
    bundle = own()
    bundle.meta[PART] = spoiled(how)
    verdict = judged(tmp_path, bundle.build())
    assert (verdict.verdict, verdict.intact) == ("invalid", False)
    assert code in codes(verdict)
    assert PART in parts(verdict)
    assert not any(each.intact or each.trusted for each in verdict.signatures)


def test_a_changed_manifest_is_named(tmp_path: Path) -> None:
    bundle = own()
    bundle.files["units.json"] = b"[]"
    bundle.meta["META-INF/ASiCManifest001.xml"] = manifest(bundle.files)
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert "cades.message_digest" in codes(verdict)


def issue(**how) -> Issued:
    return Authority("CA kiểm thử", number=2000).issue("Người ký thử", key_number=900, **how)


PAST = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
FUTURE = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"end": PAST}, "trust.expired"),
        ({"begin": FUTURE}, "trust.not_yet"),
        ({"server": True}, "trust.usage"),
        ({"usages": ("key_encipherment",)}, "trust.usage"),
        ({"usages": ("key_agreement",)}, "trust.usage"),
        ({"kind": "rsa1024"}, "trust.weak_key"),
    ],
)
def test_signers_not_to_be_trusted(tmp_path: Path, how: dict[str, object], code: str) -> None:
    verdict = judged(tmp_path, Own().signed(issue(**how)).build())
    assert (verdict.verdict, verdict.intact, codes(verdict)) == ("untrusted", True, {code})
    (signature,) = verdict.signatures
    assert (signature.intact, signature.trusted) == (True, False)
    assert [problem.code for problem in signature.reasons] == [code]


@pytest.mark.parametrize("usages", [("digital_signature",), ("content_commitment",)])
def test_either_signing_usage_will_do(tmp_path: Path, usages: tuple[str, ...]) -> None:
    assert judged(tmp_path, Own().signed(issue(usages=usages)).build()).verdict == "valid"


def test_the_moment_of_judgement(tmp_path: Path) -> None:
    data = Own().signed(issue(begin=dt.datetime(2023, 1, 1, tzinfo=dt.UTC), end=PAST)).build()
    assert judged(tmp_path, data).verdict == "untrusted"
    at = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    assert judged(tmp_path, data, at=at).verdict == "valid"
    assert judged(tmp_path, data, at=dt.datetime(2022, 6, 1, tzinfo=dt.UTC)).verdict == "untrusted"


def test_anchors(tmp_path: Path) -> None:
    data = own().build()
    other = Authority("CA khác", number=2001).pem(tmp_path / "other.pem")
    namesake = Authority("CA kiểm thử", number=2002).pem(tmp_path / "namesake.pem")
    right = authority().pem(tmp_path / "right.pem")
    assert codes(judged(tmp_path, data, trusted=False)) == {"trust.no_anchor_given"}
    assert codes(judged(tmp_path, data, trust=(other,))) == {"trust.no_anchor"}
    assert codes(judged(tmp_path, data, trust=(namesake,))) == {"trust.not_signed"}
    assert judged(tmp_path, data, trust=(other, namesake, right)).verdict == "valid"
    leaf = signer().pem(tmp_path / "leaf.pem")
    assert judged(tmp_path, data, trust=(leaf,)).verdict == "valid"


def test_an_authority_between(tmp_path: Path) -> None:
    root = Authority("CA gốc", number=2100)
    for ca, word in ((True, "valid"), (False, "untrusted")):
        middle = Authority("CA giữa", number=2101)
        middle.certificate = (
            x509.CertificateBuilder()
            .subject_name(middle.certificate.subject)
            .issuer_name(root.certificate.subject)
            .public_key(middle.key.public_key())
            .serial_number(5)
            .not_valid_before(BEGIN)
            .not_valid_after(END)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(root.key, hashes.SHA256())
        )
        data = Own().signed(middle.issue("Người ký dưới")).build()
        verdict = judged(tmp_path, data, trust=(root.pem(tmp_path / "root.pem"),))
        assert verdict.verdict == word


def with_extension(extension: x509.ExtensionType, *, critical: bool) -> Issued:
    """A signer's certificate with one more extension."""
    key = signer(5).key
    certificate = (
        x509.CertificateBuilder()
        .subject_name(signer(5).certificate.subject)
        .issuer_name(authority().certificate.subject)
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(usage("digital_signature"), critical=True)
        .add_extension(extension, critical=critical)
        .sign(authority().key, hashes.SHA256())
    )
    return Issued(key, certificate, authority().certificate)


def test_extensions_that_nobody_here_knows(tmp_path: Path) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")
    policy = x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), None)
    for extension, critical, word in (
        (unknown, True, "untrusted"),
        (unknown, False, "valid"),
        (x509.CertificatePolicies([policy]), True, "valid"),
    ):
        issued = with_extension(extension, critical=critical)
        assert judged(tmp_path, Own().signed(issued).build()).verdict == word


def test_revocation_lists(tmp_path: Path) -> None:
    data = own().build()
    ca = authority()
    clean = ca.crl(tmp_path / "clean.crl")
    revoked = ca.crl(tmp_path / "revoked.crl", signer())
    stranger = Authority("CA khác", number=2003).crl(tmp_path / "stranger.crl", signer())
    forged = Authority("CA kiểm thử", number=2004).crl(tmp_path / "forged.crl")
    assert judged(tmp_path, data, lists=(clean,)).verdict == "valid"
    assert judged(tmp_path, data, lists=(clean,)).warnings == ()
    assert codes(judged(tmp_path, data, lists=(revoked,))) == {"trust.revoked"}
    assert judged(tmp_path, data, lists=(clean, revoked)).verdict == "untrusted"
    assert judged(tmp_path, data, lists=(stranger,)).verdict == "valid"
    assert codes(judged(tmp_path, data, lists=(forged,))) == {"trust.list_unusable"}
    old = judged(tmp_path, data, lists=(clean,), at=dt.datetime(2048, 12, 31, tzinfo=dt.UTC))
    assert old.verdict == "valid"


def test_one_of_two_signers_not_trusted(tmp_path: Path) -> None:
    stranger = Authority("CA khác", number=2005).issue("Người lạ", key_number=901)
    bundle = Own({**own().files, "bundle.json": b'{"format":1,"required_roles":["a","b"]}'})
    verdict = judged(tmp_path, bundle.signed(signer(), stranger).build())
    assert verdict.verdict == "untrusted"
    assert [each.trusted for each in verdict.signatures] == [True, False]
