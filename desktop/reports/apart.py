"""Long lists are set by a process of their own.

A country's endpoints are 12,000 pages: minutes of pure Python and hundreds of megabytes, beside
which a window on the same interpreter answers late and stays large. The rows go there and the file
comes back through a pipe; nothing is written.
"""

from __future__ import annotations

import gc
import gettext
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from desktop import resources
from desktop.domain.problems import world_failed
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.layout import Paper
from desktop.reports.lists import ListSheet, list_paper

# Fewer rows are set while a process would start.
LONG = 3_000
# How often the other side says how far it is, and how long is waited for that before somebody who
# wants to stop is heard.
_TELL_SECONDS = _LOOK_SECONDS = 0.1
_ENDING_SECONDS = 5.0


def list_paper_apart(
    listed: ListSheet,
    translate: Translate,
    profile: FormProfile,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set a list as `list_paper` does, in a process of its own. What `drawn` raises ends it.

    Raises `WorldFailure` `report.ended` where the process ends before its time.
    """
    context = multiprocessing.get_context("spawn")
    pipe, other = context.Pipe()
    # The tag of the language in PDF is the catalogue's too.
    work = (listed, translate(N_("en")), profile)
    process = context.Process(target=_serve, args=(other,), daemon=True)
    process.start()
    # Only the process holds its end now, so that its death is the end of the pipe.
    other.close()
    try:
        pipe.send(work)
        return _answered(pipe, drawn)
    except (EOFError, OSError) as error:
        raise world_failed("report.ended") from error
    finally:
        pipe.close()
        _end(process)


def _answered(pipe: Connection, drawn: Callable[[int, int], None]) -> Paper:
    told = (0, 0)
    while True:
        if pipe.poll(_LOOK_SECONDS):
            answer = pipe.recv()
            if isinstance(answer, Paper):
                return answer
            told = answer
        drawn(*told)


def _end(process: BaseProcess) -> None:
    if process.is_alive():
        process.kill()
    process.join(_ENDING_SECONDS)


def _serve(pipe: Connection) -> None:
    # Nothing that is made here runs in circles, and all of it goes with the process.
    gc.disable()
    listed, language, profile = pipe.recv()
    last = 0.0

    def drawn(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _TELL_SECONDS:
            last = now
            pipe.send((done, total))

    pipe.send(list_paper(listed, _translator(language), profile, drawn))


def _translator(language: str) -> Translate:
    if language == "en":
        return str
    return gettext.translation("daumoi", resources.path("texts"), [language]).gettext
