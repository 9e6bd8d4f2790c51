"""A driver that stays loaded and is asked again and again what is plugged in. Needs no vault.

No PIN is ever entered. Certificates are read only where other devices are plugged in than before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from desktop.crypto import pkcs11_worker
from desktop.crypto.tokens import Readers
from desktop.domain.problems import Failure
from desktop.services.token_diagnosis import DiagnosedDriver, driver_told, said_of_looking
from desktop.services.token_drivers import DriverFile, pin_limits
from desktop.services.token_probe import LOOKING_SECONDS

# Seconds until a driver that hung or crashed is tried again: longer after each time.
PAUSES = (5.0, 15.0, 60.0, 300.0)

# The devices and their readers, without what changes while they stay plugged in.
_Plugged = tuple[tuple[int, str, str, str], ...]


class DriverWatch:
    """One driver. `ask` is for one thread; `stop` may be called from another.

    `clock` counts seconds.
    """

    def __init__(
        self,
        driver: DriverFile,
        *,
        timeout: float = LOOKING_SECONDS,
        serve: Callable[[Connection], None] = pkcs11_worker.serve,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = driver.path
        self._silent = DiagnosedDriver(driver.name, driver.path, pin_limits(driver.path))
        self._seen = self._silent
        self._timeout = timeout
        self._serve = serve
        self._clock = clock
        self._readers: Readers | None = None
        self._plugged: _Plugged | None = None
        self._inside: Mapping[int, Mapping[str, Any]] = {}
        self._failures = 0
        self._not_before = float("-inf")
        self._stopped = False

    def ask(self) -> DiagnosedDriver:
        """Return what the driver sees now; where it hangs or crashes, what is wrong with it. It is
        ended then, and not asked again before a pause is over."""
        if self._stopped or self._clock() < self._not_before:
            return self._seen
        try:
            self._seen = self._look()
            self._failures = 0
        except Failure as failure:
            self._plugged = None
            self._failures += 1
            # Pulled out while it was read: that is looked at anew, unless it goes on.
            if self._failures == 1 and failure.problems[0].code == "pkcs11.token_gone":
                return self._seen
            self.close()
            pause = PAUSES[min(self._failures, len(PAUSES)) - 1]
            self._not_before = self._clock() + pause
            problems = said_of_looking(failure, self._path, self._timeout)
            self._seen = replace(self._silent, problems=problems)
        return self._seen

    def stop(self) -> None:
        """Let a question that is under way end at once, and none follow."""
        self._stopped = True
        readers = self._readers
        if readers is not None:
            readers.interrupt()

    def close(self) -> None:
        """End the driver's process."""
        readers, self._readers = self._readers, None
        if readers is not None:
            readers.close()

    def _look(self) -> DiagnosedDriver:
        if self._readers is None:
            self._readers = Readers(self._path, timeout=self._timeout, serve=self._serve)
        if self._stopped:
            return self._seen
        said = self._readers.look()
        plugged = _plugged(said)
        if plugged != self._plugged:
            self._inside = {each["slot"]: each for each in self._readers.read()}
            self._plugged = plugged
        return driver_told(self._silent, self._path, said, self._inside)


def _plugged(said: Mapping[str, Any]) -> _Plugged:
    return tuple(
        (reader["slot"], token["serial"], token["label"], token["model"])
        for reader in said["readers"]
        if (token := reader["token"]) is not None and token["ready"]
    )
