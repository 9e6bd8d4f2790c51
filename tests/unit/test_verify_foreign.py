"""Verdicts on containers of other programs, and on what is no container at all."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.helpers.containers import MIMETYPE, manifest, pack, sign
from tests.helpers.verifying import codes, judged, own, parts, signer
from tests.helpers.zips import UTF8, Raw, raws, write

FILES = {
    "Báo cáo tháng 11.docx": b"docx" * 50,
    "phụ lục/bảng (1).xlsx": b"xlsx" * 50,
    "100%25.txt": b"percent",
    "empty": b"",
}


def container(
    files: dict[str, bytes] | None = None,
    meta: dict[str, bytes] | None = None,
    **how,
) -> dict[str, bytes]:
    files = FILES if files is None else files
    uris = {name: quote(name) for name in files}
    content = manifest(files, "META-INF/signatures.p7s", uris=uris, **how)
    return {
        "mimetype": MIMETYPE,
        **files,
        "META-INF/ASiCManifest.xml": content,
        "META-INF/signatures.p7s": sign(content, signer()),
        **(meta or {}),
    }


def test_names_folders_and_descriptors(tmp_path: Path) -> None:
    entries = raws(container())
    for raw in entries[1:]:
        raw.flags, raw.descriptor = UTF8, True
    entries.insert(1, Raw("phụ lục/".encode(), b"", method=0, flags=UTF8))
    verdict = judged(tmp_path, write(entries, comment=b"made elsewhere"))
    assert (verdict.profile, verdict.verdict) == ("foreign", "valid")
    assert {file.name for file in verdict.files} == set(FILES)
    assert (verdict.header, verdict.digest) == (None, None)


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_digests_of_manifests(tmp_path: Path, digest: str) -> None:
    data = pack(container(digest=digest))
    assert judged(tmp_path, data).verdict == "valid"
    changed = pack({**container(digest=digest), "empty": b"x"})
    verdict = judged(tmp_path, changed)
    assert (verdict.verdict, parts(verdict)) == ("invalid", {"empty"})


def test_a_weak_digest_vouches_for_nothing(tmp_path: Path) -> None:
    verdict = judged(tmp_path, pack(container(digest="sha1")))
    assert codes(verdict) == {"verify.weak_digest"}


def test_several_signatures(tmp_path: Path) -> None:
    files = container()
    one = {"empty": b""}
    second = manifest(one, "META-INF/signature-2.p7s", digest="sha512")
    files["META-INF/ASiCManifest-2.xml"] = second
    files["META-INF/signature-2.p7s"] = sign(second, signer(2), signer(3, "rsa"), digest="sha512")
    verdict = judged(tmp_path, pack(files))
    assert verdict.verdict == "valid"
    assert [each.signer for each in verdict.signatures] == [
        "Người ký 1",
        "Người ký 2",
        "Người ký 3",
    ]
    files["META-INF/signature-2.p7s"] = sign(second + b" ", signer(2), digest="sha512")
    verdict = judged(tmp_path, pack(files))
    assert (verdict.verdict, parts(verdict)) == ("invalid", {"META-INF/signature-2.p7s"})


def test_manifests_of_evidence_and_archive_are_not_judged(tmp_path: Path) -> None:
    wrong = manifest({"gone": b"x"}, "META-INF/timestamp.tst")
    extra = {
        "META-INF/ASiCEvidenceRecordManifest.xml": wrong,
        "META-INF/ASiCArchiveManifest.xml": wrong,
        "META-INF/ASiCManifest-ts.xml": wrong,
        "META-INF/timestamp.tst": b"not looked at",
        "META-INF/evidencerecord.ers": b"not looked at",
        "META-INF/manifest.xml": b"<!DOCTYPE x><x/>",
    }
    assert judged(tmp_path, pack(container(meta=extra))).verdict == "valid"


def test_a_manifest_over_files_of_meta_inf(tmp_path: Path) -> None:
    meta = {"META-INF/policy.xml": b"<policy/>"}
    files = container({**FILES, **meta})
    assert judged(tmp_path, pack(files)).verdict == "valid"
    files["META-INF/policy.xml"] = b"<other/>"
    assert judged(tmp_path, pack(files)).verdict == "invalid"


def test_an_unsigned_file_is_a_warning(tmp_path: Path) -> None:
    verdict = judged(tmp_path, pack({**container(), "more.txt": b"x"}))
    assert verdict.verdict == "valid"
    assert {"verify.unsigned"} <= {problem.code for problem in verdict.warnings}
    assert "more.txt" not in {file.name for file in verdict.files}


def test_what_makes_it_invalid(tmp_path: Path) -> None:
    missing = container()
    del missing["empty"]
    assert codes(judged(tmp_path, pack(missing))) == {"verify.file_not_there"}
    unnamed = container()
    del unnamed["META-INF/ASiCManifest.xml"]
    assert codes(judged(tmp_path, pack(unnamed))) == {"verify.no_manifest"}
    bare = container()
    content = bare["META-INF/ASiCManifest.xml"]
    bare["META-INF/signatures.p7s"] = sign(content, signer(), certificates=False)
    assert codes(judged(tmp_path, pack(bare))) == {"cades.no_certificate"}
    one_of_two = container()
    one_of_two["META-INF/ASiCManifest2.xml"] = manifest(FILES, "META-INF/signature2.p7s")
    assert codes(judged(tmp_path, pack(one_of_two))) == {"verify.signature_missing"}
    broken = container(meta={"META-INF/ASiCManifest2.xml": b"<"})
    assert codes(judged(tmp_path, pack(broken))) == {"manifest.malformed"}


def test_the_simple_form(tmp_path: Path) -> None:
    files = {
        "mimetype": b"application/vnd.etsi.asic-s+zip",
        "Thư.pdf": b"%PDF",
        "META-INF/signature.p7s": sign(b"%PDF", signer()),
    }
    verdict = judged(tmp_path, pack(files))
    assert (verdict.verdict, [file.name for file in verdict.files]) == ("valid", ["Thư.pdf"])
    files["META-INF/signature.p7s"] = sign(b"%PDF", signer(), digest="sha512")
    assert judged(tmp_path, pack(files)).verdict == "valid"
    files["Thư.pdf"] = b"%PDX"
    assert codes(judged(tmp_path, pack(files))) == {"cades.message_digest"}
    files["second.pdf"] = b"x"
    assert codes(judged(tmp_path, pack(files))) == {"verify.no_manifest"}


def test_no_digest_to_compare(tmp_path: Path) -> None:
    verdict = judged(tmp_path, pack(container()), digest="0" * 64)
    assert (verdict.verdict, codes(verdict)) == ("invalid", {"verify.no_digest"})


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"a.txt": b"x"}, "a ZIP file without signatures"),
        ({"[Content_Types].xml": b"x", "word/document.xml": b"x"}, "an Office document"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}, "OpenDoc"),
        ({"a.txt": b"x", "META-INF/signatures0.xml": b"<x/>"}, "XAdES"),
        ({"a.txt": b"x", "META-INF/timestamp.tst": b"x"}, "a time stamp"),
        ({"a.txt": b"x", "META-INF/ASiCManifest.xml": b"x"}, "signatures are missing"),
    ],
)
def test_zip_files_of_other_kinds(tmp_path: Path, files: dict[str, bytes], kind: str) -> None:
    verdict = judged(tmp_path, pack(files))
    assert (verdict.verdict, codes(verdict)) == ("unreadable", {"verify.no_cades"})
    assert kind in verdict.reasons[0].values["kind"].message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "Office"),
        (b"-----BEGIN CERTIFICATE-----", "PEM"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (own().build()[:900], "damaged"),
        (sign(b"x", signer()), "signature without"),
        (b"hello", "another kind"),
    ],
)
def test_files_of_other_kinds(tmp_path: Path, data: bytes, kind: str) -> None:
    verdict = judged(tmp_path, data)
    assert (verdict.verdict, codes(verdict)) == ("unreadable", {"verify.not_container"})
    assert kind in verdict.reasons[0].values["kind"].message


def test_signatures_too_large_to_be_ones(tmp_path: Path) -> None:
    chance = random.Random(7)
    large = chance.randbytes(2 * 1024 * 1024 + 1)
    verdict = judged(tmp_path, pack({**container(), "META-INF/more.p7s": large}))
    assert (verdict.verdict, "container.part_too_large" in codes(verdict)) == ("invalid", True)
    many = {f"META-INF/{n}.p7s": large[:-1] for n in range(9)}
    verdict = judged(tmp_path, pack({**container(), **many}))
    assert (verdict.verdict, "verify.too_much" in codes(verdict)) == ("invalid", True)
