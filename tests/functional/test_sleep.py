"""The PC sleeps in the middle of a seal: everything stands still, wakes, and goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.helpers.pki import Authority, SoftTokens
from tests.helpers.windows import laid_out_vault

ROOT = Path(__file__).resolve().parents[2]
# How long the token may be silent in these tests, and how long the PC sleeps.
TIMEOUT_S = 3.0
Prepared = tuple[list[str], dict[str, str]]
SLEEP_S = float(os.environ.get("DAUMOI_SLEEP", "5"))


class Playing:
    """The process that seals; `out` is where its bundle, marks and result go."""

    def __init__(self, process: subprocess.Popen[str], out: Path) -> None:
        self.process = process
        self.out = out

    def token_process(self) -> int:
        """Wait until the token signs; return the process that it does it in."""
        mark = self.out / "signing"
        await_so(lambda: (mark.exists() and mark.read_text(encoding="ascii")) or self.ended())
        return int(mark.read_text(encoding="ascii"))

    def ended(self) -> bool:
        return self.process.poll() is not None

    def result(self) -> dict[str, object]:
        words, _ = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, words
        found: dict[str, object] = json.loads((self.out / "result.json").read_text("utf-8"))
        return found

    def bundles(self) -> list[str]:
        return sorted(path.name for path in self.out.iterdir() if "asice" in path.name)


def await_so(ready: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "still not so"
        time.sleep(0.02)


def stopped(process: int) -> bool:
    state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    return state in "Tt"


def sleep_over(*processes: int) -> None:
    """Let processes stand still as on a PC that sleeps."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    await_so(lambda: all(map(stopped, processes)))
    time.sleep(SLEEP_S)
    for process in processes:
        # One that was waited for too long has been ended meanwhile.
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    """Make a vault, a token and a recipient; return the command that seals, and its environment."""
    authority = Authority()
    (tmp_path / "out").mkdir()
    recipient = authority.recipient("Văn phòng Trung ương").pem(tmp_path / "nhan.pem")
    tokens = SoftTokens(tmp_path / "hsm").create()
    tokens.add("VPTU", authority.issue("Tỉnh uỷ Mẫu"))
    vault = laid_out_vault(tmp_path / "vault")
    command = [sys.executable, "-m", "tests.functional.sleep_play"]
    arguments = [str(vault), str(tmp_path / "out"), str(recipient), str(TIMEOUT_S)]
    surroundings = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    return [*command, *arguments], {**os.environ, **tokens.environment, **surroundings}


@contextmanager
def play(prepared: Prepared) -> Iterator[Playing]:
    command, environment = prepared
    out = Path(command[-3])
    (out / "signing").unlink(missing_ok=True)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Playing(process, out)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_a_seal_goes_on_after_the_sleep(prepared: Prepared) -> None:
    with play(prepared) as playing:
        sleep_over(playing.process.pid, playing.token_process())
        result = playing.result()
        assert result == {"notices": [], "next": 2, "problems": [], "usable": True}
        assert playing.bundles() == ["A99-000001.asice.p7m"]


def test_a_token_that_does_not_wake_up_leaves_nothing(prepared: Prepared) -> None:
    with play(prepared) as playing:
        sleep_over(playing.token_process())
        result = playing.result()
        assert result == {"notices": ["pkcs11.timeout"], "next": 1, "problems": [], "usable": True}
        assert playing.bundles() == []


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_ends_while_it_sleeps_leaves_nothing(
    prepared: Prepared, ending: signal.Signals
) -> None:
    with play(prepared) as playing:
        token = playing.token_process()
        os.kill(playing.process.pid, ending)
        playing.process.communicate(timeout=60)
        await_so(lambda: not Path(f"/proc/{token}").exists())
        assert playing.bundles() == []
    with play(prepared) as again:
        assert again.result()["next"] == 2
        assert again.bundles() == ["A99-000001.asice.p7m"]
