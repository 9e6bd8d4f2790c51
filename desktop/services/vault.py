"""Makes and opens a vault. Every way of not opening it is a problem code of its own."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from desktop.crypto import generation_memory, keyfile, slots
from desktop.crypto.generation_memory import Memory
from desktop.crypto.keyfile import KeyFile
from desktop.crypto.slots import KdfParameters
from desktop.domain.actors import Actor, Command, Role
from desktop.domain.folding import nfc
from desktop.domain.problems import Failure, Problem, Severity, not_opened, refuse
from desktop.models import failures, journal, schema, settings
from desktop.models import folder as vault_folder
from desktop.models.database import open_database
from desktop.models.folder import Generation, Holder
from desktop.services.coming_moves import make_due_moves
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings
from desktop.services.sweeping import sweep_if_due

DEFAULT_LABEL = "quan-tri"

VAULT_ID_SETTING = "vault.id"
GENERATION_SETTING = "vault.generation"
# A shorter passphrase is named as weak, not refused: against a stolen PC only its strength counts.
_SHORT_PASSPHRASE = 12
# No database of ours is smaller than its first page.
_PAGE_BYTES = 4096


@dataclass(frozen=True)
class CreateVault(Command):
    """Make a new vault whose first slot bears `label`."""

    name: ClassVar[str] = "vault.create"
    label: str = DEFAULT_LABEL


def default_folder() -> Path:
    """Return where this platform keeps a person's data, with our name below it."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "daumoi"


def create(
    folder: Path,
    command: CreateVault,
    *,
    passphrase: Callable[[], str],
    surroundings: Surroundings,
    fill: Callable[[Session], object] = lambda _: None,
    kdf: KdfParameters | None = None,
) -> Session:
    """Make a vault in `folder` (absent or empty) and return it, open for writing.

    `fill` writes what the vault holds from its first moment: the vault comes to be with that, or
    not at all. `kdf` is chosen by the speed of this PC where it is not given.

    Raises `Refusal` (`vault.exists`, `vault.folder_in_use`, `vault.label_wrong`, `secret.empty`),
    `WorldFailure`, and whatever `fill` raises.
    """
    label = nfc(command.label)
    if not keyfile.valid_label(label):
        raise refuse("vault.label_wrong", user=command.label)
    actor = Actor(label, Role.ADMINISTRATOR)
    with vault_folder.making(folder, _holder(label, surroundings)) as unfinished:
        secret = passphrase()
        if not secret:
            raise refuse("secret.empty", file="-")
        key = surroundings.random_bytes(slots.VAULT_KEY_BYTES)
        binding = slots.Binding(surroundings.random_bytes(16).hex(), 1)
        slot = slots.make_passphrase_slot(
            binding,
            label,
            secret,
            key,
            kdf or slots.calibrate(surroundings.random_bytes),
            surroundings.random_bytes,
        )
        keys = KeyFile(binding.vault, binding.generation, (slot,))
        first = vault_folder.generation(keys.generation, unfinished)
        with vault_folder.world(folder):
            first.path.mkdir(mode=vault_folder.PRIVATE_FOLDER)
        _write_keys(first, keys)
        _make_database(first, keys, key, actor, surroundings, command, fill)
        vault_folder.put_in_force(unfinished, first)
    warnings: tuple[Problem, ...] = ()
    if len(secret) < _SHORT_PASSPHRASE:
        values = {"least": _SHORT_PASSPHRASE}
        warnings = (Problem("secret.short", values, Severity.WARNING),)
    lock = vault_folder.take_lock(folder, _holder(label, surroundings))
    try:
        return _open(folder, keys, key, actor, surroundings, lock.release, warnings=warnings)
    except BaseException:
        lock.release()
        raise


def open_vault(
    folder: Path,
    *,
    user: str | None,
    passphrase: Callable[[], str],
    read_only: bool,
    surroundings: Surroundings,
) -> Session:
    """Open the vault in `folder` as `user` (None: the only one); `read_only` takes no lock.

    `passphrase` is asked only once everything else is in order. `Session.warnings` may hold
    `vault.keys_copy_used`; opened for writing, also `reorganise.due_moved`.

    Raises `VaultNotOpened`: `vault.absent`, `vault.not_a_vault`, `vault.current_damaged`,
    `vault.generation_missing`, `vault.keys_absent`, `vault.keys_damaged`, `vault.kdf_bounds`,
    `vault.user_unknown`, `vault.user_needed`, `vault.wrong_passphrase`, `vault.slot_damaged`,
    `vault.database_absent`, `vault.database_damaged`, `vault.database_foreign`,
    `vault.keys_foreign`, `vault.older_generation`, `vault.newer`, `vault.needs_upgrade`,
    `vault.migration_failed`, `vault.busy`, `vault.busy_unnamed`; `WorldFailure` where the
    surroundings do not let it be read (or, for writing, written).
    """
    generation = vault_folder.current(folder)
    written = vault_folder.read_small(generation.keys, keyfile.MOST_BYTES)
    copy = vault_folder.read_small(generation.keys_copy, keyfile.MOST_BYTES)
    keys, copy_used = keyfile.first_whole(written, copy)
    remembered = generation_memory.recall(keys.vault)
    _refuse_older(keys, generation, remembered)
    slot = keyfile.slot_for(keys, user)
    if not vault_folder.is_there(generation.database):
        raise not_opened("vault.database_absent", path=generation.database)
    actor = Actor(slot.label, Role.ADMINISTRATOR)
    warnings: tuple[Problem, ...] = ()
    if copy_used:
        warnings = (Problem("vault.keys_copy_used", {}, Severity.WARNING),)
    if read_only:
        key = slots.open_passphrase_slot(keys.binding, slot, passphrase())
        return _open(folder, keys, key, actor, surroundings, None, warnings=warnings)
    lock = vault_folder.take_lock(folder, _holder(slot.label, surroundings))
    try:
        key = slots.open_passphrase_slot(keys.binding, slot, passphrase())
        if written != copy:
            _write_keys(generation, keys)
        session = _open(
            folder,
            keys,
            key,
            actor,
            surroundings,
            lock.release,
            remembered=remembered,
            warnings=warnings,
        )
    except BaseException:
        lock.release()
        raise
    session.warnings += (*sweep_if_due(session), *make_due_moves(session))
    return session


def _open(
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
    """Open the database; `release` is None for reading only."""
    database = vault_folder.generation(keys.generation, folder).database
    engine = _engine(database, key, read_only=release is None)
    try:
        try:
            with engine.connect() as connection:
                _examine(connection, keys, database, key, read_only=release is None)
        except DatabaseError as error:
            raise _failure(error, database) from None
        return Session(
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
    except BaseException:
        engine.dispose()
        raise


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


def _refuse_older(keys: KeyFile, generation: Generation, remembered: Memory | None) -> None:
    known = max(generation.number, remembered.generation if remembered else 0)
    if keys.generation < known:
        raise not_opened("vault.older_generation", found=keys.generation, known=known)
    if keys.generation > generation.number:
        raise not_opened(
            "vault.keys_foreign", found=keys.generation, generation=generation.path.name
        )


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


def _make_database(
    generation: Generation,
    keys: KeyFile,
    key: bytes,
    actor: Actor,
    surroundings: Surroundings,
    command: CreateVault,
    fill: Callable[[Session], object],
) -> None:
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


def _failure(error: Exception, database: Path) -> Failure:
    # Where a table or column of ours is not there, it is no database of ours any more.
    return failures.of_database(error, database) or not_opened(
        "vault.database_damaged", path=database
    )


def _write_keys(generation: Generation, keys: KeyFile) -> None:
    written = keyfile.to_bytes(keys)
    vault_folder.write_whole(generation.keys_copy, written)
    vault_folder.write_whole(generation.keys, written)


def _holder(label: str, surroundings: Surroundings) -> Holder:
    return Holder(platform.node(), os.getpid(), label, surroundings.timestamp())
