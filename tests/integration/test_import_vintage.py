"""Lists of another time: what an import, its preview and a plan say of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import resources
from desktop.cli.entry import main
from desktop.domain import sentences
from desktop.services.imports.draft import Draft, open_draft
from desktop.services.imports.draft_values import OpenDraft, Show
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from tests.helpers.changing import UNIT_HEAD, UNITS, plan_file
from tests.helpers.importing import Importer, codes, only_problem
from tests.helpers.sessions import bare_session
from tests.helpers.surroundings import vietnamese
from tests.helpers.vaults import PASSPHRASE, new_vault
from tests.helpers.workbooks import write_xlsx

_ = vietnamese()
OLD = (
    ("A05", "Tỉnh uỷ Lạng Sơn", None, "Tỉnh uỷ"),
    ("A05.01", "Huyện uỷ Hữu Lũng", "A05", None),
    ("A05.02", "Huyện uỷ Chi Lăng", "A05", None),
    ("A05.02.01", "Đảng uỷ thị trấn Chi Lăng", "A05.02", None),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def reformed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The whole country under its own codes, before and after 1 July 2025."""
    with new_vault(tmp_path_factory.mktemp("cai-cach") / "vault") as opened:
        table = resources.path("places", "communes_old_to_new.csv")
        assert reorganise(opened, Reorganise(table, accept_defaults=True, apply=True)).run
        yield opened


def test_a_list_of_districts_is_said_to_be_old(session: Session, tmp_path: Path) -> None:
    units = Importer(session, tmp_path, "units", "2026-11-24")
    result = units(UNIT_HEAD, *OLD, dry_run=True)
    problem = next(each for each in result.problems if each.code == "import.other_vintage")
    assert problem.severity == "warning"
    said = sentences.message(problem, _)
    assert "63 tỉnh, thành phố còn cấp huyện (đến hết 30/06/2025)" in said
    assert "3 trong 4 hàng nêu địa bàn không khớp với ngày đó (hàng 3–5)" in said
    assert "Huyện uỷ Hữu Lũng; Huyện uỷ Chi Lăng" in said
    found = result.vintage
    assert found is not None
    assert (found.fits, found.day, found.told, found.others) == ("before", "2026-11-24", 4, 0)
    assert [row.row for row in found.misfits] == [3, 4, 5]
    # It stands in nobody's way.
    assert units(UNIT_HEAD, *OLD).run is not None


def test_of_its_own_day_nothing_is_said(session: Session, tmp_path: Path) -> None:
    units = Importer(session, tmp_path, "units", "2025-06-30")
    assert units(UNIT_HEAD, *OLD, dry_run=True).vintage is None
    # The rows' own days count, and not the import's.
    later = Importer(session, tmp_path, "units", "2026-11-24")
    dated = [(*row, "01/01/2024") for row in OLD]
    assert later((*UNIT_HEAD, "Từ ngày"), *dated, dry_run=True).vintage is None
    made_up = Importer(session, tmp_path, "units", "2026-11-24")
    assert made_up(UNIT_HEAD, *UNITS, dry_run=True).vintage is None


def test_rows_that_end_units_name_what_is_no_more(session: Session, tmp_path: Path) -> None:
    units = Importer(session, tmp_path, "units", "2025-06-01")
    units(UNIT_HEAD, *OLD)
    closing = [(code, name, "Đóng", "01/07/2026") for code, name, *_ in reversed(OLD[1:])]
    result = units(("Mã định danh", "Tên", "Thao tác", "Từ ngày"), *closing, dry_run=True)
    assert codes(result) == []
    assert result.updated == 3
    assert result.vintage is None


def test_clerks_and_tokens_too(session: Session, tmp_path: Path) -> None:
    Importer(session, tmp_path, "units", "2024-01-01")(UNIT_HEAD, *OLD)
    clerk = Importer(session, tmp_path, "clerks", "2026-11-24")
    head = ("Mã định danh", "Đơn vị", "Vai trò", "Họ và tên", "Môi trường")
    row = ("A05.01", "Huyện uỷ Hữu Lũng", "Văn thư", "Nguyễn Văn Mẫu", "Bản rõ")
    assert clerk(head, row, dry_run=True).vintage is not None
    tokens = Importer(session, tmp_path, "tokens", "2026-11-24")
    token = ("A05.01", "Huyện uỷ Hữu Lũng", "Nguyễn Văn Mẫu", "Cá nhân", "A1B2C3")
    heads = ("Mã định danh", "Đơn vị", "Thuê bao", "Loại thuê bao", "Số hiệu thiết bị")
    assert tokens(heads, token, dry_run=True).vintage is not None


def test_the_preview_says_it_and_marks_the_rows(session: Session, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "cu.xlsx", [UNIT_HEAD, *OLD])
    draft: Draft = open_draft(session, OpenDraft(file))
    preview = draft.plan(session, draft.choice)
    assert preview.notes[0].code == "import.other_vintage"
    rows = draft.rows(Show.NOTED, 0, 50).rows
    marked = [
        row for row in rows if "import.place_of_other_day" in [each.code for each in row.problems]
    ]
    assert [row.row for row in marked] == [3, 4, 5]


def test_a_plan_speaks_of_the_day_before_its_own(session: Session, tmp_path: Path) -> None:
    Importer(session, tmp_path, "units", "2024-01-01")(UNIT_HEAD, *OLD)

    def warned(day: str) -> bool:
        rows = [("Đổi tên", "Huyện uỷ Hữu Lũng", "Đảng uỷ xã Hữu Lũng", None, None, "NQ", day)]
        planned = reorganise(session, Reorganise(plan_file(tmp_path, rows)))
        return "import.other_vintage" in [problem.code for problem in planned.warnings]

    assert not warned("01/07/2025")
    assert warned("02/07/2025")


def test_by_command_every_row_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    secret.chmod(0o600)
    new_vault(tmp_path / "vault").close()
    start = ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(secret)]
    many = [(f"A05.{n:02}", f"Đảng uỷ thị trấn Chi Lăng {n}", "A05", None) for n in range(3, 60)]
    old = [(f"A05.9{n}", "Huyện uỷ Hữu Lũng", "A05", None) for n in range(9)]
    file = write_xlsx(tmp_path / "cu.xlsx", [UNIT_HEAD, *OLD, *many, *old])
    call = [*start, "--json", "import", "units", str(file), "--from", "2026-11-24", "--dry-run"]
    assert main(call) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["row"] for row in answer["result"]["vintage"]["rows"]] == [
        3, 4, 5, *range(63, 72),
    ]  # fmt: skip
    assert main([*start, "import", "units", str(file), "--from", "2026-11-24", "--dry-run"]) == 0
    assert "Danh sách này khớp với 63 tỉnh" in capsys.readouterr().err


NAMES = ("Phường Bến Nghé", "Phường Sài Gòn")


@pytest.mark.parametrize(
    ("kind", "head", "row"),
    [
        ("units", ("Mã định danh", "Tên đơn vị"), ()),
        (
            "clerks",
            ("Mã định danh", "Đơn vị", "Vai trò", "Họ và tên", "Môi trường"),
            ("Văn thư", "Nguyễn Văn Mẫu", "Bản rõ"),
        ),
        (
            "tokens",
            ("Mã định danh", "Đơn vị", "Thuê bao", "Loại thuê bao", "Số hiệu thiết bị"),
            ("Nguyễn Văn Mẫu", "Cá nhân", "A1B2C3"),
        ),
    ],
)
def test_a_code_that_means_another_unit_at_another_date(
    kind: str,
    head: tuple[str, ...],
    row: tuple[str, ...],
    reformed: Session,
    tmp_path: Path,
) -> None:
    old, new = NAMES
    for name, day, other, period in (
        (old, "2026-11-24", new, "đến hết 30/06/2025"),
        (new, "2025-06-30", old, "từ 01/07/2025"),
    ):
        importer = Importer(reformed, tmp_path, kind, day)
        for changes in (None, "correction"):
            given = (head, ("26740", name, *row))
            result = importer(*given, scheme="dvhc", dry_run=True, changes=changes)
            problem = only_problem(result)
            assert problem.code == "import.code_of_other_time"
            assert (problem.where.row, problem.where.column) == (2, "Mã định danh")
            said = sentences.message(problem, _)
            assert f"mã 26740 là của {other} (26740); mã này của {name}, {period}" in said
        right = importer(head, ("26740", other, *row), scheme="dvhc", dry_run=True)
        assert codes(right) == []


def test_a_code_that_nobody_holds_any_more(reformed: Session, tmp_path: Path) -> None:
    clerks = Importer(reformed, tmp_path, "clerks", "2026-11-24")
    head = ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường")
    result = clerks(head, ("26746", "Văn thư", "Nguyễn Văn Mẫu", "Bản rõ"), scheme="dvhc")
    problem = only_problem(result)
    assert problem.code == "import.code_held_otherwhen"
    assert "mã này của Phường Nguyễn Thái Bình, đến hết 30/06/2025" in sentences.message(problem, _)
