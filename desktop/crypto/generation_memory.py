"""What the operating system's keyring remembers of a vault, so that an older one is noticed.

Remembered in 32 characters: the highest generation, and the last run's number with the beginning
of its hash. Without a keyring that truly works, nothing is remembered and nothing is said.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "daumoi vault"
_PROBE = "daumoi probe"
_WRITTEN = re.compile(r"([0-9a-f]{4})([0-9a-f]{8})([0-9a-f]{20})")
HASH_DIGITS = 20


@dataclass(frozen=True)
class Memory:
    """The highest generation seen, and the journal's head: run number, beginning of its hash."""

    generation: int
    run: int
    hash_start: str


def recall(vault: str) -> Memory | None:
    """Return what is remembered of the vault with this id; None without a keyring or memory."""
    keyring = _working_keyring()
    if keyring is None:
        return None
    written = None
    with suppress(Exception):
        written = keyring.get_password(_SERVICE, vault)
    found = _WRITTEN.fullmatch(written or "")
    return Memory(int(found[1], 16), int(found[2], 16), found[3]) if found else None


def remember(vault: str, memory: Memory) -> None:
    """Keep this of the vault with this id, where there is a keyring that works."""
    keyring = _working_keyring()
    if keyring is not None:
        start = memory.hash_start[:HASH_DIGITS]
        with suppress(Exception):
            keyring.set_password(_SERVICE, vault, f"{memory.generation:04x}{memory.run:08x}{start}")


def _working_keyring() -> KeyringBackend | None:
    """Return the keyring if it keeps what it is given: a locked one is there, and then fails."""
    keyring = None
    with suppress(Exception):
        keyring = _keyring()
    if keyring is None:
        return None
    name, value = secrets.token_hex(8), secrets.token_hex(16)
    kept = None
    # Whatever a backend raises (each has errors of its own) means that it does not work.
    with suppress(Exception):
        keyring.set_password(_PROBE, name, value)
        kept = keyring.get_password(_PROBE, name)
        keyring.delete_password(_PROBE, name)
    return keyring if kept == value else None


def _keyring() -> KeyringBackend | None:
    # The system's own keyring by name: `keyring`'s search would also follow an environment
    # variable or a configuration file to a backend that keeps plain text.
    backend: Any
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        backend = WinVaultKeyring
    elif sys.platform == "darwin":
        from keyring.backends import macOS

        backend = macOS.Keyring
    else:
        if not _session_bus() or _is_locked():
            return None
        from keyring.backends import SecretService

        backend = SecretService.Keyring
    found: KeyringBackend = backend()
    return found


def _is_locked() -> bool:
    """Tell whether asking would put a window before the person and wait for it."""
    import secretstorage

    connection = secretstorage.dbus_init()
    try:
        return bool(secretstorage.get_default_collection(connection).is_locked())
    finally:
        connection.close()


def _session_bus() -> bool:
    """Tell whether a session bus exists, without the imports that asking it needs (45 ms)."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return runtime is not None and Path(runtime, "bus").exists()
