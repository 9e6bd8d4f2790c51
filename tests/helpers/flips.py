"""One flipped byte at a time, and what may and may not follow from it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from asn1crypto import cms

from desktop.services.verify import Verdict
from tests.helpers.containers import MIMETYPE, pack
from tests.helpers.verifying import judged, own, parts

SIGNATURE = "META-INF/signature001.p7s"


def whole() -> tuple[dict[str, bytes], bytes]:
    """Return the contents of a valid bundle, and its container."""
    bundle = own()
    return {"mimetype": MIMETYPE, **bundle.files, **bundle.meta}, bundle.build()


def signed_attributes(signature: bytes) -> bytes:
    info = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]
    return bytes(info["signed_attrs"].dump())


def flip_container(folder: Path, data: bytes, position: int, mask: int) -> None:
    """Flip bits of the container's byte at `position` and see that the verdict is right."""
    files, _ = whole()
    spoiled = bytearray(data)
    spoiled[position] ^= mask
    verdict = judged(folder, bytes(spoiled))
    if _signed_part_changed(bytes(spoiled), files):
        assert verdict.verdict in ("invalid", "unreadable"), (position, mask)
    part = _part_at(data, position)
    if part is not None:
        # The directory is as it was, so the container can be read and the part must be named.
        assert verdict.verdict in ("valid", "invalid"), (position, mask, verdict.reasons)
        assert verdict.verdict == "valid" or part in parts(verdict), (position, mask, part)


def flip_content(folder: Path, name: str, position: int, mask: int) -> Verdict:
    """Flip bits of a file inside and write the container again, with the right check sums."""
    files, _ = whole()
    content = bytearray(files[name])
    content[position] ^= mask
    files[name] = bytes(content)
    verdict = judged(folder, pack(files))
    if name != SIGNATURE or _in_signed_attributes(position):
        assert verdict.verdict in ("invalid", "unreadable"), (name, position, mask)
        assert name in parts(verdict) or SIGNATURE in parts(verdict), (name, position, mask)
    return verdict


def content_positions() -> Iterator[tuple[str, int]]:
    files, _ = whole()
    for name, content in files.items():
        for position in range(len(content)):
            yield name, position


def _in_signed_attributes(position: int) -> bool:
    files, _ = whole()
    attributes = signed_attributes(files[SIGNATURE])
    start = files[SIGNATURE].index(attributes)
    return start <= position < start + len(attributes)


def _signed_part_changed(spoiled: bytes, files: dict[str, bytes]) -> bool:
    """Say whether another reader sees anything signed otherwise than it was, or not at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(spoiled)) as archive:
            seen = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, RuntimeError):
        return True
    except (zlib.error, OSError):
        return True
    if seen.keys() != files.keys():
        return True
    signature = seen.pop(SIGNATURE)
    if any(seen[name] != files[name] for name in seen):
        return True
    return signature != files[SIGNATURE]


def _part_at(data: bytes, position: int) -> str | None:
    """Return the entry whose header or data hold `position`; None in the directory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        start = archive.start_dir
    if position >= start:
        return None
    return [info.filename for info in infos if info.header_offset <= position][-1]
