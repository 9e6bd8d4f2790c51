"""Opens the SQLCipher database with a raw key; nothing here asks for or stores a passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

KEY_BYTES = 32

# 48 MiB of decrypted pages: without it each scan decrypts the file again (2 to 5 times slower).
_CACHE_KIB = 49152


def open_database(path: Path, key: bytes, *, read_only: bool = False) -> Engine:
    """Open the database at `path` by its raw 32-byte key and return an engine with one connection.

    Raises `sqlcipher3.dbapi2.DatabaseError` where the key or the file is wrong, `OperationalError`
    where the file cannot be reached. A missing file is made unless `read_only`.
    """
    connection = _connect(path, key, read_only=read_only)
    return create_engine(
        "sqlite://",
        creator=lambda: connection,
        module=sqlcipher,
        poolclass=StaticPool,
        # Errors and logs of SQLAlchemy would repeat the rows.
        hide_parameters=True,
    )


def _connect(path: Path, key: bytes, *, read_only: bool) -> Any:
    if not read_only:
        return _opened(path, key, "mode=rwc")
    try:
        return _opened(path, key, "mode=ro")
    except sqlcipher.OperationalError:
        if _has_log(path):
            raise
        # In a folder that cannot be written there is no room for what readers share of the log.
        # Without a log nobody writes, and the file may be read as it stands.
        return _opened(path, key, "mode=ro&immutable=1")


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _opened(path: Path, key: bytes, mode: str) -> Any:
    if len(key) != KEY_BYTES:
        raise ValueError("a raw key has 32 bytes")
    connection = sqlcipher.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        # A wrong key is told by an exception; SQLCipher's own line on stderr helps nobody.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master")
        for pragma in (
            f"cache_size = -{_CACHE_KIB}",
            "temp_store = MEMORY",
            "foreign_keys = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if mode == "mode=rwc":
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except Exception:
        connection.close()
        raise
    return connection
