"""Papers of reorganisations from a vault: old and new codes, a plan before it is applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import resources
from desktop.cli.entry import main
from desktop.domain.problems import Refusal, WorldFailure
from desktop.models.data_hash import data_hash
from desktop.services.plan_paper import PrintPlan, print_plan
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.reports import Report, report
from desktop.services.session import Session
from tests.helpers.changing import CHANGES, apply_changes, import_units, plan_file
from tests.helpers.papers import pages_of_text
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import make_surroundings, vietnamese
from tests.helpers.vaults import PASSPHRASE, new_vault

REFORM = resources.path("places", "communes_old_to_new.csv")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The small register, before anything happened to it."""
    world = make_surroundings(translate=vietnamese())
    with new_vault(tmp_path / "v", surroundings=world) as opened:
        import_units(opened, tmp_path)
        yield opened


@pytest.fixture
def changed(session: Session, tmp_path: Path) -> Session:
    """The small register after all changes."""
    apply_changes(session, tmp_path)
    return session


def read(file: Path, folder: Path) -> str:
    lines = (" ".join(line.split()) for line in
             "\n".join(pages_of_text(file.read_bytes(), folder)).splitlines())  # fmt: skip
    return "\n".join(line for line in lines if line)


def table(session: Session, folder: Path, **given: str) -> str:
    file = folder / "bang.pdf"
    report(session, Report("old-to-new", out=file, **given))  # type: ignore[arg-type]
    return read(file, folder)


def test_every_old_code_stands_beside_its_new_one(changed: Session, tmp_path: Path) -> None:
    text = table(changed, tmp_path)
    for day, basis, *rows in (
        ("01/01/2026", "NQ 1",
         "1 A05.06001 Đảng uỷ xã Sơn Hà A05.06009 Đảng uỷ xã Hà Lâm Toàn bộ",
         "2 A05.06001.01 Văn phòng A05.06009.01 Văn phòng Toàn bộ",
         "3 A05.06002 Đảng uỷ xã Sơn Lâm A05.06009 Đảng uỷ xã Hà Lâm Toàn bộ"),
        ("01/02/2026", "NQ 2",
         "4 A05.06003 Đảng uỷ xã Sơn Trà A05.06003 Đảng uỷ phường Sơn Trà Toàn bộ"),
        ("01/03/2026", "NQ 3",
         "5 A05.06004 Đảng uỷ xã Sơn Tây A05.06011 Đảng uỷ xã Đông Một phần",
         "6 A05.06004 Đảng uỷ xã Sơn Tây A05.06012 Đảng uỷ xã Tây Một phần"),
        ("01/04/2026", "NQ 4", "7 A05.07 Ban Cán sự đảng Kết thúc hoạt động, không"),
        ("01/06/2026", "NQ 5",
         "8 A05.06009 Đảng uỷ xã Hà Lâm A05.06013 Đảng uỷ xã Hà Đông Toàn bộ",
         "9 A05.06009.01 Văn phòng A05.06013.01 Văn phòng Toàn bộ",
         "10 A05.06011 Đảng uỷ xã Đông A05.06013 Đảng uỷ xã Hà Đông Toàn bộ"),
    ):  # fmt: skip
        assert f"Từ ngày {day}, theo {basis}\n" in text
        for row in rows:
            assert f"\n{row}\n" in text
    assert "(Các đợt sắp xếp từ ngày 01/01/2026 đến ngày 24/11/2026)" in text
    assert "Bảng gồm 10 dòng, trong đó 2 dòng chuyển một phần, 1 đơn vị" in text
    assert "NGƯỜI LẬP NGƯỜI KIỂM TRA" in text


def test_both_days_count_and_no_others(changed: Session, tmp_path: Path) -> None:
    text = table(changed, tmp_path, since="2026-02-01", as_of="2026-03-01")
    assert "Bảng gồm 3 dòng" in text
    assert "A05.06001" not in text
    for since, as_of in (("2026-02-02", "2026-02-28"), ("2020-01-01", "2025-12-31")):
        with pytest.raises(Refusal) as refused:
            table(changed, tmp_path, since=since, as_of=as_of)
        assert refused.value.problems[0].code == "report.nothing_passed"
    with pytest.raises(Refusal) as refused:
        table(changed, tmp_path, since="2026-03-01", as_of="2026-02-01")
    assert refused.value.problems[0].code == "report.days_reversed"


def test_below_a_unit_that_is_there_or_is_no_more(changed: Session, tmp_path: Path) -> None:
    for under in ("A05.06013", "A05.06009"):
        text = table(changed, tmp_path, under=under, since="2026-01-01")
        assert "A05.06009 Đảng uỷ xã Hà Lâm A05.06013" in text
        assert "A05.06003" not in text
    # The old one's code names nobody at the end; before the first day it still did.
    text = table(changed, tmp_path, under="A05.06002", since="2026-01-01")
    assert "Bảng gồm 1 dòng" in text
    with pytest.raises(Refusal) as refused:
        table(changed, tmp_path, under="A05.99")
    assert refused.value.problems[0].code == "unit.code_unknown"


def test_a_plan_is_printed_before_it_is_applied(session: Session, tmp_path: Path) -> None:
    with session.reading(Anything()) as connection:
        before = data_hash(connection)
    file = tmp_path / "phuong-an.pdf"
    plan = Reorganise(plan_file(tmp_path), apply=True)
    made = print_plan(session, PrintPlan("Phương án 2026", plan=plan, out=file))
    text = read(file, tmp_path)
    assert made.pages == text.count("Mã kiểm tra") - 1
    assert "Phương án: Phương án 2026" in text
    assert "Có hiệu lực ngày 01/01/2026, theo NQ 1" in text
    assert "Sáp nhập Đảng uỷ xã Sơn Hà (A05.06001); Đảng uỷ" in text
    # Nobody has answered which half takes what the split unit leaves.
    assert "Đề xuất," in text
    assert "Đã trả lời" not in text
    assert "A05.06004 Đảng uỷ xã Sơn Tây A05.06011 Đảng uỷ xã Đông Một phần" in text
    for role in ("NGƯỜI LẬP", "NGƯỜI KIỂM TRA", "LÃNH ĐẠO DUYỆT"):
        assert role in text
    with session.reading(Anything()) as connection:
        assert data_hash(connection) == before

    taken = Reorganise(plan.plan, accept_defaults=True)
    print_plan(session, PrintPlan("x", plan=taken, out=file))
    assert "Đã trả lời" in read(file, tmp_path)
    with pytest.raises(WorldFailure):
        print_plan(session, PrintPlan("x", plan=taken, out=tmp_path))


def test_a_plan_that_cannot_be_applied_says_why(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "phuong-an.pdf"
    twice = (*CHANGES[:2], ("Giải thể", "A05.06001", None, None, None, "NQ 9", "01/01/2026"))
    plan = Reorganise(plan_file(tmp_path, twice))
    print_plan(session, PrintPlan("x", plan=plan, out=file))
    assert "Chưa áp dụng được phương án: còn 1 xung đột" in read(file, tmp_path)


def test_the_whole_reform_is_printed(tmp_path: Path) -> None:
    world = make_surroundings(translate=vietnamese())
    with new_vault(tmp_path / "v", surroundings=world) as session:
        file = tmp_path / "phuong-an.pdf"
        planned = print_plan(session, PrintPlan("2025", plan=Reorganise(REFORM), out=file))
        assert planned.pages > 400
        reorganise(session, Reorganise(REFORM, accept_defaults=True, apply=True))
        made = report(session, Report("old-to-new", out=file, since="2025-07-01"))
        text = read(file, tmp_path)
        assert made.pages > 250
        # A split is told once for each part, with the resolution of the new commune.
        assert text.count(" 26737 Phường Đa Kao 26740 Phường Sài Gòn Một phần\n") == 1
        rows = [line for line in text.splitlines() if line.split(" ")[0].isdigit()
                and len(line.split(" ")) > 4]  # fmt: skip
        assert len(rows) > 11_000
        below = report(session, Report("old-to-new", out=file, under="24"))
        assert below.pages < 20
        text = read(file, tmp_path)
        # What was in either of the two old provinces, their districts too, and nothing else.
        assert "Huyện Lục Ngạn Kết thúc hoạt động" in text
        assert "Huyện Gia Bình Kết thúc hoạt động" in text
        assert "Lạng Sơn" not in text


def test_by_command(changed: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    secret.chmod(0o600)
    start = ["--vault", str(changed.folder), "--passphrase-file", str(secret), "--json", "report"]
    changed.close()
    file = tmp_path / "giay.pdf"
    days = ["--from", "2026-02-01", "--to", "2026-03-01", "--under", "A05"]
    assert main([*start, "old-to-new", "--out", str(file), *days]) == 0
    assert "Bảng gồm 3 dòng" in read(file, tmp_path)
    capsys.readouterr()
    later = (("Đổi tên", "A05.06013", "Đảng uỷ xã Mới", None, None, "NQ 7", "01/01/2027"),)
    plan = plan_file(tmp_path, later)
    assert main([*start, "plan", "--plan", str(plan), "--out", str(file)]) == 0
    assert "Đảng uỷ xã Hà Đông (A05.06013)" in read(file, tmp_path)
    capsys.readouterr()
    for wrong in (
        ["plan"],
        ["codes", "--from", "2026-01-01"],
        ["sign-off", "--plan", str(plan)],
        ["old-to-new", "--accept-defaults"],
        ["plan", "--plan", str(plan), "--under", "A05"],
    ):
        assert main([*start, *wrong, "--out", str(file)]) == 2
        assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "usage.wrong"


def test_a_plan_says_of_whom_nobody_takes_over(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "phuong-an.pdf"
    ends = (("Giải thể", "A05.06003", None, None, None, "NQ 9", "01/01/2026"),)
    print_plan(session, PrintPlan("x", plan=Reorganise(plan_file(tmp_path, ends)), out=file))
    assert "không có đơn vị kế thừa" in " ".join(read(file, tmp_path).split("\n"))
