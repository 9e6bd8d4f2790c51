"""Changing a token's PIN: one try of the old one, and never a guess at what became of the new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from desktop.crypto import pkcs11_worker
from desktop.crypto.tokens import TIMEOUT_SECONDS, Driver
from desktop.domain.problems import WorldFailure, world_failed

# The driver took the new PIN to the token and did not say what became of it.
_SILENT = frozenset(
    ("pkcs11.crashed", "pkcs11.timeout", "pkcs11.token_gone", "pkcs11.module_failed")
)


class PinChange:
    """One token, found by its serial or label, whose PIN is about to be changed.

    `told` is what it says of itself, see `pkcs11_worker.Worker.look`. Raises `WorldFailure`:
    `pkcs11.module_missing`, `.not_a_library`, `.module_failed`, `.crashed`, `.timeout`,
    `.no_token`, `.ambiguous_token`.
    """

    def __init__(
        self,
        library: Path,
        name: str,
        *,
        timeout: float = TIMEOUT_SECONDS,
        serve: Callable[[Connection], None] = pkcs11_worker.serve,
    ) -> None:
        self._name = name
        self._driver = Driver(library, name, timeout, serve)
        try:
            self.told: Mapping[str, Any] = self._driver.call("find_named", str(library), name)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def log_in(self, old: str, *, final_try: bool = False) -> None:
        """Try the old PIN once; the last try only where `final_try` says that a person wants it.

        Raises `WorldFailure`: `pkcs11.pin_wrong`, `.pin_wrong_few`, `.pin_final_try`,
        `.pin_locked`, `.pin_not_set`, and what a driver meets.
        """
        self._driver.call("login_to_change", old, final_try)

    def change(self, old: str, new: str) -> None:
        """Give it the new PIN.

        Raises `WorldFailure`: `pkcs11.pin_unfit` where the token does not take such a PIN, and the
        old one still holds; `pkcs11.pin_change_unknown` where it cannot be told which one holds.
        """
        try:
            self._driver.call("change_pin", old, new)
        except WorldFailure as failure:
            code = failure.problems[0].code
            if code in _SILENT:
                raise world_failed("pkcs11.pin_change_unknown", token=self._name) from failure
            raise

    def state(self) -> Mapping[str, Any]:
        """Return what the token says of itself now. Raises `WorldFailure`."""
        said: Mapping[str, Any] = self._driver.call("state")
        return said

    def close(self) -> None:
        """End the driver's process, and the session with it."""
        self._driver.close()
