"""`daumoi codes` and `import code-states` as a script calls them, on a real vault."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.workbooks import write_xlsx

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on Lạng Sơn's vault."""
    return runner(tmp_path, LayOut("A05", "Tỉnh uỷ Lạng Sơn", "20"), capsys)


def test_codes_are_planned_locked_and_taken_back(run: Run, tmp_path: Path) -> None:
    before = run("vault", "check")[1]["result"]["data_hash"]
    code, shown = run("codes", "plan", "--under", "A05", "--rule", "order")
    assert (code, shown["result"]["run"]) == (0, None)
    assert shown["result"]["changing"] > 60
    code, done = run("codes", "plan", "--under", "A05", "--rule", "order", "--apply")
    assert code == 0
    assert run("codes", "lock", "A05.01")[0] == 0
    file = write_xlsx(tmp_path / "ds.xlsx", [("Đơn vị", "Mã mới"), ("A05.01", "A05.990")])
    code, refused = run("codes", "plan", "--under", "A05", "--rule", "list", file, "--apply")
    (problem,) = [each for each in refused["problems"] if each["severity"] == "error"]
    assert (code, refused["ok"], refused["result"]["run"]) == (1, False, None)
    assert (problem["code"], problem["where"]["row"]) == ("codes.kept_locked", 2)
    assert refused["result"]["conflicts"] == ["codes.kept_locked"]
    released = run("codes", "release", "A05.01")[1]["result"]["run"]
    reserved = run("codes", "reserve", "A05.990", "--why", "Để dành")[1]["result"]["run"]
    assert run("codes", "inspect")[1]["result"]["reserved"] == {"A05.990": "Để dành"}
    for number in (reserved, released, released - 1, done["result"]["run"]):
        assert run("undo", number)[0] == 0
    assert run("vault", "check")[1]["result"]["data_hash"] == before


def test_a_wrong_rule_is_a_wrong_command_line(run: Run) -> None:
    for rule in (["any"], ["list"], ["next", "x.xlsx"]):
        assert run("codes", "plan", "--under", "A05", "--rule", *rule)[0] == 2


def test_states_are_imported_filtered_and_counted(run: Run, tmp_path: Path) -> None:
    head = ("Mã định danh", "Hệ thống", "Tình trạng", "Lý do")
    file = write_xlsx(
        tmp_path / "tt.xlsx",
        [head, ("A05", "Trục", "Đang dùng", None), ("A05.01", "Trục", "Từ chối", "Trùng")],
    )
    code, answer = run("import", "code-states", file, "--from", "2026-10-01")
    assert (code, answer["result"]["created"]) == (0, 2)
    code, listed = run("list", "codes", "--system", "axis", "--state", "refused")
    (row,) = listed["result"]["rows"]
    assert (row["value"], row["on_axis"], row["axis_reason"]) == ("A05.01", "refused", "Trùng")
    assert run("list", "units", "--state", "sent")[0] == 1
    code, states = run("codes", "states")
    counts = states["result"]["counts"]["axis"]
    assert (code, counts["live"], counts["refused"]) == (0, 1, 1)
    assert sum(each["behind"] for each in states["result"]["behind"]["axis"]) == (
        counts["planned"] + counts["refused"]
    )
    for words in (("codes", "states"), ("list", "codes", "--limit", "3"), ("codes", "inspect")):
        assert run(*words, "--lang", "en")[0] == 0


def test_what_a_letter_declares(run: Run) -> None:
    before = run("vault", "check")[1]["result"]["data_hash"]
    letter = ("--source", "CV 15671-CV/VPTW", "--from", "2025-06-25")
    published = ("--published", "đã gửi=26", "--published", "chưa hoàn thành=8")
    code, answer = run(
        "import", "declared", DATA / "quy-hoach-ma-dinh-danh-34.csv", *letter, *published
    )
    result = answer["result"]
    assert (code, result["created"], sorted(result["unnamed"])) == (0, 32, ["Nghệ An", "Tây Ninh"])
    assert [(count["published"], count["named"]) for count in result["counts"]] == [
        (26, 25),
        (8, 7),
    ]
    assert {problem["severity"] for problem in answer["problems"]} == {"warning"}
    assert run("list", "declared", "--search", "lạng sơn")[1]["result"]["count"] == 1
    assert run("vault", "check")[1]["result"]["data_hash"] == before
    assert run("undo", result["run"])[0] == 0
    assert run("list", "declared")[1]["result"]["count"] == 0
    assert run("import", "units", DATA / "tinh-uy-63.csv", *letter)[0] == 1
