"""Where a private key is kept: a PKCS#12 file, or a token behind a PKCS#11 module.

Both give the same few operations; the key itself never leaves its store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, Self, cast
from urllib.parse import unquote

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from desktop.domain.problems import refuse, world_failed

MAX_FILE_BYTES = 16 * 1024 * 1024
PSS_SALT_BYTES = 32

# Asked for the passphrase or PIN, once, after the file or token was found.
Ask = Callable[[], str]


class Scheme(StrEnum):
    """How a signature is made; all over SHA-256."""

    RSA_PSS = "rsa-pss"
    ECDSA = "ecdsa"
    RSA_PKCS1 = "rsa-pkcs1-v1.5"


@dataclass(frozen=True)
class KeySpec:
    """A store as a person names it; `token` is the label of the token, None for a file.

    `final_try`: the person knows that the token has one try of its PIN left, and wants it used.
    """

    path: Path
    token: str | None
    final_try: bool = False


class KeyStore(Protocol):
    """An opened store. `certificates` are those whose private keys are in it; `chain` are others
    kept beside them. Use it as a context manager, or call `close`."""

    certificates: tuple[x509.Certificate, ...]
    chain: tuple[x509.Certificate, ...]
    name: str

    def schemes(self, certificate: x509.Certificate) -> frozenset[Scheme]:
        """Say which signatures the key of `certificate` can make."""
        ...

    def sign(self, certificate: x509.Certificate, scheme: Scheme, data: bytes) -> bytes:
        """Sign `data` (ECDSA as DER). Raises `WorldFailure` where the store fails."""
        ...

    def unwrap(self, certificate: x509.Certificate, wrapped: bytes) -> bytes:
        """Open what was wrapped by RSA-OAEP with SHA-256; `ValueError` where it does not open."""
        ...

    def agree(self, certificate: x509.Certificate, peer: ec.EllipticCurvePublicKey) -> bytes:
        """Return the ECDH secret with `peer`; `ValueError` where the curves differ."""
        ...

    def close(self) -> None:
        """Let go of the key."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def parse_spec(text: str) -> KeySpec:
    """Read `p12:FILE` or `pkcs11:LIB?token=LABEL` (a label may be percent-encoded).

    Raises the refusal `signer.spec`.
    """
    kind, _, rest = text.partition(":")
    if kind == "p12" and rest:
        return KeySpec(Path(rest), None)
    if kind == "pkcs11":
        library, separator, label = rest.rpartition("?token=")
        if separator and library and label:
            return KeySpec(Path(library), unquote(label))
    raise refuse("signer.spec", spec=text)


def open_keystore(spec: KeySpec, ask: Ask) -> KeyStore:
    """Open the store that `spec` names; see `P12Store` and `desktop.crypto.tokens.TokenStore`
    for the problems raised."""
    if spec.token is None:
        return P12Store(spec.path, ask)
    from desktop.crypto.tokens import TokenStore

    return TokenStore(spec.path, spec.token, ask, final_try=spec.final_try)


def schemes_of(certificate: x509.Certificate) -> frozenset[Scheme]:
    """Return the signatures that the kind of key allows."""
    if isinstance(certificate.public_key(), rsa.RSAPublicKey):
        return frozenset({Scheme.RSA_PSS, Scheme.RSA_PKCS1})
    return frozenset({Scheme.ECDSA})


def oaep() -> padding.OAEP:
    """Return the OAEP padding of our envelopes: SHA-256 for both hash and mask."""
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


class P12Store:
    """The key of a PKCS#12 file, held in memory.

    Raises `signer.file_missing`, `signer.file_unreadable`, `signer.not_p12`,
    `signer.p12_passphrase`, `signer.no_key`, `signer.no_certificate`, `signer.key_kind`.
    """

    def __init__(self, path: Path, ask: Ask) -> None:
        data = _read(path)
        self.name = path.name
        parsed = _parse(data, str(path), ask)
        if parsed.key is None:
            raise refuse("signer.no_key", file=str(path))
        if parsed.cert is None:
            raise refuse("signer.no_certificate", store=str(path))
        if not isinstance(parsed.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise refuse("signer.key_kind", store=str(path))
        self._key = parsed.key
        self.certificates: tuple[x509.Certificate, ...] = (parsed.cert.certificate,)
        self.chain = tuple(other.certificate for other in parsed.additional_certs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def schemes(self, certificate: x509.Certificate) -> frozenset[Scheme]:
        """See `KeyStore`."""
        return schemes_of(certificate)

    def sign(self, certificate: x509.Certificate, scheme: Scheme, data: bytes) -> bytes:
        """See `KeyStore`."""
        if scheme is Scheme.ECDSA:
            key = cast(ec.EllipticCurvePrivateKey, self._key)
            return key.sign(data, ec.ECDSA(hashes.SHA256()))
        return cast(rsa.RSAPrivateKey, self._key).sign(data, rsa_padding(scheme), hashes.SHA256())

    def unwrap(self, certificate: x509.Certificate, wrapped: bytes) -> bytes:
        """See `KeyStore`."""
        if not isinstance(self._key, rsa.RSAPrivateKey):
            raise ValueError("not an RSA key")  # noqa: TRY004 - the protocol's answer
        return self._key.decrypt(wrapped, oaep())

    def agree(self, certificate: x509.Certificate, peer: ec.EllipticCurvePublicKey) -> bytes:
        """See `KeyStore`."""
        if not isinstance(self._key, ec.EllipticCurvePrivateKey):
            raise ValueError("not an EC key")  # noqa: TRY004 - the protocol's answer
        return self._key.exchange(ec.ECDH(), peer)

    def close(self) -> None:
        """Nothing to let go: the key goes with the object."""


def rsa_padding(scheme: Scheme) -> padding.PSS | padding.PKCS1v15:
    """Return the padding of an RSA scheme."""
    if scheme is Scheme.RSA_PSS:
        return padding.PSS(padding.MGF1(hashes.SHA256()), PSS_SALT_BYTES)
    return padding.PKCS1v15()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise world_failed("signer.file_missing", file=str(path)) from error
    except OSError as error:
        raise world_failed("signer.file_unreadable", file=str(path)) from error
    try:
        # Not strict: some issuers leave bytes behind the structure.
        asn1_pkcs12.Pfx.load(data)["auth_safe"]["content_type"].native  # noqa: B018
    except (ValueError, TypeError, KeyError) as error:
        raise refuse("signer.not_p12", file=str(path)) from error
    return data


def _parse(data: bytes, file: str, ask: Ask) -> pkcs12.PKCS12KeyAndCertificates:
    passphrase = ask().encode()
    try:
        return pkcs12.load_pkcs12(data, passphrase)
    except UnsupportedAlgorithm as error:
        raise refuse("signer.key_kind", store=file) from error
    except (ValueError, TypeError) as error:
        # The structure was seen to be PKCS#12, so what does not open is the passphrase.
        raise world_failed("signer.p12_passphrase", file=file) from error
