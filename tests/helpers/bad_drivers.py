"""Workers that behave as bad PKCS#11 drivers make them: they hang, crash, or lose their token."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from threading import Event


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
