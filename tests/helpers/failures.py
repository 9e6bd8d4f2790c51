"""What a failing call says, with its words in both languages filled in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain import sentences
from desktop.domain.problems import Failure, Problem
from tests.helpers.surroundings import english, vietnamese


def failure_of(call: Callable[[], object]) -> Failure:
    """Call, expect a `Failure`, see that each problem can be said in both languages; return it."""
    with pytest.raises(Failure) as caught:
        call()
    for problem in caught.value.problems:
        assert_sayable(problem)
    return caught.value


def assert_sayable(problem: Problem) -> None:
    """Fail where a sentence of the problem is missing, has a gap left, or has no Vietnamese."""
    for part in (sentences.message, sentences.fix):
        said = part(problem, english)
        assert said
        assert part(problem, vietnamese()) != said


def outcome(call: Callable[[], object]) -> tuple[str, int]:
    """Return the code and the exit code of the failure of `call`."""
    failure = failure_of(call)
    return failure.problems[0].code, failure.exit_code
