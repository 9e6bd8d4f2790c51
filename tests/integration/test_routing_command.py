"""`check`, `route` and `coverage` by command: what scripts read and what people read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from desktop.cli.entry import main
from desktop.models import tables
from desktop.services.session import Session
from tests.helpers.sessions import Anything
from tests.helpers.vaults import PASSPHRASE, new_vault

Run = Callable[..., tuple[int, Any]]


def fill(session: Session) -> None:
    """Two units: one with a clerk in the clear, one below it with nobody."""
    rows: dict[Any, list[dict[str, Any]]] = {
        tables.unit: [{"uid": "a"}, {"uid": "b"}],
        tables.unit_version: [
            {"uid": "va", "unit": "a", "name": "Tỉnh uỷ Mẫu"},
            {"uid": "vb", "unit": "b", "name": "Đảng uỷ xã Mẫu", "parent": "a"},
        ],
        tables.identifier_code: [
            {"uid": "ca", "unit": "a", "scheme": "qd20", "value": "A11", "state": "live"},
            {"uid": "cb", "unit": "b", "scheme": "qd20", "value": "A11.01", "state": "planned"},
        ],
        tables.person: [{"uid": "p", "name": "Nguyễn Văn Thử"}],
        tables.endpoint: [
            {"uid": "ea", "unit": "a", "role": "van-thu", "environment": "ro"},
            {"uid": "eb", "unit": "b", "role": "van-thu", "environment": "ro"},
        ],
        tables.holding: [{"uid": "h", "endpoint": "ea", "person": "p"}],
    }
    with session.unit_of_work(Anything()) as work:
        for table, made in rows.items():
            dated = {"from_date": "2025-07-01"} if "from_date" in table.c else {}
            work.insert(table, [{**row, **dated} for row in made])


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    new_vault(tmp_path / "vault", fill=fill).close()
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    secret.chmod(0o600)
    start = ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(secret)]

    def call(*arguments: str) -> tuple[int, Any]:
        exit_code = main([*start, *arguments])
        out, err = capsys.readouterr()
        return exit_code, json.loads(out) if "--json" in arguments else out + err

    return call


def test_a_route_that_arrives(run: Run) -> None:
    code, answer = run("route", "--to", "A11", "--level", "khong-mat", "--json")
    assert (code, answer["ok"]) == (0, True)
    assert run("route", "--to", "a11", "--level", "khong-mat")[0] == 0
    result = answer["result"]
    assert result.keys() >= {"delivered", "takers", "steps", "fix"}
    assert result["delivered"] is True
    assert result["environment"] == "ro"
    assert [taker["person"] for taker in result["takers"]] == ["Nguyễn Văn Thử"]
    assert {step["status"] for step in result["steps"]} == {"ok"}
    assert result["fix"] is None


def test_a_route_that_does_not_arrive_says_why_and_exits_1(run: Run) -> None:
    code, answer = run("route", "--to", "A11.01", "--level", "khong-mat", "--json")
    assert (code, answer["ok"]) == (1, False)
    assert answer["result"]["delivered"] is False
    assert answer["result"]["fix"].startswith("Phân công")
    assert [(p["code"], p["severity"]) for p in answer["problems"]] == [
        ("route.code.planned", "warning"),
        ("route.person.nobody", "error"),
    ]
    code, words = run("route", "--to", "A11.01", "--level", "khong-mat")
    assert code == 1
    assert "✗ Người phụ trách — không đạt: Văn thư cơ quan" in words
    assert "✗ Văn bản không tới nơi." in words
    assert "     Nguyên nhân có thể: Đơn vị chưa bố trí văn thư" in words


def test_an_unknown_code_names_those_like_it(run: Run) -> None:
    code, answer = run("route", "--to", "A11.02", "--level", "mat", "--json")
    assert code == 1
    assert answer["problems"][0]["code"] == "route.code_unknown"
    assert "A11.01" in answer["problems"][0]["message"]


@pytest.mark.parametrize("wrong", [["--level", "bi-mat"], ["--environment", "xanh"], []])
def test_a_wrong_level_or_network_is_a_wrong_command_line(run: Run, wrong: list[str]) -> None:
    assert run("route", "--to", "A11", *wrong, "--json")[0] == 2


def test_coverage_counts_and_names(run: Run) -> None:
    code, answer = run("coverage", "--json")
    result = answer["result"]
    assert code == 0
    assert (result["covered"], result["uncovered"], result["exempt"]) == (1, 1, 0)
    (gap,) = result["missing"]
    assert (gap["code"], gap["name"], gap["level"]) == ("A11.01", "Đảng uỷ xã Mẫu", "khong-mat")
    assert gap["step"] == "person"
    assert gap["message"]
    assert gap["fix"]
    assert result["by_level"]["tuyet-mat"] == {"covered": 0, "uncovered": 0, "exempt": 2}
    _, secret = run("coverage", "--level", "mat", "--under", "A11.01", "--json")
    assert [gap["code"] for gap in secret["result"]["missing"]] == ["A11.01"]
    _, words = run("coverage")
    assert "✗ 1 đơn vị mà văn bản độ Không mật" in words
    assert "A11.01  Văn thư cơ quan của Đảng uỷ xã Mẫu" in words


def test_coverage_is_counted_by_network_and_direction(run: Run) -> None:
    _, answer = run("coverage", "--direction", "send", "--json")
    result = answer["result"]
    assert (result["direction"], result["covered"], result["uncovered"]) == ("send", 1, 1)
    assert len(result["cells"]) == 16
    _, secret = run("coverage", "--environment", "mat", "--direction", "send", "--json")
    assert {gap["reason"] for gap in secret["result"]["missing"]} == {
        "route.endpoint.elsewhere.sending",
    }
    _, words = run("coverage", "--environment", "mat", "--direction", "send")
    assert "✗ 2 đơn vị chưa gửi được văn bản độ Không mật (mạng mật)" in words


def test_coverage_tells_what_has_changed_since_a_day(run: Run) -> None:
    _, answer = run("coverage", "--since", "2025-06-30", "--json")
    (gap,) = answer["result"]["missing"]
    assert (gap["new"], answer["result"]["mended"]) == (True, [])
    _, words = run("coverage", "--since", "2025-07-01")
    assert "Từ ngày 01/07/2025: thêm 0 đơn vị chưa thông, 0 đơn vị đã khắc phục" in words
    code, wrong = run("coverage", "--since", "2026-01-01", "--as-of", "2025-12-31", "--json")
    assert code == 1
    assert [each["code"] for each in wrong["problems"]] == ["coverage.days_reversed"]


def test_coverage_is_written_as_a_workbook(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "do-phu.xlsx"
    _, answer = run("coverage", "--since", "2025-06-30", "--out", str(out), "--json")
    assert answer["result"]["file"] == str(out)
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["Về danh sách này", "Chưa thông", "Đã khắc phục", "Số liệu"]
    headings, row = book.get_sheet_by_name("Chưa thông").to_python()
    told = dict(zip(headings, row, strict=True))
    assert told["Mã định danh"] == "A11.01"
    assert told["Cơ quan cấp trên"] == "Tỉnh uỷ Mẫu"
    assert told["Mới phát sinh từ ngày so sánh"] == "mới"
    counts = book.get_sheet_by_name("Số liệu").to_python()
    assert counts[1] == ["nhận, môi trường bản rõ, Không mật", 1, 1, 0]
    assert len(counts) == 17
    (tmp_path / "thu-muc.xlsx").mkdir()
    code, wrong = run("coverage", "--out", str(tmp_path / "thu-muc.xlsx"), "--json")
    assert (code, wrong["problems"][0]["code"]) == (4, "file.is_folder")


def test_coverage_of_a_day_before_any_unit_is_empty(run: Run) -> None:
    _, answer = run("coverage", "--as-of", "2025-06-30", "--json")
    assert (answer["result"]["covered"], answer["result"]["missing"]) == (0, [])


def test_check_exits_1_while_there_are_errors(run: Run) -> None:
    code, answer = run("check", "--json")
    assert code == 1
    (finding,) = answer["result"]["findings"]
    assert finding["rule"] == "endpoint.no_person"
    assert finding["unit"] == "A11.01"
    assert finding.keys() >= {"rule", "severity", "unit", "message", "fix"}
    assert answer["result"]["counts"]["error"] == 1
    assert run("check", "--rule", "code.missing", "--json")[0] == 0
    code, words = run("check")
    assert code == 1
    assert "✗ Lỗi — endpoint.no_person (1)" in words


def test_an_unknown_rule_is_refused_with_the_list(run: Run) -> None:
    code, answer = run("check", "--rule", "code.lost", "--json")
    assert code == 1
    assert answer["problems"][0]["code"] == "check.rule_unknown"
    assert "code.missing" in answer["problems"][0]["message"]


def test_coverage_and_route_name_the_documents_that_a_rule_leaves_without_a_taker(run: Run) -> None:
    given = ("rules", "add", "--unit", "A11", "--types", "bao-cao", "--role", "lanh-dao-van-phong")
    assert run("coverage", "--under", "A11", "--json")[1]["result"]["covered"] == 1
    assert run(*given, "--json")[0] == 0
    _, answer = run("coverage", "--json")
    result = answer["result"]
    assert (result["covered"], result["uncovered"], result["partly"]) == (0, 2, 1)
    gap = result["missing"][0]
    assert (gap["code"], gap["partly"], gap["document_type"]) == ("A11", True, "bao-cao")
    assert (gap["step"], gap["message"].split(":")[0]) == ("rule", "Văn bản loại Báo cáo")
    assert result["missing"][1]["partly"] is False
    assert "Trong đó 1 đơn vị tới được, trừ văn bản của một số loại" in run("coverage")[1]

    code, answer = run("route", "--to", "A11", "--level", "khong-mat", "--json")
    result = answer["result"]
    assert (code, result["delivered"], result["partly"]) == (1, False, True)
    assert [(each["type"], each["delivered"]) for each in result["others"]] == [("bao-cao", False)]
    words = run("route", "--to", "A11", "--level", "khong-mat")[1]
    assert "✗ Văn bản tới được, trừ: Văn bản loại Báo cáo." in words
    assert "Văn bản loại Báo cáo: Không văn bản nào tới nơi." in words
    assert "không tới được." not in words, "what the links are about is not told once more"
    other = ("route", "--to", "A11", "--level", "khong-mat", "--type", "cong-van", "--json")
    assert run(*other)[0] == 0


def test_a_route_names_the_documents_that_go_to_somebody_else(run: Run) -> None:
    run("rules", "add", "--unit", "A11", "--types", "bao-cao", "--role", "van-thu")
    code, answer = run("route", "--to", "A11", "--level", "khong-mat", "--json")
    (other,) = answer["result"]["others"]
    assert (code, other["type"], other["delivered"]) == (0, "bao-cao", True)
    assert other["rule"] == "quy tắc 1 của Tỉnh uỷ Mẫu"


def failed_codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer["problems"] if each["severity"] == "error"]


def test_where_the_sender_fails_too_its_mend_comes_first(run: Run) -> None:
    asked = ("route", "--to", "A11", "--level", "khong-mat", "--from", "A11.01")
    code, answer = run(*asked, "--json")
    assert (code, answer["ok"]) == (1, False), "nothing is sent, so nothing arrives"
    assert failed_codes(answer)
    sending = answer["result"]["sending"]
    (failed,) = [step for step in sending["steps"] if step["status"] == "failed"][:1]
    assert answer["result"]["fix"] == failed["fix"]
    assert answer["result"]["delivered"] is True
    words = run(*asked)[1].splitlines()
    assert words[-2:] == ["✗ Bên gửi: Đảng uỷ xã Mẫu. Không gửi được.", f"  → {failed['fix']}"]


def test_coverage_says_what_nobody_must_be_reached_by(run: Run) -> None:
    _, told = run("coverage", "--level", "tuyet-mat")
    assert "Không có đơn vị nào phải tới với văn bản độ Tuyệt mật" in told
    assert "2 đơn vị được miễn hoặc đi đường khác" in told
    profile = ("profile", "--unit", "A11.01", "--profile", "no-clear")
    assert run(*profile)[0] == 0
    _, told = run("coverage")
    assert "(theo môi trường mà từng đơn vị dùng)" in told
    (line,) = [line for line in told.splitlines() if line.startswith("  A11.01  ")]
    assert line.endswith("(mạng mật)")


def test_a_workbook_is_not_written_over_and_its_counts_are_numbers(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "do-phu.xlsx"
    assert run("coverage", "--out", str(file), "--json")[0] == 0
    book = CalamineWorkbook.from_path(str(file))
    rows = book.get_sheet_by_name("Số liệu").to_python()
    assert rows[1][1:] == [1.0, 1.0, 0.0]
    was = file.read_bytes()
    code, answer = run("coverage", "--out", str(file), "--json")
    assert (code, answer["problems"][0]["code"]) == (4, "media.exists")
    assert file.read_bytes() == was


def test_what_has_not_changed_is_told_without_a_list(run: Run) -> None:
    _, told = run("coverage", "--since", "2026-01-01")
    assert not told.rstrip().endswith(":")


@pytest.mark.parametrize(
    "command",
    [
        ("line", "--unit", "A11", "--stage", "issued"),
        ("profile", "--unit", "A11", "--profile", "no-clear"),
        ("exempt", "--unit", "A11", "--decision", "12-KL/TU, 01/10/2026", "--until", "2099-01-01"),
        ("rules", "add", "--unit", "A11", "--role", "van-thu"),
    ],
)
def test_a_command_that_writes_says_how_it_is_taken_back(
    run: Run, command: tuple[str, ...]
) -> None:
    code, told = run(*command)
    assert code == 0
    assert "`daumoi undo 3` để hoàn tác" in told
