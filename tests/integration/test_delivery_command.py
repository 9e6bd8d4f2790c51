"""`daumoi token delivery` and what follows it, as a script calls them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.cli.entry import main
from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.stock_sets import SERIALS, issuers_list
from tests.helpers.token_sets import HEAD, TOKENS, UNITS
from tests.helpers.workbooks import write_xlsx

Words = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a vault with five tokens."""
    found = runner(tmp_path, LayOut("A05", "Tỉnh uỷ Mẫu"), capsys)
    for kind, rows in (("units", UNITS), ("tokens", (HEAD, *TOKENS))):
        path = write_xlsx(tmp_path / f"{kind}.xlsx", rows)
        assert found("import", kind, path, "--from", "2025-07-01")[0] == 0
    return found


@pytest.fixture
def words(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Words:
    """Run a command on the same vault; return what a person reads."""

    def call(*arguments: str) -> str:
        given = ("--vault", str(tmp_path / "vault"), "--passphrase-file")
        assert main([*given, str(tmp_path / "passphrase"), *arguments]) == 0
        return capsys.readouterr().out

    return call


def test_a_delivery_by_commands(run: Run, words: Words, tmp_path: Path) -> None:
    assert "Chưa ghi đợt giao hàng nào" in words("token", "delivery", "list")
    add = ("token", "delivery", "add", "--from", "Ban Cơ yếu Chính phủ", "--letter", "12/BCY",
           "--letter-date", "2025-11-02", "--on", "2025-11-20", "--boxes", "2", "--kept",
           "Tủ 3")  # fmt: skip
    code, added = run(*add)
    assert (code, added["result"]["delivery"]) == (0, 1)
    code, refused = run(*add)
    assert (code, refused["problems"][0]["code"]) == (1, "delivery.letter_taken")
    file = issuers_list(tmp_path / "ds.xlsx")
    _, tried = run("token", "delivery", "import", 1, file, "--dry-run")
    assert (tried["result"]["created"], tried["result"]["run"]) == (5, None)
    code, taken = run("token", "delivery", "import", 1, file)
    assert (code, taken["result"]["created"], taken["ok"]) == (0, 5, True)
    _, listed = run("token", "delivery", "list")
    (row,) = listed["result"]["rows"]
    assert (row["listed"], row["found"], row["letter_on"]) == (5, 0, "2025-11-02")
    _, shown = run("token", "delivery", "show", 1, "--only", "spare")
    assert [item["serial"] for item in shown["result"]["rows"]] == list(SERIALS)
    assert "Tủ 3" in words("token", "delivery", "show", "1")
    assert run("token", "delivery", "show", 7)[0] == 1


def test_receiving_and_counting_by_commands(
    run: Run, words: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("token", "delivery", "add", "--from", "Ban Cơ yếu")
    run("token", "delivery", "import", 1, issuers_list(tmp_path / "ds.xlsx"))
    assert run("token", "receive")[0] == 2
    code, tried = run("token", "receive", "0B000001", "0B0000FF", "--delivery", 1)
    assert (code, tried["result"]["extra"], tried["result"]["run"]) == (1, ["0B0000FF"], None)
    stream = SimpleNamespace(buffer=BytesIO(b"0B000001\n0B000002\n"))
    monkeypatch.setattr("sys.stdin", stream)
    code, taken = run("token", "receive", "--delivery", 1, "--lines", "-", "--box", "Hộp 1")
    assert (code, taken["result"]["received"]) == (0, ["0B000001", "0B000002"])
    assert taken["problems"][0]["code"] == "delivery.outstanding"
    assert "còn chưa về: 0" in words("token", "receive", "--delivery", "1", "--listed")
    file = tmp_path / "hop.txt"
    file.write_text("0B000001\n0B000002\n")
    code, counted = run("token", "count-box", 1, "Hộp 1", "--lines", file, "--by", "Lê Văn Đếm")
    assert (code, counted["result"]["missing"]) == (0, ["0B000003"])
    assert "Lê Văn Đếm" in words("token", "delivery", "show", "1")


def test_devices_are_assigned_by_a_table(run: Run, words: Words, tmp_path: Path) -> None:
    run("token", "delivery", "add", "--from", "Ban Cơ yếu", "--on", "2025-11-20")
    run("token", "delivery", "import", 1, issuers_list(tmp_path / "ds.xlsx"))
    head = ("Serial", "Đơn vị", "Họ và tên")
    rows = (("0B000001", "Đảng uỷ xã Hai", "Đỗ Văn Cương"),)
    file = write_xlsx(tmp_path / "gan.xlsx", (head, *rows))
    code, refused = run("token", "pre-assign", file)
    assert (code, refused["problems"][0]["where"]["row"]) == (1, 2)
    file = write_xlsx(tmp_path / "gan.xlsx", (head, (*rows[0][:2], "Đỗ Văn Cường")))
    assert "Xem trước" in words("token", "pre-assign", str(file), "--dry-run")
    code, done = run("token", "pre-assign", file, "--paper", "QĐ 7")
    assert (code, done["result"]["updated"]) == (0, 1)
    _, shown = run("token", "show", "0B000001")
    assert shown["result"]["tokens"][0]["subscriber"] == "Đỗ Văn Cường"


def test_a_handing_out_day_by_commands(
    run: Run, words: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("token", "hand-out", "show", 1)[0] == 1
    run("token", "delivery", "add", "--from", "Ban Cơ yếu")
    run("token", "delivery", "import", 1, issuers_list(tmp_path / "ds.xlsx"))
    run("token", "receive", "--delivery", 1, "--listed")
    rows = (("Serial", "Đơn vị", "Họ và tên"), ("0B000001", "Đảng uỷ xã Hai", "Đỗ Văn Cường"))
    run("token", "pre-assign", write_xlsx(tmp_path / "gan.xlsx", rows))
    code, begun = run("token", "hand-out", "start", "--place", "Hội trường")
    assert (code, begun["result"]["devices"]) == (0, 2)
    stream = SimpleNamespace(buffer=BytesIO(b"0b000001\r\nFFFF0001\r\n"))
    monkeypatch.setattr("sys.stdin", stream)
    code, done = run("token", "hand-out", "tick", 1, "--lines", "-")
    assert (code, [row["outcome"] for row in done["result"]["rows"]]) == (1, ["handed"])
    (problem,) = done["problems"]
    assert (problem["code"], problem["where"]["row"]) == ("handout.serial_unknown", 2)
    assert run("token", "hand-out", "tick", 1, "0B000001", "--pin")[0] == 0
    assert run("token", "hand-out", "tick", 1, "AA02", "--absent")[0] == 0
    proxy = ("--proxy", "Lê Văn Nhận", "--paper", "GGT 15")
    assert run("token", "hand-out", "tick", 1, "AA02", *proxy)[0] == 0
    _, shown = run("token", "hand-out", "show", 1)
    assert shown["result"]["counts"] == {"waiting": 0, "handed": 1, "proxy": 1, "absent": 0}
    assert "2/2" in words("token", "hand-out", "show", "1")
    assert "Hội trường" in words("token", "hand-out", "list")
    code, refused = run("token", "hand-out", "swap", 1, "AA02", "0B000003")
    assert (code, refused["problems"][0]["code"]) == (1, "handout.gone_already")


def test_a_device_that_nobody_has_is_told_where_it_stands(
    run: Run, words: Words, tmp_path: Path
) -> None:
    run("token", "delivery", "add", "--from", "Ban Cơ yếu")
    run("token", "delivery", "import", 1, issuers_list(tmp_path / "ds.xlsx"))
    run("token", "receive", "--delivery", 1, "--listed")
    (problem,) = run("token", "show", "0b000002")[1]["problems"]
    assert problem["code"] == "token.nobodys"
    assert all(word in problem["message"] for word in ("0B000002", "1"))
    rows = (("Serial", "Đơn vị", "Họ và tên"), ("0B000001", "Đảng uỷ xã Hai", "Đỗ Văn Cường"))
    table = write_xlsx(tmp_path / "gan.xlsx", rows)
    previewed = words("token", "pre-assign", str(table), "--dry-run")
    assert "Trạng thái, Số hiệu thiết bị, Loại thiết bị" in previewed
    assert run("token", "pre-assign", table)[0] == 0
    run("token", "hand-out", "start")
    assert run("token", "hand-out", "swap", 1, "0B000001", "0B000002")[0] == 0
    # The device that was set aside says so itself, and so does its delivery.
    (problem,) = run("token", "show", "0B000001")[1]["problems"]
    assert problem["code"] == "token.set_aside"
    assert all(word in problem["message"] for word in ("0B000001", "Đỗ Văn Cường", "0B000002"))
    _, shown = run("token", "delivery", "show", 1)
    aside = {row["serial"]: row["aside"] for row in shown["result"]["rows"] if row["aside"]}
    assert list(aside) == ["0B000001"]
    assert (aside["0B000001"]["subscriber"], aside["0B000001"]["other"]) == (
        "Đỗ Văn Cường", "0B000002",
    )  # fmt: skip
    assert "0B000002" in words("token", "delivery", "show", "1", "--only", "spare")
    # Given to somebody else, it still tells so; back with the same one, nothing happened to it.
    table = write_xlsx(tmp_path / "gan-2.xlsx", (rows[0], ("0B000001", "Đảng uỷ xã Một", "")))
    assert run("token", "pre-assign", table)[0] == 0
    assert "Đỗ Văn Cường nhận 0B000002" in words("token", "show", "0B000001")
    run("token", "hand-out", "swap", 1, "0B000002", "0B000003")
    run("token", "hand-out", "swap", 1, "0B000003", "0B000002")
    _, shown = run("token", "show", "0B000002")
    assert shown["result"]["tokens"][0]["aside"] is None
