"""What the policy holds against certificates, on those that openssl made; days at their ends."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import resources
from desktop.crypto.certificate_content import ReadCertificate, period, read_certificate
from desktop.crypto.certificate_files import read_file
from desktop.domain import usage_words
from desktop.domain.certificate_policy import (
    USAGES,
    CertificateContent,
    faults,
    policy,
    purpose_of,
)
from desktop.domain.custody import PURPOSE_LABELS
from desktop.domain.problems import Problem
from tests.helpers.failures import assert_sayable
from tests.helpers.pki import ENCRYPT, Authority


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]  # year, month, day …


RULES = policy(resources.toml("tokens", "certificate-policy.toml"))
HERE = dt.timezone(dt.timedelta(hours=7))
ISSUER = Authority("CA quy tắc")
SIGNING = "keyUsage=critical,digitalSignature,nonRepudiation"
USUAL = ("-newkey", "rsa:2048", "-sha256", "-days", "700")


def made(
    folder: Path,
    *options: str,
    extensions: tuple[str, ...] = (SIGNING,),
    subject: str = "/C=VN/O=Huyện uỷ/OU=Văn phòng/CN=Nguyễn Văn A",
) -> ReadCertificate:
    """Make a certificate with openssl and read it."""
    config, path = folder / "c.cnf", folder / "c.cer"
    config.write_text("[req]\ndistinguished_name=dn\n[dn]\n")
    added = [part for each in extensions for part in ("-addext", each)]
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-config", str(config), "-utf8", "-subj", subject,
         *(options or USUAL), *added, "-keyout", str(folder / "k.pem"), "-outform", "DER", "-out",
         str(path)], check=True, capture_output=True,
    )  # fmt: skip
    (found,) = read_file(path)
    assert found.certificate is not None
    return read_certificate(found.certificate, HERE)


def codes(read: ReadCertificate | CertificateContent, purpose: str = "sign") -> list[str]:
    content = read.content if isinstance(read, ReadCertificate) else read
    found = list(faults(RULES, content, purpose))
    for each in found:
        values = {**each.values, "number": "0A", "subscriber": "Nguyễn Văn A"}
        assert_sayable(Problem(each.code, values, each.severity))
    return [each.code for each in found]


def test_a_good_certificate_has_no_fault(tmp_path: Path) -> None:
    read = made(tmp_path)
    assert codes(read) == []
    assert read.organisations == ("Văn phòng", "Huyện uỷ")
    assert (read.subject, read.content.algorithm, read.content.bits) == (
        "Nguyễn Văn A",
        "rsa",
        2048,
    )
    assert purpose_of(RULES, read.content) == "sign"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("-newkey", "rsa:1024", "-sha256"), ["certificate.weak.key"]),
        (("-newkey", "rsa:2048", "-sha1"), ["certificate.weak.digest"]),
        (("-newkey", "rsa:2048", "-md5"), ["certificate.weak.digest"]),
        (("-newkey", "rsa:2048", "-sha3-256"), []),
        (("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"), []),
        (("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"), ["certificate.weak.curve"]),
        (("-newkey", "ed25519",), ["certificate.weak.algorithm", "certificate.usage.key"]),
        (("-newkey", "rsa:2048", "-days", "1826"), []),
        (("-newkey", "rsa:2048", "-days", "3000"), ["certificate.too_long"]),
    ],
)  # fmt: skip
def test_keys_digests_and_lives(
    tmp_path: Path, options: tuple[str, ...], expected: list[str]
) -> None:
    assert codes(made(tmp_path, *options)) == expected


@pytest.mark.parametrize(
    ("extensions", "purpose", "expected", "meant"),
    [
        ((), "sign", ["certificate.usage.none"], None),
        (("keyUsage=keyEncipherment",), "sign", ["certificate.usage.key"], "encrypt"),
        (("keyUsage=keyEncipherment",), "encrypt", [], "encrypt"),
        (("keyUsage=keyAgreement",), "encrypt", ["certificate.usage.key"], None),
        ((SIGNING, "extendedKeyUsage=serverAuth"), "sign", ["certificate.usage.extended"], None),
        ((SIGNING, "extendedKeyUsage=clientAuth"), "sign", ["certificate.usage.extended"],
         "authenticate"),
        ((SIGNING, "extendedKeyUsage=clientAuth"), "authenticate", [], "authenticate"),
        ((SIGNING, "extendedKeyUsage=clientAuth,emailProtection"), "sign", [], "sign"),
        ((SIGNING, "basicConstraints=critical,CA:TRUE"), "sign", ["certificate.usage.authority"],
         "sign"),
        ((SIGNING, "1.2.3.4=critical,ASN1:NULL"), "sign", ["certificate.extension"], "sign"),
        ((SIGNING, "1.2.3.4=ASN1:NULL"), "sign", [], "sign"),
    ],
)  # fmt: skip
def test_usages(
    tmp_path: Path,
    extensions: tuple[str, ...],
    purpose: str,
    expected: list[str],
    meant: str | None,
) -> None:
    given = extensions if any("basic" in each for each in extensions) else (
        *extensions, "basicConstraints=critical,CA:FALSE",
    )  # fmt: skip
    read = made(tmp_path, extensions=given)
    assert codes(read, purpose) == expected
    assert purpose_of(RULES, read.content) == meant


def test_names_that_are_cut_off_or_missing(tmp_path: Path) -> None:
    long = "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Lạng Sơn"[:64]
    assert codes(made(tmp_path, subject=f"/CN={long}")) == ["certificate.name.cut"]
    assert codes(made(tmp_path, subject="/CN=Văn phòng Đoàn đại biểu…")) == ["certificate.name.cut"]
    assert codes(made(tmp_path, subject="/")) == ["certificate.name.empty"]


def test_encryption_by_curve() -> None:
    issued = ISSUER.issue("Văn thư", "p256", usages=ENCRYPT["p256"], end=utc(2024, 1, 1))
    read = read_certificate(issued.certificate, HERE)
    assert codes(read, "encrypt") == []
    assert purpose_of(RULES, read.content) == "encrypt"


def test_the_policy_says_nothing_unknown() -> None:
    shipped = resources.toml("tokens", "certificate-policy.toml")
    for spoiled in (
        {**shipped, "usage": {"sign": shipped["usage"]["sign"]}},
        {**shipped, "usage": {**shipped["usage"],
                              "sign": {"key": {"rsa": ["signing"]}, "extended": []}}},
    ):  # fmt: skip
        with pytest.raises(ValueError, match="unknown"):
            policy(spoiled)
    assert set(RULES.usages) == set(PURPOSE_LABELS)


@pytest.mark.parametrize(
    ("end", "without"),
    [
        # Vietnam is seven hours ahead: the issuer's last second is that of the day here, or not.
        (utc(2027, 3, 1, 16, 59, 59), "2027-03-02"),
        (utc(2027, 3, 1, 17, 0, 0), "2027-03-02"),
        (utc(2027, 3, 1, 17, 0, 1), "2027-03-03"),
        (utc(2027, 3, 1, 3, 0, 0), "2027-03-02"),
        (utc(9999, 12, 31, 23, 59, 59), "9999-12-31"),
    ],
)
def test_the_last_day_is_the_day_here(end: dt.datetime, without: str) -> None:
    issued = ISSUER.issue("A", begin=utc(2026, 1, 1, 17), end=end)
    assert period(issued.certificate, HERE) == ("2026-01-02", without)


@given(st.integers(0, 25 * 366 * 86400), st.integers(1, 10**8))
def test_a_day_is_in_the_period_when_some_of_it_is(since: int, seconds: int) -> None:
    begin = utc(2020, 1, 1) + dt.timedelta(seconds=since)
    end = begin + dt.timedelta(seconds=seconds)
    first, without = period(_valid(begin, end), HERE)
    for moment in (begin, end - dt.timedelta(seconds=1), begin + (end - begin) / 2):
        day = moment.astimezone(HERE).date().isoformat()
        assert first <= day < without
    after = dt.datetime.fromisoformat(without).replace(tzinfo=HERE)
    assert end <= after
    assert end > after - dt.timedelta(days=1)


def _valid(begin: dt.datetime, end: dt.datetime) -> Any:
    class Dated:
        not_valid_before_utc = begin
        not_valid_after_utc = end

    return Dated()


def test_read_values_are_what_openssl_reads(tmp_path: Path) -> None:
    read = made(tmp_path)
    told = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", str(tmp_path / "c.cer"), "-noout", "-serial",
         "-fingerprint", "-sha256"], check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    number, fingerprint = (line.split("=")[1] for line in told.splitlines())
    assert (read.number, read.fingerprint) == (number, fingerprint.replace(":", "").lower())


def test_usages_are_told_in_words() -> None:
    assert set(USAGES) <= set(usage_words._WORDS)
    told = usage_words.usage_words(("digital_signature", "1.3.6.1.5.5.7.3.1", "1.2.3"))
    assert told.render(str) == "digital signatures, web servers, 1.2.3"
    assert usage_words.usage_words(()).render(str) == "—"
