"""Sealing *country* into a signed bundle, from an open vault to the file on the disk.

Floor: the same rows, already read, serialised as JSON, hashed and zipped (at the same level) with
the manifest, signed once by the openssl command, written. Ours reads the rows from the encrypted
database, opens the PKCS#12, reads the file back, compares and journals it besides. The signing
key is EC P-256 on both sides; neither encrypts.
"""

from __future__ import annotations

import json
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench import sets
from bench.passphrase import PASSPHRASE
from bench.vaults import opened
from bench.watch import copied, scratch, timed
from desktop.crypto.sample_authority import SampleAuthority
from desktop.exchange.bundle_writer import Member, manifest_xml
from desktop.services.bundles import Seal, SealResult, seal
from desktop.services.session import Session

_LEVEL = 4


@sets.once
def keys(_: Path, target: Path) -> None:
    """The authority's certificate, and the signer's key as PKCS#12 and as PEM."""
    target.mkdir()
    now = datetime.now(UTC)
    authority = SampleAuthority(now, lambda n: b"\x11" * n)
    signer = authority.issue("Ký thử", now - timedelta(days=1), now + timedelta(days=300))
    (target / "ca.pem").write_bytes(authority.root.pem())
    (target / "signer.p12").write_bytes(signer.pkcs12(PASSPHRASE))
    (target / "signer.pem").write_bytes(signer.pem())
    (target / "signer.key").write_bytes(
        signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )


@sets.once
def bundle(folder: Path, target: Path) -> None:
    """A sealed bundle of *country*, for what reads one."""
    with (
        copied(sets.whole(folder)) as vault,
        opened(vault) as session,
        scratch() as out,
    ):
        _sealed(session, folder, out).file.rename(target)


def prepare(folder: Path) -> None:
    bundle(folder)


def ours(folder: Path) -> float:
    with copied(sets.whole(folder)) as vault, opened(vault) as session, scratch() as out:
        with timed() as watch:
            result = _sealed(session, folder, out)
        assert result.file.stat().st_size > 0
    return watch.seconds


def floor(folder: Path) -> float:
    with zipfile.ZipFile(bundle(folder)) as archive:
        names = [name for name in archive.namelist() if "/" not in name and name != "mimetype"]
        rows = {n: json.loads(archive.read(n)) for n in names if n.endswith(".json")}
        others = {n: archive.read(n) for n in names if not n.endswith(".json")}
    with scratch() as out, timed() as watch:
        files = dict(others)
        for name, values in rows.items():
            text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            files[name] = text.encode()
        members = [Member(n, len(d), sha256(d).hexdigest()) for n, d in files.items()]
        manifest = out / "m.xml"
        manifest.write_bytes(manifest_xml("META-INF/signature001.p7s", members))
        signature = out / "s.p7s"
        subprocess.run(
            [
                "openssl", "cms", "-sign", "-cades", "-binary", "-md", "sha256",
                "-in", manifest, "-signer", keys(folder) / "signer.pem",
                "-inkey", keys(folder) / "signer.key", "-outform", "DER", "-out", signature,
            ],
            check=True,
        )  # fmt: skip
        with zipfile.ZipFile(
            out / "b.asice", "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL
        ) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
            archive.write(manifest, "META-INF/ASiCManifest001.xml")
            archive.write(signature, "META-INF/signature001.p7s")
    return watch.seconds


def _sealed(session: Session, folder: Path, out: Path) -> SealResult:
    command = Seal(f"p12:{keys(folder) / 'signer.p12'}", out)
    return seal(session, command, lambda: PASSPHRASE)
