"""The database of a vault, once its key is known: made, opened, and seen to be the right one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from desktop.crypto import generation_memory
from desktop.crypto.generation_memory import Memory
from desktop.crypto.keyfile import KeyFile
from desktop.domain.actors import Actor, Command
from desktop.domain.problems import Failure, Problem, not_opened
from desktop.models import failures, journal, schema, settings
from desktop.models import folder as vault_folder
from desktop.models.database import open_database
from desktop.models.folder import Generation
from desktop.services.coming_moves import make_due_moves
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings
from desktop.services.sweeping import sweep_if_due

VAULT_ID_SETTING = "vault.id"
GENERATION_SETTING = "vault.generation"
# No database of ours is smaller than its first page.
_PAGE_BYTES = 4096


def make_database(
    generation: Generation,
    keys: KeyFile,
    key: bytes,
    actor: Actor,
    surroundings: Surroundings,
    command: Command,
    fill: Callable[[Session], object],
) -> None:
    """Make the database of a new vault's first `generation`, and `fill` it.

    Raises `WorldFailure`, and whatever `fill` raises.
    """
    try:
        engine = open_database(generation.database, key)
        generation.database.chmod(vault_folder.PRIVATE_FILE)
        with engine.connect() as connection:
            schema.make_all(connection)
    except (sqlcipher.DatabaseError, DatabaseError) as error:
        raise _failure(error, generation.database) from None
    folder = generation.path.parent
    with Session(engine, actor, surroundings, folder, lambda: None) as session:
        with session.unit_of_work(command) as work:
            work.set_setting(VAULT_ID_SETTING, keys.vault)
            work.set_setting(GENERATION_SETTING, str(keys.generation))
        fill(session)
    vault_folder.flush_folder(generation.path)


def open_session(
    folder: Path,
    keys: KeyFile,
    key: bytes,
    actor: Actor,
    surroundings: Surroundings,
    release: Callable[[], None] | None,
    *,
    remembered: Memory | None = None,
    warnings: tuple[Problem, ...] = (),
) -> Session:
    """Open the database of `folder`; `release` is None for reading only.

    Opened for writing, what is due is done: old traces swept, coming moves made. Raises
    `VaultNotOpened` and `WorldFailure` as `vault.open_vault` says.
    """
    database = vault_folder.generation(keys.generation, folder).database
    engine = _engine(database, key, read_only=release is None)
    try:
        try:
            with engine.connect() as connection:
                _examine(connection, keys, database, key, read_only=release is None)
        except DatabaseError as error:
            raise _failure(error, database) from None
        session = Session(
            engine,
            actor,
            surroundings,
            folder,
            release or (lambda: None),
            read_only=release is None,
            before_closing=lambda connection: (
                None if release is None else _remember(connection, keys, remembered)
            ),
            warnings=warnings,
        )
        if release is not None:
            session.warnings += (*sweep_if_due(session), *make_due_moves(session))
    except BaseException:
        engine.dispose()
        raise
    return session


def _engine(database: Path, key: bytes, *, read_only: bool) -> Engine:
    with vault_folder.world(database):
        if database.stat().st_size < _PAGE_BYTES:
            # SQLite would take an emptied file for a new database.
            raise not_opened("vault.database_damaged", path=database)
        with database.open("rb"):
            pass
    try:
        return open_database(database, key, read_only=read_only)
    except sqlcipher.DatabaseError as error:
        raise _failure(error, database) from None


def _examine(
    connection: Connection, keys: KeyFile, database: Path, key: bytes, *, read_only: bool
) -> None:
    """See that this is the database that belongs to `keys`, and bring it up to today's schema."""
    found = schema.number_of(connection)
    if found == 0:
        raise not_opened("vault.database_damaged", path=database)
    schema.refuse_newer(found)
    if settings.get(connection, VAULT_ID_SETTING) != keys.vault:
        raise not_opened("vault.database_foreign", path=database)
    recorded = int(settings.get(connection, GENERATION_SETTING) or 0)
    if recorded != keys.generation:
        older, newer = sorted((recorded, keys.generation))
        raise not_opened("vault.older_generation", found=older, known=newer)
    if found < schema.NUMBER:
        if read_only:
            raise not_opened("vault.needs_upgrade", found=found, known=schema.NUMBER)
        with vault_folder.world(database):
            schema.bring_up(connection, database, key)


def _remember(connection: Connection, keys: KeyFile, remembered: Memory | None) -> None:
    """Let the keyring know the journal's head, if the journal goes on from what it knew.

    Where it does not, the old memory is kept: it is the only witness `journal verify` has.
    """
    # The database may be what has failed; closing goes on all the same.
    with suppress(DatabaseError):
        head = journal.head(connection)
        if remembered is not None:
            known = journal.hash_of(connection, remembered.run)
            if head.run == remembered.run or not (known or "").startswith(remembered.hash_start):
                return
        start = head.hash[: generation_memory.HASH_DIGITS]
        generation_memory.remember(keys.vault, Memory(keys.generation, head.run, start))


def _failure(error: Exception, database: Path) -> Failure:
    # Where a table or column of ours is not there, it is no database of ours any more.
    return failures.of_database(error, database) or not_opened(
        "vault.database_damaged", path=database
    )
