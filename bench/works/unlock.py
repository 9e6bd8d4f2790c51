"""Unlocking a vault of *country* until its first fifty units are there.

Floor: Argon2id at the slot's parameters, and opening the same database by its key. Both sides
begin with loaded modules and end with an open database.
"""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bench import sets
from bench.passphrase import PASSPHRASE
from bench.vaults import DAY, opened
from bench.watch import copied, timed
from desktop.crypto import keyfile, slots
from desktop.models import folder as vault_folder
from desktop.services.lists import ListRows, list_rows


def prepare(folder: Path) -> None:
    sets.whole(folder)


def ours(folder: Path) -> float:
    with copied(sets.whole(folder)) as vault:
        with timed() as watch:
            session = opened(vault)
            listing = list_rows(session, ListRows("units", as_of=DAY, limit=50))
        session.close()
    assert len(listing.rows) == 50
    return watch.seconds


def floor(folder: Path) -> float:
    generation = vault_folder.current(sets.whole(folder))
    keys, _ = keyfile.first_whole(generation.keys.read_bytes(), generation.keys_copy.read_bytes())
    slot = keys.slots[0]
    key = slots.open_passphrase_slot(keys.binding, slot, PASSPHRASE)
    with timed() as watch:
        Argon2id(
            salt=slot.kdf.salt,
            length=32,
            iterations=slot.kdf.passes,
            lanes=slot.kdf.lanes,
            memory_cost=slot.kdf.memory,
        ).derive(PASSPHRASE.encode())
        database = sqlcipher.connect(str(generation.database))
        database.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    database.close()
    return watch.seconds
