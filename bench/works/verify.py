"""Verifying a bundle of *country*: the whole command, its process's start included.

Floor: `unzip -t`, `sha256sum` of the file as it is, and `openssl cms -verify` of the signature and
manifest that `unzip -p` gives, their processes' starts included. Nobody hashes the files inside or
compares anything with the manifest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.watch import scratch, timed


def prepare(folder: Path) -> None:
    from bench.works.seal import prepare as seal_one

    seal_one(folder)


def ours(folder: Path) -> float:
    command = [str(Path(sys.executable).with_name("daumoi")), "verify", str(folder / "bundle")]
    command += ["--trust", str(folder / "keys" / "ca.pem"), "--json"]
    with timed() as watch:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return watch.seconds


def floor(folder: Path) -> float:
    script = """
        unzip -tqq "$1" && sha256sum "$1" >/dev/null
        unzip -p "$1" META-INF/ASiCManifest001.xml >m.xml
        unzip -p "$1" META-INF/signature001.p7s >s.p7s
        openssl cms -verify -cades -binary -inform DER -in s.p7s \
            -content m.xml -CAfile "$2" -no-CApath -no-CAstore \
            -purpose any -out /dev/null 2>/dev/null
    """
    with scratch() as place, timed() as watch:
        subprocess.run(
            ["sh", "-c", script, "sh", folder / "bundle", folder / "keys" / "ca.pem"],
            check=True,
            cwd=place,
        )
    return watch.seconds
