"""Erasing a person: which columns speak of them, where they are named, and the journal's lines.

What is the person's own (the row in `person`, their devices and certificates) is emptied by column.
Elsewhere only texts that people write freely are looked through, for names and contacts that
nobody else has.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from desktop.domain.canonical import canonical_row
from desktop.domain.erasing import Traces
from desktop.models.erased_lines import PROOF, change_digest, erased, parted
from desktop.models.journal import SALT_BYTES, Change
from desktop.models.tables import certificate, handover, person, setting, token

Row = Mapping[str, Any]

# What stands for a value that is not kept, in the change that took it away.
GONE = ""

# The columns of each table that people write freely, and in which somebody may be named.
FREE_TEXTS: Mapping[str, tuple[str, ...]] = {
    "unit": ("phone", "contact", "note"),
    "endpoint": ("note",),
    "holding": ("basis",),
    "stand_in": ("reason",),
    "token": ("label", "receiver", "note"),
    "task": ("subject",),
    "code_state": ("reason",),
    "code_mark": ("note",),
    "declared": ("value",),
    "collection_answer": ("file", "letter"),
    "exemption": ("decision",),
    "target_rule": ("basis",),
    "test_round": ("letter",),
    "test_document": ("note",),
    "token_move": ("paper", "receiver", "reason"),
    "delivery": ("sender", "kept_at", "note"),
    "delivery_item": ("note",),
    "box_count": ("counted_by",),
    "handout": ("place",),
    "handout_line": ("receiver", "paper"),
    "issuer_request": ("reason", "letter"),
    "issuer_request_item": ("paper", "reason"),
    "token_replacement": ("reason",),
    "handover": ("told", "paper", "reason"),
}
_OF_TOKEN = ("birth", "post", "mail", "phone")


@dataclass(frozen=True)
class Eraser:
    """Takes one person out of rows. `word` is the name that stays; `everywhere` are all names and
    contacts they ever had, `alone` those that nobody else has; `tokens` are the uids of devices
    that were ever theirs.
    """

    uid: str
    word: str
    everywhere: Traces
    alone: Traces
    tokens: Collection[str]

    def without(self, table: str, row: Row) -> dict[str, Any]:
        """Return a row of the table as it may be kept."""
        kept = dict(row)
        if table == person.name and row["uid"] == self.uid:
            kept |= {"name": self.word, "post": None, "phone": None, "mail": None}
            kept["clearance_basis"] = None
        elif table == token.name and self.owns_token(row):
            kept |= {"subscriber": self.word, **dict.fromkeys(_OF_TOKEN)}
        elif table == certificate.name and self._owns_certificate(row):
            kept["der"] = None
            kept["subject"] = row["subject"] and self.word
        elif table == handover.name and self.alone.named_in(row["told"]):
            # A signed copy and a signature show the name: the paper itself stays in the office.
            kept |= {"scan": None, "signature": None}
        elif table == setting.name:
            kept["value"] = self.everywhere.out_of_json(row["value"])
        for column in FREE_TEXTS.get(table, ()):
            if kept.get(column):
                kept[column] = self.alone.out_of(kept[column])
        return kept

    def owns_token(self, row: Row) -> bool:
        """Say whether a device's subscriber is the person: by uid or, where none is said, by a name
        that nobody else has, or that of a device which was theirs at another time."""
        if row["subscriber_type"] != "person":
            return False
        if row["person"] is not None:
            return bool(row["person"] == self.uid)
        traces = self.everywhere if row["uid"] in self.tokens else self.alone
        return traces.is_name(row["subscriber"])

    def _owns_certificate(self, row: Row) -> bool:
        if row["person"] is not None:
            return bool(row["person"] == self.uid)
        return row["token"] in self.tokens and self.everywhere.named_in(row["subject"] or "")

    def may_change(self, line: bytes) -> bool:
        """Say quickly whether a change, as the journal's JSON, may hold something of the person."""
        table = line[2 : line.index(b'"', 2)].decode()
        if table == person.name:
            return self.uid.encode() in line
        return table in FREE_TEXTS or table in (certificate.name, setting.name)


def _files_dropped(change: Change, images: Sequence[Row | None]) -> set[str]:
    if change.table != handover.name:
        return set()
    pairs = zip((change.before, change.after), images, strict=True)
    return {
        row[name]
        for row, kept in pairs
        for name in ("scan", "signature")
        if row is not None and kept is not None and row[name] and not kept[name]
    }


class Rewriting:
    """Rewrites the journal's chunks for the erasing that run `number` does, in their order.

    `count` is how many changes were erased so far.
    """

    def __init__(self, number: int, eraser: Eraser, random_bytes: Callable[[int], bytes]) -> None:
        self.count = 0
        # The digests of files that only what was erased had named.
        self.files: set[str] = set()
        self._number = number
        self._eraser = eraser
        self._random_bytes = random_bytes
        self._sum = sha256()

    def of(self, body: bytes) -> bytes | None:
        """Return a chunk's body without the person; None where it stays as it is."""
        lines = zlib.decompress(body).split(b"\n")
        before = self.count
        lines = [self._line(line) for line in lines]
        return zlib.compress(b"\n".join(lines), 1) if self.count > before else None

    def _line(self, line: bytes) -> bytes:
        found = parted(line)
        if not found.text or not self._eraser.may_change(found.text):
            return line
        change = Change(*orjson.loads(found.text))
        images = [
            None if row is None else self._eraser.without(change.table, row)
            for row in (change.before, change.after)
        ]
        if images == [change.before, change.after]:
            return line
        self.count += 1
        self.files |= _files_dropped(change, images)
        text = canonical_row([change.table, change.uid, *images])
        salt = self._random_bytes(SALT_BYTES)
        self._sum.update(change_digest(salt, text))
        return erased(found, self._number, salt, text)

    def told(self, change: Change) -> Change:
        """Return a change of the erasing itself as the journal may hold it: which columns held
        something is said, what they held is not."""
        if change.before is None:
            return change
        before = self._eraser.without(change.table, change.before)
        for name, value in change.before.items():
            if before[name] != value:
                before[name] = GONE
        return Change(change.table, change.uid, before, change.after)

    def proof(self) -> dict[str, str]:
        """Return what the run's arguments must say of what was kept."""
        return {PROOF: self._sum.hexdigest()}
