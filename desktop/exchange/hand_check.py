"""Checks a bundle the way its printed guide says: unzip, SHA-256 and openssl, nothing of ours."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

_REFERENCE = re.compile(r'DataObjectReference URI="([^"]+)".*?DigestValue>([^<]+)<', re.DOTALL)


@dataclass(frozen=True)
class HandCheck:
    """What openssl says of the signature (valid, invalid, or absent where the PC has no openssl or
    unzip), and how many files' digests equal the manifest's."""

    openssl: str
    files: int
    unequal: tuple[str, ...]


def check(bundle: Path, anchor: Path, folder: Path) -> HandCheck:
    """Check the first signature of `bundle` against `anchor`, working below `folder`."""
    if shutil.which("openssl") is None or shutil.which("unzip") is None:
        return HandCheck("absent", 0, ())
    manifest, signature = folder / "m.xml", folder / "s.p7s"
    manifest.write_bytes(_unzip(bundle, "META-INF/ASiCManifest001.xml"))
    signature.write_bytes(_unzip(bundle, "META-INF/signature001.p7s"))
    accepted = _openssl(
        *("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", str(signature)),
        *("-content", str(manifest), "-CAfile", str(anchor), "-no-CApath", "-no-CAstore"),
        *("-purpose", "any", "-out", "/dev/null"),
    )
    listed = _REFERENCE.findall(manifest.read_text(encoding="utf-8"))
    unequal = tuple(name for name, value in listed if _digest(_unzip(bundle, name)) != value)
    valid = accepted.returncode == 0 and listed and not unequal
    return HandCheck("valid" if valid else "invalid", len(listed), unequal)


def _unzip(bundle: Path, name: str) -> bytes:
    return subprocess.run(["unzip", "-p", str(bundle), name], capture_output=True).stdout


def _digest(data: bytes) -> str:
    digested = _openssl("dgst", "-sha256", "-binary", data=data)
    return b64encode(digested.stdout).decode()


def _openssl(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True)
