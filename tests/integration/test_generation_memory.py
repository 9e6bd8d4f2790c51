"""The system's keyring remembers a vault; without one that works nothing happens, quickly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.crypto import generation_memory
from desktop.crypto.generation_memory import Memory
from desktop.services import vault_care
from desktop.services.vault import CreateVault
from tests.helpers.failures import assert_sayable, failure_of
from tests.helpers.vaults import make_vault, new_vault, open_session

VAULT = "ab" * 16
ROOT = Path(__file__).parents[2]


class FakeKeyring:
    """Keeps what it is given, or fails like a locked one."""

    def __init__(self, *, works: bool = True) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.works = works

    def set_password(self, service: str, name: str, value: str) -> None:
        assert len(value.encode()) <= 32
        if not self.works:
            raise RuntimeError("locked")
        self.kept[service, name] = value

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    fake = FakeKeyring()
    monkeypatch.setattr(generation_memory, "_keyring", lambda: fake)
    return fake


def set_name(folder: Path, value: str) -> None:
    with open_session(folder) as session, session.unit_of_work(CreateVault()) as work:
        work.set_setting("office.name", value)


def test_what_is_remembered_is_recalled_and_no_probe_is_left(keyring: FakeKeyring) -> None:
    memory = Memory(9999, 2**32 - 1, "0123456789abcdef0123")
    generation_memory.remember(VAULT, memory)
    assert generation_memory.recall(VAULT) == memory
    assert generation_memory.recall("cd" * 16) is None
    assert len(keyring.kept) == 1


@pytest.mark.parametrize("garbage", ["", "x", "0" * 31, "g" * 32])
def test_other_entries_are_no_memory(keyring: FakeKeyring, garbage: str) -> None:
    generation_memory.remember(VAULT, Memory(1, 1, "0" * 20))
    keyring.kept[next(iter(keyring.kept))] = garbage
    assert generation_memory.recall(VAULT) is None


def test_a_keyring_that_fails_is_none(keyring: FakeKeyring, tmp_path: Path) -> None:
    generation_memory.remember(VAULT, Memory(1, 1, "0" * 20))
    keyring.works = False
    assert generation_memory.recall(VAULT) is None
    generation_memory.remember(VAULT, Memory(2, 2, "0" * 20))
    folder, _ = make_vault(tmp_path)
    open_session(folder).close()


def test_a_lower_generation_than_remembered_is_refused(
    keyring: FakeKeyring, tmp_path: Path
) -> None:
    folder, _ = make_vault(tmp_path)
    with open_session(folder) as session:
        vault = vault_care.check(session, vault_care.CheckVault()).vault
    generation_memory.remember(vault, Memory(2, 0, "0" * 20))
    for read_only in (False, True):
        failure = failure_of(lambda ro=read_only: open_session(folder, read_only=ro))
        problem = failure.problems[0]
        assert (problem.code, failure.exit_code) == ("vault.older_generation", 3)
        assert (problem.values["found"], problem.values["known"]) == (1, 2)


def verify(folder: Path) -> list[str]:
    with open_session(folder, read_only=True) as session:
        found = vault_care.verify_journal(session, vault_care.VerifyJournal())
    for problem in found.problems:
        assert_sayable(problem)
    assert found.remembered
    return [problem.code for problem in found.problems]


def test_an_older_copy_and_a_rewritten_journal_are_noticed(
    keyring: FakeKeyring, tmp_path: Path
) -> None:
    folder, _ = make_vault(tmp_path)
    set_name(folder, "một")
    shutil.copytree(folder, tmp_path / "older")
    set_name(folder, "hai")
    assert verify(folder) == []
    shutil.rmtree(folder)
    (tmp_path / "older").rename(folder)
    assert verify(folder) == ["journal.shorter"]
    # Going on from the older copy does not make the memory forget.
    set_name(folder, "khác")
    set_name(folder, "khác nữa")
    assert verify(folder) == ["journal.rewritten"]


def test_without_a_session_bus_the_keyring_is_not_even_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from desktop.crypto import generation_memory as g;"
        "assert g.recall('ab' * 16) is None; g.remember('ab' * 16, g.Memory(1, 1, '0' * 20));"
        "assert 'keyring' not in sys.modules"
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


ON_A_BUS = """
printf 'pw' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
exec "$0" -c '
from desktop.crypto import generation_memory as g
m = g.Memory(3, 77, "0123456789abcdef0123")
g.remember("ab" * 16, m)
assert g.recall("ab" * 16) == m, g.recall("ab" * 16)
print("remembered")
'
"""

ON_A_BUS_WITHOUT_KEYRING = """
exec "$0" -c '
from desktop.crypto import generation_memory as g
g.remember("ab" * 16, g.Memory(3, 77, "0123456789abcdef0123"))
assert g.recall("ab" * 16) is None
print("nothing")
'
"""


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-daemon and gnome-keyring",
)
@pytest.mark.parametrize(
    ("script", "said"),
    [(ON_A_BUS, "remembered"), (ON_A_BUS_WITHOUT_KEYRING, "nothing")],
    ids=["unlocked", "locked or absent"],
)
def test_with_the_real_secret_service(tmp_path: Path, script: str, said: str) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "PYTHONPATH": str(ROOT),
    }
    started = time.monotonic()
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script, sys.executable],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, said), done.stderr
    # Nobody is there to answer a prompt: it must not be waited for.
    assert time.monotonic() - started < 30


def test_a_vault_opens_on_a_pc_without_keyring(tmp_path: Path) -> None:
    with new_vault(tmp_path / "v") as session:
        found = vault_care.verify_journal(session, vault_care.VerifyJournal())
    assert not found.remembered
    assert found.problems == ()
