"""Passphrase slots: how a passphrase opens the vault key.

A slot has a key pair of its own (ML-KEM-768 + X25519). The vault key is sealed by HPKE to the
slot's public key, so a new vault key can be sealed to everybody without anybody's passphrase; the
private key is wrapped under a key made of the passphrase. Both are bound to the vault, its
generation and everything else the slot says of itself.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.domain.canonical import canonical_json
from desktop.domain.folding import nfc
from desktop.domain.problems import not_opened, world_failed

VAULT_KEY_BYTES = 32

# Bounds of what a key file may ask of this PC (formats.md, "Vault, format 1"); memory in KiB.
MOST_MEMORY = 1024 * 1024
MOST_PASSES = 20
MOST_LANES = 16

SALT_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1184
_X25519_BYTES = 32
PUBLIC_KEY_BYTES = _MLKEM_PUBLIC_BYTES + _X25519_BYTES
WRAPPED_BYTES = _NONCE_BYTES + _MLKEM_SEED_BYTES + _X25519_BYTES + _TAG_BYTES

# What making and opening a slot should take, in seconds, and the range calibration stays in.
# 256 MiB leaves room on a PC with 4 GB; 64 MiB with three passes is the least we accept.
_TARGET_SECONDS = 0.5
_CALIBRATION_MEMORY = 64 * 1024
_CALIBRATED_MOST_MEMORY = 256 * 1024
_CALIBRATED_PASSES = 3
_CALIBRATED_LANES = 4
_TRIALS = 3
_MEMORY_STEP = 16 * 1024

_KEK_INFO = b"daumoi vault slot key 1"


class SlotType(StrEnum):
    """What opens a slot."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a word, not a secret


@dataclass(frozen=True)
class KdfParameters:
    """Argon2id's parameters; memory in KiB."""

    salt: bytes
    memory: int
    passes: int
    lanes: int


@dataclass(frozen=True)
class Binding:
    """The vault (its id) and the generation that a slot belongs to."""

    vault: str
    generation: int


@dataclass(frozen=True)
class Slot:
    """One way into the vault, as the key file keeps it. Nothing here is secret by itself."""

    id: str
    type: SlotType
    label: str
    public_key: bytes = field(repr=False)
    kdf: KdfParameters
    workstation: str | None
    wrapped_private_key: bytes = field(repr=False)
    sealed_vault_key: bytes = field(repr=False)


def out_of_bounds(kdf: KdfParameters) -> bool:
    """Tell whether these parameters ask more of the PC than a key file may, or make no sense."""
    return not (
        1 <= kdf.passes <= MOST_PASSES
        and 1 <= kdf.lanes <= MOST_LANES
        # Argon2 itself needs eight blocks of 1 KiB for each lane.
        and 8 * kdf.lanes <= kdf.memory <= MOST_MEMORY
    )


def calibrate(
    random_bytes: Callable[[int], bytes], clock: Callable[[], float] = time.perf_counter
) -> KdfParameters:
    """Choose parameters that take about half a second here, more memory before more passes."""
    salt = random_bytes(SALT_BYTES)
    trial = KdfParameters(salt, _CALIBRATION_MEMORY, _CALIBRATED_PASSES, _CALIBRATED_LANES)
    # The quickest of some trials: the others were held up by what else the PC was doing.
    seconds = min(_seconds(trial, clock) for _ in range(_TRIALS))
    fits = _TARGET_SECONDS / max(seconds, 0.001)
    memory = int(_CALIBRATION_MEMORY * fits) // _MEMORY_STEP * _MEMORY_STEP
    memory = min(max(memory, _CALIBRATION_MEMORY), _CALIBRATED_MOST_MEMORY)
    passes = round(_CALIBRATED_PASSES * fits * _CALIBRATION_MEMORY / memory)
    passes = min(max(passes, _CALIBRATED_PASSES), MOST_PASSES)
    return KdfParameters(salt, memory, passes, _CALIBRATED_LANES)


def make_passphrase_slot(
    binding: Binding,
    label: str,
    passphrase: str,
    vault_key: bytes,
    kdf: KdfParameters,
    random_bytes: Callable[[int], bytes],
) -> Slot:
    """Make a slot in which `passphrase` opens `vault_key`."""
    seed = random_bytes(_MLKEM_SEED_BYTES)
    scalar = random_bytes(_X25519_BYTES)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(seed).public_key()
    x25519 = X25519PrivateKey.from_private_bytes(scalar).public_key()
    bare = Slot(
        id=random_bytes(16).hex(),
        type=SlotType.PASSPHRASE,
        label=nfc(label),
        public_key=mlkem.public_bytes_raw() + x25519.public_bytes_raw(),
        kdf=kdf,
        workstation=None,
        wrapped_private_key=b"",
        sealed_vault_key=b"",
    )
    nonce = random_bytes(_NONCE_BYTES)
    wrapped = AESGCM(_key_encryption_key(passphrase, kdf)).encrypt(
        nonce, seed + scalar, _associated_data(binding, bare)
    )
    return replace(
        bare,
        wrapped_private_key=nonce + wrapped,
        sealed_vault_key=seal_vault_key(binding, bare, vault_key),
    )


def open_passphrase_slot(binding: Binding, slot: Slot, passphrase: str) -> bytes:
    """Return the 32-byte vault key.

    Raises `VaultNotOpened`: `vault.wrong_passphrase`, or `vault.slot_damaged` where the private
    key opens but the vault key sealed to it does not; `WorldFailure` `vault.memory_short`.
    """
    bound = _associated_data(binding, slot)
    nonce, wrapped = (
        slot.wrapped_private_key[:_NONCE_BYTES],
        slot.wrapped_private_key[_NONCE_BYTES:],
    )
    try:
        private = AESGCM(_key_encryption_key(passphrase, slot.kdf)).decrypt(nonce, wrapped, bound)
    except InvalidTag:
        raise not_opened("vault.wrong_passphrase", user=slot.label) from None
    key_pair = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(private[:_MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(private[_MLKEM_SEED_BYTES:]),
    )
    try:
        vault_key = _suite().decrypt(slot.sealed_vault_key, key_pair, info=bound)
    except (InvalidTag, ValueError):
        raise not_opened("vault.slot_damaged", user=slot.label) from None
    if len(vault_key) != VAULT_KEY_BYTES:
        raise not_opened("vault.slot_damaged", user=slot.label)
    return vault_key


def seal_vault_key(binding: Binding, slot: Slot, vault_key: bytes) -> bytes:
    """Seal another vault key to the slot's public key; no passphrase is needed for that."""
    public_key = MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(slot.public_key[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(slot.public_key[_MLKEM_PUBLIC_BYTES:]),
    )
    return _suite().encrypt(vault_key, public_key, info=_associated_data(binding, slot))


def kdf_document(kdf: KdfParameters) -> dict[str, object]:
    """Return the parameters as the key file writes them."""
    return {
        "name": "argon2id",
        "salt": b64encode(kdf.salt).decode(),
        "memory_kib": kdf.memory,
        "passes": kdf.passes,
        "lanes": kdf.lanes,
    }


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _associated_data(binding: Binding, slot: Slot) -> bytes:
    bound = {
        "vault": binding.vault,
        "generation": binding.generation,
        "id": slot.id,
        "type": slot.type.value,
        "label": slot.label,
        "kdf": kdf_document(slot.kdf),
        "public_key": b64encode(slot.public_key).decode(),
    }
    return canonical_json(bound).encode()


def _key_encryption_key(passphrase: str, kdf: KdfParameters) -> bytes:
    # A workstation's own secret will be appended here once workstations are enrolled.
    workstation_secret = b""
    # "surrogatepass": an exception for odd text would carry the passphrase in its message.
    stretched = _argon2id(nfc(passphrase).encode("utf-8", "surrogatepass"), kdf)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_KEK_INFO).derive(
        stretched + workstation_secret
    )


def _seconds(trial: KdfParameters, clock: Callable[[], float]) -> float:
    started = clock()
    _argon2id(b"", trial)
    return clock() - started


def _argon2id(secret: bytes, kdf: KdfParameters) -> bytes:
    try:
        return Argon2id(
            salt=kdf.salt,
            length=32,
            iterations=kdf.passes,
            lanes=kdf.lanes,
            memory_cost=kdf.memory,
        ).derive(secret)
    except MemoryError:
        raise world_failed("vault.memory_short", mebibytes=kdf.memory // 1024) from None
