"""The lists for people to work through: endpoints, units that are not reached, reminders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.problems import Refusal
from desktop.domain.proofs import Outcome
from desktop.domain.routing import CELLS
from desktop.models import tables
from desktop.reports.layout import Paper
from desktop.reports.lists import digest_of_rows
from desktop.services import list_papers
from desktop.services.collecting.command import ReadAnswers, StartRound
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.coverage import Coverage, coverage
from desktop.services.coverage_sheet import cell_words
from desktop.services.proofs.command import PlanRound, RecordOutcome
from desktop.services.proofs.planning import plan_round
from desktop.services.proofs.recording import record_outcome
from desktop.services.reports import Draw, draw
from desktop.services.session import Session
from tests.helpers.papers import pages_of_text
from tests.helpers.rounds import filled, lay_out, named
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import make_surroundings, vietnamese
from tests.helpers.vaults import make_vault, open_session

COMMUNES = 6


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    folder, _ = make_vault(tmp_path)
    world = make_surroundings(translate=vietnamese())
    with open_session(folder, surroundings=world) as session:
        lay_out(session, tmp_path, COMMUNES)
        yield session


def printed(session: Session, command: Draw, folder: Path) -> str:
    """Return the words of a paper, each once separated from the next by one space."""
    drawn = draw(session, command)
    return " ".join(" ".join(pages_of_text(drawn.content, folder)).split())


def test_every_endpoint_is_listed_with_who_holds_it(session: Session, tmp_path: Path) -> None:
    words = printed(session, Draw("endpoints"), tmp_path)
    assert "DANH SÁCH ĐẦU MỐI VĂN THƯ Tỉnh uỷ Mẫu" in words
    assert "Danh sách có 2 đầu mối, 0 đầu mối chưa bố trí người." in words
    for number in (1, 5):
        assert f"A05.{number:05}" in words
        assert f"Cán bộ cũ {number}" in words
    below = printed(session, Draw("endpoints", under="A05.00005"), tmp_path)
    assert "Danh sách có 1 đầu mối" in below
    assert "Cán bộ cũ 1" not in below


def test_a_long_list_is_set_apart(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    before = draw(session, Draw("endpoints")).content

    def never(*_: object) -> Paper:
        raise AssertionError("the window would wait for it")

    monkeypatch.setattr(list_papers, "LONG", 2)
    monkeypatch.setattr(list_papers, "list_paper", never)
    monkeypatch.setattr(list_papers, "_READ_AT_ONCE", 1)
    assert draw(session, Draw("endpoints")).content == before


def test_units_that_are_not_reached_are_those_of_coverage(session: Session, tmp_path: Path) -> None:
    found = coverage(session, Coverage())
    words = printed(session, Draw("not-reached"), tmp_path)
    assert "DANH SÁCH ĐƠN VỊ CHƯA CÓ NGƯỜI NHẬN" in words
    assert f"{found.covered} đơn vị thông, {found.uncovered} đơn vị chưa thông" in words
    assert f"Danh sách có {found.uncovered} đơn vị." in words
    assert all((gap.code or "") in words for gap in found.missing)
    rows = re.findall(r"\bA05(?:\.\d+)*\b", words)
    assert len(set(rows)) == found.uncovered
    sending = Draw(
        "not-reached",
        level=SecrecyLevel.MAT,
        environment=Environment.SECRET,
        direction=Direction.SEND,
    )
    assert "DANH SÁCH ĐƠN VỊ CHƯA GỬI ĐƯỢC" in printed(session, sending, tmp_path)


def test_coverage_is_printed_with_its_counts_and_whom_to_call(
    session: Session, tmp_path: Path
) -> None:
    uid = coverage(session, Coverage()).missing[0].uid
    with session.unit_of_work(Anything()) as work:
        work.update(tables.unit, [{"uid": uid, "phone": "02053812345", "contact": "Bà Mẫu"}])
    found = coverage(session, Coverage())
    drawn = draw(session, Draw("coverage"))
    assert drawn.file_name == "DO-PHU-2026-11-24.pdf"
    words = printed(session, Draw("coverage"), tmp_path)
    assert "MỨC PHỦ ĐẦU MỐI VĂN THƯ Tỉnh uỷ Mẫu" in words
    for cell, counts in zip(CELLS, found.by_cell, strict=True):
        row = (
            f"{cell_words(cell, vietnamese())} {counts.covered} {counts.uncovered} {counts.exempt}"
        )
        assert row in words
    assert f"Danh sách có {found.uncovered} đơn vị." in words
    assert all((gap.code or "") in words for gap in found.missing)
    assert "02053812345" in words


def test_who_is_let_off_by_a_decision_does_not_go_another_way(
    session: Session, tmp_path: Path
) -> None:
    uid = coverage(session, Coverage()).missing[0].uid
    row = {"uid": "x", "unit": uid, "level": 0, "decision": "QĐ 12", "from_date": "2026-01-01",
           "to_date": "2027-01-01"}  # fmt: skip
    with session.unit_of_work(Anything()) as work:
        work.insert(tables.exemption, [row])
    found = coverage(session, Coverage())
    apart = found.exempt - len(found.excused)
    assert [each.uid for each in found.excused] == [uid]
    words = printed(session, Draw("coverage"), tmp_path)
    assert f"{apart} đơn vị đi đường khác, 1 đơn vị được miễn theo quyết định." in words


def test_those_who_have_not_answered_are_reminded(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        draw(session, Draw("reminder"))
    assert refused.value.problems[0].code == "collect.no_round_yet"
    out, back = tmp_path / "phieu", tmp_path / "ve"
    for folder in (out, back):
        folder.mkdir()
    command = StartRound("A05", out, due="2026-12-15", letter="123-CV/VPTU ngày 20/11/2026")
    started = start_round(session, command)
    filled(started.files[0], back / "a.xlsx", named(1))
    read_answers(session, ReadAnswers(back))
    words = printed(session, Draw("reminder"), tmp_path)
    assert f"1 trên {COMMUNES} đơn vị đã gửi lại" in words
    assert "Công văn: 123-CV/VPTU ngày 20/11/2026." in words
    assert "15/12/2026" in words
    assert f"Danh sách có {COMMUNES - 1} đơn vị." in words
    assert "A05.00001" not in words
    assert "A05.00006" in words
    with pytest.raises(Refusal) as refused:
        draw(session, Draw("reminder", round=7))
    assert refused.value.problems[0].code == "collect.no_round"


def test_a_round_of_test_documents_is_listed_with_a_box_for_each_result(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(Refusal) as refused:
        draw(session, Draw("test-round"))
    assert refused.value.problems[0].code == "tests.no_round_yet"
    plan_round(session, PlanRound("A05", "A05", letter="12-CV/VPTU", due="2026-12-15"))
    record_outcome(session, RecordOutcome(1, (2,), Outcome.LOST))
    drawn = draw(session, Draw("test-round"))
    assert drawn.file_name == "DANH-SACH-GUI-THU-2026-11-24.pdf"
    words = printed(session, Draw("test-round", round=1), tmp_path)
    assert "DANH SÁCH VĂN BẢN GỬI THỬ" in words
    assert "Đợt 1, Tỉnh uỷ Mẫu (A05) gửi" in words
    assert "Hạn có kết quả: 15/12/2026." in words
    assert "Công văn: 12-CV/VPTU." in words
    for number in (1, 5):
        assert f"A05.{number:05}" in words
        assert f"Cán bộ cũ {number}" in words
    assert words.count("Đến □ Không □") == 1
    assert "Không đến" in words
    assert "Danh sách có 2 văn bản gửi thử." in words
    with pytest.raises(Refusal) as refused:
        draw(session, Draw("test-round", round=7))
    assert refused.value.problems[0].code == "tests.no_round"


def test_the_digest_tells_rows_apart() -> None:
    assert digest_of_rows([("a", "b")]) != digest_of_rows([("a,b",)])
    assert digest_of_rows([("a",), ("b",)]) != digest_of_rows([("a", "b")])
