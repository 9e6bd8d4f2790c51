"""Makes and opens a vault. Every way of not opening it is a problem code of its own.

What works on the database is loaded only once the passphrase has been given: the window loads it
while the passphrase is stretched, and shows its first screen without it.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop.crypto import generation_memory, keyfile, slots
from desktop.crypto.generation_memory import Memory
from desktop.crypto.keyfile import KeyFile
from desktop.crypto.slots import KdfParameters
from desktop.domain.actors import Actor, Command, Role
from desktop.domain.folding import nfc
from desktop.domain.problems import Problem, Severity, not_opened, refuse
from desktop.models import folder as vault_folder
from desktop.models.folder import Generation, Holder
from desktop.services.surroundings import Surroundings

if TYPE_CHECKING:
    from desktop.services.session import Session

DEFAULT_LABEL = "quan-tri"

# A shorter passphrase is named as weak, not refused: against a stolen PC only its strength counts.
_SHORT_PASSPHRASE = 12


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
        from desktop.services.vault_database import make_database, open_session

        _write_keys(first, keys)
        make_database(first, keys, key, actor, surroundings, command, fill)
        vault_folder.put_in_force(unfinished, first)
    warnings: tuple[Problem, ...] = ()
    if len(secret) < _SHORT_PASSPHRASE:
        values = {"least": _SHORT_PASSPHRASE}
        warnings = (Problem("secret.short", values, Severity.WARNING),)
    lock = vault_folder.take_lock(folder, _holder(label, surroundings))
    try:
        return open_session(folder, keys, key, actor, surroundings, lock.release, warnings=warnings)
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
    lock = None if read_only else vault_folder.take_lock(folder, _holder(slot.label, surroundings))
    try:
        key = slots.open_passphrase_slot(keys.binding, slot, passphrase())
        if lock is not None and written != copy:
            _write_keys(generation, keys)
        from desktop.services.vault_database import open_session

        return open_session(
            folder,
            keys,
            key,
            actor,
            surroundings,
            None if lock is None else lock.release,
            remembered=remembered,
            warnings=warnings,
        )
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _refuse_older(keys: KeyFile, generation: Generation, remembered: Memory | None) -> None:
    known = max(generation.number, remembered.generation if remembered else 0)
    if keys.generation < known:
        raise not_opened("vault.older_generation", found=keys.generation, known=known)
    if keys.generation > generation.number:
        raise not_opened(
            "vault.keys_foreign", found=keys.generation, generation=generation.path.name
        )


def _write_keys(generation: Generation, keys: KeyFile) -> None:
    written = keyfile.to_bytes(keys)
    vault_folder.write_whole(generation.keys_copy, written)
    vault_folder.write_whole(generation.keys, written)


def _holder(label: str, surroundings: Surroundings) -> Holder:
    return Holder(platform.node(), os.getpid(), label, surroundings.timestamp())
