"""`daumoi certificate` and `trust` as a script calls them, on one vault from import to radar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from desktop.cli.entry import main
from desktop.services.units import LayOut
from tests.helpers.certificates import file
from tests.helpers.commands import Run, runner
from tests.helpers.hierarchies import authority, subscriber
from tests.helpers.token_sets import HEAD, UNITS
from tests.helpers.workbooks import write_xlsx

Words = Callable[..., str]
ROOT = authority("Gốc lệnh", key_number=60)
# The command's clock is the real one.
NOW = dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
TODAY = NOW.astimezone().date()


def ending(days: int) -> dt.datetime:
    """Return the last second here of the day on which so many days are left, that day included."""
    last = TODAY + dt.timedelta(days=days - 1)
    return dt.datetime.combine(last, dt.time(23, 59, 59)).astimezone(dt.UTC)


LEFT = {"BB01": 3, "BB02": 20, "BB03": 50, "BB04": 80, "BB05": 400, "BB06": -10}
ISSUED = {
    serial: subscriber(f"Cán bộ {serial}", ROOT, key_number=100 + n, end=ending(days))
    for n, (serial, days) in enumerate(LEFT.items())
}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a vault with a device for each certificate."""
    found = runner(tmp_path, LayOut("A05", "Tỉnh uỷ Mẫu"), capsys)
    units = ("A05.06001", "A05.06002")
    rows = [
        (units[n % 2], "Cá nhân", f"Cán bộ {serial}", serial,
         f"{issued.certificate.serial_number:X}", "1/1/2020", "31/12/2039", "Đã bàn giao",
         "5/1/2020", "6/1/2020")
        for n, (serial, issued) in enumerate(ISSUED.items())
    ]  # fmt: skip
    for kind, table in (("units", UNITS), ("tokens", (HEAD, *rows))):
        path = write_xlsx(tmp_path / f"{kind}.xlsx", table)
        assert found("import", kind, path, "--from", "2025-07-01")[0] == 0
    return found


def taken(run: Run, folder: Path) -> dict[str, Any]:
    bag = file(folder, "all.p7b", *ISSUED.values())
    code, answer = run("certificate", "import", bag)
    assert code == 0
    return answer["result"]


def test_from_the_file_to_the_radar(run: Run, tmp_path: Path) -> None:
    bag = file(tmp_path, "all.p7b", *ISSUED.values())
    code, dry = run("certificate", "import", bag, "--dry-run")
    assert (code, dry["result"]["updated"], dry["result"]["run"]) == (0, 6, None)
    result = taken(run, tmp_path)
    assert (result["read"], result["updated"], result["refused"]) == (6, 6, 0)
    assert {each["known_by"] for each in result["certificates"]} == {"number"}
    assert taken(run, tmp_path)["run"] is None
    code, answer = run("certificate", "radar")
    found = answer["result"]
    assert code == 0
    assert found["counts"] == {
        "ended": 1, "within_7": 1, "within_30": 2, "within_60": 3, "within_90": 4,
    }  # fmt: skip
    assert [each["days_left"] for each in found["certificates"]] == [-10, 3, 20, 50, 80]
    assert [each["serial"] for each in found["certificates"]] == [
        "BB06", "BB01", "BB02", "BB03", "BB04",
    ]  # fmt: skip
    by_unit = {part["code"]: part["within_90"] for part in found["units"]}
    assert by_unit == {"A05.06001": 2, "A05.06002": 2}
    _, below = run("certificate", "radar", "--under", "A05.06001", "--days", "7")
    assert [each["serial"] for each in below["result"]["certificates"]] == ["BB01"]
    # The same that check tells beforehand.
    _, checked = run("check", "--rule", "certificate.ending")
    assert len(checked["result"]["findings"]) == found["counts"]["within_90"]
    _, checked = run("check", "--rule", "certificate.ended")
    assert len(checked["result"]["findings"]) == found["counts"]["ended"]


def test_the_radar_as_a_workbook(run: Run, tmp_path: Path) -> None:
    taken(run, tmp_path)
    out = tmp_path / "radar.xlsx"
    assert run("certificate", "radar", "--out", out)[0] == 0
    book = CalamineWorkbook.from_path(out)
    figures, rows = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert figures[-1][2:] == ["1", "1", "2", "3", "4"]
    assert [row[5] for row in rows[1:]] == ["BB06", "BB01", "BB02", "BB03", "BB04"]


def test_trust_and_show(run: Run, tmp_path: Path) -> None:
    taken(run, tmp_path)
    path = ROOT.der(tmp_path / "goc.cer")
    code, answer = run("trust", "add", path, "--fingerprint", "00" * 32)
    assert (code, answer["problems"][0]["code"]) == (1, "trust.fingerprint_wrong")
    code, answer = run("trust", "add", path, "--fingerprint", ROOT.fingerprint)
    assert (code, answer["result"]["linked"]) == (0, 6)
    _, listed = run("trust", "list")
    assert [each["anchor"] for each in listed["result"]["authorities"]] == [True]
    number = f"{ISSUED['BB05'].certificate.serial_number:x}"
    code, shown = run("certificate", "show", number)
    (one,) = shown["result"]["certificates"]
    assert (code, one["trusted"], one["algorithm"]) == (0, True, "ec")
    assert one["path"] == [{"subject": "Gốc lệnh", "anchor": True}]
    _, over = run("certificate", "show", f"{ISSUED['BB06'].certificate.serial_number:x}")
    assert [each["code"] for each in over["problems"]] == ["trust.expired"]
    assert run("certificate", "show", "0F0F0F0F")[0] == 1
    assert run("trust", "remove", ROOT.fingerprint[:11])[0] == 0
    _, shown = run("certificate", "show", number)
    assert [each["code"] for each in shown["problems"]] == ["trust.no_anchor_given"]


def test_lists(run: Run, tmp_path: Path) -> None:
    taken(run, tmp_path)
    _, answer = run("certificate", "list", "--search", "bb03")
    (one,) = answer["result"]["certificates"]
    assert (one["serial"], one["whole"], one["state"]) == ("BB03", True, "active")
    _, below = run("certificate", "list", "--under", "A05.06002", "--state", "active")
    # One that was active is over: its state is that of the day.
    assert below["result"]["count"] == 2
    _, over = run("certificate", "list", "--state", "expired")
    assert [each["serial"] for each in over["result"]["certificates"]] == ["BB06"]
    _, before = run("certificate", "list", "--state", "expired", "--as-of", ending(-30).date())
    assert before["result"]["count"] == 0


def test_words_for_people(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken(run, tmp_path)

    def words(*arguments: str) -> str:
        given = ("--vault", str(tmp_path / "vault"), "--passphrase-file")
        assert main([*given, str(tmp_path / "passphrase"), *arguments]) == 0
        return capsys.readouterr().out

    assert "BB01" in words("certificate", "radar")
    assert "BB05" in words("certificate", "list")
    number = f"{ISSUED['BB01'].certificate.serial_number:x}"
    assert "Cán bộ BB01" in words("certificate", "show", number)
    again = words("certificate", "import", str(tmp_path / "all.p7b"))
    assert "khoá" in again
    assert words("trust", "list")
