"""Verdicts on our own format: what must be signed, by how many, and which part is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.domain.checkcode import check_code
from tests.helpers.containers import Own, data_files, header, manifest, sign
from tests.helpers.verifying import authority, codes, judged, own, parts, signer


def test_a_good_bundle(tmp_path: Path) -> None:
    verdict = judged(tmp_path, own().build())
    assert (verdict.profile, verdict.verdict, verdict.intact) == ("own", "valid", True)
    assert verdict.authorised is None
    assert [file.name for file in verdict.files] == sorted(data_files())
    assert all(file.ok for file in verdict.files)
    assert verdict.header is not None
    assert verdict.header["required_roles"] == ["preparer"]
    (signature,) = verdict.signatures
    assert signature.signer == "Người ký 1"
    assert signature.issuer == "CA kiểm thử"
    assert signature.claimed_time == "2026-11-20T02:30:00Z"
    assert signature.algorithm == "ECDSA P-256 SHA-256"
    assert len(signature.fingerprint or "") == 64


def test_the_content_digest_leaves_out_the_sheet_and_the_mimetype(tmp_path: Path) -> None:
    bundle = own()
    plain = judged(tmp_path, bundle.build()).digest
    bundle.files["PHIEU-XAC-NHAN.pdf"] = b"%PDF-1.7"
    with_sheet = judged(tmp_path, bundle.signed(signer(2)).build())
    assert with_sheet.verdict == "valid"
    assert with_sheet.digest == plain
    bundle.files["units.json"] = b"[]"
    assert judged(tmp_path, bundle.signed(signer()).build()).digest != plain


@pytest.mark.parametrize("name", ["units.json", "bundle.json", "HUONG-DAN-KIEM-TRA.txt"])
def test_a_changed_file_is_named(tmp_path: Path, name: str) -> None:
    bundle = own()
    bundle.files[name] = bundle.files[name].replace(b"i", b"j", 1)
    verdict = judged(tmp_path, bundle.build())
    assert (verdict.verdict, codes(verdict), parts(verdict)) == (
        "invalid",
        {"verify.file_changed"},
        {name},
    )
    assert [file.name for file in verdict.files if not file.ok] == [name]
    assert verdict.signatures[0].intact


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    bundle = own()
    del bundle.files["codes.json"]
    verdict = judged(tmp_path, bundle.build())
    assert (verdict.verdict, codes(verdict)) == (
        "invalid",
        {"verify.file_not_there", "verify.listed_wrongly"},
    )
    assert "codes.json" in parts(verdict)


def test_an_unlisted_file_is_named(tmp_path: Path) -> None:
    bundle = own()
    bundle.files["more.json"] = b"[]"
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert "verify.unlisted" in codes(verdict)
    assert "more.json" in parts(verdict)


@pytest.mark.parametrize("name", ["META-INF/more.txt", "META-INF/manifest.xml", "META-INF/x/y.xml"])
def test_an_unlisted_file_in_meta_inf_is_named(tmp_path: Path, name: str) -> None:
    bundle = own()
    bundle.meta[name] = b"<x/>"
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert name in parts(verdict)


def test_a_file_listed_by_one_of_two_manifests_only(tmp_path: Path) -> None:
    bundle = Own(data_files(("preparer", "approver"))).signed(signer(1), signer(2))
    fewer = {name: data for name, data in bundle.files.items() if name != "units.json"}
    content = manifest(fewer, "META-INF/signature002.p7s")
    bundle.meta["META-INF/ASiCManifest002.xml"] = content
    bundle.meta["META-INF/signature002.p7s"] = sign(content, signer(2))
    verdict = judged(tmp_path, bundle.build())
    assert (verdict.verdict, codes(verdict)) == ("invalid", {"verify.unlisted_in"})


def test_a_required_signature_missing(tmp_path: Path) -> None:
    two = Own(data_files(("preparer", "approver")))
    assert judged(tmp_path, two.signed(signer(1), signer(2)).build()).verdict == "valid"
    two.meta.clear()
    verdict = judged(tmp_path, two.signed(signer(1)).build())
    assert (verdict.verdict, codes(verdict)) == ("invalid", {"verify.signature_required"})
    two.meta.clear()
    verdict = judged(tmp_path, two.build())
    assert (verdict.verdict, verdict.profile) == ("invalid", "own")


def test_one_key_in_two_roles(tmp_path: Path) -> None:
    bundle = Own(data_files(("preparer", "approver"))).signed(signer(1), signer(1))
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert "verify.one_key" in codes(verdict)
    again = authority().issue("Người khác, cùng khoá", key_number=77)
    first = authority().issue("Người đầu", key_number=77)
    bundle = Own(data_files(("preparer", "approver"))).signed(first, again)
    assert "verify.one_key" in codes(judged(tmp_path, bundle.build()))


def test_a_signature_without_its_manifest(tmp_path: Path) -> None:
    bundle = own()
    del bundle.meta["META-INF/ASiCManifest001.xml"]
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert "verify.no_manifest" in codes(verdict)
    assert "META-INF/signature001.p7s" in parts(verdict)


def test_a_manifest_without_its_signature(tmp_path: Path) -> None:
    bundle = own()
    del bundle.meta["META-INF/signature001.p7s"]
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert "verify.signature_missing" in codes(verdict)
    assert "META-INF/ASiCManifest001.xml" in parts(verdict)


def test_a_signature_of_two_manifests(tmp_path: Path) -> None:
    bundle = own()
    bundle.meta["META-INF/ASiCManifest002.xml"] = bundle.meta["META-INF/ASiCManifest001.xml"]
    assert "verify.several_manifests" in codes(judged(tmp_path, bundle.build()))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE m [<!ENTITY a "x">]>',
        '<!DOCTYPE m SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "<!DOCTYPE m>",
    ],
)
def test_a_manifest_with_a_document_type(tmp_path: Path, head: str) -> None:
    bundle = own()
    content = manifest(bundle.files, head=head)
    bundle.meta["META-INF/ASiCManifest001.xml"] = content
    bundle.meta["META-INF/signature001.p7s"] = sign(content, signer())
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert "manifest.dtd" in codes(verdict)
    assert "META-INF/ASiCManifest001.xml" in parts(verdict)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<ASiCManifest/>",
        b"not xml",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
        "".join(f"<a{n}>" for n in range(20_000)).encode(),
        b"\xff\xfe<\0a\0",
        manifest({}),
        manifest({"units.json": b""}).replace(b"DigestValue>", b"DigestValue>!"),
        manifest({"units.json": b""}).replace(b"SigReference", b"SigReferenze"),
    ],
)
def test_a_broken_manifest(tmp_path: Path, content: bytes) -> None:
    bundle = own()
    bundle.meta["META-INF/ASiCManifest001.xml"] = content
    bundle.meta["META-INF/signature001.p7s"] = sign(content, signer())
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict == "invalid"
    assert "META-INF/ASiCManifest001.xml" in parts(verdict)


def test_our_manifests_use_sha256_and_plain_names(tmp_path: Path) -> None:
    for how in ({"digest": "sha512"}, {"digest": "sha1"}, {"uris": {"units.json": "units%2Ejson"}}):
        bundle = own()
        content = manifest(bundle.files, **how)
        bundle.meta["META-INF/ASiCManifest001.xml"] = content
        bundle.meta["META-INF/signature001.p7s"] = sign(content, signer())
        assert judged(tmp_path, bundle.build()).verdict == "invalid", how


@pytest.mark.parametrize(
    "content",
    [
        b'{"format":1,"format":1,"required_roles":["preparer"]}',
        b'{"format":1,"required_roles":["preparer"],"x":NaN}',
        b'{"format":1,"required_roles":["preparer"],"x":1e999}',
        b'{"format":1,"required_roles":["preparer"],"x":"\\ud800"}',
        b'{"format":1,"required_roles":["preparer"],"x":' + b"[" * 64 + b"]" * 64 + b"}",
        b"[" * 100_000,
        b"\xff",
        b"[]",
        b"",
        b'{"format":2,"required_roles":["preparer"]}',
        b'{"format":1}',
        b'{"format":1,"required_roles":[]}',
        b'{"format":1,"required_roles":"preparer"}',
        b'{"format":1,"required_roles":["preparer","preparer"]}',
        b'{"format":1,"required_roles":[1]}',
    ],
)
def test_a_header_that_is_not_one(tmp_path: Path, content: bytes) -> None:
    bundle = Own({**data_files(), "bundle.json": content}).signed(signer())
    verdict = judged(tmp_path, bundle.build())
    assert verdict.verdict in ("invalid", "unreadable")
    assert "bundle.json" in parts(verdict)


def test_a_header_as_deep_as_may_be(tmp_path: Path) -> None:
    deep = json.loads(header())
    for _ in range(62):
        deep = {**json.loads(header()), "x": deep}
    content = json.dumps(deep).encode()
    bundle = Own({**data_files(), "bundle.json": content}).signed(signer())
    assert judged(tmp_path, bundle.build()).verdict == "valid"


def test_digest_and_code_only_make_it_worse(tmp_path: Path) -> None:
    data = own().build()
    digest = judged(tmp_path, data).digest
    assert digest is not None
    assert judged(tmp_path, data, digest=digest, code=check_code(digest)).verdict == "valid"
    spaced = " ".join(digest.upper()[n : n + 4] for n in range(0, 64, 4))
    assert judged(tmp_path, data, digest=spaced).verdict == "valid"
    for how in ({"digest": "0" * 64}, {"code": "0000000000"}):
        verdict = judged(tmp_path, data, **how)
        assert (verdict.verdict, verdict.intact) == ("invalid", True)
    right = {"digest": digest, "code": check_code(digest)}
    assert judged(tmp_path, data, trusted=False, **right).verdict == "untrusted"
    bundle = own()
    bundle.meta.clear()
    assert judged(tmp_path, bundle.build(), **right).verdict == "invalid"
