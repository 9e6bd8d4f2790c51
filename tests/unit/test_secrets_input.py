"""A secret comes from a private file or from one line of standard input, and stays unseen."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from desktop.domain.sentences import fix
from desktop.services.secrets_input import read_secret_file
from tests.helpers.failures import failure_of, outcome
from tests.helpers.surroundings import english


def private(path: Path, data: bytes, mode: int = 0o600) -> str:
    path.write_bytes(data)
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize(
    ("data", "secret"),
    [
        (b"b\xc3\xad m\xe1\xba\xadt", "bí mật"),
        (b"a b \n", "a b "),
        (b"a\r\n", "a"),
        (b"a\n\n", "a\n"),
        (b"a\r", "a\r"),
        (b" \n", " "),
    ],
)
def test_one_line_end_at_the_end_is_left_out(tmp_path: Path, data: bytes, secret: str) -> None:
    assert read_secret_file(private(tmp_path / "f", data)) == secret


def test_standard_input_gives_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = io.TextIOWrapper(io.BytesIO("mật khẩu\r\nkhác\n".encode()))
    monkeypatch.setattr(sys, "stdin", lines)
    assert read_secret_file("-") == "mật khẩu"


def test_standard_input_without_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert outcome(lambda: read_secret_file("-")) == ("secret.empty", 4)


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n"])
def test_empty(tmp_path: Path, data: bytes) -> None:
    file = private(tmp_path / "f", data)
    assert outcome(lambda: read_secret_file(file)) == ("secret.file_empty", 4)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o777])
def test_a_file_that_others_may_touch(tmp_path: Path, mode: int) -> None:
    file = private(tmp_path / "f", b"secret", mode)
    problem = failure_of(lambda: read_secret_file(file)).problems[0]
    assert (problem.code, problem.values["mode"]) == ("secret.not_private", f"{mode:04o}")
    assert "chmod 600" in fix(problem, english)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_private_modes(tmp_path: Path, mode: int) -> None:
    assert read_secret_file(private(tmp_path / "f", b"secret", mode)) == "secret"


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert outcome(lambda: read_secret_file(str(tmp_path / "pipe"))) == ("secret.not_a_file", 4)
    assert outcome(lambda: read_secret_file(str(tmp_path))) == ("secret.not_a_file", 4)
    assert outcome(lambda: read_secret_file(str(tmp_path / "none"))) == ("secret.absent", 4)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert outcome(lambda: read_secret_file(str(tmp_path / "loop"))) == ("secret.unreadable", 4)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_account(tmp_path: Path) -> None:
    file = private(tmp_path / "f", b"secret")
    os.chown(file, 65534, 65534)
    assert outcome(lambda: read_secret_file(file)) == ("secret.not_ours", 4)


def test_neither_long_nor_broken_text_is_repeated(tmp_path: Path) -> None:
    failure = failure_of(lambda: read_secret_file(private(tmp_path / "f", b"hush\xff\xfe")))
    assert failure.problems[0].code == "secret.not_text"
    assert "hush" not in repr(failure) + repr(failure.problems) + repr(failure.__cause__)
    long = private(tmp_path / "g", b"hush" * 2000)
    assert outcome(lambda: read_secret_file(long)) == ("secret.too_long", 4)
