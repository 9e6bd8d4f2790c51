"""A verdict without our code: by unzip, openssl and digests, as the printed guide has it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

_ASIC = "{http://uri.etsi.org/02918/v1.2.1#}"
_DSIG = "{http://www.w3.org/2000/09/xmldsig#}"


def _run(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, check=False)


def independent_verdict(file: Path, anchor: Path, crl: Path | None, folder: Path) -> str:
    """Return `valid`, `untrusted` or `invalid` for a container that unzip can list."""
    names = _run("unzip", "-Z1", str(file)).stdout.decode().splitlines()
    manifests = [name for name in names if re.fullmatch(r"META-INF/.*ASiCManifest.*\.xml", name)]
    intact, trusted = _run("unzip", "-tqq", str(file)).returncode == 0, True
    signatures = {name for name in names if name.endswith(".p7s")}
    own = "bundle.json" in names
    data = {name for name in names if not name.startswith("META-INF/")} - {"mimetype"}
    keys = []
    for name in manifests:
        content = _member(file, name)
        tree = ElementTree.fromstring(content)  # noqa: S314 - made by this test
        signature = tree.find(f"{_ASIC}SigReference").get("URI")
        if signature not in signatures:
            intact = False
            continue
        signatures.discard(signature)
        (folder / "m.xml").write_bytes(content)
        (folder / "s.p7s").write_bytes(_member(file, signature))
        (folder / "signer.pem").unlink(missing_ok=True)
        intact &= _openssl(folder, "-noverify", "-signer", str(folder / "signer.pem"))
        trusted &= _openssl(folder, "-cades", *_trust(folder, anchor, crl)) and _may_sign(folder)
        keys.append(_signer_key(folder))
        listed = set()
        for reference in tree.findall(f"{_ASIC}DataObjectReference"):
            part = unquote(reference.get("URI"))
            listed.add(part)
            value = base64.b64decode(reference.find(f"{_DSIG}DigestValue").text)
            algorithm = reference.find(f"{_DSIG}DigestMethod").get("Algorithm").partition("#")[2]
            found = hashlib.new(algorithm, _member(file, part)).digest() if part in names else b""
            intact &= found == value
        intact &= not own or listed == data
    intact &= not signatures
    if own:
        roles = json.loads(_member(file, "bundle.json"))["required_roles"]
        intact &= len(set(keys)) == len(keys) >= len(roles)
    if not intact:
        return "invalid"
    return "valid" if trusted else "untrusted"


def _member(file: Path, name: str) -> bytes:
    escaped = re.sub(r"([\[\]*?\\])", r"\\\1", name)
    return _run("unzip", "-p", str(file), escaped).stdout


def _openssl(folder: Path, *options: str) -> bool:
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER"]
    command += ["-in", str(folder / "s.p7s"), "-content", str(folder / "m.xml")]
    return _run(*command, *options, "-out", "/dev/null").returncode == 0


def _trust(folder: Path, anchor: Path, crl: Path | None) -> list[str]:
    """openssl cms takes revocation lists from the file of anchors."""
    both = folder / "trust.pem"
    both.write_bytes(anchor.read_bytes() + (crl.read_bytes() if crl else b""))
    options = ["-CAfile", str(both), "-no-CApath", "-no-CAstore", "-purpose", "any"]
    return options + (["-crl_check_all"] if crl else [])


def _may_sign(folder: Path) -> bool:
    """openssl does not tell a web-server certificate from a signing one: look at it."""
    shown = _run(
        "openssl", "x509", "-noout", "-ext", "keyUsage,extendedKeyUsage",
        "-in", str(folder / "signer.pem"),
    ).stdout.decode()  # fmt: skip
    usage = "Digital Signature" in shown or "Non Repudiation" in shown
    return usage and ("Extended" not in shown or "E-mail Protection" in shown)


def _signer_key(folder: Path) -> bytes:
    signer = folder / "signer.pem"
    return _run("openssl", "x509", "-noout", "-pubkey", "-in", str(signer)).stdout
