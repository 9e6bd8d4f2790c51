"""Quick vaults for tests: the real thing, with the cheapest key derivation there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.crypto import keyfile, slots
from desktop.crypto.slots import KdfParameters
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings
from desktop.services.vault import CreateVault, create, open_vault
from tests.helpers.surroundings import make_surroundings

PASSPHRASE = "bốn con trâu đi qua cầu"
CHEAP = KdfParameters(salt=b"salt of the test", memory=8, passes=1, lanes=1)


def new_vault(
    folder: Path,
    *,
    surroundings: Surroundings | None = None,
    fill: Callable[[Session], object] = lambda _: None,
    label: str = "quan-tri",
) -> Session:
    """Make a vault in `folder` and return it open for writing; close it yourself."""
    return create(
        folder,
        CreateVault(label),
        passphrase=lambda: PASSPHRASE,
        surroundings=surroundings or make_surroundings(),
        fill=fill,
        kdf=CHEAP,
    )


def make_vault(tmp_path: Path) -> tuple[Path, str]:
    """Make a vault below `tmp_path`, closed; return its folder and passphrase."""
    folder = tmp_path / "vault"
    new_vault(folder).close()
    return folder, PASSPHRASE


def open_session(
    folder: Path,
    *,
    read_only: bool = False,
    user: str | None = None,
    passphrase: str = PASSPHRASE,
    surroundings: Surroundings | None = None,
) -> Session:
    """Open a vault of `make_vault`; close it yourself or use it in a `with`."""
    return open_vault(
        folder,
        user=user,
        passphrase=lambda: passphrase,
        read_only=read_only,
        surroundings=surroundings or make_surroundings(),
    )


def key_of(folder: Path) -> bytes:
    """Return the vault key of a vault of `make_vault`."""
    keys = keyfile.parse((folder / "g0001" / "keys.json").read_bytes())
    return slots.open_passphrase_slot(keys.binding, keys.slots[0], PASSPHRASE)
