"""The key file is read as we write it, and in no other way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto import keyfile, slots
from desktop.crypto.keyfile import DamagedError, KeyFile
from desktop.crypto.slots import Binding, KdfParameters
from desktop.domain.problems import VaultNotOpened
from tests.helpers.surroundings import repeatable_bytes

CHEAP = KdfParameters(salt=b"0123456789abcdef", memory=8, passes=1, lanes=1)


def make_keys(*labels: str) -> KeyFile:
    binding = Binding("ab" * 16, 1)
    random_bytes = repeatable_bytes("keys")
    made = (
        slots.make_passphrase_slot(binding, label, "mật khẩu", bytes(32), CHEAP, random_bytes)
        for label in labels
    )
    return KeyFile(binding.vault, binding.generation, tuple(made))


KEYS = make_keys("quan-tri", "Nguyễn Thị Văn Thư")
WRITTEN = keyfile.to_bytes(KEYS)


def signed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the file with a change and a right checksum, as a person who means harm makes it."""
    document = json.loads(WRITTEN)
    del document["checksum"]
    change(document)
    canonical = _canonical(document)
    document["checksum"] = hashlib.sha256(canonical).hexdigest()
    return _canonical(document) + b"\n"


def _canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def code_of(data: bytes) -> str:
    with pytest.raises(VaultNotOpened) as caught:
        keyfile.parse(data)
    return caught.value.problems[0].code


def test_what_is_written_is_read() -> None:
    assert keyfile.parse(WRITTEN) == KEYS


@given(st.integers(0, len(WRITTEN) - 1), st.integers(1, 255))
def test_any_changed_byte_is_damage(position: int, flip: int) -> None:
    data = bytearray(WRITTEN)
    data[position] ^= flip
    with pytest.raises(DamagedError):
        keyfile.parse(bytes(data))


@given(st.binary(max_size=200) | st.integers(0, len(WRITTEN) - 1).map(lambda n: WRITTEN[:n]))
def test_other_bytes_are_damage(data: bytes) -> None:
    with pytest.raises(DamagedError):
        keyfile.parse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[]",
        b"null",
        WRITTEN + b" ",
        WRITTEN.replace(b'{"', b'{ "', 1),
        WRITTEN.replace(b'"format":1', b'"format":1,"format":1'),
        b"\xef\xbb\xbf" + WRITTEN,
        WRITTEN + b" " * keyfile.MOST_BYTES,
        json.dumps({"format": float("nan")}).encode(),
        b'{"label":"\\ud800","checksum":""}',
    ],
    ids=[
        "deep-lists",
        "deep-objects",
        "list",
        "null",
        "space-after",
        "space-within",
        "key-twice",
        "byte-order-mark",
        "too-long",
        "not-a-number",
        "half-a-surrogate-pair",
    ],
)
def test_other_json_is_damage(data: bytes) -> None:
    with pytest.raises(DamagedError):
        keyfile.parse(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(extra=1),
        lambda d: d.pop("vault"),
        lambda d: d.update(vault="AB" * 16),
        lambda d: d.update(generation=0),
        lambda d: d.update(generation=True),
        lambda d: d.update(generation="1"),
        lambda d: d.update(format="1"),
        lambda d: d.update(format=0),
        lambda d: d.update(slots=[]),
        lambda d: d.update(slots={}),
        lambda d: d.update(slots=[None]),
        lambda d: d["slots"].append(d["slots"][0]),
        lambda d: d["slots"][0].update(type="magic"),
        lambda d: d["slots"][0].update(workstation="x"),
        lambda d: d["slots"][0].update(label="hai\ndòng"),
        lambda d: d["slots"][0].update(label=" "),
        lambda d: d["slots"][0].update(label="Nguye\u0302\u0303n"),
        lambda d: d["slots"][0].update(public_key="AAAA"),
        lambda d: d["slots"][0].update(public_key=None),
        lambda d: d["slots"][0].update(wrapped_private_key="!!!!"),
        lambda d: d["slots"][0].update(sealed_vault_key=""),
        lambda d: d["slots"][0]["kdf"].update(name="scrypt"),
        lambda d: d["slots"][0]["kdf"].update(memory_kib=8.0),
        lambda d: d["slots"][0]["kdf"].update(memory_kib=-8),
        lambda d: d["slots"][0]["kdf"].update(salt="AAAA"),
        lambda d: d["slots"][0].pop("kdf"),
    ],
)
def test_a_well_checksummed_file_of_another_shape_is_damage(
    change: Callable[[dict[str, Any]], object],
) -> None:
    with pytest.raises(DamagedError):
        keyfile.parse(signed(change))


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 1024 * 1024 + 1), ("passes", 21), ("lanes", 17), ("passes", 0), ("lanes", 0)],
)
def test_parameters_out_of_bounds_are_refused_by_name(name: str, value: int) -> None:
    data = signed(lambda d: d["slots"][0]["kdf"].update({name: value}))
    assert code_of(data) == "vault.kdf_bounds"


def test_a_newer_format_is_refused_by_name() -> None:
    data = signed(lambda d: d.update(format=2, slots="something else"))
    with pytest.raises(VaultNotOpened) as caught:
        keyfile.first_whole(data, WRITTEN)
    problem = caught.value.problems[0]
    assert (problem.code, problem.values["found"]) == ("vault.newer", 2)


@pytest.mark.parametrize("bad", [None, b"", WRITTEN[:-2]])
def test_the_copy_is_used_where_the_file_is_not_whole(bad: bytes | None) -> None:
    assert keyfile.first_whole(bad, WRITTEN) == (KEYS, True)
    assert keyfile.first_whole(WRITTEN, bad) == (KEYS, False)


@pytest.mark.parametrize(
    ("data", "copy", "code"),
    [
        (None, None, "vault.keys_absent"),
        (b"", None, "vault.keys_damaged"),
        (None, b"x", "vault.keys_damaged"),
        (b"x", b"x", "vault.keys_damaged"),
    ],
)
def test_neither_is_whole(data: bytes | None, copy: bytes | None, code: str) -> None:
    with pytest.raises(VaultNotOpened) as caught:
        keyfile.first_whole(data, copy)
    assert caught.value.problems[0].code == code


def test_choosing_a_slot() -> None:
    alone = replace(KEYS, slots=KEYS.slots[:1])
    assert keyfile.slot_for(alone, None).label == "quan-tri"
    assert keyfile.slot_for(KEYS, "Nguye\u0302\u0303n Thị Văn Thư") is KEYS.slots[1]
    with pytest.raises(VaultNotOpened) as several:
        keyfile.slot_for(KEYS, None)
    assert several.value.problems[0].values["users"] == "quan-tri, Nguyễn Thị Văn Thư"
    with pytest.raises(VaultNotOpened) as unknown:
        keyfile.slot_for(alone, "khac")
    assert unknown.value.problems[0].code == "vault.user_unknown"
