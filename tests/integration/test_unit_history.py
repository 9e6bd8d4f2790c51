"""A unit's history in words, through several reorganisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop.models import unit_reader
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.unit_page import ReadUnit, read_unit, told
from tests.helpers.changing import apply_changes, import_units, plan_file
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.surroundings import vietnamese

_ = vietnamese()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        import_units(opened, tmp_path)
        yield opened


def history(session: Session, code: str, day: str) -> list[str]:
    """Return the history of the unit that held a code on a day, without its codes and superiors."""
    with session.reading(Anything()) as connection:
        (uid,) = unit_reader.resolve_code(connection, code, day)
    lines = [told(each).render(_) for each in read_unit(session, ReadUnit(uid)).history]
    left_out = (": mã ", ": thôi dùng mã ", ": trực thuộc ")
    return [line for line in lines if not any(words in line for words in left_out)]


def apply(session: Session, folder: Path, *rows: Sequence[str | None]) -> None:
    done = reorganise(session, Reorganise(plan_file(folder, rows), apply=True))
    assert done.conflicts == ()
    assert done.run is not None


def test_every_event_is_told_once_with_its_basis(session: Session, tmp_path: Path) -> None:
    apply_changes(session, tmp_path)
    assert history(session, "A05.06009", "2026-02-01") == [
        "từ 01/06/2026: sáp nhập vào Đảng uỷ xã Hà Đông (theo NQ 5)",
        "từ 01/01/2026: sáp nhập từ Đảng uỷ xã Sơn Hà, Đảng uỷ xã Sơn Lâm (theo NQ 1)",
        "từ 01/01/2026: bắt đầu “Đảng uỷ xã Hà Lâm”",
    ]
    assert history(session, "A05.06004", "2025-12-31") == [
        # Of the two that came out of it, one has gone on into another.
        "từ 01/06/2026: đến nay do Đảng uỷ xã Tây (A05.06012), Đảng uỷ xã Hà Đông (A05.06013) "
        "kế tục",
        "từ 01/03/2026: chia tách thành Đảng uỷ xã Đông, Đảng uỷ xã Tây (theo NQ 3)",
        "từ 01/07/2025: bắt đầu “Đảng uỷ xã Sơn Tây”",
    ]
    assert history(session, "A05.06011", "2026-04-01") == [
        "từ 01/06/2026: sáp nhập vào Đảng uỷ xã Hà Đông (theo NQ 5)",
        "từ 01/03/2026: tách ra từ Đảng uỷ xã Sơn Tây (theo NQ 3)",
        "từ 01/03/2026: bắt đầu “Đảng uỷ xã Đông”",
    ]
    assert history(session, "A05.07", "2025-12-31") == [
        "từ 01/04/2026: giải thể (theo NQ 4)",
        "từ 01/07/2025: bắt đầu “Ban Cán sự đảng”",
    ]
    assert history(session, "A05.06013.01", "2026-11-24") == [
        "từ 01/06/2026: chuyển từ Đảng uỷ xã Hà Lâm sang Đảng uỷ xã Hà Đông (theo NQ 5)",
        "từ 01/01/2026: chuyển từ Đảng uỷ xã Sơn Hà sang Đảng uỷ xã Hà Lâm (theo NQ 1)",
        "từ 01/07/2025: bắt đầu “Văn phòng”",
    ]


def test_others_have_the_names_of_that_day(session: Session, tmp_path: Path) -> None:
    merger = ("Đảng uỷ xã Hà Lâm", "A05.06009")
    apply(
        session,
        tmp_path,
        ("Đổi tên", "A05.06001", "Đảng uỷ xã Sơn Hạ", None, None, "NQ 0", "01/12/2025"),
        ("Sáp nhập", "A05.06001", *merger, None, "NQ 1", "01/01/2026"),
        ("Sáp nhập", "A05.06002", *merger, "Một phần", "NQ 1", "01/01/2026"),
        ("Đổi tên", "A05.06009", "Đảng uỷ phường Hà Lâm", None, None, "NQ 2", "01/02/2026"),
    )
    assert history(session, "A05.06009", "2026-11-24") == [
        "từ 01/02/2026: đổi tên từ “Đảng uỷ xã Hà Lâm” thành “Đảng uỷ phường Hà Lâm” (theo NQ 2)",
        "từ 01/02/2026: loại Đảng uỷ xã đổi thành Đảng uỷ phường",
        "từ 01/01/2026: sáp nhập từ Đảng uỷ xã Sơn Hạ, một phần Đảng uỷ xã Sơn Lâm (theo NQ 1)",
        "từ 01/01/2026: bắt đầu “Đảng uỷ xã Hà Lâm”",
    ]
    assert history(session, "A05.06001", "2025-12-15")[0] == (
        "từ 01/01/2026: sáp nhập vào Đảng uỷ xã Hà Lâm (theo NQ 1)"
    )
    # It goes on: only a part of it went.
    assert history(session, "A05.06002", "2026-11-24") == [
        "từ 01/01/2026: một phần chuyển về Đảng uỷ xã Hà Lâm (theo NQ 1)",
        "từ 01/07/2025: bắt đầu “Đảng uỷ xã Sơn Lâm”",
    ]


def test_a_unit_split_into_what_takes_other_units_too_is_told_once(
    session: Session, tmp_path: Path
) -> None:
    part = ("Sáp nhập", "A05.06001")
    apply(
        session,
        tmp_path,
        (*part, "Đảng uỷ xã Bắc", "A05.06021", "Một phần", "NQ 1", "01/01/2026"),
        ("Sáp nhập", "A05.06002", "Đảng uỷ xã Bắc", "A05.06021", None, "NQ 1", "01/01/2026"),
        ("Chuyển một phần", "A05.06003", "A05.06004", None, None, "NQ 2", "01/01/2026"),
    )
    assert history(session, "A05.06021", "2026-01-01")[0] == (
        "từ 01/01/2026: sáp nhập từ Đảng uỷ xã Sơn Lâm, một phần Đảng uỷ xã Sơn Hà (theo NQ 1)"
    )
    assert history(session, "A05.06004", "2026-01-01")[0] == (
        "từ 01/01/2026: tiếp nhận một phần Đảng uỷ xã Sơn Trà (theo NQ 2)"
    )
    assert history(session, "A05.06003", "2026-01-01")[0] == (
        "từ 01/01/2026: một phần chuyển về Đảng uỷ xã Sơn Tây (theo NQ 2)"
    )


def test_a_unit_that_comes_again(session: Session, tmp_path: Path) -> None:
    apply(session, tmp_path, ("Giải thể", "A05.07", None, None, None, "NQ 1", "01/01/2026"))
    apply(
        session,
        tmp_path,
        ("Khôi phục", "Ban Cán sự đảng", None, "A05.07", None, "NQ 2", "01/03/2026"),
    )
    with session.reading(Anything()) as connection:
        units = list(unit_reader.units_at(connection, "2026-04-01"))
    (uid,) = [unit.uid for unit in units if unit.name == "Ban Cán sự đảng"]
    lines = [told(each).render(_) for each in read_unit(session, ReadUnit(uid)).history]
    assert "từ 01/03/2026: khôi phục (theo NQ 2)" in lines
    assert "từ 01/01/2026: giải thể (theo NQ 1)" in lines
    assert not any(": đóng" in line for line in lines)
