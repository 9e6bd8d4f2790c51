"""A token behind a PKCS#11 module, spoken to through the worker process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop.crypto import pkcs11_worker
from desktop.crypto.keystores import Ask, Scheme, schemes_of
from desktop.domain.problems import WorldFailure, world_failed

# A smart card needs seconds for a signature; a driver silent for longer than this is hanging.
TIMEOUT_SECONDS = 60.0
_ENDING_SECONDS = 2.0
_WAIT_SECONDS = 0.5
_HASH_BYTES = 32


class Driver:
    """A process that has a PKCS#11 module loaded, and answers requests about it.

    Raises `WorldFailure`: `pkcs11.module_missing`, `.crashed`, `.timeout`, and what
    `desktop.crypto.pkcs11_worker` answers. `token` is the label that sentences name.
    """

    def __init__(
        self,
        library: Path,
        token: str,
        timeout: float = TIMEOUT_SECONDS,
        serve: Callable[[Connection], None] = pkcs11_worker.serve,
    ) -> None:
        if not library.is_file():
            raise world_failed("pkcs11.module_missing", module=str(library))
        self._library = str(library)
        self._token = token
        self._timeout = timeout
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other,), daemon=True)
        self._process.start()
        # Only the worker holds its end now, so that its death is the end of the pipe.
        other.close()

    def call(self, *request: object) -> Any:
        """Make the worker do `request`, an operation with its arguments; return its answer."""
        try:
            self._pipe.send(request)
            if not self._has_answered():
                self._end()
                raise self._failed("pkcs11.timeout")
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._failed("pkcs11.crashed") from error
        if answer[0] == "done":
            return answer[1]
        raise self._failed(answer[1], answer[2])

    def _has_answered(self) -> bool:
        """Wait for the answer in short waits: time in which the PC slept, and the driver with it,
        ends one of them and no more."""
        waits = max(1, round(self._timeout / _WAIT_SECONDS))
        return any(self._pipe.poll(self._timeout / waits) for _ in range(waits))

    def alive(self) -> bool:
        """Say whether the process is still there."""
        return self._process.is_alive()

    def interrupt(self) -> None:
        """Kill the worker from another thread: what it is being asked ends as `pkcs11.crashed`."""
        self._process.kill()

    def close(self) -> None:
        """End the worker; a driver that does not let go is killed."""
        self._pipe.close()
        self._process.join(_ENDING_SECONDS)
        self._end()

    def _end(self) -> None:
        if self._process.is_alive():
            self._process.kill()
        self._process.join()

    def _failed(self, code: str, detail: str = "") -> WorldFailure:
        return world_failed(code, module=self._library, token=self._token, detail=detail)


def look(
    library: Path,
    *,
    timeout: float = TIMEOUT_SECONDS,
    serve: Callable[[Connection], None] = pkcs11_worker.serve,
) -> list[Mapping[str, Any]]:
    """Return what a module says of each token it sees, without logging in: see
    `pkcs11_worker.Worker.look` for the keys. Raises what `Driver` raises."""
    driver = Driver(library, library.name, timeout, serve)
    try:
        return list(driver.call("look", str(library)))
    finally:
        driver.close()


def read_open(
    library: Path,
    *,
    timeout: float = TIMEOUT_SECONDS,
    serve: Callable[[Connection], None] = pkcs11_worker.serve,
) -> list[Mapping[str, Any]]:
    """Return what a module says of each token it sees, with the certificates and public keys that
    may be read without logging in: see `pkcs11_worker.Worker.read`. Raises what `Driver` raises."""
    readers = Readers(library, timeout=timeout, serve=serve)
    try:
        return readers.read()
    finally:
        readers.close()


class Readers:
    """A driver that stays loaded, to be asked again and again what is plugged in.

    Raises what `Driver` raises.
    """

    def __init__(
        self,
        library: Path,
        *,
        timeout: float = TIMEOUT_SECONDS,
        serve: Callable[[Connection], None] = pkcs11_worker.serve,
    ) -> None:
        self._library = library
        self._driver = Driver(library, library.name, timeout, serve)

    def look(self) -> Mapping[str, Any]:
        """Return what the driver is and which readers and tokens it sees now: see
        `pkcs11_worker.Worker.readers`."""
        said: Mapping[str, Any] = self._driver.call("readers", str(self._library))
        return said

    def read(self) -> list[Mapping[str, Any]]:
        """Return what `read_open` does."""
        return list(self._driver.call("read", str(self._library)))

    def interrupt(self) -> None:
        """See `Driver.interrupt`."""
        self._driver.interrupt()

    def close(self) -> None:
        """End the driver's process."""
        self._driver.close()


class TokenStore:
    """The keys of one token, after one login.

    Raises `WorldFailure`: `pkcs11.module_missing`, `.not_a_library`, `.module_failed`, `.crashed`,
    `.timeout`, `.no_token`, `.ambiguous_token`, `.token_gone`, `.pin_wrong`, `.pin_wrong_few`,
    `.pin_final_try`, `.pin_locked`, `.pin_not_set`, `.no_key`, `.no_certificate`,
    `.no_mechanism`. A wrong PIN is said once; it is never tried again by itself, and the last try
    is used only where `final_try` says that a person wants it. A PIN that would not be tried is not
    asked for.
    """

    def __init__(
        self,
        library: Path,
        label: str,
        ask: Ask,
        *,
        final_try: bool = False,
        timeout: float = TIMEOUT_SECONDS,
        serve: Callable[[Connection], None] = pkcs11_worker.serve,
    ) -> None:
        self.name = label
        self.driver = Driver(library, label, timeout, serve)
        self._call = self.driver.call
        try:
            readable = self._call("find", str(library), label, final_try)
            pairs = self._call("login", ask(), final_try)
            self._ids = {_parsed(der): key_id for key_id, der in pairs}
        except BaseException:
            self.close()
            raise
        self.certificates: tuple[x509.Certificate, ...] = tuple(self._ids)
        others = (_parsed(der) for _, der in readable)
        self.chain = tuple(other for other in others if other not in self._ids)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def schemes(self, certificate: x509.Certificate) -> frozenset[Scheme]:
        """See `KeyStore`: what both the kind of key and the token's mechanisms allow."""
        is_rsa = isinstance(certificate.public_key(), rsa.RSAPublicKey)
        offered = {Scheme(name) for name in self._call("schemes", "rsa" if is_rsa else "ec")}
        return schemes_of(certificate) & offered

    def sign(self, certificate: x509.Certificate, scheme: Scheme, data: bytes) -> bytes:
        """See `KeyStore`."""
        raw: bytes = self._call("sign", self._ids[certificate], scheme.value, data)
        if scheme is not Scheme.ECDSA:
            return raw
        half = len(raw) // 2
        return encode_dss_signature(
            int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        )

    def unwrap(self, certificate: x509.Certificate, wrapped: bytes) -> bytes:
        """See `KeyStore`."""
        kind, found = self._call("unwrap", self._ids[certificate], wrapped)
        return found if kind == "clear" else remove_oaep(found)

    def agree(self, certificate: x509.Certificate, peer: ec.EllipticCurvePublicKey) -> bytes:
        """See `KeyStore`."""
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != peer.curve.name:
            raise ValueError("curves differ")
        point = peer.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        secret: bytes = self._call("agree", self._ids[certificate], point, len(point) // 2)
        return secret

    def close(self) -> None:
        """End the worker."""
        self.driver.close()


def _parsed(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def remove_oaep(block: bytes) -> bytes:
    """Take the OAEP padding with SHA-256 and an empty label off a decrypted RSA block (RFC 8017,
    7.1.2), for tokens that do only the bare RSA operation. Raises `ValueError`.
    """
    masked_seed, masked_data = block[1 : 1 + _HASH_BYTES], block[1 + _HASH_BYTES :]
    seed = _xor(masked_seed, _mask(masked_data, _HASH_BYTES))
    data = _xor(masked_data, _mask(seed, len(masked_data)))
    label_hash, rest = data[:_HASH_BYTES], data[_HASH_BYTES:]
    message = rest.lstrip(b"\0")
    if block[0] != 0 or label_hash != sha256(b"").digest() or message[:1] != b"\1":
        raise ValueError("not an OAEP block")
    return message[1:]


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-256."""
    counters = range(-(-length // _HASH_BYTES))
    return b"".join(sha256(seed + n.to_bytes(4, "big")).digest() for n in counters)[:length]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
