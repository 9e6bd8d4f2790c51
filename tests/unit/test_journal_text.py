"""The text of a change is canonical JSON, as the standard library writes it."""

from __future__ import annotations

import json
import zlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.models.journal import CHUNK_ROWS, Change, Chunks, salts

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.booleans() | TEXTS
ROWS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.text("abc'\"\\\n%đ"), VALUES, VALUES, st.booleans()),
    min_size=1,
    max_size=20,
)


def texts(changes: list[Change]) -> list[str]:
    with Chunks(changes, salts(bytes(16 * len(changes)))) as chunks:
        bodies = chunks.bodies()
    lines = [line for body in bodies for line in zlib.decompress(body).decode().split("\n")]
    return [line.split(" ", 1)[1] for line in lines]


@given(ROWS)
def test_a_change_is_canonical_json(rows: list[tuple[Any, ...]]) -> None:
    changes = []
    for table, uid, first, second, made in rows:
        row = {"uid": uid, "b%s": first, 'a"đ': second}
        changes.append(Change(table, uid, None if made else {**row, "uid": "x"}, row))
    expected = [
        json.dumps(list(change), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for change in changes
    ]
    assert texts(changes) == expected


def test_five_hundred_changes_make_a_chunk() -> None:
    rows = [Change("unit", f"u{n}", None, {"uid": f"u{n}", "note": None}) for n in range(1001)]
    with Chunks(rows, salts(bytes(16 * len(rows)))) as chunks:
        bodies = chunks.bodies()
    lengths = [zlib.decompress(body).count(b"\n") + 1 for body in bodies]
    assert lengths == [CHUNK_ROWS, CHUNK_ROWS, 1]
