"""Reading workbooks: what a person sees in the cells, and every way in which a file is refused."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.problems import Failure, Refusal, WorldFailure
from desktop.exchange import sheets
from desktop.exchange.sheets import Sheet, read_sheets
from tests.helpers.spoiled_sheets import read_or_refuse, sources
from tests.helpers.workbooks import (
    text_cell,
    write_ods,
    write_raw_xlsx,
    write_xlsx,
    write_zip,
)

GOLDEN = Path(__file__).parent.parent / "golden"


def only_sheet(path: Path) -> Sheet:
    (sheet,) = read_sheets(path)
    return sheet


def refusal(path: Path) -> str:
    with pytest.raises(Failure) as caught:
        read_sheets(path)
    return caught.value.problems[0].code


def test_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [
            ["Văn phòng", 7.0, 0.5, date(2025, 7, 1), True],
            ["=1+2", "  hai  ", "a\u0309nh", "một\u00a0hai\u200b", -4.0],
        ],
    )
    assert [row.cells for row in only_sheet(path).rows] == [
        ("Văn phòng", "7", "0.5", "01/07/2025", "TRUE"),
        ("=1+2", "hai", "ảnh", "một hai", "-4"),
    ]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (120000.0, "120000"),
        (99999999999.0, "99999999999"),
        (234567890123.0, "234567890123"),
        (234000000000.0, "2.34E+11"),
        (1234567890123456.0, "1.23E+15"),
    ],
)
def test_a_number_that_lost_its_digits_shows_its_exponent(
    tmp_path: Path, number: float, shown: str
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["x", number]])
    assert only_sheet(path).rows[0].cells[1] == shown


def test_blank_rows_are_left_out_and_numbers_stay(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[], ["", "a"], [], [" "], ["b"]])
    assert [row.number for row in only_sheet(path).rows] == [2, 5]


def test_a_cell_merged_downward_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    rows = [["Đơn vị", "Tên"], ["Ban A", "x"], [None, "y"], [None, None], [None, "z"], [None, "w"]]
    path = write_xlsx(tmp_path / "a.xlsx", rows, merged=["A2:A5"])
    assert [row.cells for row in only_sheet(path).rows[1:]] == [
        ("Ban A", "x"), ("Ban A", "y"), ("Ban A", "z"), ("", "w"),
    ]  # fmt: skip


def test_hidden_rows_are_noticed(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["a"], ["b"], ["c"]], hidden_rows=[2])
    assert only_sheet(path).hidden_rows == {2}


def test_a_formula_gives_its_value_and_its_error(tmp_path: Path) -> None:
    path = write_raw_xlsx(
        tmp_path / "a.xlsx",
        '<row r="1">' + text_cell("A1", "x") + "</row>"
        '<row r="2"><c r="B2" t="str"><f>A1&amp;"y"</f><v>xy</v></c>'
        '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D2"><f>1+2</f></c>'
        '<c r="F2"><f>1+2</f><v></v></c><c r="G2"><f>1+2</f><v/></c>'
        '<c r="E2" t="str"><f>""</f></c></row>',
    )
    assert only_sheet(path).rows[1].cells == ("", "xy", "#DIV/0!", "#?", "", "#?", "#?")


def test_a_million_blank_rows_cost_nothing(tmp_path: Path) -> None:
    blanks = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 200_000))
    last = '<row r="1048576"><c r="A1048576" s="1"/></row>'
    first = '<row r="1">' + text_cell("A1", "a") + "</row>"
    sheet = only_sheet(write_raw_xlsx(tmp_path / "a.xlsx", first + blanks + last))
    assert [row.cells for row in sheet.rows] == [("a",)]


def test_a_value_far_below_is_still_read(tmp_path: Path) -> None:
    data = '<row r="1">' + text_cell("B1", "a") + '</row><row r="1048576">'
    path = write_raw_xlsx(tmp_path / "a.xlsx", data + text_cell("C1048576", "b") + "</row>")
    assert [row.number for row in only_sheet(path).rows] == [1, 1048576]


def test_a_value_in_the_last_corner_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    data = '<row r="1">' + text_cell("A1", "a") + '</row><row r="1048576">'
    path = write_raw_xlsx(tmp_path / "a.xlsx", data + text_cell("XFD1048576", "b") + "</row>")
    assert refusal(path) == "sheet.stray_cell"


def test_older_and_open_formats(tmp_path: Path) -> None:
    sheet = only_sheet(GOLDEN / "units.xls")
    assert sheet.name == "Đơn vị"
    assert sheet.rows[1] == (2, ("1", "A01.01", "Văn phòng Đảng uỷ", "01/07/2025"))
    assert sheet.rows[2].number == 4
    path = write_ods(tmp_path / "a.ods", [["Mã", "Tên"], ["A01", "Tỉnh uỷ"]])
    assert [row.cells for row in only_sheet(path).rows] == [("Mã", "Tên"), ("A01", "Tỉnh uỷ")]


def test_a_workbook_of_wps_is_read_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "cụm.et"
    path.write_bytes((GOLDEN / "units.xls").read_bytes())
    assert read_sheets(path)[0].rows == read_sheets(GOLDEN / "units.xls")[0].rows


def test_repeated_blank_rows_of_an_open_document(tmp_path: Path) -> None:
    tail = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    sheet = only_sheet(write_ods(tmp_path / "a.ods", [["a"], ["b"]], tail=tail))
    assert [row.cells[0] for row in sheet.rows] == ["a", "b"]


def test_repeated_values_of_an_open_document_are_refused(tmp_path: Path) -> None:
    tail = (
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    )
    assert refusal(write_ods(tmp_path / "a.ods", [["a"]], tail=tail)) == "sheet.too_many_cells"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorldFailure) as caught:
        read_sheets(tmp_path / "không có.xlsx")
    assert caught.value.problems[0].code == "file.absent"
    (tmp_path / "thư mục.xlsx").mkdir()
    assert refusal(tmp_path / "thư mục.xlsx") == "file.is_folder"
    assert refusal(tmp_path / "không có") == "file.absent"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert refusal(tmp_path / "a.csv") == "file.unreadable"


def test_a_file_of_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_FILE_BYTES", 9)
    (tmp_path / "a.csv").write_bytes(b"0123456789")
    assert refusal(tmp_path / "a.csv") == "sheet.too_large"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "sheet.empty"),
        ("a.csv", b"\xef\xbb\xbf \r\n", "sheet.empty"),
        ("a.xlsx", b"\x00" * 64, "sheet.empty"),
        ("a.xlsx", b"%PDF-1.7 something else", "sheet.not_spreadsheet"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "sheet.web_page"),
        ("a.docx", b"PK\x03\x04", "sheet.format_unknown"),
        ("a.xlsx", b"PK\x03\x04 cut off", "sheet.damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "sheet.damaged"),
    ],
)
def test_what_is_no_spreadsheet_is_named(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name) == code


def test_a_password_is_named() -> None:
    assert refusal(GOLDEN / "protected.xlsx") == "sheet.password"


def test_an_encrypted_open_document_is_named(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "a.ods",
        {"META-INF/manifest.xml": "<x><encryption-data/></x>", "content.xml": "?"},
    )
    assert refusal(path) == "sheet.password"


def test_another_zip_is_no_spreadsheet(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.xlsx", {"word/document.xml": "<x/>"})
    assert refusal(path) == "sheet.not_spreadsheet"


def test_every_cut_of_a_workbook_is_refused_or_read_whole(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", [["a", "b"], ["c", "d"]]).read_bytes()
    for end in range(0, len(whole) - 1, 97):
        (tmp_path / "cut.xlsx").write_bytes(whole[:end])
        with pytest.raises(Refusal):
            read_sheets(tmp_path / "cut.xlsx")


def test_a_part_that_grows_beyond_what_it_declares_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_raw_xlsx(path, '<row r="1">' + text_cell("A1", "a" * 5000) + "</row>")
    with zipfile.ZipFile(path) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = path.read_bytes().replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    path.write_bytes(lie)
    assert refusal(path) == "sheet.damaged"


def test_a_part_that_bursts_is_refused_unread(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Mã"], ["A01"]])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<sheetData>", b"<sheetData>" + b" " * (40 * 2**20))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    with pytest.raises(Refusal, match=r"sheet\.too_large"):
        read_sheets(path)


def test_a_column_in_an_old_font_is_named(tmp_path: Path) -> None:
    rows = [["Mã", "Tên"], ["A01", "TØnh uû L¹ng S¬n"], ["A02", "Ban Tæ chøc"], ["A03", "x"]]
    with pytest.raises(Refusal) as caught:
        read_sheets(write_xlsx(tmp_path / "a.xlsx", rows))
    problem = caught.value.problems[0]
    assert problem.code == "sheet.old_encoding"
    assert problem.values["encoding"] == "TCVN3 (ABC)"
    assert problem.where.row == 2


def test_one_row_in_an_old_font_among_good_ones_is_named(tmp_path: Path) -> None:
    good = [[f"A05.{number}", f"Đảng uỷ xã Mẫu {number}"] for number in range(40)]
    for text, encoding in (
        ("§¶ng ñy x· Thö NghiÖm", "TCVN3 (ABC)"),
        ("Ñaûng uûy xaõ Thöû Nghieäm", "VNI-Windows"),
    ):
        rows = [["Mã định danh", "Tên đơn vị"], *good, ["A05.99", text]]
        with pytest.raises(Refusal) as caught:
            read_sheets(write_xlsx(tmp_path / "a.xlsx", rows))
        problem = caught.value.problems[0]
        assert problem.values["encoding"] == encoding
        assert problem.where.row == 42


def test_western_signs_among_vietnamese_words_are_no_old_font(tmp_path: Path) -> None:
    rows = [["Tên"], ["Ông Müller · Đảng uỷ xã Mẫu"], ["25 °C × 2 «phòng họp»"], ["Größe Übung"]]
    (sheet,) = read_sheets(write_xlsx(tmp_path / "a.xlsx", rows))
    assert len(sheet.rows) == 4


def test_an_open_document_that_never_closes_is_refused(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", [["a"]], tail="</table:table></office:spreadsheet>")
    assert refusal(path) == "sheet.damaged"


def _sector_table(data: bytes) -> int:
    """Return where a compound file's table of sectors begins."""
    (sector,) = struct.unpack_from("<I", data, 76)
    return (sector + 1) * 512


@pytest.mark.parametrize("circle", [0, 1])
def test_sectors_that_run_in_a_circle_are_refused(tmp_path: Path, circle: int) -> None:
    data = bytearray((GOLDEN / "units.xls").read_bytes())
    table = _sector_table(data)
    # Sector 1 leads to 0 or to itself, and 0 to 1: whoever follows never comes to an end.
    struct.pack_into("<II", data, table, 1, circle)
    (tmp_path / "a.xls").write_bytes(data)
    assert refusal(tmp_path / "a.xls") == "sheet.damaged"


@pytest.mark.parametrize(
    ("kind", "place", "value", "code"),
    [
        (0x00FD, 6, 0xFFFF, "sheet.damaged"),  # a text's column
        (0x0200, 8, 0xFFFFFF, "sheet.damaged"),  # the sheet's last row, by its dimensions
        (0x00FC, 8, 0x7FFFFFFF, "sheet.damaged"),  # how many shared texts there are
    ],
)
def test_counts_that_no_old_sheet_can_have_are_refused(
    tmp_path: Path, kind: int, place: int, value: int, code: str
) -> None:
    data = bytearray((GOLDEN / "units.xls").read_bytes())
    start = next(found for found in _records(data) if found[0] == kind)[1]
    data[start + place : start + place + 4] = value.to_bytes(4, "little")
    (tmp_path / "a.xls").write_bytes(data)
    assert refusal(tmp_path / "a.xls") == code


def _records(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield kind and place of each record of `units.xls`, whose stream stands in one piece."""
    position = data.index(b"\x09\x08\x10\x00")
    while data[position : position + 2] != b"\x00\x00":
        kind, length = struct.unpack_from("<HH", data, position)
        yield kind, position
        position += 4 + length


def test_an_old_sheet_with_a_value_in_its_last_corner(tmp_path: Path) -> None:
    data = bytearray((GOLDEN / "units.xls").read_bytes())
    places = [place for kind, place in _records(data) if kind == 0x00FD]
    struct.pack_into("<HH", data, places[-1] + 4, 65535, 255)
    (tmp_path / "a.xls").write_bytes(data)
    assert refusal(tmp_path / "a.xls") == "sheet.stray_cell"


def test_tables_of_sectors_that_run_in_a_circle_are_refused(tmp_path: Path) -> None:
    data = bytearray((GOLDEN / "units.xls").read_bytes())
    struct.pack_into("<I", data, 68, 0)
    struct.pack_into("<I", data, 512 + 508, 0)
    (tmp_path / "a.xls").write_bytes(data)
    assert refusal(tmp_path / "a.xls") == "sheet.damaged"


def test_spoiled_workbooks_are_read_or_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = sources(tmp_path)
    outcomes = {read_or_refuse(files[seed % len(files)], seed, tmp_path) for seed in range(150)}
    assert {"sheet.damaged", "read"} <= outcomes
    assert capfd.readouterr().err == ""
