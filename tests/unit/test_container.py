"""The ZIP layer: what is read in one way only, what is refused, and what a foreign file may do."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from desktop.services.verify import Verdict
from tests.helpers.containers import MIMETYPE, manifest, sign
from tests.helpers.verifying import codes, judged, own, parts, signer
from tests.helpers.zips import UTF8, Raw, raws, write


def own_entries() -> list[Raw]:
    bundle = own()
    return raws({"mimetype": MIMETYPE, **bundle.files, **bundle.meta})


def entry(entries: list[Raw], name: str) -> Raw:
    return next(raw for raw in entries if raw.name == name.encode())


def foreign_entries(files: dict[str, bytes] | None = None) -> list[Raw]:
    files = files or {"tài liệu/báo cáo.txt": b"x" * 300, "b.bin": bytes(range(256))}
    content = manifest(files, "META-INF/signatures.p7s")
    meta = {
        "META-INF/ASiCManifest.xml": content,
        "META-INF/signatures.p7s": sign(content, signer()),
    }
    entries = raws({"mimetype": MIMETYPE, **files, **meta})
    for raw in entries:
        raw.flags = UTF8
    return entries


def extra(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def unicode_path(raw_name: bytes, shown: bytes) -> bytes:
    return extra(0x7075, b"\1" + struct.pack("<L", zlib.crc32(raw_name)) + shown)


def test_the_plain_bundles_are_valid(tmp_path: Path) -> None:
    assert judged(tmp_path, write(own_entries())).verdict == "valid"
    assert judged(tmp_path, write(foreign_entries())).verdict == "valid"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "container.empty"),
        (b"\0", "verify.not_container"),
        (b"%PDF-1.7\n%%EOF", "verify.not_container"),
        (b"PK\5\6" + bytes(18), "verify.no_cades"),
    ],
)
def test_what_is_no_container(tmp_path: Path, data: bytes, code: str) -> None:
    verdict = judged(tmp_path, data)
    assert (verdict.verdict, codes(verdict)) == ("unreadable", {code})


def test_every_truncation_is_unreadable(tmp_path: Path) -> None:
    data = write(own_entries())
    for length in range(0, len(data), 7):
        assert judged(tmp_path, data[:length]).verdict == "unreadable", length


@pytest.mark.parametrize("entries", [own_entries, foreign_entries])
def test_added_bytes(tmp_path: Path, entries) -> None:
    plain = entries()
    assert judged(tmp_path, write(plain, before=b"MZ")).verdict == "unreadable"
    assert judged(tmp_path, write(plain, after=b"\0")).verdict == "unreadable"
    assert judged(tmp_path, write(plain, comment=b"PK\5\6" + bytes(18))).verdict == "unreadable"


def test_a_comment_is_foreign_only(tmp_path: Path) -> None:
    assert judged(tmp_path, write(foreign_entries(), comment=b"xin")).verdict == "valid"
    verdict = judged(tmp_path, write(own_entries(), comment=b"xin"))
    assert codes(verdict) == {"container.strict.comment"}


@pytest.mark.parametrize(
    "end",
    [
        {"count": 3},
        {"here": 1},
        {"size": 10},
        {"start": 0},
        {"start": 0xFFFFFFF0},
        {"disk": 1},
        {"count": 0xFFFF, "here": 0xFFFF},
    ],
)
def test_an_end_record_that_lies(tmp_path: Path, end: dict[str, int]) -> None:
    for entries in (own_entries(), foreign_entries()):
        assert judged(tmp_path, write(entries, end=end)).verdict == "unreadable"


def test_zip64_is_foreign_only(tmp_path: Path) -> None:
    entries = foreign_entries()
    last = entries[-1]
    size, packed = len(last.data), len(last.packed())
    large = extra(1, struct.pack("<QQ", size, packed))
    full = {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": large}
    last.central, last.local = dict(full), dict(full)
    assert judged(tmp_path, write(entries, zip64=True)).verdict == "valid"
    assert codes(judged(tmp_path, write(own_entries(), zip64=True))) == {"container.strict.zip64"}
    assert judged(tmp_path, write(entries, zip64=True, end={"count": 2})).verdict == "unreadable"
    last.central["extra"] = extra(1, struct.pack("<Q", size))
    assert judged(tmp_path, write(entries, zip64=True)).verdict == "unreadable"


def test_a_second_name_for_some_readers(tmp_path: Path) -> None:
    for where in ("central", "local"):
        for entries in (own_entries(), foreign_entries()):
            raw = entries[1]
            setattr(raw, where, {"extra": unicode_path(raw.name, b"other.txt")})
            verdict = judged(tmp_path, write(entries))
            assert verdict.verdict in ("unreadable", "invalid")
            assert raw.name.decode() in parts(verdict)
    entries = foreign_entries()
    entries[1].central = {"extra": unicode_path(entries[1].name, entries[1].name)}
    assert judged(tmp_path, write(entries)).verdict == "valid"


def test_equal_names_are_unreadable(tmp_path: Path) -> None:
    for entries in (own_entries(), foreign_entries()):
        twice = [*entries, Raw(entries[1].name, b"other")]
        verdict = judged(tmp_path, write(twice))
        assert (verdict.verdict, codes(verdict)) == ("unreadable", {"container.same_name"})


def test_nul_in_a_name(tmp_path: Path) -> None:
    entries = [*foreign_entries(), Raw(b"a.txt\0.exe", b"x")]
    assert judged(tmp_path, write(entries)).verdict == "unreadable"


def test_names_equal_but_for_case(tmp_path: Path) -> None:
    bundle = own()
    bundle.files["UNITS.json"] = b"[]"
    verdict = judged(tmp_path, bundle.signed(signer()).build())
    assert codes(verdict) == {"container.strict.case"}


@pytest.mark.parametrize(
    "name",
    [
        "../units.json",
        "/etc/passwd",
        "a/../../b",
        "C:\\x",
        "..\\x",
        "\\x",
    ],
)
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    for bundle, entries in ((own(), None), (None, foreign_entries)):
        if bundle is not None:
            bundle.files[name] = b"x"
            data = write(
                raws({"mimetype": MIMETYPE, **bundle.files, **bundle.signed(signer()).meta})
            )
        else:
            data = write([*entries(), Raw(name.encode(), b"x")])
        verdict = judged(tmp_path, data)
        assert "container.unsafe_name" in codes(verdict)
        assert name.replace("\\", "\\") in parts(verdict)
        assert list(tmp_path.parent.rglob("units.json")) == []


@pytest.mark.parametrize("name", ["CON", "nul.txt", "Lpt1.json", ".hidden", "a b", "Đ.json", "x/y"])
def test_names_not_ours(tmp_path: Path, name: str) -> None:
    bundle = own()
    bundle.files[name] = b"x"
    verdict = judged(tmp_path, bundle.signed(signer()).build())
    assert verdict.verdict == "invalid"
    assert "container.strict.name" in codes(verdict)
    assert name in parts(verdict)


def spoil_extra(raw: Raw) -> None:
    raw.central = {"extra": extra(0x5455, b"\1abcd")}


def spoil_local_extra(raw: Raw) -> None:
    raw.local = {"extra": extra(0x5455, b"\1abcd")}


def spoil_entry_comment(raw: Raw) -> None:
    raw.central = {"comment": b"hi"}


def spoil_descriptor(raw: Raw) -> None:
    raw.descriptor = True


def spoil_link(raw: Raw) -> None:
    raw.external = 0o120777 << 16


def spoil_folder(raw: Raw) -> None:
    raw.external = 0x10


def spoil_flags(raw: Raw) -> None:
    raw.flags = 0x2000


def spoil_time(raw: Raw) -> None:
    raw.local = {"time": 77}


def spoil_gap(raw: Raw) -> None:
    raw.gap = b"hidden"


STRICT = {
    spoil_extra: "container.strict.extra",
    spoil_local_extra: "container.strict.extra",
    spoil_entry_comment: "container.strict.entry_comment",
    spoil_descriptor: "container.strict.descriptor",
    spoil_link: "container.strict.link",
    spoil_folder: "container.strict.not_a_file",
    spoil_flags: "container.strict.flags",
    spoil_time: "container.local_header",
    spoil_gap: "container.strict.gap",
}


@pytest.mark.parametrize("spoil", STRICT)
def test_what_only_foreign_files_may_do(tmp_path: Path, spoil) -> None:
    entries = own_entries()
    raw = entry(entries, "units.json")
    spoil(raw)
    verdict = judged(tmp_path, write(entries))
    assert verdict.verdict == "invalid"
    assert STRICT[spoil] in codes(verdict)
    assert any(part and part != "mimetype" for part in parts(verdict))
    entries = foreign_entries()
    spoil(entries[2])
    entries[2].flags |= UTF8
    assert judged(tmp_path, write(entries)).verdict == "valid"


def test_a_gap_before_the_directory(tmp_path: Path) -> None:
    verdict = judged(tmp_path, write(own_entries(), gap=b"hidden"))
    assert codes(verdict) == {"container.strict.gap_before_directory"}


@pytest.mark.parametrize(
    "field", [{"size": 5}, {"crc": 1}, {"packed": 3}, {"method": 0}, {"name": b"unitz.json"}]
)
@pytest.mark.parametrize("side", ["central", "local"])
def test_headers_that_disagree(tmp_path: Path, field: dict[str, object], side: str) -> None:
    entries = own_entries()
    setattr(entry(entries, "units.json"), side, dict(field))
    verdict = judged(tmp_path, write(entries))
    assert verdict.verdict == "invalid"
    assert parts(verdict) & {"units.json", "unitz.json"}
    foreign = foreign_entries({"units.json": b"u" * 50, "b": b"b"})
    setattr(foreign[1], side, dict(field))
    verdict = judged(tmp_path, write(foreign))
    assert verdict.verdict == "invalid"
    assert parts(verdict) & {"units.json", "unitz.json"}


@pytest.mark.parametrize("field", [{"size": 5}, {"size": 5000}, {"crc": 1}])
def test_headers_that_lie_alike(tmp_path: Path, field: dict[str, object]) -> None:
    for entries, number in ((own_entries(), 2), (foreign_entries(), 1)):
        raw = entries[number]
        raw.central, raw.local = dict(field), dict(field)
        verdict = judged(tmp_path, write(entries))
        assert verdict.verdict in ("invalid", "unreadable")
        assert raw.name.decode() in parts(verdict)


@pytest.mark.parametrize("body", [b"\xff" * 20, b"", b"\3\0junk", zlib.compress(b"x" * 30)])
def test_data_that_do_not_inflate(tmp_path: Path, body: bytes) -> None:
    for entries, number in ((own_entries(), 2), (foreign_entries(), 1)):
        raw = entries[number]
        raw.body = body
        verdict = judged(tmp_path, write(entries))
        assert verdict.verdict in ("invalid", "unreadable")
        assert raw.name.decode() in parts(verdict)


def test_other_methods_and_zip_encryption(tmp_path: Path) -> None:
    for change in ({"method": 12}, {"flags": UTF8 | 1}):
        entries = foreign_entries()
        raw = entries[2]
        raw.central, raw.local = dict(change), dict(change)
        verdict = judged(tmp_path, write(entries))
        assert verdict.verdict == "invalid"
        assert "b.bin" in parts(verdict)


def test_overlapping_entries(tmp_path: Path) -> None:
    entries = foreign_entries()
    data = write(entries)
    second = entries[2]
    second.central = {"offset": data.index(entries[1].packed())}
    verdict = judged(tmp_path, write(entries))
    assert verdict.verdict == "invalid"
    quine = [*foreign_entries(), Raw(b"copy", b"b" * 9)]
    quine[-1].central = {"offset": 0}
    assert "container.overlap" in codes(judged(tmp_path, write(quine)))


def test_a_bomb_is_not_read(tmp_path: Path) -> None:
    for entries in (own_entries(), foreign_entries()):
        bomb = Raw(b"bomb.json", bytes(4_000_000))
        verdict = judged(tmp_path, write([*entries, bomb]))
        assert (verdict.verdict, codes(verdict)) == ("unreadable", {"container.bomb"})
        assert parts(verdict) == {"bomb.json"}


def test_a_bomb_with_a_false_size_is_stopped_early(tmp_path: Path) -> None:
    entries = foreign_entries()
    bomb = Raw(b"bomb.bin", bytes(50_000_000))
    bomb.central = bomb.local = {"size": 1000}
    verdict = judged(tmp_path, write([*entries, bomb]))
    assert codes(verdict) == {"container.false_size"}


def test_limits(tmp_path: Path) -> None:
    many = [*foreign_entries(), *(Raw(b"f%d" % n, b"") for n in range(1000))]
    assert codes(judged(tmp_path, write(many))) == {"container.too_many"}
    large = Raw(b"large.bin", b"x" * 1000, method=0)
    large.central = {"size": 600 * 1024 * 1024, "packed": 600 * 1024 * 1024}
    assert codes(judged(tmp_path, write([*foreign_entries(), large]))) == {"container.too_large"}


def test_the_mimetype(tmp_path: Path) -> None:
    for change in ("absent", "deflated", "not first", "other"):
        entries = own_entries()
        if change == "absent":
            del entries[0]
        elif change == "deflated":
            entries[0].method = 8
        elif change == "not first":
            entries.append(entries.pop(0))
        else:
            entries[0].data = b"application/zip"
        assert codes(judged(tmp_path, write(entries))) == {"container.strict.mimetype"}, change
    assert judged(tmp_path, write(foreign_entries()[1:])).verdict == "valid"


def test_foreign_folders_and_old_names(tmp_path: Path) -> None:
    entries = [Raw("thư mục/".encode(), b"", method=0, flags=UTF8), *foreign_entries()]
    assert judged(tmp_path, write(entries)).verdict == "valid"
    for raw in entries:
        raw.flags = 0  # UTF-8 names that do not say so
    assert judged(tmp_path, write(entries)).verdict == "valid"


def test_a_hostile_name_does_not_reach_the_terminal(tmp_path: Path) -> None:
    entries = [*foreign_entries(), Raw("\x1b[2J\u202egpj.exe/../x".encode(), b"x", flags=UTF8)]
    verdict: Verdict = judged(tmp_path, write(entries))
    shown = [str(value) for problem in verdict.reasons for value in problem.values.values()]
    assert shown
    assert all(text.isprintable() for text in shown)
