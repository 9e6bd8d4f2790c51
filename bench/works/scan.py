"""Looking at 20 plugged tokens of SoftHSM2, each with a key and a certificate, without any PIN.

Ours starts a process for the driver, reads each token with its certificates and public keys, and
says which of the registers' tokens (*country*) they are. Floor: python-pkcs11 in a process of its
own, started in the same way, reading the same of each token and nothing more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench import sets
from bench.vaults import opened
from bench.watch import copied, timed
from desktop.services.scan_tokens import ScanTokens, scan_tokens
from tests.helpers.pki import SOFTHSM, Authority, SoftTokens

_TOKENS = 20
_READ = """
import sys
import pkcs11
from pkcs11 import Attribute, ObjectClass, TokenFlag
for slot in pkcs11.lib(sys.argv[1]).get_slots(token_present=True):
    token = slot.get_token()
    told = (token.label, token.serial, token.model, token.manufacturer_id, token.flags)
    if not token.flags & TokenFlag.TOKEN_INITIALIZED:
        continue
    with token.open() as session:
        for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
            found[Attribute.ID], found[Attribute.VALUE]
        for key in session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY}):
            key.key_type
"""


@sets.once
def plugged(_: Path, target: Path) -> None:
    """The folder of the tokens."""
    made = SoftTokens(target).create()
    authority = Authority()
    issued = [authority.issue("Một", "p256"), authority.issue("Hai", "rsa")]
    for number in range(_TOKENS):
        made.add(f"VGCA {number:02}", issued[number % 2])


def _environment(folder: Path) -> dict[str, str]:
    """Return what makes the module see the tokens where they lie now."""
    made = SoftTokens(plugged(folder))
    made.configure()
    return made.environment


def prepare(folder: Path) -> None:
    sets.whole(folder)
    plugged(folder)


def ours(folder: Path) -> float:
    os.environ |= _environment(folder)
    with copied(sets.whole(folder)) as vault, opened(vault) as session, timed() as watch:
        found = scan_tokens(session, ScanTokens(SOFTHSM))
    assert len(found.devices) == _TOKENS, len(found.devices)
    return watch.seconds


def floor(folder: Path) -> float:
    environment = {**os.environ, **_environment(folder)}
    command = [sys.executable, "-c", _READ, str(SOFTHSM)]
    with timed() as watch:
        subprocess.run(command, check=True, env=environment)
    return watch.seconds
