"""The envelope round a bundle: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM, as DER.

The content key is wrapped for each recipient: by RSA-OAEP with SHA-256, or for EC keys by ECDH
with an ephemeral key, X9.63 KDF over SHA-256 and AES key wrap (RFC 5753). openssl opens it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)

from desktop.crypto import certificates
from desktop.crypto.keystores import KeyStore, oaep
from desktop.domain.problems import refuse

_KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16

_AUTH_ENVELOPED = "1.2.840.113549.1.9.16.1.23"
_AES256_GCM = "2.16.840.1.101.3.4.1.46"
_AES256_WRAP = "2.16.840.1.101.3.4.1.45"
_ECDH_SHA256 = "1.3.132.1.11.1"

# What asn1crypto raises for bytes that are not what they should be.
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError)


class _GcmParameters(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """GCMParameters of RFC 5084; a missing length of the tag means 12."""

    _fields = [  # noqa: RUF012 - asn1crypto's way of declaring
        ("nonce", core.OctetString),
        ("icv_length", core.Integer, {"default": 12}),
    ]


class _SharedInfo(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """ECC-CMS-SharedInfo of RFC 5753, which the key derivation binds to its use."""

    _fields = [  # noqa: RUF012 - asn1crypto's way of declaring
        ("key_info", core.Any),
        ("entity_info", core.OctetString, {"explicit": 0, "optional": True}),
        ("public_info", core.OctetString, {"explicit": 2}),
    ]


def check_recipients(recipients: Iterable[x509.Certificate], at: datetime) -> None:
    """Refuse a recipient whom nothing should be encrypted for at the time `at`.

    Raises `envelope.recipient_usage`, `envelope.recipient_weak`, `envelope.recipient_expired`.
    """
    for recipient in recipients:
        name = certificates.subject_name(recipient)
        if not certificates.strong_key(recipient):
            raise refuse("envelope.recipient_weak", recipient=name)
        if not certificates.allows_encryption(recipient):
            raise refuse("envelope.recipient_usage", recipient=name)
        if not recipient.not_valid_before_utc <= at <= recipient.not_valid_after_utc:
            raise refuse(
                "envelope.recipient_expired",
                recipient=name,
                begin=recipient.not_valid_before_utc.date().isoformat(),
                end=recipient.not_valid_after_utc.date().isoformat(),
            )


def encrypt(content: Sequence[bytes], recipients: Sequence[x509.Certificate]) -> Iterator[bytes]:
    """Yield the envelope of `content`, given in pieces, for `recipients` (at least one)."""
    if not recipients:
        raise ValueError("an envelope for nobody")
    key, nonce = secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
    infos = cms.RecipientInfos([_wrap(key, recipient) for recipient in recipients])
    size = sum(len(piece) for piece in content)
    parameters = _GcmParameters({"nonce": nonce, "icv_length": _TAG_BYTES})
    described = (
        core.ObjectIdentifier("1.2.840.113549.1.7.1").dump()
        + _algorithm(_AES256_GCM, parameters).dump()
        + _head(0x80, size)
    )
    before = core.Integer(0).dump() + infos.dump() + _head(0x30, len(described) + size) + described
    tag_head = _head(0x04, _TAG_BYTES)
    whole = len(before) + size + len(tag_head) + _TAG_BYTES
    inner = _head(0x30, whole)
    kind = core.ObjectIdentifier(_AUTH_ENVELOPED).dump()
    explicit = _head(0xA0, len(inner) + whole)
    yield _head(0x30, len(kind) + len(explicit) + len(inner) + whole) + kind + explicit
    yield inner + before
    encryptor = Cipher(AES256(key), GCM(nonce)).encryptor()
    for piece in content:
        yield encryptor.update(piece)
    yield encryptor.finalize()
    yield tag_head + encryptor.tag


def is_envelope(start: bytes) -> bool:
    """Say whether a file that starts with these (at least 32) bytes is a CMS AuthEnvelopedData."""
    return start[:1] == b"\x30" and core.ObjectIdentifier(_AUTH_ENVELOPED).dump() in start[:32]


def decrypt(data: bytes, store: KeyStore) -> bytes:
    """Return the content of an envelope that a key of `store` opens, once its tag has passed.

    Raises the refusals `envelope.malformed`, `envelope.algorithm`, `envelope.not_for_us` and
    `envelope.damaged`, and what the store raises.
    """
    try:
        info = cms.ContentInfo.load(data, strict=True)
        if info["content_type"].dotted != _AUTH_ENVELOPED:
            raise refuse("envelope.malformed")
        enveloped = info["content"]
        content_info = enveloped["auth_encrypted_content_info"]
        algorithm = content_info["content_encryption_algorithm"]
        method = algorithm["algorithm"].dotted
        parameters = _GcmParameters.load(algorithm["parameters"].dump(), strict=True)
        nonce = parameters["nonce"].native
        sealed = content_info["encrypted_content"].native
        tag = enveloped["mac"].native
        attributes = enveloped["auth_attrs"]
        # Authenticated as the SET it is, not under its implicit tag (RFC 5083, 2.2).
        authenticated = attributes.untag().dump() if attributes else b""
        recipients = list(enveloped["recipient_infos"])
    except _MALFORMED as error:
        raise refuse("envelope.malformed") from error
    if sealed is None:
        raise refuse("envelope.malformed")
    if method != _AES256_GCM or len(tag) != _TAG_BYTES or len(nonce) != _NONCE_BYTES:
        raise refuse("envelope.algorithm")
    key = _content_key(recipients, store)
    try:
        return AESGCM(key).decrypt(nonce, sealed + tag, authenticated or None)
    except (InvalidTag, ValueError) as error:
        raise refuse("envelope.damaged") from error


def _content_key(recipients: Iterable[Any], store: KeyStore) -> bytes:
    for info in recipients:
        try:
            found = _matching(info, store)
            if found is None:
                continue
            certificate, wrapped = found
            if info.name == "ktri":
                return _unwrap_rsa(info.chosen, certificate, wrapped, store)
            return _unwrap_ec(info.chosen, certificate, wrapped, store)
        except (*_MALFORMED, InvalidUnwrap) as error:
            raise refuse("envelope.damaged") from error
    raise refuse("envelope.not_for_us", store=store.name)


def _matching(info: Any, store: KeyStore) -> tuple[x509.Certificate, bytes] | None:
    """Return our certificate that a recipient's entry names, with the wrapped key for it."""
    if info.name == "ktri":
        entries = [(info.chosen["rid"], info.chosen["encrypted_key"].native)]
    elif info.name == "kari":
        entries = [
            (each["rid"], each["encrypted_key"].native)
            for each in info.chosen["recipient_encrypted_keys"]
        ]
    else:
        return None
    for rid, wrapped in entries:
        for certificate in store.certificates:
            if _names(rid, certificate):
                return certificate, wrapped
    return None


def _names(rid: Any, certificate: x509.Certificate) -> bool:
    if rid.name == "issuer_and_serial_number":
        issuer = certificate.issuer.public_bytes()
        same_number = rid.chosen["serial_number"].native == certificate.serial_number
        return bool(same_number and rid.chosen["issuer"].dump() == issuer)
    named = rid.chosen
    if rid.name == "r_key_id":
        named = named["subject_key_identifier"]
    try:
        own = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return False
    return bool(named.native == own.digest)


def _wrap(key: bytes, recipient: x509.Certificate) -> Any:
    public = recipient.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return _wrap_rsa(key, recipient, public)
    if isinstance(public, ec.EllipticCurvePublicKey):
        return _wrap_ec(key, recipient, public)
    raise refuse("envelope.recipient_weak", recipient=certificates.subject_name(recipient))


def _wrap_rsa(key: bytes, recipient: x509.Certificate, public: rsa.RSAPublicKey) -> Any:
    return cms.RecipientInfo(
        name="ktri",
        value=cms.KeyTransRecipientInfo(
            {
                "version": 0,
                "rid": cms.RecipientIdentifier("issuer_and_serial_number", _issuer(recipient)),
                "key_encryption_algorithm": {
                    "algorithm": "rsaes_oaep",
                    "parameters": _oaep_parameters(),
                },
                "encrypted_key": public.encrypt(key, oaep()),
            }
        ),
    )


def _unwrap_rsa(info: Any, certificate: x509.Certificate, wrapped: bytes, store: KeyStore) -> bytes:
    algorithm = info["key_encryption_algorithm"]
    if algorithm["algorithm"].native != "rsaes_oaep":
        raise refuse("envelope.algorithm")
    if algorithm["parameters"].native != _oaep_parameters().native:
        raise refuse("envelope.algorithm")
    return store.unwrap(certificate, wrapped)


def _wrap_ec(key: bytes, recipient: x509.Certificate, public: ec.EllipticCurvePublicKey) -> Any:
    ephemeral = ec.generate_private_key(public.curve)
    wrapping = _derive(ephemeral.exchange(ec.ECDH(), public))
    originator = keys.PublicKeyInfo.load(
        ephemeral.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    return cms.RecipientInfo(
        name="kari",
        value=cms.KeyAgreeRecipientInfo(
            {
                "version": 3,
                "originator": cms.OriginatorIdentifierOrKey("originator_key", originator),
                "key_encryption_algorithm": _algorithm(_ECDH_SHA256, _wrap_algorithm()),
                "recipient_encrypted_keys": [
                    {
                        "rid": cms.KeyAgreementRecipientIdentifier(
                            "issuer_and_serial_number", _issuer(recipient)
                        ),
                        "encrypted_key": aes_key_wrap(wrapping, key),
                    }
                ],
            }
        ),
    )


def _unwrap_ec(info: Any, certificate: x509.Certificate, wrapped: bytes, store: KeyStore) -> bytes:
    algorithm = info["key_encryption_algorithm"]
    if algorithm["algorithm"].dotted != _ECDH_SHA256 or info["ukm"]:
        raise refuse("envelope.algorithm")
    inner = cms.KeyEncryptionAlgorithm.load(algorithm["parameters"].dump(), strict=True)
    if inner["algorithm"].dotted != _AES256_WRAP or info["originator"].name != "originator_key":
        raise refuse("envelope.algorithm")
    peer = _peer(info["originator"].chosen, certificate)
    return aes_key_unwrap(_derive(store.agree(certificate, peer)), wrapped)


def _peer(originator: Any, certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """Return the sender's ephemeral key; its curve may be left to the recipient's certificate."""
    own = certificate.public_key()
    if not isinstance(own, ec.EllipticCurvePublicKey):
        raise ValueError("an EC envelope for another key")  # noqa: TRY004 - handled as damage
    point = bytes(originator["public_key"])
    return ec.EllipticCurvePublicKey.from_encoded_point(own.curve, point)


def _derive(secret: bytes) -> bytes:
    shared = _SharedInfo(
        {
            "key_info": _wrap_algorithm(),
            "public_info": (_KEY_BYTES * 8).to_bytes(4, "big"),
        }
    )
    return X963KDF(hashes.SHA256(), _KEY_BYTES, shared.dump()).derive(secret)


def _wrap_algorithm() -> Any:
    return cms.KeyEncryptionAlgorithm({"algorithm": _AES256_WRAP})


def _oaep_parameters() -> Any:
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    mask = algos.MaskGenAlgorithm({"algorithm": "mgf1", "parameters": sha256})
    return algos.RSAESOAEPParams({"hash_algorithm": sha256, "mask_gen_algorithm": mask})


def _algorithm(oid: str, parameters: Any) -> Any:
    return cms.KeyEncryptionAlgorithm({"algorithm": oid, "parameters": core.Any(parameters)})


def _issuer(certificate: x509.Certificate) -> Any:
    return cms.IssuerAndSerialNumber(
        {
            "issuer": asn1_x509.Name.load(certificate.issuer.public_bytes()),
            "serial_number": certificate.serial_number,
        }
    )


def _head(tag: int, length: int) -> bytes:
    """Return a DER tag with its length."""
    if length < 0x80:
        return bytes([tag, length])
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size
