"""`import statistics`, `list statistics` and `coverage --use` as a script calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.workbooks import write_xlsx

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


def test_coverage_is_held_against_use(run: Run, tmp_path: Path) -> None:
    code, nothing = run("coverage", "--use")
    assert (code, nothing["result"]["use"]["from"]) == (0, None)
    assert "use" not in run("coverage")[1]["result"]
    head = ("Mã", "Đơn vị", "Số user login", "Số lượt login", "Từ ngày", "Đến ngày")
    week = ("16/11/2026", "22/11/2026")
    file = write_xlsx(tmp_path / "w.xlsx", [head, ("A05", None, 3, 9, *week)])
    assert run("import", "statistics", file)[0] == 0
    out = tmp_path / "cov.xlsx"
    code, answer = run("coverage", "--use", "--out", out)
    use = answer["result"]["use"]
    assert (code, use["last_day"], use["counts"]["not_covered"]) == (0, "2026-11-22", 1)
    (unit,) = use["not_covered"]
    assert (unit["code"], unit["figures"]["logins"]) == ("A05", 9)
    assert {"Sử dụng", "Sử dụng, tổng hợp"} < set(CalamineWorkbook.from_path(str(out)).sheet_names)
    assert run("coverage", "--use", "--lang", "en")[0] == 0
