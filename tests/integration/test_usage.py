"""What a wrong command line is answered with."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.cli.entry import main


@pytest.mark.parametrize("words", [["vault"], ["vault", "policy"], ["journal"]])
def test_a_missing_second_word_is_told_in_words_of_people(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    (problem,) = answer["problems"]
    assert problem["code"] == "usage.wrong"
    assert "còn thiếu: LỆNH" in problem["message"]
    assert "_command" not in problem["message"]


DAUMOI = [sys.executable, "-c", "from desktop.bootstrap import command; command()"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_no_traceback() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*DAUMOI, "report", "--list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 4
    assert "ổ đĩa đã hết chỗ" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_closed_output_is_no_traceback() -> None:
    command = shlex.join([*DAUMOI, "report", "--list", "--json"]) + " >&-"
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
