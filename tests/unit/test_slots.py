"""A passphrase slot opens with its passphrase alone, and only as it was written."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import fields, replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.crypto import slots
from desktop.crypto.slots import Binding, KdfParameters, Slot
from desktop.domain.problems import VaultNotOpened
from tests.helpers.surroundings import repeatable_bytes

PASSPHRASE = "Trường Sa – uỷ ban"
KEY = bytes(range(32))
BINDING = Binding("0" * 31 + "1", 1)
CHEAP = KdfParameters(salt=b"0123456789abcdef", memory=16, passes=1, lanes=2)


def make(passphrase: str = PASSPHRASE, label: str = "quan-tri") -> Slot:
    return slots.make_passphrase_slot(
        BINDING, label, passphrase, KEY, CHEAP, repeatable_bytes("slot")
    )


def code_of(slot: Slot, passphrase: str = PASSPHRASE, binding: Binding = BINDING) -> str:
    with pytest.raises(VaultNotOpened) as caught:
        slots.open_passphrase_slot(binding, slot, passphrase)
    return caught.value.problems[0].code


def test_opens_with_its_passphrase_in_either_unicode_form() -> None:
    slot = make(unicodedata.normalize("NFD", PASSPHRASE))
    assert slots.open_passphrase_slot(BINDING, slot, PASSPHRASE) == KEY
    nfd = unicodedata.normalize("NFD", PASSPHRASE)
    assert nfd != PASSPHRASE
    assert slots.open_passphrase_slot(BINDING, slot, nfd) == KEY


@pytest.mark.parametrize("wrong", ["", PASSPHRASE + " ", PASSPHRASE.upper(), "Truong Sa – uy ban"])
def test_another_passphrase_does_not_open(wrong: str) -> None:
    assert code_of(make(), wrong) == "vault.wrong_passphrase"


def test_odd_characters_neither_fail_nor_leak() -> None:
    slot = make("\ud800 nửa ký tự")
    assert slots.open_passphrase_slot(BINDING, slot, "\ud800 nửa ký tự") == KEY


@pytest.mark.parametrize(
    "changed",
    [
        replace(make(), id="f" * 32),
        replace(make(), label="khac"),
        replace(make(), public_key=bytes(slots.PUBLIC_KEY_BYTES)),
        replace(make(), kdf=replace(CHEAP, passes=2)),
        replace(make(), kdf=replace(CHEAP, salt=b"another salt 16b")),
    ],
    ids=["id", "label", "public key", "passes", "salt"],
)
def test_everything_it_says_of_itself_is_bound(changed: Slot) -> None:
    assert code_of(changed) == "vault.wrong_passphrase"


@pytest.mark.parametrize(
    "binding", [Binding(BINDING.vault, 2), Binding("f" * 32, 1)], ids=["generation", "vault"]
)
def test_it_opens_in_its_own_vault_and_generation_only(binding: Binding) -> None:
    assert code_of(make(), binding=binding) == "vault.wrong_passphrase"


def test_a_sealed_key_from_another_slot_is_named_as_damage() -> None:
    other = make(label="khac").sealed_vault_key
    assert code_of(replace(make(), sealed_vault_key=other)) == "vault.slot_damaged"
    assert code_of(replace(make(), sealed_vault_key=b"short")) == "vault.slot_damaged"


def test_another_vault_key_is_sealed_without_the_passphrase() -> None:
    slot = make()
    sealed = slots.seal_vault_key(BINDING, slot, bytes(32))
    resealed = replace(slot, sealed_vault_key=sealed)
    assert slots.open_passphrase_slot(BINDING, resealed, PASSPHRASE) == bytes(32)


def test_the_wrapped_key_opens_by_the_written_rule() -> None:
    """Redo `formats.md` by hand: Argon2id, HKDF-SHA-256 with hmac alone, AES-256-GCM."""
    slot = make()
    stretched = Argon2id(salt=CHEAP.salt, length=32, iterations=1, lanes=2, memory_cost=16).derive(
        PASSPHRASE.encode()
    )
    extracted = hmac.digest(bytes(32), stretched, hashlib.sha256)
    kek = hmac.digest(extracted, b"daumoi vault slot key 1\x01", hashlib.sha256)
    bound = (
        f'{{"generation":1,"id":"{slot.id}","kdf":{{"lanes":2,"memory_kib":16,"name":"argon2id","passes":1,'
        f'"salt":"MDEyMzQ1Njc4OWFiY2RlZg=="}},"label":"quan-tri","public_key":"{_base64(slot.public_key)}",'
        f'"type":"passphrase","vault":"{BINDING.vault}"}}'
    )
    wrapped = slot.wrapped_private_key
    private = AESGCM(kek).decrypt(wrapped[:12], wrapped[12:], bound.encode())
    assert len(private) == 96


def test_nothing_secret_in_its_repr() -> None:
    slot = make()
    shown = repr(slot)
    for field in fields(slot):
        value = getattr(slot, field.name)
        if field.name in {"public_key", "wrapped_private_key", "sealed_vault_key"}:
            assert repr(value) not in shown


@pytest.mark.parametrize(
    ("kdf", "outside"),
    [
        (replace(CHEAP, memory=1024 * 1024, passes=20, lanes=16), False),
        (replace(CHEAP, memory=1024 * 1024 + 1), True),
        (replace(CHEAP, passes=21), True),
        (replace(CHEAP, lanes=17, memory=1024), True),
        (replace(CHEAP, passes=0), True),
        (replace(CHEAP, lanes=0), True),
        (replace(CHEAP, memory=15), True),
    ],
)
def test_bounds(kdf: KdfParameters, outside: bool) -> None:
    assert slots.out_of_bounds(kdf) is outside


@pytest.mark.parametrize(
    ("seconds_at_64_mib", "memory_mib", "passes"),
    [(2.0, 64, 3), (0.25, 128, 3), (0.125, 256, 3), (0.0625, 256, 6), (0.0, 256, 20)],
)
def test_calibration_takes_memory_before_passes(
    monkeypatch: pytest.MonkeyPatch, seconds_at_64_mib: float, memory_mib: int, passes: int
) -> None:
    monkeypatch.setattr(slots, "_argon2id", lambda secret, kdf: bytes(32))
    # Three trials, the first two held up by something else.
    ticks = iter([0.0, 9.0, 10.0, 15.0, 20.0, 20.0 + seconds_at_64_mib])
    kdf = slots.calibrate(repeatable_bytes(), clock=lambda: next(ticks))
    assert (kdf.memory, kdf.passes, kdf.lanes) == (memory_mib * 1024, passes, 4)
    assert not slots.out_of_bounds(kdf)


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()
