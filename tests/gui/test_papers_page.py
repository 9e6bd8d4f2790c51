"""Papers in a real window: drawn, looked at, printed, saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.domain.levels import SecrecyLevel
from desktop.domain.papers import PAPERS
from desktop.services.bundles import Seal, seal
from desktop.services.find import Find, find
from desktop.services.lists import ListRows, list_rows
from desktop.services.paper_pages import Size, page_sizes
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.vault_care import SetPolicy, set_policy
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.papers.printing import make_printer, pages_to_print
from desktop.views.shell.closing import AskBeforeClosing
from tests.helpers.changing import plan_file
from tests.helpers.papers import pages_of_text
from tests.helpers.pki import PASSPHRASE, Authority
from tests.helpers.surroundings import vietnamese
from tests.helpers.windows import OpenedWindow, wait_until

_ = vietnamese()


@pytest.fixture
def page(opened: OpenedWindow) -> PapersPage:
    opened.window.go("papers")
    found = opened.window.page("papers")
    assert isinstance(found, PapersPage)
    return found


@pytest.fixture
def codes(page: PapersPage) -> PapersPage:
    """The list of codes, drawn."""
    page.options.papers.setCurrentRow(1)
    wait_until(lambda: page.shown is not None and page.options.command().paper == "codes")
    wait_until(lambda: page._job is None)
    return page


def seal_one(opened: OpenedWindow, folder: Path) -> None:
    signer = Authority().issue("Tỉnh uỷ Mẫu").p12(folder / "ky.p12")

    def work(session: Session) -> None:
        set_policy(session, SetPolicy("plaintext_bundle", "yes"))
        seal(session, Seal(f"p12:{signer}", folder), lambda: PASSPHRASE)

    opened.do(work)


def test_without_a_bundle_the_page_says_what_to_do(page: PapersPage, opened: OpenedWindow) -> None:
    wait_until(lambda: page._stack.count() == 2)
    words = " ".join(label.text() for label in page._stack.widget(1).findChildren(QLabel))
    assert _("Seal a bundle first, or name a later day.") in words
    assert not page._print_button.isEnabled()
    assert not page._save_button.isEnabled()
    assert not opened.notices


def test_the_sheet_of_a_bundle_is_drawn_and_saved(
    page: PapersPage, opened: OpenedWindow, tmp_path: Path
) -> None:
    seal_one(opened, tmp_path)
    page.grow_stale()
    wait_until(lambda: page.shown is not None and page.options.bundle.count() == 2)
    assert page.shown is not None
    assert len(page.shown.sizes) == page.shown.paper.pages
    wait_until(lambda: page.view._drawn)

    out = tmp_path / "phiếu.pdf"
    page.save_as(out)
    wait_until(lambda: opened.notices)
    assert out.read_bytes() == page.shown.paper.content
    assert page._folder_button.isVisible()


def test_an_option_draws_the_paper_anew(codes: PapersPage, tmp_path: Path) -> None:
    assert codes.shown is not None
    before = codes.shown.paper.content
    codes.options.secrecy.setCurrentIndex(codes.options.secrecy.findData(SecrecyLevel.MAT))
    codes.options.secrecy.activated.emit(codes.options.secrecy.currentIndex())
    wait_until(lambda: codes.shown is not None and codes.shown.paper.content != before)
    first = pages_of_text(codes.shown.paper.content, tmp_path)[0]
    assert "MẬT" in first.split()


def test_pages_turn_and_grow_by_keys(codes: PapersPage) -> None:
    view = codes.view
    view.setFocus()
    bar = view.verticalScrollBar()
    wait_until(lambda: bar.maximum() > 0)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    assert codes.shown is not None
    assert view.page() == len(codes.shown.sizes)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert bar.value() == 0

    fitted, height = view._scale(), bar.maximum()
    view.zoom_in()
    assert view._scale() > fitted
    assert bar.maximum() > height
    view.fit()
    assert view._scale() == pytest.approx(fitted)
    wait_until(lambda: (0, round(view._dots())) in view._drawn)
    image = view._drawn[(0, round(view._dots()))]
    shades = {
        image.pixelColor(x, y).value()
        for x in range(0, image.width(), 5)
        for y in range(0, image.height(), 5)
    }
    assert len(shades) > 1  # something is drawn on the white


def test_a_paper_of_many_pages_is_painted_by_those_in_sight(
    codes: PapersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = codes.view
    placed: list[int] = []
    place = view._place
    monkeypatch.setattr(view, "_place", lambda number: placed.append(number) or place(number))

    class Sizes(tuple[Size, ...]):
        """Tells how often somebody goes through all of them."""

        walks = 0

        def __iter__(self) -> Iterator[Size]:
            Sizes.walks += 1
            return super().__iter__()

    many = Sizes([Size(595.0, 842.0)] * 5_000 + [Size(842.0, 595.0)])
    view.show_pages(many)
    last = view.verticalScrollBar().maximum()
    view.verticalScrollBar().setValue(last)
    placed.clear()
    Sizes.walks = 0
    view.viewport().repaint()
    assert view.page() == len(many)
    assert placed[-1] == 5_000
    assert len(placed) < 5
    assert Sizes.walks == 0
    view.verticalScrollBar().setValue(0)
    placed.clear()
    view.viewport().repaint()
    assert placed[0] == 0
    assert len(placed) < 5


def test_the_pages_asked_for_are_printed(
    codes: PapersPage, opened: OpenedWindow, tmp_path: Path
) -> None:
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "giấy.pdf"))
    printer.setResolution(100)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(1, 2)
    codes.print_on(printer)
    assert not codes._print_button.isEnabled()
    wait_until(lambda: codes._printing is None)

    assert opened.notices[-1].severity == "good"
    assert len(pages_of_text((tmp_path / "giấy.pdf").read_bytes(), tmp_path)) == 2
    assert codes._print_button.isEnabled()


def test_a_paper_is_a4_whatever_the_printer_is_set_up_for(
    codes: PapersPage, opened: OpenedWindow, tmp_path: Path
) -> None:
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "giấy.pdf"))
    printer.setResolution(100)
    printer.setFromTo(1, 1)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    codes.print_on(printer)
    wait_until(lambda: codes._printing is None)

    (size,) = page_sizes((tmp_path / "giấy.pdf").read_bytes())
    assert (size.width, size.height) == (595, 842)


def test_printing_is_stopped(codes: PapersPage, opened: OpenedWindow, tmp_path: Path) -> None:
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "giấy.pdf"))
    printer.setResolution(100)
    codes.print_on(printer)
    codes._stop_printing()
    wait_until(lambda: codes._printing is None)
    assert opened.notices[-1].key == "print.stopped"
    assert not (tmp_path / "giấy.pdf").exists()


def test_the_window_is_not_closed_over_a_printing(
    codes: PapersPage, opened: OpenedWindow, tmp_path: Path
) -> None:
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "giấy.pdf"))
    printer.setResolution(100)
    codes.print_on(printer)
    opened.window.close()
    asking = opened.window.findChild(AskBeforeClosing)
    assert asking is not None
    asking.stop_button.click()
    wait_until(lambda: not opened.window.isVisible())
    assert codes._printing is None
    assert not (tmp_path / "giấy.pdf").exists()


def test_a_printer_that_takes_nothing_is_named(
    codes: PapersPage, opened: OpenedWindow, tmp_path: Path
) -> None:
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no" / "giấy.pdf"))
    codes.print_on(printer)
    wait_until(lambda: opened.notices)
    assert opened.notices[-1].key == "print.refused"
    assert codes._printing is None


def test_the_dialog_chooses_pages_and_copies() -> None:
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    assert pages_to_print(printer, 3) == [0, 1, 2]
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 9)
    assert pages_to_print(printer, 3) == [1, 2]
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert pages_to_print(printer, 3) == [2, 1]


def choose_table(page: PapersPage) -> None:
    page.options.papers.setCurrentRow(list(PAPERS).index("old-to-new"))
    wait_until(lambda: page._job is None and page.options.command().paper == "old-to-new")


def test_old_and_new_codes_of_the_days_and_the_unit_chosen(
    page: PapersPage, opened: OpenedWindow, tmp_path: Path
) -> None:
    choose_table(page)
    wait_until(lambda: page._stack.count() == 2)
    words = " ".join(label.text() for label in page._stack.widget(1).findChildren(QLabel))
    assert _("Name an earlier first day, or the unit above.") in words
    assert page.options.since.isVisible()
    assert page.options.under.isVisible()
    assert not page.options.bundle.isVisible()

    def change(session: Session) -> list[str]:
        rows = list_rows(session, ListRows("units", under="A99")).rows
        # Two that stand side by side below the province's committee.
        codes = [row.code for row in rows if row.code and row.code.count(".") == 1][:2]
        plan = [
            ("Đổi tên", codes[0], "Cơ quan đổi tên một", None, None, "NQ 1", "01/01/2026"),
            ("Đổi tên", codes[1], "Cơ quan đổi tên hai", None, None, "NQ 2", "01/02/2026"),
        ]
        done = reorganise(session, Reorganise(plan_file(tmp_path, plan), apply=True))
        assert done.run is not None
        found = [unit for code in codes for unit in find(session, Find(code)) if code in
                 unit.detail.split(" · ")]  # fmt: skip
        return [unit.uid for unit in found]

    _first, second = opened.do(change)

    def text() -> str:
        assert page.shown is not None
        read = "\n".join(pages_of_text(page.shown.paper.content, tmp_path))
        return " ".join(read.split())

    page.grow_stale()
    wait_until(lambda: page.shown is not None and page._job is None)
    assert "Cơ quan đổi tên một" in text()
    assert "Cơ quan đổi tên hai" in text()

    page.options.since.set_iso("2026-02-01")
    wait_until(lambda: page._job is None and "Cơ quan đổi tên một" not in text())
    assert "Cơ quan đổi tên hai" in text()

    page.options.since.set_iso("2025-07-01")
    page.options.under.set_unit(second, "Cơ quan đổi tên hai")
    page.options.under.picked.emit(second)
    wait_until(lambda: page._job is None and "Bảng gồm 1 dòng" in text())
    assert "Cơ quan đổi tên hai" in text()

    page.options.papers.setCurrentRow(0)
    assert not page.options.since.isVisible()
    assert page.options.bundle.isVisible()
