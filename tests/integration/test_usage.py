"""What a wrong command line is answered with."""

from __future__ import annotations

import json

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
