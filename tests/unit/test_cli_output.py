"""What a command writes for a person: names of files cannot forge lines or move the cursor."""

from __future__ import annotations

import pytest

from desktop.cli import output
from desktop.cli.invocation import Answer
from desktop.domain.problems import Problem, Where

NAME = "phiếu\nLỗi: giả\x1b[31m\u202e.xlsx"


def told(capsys: pytest.CaptureFixture[str], answer: Answer) -> tuple[str, str]:
    output.show(answer, str, as_json=False)
    return capsys.readouterr()


def test_a_name_moves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Problem("collect.read_before", {"file": NAME}, where=Where(NAME))
    out, err = told(capsys, Answer("collect read", {}, (problem,), 0, (f"{NAME} · x",)))
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err
    assert len([line for line in err.splitlines() if line.startswith("Error")]) == 1
    assert not any(line.startswith("Lỗi") for line in err.splitlines())


def test_of_very_many_problems_the_rest_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Problem("collect.read_before", {"file": "a.xlsx"})
    _, err = told(capsys, Answer("collect read", {}, (problem,) * 1200, 1, ()))
    assert err.splitlines()[-1].startswith("700 more")
