"""What the window says of problems: its own buttons and fields, never options of the command."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from desktop.domain.problems import Problem
from desktop.domain.sentences import SENTENCES
from desktop.domain.texts import Translate
from desktop.views import mends
from tests.helpers.surroundings import vietnamese

# What only the command can meet: its arguments, its terminal, its output.
ONLY_COMMAND = {
    "usage.wrong",
    "prompt.unavailable",
    "output.failed",
    "demo.folder_in_use",
    "secret.one_input",
    "import.more_problems",
    "states.filter_only_codes",
    "declared.no_table",
    "declared.source_missing",
    "declared.only_there",
    "declared.total_differs",
    "statistics.only_there",
    "reorganise.questions_open",
    "person.erase_unconfirmed",
}
OPTION = re.compile(r"--[a-z]|daumoi ")


def problem_of(code: str) -> Problem:
    """Make a problem with its gaps filled in."""
    sentence = SENTENCES[code]
    gaps = {
        name: "2026-11-25T00:18:21Z" if name == "since" else "…"
        for text in (sentence.message, sentence.fix)
        for _, name, _, _ in Formatter().parse(text)
        if name
    }
    return Problem(code, gaps)


@pytest.mark.parametrize("translate", [vietnamese(), lambda text: text], ids=["vi", "en"])
def test_no_option_of_the_command_reaches_the_window(translate: Translate) -> None:
    found = {
        code: words
        for code in SENTENCES.keys() - ONLY_COMMAND
        if OPTION.search(words := mends.both(problem_of(code), translate))
    }
    assert found == {}


def test_what_only_the_command_meets_is_no_more_than_that() -> None:
    for code in ONLY_COMMAND:
        assert OPTION.search(mends.both(problem_of(code), lambda text: text)) or code in (
            "prompt.unavailable",
            "secret.one_input",
        )


def test_nobody_is_told_to_remove_the_file_of_a_lock() -> None:
    words = mends.mend(problem_of("vault.busy"), lambda text: text)
    assert "remove" not in words
    assert "Open to read only" in words
