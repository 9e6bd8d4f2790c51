"""`import statistics`, `list statistics` and `coverage --use` as a script calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner

DATA = Path(__file__).parent.parent / "data"
WEEK = ("--from", "2025-06-16", "--to", "2025-06-22", "--source", "CV 15671-CV/VPTW")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on Lạng Sơn's vault."""
    return runner(tmp_path, LayOut("A05", "Tỉnh uỷ Lạng Sơn", "20"), capsys)


def test_the_published_week_by_the_command(run: Run) -> None:
    week = ("import", "statistics", DATA / "phu-luc-1.csv")
    code, asked = run(*week, "--from", "2025-06-16")
    assert (code, asked["problems"][0]["code"]) == (1, "statistics.period_missing")
    code, shown = run(*week, *WEEK, "--dry-run")
    assert (code, shown["result"]["created"], shown["result"]["run"]) == (0, 63, None)
    code, done = run(*week, *WEEK)
    assert (code, done["result"]["created"], done["result"]["refused"]) == (0, 63, 0)
    assert run(*week, *WEEK)[1]["result"]["run"] is None
    code, listed = run("list", "statistics", "--search", "lang son")
    (row,) = listed["result"]["rows"]
    assert (row["from"], row["last_day"], row["logins"]) == ("2025-06-16", "2025-06-22", 208)
    assert (row["code"], row["source"]) == (None, "CV 15671-CV/VPTW")
    assert run("list", "statistics", "--limit", "3")[1]["result"]["count"] == 63
    assert run("list", "statistics", "--under", "A05")[1]["result"]["count"] == 0
    assert run("list", "statistics", "--lang", "en", "--limit", "3")[0] == 0


def test_a_last_day_and_a_source_are_for_statistics(run: Run) -> None:
    for words in (("units", *WEEK), ("declared", "--to", "2025-06-22"), ("clerks", *WEEK[4:])):
        code, answer = run("import", words[0], DATA / "phu-luc-1.csv", *words[1:])
        assert (code, answer["problems"][0]["code"]) == (1, "statistics.only_there")
