"""Papers drawn in memory: the same bytes as the file, and pages as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services import units
from desktop.services.paper_pages import draw_page, page_sizes
from desktop.services.reports import Draw, Report, draw, report, save
from desktop.services.session import Session
from desktop.services.targets import target, targets
from tests.helpers.failures import outcome
from tests.helpers.vaults import new_vault


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    def fill(opened: Session) -> None:
        units.lay_out(opened, units.LayOut("A99", "Tỉnh uỷ Mẫu", "12"))

    with new_vault(tmp_path / "vault", fill=fill) as opened:
        yield opened


def test_what_is_drawn_is_what_is_written(session: Session, tmp_path: Path) -> None:
    drawn = draw(session, Draw("codes"))
    written = report(session, Report("codes", out=tmp_path / "a.pdf"))
    saved = save(drawn, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == drawn.content == (tmp_path / "b.pdf").read_bytes()
    assert written.sha256 == saved.sha256
    assert drawn.pages == written.pages == len(page_sizes(drawn.content))
    assert drawn.file_name == "DANH-SACH-MA-2026-11-24.pdf"
    assert outcome(lambda: save(drawn, tmp_path)) == ("file.is_folder", 4)


def test_a_page_is_drawn_as_fine_as_asked_for(session: Session) -> None:
    content = draw(session, Draw("codes")).content
    (width, height) = (page_sizes(content)[0].width, page_sizes(content)[0].height)
    assert (round(width), round(height)) == (595, 842)  # A4 in points
    for dots in (72, 200):
        picture = draw_page(content, 0, dots)
        assert picture.width == pytest.approx(width * dots / 72, abs=1)
        assert picture.height == pytest.approx(height * dots / 72, abs=1)
        assert len(picture.pixels) == picture.stride * picture.height
        # White paper with black letters on it.
        assert picture.pixels.count(b"\xff") > len(picture.pixels) * 0.7
        assert min(picture.pixels) < 60


def test_a_folder_is_described_by_its_medium(tmp_path: Path) -> None:
    here, gone = target(tmp_path), target(tmp_path / "không có")
    assert here.there
    assert 0 < here.free <= here.total
    assert not gone.there
    file = tmp_path / "tệp"
    file.touch()
    assert not target(file).there
    found = [each.folder for each in targets([tmp_path, tmp_path, file])]
    assert found.count(tmp_path) == 1
