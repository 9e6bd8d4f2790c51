"""One writer at a time: the others are told who it is, and may read."""

from __future__ import annotations

import json
import os
import platform
import signal
from pathlib import Path

import pytest

from desktop.services.vault import CreateVault
from tests.helpers.failures import failure_of, outcome
from tests.helpers.vaults import make_vault, open_session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_vault(tmp_path)[0]


def test_a_second_writer_is_told_who_the_first_is(folder: Path) -> None:
    with open_session(folder):
        problem = failure_of(lambda: open_session(folder)).problems[0]
    assert problem.code == "vault.busy"
    assert problem.values["host"] == platform.node()
    assert problem.values["pid"] == os.getpid()
    assert problem.values["user"] == "quan-tri"
    assert problem.values["since"] == "2026-11-24T03:00:00Z"
    open_session(folder).close()


def test_readers_take_no_lock_and_see_what_was_committed(folder: Path) -> None:
    with open_session(folder) as writer, open_session(folder, read_only=True) as reader:
        with writer.unit_of_work(CreateVault()) as work:
            work.set_setting("office.name", "Tỉnh uỷ")
            with reader.reading(CreateVault()) as connection:
                count = connection.exec_driver_sql("SELECT count(*) FROM setting").scalar_one()
            assert count == 2
        with reader.reading(CreateVault()) as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM setting").scalar_one()
        assert count == 3


def test_a_reader_cannot_write(folder: Path) -> None:
    with open_session(folder, read_only=True) as reader:
        answer = outcome(lambda: reader.unit_of_work(CreateVault()))
    assert answer == ("vault.opened_to_read", 1)


def test_closing_twice_gives_back_only_the_own_lock(folder: Path) -> None:
    first = open_session(folder)
    first.close()
    with open_session(folder):
        first.close()
        assert outcome(lambda: open_session(folder)) == ("vault.busy", 3)


def test_the_lock_of_a_killed_process_is_taken_over(folder: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        open_session(folder)
        os.write(writing, b"open")
        signal.pause()
    assert os.read(reading, 4) == b"open"
    assert failure_of(lambda: open_session(folder)).problems[0].values["pid"] == child
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)
    assert json.loads((folder / "lock").read_bytes())["pid"] == child
    open_session(folder).close()
    assert (folder / "lock").read_bytes() == b""


def test_a_lock_of_another_pc_is_not_taken_over(folder: Path) -> None:
    named = {"host": "PC-VAN-THU", "pid": 1, "user": "lan", "since": "2026-11-23T01:00:00Z"}
    (folder / "lock").write_text(json.dumps(named))
    problem = failure_of(lambda: open_session(folder)).problems[0]
    assert (problem.code, problem.values["host"]) == ("vault.busy", "PC-VAN-THU")
    assert problem.values["lock"] == folder / "lock"
    assert json.loads((folder / "lock").read_text()) == named
    open_session(folder, read_only=True).close()
    (folder / "lock").unlink()
    open_session(folder).close()


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 9000, b'{"host":1}', b"\xff", b"null"])
def test_a_lock_without_sense_stops_nobody(folder: Path, content: bytes) -> None:
    (folder / "lock").write_bytes(content)
    with open_session(folder):
        (folder / "lock").write_bytes(content)
        assert outcome(lambda: open_session(folder)) == ("vault.busy_unnamed", 3)
