"""Reading text tables: separators, encodings, and the encodings of the time before Unicode."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.legacy_text import LegacyEncoding, from_tcvn3, from_viscii, from_vni, suspect
from desktop.domain.problems import Refusal
from desktop.exchange.sheets import read_sheets

TABLE = "Mã;Tên\nA01;Đảng uỷ xã Hồng Hà\nA02;Văn phòng, lưu trữ\n"
ROWS = [("Mã", "Tên"), ("A01", "Đảng uỷ xã Hồng Hà"), ("A02", "Văn phòng, lưu trữ")]

# The same words, by hand, under each old encoding (shown as Latin-1 letters).
OLD = {
    LegacyEncoding.TCVN3: "M·;Tªn\nA01;§¶ng uû x· Hång Hµ\nA02;V¨n phßng\n",
    LegacyEncoding.VNI: "Maõ;Teân\nA01;Ñaûng uyû xaõ Hoàng Haø\nA02;Vaên phoøng\n",
    LegacyEncoding.VISCII: (
        "M\xe3;T\xean\nA01;\xd0\xe4ng u\xd6 x\xe3 H\xb0ng H\xe0\nA02;V\xe5n ph\xf2ng\n"
    ),
    LegacyEncoding.WINDOWS_1258: (
        "M\xe3;T\xean\nA01;\xd0a\xd2ng uy\xd2 xa\xde H\xf4\xccng Ha\xcc\nA02;V\xe3n pho\xccng\n"
    ),
}


def rows_of(tmp_path: Path, data: bytes) -> list[tuple[str, ...]]:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    return [row.cells for row in read_sheets(path)[0].rows]


def problem_of(tmp_path: Path, data: bytes):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refusal) as caught:
        read_sheets(path)
    return caught.value.problems[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    assert rows_of(tmp_path, TABLE.encode(encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    text = separator.join(["Mã", "Tên", "Loại"]) + "\n" + separator.join(["A01", "Xã", "x"])
    assert rows_of(tmp_path, text.encode()) == [("Mã", "Tên", "Loại"), ("A01", "Xã", "x")]


def test_a_quoted_cell_keeps_separators_and_lines(tmp_path: Path) -> None:
    text = 'Mã,Tên\nA01,"Báo và phát thanh, truyền hình"\nA02,"hai\ndòng"\n'
    assert rows_of(tmp_path, text.encode())[1:] == [
        ("A01", "Báo và phát thanh, truyền hình"),
        ("A02", "hai\ndòng"),
    ]


@pytest.mark.parametrize("encoding", list(OLD))
def test_an_old_encoding_is_named_with_its_first_line(
    tmp_path: Path, encoding: LegacyEncoding
) -> None:
    problem = problem_of(tmp_path, OLD[encoding].encode("latin-1"))
    assert problem.code == "sheet.old_encoding"
    assert problem.values["encoding"] == str(encoding)
    assert problem.where.row == 1


def test_bytes_of_no_known_encoding_are_said(tmp_path: Path) -> None:
    assert problem_of(tmp_path, b"a;b\n\xfe\x81\x82\xff;x\n").code == "sheet.encoding"


def test_zero_bytes_are_said(tmp_path: Path) -> None:
    assert problem_of(tmp_path, b"a,b\nc\x00,d\n").code == "sheet.nul"
    assert problem_of(tmp_path, "a,b\nc\x00,d\n".encode("utf-8-sig")).code == "sheet.nul"


def test_half_a_letter_of_utf16_is_damage(tmp_path: Path) -> None:
    assert problem_of(tmp_path, TABLE.encode("utf-16")[:-1]).code == "sheet.damaged"


def test_a_quotation_mark_left_open_is_said_with_its_row(tmp_path: Path) -> None:
    problem = problem_of(tmp_path, 'Mã,Tên\nA01,"Xã\nA02,b\n'.encode())
    assert (problem.code, problem.where.row) == ("sheet.csv", 2)


def test_a_million_blank_lines_are_left_out(tmp_path: Path) -> None:
    data = "Mã,Tên\n".encode() + b",\n" * 300_000 + "A01,Xã".encode()
    assert rows_of(tmp_path, data) == [("Mã", "Tên"), ("A01", "Xã")]


@pytest.mark.parametrize(
    "text",
    [
        "Đảng uỷ xã Hồng Hà; Uỷ ban Kiểm tra; Nguyễn Văn Ước",
        "Xã Đắk Nuê, xã Krông Pắc, phường Êa Đrăng, Quảng Uyên",
        "Müller, Straße, café",
        "plain words only",
    ],
)
def test_unicode_text_is_not_suspected(text: str) -> None:
    assert suspect([text]) is None


def test_words_are_read_back_under_each_old_encoding() -> None:
    assert from_tcvn3("§¶ng uû x· Hång Hµ, ng\xadêi d©n") == "Đảng uỷ xã Hồng Hà, người dân"
    assert from_vni("ñaûng uyû xaõ ngöôøi thò traán") == "đảng uỷ xã người thị trấn"
    assert from_viscii("\xd0\xe4ng u\xd6 x\xe3") == "Đảng uỷ xã"


@given(st.text(max_size=200))
def test_suspicion_never_fails(text: str) -> None:
    suspect([text], at_least=1)
