"""The container's bytes: strict, the same every time, and its digests as anyone can count them."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from base64 import b64decode

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange.bundle_writer import BundleWriter, Member, content_digest

NAMES = ["units.json", "codes.json", "bundle.json", "certificates.pem", "A.txt", "a-b.json"]
ASIC = "{http://uri.etsi.org/02918/v1.2.1#}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"


def filled(contents: dict[str, bytes]) -> BundleWriter:
    writer = BundleWriter()
    for name, content in contents.items():
        writer.add(name, [content[:3], content[3:]])
    return writer


def packed(writer: BundleWriter) -> bytes:
    return b"".join(writer.chunks())


def walk(data: bytes) -> list[tuple[str, int, bytes]]:
    """Read local headers one after another from the first byte: no gap can hide between them."""
    found, at = [], 0
    while data[at : at + 4] == b"PK\3\4":
        version, flags, method, time, date, crc, small, size, name_length, extra = struct.unpack(
            "<HHHHHLLLHH", data[at + 4 : at + 30]
        )
        assert (version, flags, time, date, extra) == (20, 0, 0, 0x21, 0)
        begin = at + 30 + name_length
        found.append((data[at + 30 : begin].decode("ascii"), method, data[at : at + 30]))
        assert crc or not size
        at = begin + small
    entries, directory_size, directory_at, comment = struct.unpack("<HLLH", data[len(data) - 12 :])
    assert (at, at + directory_size + 22, comment) == (directory_at, len(data), 0)
    assert entries == len(found)
    return found


@given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=300)))
def test_whatever_is_put_in_comes_out_of_a_strict_zip(contents: dict[str, bytes]) -> None:
    data = packed(filled(contents))
    entries = walk(data)
    assert entries[0][0] == "mimetype"
    assert entries[0][1] == 0
    assert data[38:].startswith(b"application/vnd.etsi.asic-e+zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist() if n != "mimetype"} == contents
        assert all(not info.extra and not info.comment for info in archive.infolist())
        # The directory repeats the local headers field by field.
        for info, (name, method, header) in zip(archive.infolist(), entries, strict=True):
            assert (info.filename, info.compress_type) == (name, method)
            assert struct.unpack("<LLL", header[14:26]) == (
                info.CRC,
                info.compress_size,
                info.file_size,
            )


def test_the_order_of_putting_in_changes_nothing() -> None:
    contents = {name: name.encode() * 20 for name in NAMES}
    backwards = dict(reversed(contents.items()))
    assert packed(filled(contents)) == packed(filled(backwards))
    assert walk(packed(filled(contents)))[1][0] == "bundle.json"


def test_the_content_digest_is_the_one_sha256sum_would_give() -> None:
    contents = {
        "units.json": b"[]\n",
        "bundle.json": b"{}\n",
        "PHIEU-XAC-NHAN.pdf": b"%PDF",
    }
    header, units = (hashlib.sha256(each).hexdigest() for each in (b"{}\n", b"[]\n"))
    lines = f"{header}  bundle.json\n{units}  units.json\n"
    writer = filled(contents)
    assert writer.content_digest() == hashlib.sha256(lines.encode()).hexdigest()
    writer.manifest(1)
    writer.signature(1, b"signed")
    assert writer.content_digest() == hashlib.sha256(lines.encode()).hexdigest()


def test_capitals_sort_before_small_letters_in_the_content_digest() -> None:
    members = [Member("a.json", 0, "1" * 64), Member("B.txt", 0, "2" * 64)]
    lines = f"{'2' * 64}  B.txt\n{'1' * 64}  a.json\n"
    assert content_digest(members) == hashlib.sha256(lines.encode()).hexdigest()


def test_the_manifest_names_its_signature_and_every_root_file() -> None:
    contents = {"units.json": b"[1]", "bundle.json": b"{}", "PHIEU-XAC-NHAN.pdf": b"%PDF"}
    writer = filled(contents)
    first = ElementTree.fromstring(writer.manifest(1))
    writer.signature(1, b"signed")
    second = ElementTree.fromstring(writer.manifest(2))
    for number, root in ((1, first), (2, second)):
        assert root.tag == f"{ASIC}ASiCManifest"
        reference = root.find(f"{ASIC}SigReference")
        assert reference is not None
        assert reference.get("URI") == f"META-INF/signature{number:03}.p7s"
        listed = {
            each.get("URI"): b64decode(each.findtext(f"{DS}DigestValue", ""))
            for each in root.iter(f"{ASIC}DataObjectReference")
        }
        assert listed == {n: hashlib.sha256(c).digest() for n, c in contents.items()}
        assert {m.get("Algorithm") for m in root.iter(f"{DS}DigestMethod")} == {
            "http://www.w3.org/2001/04/xmlenc#sha256"
        }


def test_a_name_twice_is_a_bug() -> None:
    writer = filled({"units.json": b""})
    with pytest.raises(ValueError, match=r"units\.json"):
        writer.add("units.json", [b""])
