"""Signatures that openssl accepts, from a file and from a token; and keys that are refused."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import cms

from desktop.crypto.keystores import P12Store, Scheme, parse_spec
from desktop.crypto.signers import open_signer, sign_cades
from tests.helpers.failures import outcome
from tests.helpers.pki import PASSPHRASE, PIN, SIGN, Authority, Issued, SoftTokens

NOW = dt.datetime(2026, 11, 24, 3, 0, 0, 123456, tzinfo=dt.UTC)
CONTENT = "<bảng-kê/>\n".encode()


def openssl_verifies(folder: Path, authority: Authority, signature: bytes, content: bytes) -> bool:
    """The command of the guide, with the authority's list of revoked certificates."""
    trusted = authority.pem(folder / "ca.pem").read_bytes()
    revoked = authority.crl(folder / "crl.pem").read_bytes()
    (folder / "tin-cay.pem").write_bytes(trusted + revoked)
    (folder / "s.p7s").write_bytes(signature)
    (folder / "m.xml").write_bytes(content)
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "s.p7s",
         "-content", "m.xml", "-CAfile", "tin-cay.pem", "-no-CApath", "-no-CAstore",
         "-crl_check_all", "-purpose", "any", "-out", "/dev/null"],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode == 0) == ("CAdES Verification successful" in done.stderr)
    return done.returncode == 0


def signed_data(signature: bytes) -> cms.SignedData:
    info = cms.ContentInfo.load(signature, strict=True)
    assert info["content_type"].native == "signed_data"
    return info["content"]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.mark.parametrize("store", ["p12", "token"])
@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
def test_openssl_accepts_what_we_sign_and_nothing_else(
    store: str, kind: str, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = authority.issue("Văn phòng Tỉnh uỷ", kind)
    if store == "p12":
        spec, secret = f"p12:{issued.p12(tmp_path / 'k.p12')}", PASSPHRASE
    else:
        tokens = SoftTokens(tmp_path / "hsm").create()
        spec, secret = tokens.add("VP Tỉnh uỷ", issued), PIN
        monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    with open_signer(parse_spec(spec), lambda: secret, NOW) as signer:
        signature = sign_cades(signer, CONTENT, NOW)
    assert openssl_verifies(tmp_path, authority, signature, CONTENT)
    assert not openssl_verifies(tmp_path, authority, signature, CONTENT + b" ")
    assert not openssl_verifies(tmp_path, Authority("Khác", number=7), signature, CONTENT)
    _assert_form(signature, issued, kind)


def _assert_form(signature: bytes, issued: Issued, kind: str) -> None:
    """One SignerInfo, nothing embedded, four signed attributes, SHA-256 with PSS or ECDSA."""
    data = signed_data(signature)
    assert data["encap_content_info"]["content"].native is None
    (info,) = data["signer_infos"]
    attributes = {each["type"].native: each["values"] for each in info["signed_attrs"]}
    assert set(attributes) == {
        "content_type",
        "message_digest",
        "signing_certificate_v2",
        "signing_time",
    }
    assert attributes["signing_time"][0].native == NOW.replace(microsecond=0)
    assert not info["unsigned_attrs"]
    assert info["digest_algorithm"]["algorithm"].native == "sha256"
    method = info["signature_algorithm"]
    if kind == "rsa":
        assert method["algorithm"].native == "rsassa_pss"
        assert method["parameters"]["salt_length"].native == 32
        assert method["parameters"]["hash_algorithm"]["algorithm"].native == "sha256"
        mask = method["parameters"]["mask_gen_algorithm"]
        assert mask["parameters"]["algorithm"].native == "sha256"
    else:
        assert method["algorithm"].native == "sha256_ecdsa"
    (certificate,) = data["certificates"]
    assert certificate.chosen.serial_number == issued.certificate.serial_number


def test_the_chain_goes_with_the_signature_but_not_the_root(
    authority: Authority, tmp_path: Path
) -> None:
    issued = authority.issue("Văn thư", "p256")
    middle = authority.issue("Cấp giữa", "p256")
    issued.authority = middle.certificate
    spec = parse_spec(f"p12:{issued.p12(tmp_path / 'k.p12')}")
    with open_signer(spec, lambda: PASSPHRASE, NOW) as signer:
        names = {
            each.chosen.subject.native["common_name"]
            for each in signed_data(sign_cades(signer, CONTENT, NOW))["certificates"]
        }
    assert names == {"Văn thư", "Cấp giữa"}


def test_the_newest_certificate_in_force_signs(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = dt.timedelta(days=365)
    old = authority.issue("Cũ", end=NOW - year)
    present = authority.issue("Nay", begin=NOW - year)
    later = authority.issue("Sau", begin=NOW + year)
    encrypting = authority.recipient("Mã hoá", "p256")
    tokens = SoftTokens(tmp_path / "hsm").create()
    spec = tokens.add("Nhiều", old, present, later, encrypting)
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    with open_signer(parse_spec(spec), lambda: PIN, NOW) as signer:
        assert signer.certificate == present.certificate
    with open_signer(parse_spec(spec), lambda: PIN, NOW + 2 * year) as signer:
        assert signer.certificate == later.certificate


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"usages": ("key_agreement",)}, "signer.not_for_signing"),
        ({"usages": SIGN, "server": True}, "signer.not_for_signing"),
        ({"kind": "rsa1024"}, "signer.key_weak"),
        ({"kind": "p521"}, "signer.key_weak"),
        ({"end": NOW - dt.timedelta(seconds=1)}, "signer.expired"),
        ({"begin": NOW + dt.timedelta(seconds=1)}, "signer.not_yet_valid"),
    ],
)
def test_a_key_that_must_not_sign_is_refused_by_name(
    how: dict[str, object], code: str, authority: Authority, tmp_path: Path
) -> None:
    issued = authority.issue("Ai đó", **how)  # type: ignore[arg-type]  # parameters of the table above
    spec = parse_spec(f"p12:{issued.p12(tmp_path / 'k.p12')}")
    assert outcome(lambda: open_signer(spec, lambda: PASSPHRASE, NOW)) == (code, 1)


def test_the_old_way_signs_only_where_policy_allows_it(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that has only PKCS#1 v1.5: here a file that says so."""
    monkeypatch.setattr(P12Store, "schemes", lambda *_: frozenset({Scheme.RSA_PKCS1}))
    spec = parse_spec(f"p12:{authority.issue('Cũ kỹ', 'rsa').p12(tmp_path / 'k.p12')}")
    assert outcome(lambda: open_signer(spec, lambda: PASSPHRASE, NOW)) == ("signer.no_pss", 1)
    with open_signer(spec, lambda: PASSPHRASE, NOW, allow_pkcs1=True) as signer:
        assert signer.scheme.value == "rsa-pkcs1-v1.5"
        signature = sign_cades(signer, CONTENT, NOW)
    assert openssl_verifies(tmp_path, authority, signature, CONTENT)
    (info,) = signed_data(signature)["signer_infos"]
    assert info["signature_algorithm"]["algorithm"].native == "sha256_rsa"


def test_a_token_signs_the_old_way_too(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = SoftTokens(tmp_path / "hsm").create()
    spec = tokens.add("cũ", authority.issue("Cũ kỹ", "rsa"))
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    with open_signer(parse_spec(spec), lambda: PIN, NOW) as modern:
        assert modern.scheme is Scheme.RSA_PSS
        old = replace(modern, scheme=Scheme.RSA_PKCS1)
        assert openssl_verifies(tmp_path, authority, sign_cades(old, CONTENT, NOW), CONTENT)


def test_a_key_that_is_not_the_certificates_is_found_out(
    authority: Authority, tmp_path: Path
) -> None:
    """A store that mixed them up must not leave a signature nobody can verify."""
    one, other = authority.issue("Một"), authority.issue("Hai")
    spec = parse_spec(f"p12:{one.p12(tmp_path / 'k.p12')}")
    with open_signer(spec, lambda: PASSPHRASE, NOW) as signer:
        mixed = replace(signer, certificate=other.certificate)
        assert outcome(lambda: sign_cades(mixed, CONTENT, NOW)) == ("signer.mismatch", 4)


def test_a_certificate_is_good_to_its_last_second(authority: Authority, tmp_path: Path) -> None:
    end = NOW.replace(microsecond=0)
    spec = parse_spec(f"p12:{authority.issue('Ai đó', end=end).p12(tmp_path / 'k.p12')}")
    with open_signer(spec, lambda: PASSPHRASE, end) as signer:
        assert signer.scheme is Scheme.ECDSA


def test_what_is_wrong_with_a_key_file_is_said(authority: Authority, tmp_path: Path) -> None:
    good = authority.issue("Ai đó").p12(tmp_path / "k.p12")
    asked: list[str] = []

    def ask(answer: str) -> str:
        asked.append(answer)
        return answer

    def opening(path: Path, answer: str = PASSPHRASE) -> tuple[str, int]:
        return outcome(lambda: P12Store(path, lambda: ask(answer)))

    assert opening(tmp_path / "none.p12") == ("signer.file_missing", 4)
    assert opening(tmp_path) == ("signer.file_unreadable", 4)
    (tmp_path / "empty.p12").write_bytes(b"")
    (tmp_path / "text.p12").write_bytes(b"not a key")
    (tmp_path / "cert.p12").write_bytes(authority.pem(tmp_path / "ca.pem").read_bytes())
    for name in ("empty.p12", "text.p12", "cert.p12"):
        assert opening(tmp_path / name) == ("signer.not_p12", 1)
    # Nothing was asked for a file that could not be one; once for one that could.
    assert asked == []
    assert opening(good, "sai") == ("signer.p12_passphrase", 4)
    assert opening(good, "") == ("signer.p12_passphrase", 4)
    assert asked == ["sai", ""]


def test_a_key_file_without_key_or_certificate(authority: Authority, tmp_path: Path) -> None:
    issued = authority.issue("Ai đó")
    issued.pem(tmp_path / "c.pem")
    issued.key_pem(tmp_path / "k.pem")
    export = ["openssl", "pkcs12", "-export", "-passout", "pass:x", "-out"]
    subprocess.run([*export, "nokey.p12", "-nokeys", "-in", "c.pem"], cwd=tmp_path, check=True)
    subprocess.run([*export, "nocert.p12", "-nocerts", "-inkey", "k.pem"], cwd=tmp_path, check=True)
    assert outcome(lambda: P12Store(tmp_path / "nokey.p12", lambda: "x")) == ("signer.no_key", 1)
    assert outcome(lambda: P12Store(tmp_path / "nocert.p12", lambda: "x")) == (
        "signer.no_certificate",
        1,
    )


@pytest.mark.parametrize(
    ("key", "export", "result"),
    [
        # Issuers still give out files locked the old way.
        (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], ["-legacy"], None),
        (["-algorithm", "ED25519"], [], ("signer.key_kind", 1)),
        (["-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024"], [], ("signer.key_kind", 1)),
    ],
)
def test_old_files_open_and_other_keys_are_refused(
    key: list[str], export: list[str], result: tuple[str, int] | None, tmp_path: Path
) -> None:
    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=tmp_path, check=True, capture_output=True)

    if "DSA" in key:
        openssl("genpkey", "-genparam", *key, "-out", "p.pem")
        key = ["-paramfile", "p.pem"]
    openssl("genpkey", *key, "-out", "k.pem")
    openssl("req", "-x509", "-new", "-key", "k.pem", "-out", "c.pem", "-subj", "/CN=x")
    openssl("pkcs12", "-export", *export, "-passout", "pass:x", "-in", "c.pem", "-inkey", "k.pem",
            "-out", "k.p12")  # fmt: skip
    if result is None:
        with P12Store(tmp_path / "k.p12", lambda: "x") as store:
            assert len(store.certificates) == 1
    else:
        assert outcome(lambda: P12Store(tmp_path / "k.p12", lambda: "x")) == result


@pytest.mark.parametrize(
    "spec",
    ["", "p12:", "p12", "k.p12", "pkcs11:/lib.so", "pkcs11:?token=x", "pkcs11:/l.so?token=", "x:y"],
)
def test_a_signer_that_cannot_be_meant_is_refused(spec: str) -> None:
    assert outcome(lambda: parse_spec(spec)) == ("signer.spec", 1)


def test_a_label_may_be_percent_encoded_and_a_path_hold_anything() -> None:
    spec = parse_spec("pkcs11:C:\\x?token=y\\lib.dll?token=VP%20T%E1%BB%89nh uỷ")
    assert (str(spec.path), spec.token) == ("C:\\x?token=y\\lib.dll", "VP Tỉnh uỷ")
    assert str(parse_spec("p12:/a:b?token=c").path) == "/a:b?token=c"
