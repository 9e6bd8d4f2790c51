"""Workers that behave as bad PKCS#11 drivers make them: they hang, crash, or lose their token."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from threading import Event

from desktop.crypto import pkcs11_worker


def hangs_when_searched(connection: Connection) -> None:
    """Take the first request and never answer."""
    connection.recv()
    Event().wait()


def crashes_when_searched(connection: Connection) -> None:
    """Die by a signal in the middle of the first request."""
    connection.recv()
    os.kill(os.getpid(), 11)


def crashes_at_login(connection: Connection) -> None:
    """Find the token, then die."""
    connection.recv()
    connection.send(("done", []))
    connection.recv()
    os.kill(os.getpid(), 6)


def dies_while_changing(connection: Connection) -> None:
    """Work as the real one until the PIN is to be changed."""

    class Dying(pkcs11_worker.Worker):
        def change_pin(self, old: str, new: str) -> None:
            os.kill(os.getpid(), 9)

    pkcs11_worker.Worker = Dying  # type: ignore[misc]  # this process is its own
    pkcs11_worker.serve(connection)


def hangs_when_signing(connection: Connection) -> None:
    """Work as the real one until something is to be signed, and never answer that."""

    class Hanging(pkcs11_worker.Worker):
        def sign(self, key_id: bytes, scheme: str, data: bytes) -> bytes:
            Event().wait()
            return b""

    pkcs11_worker.Worker = Hanging  # type: ignore[misc]  # this process is its own
    pkcs11_worker.serve(connection)


def crashes_when_signing(connection: Connection) -> None:
    """Work as the real one until something is to be signed, and die of that."""

    class Dying(pkcs11_worker.Worker):
        def sign(self, key_id: bytes, scheme: str, data: bytes) -> bytes:
            os.kill(os.getpid(), 11)
            return b""

    pkcs11_worker.Worker = Dying  # type: ignore[misc]  # this process is its own
    pkcs11_worker.serve(connection)
