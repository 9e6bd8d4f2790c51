"""What SoftHSM tokens hold, read apart from the program: MODULE; JSON comes out.

Its own process, for the module reads its configuration once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pkcs11 import Attribute, ObjectClass, TokenFlag

Held = tuple[str, str, frozenset[str]]


def second_reading(library: Path) -> set[Held]:
    """Return of each token its serial, its label and the public keys of its certificates."""
    command = [sys.executable, "-m", "tests.helpers.second_reading", str(library)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {(serial, label, frozenset(keys)) for serial, label, keys in json.loads(said)}


def public_key(der: bytes) -> str:
    """Return SHA-256 over the public key of a certificate."""
    key = x509.load_der_x509_certificate(der).public_key()
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _held(token: Any) -> tuple[str, str, list[str]]:
    serial = token.serial.decode() if isinstance(token.serial, bytes) else token.serial
    with token.open() as session:
        found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        keys = [public_key(bytes(each[Attribute.VALUE])) for each in found]
    return serial.strip(" \0").upper(), token.label.strip(" \0"), keys


if __name__ == "__main__":
    tokens = [slot.get_token() for slot in pkcs11.lib(sys.argv[1]).get_slots(token_present=True)]
    ready = [token for token in tokens if token.flags & TokenFlag.TOKEN_INITIALIZED]
    json.dump([_held(token) for token in ready], sys.stdout)
