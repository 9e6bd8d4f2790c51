"""Signs as CAdES-B-B, detached: one SignerInfo, no embedded content, four signed attributes.

RSA is RSASSA-PSS (MGF1 and digest SHA-256, salt 32), EC is ECDSA over SHA-256. PKCS#1 v1.5 is
made only where the caller's policy allows it and the token has nothing else.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from desktop.crypto import certificates
from desktop.crypto.keystores import (
    PSS_SALT_BYTES,
    Ask,
    KeySpec,
    KeyStore,
    Scheme,
    open_keystore,
    rsa_padding,
)
from desktop.domain.problems import refuse, world_failed

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner


@dataclass(frozen=True)
class Signer:
    """A key ready to sign: the store it is in, its certificate and how it signs."""

    store: KeyStore
    certificate: x509.Certificate
    scheme: Scheme

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def sign(self, data: bytes) -> bytes:
        """Sign `data` and prove the signature with the certificate's own key.

        Raises `WorldFailure`: what the store raises, or `signer.mismatch` where the key does not
        belong to the certificate.
        """
        signature = self.store.sign(self.certificate, self.scheme, data)
        key = self.certificate.public_key()
        try:
            if self.scheme is Scheme.ECDSA:
                cast(ec.EllipticCurvePublicKey, key).verify(
                    signature, data, ec.ECDSA(hashes.SHA256())
                )
            else:
                cast(rsa.RSAPublicKey, key).verify(
                    signature, data, rsa_padding(self.scheme), hashes.SHA256()
                )
        except InvalidSignature as error:
            raise world_failed("signer.mismatch", store=self.store.name) from error
        return signature


def open_signer(spec: KeySpec, ask: Ask, at: datetime, *, allow_pkcs1: bool = False) -> Signer:
    """Open the store and choose the key to sign with at the time `at`.

    Raises what `open_keystore` raises, and the refusals `signer.not_for_signing`,
    `signer.key_weak`, `signer.expired`, `signer.not_yet_valid`, `signer.no_pss`.
    """
    store = open_keystore(spec, ask)
    try:
        certificate = _choose(store, at)
        return Signer(store, certificate, _scheme(store, certificate, allow_pkcs1=allow_pkcs1))
    except BaseException:
        store.close()
        raise


def sign_cades(signer: Signer, content: bytes, at: datetime) -> bytes:
    """Return the CAdES-B-B signature over `content` as DER; `at` is the claimed signing time.

    The signer's certificate is embedded, and with it the others of its store that are not roots.
    """
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    claimed = at.astimezone(UTC).replace(microsecond=0)
    signature = asyncio.run(
        cms_signer(signer).async_sign_general_data(
            content,
            "sha256",
            detached=True,
            use_cades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=claimed),
        )
    )
    return bytes(signature.dump())


def cms_signer(signer: Signer) -> CmsSigner:
    """Return the signer in pyHanko's terms."""
    # Half a second of imports: only when something is really signed.
    from asn1crypto import algos
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers.pdf_cms import Signer as PyhankoSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class KeyStoreSigner(PyhankoSigner):
        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            if dry_run:
                # As long as the longest signature of a 4096-bit key.
                return bytes(512)
            return signer.sign(data)

    def converted(certificate: x509.Certificate) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(certificates.der(certificate))

    mechanism: dict[str, object] = {"algorithm": _MECHANISMS[signer.scheme]}
    if signer.scheme is Scheme.RSA_PSS:
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        mechanism["parameters"] = algos.RSASSAPSSParams(
            {
                "hash_algorithm": sha256,
                "mask_gen_algorithm": algos.MaskGenAlgorithm(
                    {"algorithm": "mgf1", "parameters": sha256}
                ),
                "salt_length": PSS_SALT_BYTES,
            }
        )
    others = SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]  # no types there
        [converted(c) for c in signer.store.chain]
    )
    return KeyStoreSigner(
        signature_mechanism=algos.SignedDigestAlgorithm(mechanism),
        signing_cert=converted(signer.certificate),
        cert_registry=others,
        embed_roots=False,
    )


_MECHANISMS = {
    Scheme.RSA_PSS: "rsassa_pss",
    Scheme.ECDSA: "sha256_ecdsa",
    Scheme.RSA_PKCS1: "sha256_rsa",
}


def _choose(store: KeyStore, at: datetime) -> x509.Certificate:
    """Return the signing certificate in force; of several (after a renewal) the newest."""
    signing = [c for c in store.certificates if certificates.allows_signing(c)]
    if not signing:
        raise refuse("signer.not_for_signing", store=store.name)
    strong = [c for c in signing if certificates.strong_key(c)]
    if not strong:
        raise refuse("signer.key_weak", store=store.name)
    begun = [c for c in strong if c.not_valid_before_utc <= at]
    if not begun:
        day = min(c.not_valid_before_utc for c in strong)
        raise refuse("signer.not_yet_valid", store=store.name, day=day.date().isoformat())
    in_force = [c for c in begun if at <= c.not_valid_after_utc]
    if not in_force:
        day = max(c.not_valid_after_utc for c in begun)
        raise refuse("signer.expired", store=store.name, day=day.date().isoformat())
    return max(in_force, key=lambda c: (c.not_valid_before_utc, c.serial_number))


def _scheme(store: KeyStore, certificate: x509.Certificate, *, allow_pkcs1: bool) -> Scheme:
    offered = store.schemes(certificate)
    for scheme in (Scheme.ECDSA, Scheme.RSA_PSS):
        if scheme in offered:
            return scheme
    if Scheme.RSA_PKCS1 in offered and allow_pkcs1:
        return Scheme.RSA_PKCS1
    raise refuse("signer.no_pss", store=store.name)
