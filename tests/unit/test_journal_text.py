"""The text of a change is canonical JSON, however it was made."""

from __future__ import annotations

import json
import zlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.models.journal import CHUNK_ROWS, Change, ChunkWriter, salts

VALUES = (
    st.none() | st.integers() | st.booleans() | st.text(st.characters(exclude_categories=["Cs"]))
)
ROWS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.text("abc'\"\\\n%đ"), VALUES, VALUES, st.booleans()),
    min_size=1,
    max_size=20,
)


def texts(changes: list[Change]) -> list[str]:
    writer = ChunkWriter(salts(bytes(16 * len(changes))))
    for change in changes:
        writer.add(change)
    writer.finish()
    lines = [line for body in writer.bodies for line in zlib.decompress(body).decode().split("\n")]
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
    writer = ChunkWriter(salts(bytes(16 * (CHUNK_ROWS + 1))))
    for number in range(CHUNK_ROWS + 1):
        writer.add(Change("unit", f"u{number}", None, {"uid": f"u{number}", "note": None}))
    writer.finish()
    assert len(writer.bodies) == 2
