"""Verifying a bundle of *country*: the whole command, its process's start included.

Floor: `unzip -t`, the files unpacked and all given to one `sha256sum`, and `openssl cms -verify`,
their processes' starts included; nobody compares the digests with the manifest.
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
        unzip -tqq "$1" && unzip -qq "$1" -d u && cd u && sha256sum -- * >/dev/null 2>&1
        openssl cms -verify -cades -binary -inform DER -in META-INF/signature001.p7s \
            -content META-INF/ASiCManifest001.xml -CAfile "$2" -no-CApath -no-CAstore \
            -purpose any -out /dev/null 2>/dev/null
    """
    with scratch() as place, timed() as watch:
        subprocess.run(
            ["sh", "-c", script, "sh", folder / "bundle", folder / "keys" / "ca.pem"],
            check=True,
            cwd=place,
        )
    return watch.seconds
