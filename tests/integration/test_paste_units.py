"""Pasting rows of units: the same plan as an import, seen first, written as one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models import tables
from desktop.services import units
from desktop.services.imports.draft_values import Choice, Show
from desktop.services.imports.pasting import PasteTable, open_pasted
from desktop.services.session import Session
from tests.helpers.importing import one_row, rows_of
from tests.helpers.sessions import bare_session

DAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        units.lay_out(opened, units.LayOut("A99", "Tỉnh uỷ Mẫu"))
        yield opened


def root_of(session: Session) -> str:
    return str(one_row(session, tables.identifier_code, value="A99").unit)


def test_rows_with_headings_go_through_the_same_plan_as_a_file(session: Session) -> None:
    text = "Mã định danh\tTên đơn vị\tLoại\nA99.01\tVăn phòng Tỉnh uỷ\tVăn phòng\nb!\tSai mã\t\n"
    draft = open_pasted(session, PasteTable("Bảng dán", text))
    seen = draft.plan(session, draft.choice)
    assert (seen.counts[Show.CREATED], seen.counts[Show.REFUSED]) == (1, 1)
    assert len(rows_of(session, tables.unit)) == 1
    written = draft.write(session, Choice("units", skip_bad=True))
    assert written.run is not None
    (made,) = rows_of(session, tables.identifier_code, value="A99.01")
    version = one_row(session, tables.unit_version, unit=made.unit)
    assert (version.name, version.type, version.parent) == (
        "Văn phòng Tỉnh uỷ",
        "van-phong",
        root_of(session),
    )


def test_names_alone_go_under_the_chosen_unit(session: Session) -> None:
    root = root_of(session)
    draft = open_pasted(session, PasteTable("Bảng dán", "Ban Một\nBan Hai", under=root))
    seen = draft.plan(session, draft.choice)
    assert seen.counts[Show.CREATED] == 2
    draft.write(session, draft.choice)
    below = rows_of(session, tables.unit_version, parent=root)
    assert {row.name for row in below} == {"Ban Một", "Ban Hai"}


def test_rows_that_say_their_place_are_not_put_elsewhere(session: Session) -> None:
    text = "A99.01\tBan Một\nA99.01.01\tPhòng Một\n"
    draft = open_pasted(session, PasteTable("Bảng dán", text, under=root_of(session)))
    draft.plan(session, draft.choice)
    draft.write(session, draft.choice)
    first = one_row(session, tables.unit_version, name="Ban Một")
    assert one_row(session, tables.unit_version, name="Phòng Một").parent == first.unit


def test_the_text_itself_stays_out_of_the_journal(session: Session) -> None:
    draft = open_pasted(
        session, PasteTable("Bảng dán", "Ban Bí ẩn\nBan Hai", under=root_of(session))
    )
    draft.plan(session, draft.choice)
    draft.write(session, draft.choice)
    arguments = rows_of(session, tables.run)[-1].arguments
    assert "Bảng dán" in arguments
    assert "Bí ẩn" not in arguments
