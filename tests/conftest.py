"""What holds for every test: no surprise goes unseen, and every run is the same."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

from desktop.domain.texts import Translate
from desktop.services.surroundings import Surroundings
from tests.helpers.surroundings import make_surroundings, vietnamese

settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# No test writes into the keyring of the person who runs it.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
os.environ.pop("XDG_RUNTIME_DIR", None)

# The clock of the tests stands in Vietnam, where this program is used.
# Written so that it needs no time zone tables of the system.
os.environ["TZ"] = "<+07>-7"
time.tzset()


class _ErrorKeeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def logged_errors() -> Iterator[list[str]]:
    """Fail a test that logs an error; one that expects it looks at the list and empties it."""
    keeper = _ErrorKeeper()
    root = logging.getLogger()
    root.addHandler(keeper)
    yield keeper.messages
    root.removeHandler(keeper)
    if keeper.messages:
        pytest.fail("errors were logged:\n" + "\n".join(keeper.messages), pytrace=False)


@pytest.fixture(autouse=True)
def _no_thread_left_over() -> Iterator[None]:
    """Fail a test that leaves a thread running after it."""
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(timeout=5)
    running = [thread.name for thread in left if thread.is_alive()]
    if running:
        pytest.fail(f"threads still run: {', '.join(running)}", pytrace=False)


@pytest.fixture
def surroundings() -> Surroundings:
    """The world of most tests: 24 November 2026, 10:00 in Vietnam, and nobody at the keyboard."""
    return make_surroundings()


@pytest.fixture
def translate_vi() -> Translate:
    """The Vietnamese words, as people see them by default."""
    return vietnamese()
