"""`daumoi test-documents` as a script calls it, on a real vault."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.proofs import answered, returned
from tests.helpers.workbooks import write_xlsx

UNDER = ("--from", "A05", "--under", "A05")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on Lạng Sơn's vault, whose first communes have a clerk."""
    call = runner(tmp_path, LayOut("A05", "Tỉnh uỷ Lạng Sơn", "20"), capsys)
    codes = [row["value"] for row in call("list", "codes", "--limit", "400")[1]["result"]["rows"]]
    communes = sorted(code for code in codes if code.count(".") == 1 and len(code) == 9)[:3]
    rows = [(code, "Văn thư", f"Cán bộ {code}", "Bản rõ", f"vt.{code}") for code in communes]
    heads = ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường", "Tài khoản")
    clerks = write_xlsx(tmp_path / "clerks.xlsx", [heads, *rows])
    assert call("import", "clerks", clerks)[0] == 0
    return call


def test_a_round_is_planned_listed_and_recorded(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "dot-1.xlsx"
    code, planned = run(
        "test-documents", "plan", *UNDER, "--environment", "ro", "--level", "khong-mat",
        "--letter", "12-CV/VPTU", "--due", "2099-01-01", "--out", out,
    )  # fmt: skip
    result = planned["result"]
    assert (code, result["round"], result["documents"], result["file"]) == (0, 1, 3, str(out))
    code, listed = run("test-documents", "list")
    assert (code, listed["result"]["count"], listed["result"]["rows"][0]["waiting"]) == (0, 1, 3)
    back = returned(out, tmp_path / "ve.xlsx", answered(n1=("Đã đến",), n2=("có lẽ",)))
    code, held = run("test-documents", "record", back)
    assert (code, held["result"]["refused"], held["result"]["held"]) == (1, 1, 1)
    (problem,) = held["problems"]
    assert problem["where"] == {
        "file": "ve.xlsx", "sheet": "Văn bản gửi thử", "row": 3, "column": "Kết quả",
    }  # fmt: skip
    code, dry = run("test-documents", "record", back, "--skip-bad", "--dry-run")
    assert (code, dry["result"]["recorded"], dry["result"]["run"]) == (0, 1, None)
    code, taken = run("test-documents", "record", back, "--skip-bad")
    assert (code, taken["result"]["recorded"]) == (0, 1)
    code, one = run(
        "test-documents", "record", "--round", 1, "--number", 2, "--number", 3, "--result", "lost",
        "--note", "không thấy",
    )  # fmt: skip
    assert (code, one["result"]["recorded"]) == (0, 2)
    code, found = run("test-documents", "list", "--round", 1, "--result", "lost")
    assert [(row["number"], row["note"]) for row in found["result"]["rows"]] == [
        (2, "không thấy"), (3, "không thấy"),
    ]  # fmt: skip
    assert (found["result"]["arrived"], found["result"]["lost"]) == (1, 2)
    findings = run("check", "--rule", "endpoint.test_lost")[1]["result"]["findings"]
    assert len(findings) == 2
    assert run("undo", one["result"]["run"])[0] == 0
    assert run("check", "--rule", "endpoint.test_lost")[1]["result"]["findings"] == []
    assert run("test-documents", "plan", *UNDER, "--unproved", 30)[1]["result"]["documents"] == 2
    # Of the two rounds the sheet says which it is of; the other one does not take it.
    code, other = run("test-documents", "record", back, "--round", 2, "--skip-bad")
    assert (code, other["result"]["recorded"], other["result"]["refused"]) == (0, 0, 2)


def test_what_is_wrong_is_said_with_the_right_code(run: Run, tmp_path: Path) -> None:
    assert run("test-documents", "list")[1]["result"] == {"rows": [], "count": 0}
    code, answer = run("test-documents", "list", "--round", 1)
    assert (code, answer["problems"][0]["code"]) == (1, "tests.no_round")
    assert run("test-documents", "record", tmp_path / "khong-co.xlsx")[0] == 1
    assert run("test-documents", "plan", *UNDER)[0] == 0
    assert run("test-documents", "record", tmp_path / "khong-co.xlsx")[0] == 4
    for wrong in (
        ("record",),
        ("record", "--number", 1),
        ("record", "--result", "arrived"),
        ("record", "--number", 1, "--result", "came"),
        ("record", "a.xlsx", "--result", "arrived"),
        ("record", "--number", 1, "--result", "arrived", "--skip-bad"),
        ("plan", "--under", "A05"),
        ("plan", *UNDER, "--unproved", 0),
    ):
        assert run("test-documents", *wrong)[0] == 2, wrong


def test_after_how_many_days_is_a_policy(run: Run) -> None:
    assert run("test-documents", "plan", *UNDER)[0] == 0
    rule = ("check", "--rule", "endpoint.unproved")
    assert len(run(*rule)[1]["result"]["findings"]) == 3
    code, answer = run("vault", "policy", "set", "unproved_days", "030")
    assert (code, answer["result"]["value"]) == (0, "30")
    assert "30" in run(*rule)[1]["result"]["findings"][0]["message"]
    for wrong in ("0", "3651", "-1", "ba mươi", "1e2"):
        code, answer = run("vault", "policy", "set", "unproved_days", wrong)
        assert (code, answer["problems"][0]["code"]) == (1, "vault.policy_days")


def test_numbers_and_days_beyond_all_bounds_are_refused(run: Run, tmp_path: Path) -> None:
    for days in ("3651", "99999999", "9" * 18):
        code, answer = run("test-documents", "plan", *UNDER, "--unproved", days)
        assert (code, answer["problems"][0]["code"]) == (1, "tests.unproved_days")
    sheet = write_xlsx(tmp_path / "rows.xlsx", [("Mã định danh", "Kết quả"), ("A05", "có")])
    figures = write_xlsx(tmp_path / "use.xlsx", [("Đơn vị", "VB đến"), ("A05", "1")])
    for line in (
        ("test-documents", "plan", *UNDER, "--unproved", "9" * 19),
        ("test-documents", "plan", *UNDER, "--due", "9999-12-31"),
        ("test-documents", "record", "--number", "9" * 40, "--result", "lost"),
        ("test-documents", "record", sheet, "--on", "9999-12-31"),
        ("collect", "status", "--round", "9" * 30),
        ("collect", "start", "--under", "A05", "--out", tmp_path, "--due", "9999-12-31"),
        ("import", "statistics", figures, "--from", "0001-01-01", "--to", "9999-12-31"),
        ("list", "units", "--as-of", "0001-01-01"),
    ):
        code, answer = run(*line)
        assert (code, answer["problems"][0]["code"]) == (2, "usage.wrong"), line
    code, answer = run("collect", "status", "--round", "9" * 18)
    assert (code, answer["problems"][0]["code"]) == (1, "collect.no_round")
