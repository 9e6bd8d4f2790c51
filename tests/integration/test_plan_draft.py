"""A plan that is being drafted: its rows as text, its answers, by hand, kept in the vault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.problems import Refusal
from desktop.domain.reorganisation import EventKind
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.models.unit_reader import units_at
from desktop.services.reorganising import plan_table
from desktop.services.reorganising.by_hand import ArrangeUnits, rows_by_hand
from desktop.services.reorganising.command import Reorganise, Reorganised, TreeUnit
from desktop.services.reorganising.plan_draft import (
    OpenPlan,
    PastePlan,
    PlanDraft,
    ReadKeptPlan,
    ReadStanding,
    added,
    is_standing,
    keep_plan,
    kept_plan,
    open_plan,
    paste_plan,
)
from desktop.services.reorganising.plan_table import row_of
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.workbooks import write_xlsx

UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ"),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05", "Đảng uỷ xã"),
    ("A05.06001.01", "Văn phòng", "A05.06001", "Văn phòng"),
    ("A05.06002", "Đảng uỷ xã Sơn Lâm", "A05", "Đảng uỷ xã"),
    ("A05.06003", "Đảng uỷ xã Sơn Trà", "A05", "Đảng uỷ xã"),
)
DAY = "01/01/2026"
HA = row_of(
    kind="Sáp nhập", before="A05.06001", after="Đảng uỷ xã Hà Lâm", code="A05.06009", day=DAY
)
LAM = row_of(
    kind="Sáp nhập", before="Đảng uỷ xã Sơn Lâm", after="Đảng uỷ xã Hà Lâm", code="A05.06009",
    day=DAY,
)  # fmt: skip
SPLIT = (
    row_of(kind="Chia tách", before="A05.06003", after="Đảng uỷ xã Trà Một", code="A05.06011",
           day=DAY),
    row_of(kind="Chia tách", before="A05.06003", after="Đảng uỷ xã Trà Hai", code="A05.06012",
           day=DAY),
)  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *UNITS)
        yield opened


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def uids(session: Session, day: str = "2025-12-31") -> dict[str, str]:
    with session.reading(Anything()) as connection:
        return {unit.name: unit.uid for unit in units_at(connection, day)}


def worked(session: Session, draft: PlanDraft, *, apply: bool = False) -> Reorganised:
    return reorganise(session, draft.command(apply=apply))


def test_rows_as_text_do_what_the_file_does(session: Session, tmp_path: Path) -> None:
    head = tuple(column.label for column in plan_table.columns())
    file = write_xlsx(tmp_path / "phuong-an.xlsx", [head, HA, LAM])
    of_file = reorganise(session, Reorganise(file))
    of_text = worked(session, PlanDraft("Phương án", (HA, LAM)))
    assert of_text.conflicts == ()
    assert of_text.events == of_file.events
    assert of_text.old_to_new == of_file.old_to_new
    opened = open_plan(session, OpenPlan(file)).draft
    assert (opened.title, opened.rows) == ("phuong-an", (HA, LAM))
    pasted = paste_plan(session, PastePlan("Bảng dán", plan_table.as_text((HA, LAM))))
    assert pasted.draft.rows == (HA, LAM)


def test_a_pasted_table_may_be_without_headings(session: Session) -> None:
    text = "\n".join("\t".join(row) for row in (HA, LAM))
    assert paste_plan(session, PastePlan("Bảng dán", text)).draft.rows == (HA, LAM)
    numbered = "\n".join("\t".join((str(n), *row)) for n, row in enumerate((HA, LAM), 1))
    assert paste_plan(session, PastePlan("Bảng dán", numbered)).draft.rows == (HA, LAM)


@pytest.mark.parametrize("text", ["Tên\tSố\nAn\t1", "một hai ba"])
def test_what_is_no_plan_is_refused(session: Session, text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        paste_plan(session, PastePlan("Bảng dán", text))
    assert [problem.code for problem in refusal.value.problems] == ["plan.no_table"]


def test_every_row_counts_however_little_it_says(session: Session) -> None:
    """A list may have sections and signatures; what the program keeps has only rows."""
    lonely = (row_of(kind="GIẢI THỂ"), row_of(before="Người lập"), row_of(), row_of(code="A05"))
    result = worked(session, PlanDraft("Phương án", lonely))
    places = {problem.where.row: problem.code for problem in result.conflicts}
    assert places == {1: "plan.day_missing", 2: "plan.kind_missing", 4: "plan.kind_missing"}
    assert worked(session, PlanDraft("Phương án", (row_of(),))).events == ()


@pytest.mark.parametrize(
    ("rows", "code", "row", "field"),
    [
        ((HA, row_of(kind="Giải thể", before="A05.06002", day="30/02/2026")),
         "cell.date_impossible", 2, "day"),
        ((HA, row_of(kind="Giải thể", before="Ban Không Có", day=DAY)),
         "plan.unit_unknown", 2, "before"),
        ((HA, LAM, row_of(kind="Giải thể", before="A05.06002", day=DAY)),
         "reorganise.ended_twice", 3, "before"),
        ((HA, LAM, row_of(kind="Sáp nhập", before="A05.06001", after="Đảng uỷ xã Hà Lâm", day=DAY)),
         "reorganise.listed_twice", 3, "before"),
        ((LAM, row_of(kind="Đổi mã", before="A05.06003", code="A05.06001", day=DAY)),
         "unit.code.duplicate", 2, "code"),
        ((row_of(kind="Giải thể", before="A05.06001", day=DAY),),
         "reorganise.child_left", 1, "before"),
    ],
)  # fmt: skip
def test_a_conflict_names_its_row_and_cell(
    session: Session, rows: tuple[plan_table.Cells, ...], code: str, row: int, field: str
) -> None:
    labels = {column.name: column.label for column in plan_table.columns()}
    result = worked(session, PlanDraft("Phương án", rows))
    found = [(each.code, each.where.row, each.where.column) for each in result.conflicts]
    assert (code, row, labels[field]) in found
    assert all(place and column for _, place, column in found)


def test_an_answer_lasts_though_the_new_units_are_made_anew(session: Session) -> None:
    draft = PlanDraft("Phương án", SPLIT)
    (asked,) = worked(session, draft).questions
    assert not asked.answered
    other = next(uid for uid in asked.options if uid != asked.default)
    answered = replace(draft, answers={asked.key: asked.keys[other]})
    result = worked(session, answered)
    (again,) = result.questions
    assert (again.answered, again.options[again.default]) == (True, asked.options[other])
    assert result.conflicts == ()
    assert worked(session, answered, apply=True).run is not None


def test_an_answer_that_names_no_option_is_a_conflict_at_the_split(session: Session) -> None:
    (asked,) = worked(session, PlanDraft("Phương án", SPLIT)).questions
    result = worked(session, PlanDraft("Phương án", SPLIT, {asked.key: "A05.06001"}))
    (problem,) = result.conflicts
    assert (problem.code, problem.where.row) == ("reorganise.answer_wrong", 1)


def test_a_draft_of_another_scheme_gives_codes_of_it(session: Session) -> None:
    rows = (
        row_of(kind="Thành lập", after="Tổ công tác", code="TCT-01", parent="A05", day=DAY),
        row_of(kind="Đổi mã", before="A05.06001", code="XA-01", day="01/02/2026"),
    )
    assert worked(session, PlanDraft("Phương án", rows)).conflicts != ()
    draft = PlanDraft("Phương án", rows, scheme="noi-bo")
    keep_plan(session, draft)
    assert kept_plan(session, ReadKeptPlan()) == draft
    done = worked(session, draft, apply=True)
    assert done.conflicts == ()
    given = {(r.scheme, r.value) for r in rows_of(session, tables.identifier_code) if not r.to_date}
    assert {("noi-bo", "TCT-01"), ("noi-bo", "XA-01"), ("qd20", "A05.06001")} <= given


def test_the_trees_show_the_touched_part(session: Session) -> None:
    result = worked(session, PlanDraft("Phương án", (HA, LAM)))

    def shown(tree: tuple[TreeUnit, ...]) -> set[tuple[str, str | None, str, str]]:
        names = {unit.uid: unit.name for unit in tree}
        return {(u.name, u.code, names.get(u.parent or "", ""), u.fate.value) for u in tree}

    assert shown(result.before) == {
        ("Tỉnh uỷ Mẫu", "A05", "", "goes_on"),
        ("Đảng uỷ xã Sơn Hà", "A05.06001", "Tỉnh uỷ Mẫu", "ends"),
        ("Đảng uỷ xã Sơn Lâm", "A05.06002", "Tỉnh uỷ Mẫu", "ends"),
        ("Văn phòng", "A05.06001.01", "Đảng uỷ xã Sơn Hà", "changed"),
    }
    assert shown(result.after) == {
        ("Tỉnh uỷ Mẫu", "A05", "", "goes_on"),
        ("Đảng uỷ xã Hà Lâm", "A05.06009", "Tỉnh uỷ Mẫu", "new"),
        ("Văn phòng", "A05.06009.01", "Đảng uỷ xã Hà Lâm", "changed"),
    }


def test_the_common_basis_stands_for_rows_without_one(session: Session) -> None:
    own = row_of(kind="Giải thể", before="A05.06003", day=DAY, basis="Quyết định 5")
    result = worked(session, PlanDraft("Phương án", (HA, LAM, own), basis="Nghị quyết 1"))
    assert [event.basis for event in result.events if not event.derived] == [
        "Nghị quyết 1",
        "Quyết định 5",
    ]


def test_a_draft_is_kept_and_kept_no_more(session: Session) -> None:
    before = hash_of(session)
    quoted = row_of(kind="Đổi tên", before="A05.06003", after='Đảng uỷ xã "Trà"', day=DAY)
    draft = PlanDraft("Phương án 1", (HA, quoted), {"x": "y"}, "Nghị quyết 1")
    assert kept_plan(session, ReadKeptPlan()) is None
    keep_plan(session, draft)
    assert kept_plan(session, ReadKeptPlan()) == draft
    result = worked(session, draft)
    assert result.events[1].after == ('Đảng uỷ xã "Trà" (A05.06003)',)
    keep_plan(session, None)
    assert kept_plan(session, ReadKeptPlan()) is None
    assert hash_of(session) == before


def test_chosen_units_become_rows(session: Session) -> None:
    by_name = uids(session)
    two = (by_name["Đảng uỷ xã Sơn Hà"], by_name["Đảng uỷ xã Sơn Lâm"])
    merge = ArrangeUnits(
        EventKind.MERGE, two, "2026-01-01", ("Đảng uỷ xã Hà Lâm",), code="A05.06009"
    )
    rows = rows_by_hand(session, merge)
    assert [row[:4] for row in rows] == [
        ("Sáp nhập", "A05.06001", "Đảng uỷ xã Hà Lâm", "A05.06009"),
        ("Sáp nhập", "A05.06002", "Đảng uỷ xã Hà Lâm", ""),
    ]
    tra = by_name["Đảng uỷ xã Sơn Trà"]
    split = ArrangeUnits(
        EventKind.SPLIT, (tra,), "2026-01-01", ("Đảng uỷ xã Một", "Đảng uỷ xã Hai")
    )
    rename = ArrangeUnits(EventKind.RENAME, (tra,), "2026-02-01", ("Đảng uỷ xã Trà Mới",))
    move = ArrangeUnits(
        EventKind.MOVE, (by_name["Văn phòng"],), "2026-01-01", into=by_name["Tỉnh uỷ Mẫu"]
    )
    absorb = ArrangeUnits(EventKind.ABSORB, two[:1], "2026-01-01", into=tra)
    dissolve = ArrangeUnits(EventKind.DISSOLVE, (tra,), "2026-01-01")
    for command, kinds in (
        (merge, ["merge"]),
        (split, ["split"]),
        (rename, ["rename"]),
        (move, ["move"]),
        (absorb, ["absorb"]),
        (dissolve, ["dissolve"]),
    ):
        result = worked(session, PlanDraft("Phương án", rows_by_hand(session, command)))
        assert [problem.code for problem in result.conflicts] == []
        assert [event.kind for event in result.events if not event.derived] == kinds


def test_rows_go_to_the_end_of_a_draft() -> None:
    draft = PlanDraft("Phương án", (HA, row_of(), row_of()))
    assert added(draft, (LAM,)).rows == (HA, LAM)


def test_a_plan_stands_until_it_is_undone(session: Session) -> None:
    run = worked(session, PlanDraft("Phương án", (HA, LAM)), apply=True).run
    assert run is not None
    assert is_standing(session, ReadStanding(run))
    taken_back = undo(session, Undo(run)).run
    assert not is_standing(session, ReadStanding(run))
    undo(session, Undo(taken_back))
    assert is_standing(session, ReadStanding(run))
