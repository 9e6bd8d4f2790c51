"""The data hash: one figure that says whether the registers are the same."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, select

from desktop.domain.canonical import canonical_row
from desktop.models.many import column_names, plain_rows
from desktop.models.tables import REGISTERS


def data_hash(connection: Connection) -> str:
    """Return SHA-256 over every register row as canonical JSON, by table name and uid.

    Runs, settings, bundles, the search index and counters are left out, so that importing
    and undoing gives the same hash again. So is what stands beside the registers: rounds of forms
    and of test documents, moves of tokens. They tell how the registers came about and what was
    tried, and are in no bundle; the journal proves them.
    """
    digest = sha256()
    for table in sorted(REGISTERS, key=lambda table: table.name):
        digest.update(f"{table.name}\n".encode())
        names = column_names(table)
        for row in plain_rows(connection, select(table).order_by(table.c.uid)):
            digest.update(canonical_row(dict(zip(names, row, strict=True))))
            digest.update(b"\n")
    return digest.hexdigest()
