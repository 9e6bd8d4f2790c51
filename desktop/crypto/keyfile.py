"""The key file `keys.json`: read strictly, written in one form only. Reads and writes no files.

A checksum over everything else tells damage from a wrong passphrase; it proves nothing against a
person who means harm, which is the task of the slots' associated data.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from desktop.crypto.slots import (
    PUBLIC_KEY_BYTES,
    SALT_BYTES,
    WRAPPED_BYTES,
    Binding,
    KdfParameters,
    Slot,
    SlotType,
    kdf_document,
    out_of_bounds,
)
from desktop.domain.canonical import canonical_json
from desktop.domain.folding import nfc
from desktop.domain.problems import not_opened

FORMAT = 1
MOST_BYTES = 1024 * 1024
MOST_SLOTS = 64
_MOST_GENERATION = 9999
_MOST_LABEL = 200
_SEALED_BYTES = range(1, 4096)
_HEX_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class KeyFile:
    """The vault's id, its generation, and the slots that open it."""

    vault: str
    generation: int
    slots: tuple[Slot, ...]

    @property
    def binding(self) -> Binding:
        """What every slot of this file is bound to."""
        return Binding(self.vault, self.generation)


class DamagedError(ValueError):
    """The bytes are not a whole key file of ours."""


def to_bytes(keys: KeyFile) -> bytes:
    """Return the key file: canonical JSON and a line end."""
    document: dict[str, object] = {
        "format": FORMAT,
        "vault": keys.vault,
        "generation": keys.generation,
        "slots": [_slot_document(slot) for slot in keys.slots],
    }
    document["checksum"] = _checksum(document)
    return canonical_json(document).encode() + b"\n"


def parse(data: bytes) -> KeyFile:
    """Read a key file.

    Raises `DamagedError` where anything is missing, added, or otherwise written than we write it;
    `VaultNotOpened` where it is whole, but of a newer format (`vault.newer`) or asks too much of
    the PC (`vault.kdf_bounds`).
    """
    document = _json_object(data)
    checksum = document.get("checksum")
    if checksum != _checksum({k: v for k, v in document.items() if k != "checksum"}):
        raise DamagedError
    written = document.get("format")
    if type(written) is int and written > FORMAT:
        raise not_opened("vault.newer", what="keys.json", found=written, known=FORMAT)
    try:
        keys = KeyFile(
            vault=_hex_id(document["vault"]),
            generation=_number(document["generation"], 1, _MOST_GENERATION),
            slots=tuple(_slot(entry) for entry in document["slots"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DamagedError from None
    labels = {slot.label for slot in keys.slots}
    if not 1 <= len(keys.slots) <= MOST_SLOTS or len(labels) != len(keys.slots):
        raise DamagedError
    # One form only: this finds unknown fields, other spellings of base64 or numbers, spaces.
    if to_bytes(keys) != data:
        raise DamagedError
    for slot in keys.slots:
        if out_of_bounds(slot.kdf):
            raise not_opened("vault.kdf_bounds", user=slot.label)
    return keys


def first_whole(data: bytes | None, copy: bytes | None) -> tuple[KeyFile, bool]:
    """Read the key file, or its copy where the file is absent or damaged; True if it was the copy.

    Raises `VaultNotOpened` `vault.keys_absent`, `vault.keys_damaged`, and what `parse` raises.
    """
    for candidate, is_copy in ((data, False), (copy, True)):
        if candidate is not None:
            try:
                return parse(candidate), is_copy
            except DamagedError:
                continue
    raise not_opened("vault.keys_absent" if data is None and copy is None else "vault.keys_damaged")


def slot_for(keys: KeyFile, user: str | None) -> Slot:
    """Return the slot of `user`, or the only slot where no user is named.

    Raises `VaultNotOpened` `vault.user_unknown`, `vault.user_needed`.
    """
    if user is None:
        if len(keys.slots) > 1:
            labels = ", ".join(slot.label for slot in keys.slots)
            raise not_opened("vault.user_needed", users=labels)
        return keys.slots[0]
    for slot in keys.slots:
        if slot.label == nfc(user):
            return slot
    raise not_opened("vault.user_unknown", user=user)


def valid_label(label: str) -> bool:
    """Tell whether a slot may bear this label: some printable text on one line, NFC."""
    return (
        bool(label.strip())
        and len(label) <= _MOST_LABEL
        and label.isprintable()
        and nfc(label) == label
    )


def _slot_document(slot: Slot) -> dict[str, object]:
    return {
        "id": slot.id,
        "type": slot.type.value,
        "label": slot.label,
        "public_key": b64encode(slot.public_key).decode(),
        "kdf": kdf_document(slot.kdf),
        "workstation": slot.workstation,
        "wrapped_private_key": b64encode(slot.wrapped_private_key).decode(),
        "sealed_vault_key": b64encode(slot.sealed_vault_key).decode(),
    }


def _slot(entry: Any) -> Slot:
    kdf = entry["kdf"]
    if kdf["name"] != "argon2id" or entry["workstation"] is not None:
        raise DamagedError
    label = entry["label"]
    if not valid_label(label):
        raise DamagedError
    sealed = b64decode(entry["sealed_vault_key"], validate=True)
    if len(sealed) not in _SEALED_BYTES:
        raise DamagedError
    return Slot(
        id=_hex_id(entry["id"]),
        type=SlotType(entry["type"]),
        label=label,
        public_key=_bytes(entry["public_key"], PUBLIC_KEY_BYTES),
        kdf=KdfParameters(
            salt=_bytes(kdf["salt"], SALT_BYTES),
            memory=_number(kdf["memory_kib"]),
            passes=_number(kdf["passes"]),
            lanes=_number(kdf["lanes"]),
        ),
        workstation=None,
        wrapped_private_key=_bytes(entry["wrapped_private_key"], WRAPPED_BYTES),
        sealed_vault_key=sealed,
    )


def _checksum(document: dict[str, Any]) -> str:
    try:
        return sha256(canonical_json(document).encode()).hexdigest()
    except (ValueError, RecursionError):
        raise DamagedError from None


def _json_object(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise DamagedError
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        raise DamagedError from None
    if not isinstance(document, dict):
        raise DamagedError
    return document


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise DamagedError
    return document


def _hex_id(value: Any) -> str:
    if not isinstance(value, str) or not _HEX_ID.fullmatch(value):
        raise DamagedError
    return value


def _number(value: Any, least: int = 0, most: int = 2**32) -> int:
    if type(value) is not int or not least <= value <= most:
        raise DamagedError
    return value


def _bytes(value: Any, length: int) -> bytes:
    decoded = b64decode(value, validate=True)
    if len(decoded) != length:
        raise DamagedError
    return decoded
