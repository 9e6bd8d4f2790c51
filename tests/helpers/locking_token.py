"""A token that really locks its PIN: the soft token of openCryptoki, which SoftHSM2 is not.

Three wrong PINs lock it; its daemon keeps it for the whole machine, so that root is needed, and one
test at a time has it.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import TokenFlag

LIBRARIES = tuple(Path("/usr/lib").glob("*/opencryptoki/libopencryptoki.so.0"))
FIRST_SO_PIN = "87654321"
_PATIENCE_SECONDS = 20.0
_LOCK = Path(tempfile.gettempdir()) / "daumoi-tests-locking-token"


@dataclass
class LockingToken:
    """The token `label`, whose PIN is `pin`."""

    library: Path
    label: str
    serial: str
    pin: str

    def flags(self) -> TokenFlag:
        """Return the flags it shows now, asked for in this process."""
        return _slot(self.library).get_token().flags

    def wrong(self, times: int) -> None:
        """Try a wrong PIN so often."""
        # A failed login leaves its session behind, and one that only reads would keep `reset` out.
        for _ in range(times):
            with pytest.raises((pkcs11.PinIncorrect, pkcs11.PinLocked)):
                _slot(self.library).get_token().open(rw=True, user_pin="00000")

    def reset(self) -> None:
        """Give it its PIN again, with all tries, as its issuer would."""
        with _slot(self.library).get_token().open(rw=True, so_pin=FIRST_SO_PIN) as session:
            session.init_pin(self.pin)
        # Only a right PIN makes it forget the wrong ones.
        _slot(self.library).get_token().open(rw=True, user_pin=self.pin).close()


@contextmanager
def locking_token(pin: str = "24681012") -> Iterator[LockingToken]:
    """Have the token for one's own, unlocked. The test is skipped where it cannot be had."""
    if not LIBRARIES or os.geteuid() != 0:
        pytest.skip("needs openCryptoki, and root for its daemon")
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _start_daemon()
        _set_up(_slot(LIBRARIES[0]))
        token = _slot(LIBRARIES[0]).get_token()
        made = LockingToken(LIBRARIES[0], token.label.strip(), _text(token.serial), pin)
        made.reset()
        yield made
        made.reset()


def _start_daemon() -> None:
    if subprocess.run(["pgrep", "-x", "pkcsslotd"], capture_output=True).returncode != 0:
        subprocess.run(["/usr/sbin/pkcsslotd"], check=True, capture_output=True)
    end = time.monotonic() + _PATIENCE_SECONDS
    while not _answers():
        assert time.monotonic() < end, "pkcsslotd does not answer"
        time.sleep(0.05)


def _set_up(slot: pkcs11.Slot) -> None:
    """Set the token up once, as its issuer would: before that it is a blank device."""
    if not slot.get_token().flags & TokenFlag.TOKEN_INITIALIZED:
        command = ["/usr/sbin/pkcsconf", "-I", "-c", str(slot.slot_id), "-S", FIRST_SO_PIN]
        subprocess.run(command, input="daumoi\n", text=True, check=True, capture_output=True)


def _answers() -> bool:
    said = subprocess.run(["/usr/sbin/pkcsconf", "-t"], capture_output=True, text=True)
    return said.returncode == 0 and "Label" in said.stdout


def _slot(library: Path) -> pkcs11.Slot:
    return pkcs11.lib(str(library)).get_slots(token_present=True)[0]


def _text(value: str | bytes) -> str:
    return (value.decode() if isinstance(value, bytes) else value).strip(" \0")
