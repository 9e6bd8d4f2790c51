"""The list of signatures of a handing-out day, as poppler's tools read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.domain.handing_out import Outcome
from desktop.domain.texts import Translate
from desktop.services.handing_out.command import FindDevice, ReadDay, SwapDevice, Tick, TickPin
from desktop.services.handing_out.days import find_device, read_day
from desktop.services.handing_out.paper import signature_list
from desktop.services.handing_out.ticking import swap_device, tick, tick_pin
from desktop.services.reports import Draw, draw
from desktop.services.session import Session
from tests.helpers.failures import outcome
from tests.helpers.papers import fonts, pages_of_text, words_with_boxes
from tests.helpers.stock_days import lay_day, lay_stock
from tests.helpers.surroundings import make_surroundings, vietnamese
from tests.helpers.vaults import new_vault

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
MM = 72 / 25.4


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    fill: Callable[[Session], None] = lambda opened: lay_day(opened, tmp_path)  # noqa: E731
    world = make_surroundings(translate=vietnamese())
    with new_vault(tmp_path / "vault", surroundings=world, fill=fill) as found:
        yield found


def squeezed(pages: list[str]) -> str:
    lines = (" ".join(line.split()) for page in pages for line in page.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def uid(session: Session, serial: str) -> str:
    return find_device(session, FindDevice(1, serial)).token


def test_the_list_reads_as_the_golden_text(session: Session, tmp_path: Path) -> None:
    tick(session, Tick(1, (uid(session, "0B000001"),), Outcome.HANDED))
    tick_pin(session, TickPin(1, (uid(session, "0B000001"),)))
    proxy = ("Lê Văn Nhận", "GGT 15 ngày 23/11/2026")
    tick(session, Tick(1, (uid(session, "AA02"),), Outcome.PROXY, *proxy))
    swap_device(session, SwapDevice(1, uid(session, "0B000002"), "0B000003"))
    tick(session, Tick(1, (uid(session, "0B000003"),), Outcome.ABSENT))
    drawn = draw(session, Draw("hand-out"))
    assert drawn.file_name == "DANH-SACH-KY-NHAN-2026-11-24.pdf"
    read = squeezed(pages_of_text(drawn.content, tmp_path))
    assert read == (GOLDEN / "hand-out.txt").read_text(encoding="utf-8")
    assert outcome(lambda: draw(session, Draw("hand-out", round=9))) == ("handout.no_day", 1)


def test_before_the_day_every_row_is_blank_to_be_signed(session: Session, tmp_path: Path) -> None:
    drawn = draw(session, Draw("hand-out"))
    read = squeezed(pages_of_text(drawn.content, tmp_path))
    assert "Cấp phát ngày 24/11/2026 tại Hội trường tầng 2." in read
    assert "Danh sách có 3 thiết bị, đã cấp phát 0." in " ".join(read.split())
    assert "Đã nhận, ký" not in read


def test_five_people_sign_on_one_page(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    status = read_day(session, ReadDay())
    lines = tuple(replace(status.lines[0], number=n, serial=f"0B{n:06}") for n in range(1, 6))
    five = replace(status, lines=lines)
    monkeypatch.setattr("desktop.services.list_papers.read_day", lambda *_: five)
    assert draw(session, Draw("hand-out")).pages == 1


def test_without_a_day_there_is_no_list(tmp_path: Path) -> None:
    fill: Callable[[Session], None] = lambda opened: lay_stock(opened, tmp_path)  # noqa: E731
    with new_vault(tmp_path / "vault", fill=fill) as session:
        assert outcome(lambda: draw(session, Draw("hand-out"))) == ("handout.no_day_yet", 1)


def test_150_long_rows_are_all_there(
    session: Session, tmp_path: Path, translate_vi: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = read_day(session, ReadDay())
    long = replace(
        status.lines[0],
        subscriber="Nguyễn Thị Minh Khai Phương Thảo",
        post="Phó Chánh Văn phòng Đảng uỷ phụ trách cơ yếu",
        unit="Cơ quan Uỷ ban Kiểm tra Đảng uỷ phường Kỳ Lừa",
        serial="0B0000FF" * 4,
    )
    many = tuple(replace(long, number=n, serial=f"0B{n:06}") for n in range(1, 150))
    whole = replace(status, lines=(*many, long))
    assert len(signature_list(whole, translate_vi).rows) == 150
    monkeypatch.setattr("desktop.services.list_papers.read_day", lambda *_: whole)
    drawn = draw(session, Draw("hand-out"))
    text = "".join(pages_of_text(drawn.content, tmp_path))
    assert all(f"0B{n:06}" in text for n in range(1, 150))
    assert {embedded for _, embedded in fonts(drawn.content, tmp_path)} == {"yes"}
    pages = words_with_boxes(drawn.content, tmp_path)
    tops = [word.top for word in pages[1] if word.text.startswith("0B00")]
    # Room to sign: a row is no lower than nine millimetres.
    assert min(after - before for before, after in pairwise(tops)) >= 9 * MM
    for word in (word for page in pages for word in page):
        assert word.left >= 30 * MM - 5
        assert word.right <= 195 * MM + 1
