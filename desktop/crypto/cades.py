"""Checks one CMS file of detached signatures over given content, by the rules of CAdES.

Nothing is fetched: the signer's certificate must be inside. Whether it is to be trusted is another
question, `desktop.crypto.trust`. Sources: RFC 5652 (CMS), RFC 5035 (signing-certificate-v2),
RFC 4056 (RSA-PSS in CMS), ETSI EN 319 122-1.
"""

from __future__ import annotations

import hashlib
import hmac
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import (
    cms,
    tsp,  # noqa: F401  (teaches `cms` the attribute signing-certificate-v2)
)
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from desktop.domain.problems import Problem, refuse

DigestOf = Callable[[str], bytes]

# Digests that may vouch for content, by hashlib name; the rest are too weak or not in use.
_HASHES: dict[str, tuple[hashes.HashAlgorithm, str]] = {
    "sha256": (hashes.SHA256(), "SHA-256"),
    "sha384": (hashes.SHA384(), "SHA-384"),
    "sha512": (hashes.SHA512(), "SHA-512"),
    "sha3_256": (hashes.SHA3_256(), "SHA3-256"),
    "sha3_384": (hashes.SHA3_384(), "SHA3-384"),
    "sha3_512": (hashes.SHA3_512(), "SHA3-512"),
}
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
_MAX_CERTIFICATES = 50
OWN_SALT_BYTES = 32


@dataclass(frozen=True)
class SignatureCheck:
    """One SignerInfo, judged. `reasons` says why it is not intact; empty where it is.

    `certificate` is the signer's, `others` what else the file carries for building a chain;
    `claimed_time` is the signer's own word, RFC 3339 UTC; `algorithm` names key and digest.
    """

    certificate: x509.Certificate | None = None
    others: tuple[x509.Certificate, ...] = ()
    claimed_time: str | None = None
    algorithm: str | None = None
    pkcs1: bool = False
    reasons: tuple[Problem, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether the signature fits its content and its certificate."""
        return not self.reasons


@dataclass(frozen=True)
class _Signer:
    """What a SignerInfo says, taken out of its encoding."""

    digest_algorithm: str
    scheme: str
    pss: tuple[str, str, str, int, int] | None
    signed: bytes
    attributes: dict[str, list[Any]]
    signature: bytes
    protection: tuple[str, str] | None


def check_signatures(
    data: bytes, digest_of: DigestOf, part: str, *, own: bool
) -> tuple[SignatureCheck, ...]:
    """Check every SignerInfo of `data` over the content whose digests `digest_of` gives.

    `part` is the name to blame; with `own` the rules of our own format hold besides: one
    SignerInfo, a claimed time, RSA-PSS salt of 32 bytes. Raises the refusal `cades.malformed` or
    `cades.embedded` where the file is no detached signature at all.
    """
    try:
        signed = _signed_data(data)
        certificates = _certificates(signed)
        infos = list(signed["signer_infos"])
        embedded = signed["encap_content_info"]["content"].native is not None
        content_type = signed["encap_content_info"]["content_type"].native
    except Exception as error:  # the decoder lets out whatever its parts meet in hostile bytes
        raise refuse("cades.malformed", part=part) from error
    if embedded:
        raise refuse("cades.embedded", part=part)
    if not infos or (own and len(infos) != 1):
        raise refuse("cades.signers", part=part, count=len(infos))
    return tuple(
        _check(info, certificates, content_type, digest_of, part, own=own) for info in infos
    )


def _signed_data(data: bytes) -> Any:
    info = cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        raise ValueError("not SignedData")
    return info["content"]


def _certificates(signed: Any) -> list[tuple[Any, x509.Certificate]]:
    """Return the certificates that can be read, each by both libraries."""
    found = []
    for choice in list(signed["certificates"])[:_MAX_CERTIFICATES]:
        if choice.name != "certificate":
            continue
        try:
            with warnings.catch_warnings():
                # Encodings that will be refused some day are warned of; the verdict says enough.
                warnings.simplefilter("ignore")
                certificate = x509.load_der_x509_certificate(choice.chosen.dump())
                _ = certificate.extensions, certificate.subject, certificate.issuer
        except (ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion):
            continue
        found.append((choice.chosen, certificate))
    return found


def _check(
    info: Any,
    certificates: list[tuple[Any, x509.Certificate]],
    content_type: str,
    digest_of: DigestOf,
    part: str,
    *,
    own: bool,
) -> SignatureCheck:
    try:
        signer = _signer(info)
        found = _signers_certificate(info["sid"], certificates)
        claimed = _claimed_time(signer.attributes)
    except Exception:  # as above: hostile bytes, any exception of the decoder
        return SignatureCheck(reasons=(Problem("cades.malformed", {"part": part}),))
    if found is None:
        return SignatureCheck(
            claimed_time=claimed, reasons=(Problem("cades.no_certificate", {"part": part}),)
        )
    decoded, certificate = found
    reasons = _attribute_faults(signer, content_type, digest_of, part, own=own)
    reasons += _certificate_faults(signer, decoded, part)
    algorithm, pkcs1, faults = _signature_faults(signer, certificate, part, own=own)
    return SignatureCheck(
        certificate=certificate,
        others=tuple(other for _, other in certificates if other is not certificate),
        claimed_time=claimed,
        algorithm=algorithm,
        pkcs1=pkcs1,
        reasons=tuple(reasons + faults),
    )


def _signer(info: Any) -> _Signer:
    raw: bytes = info["signed_attrs"].dump()
    attributes: dict[str, list[Any]] = {}
    for attribute in info["signed_attrs"]:
        name = attribute["type"].native
        if name in attributes:
            raise ValueError("an attribute stands twice")
        attributes[name] = list(attribute["values"])
    scheme = info["signature_algorithm"]["algorithm"].native
    pss = None
    if scheme == "rsassa_pss":
        given = info["signature_algorithm"]["parameters"]
        mask = given["mask_gen_algorithm"]
        pss = (
            given["hash_algorithm"]["algorithm"].native,
            mask["algorithm"].native,
            mask["parameters"]["algorithm"].native,
            given["salt_length"].native,
            int(given["trailer_field"]),
        )
    protection = None
    for value in attributes.get("cms_algorithm_protection", []):
        protection = (
            value["digest_algorithm"]["algorithm"].native,
            value["signature_algorithm"]["algorithm"].native,
        )
    return _Signer(
        digest_algorithm=info["digest_algorithm"]["algorithm"].native,
        scheme=scheme,
        pss=pss,
        # What is signed is the set under its own tag, not the tag it stands under (RFC 5652, 5.4).
        signed=b"\x31" + raw[1:],
        attributes=attributes,
        signature=info["signature"].native,
        protection=protection,
    )


def _signers_certificate(
    sid: Any, certificates: list[tuple[Any, x509.Certificate]]
) -> tuple[Any, x509.Certificate] | None:
    for decoded, certificate in certificates:
        if sid.name == "issuer_and_serial_number":
            issuer, number = sid.chosen["issuer"], sid.chosen["serial_number"].native
            if decoded.serial_number == number and decoded.issuer == issuer:
                return decoded, certificate
        elif decoded.key_identifier == sid.chosen.native:
            return decoded, certificate
    return None


def _claimed_time(attributes: dict[str, list[Any]]) -> str | None:
    values = attributes.get("signing_time")
    if not values:
        return None
    moment = values[0].native
    if not isinstance(moment, datetime):
        raise TypeError("not a time")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _attribute_faults(
    signer: _Signer, content_type: str, digest_of: DigestOf, part: str, *, own: bool
) -> list[Problem]:
    found = []
    needed = ["content_type", "message_digest", "signing_certificate_v2"]
    if own:
        needed.append("signing_time")
    for name in needed:
        if len(signer.attributes.get(name, [])) != 1:
            attribute = name.replace("_", "-")
            found.append(Problem("cades.attribute", {"part": part, "attribute": attribute}))
    if signer.digest_algorithm not in _HASHES:
        values = {"part": part, "digest": signer.digest_algorithm}
        return [*found, Problem("cades.weak_digest", values)]
    if found:
        return found
    if signer.attributes["content_type"][0].native != content_type:
        found.append(Problem("cades.content_type", {"part": part}))
    stated = signer.attributes["message_digest"][0].native
    if not hmac.compare_digest(stated, digest_of(signer.digest_algorithm)):
        found.append(Problem("cades.message_digest", {"part": part}))
    return found


def _certificate_faults(signer: _Signer, decoded: Any, part: str) -> list[Problem]:
    """The certificate must be the one the signer named in signing-certificate-v2, its first."""
    values = signer.attributes.get("signing_certificate_v2", [])
    if len(values) != 1:
        return []
    fault = [Problem("cades.other_certificate", {"part": part})]
    try:
        named = values[0]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
        if algorithm not in _HASHES:
            return [Problem("cades.weak_digest", {"part": part, "digest": algorithm})]
        digest = hashlib.new(algorithm, decoded.dump(), usedforsecurity=True).digest()
        if not hmac.compare_digest(named["cert_hash"].native, digest):
            return fault
        issuer_serial = named["issuer_serial"]
        if issuer_serial.native is not None:
            names = [name.chosen for name in issuer_serial["issuer"]]
            if issuer_serial["serial_number"].native != decoded.serial_number or (
                names != [decoded.issuer]
            ):
                return fault
    except Exception:  # as above: hostile bytes, any exception of the decoder
        return [Problem("cades.malformed", {"part": part})]
    return []


def _signature_faults(
    signer: _Signer, certificate: x509.Certificate, part: str, *, own: bool
) -> tuple[str | None, bool, list[Problem]]:
    """Return the algorithm's name, whether it is PKCS#1 v1.5, and what is wrong."""
    broken = [Problem("cades.signature", {"part": part})]
    unsupported = [Problem("cades.unsupported", {"part": part, "algorithm": signer.scheme})]
    if signer.digest_algorithm not in _HASHES:
        return None, False, []  # named already
    hash_algorithm, hash_name = _HASHES[signer.digest_algorithm]
    if signer.protection not in (None, (signer.digest_algorithm, signer.scheme)):
        return None, False, broken
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None, False, unsupported
    scheme = signer.scheme
    digest = signer.digest_algorithm
    pkcs1 = scheme in ("rsassa_pkcs1v15", f"{digest}_rsa")
    try:
        if isinstance(key, rsa.RSAPublicKey) and signer.pss is not None:
            name = f"RSA-PSS {hash_name}"
            pss_hash, mask, mask_hash, salt, trailer = signer.pss
            if (pss_hash, mask, mask_hash, trailer) != (digest, "mgf1", digest, 1):
                return name, False, unsupported
            if own and salt != OWN_SALT_BYTES:
                return name, False, unsupported
            pss = padding.PSS(mgf=padding.MGF1(hash_algorithm), salt_length=salt)
            key.verify(signer.signature, signer.signed, pss, hash_algorithm)
        elif isinstance(key, rsa.RSAPublicKey) and pkcs1:
            name = f"RSA PKCS#1 v1.5 {hash_name}"
            key.verify(signer.signature, signer.signed, padding.PKCS1v15(), hash_algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and scheme == f"{digest}_ecdsa":
            name = f"ECDSA {_CURVES.get(key.curve.name, key.curve.name)} {hash_name}"
            key.verify(signer.signature, signer.signed, ec.ECDSA(hash_algorithm))
        elif isinstance(key, ed25519.Ed25519PublicKey) and scheme == "ed25519":
            name = "Ed25519"
            key.verify(signer.signature, signer.signed)
        else:
            return None, False, unsupported
    except InvalidSignature:
        return name, pkcs1, broken
    except (ValueError, TypeError, OverflowError, UnsupportedAlgorithm):
        return None, False, unsupported
    return name, pkcs1, []
