"""What letters declare: the tables of CV 15671 as published, and smaller ones with faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.declared import province_key, read_count
from desktop.domain.folding import collation_key
from desktop.domain.problems import Refusal
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services import places
from desktop.services.declared.command import DeclaredResult, ImportDeclared
from desktop.services.declared.importing import import_declared
from desktop.services.lists import ListRows, list_rows
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.workbooks import write_xlsx

DATA = Path(__file__).parent.parent / "data"
CV = "CV 15671-CV/VPTW"
Declare = Callable[..., DeclaredResult]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def declare(session: Session, tmp_path: Path) -> Declare:
    """Import a file, or rows written as one, as declared by the letter."""

    def call(*given: Any, **options: Any) -> DeclaredResult:
        file = given[0] if isinstance(given[0], Path) else write_xlsx(tmp_path / "t.xlsx", given)
        options = {"source": CV, "from_date": "2025-06-25", **options}
        return import_declared(session, ImportDeclared(file, **options))

    return call


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def told(result: DeclaredResult) -> list[str]:
    return [problem.code for problem in result.rows.problems]


def test_who_is_on_no_list_and_which_counts_differ(session: Session, declare: Declare) -> None:
    before = hash_of(session)
    result = declare(
        DATA / "quy-hoach-ma-dinh-danh-34.csv", published=("đã gửi=26", "chưa hoàn thành=8")
    )
    assert (result.rows.read, result.rows.created) == (32, 32)
    assert sorted(result.unnamed) == ["Nghệ An", "Tây Ninh"]
    assert [(count.value, count.published, count.named) for count in result.counts] == [
        ("đã gửi", 26, 25),
        ("chưa hoàn thành", 8, 7),
    ]
    assert told(result) == [
        "declared.on_no_list", "declared.count_differs", "declared.count_differs",
    ]  # fmt: skip
    # The published counts are kept as such, beside the names and never among the registers.
    whole = [row for row in rows_of(session, tables.declared) if row.subject is None]
    assert sorted((row.counts, row.value) for row in whole) == [
        ("chưa hoàn thành", "8"), ("đã gửi", "26"),
    ]  # fmt: skip
    assert hash_of(session) == before
    assert result.rows.run is not None
    undo(session, Undo(result.rows.run))
    assert rows_of(session, tables.declared) == []


def test_the_letter_again_makes_no_second_run(session: Session, declare: Declare) -> None:
    declare(DATA / "quy-hoach-ma-dinh-danh-34.csv", published=("đã gửi=26",))
    again = declare(DATA / "quy-hoach-ma-dinh-danh-34.csv", published=("đã gửi=26",))
    assert (again.rows.unchanged, again.rows.run) == (32, None)
    listed = list_rows(session, ListRows("declared", search="nghe an"))
    assert listed.count == 0
    assert list_rows(session, ListRows("declared", search="lang son")).count == 1


def test_declarations_are_listed_by_the_vietnamese_alphabet(
    session: Session, declare: Declare
) -> None:
    declare(DATA / "tinh-uy-63.csv")
    rows = list_rows(session, ListRows("declared")).rows
    told = [(collation_key(row.content), collation_key(row.subject or "")) for row in rows]
    assert told == sorted(told)


def test_the_63_are_those_of_before(session: Session, declare: Declare) -> None:
    result = declare(DATA / "tinh-uy-63.csv")
    assert (result.rows.read, result.rows.created, told(result)) == (63, 63, [])
    assert result.unnamed == ()
    rows = rows_of(session, tables.declared, subject="Thành uỷ Thành phố Hồ Chí Minh")
    assert len(rows) == 5
    assert {row.content for row in rows} >= {"Văn thư tỉnh uỷ đã cấu hình"}
    short = declare(
        DATA / "tinh-uy-63.csv",
        published=("Người nhận ở các ban đảng: đủ=44",),
    )
    (count,) = short.counts
    assert (count.content, count.named) == ("Người nhận ở các ban đảng", 44)
    assert told(short) == []


def test_totals_are_recomputed(session: Session, declare: Declare) -> None:
    result = declare(DATA / "phu-luc-1.csv")
    assert (result.rows.read, result.rows.created, told(result)) == (64, 64, [])
    assert [(count.published, count.named) for count in result.counts] == [
        (7_295, 7_295), (26_033, 26_033), (3_322, 3_322), (3_318, 3_318), (55_171, 55_171),
    ]  # fmt: skip
    totals = rows_of(session, tables.declared, counts="")
    assert {row.value for row in totals} == {"7,295", "26,033", "3,322", "3,318", "55,171"}


def test_a_total_that_disagrees_is_an_error_by_name(
    session: Session, declare: Declare, tmp_path: Path
) -> None:
    text = (DATA / "phu-luc-1.csv").read_text(encoding="utf-8")
    text = text.replace("3,Tỉnh uỷ Bắc Kạn,0", "3,Tỉnh uỷ Bắc Kạn,5")
    spoiled = tmp_path / "phu-luc.csv"
    spoiled.write_text(text, encoding="utf-8")
    result = declare(spoiled)
    (problem,) = result.rows.problems
    assert problem.code == "declared.total_differs"
    assert (problem.where.row, problem.where.column) == (2, "Số user login")
    assert (problem.values["declared"], problem.values["counted"]) == ("7,295", "7,300")
    assert (result.rows.run, result.rows.refused, result.rows.held) == (None, 1, 63)
    assert rows_of(session, tables.declared) == []
    skipped = declare(spoiled, skip_bad=True)
    assert (skipped.rows.run is not None, skipped.rows.created) == (True, 63)


HEAD = ("STT", "Tỉnh, thành phố", "Đã gửi")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((("1", None, "rồi"),), "declared.unit_missing"),
        ((("1", "Lạng Sơn", None),), "declared.nothing_said"),
        ((("1", "Lạng Sơn", "rồi"), ("2", "Tỉnh uỷ Lạng Sơn", "chưa")), "declared.named_twice"),
        ((("1", "Lạng Sơn", "rồi"), (None, "Tổng số", "1")), "declared.no_count"),
    ],
)
def test_rows_that_cannot_be_taken(
    declare: Declare, rows: tuple[tuple[str | None, ...], ...], code: str
) -> None:
    result = declare(HEAD, *rows)
    errors = [problem for problem in result.rows.problems if problem.severity == "error"]
    assert ([problem.code for problem in errors], result.rows.run) == ([code], None)


def test_a_name_on_no_list_is_told(declare: Declare) -> None:
    result = declare(HEAD, ("1", "Lạng Sơn", "x"), ("2", "Cao Bằng", "x"), ("3", "Lạng Xơn", "x"))
    unknown = [problem for problem in result.rows.problems if problem.code == "declared.not_known"]
    assert [problem.values["names"] for problem in unknown] == ["Lạng Xơn"]


def test_one_thing_in_each_row(session: Session, declare: Declare) -> None:
    result = declare(
        ("Đơn vị", "Nội dung", "Giá trị", "Ngày", "Nguồn"),
        ("Lạng Sơn", "BML", "52/65", "20/06/2025", "CV 1"),
        ("Lạng Sơn", "eToken", "đã cấp", None, None),
    )
    assert result.rows.created == 2
    rows = rows_of(session, tables.declared)
    assert {(row.content, row.value, row.on_date, row.source) for row in rows} == {
        ("BML", "52/65", "2025-06-20", "CV 1"),
        ("eToken", "đã cấp", "2025-06-25", CV),
    }


def test_communes_of_the_registers_are_held_against_their_sisters(
    session: Session, declare: Declare, tmp_path: Path
) -> None:
    names = [f"Đảng uỷ xã Mẫu {letter}" for letter in "ABCD"]
    Importer(session, tmp_path, "units")(
        ("Mã định danh", "Tên", "Cấp trên", "Loại"),
        ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ"),
        *((f"A05.0600{n}", name, "A05", "Đảng uỷ xã") for n, name in enumerate(names)),
        ("A05.01", "Văn phòng", "A05", "Văn phòng"),
    )
    result = declare(
        ("Đơn vị", "BML"), *((name, "rồi") for name in names[:3]), from_date="2025-08-01"
    )
    assert result.unnamed == (names[3],)
    row = rows_of(session, tables.declared, subject=names[0])[0]
    assert row.unit is not None


def test_what_must_be_given(declare: Declare) -> None:
    with pytest.raises(Refusal, match=r"declared\.source_missing"):
        declare(HEAD, ("1", "Lạng Sơn", "rồi"), source=None)
    with pytest.raises(Refusal, match=r"declared\.published_unclear"):
        declare(HEAD, ("1", "Lạng Sơn", "rồi"), published=("nhiều",))
    with pytest.raises(Refusal, match=r"declared\.no_table"):
        declare(("A", "B"), ("1", "2"))


@given(st.integers(0, 10**9), st.sampled_from([",", "."]))
def test_thousands_are_read_as_they_are_written(number: int, separator: str) -> None:
    assert read_count(f"{number:,}".replace(",", separator)) == number
    assert read_count(str(number)) == number


def test_every_province_has_a_key_of_its_own() -> None:
    now = [place.versions[0].name for place in places.provinces().values()]
    for names in (now, list(places.names_before().values())):
        assert len({province_key(name) for name in names}) == len(names)
        for name in names:
            bare = name.removeprefix("Tỉnh ").removeprefix("Thành phố ")
            assert province_key(f"Tỉnh uỷ {bare}") == province_key(name)
            assert province_key(f"Thành ủy {name}") == province_key(name)
