"""Work beside the worker: who asks anew is not answered by what was asked before."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from desktop.domain.problems import Failure
from desktop.views.aside import Aside
from tests.helpers.windows import wait_until


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("fails", [False, True])
def test_an_older_question_that_is_answered_late_is_not_heard(*, fails: bool) -> None:
    owner = QObject()
    aside = Aside(owner)
    may_end = threading.Event()
    heard: list[object] = []

    def slow() -> str:
        assert may_end.wait(20)
        if fails:
            raise OSError("gone")
        return "older"

    def failed(failure: Failure) -> None:
        heard.append(failure)

    before = threading.active_count()
    aside.run(slow, heard.append, failed)
    aside.run(lambda: "newer", heard.append, failed)
    wait_until(lambda: heard)
    may_end.set()
    wait_until(lambda: threading.active_count() == before)
    # What the older thread has sent is in the queue by now, ahead of this.
    aside.run(lambda: "newest", heard.append, failed)
    wait_until(lambda: len(heard) > 1)
    assert heard == ["newer", "newest"]
