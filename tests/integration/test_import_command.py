"""`daumoi import`, `undo` and `template` as a script calls them, on a real vault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.cli.entry import main
from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.workbooks import write_xlsx

UNITS = [
    ("Mã định danh", "Tên đơn vị", "Cấp trên"),
    ("A05.01", "Văn phòng Tỉnh uỷ", "A05"),
    ("A05.02", "Ban Tổ chức", "A05"),
]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a vault whose root is A05."""
    return runner(tmp_path, LayOut("A05", "Tỉnh uỷ Mẫu"), capsys)


def test_import_again_and_undo(run: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "units.xlsx", UNITS)
    before = run("vault", "check")[1]["result"]["data_hash"]
    code, answer = run("import", "units", path, "--from", "2025-07-01")
    assert (code, answer["ok"], answer["command"]) == (0, True, "import")
    result = answer["result"]
    wanted = ("read", "created", "updated", "unchanged", "refused")
    assert [result[name] for name in wanted] == [2, 2, 0, 0, 0]
    assert [row["fate"] for row in result["rows"]] == ["created", "created"]
    again = run("import", "units", path)[1]["result"]
    assert [again[name] for name in wanted] == [2, 0, 0, 2, 0]
    assert again["run"] is None
    code, answer = run("undo", result["run"])
    assert (code, answer["result"]["undone"]) == (0, [result["run"]])
    assert run("vault", "check")[1]["result"]["data_hash"] == before


def test_refused_rows_say_where_and_how_to_mend(run: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "units.xlsx", [*UNITS, ("A05", "Tên khác", None)])
    code, answer = run("import", "units", path)
    assert (code, answer["ok"], answer["result"]["refused"]) == (1, False, 1)
    (problem,) = answer["problems"]
    assert problem["severity"] == "error"
    assert problem["where"] == {
        "file": "units.xlsx", "sheet": "Bảng", "row": 4, "column": "Tên đơn vị",
    }  # fmt: skip
    assert "Tên khác" in problem["message"]
    assert "--changes" in problem["fix"]
    code, answer = run("import", "units", path, "--skip-bad")
    assert (code, answer["ok"], answer["result"]["created"]) == (0, True, 2)
    assert {problem["severity"] for problem in answer["problems"]} == {"warning"}
    code, answer = run("import", "units", path, "--changes", "correction")
    assert (code, answer["result"]["updated"]) == (0, 1)


def test_a_preview_writes_nothing(run: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "units.xlsx", UNITS)
    code, answer = run("import", "units", path, "--dry-run")
    assert (code, answer["result"]["created"], answer["result"]["run"]) == (0, 2, None)
    assert run("list", "units")[1]["result"]["count"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("units", "absent.xlsx"), 4),
        (("units", "empty.xlsx"), 1),
        (("units", "empty.xlsx", "--map", "x"), 2),
        (("people", "empty.xlsx"), 2),
        (("units", "empty.xlsx", "--from", "1/7/2025"), 2),
        (("units", "empty.xlsx", "--map", "x=y"), 1),
    ],
)
def test_exit_codes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    (tmp_path / "empty.xlsx").touch()
    monkeypatch.chdir(tmp_path)
    found, answer = run("import", *arguments)
    assert found == code
    assert (answer["result"] is None) == (code in (2, 4))
    assert answer["problems"]


def test_a_mapped_heading_that_stands_nowhere_is_named(run: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "units.xlsx", [("Cột lạ", "Tên đơn vị"), ("A05.01", "Ban")])
    code, answer = run("import", "units", path, "--map", "Không có=code")
    assert (code, [each["code"] for each in answer["problems"]]) == (1, ["import.heading_absent"])
    code, answer = run("import", "units", path, "--map", "Cột lạ=code", "--dry-run")
    assert code == 0


def test_people_read_counts_and_the_way_back(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_xlsx(tmp_path / "units.xlsx", UNITS)
    given = ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(tmp_path / "passphrase")]
    assert main([*given, "import", "units", str(path), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "A05.01 Văn phòng Tỉnh uỷ" in shown
    assert "Số hàng đã đọc: 2" in shown
    assert main([*given, "import", "units", str(path)]) == 0
    assert "daumoi undo" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["units", "clerks", "tokens"])
def test_a_filled_form_that_comes_back_unchanged_changes_nothing(
    run: Run, tmp_path: Path, kind: str
) -> None:
    run("import", "units", write_xlsx(tmp_path / "units.xlsx", UNITS), "--from", "2025-07-01")
    clerks = [
        ("Mã", "Vai trò", "Độ mật", "Họ tên", "Điện thoại", "Người thay thế", "Mức tiếp cận",
         "Tiếp cận đến ngày", "QĐ phân công", "Đến ngày"),
        ("A05.01", "Văn thư", "Mật+thường", "Nguyễn Văn An", "0912000001",
         "Trần Thị Bình (nghỉ sinh); Lê Văn Cường", "Mật", "30/6/2027", "12-QĐ/VP", "31/12/2027"),
        ("A05.02", "Văn thư", None, "Chưa bố trí"),
    ]  # fmt: skip
    run("import", "clerks", write_xlsx(tmp_path / "clerks.xlsx", clerks), "--from", "2025-07-01")
    tokens = [
        ("Đơn vị", "Tên thuê bao", "Serial", "Số chứng thư", "Từ ngày", "Hạn", "Ngày nhận",
         "Ký nhận", "Ngày sinh"),
        ("A05.01", "Nguyễn Văn An", "0A1B2C", "54010A", "1/1/2026", "31/12/2028", "5/1/2026",
         "x", "1985"),
        ("A05.02", None, "0A1B2D", None, None, None, None, None, None),
    ]  # fmt: skip
    run("import", "tokens", write_xlsx(tmp_path / "tokens.xlsx", tokens), "--from", "2025-07-01")
    form = tmp_path / f"form-{kind}.xlsx"
    code, answer = run("template", kind, "--out", form, "--under", "A05")
    assert (code, answer["result"]["file"]) == (0, str(form))
    code, back = run("import", kind, form)
    assert code == 0
    assert back["result"]["unchanged"] == back["result"]["read"] == answer["result"]["rows"]
    assert [p for p in back["problems"] if p["severity"] != "info"] == []


@pytest.mark.parametrize("kind", ["units", "clerks", "tokens"])
def test_an_empty_form_needs_no_vault_and_replaces_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    form = tmp_path / "form.xlsx"
    arguments = ["--json", "template", kind, "--out", str(form)]
    assert main(arguments) == 0
    capsys.readouterr()
    assert main(arguments) == 4
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "media.exists"
