"""Puts keys and certificates on a SoftHSM token: MODULE LABEL PIN, objects as JSON on stdin.

"clear" takes away whatever was there before.

Its own process, for the module reads its configuration once.
"""

from __future__ import annotations

import json
import sys

import pkcs11
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

MODULE, LABEL, PIN = sys.argv[1:]


def private(der: bytes) -> dict[Attribute, object]:
    key = load_der_private_key(der, None)
    old = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    if isinstance(key, rsa.RSAPrivateKey):
        return {
            **decode_rsa_private_key(old),
            Attribute.KEY_TYPE: KeyType.RSA,
            Attribute.SIGN: True,
            Attribute.DECRYPT: True,
        }
    return {
        **decode_ec_private_key(old),
        Attribute.KEY_TYPE: KeyType.EC,
        Attribute.SIGN: True,
        Attribute.DERIVE: True,
    }


token = pkcs11.lib(MODULE).get_token(token_label=LABEL)
with token.open(rw=True, user_pin=PIN) as session:
    given = json.load(sys.stdin)
    for old in list(session.get_objects()) if given["clear"] else ():
        old.destroy()
    for item in given["objects"]:
        common = {Attribute.ID: bytes.fromhex(item["id"]), Attribute.TOKEN: True}
        if item["key"]:
            session.create_object(
                {
                    **private(bytes.fromhex(item["key"])),
                    **common,
                    Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                    Attribute.PRIVATE: True,
                    Attribute.SENSITIVE: True,
                    Attribute.EXTRACTABLE: False,
                }
            )
        if item["certificate"]:
            session.create_object(
                {
                    **common,
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.VALUE: bytes.fromhex(item["certificate"]),
                    Attribute.SUBJECT: b"",
                    Attribute.PRIVATE: False,
                }
            )
