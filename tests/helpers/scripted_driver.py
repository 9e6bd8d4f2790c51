"""A driver whose readers and tokens come and go as a test writes them down.

Its "library" is the script itself: a JSON file that the driver's process reads anew at each
question, and beside it the questions that it was asked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from tests.helpers.pki import Issued


def plugged(label: str, serial: str, *issued: Issued, slot: int = 0, **flags: bool) -> Any:
    """Return a reader with a token in it."""
    token = {
        "label": label, "serial": serial, "model": "mẫu thử", "maker": "nhà máy thử",
        "ready": True, "pin_set": True, "locked": False, "final": False, "few": False,
        "must_change": False,
    }  # fmt: skip
    ders = [each.certificate.public_bytes(Encoding.DER).hex() for each in issued]
    token = {**token, **flags}
    return {"slot": slot, "name": f"Đầu đọc {slot}", "token": token, "certificates": ders}


def empty(slot: int = 0) -> Any:
    """Return a reader without a token."""
    return {"slot": slot, "name": f"Đầu đọc {slot}", "token": None}


@dataclass(frozen=True)
class ScriptedDriver:
    """The driver whose script is `library`."""

    library: Path

    def holds(self, *readers: Any) -> ScriptedDriver:
        """Let it see these readers from now on."""
        return self._write({"readers": readers})

    def does(self, what: str, *readers: Any, at: Sequence[str] = ("readers", "read")) -> None:
        """Let it "hang", "crash" or fail with a problem's code when it is asked `at`."""
        self._write({"readers": readers, "does": what, "at": list(at)})

    def asked(self, operation: str) -> int:
        """Return how often it was asked for `operation`."""
        log = self.library.with_suffix(".log")
        return log.read_text().split().count(operation) if log.exists() else 0

    def _write(self, script: Any) -> ScriptedDriver:
        beside = self.library.with_suffix(".new")
        beside.write_text(json.dumps(script), encoding="utf-8")
        beside.replace(self.library)
        return self


def serve(connection: Connection) -> None:
    """Be the process of a scripted driver."""
    while True:
        try:
            operation, library, *_ = connection.recv()
        except (EOFError, OSError):
            return
        script = json.loads(Path(library).read_text(encoding="utf-8"))
        with Path(library).with_suffix(".log").open("a") as log:
            log.write(f"{operation}\n")
        does = script.get("does") if operation in script.get("at", ()) else None
        if does == "hang":
            Event().wait()
        elif does == "crash":
            os.kill(os.getpid(), 11)
        elif does is not None:
            connection.send(("failed", does, "CKR_GENERAL_ERROR"))
        else:
            connection.send(("done", _answer(operation, script["readers"])))


def _answer(operation: str, readers: Any) -> Any:
    if operation == "readers":
        shown = [{key: each[key] for key in ("slot", "name", "token")} for each in readers]
        about = {"about": "trình thử", "maker": "nhà máy thử", "version": "1.2"}
        return {**about, "standard": "2.40", "readers": shown}
    assert operation in ("read", "look"), operation
    return [
        {
            "slot": each["slot"],
            **each["token"],
            "certificates": [bytes.fromhex(der) for der in each.get("certificates", ())],
            "keys": [],
        }
        for each in readers
        if each["token"] is not None and "serial" in each["token"]
    ]
