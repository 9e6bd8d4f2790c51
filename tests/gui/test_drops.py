"""Everything that can be dropped on the window: taken, or said to be no table, or not accepted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.views.pages.imports.page import ImportPage
from tests.helpers.windows import OpenedWindow, wait_until
from tests.helpers.workbooks import write_xlsx

TABLE = (
    ("Mã định danh", "Tên cơ quan", "Từ ngày"),
    ("A99.77", "Ban Thử nghiệm", "1/7/2025"),
)
_COPY, _LEFT, _NONE = (
    Qt.DropAction.CopyAction,
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
)


def enters(opened: OpenedWindow, data: QMimeData) -> bool:
    """Drag over the window; say whether it would take what is dragged."""
    event = QDragEnterEvent(QPoint(300, 300), _COPY, data, _LEFT, _NONE)
    event.ignore()
    QApplication.sendEvent(opened.window, event)
    return event.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(opened: OpenedWindow, data: QMimeData) -> ImportPage:
    assert enters(opened, data)
    QApplication.sendEvent(opened.window, QDropEvent(QPointF(300, 300), _COPY, data, _LEFT, _NONE))
    page = opened.window.page("imports")
    assert isinstance(page, ImportPage)
    wait_until(lambda: page.is_idle() and not page.queue)
    opened.settle()
    return page


@pytest.mark.parametrize("name", ["bảng.xlsx", "bảng.csv", "bảng.ods", "bảng.xls", "tool.exe"])
def test_a_program_is_said_to_be_no_table(opened: OpenedWindow, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    shutil.copy(shutil.which("true") or "/bin/true", file)
    before = file.read_bytes()
    page = drop(opened, files(file))
    assert page.view.table is None
    assert opened.notices or page.view.problem.isVisible()
    assert file.read_bytes() == before


def test_a_folder_and_what_has_vanished_are_said_each(opened: OpenedWindow, tmp_path: Path) -> None:
    folder = tmp_path / "Thư mục.xlsx"
    folder.mkdir()
    page = drop(opened, files(folder, tmp_path / "biến mất.xlsx"))
    assert page.view.table is None
    assert len(opened.window.notices.bars()) == 2
    assert len({notice.message for notice in opened.notices}) == 2


def test_of_several_the_good_one_is_shown(opened: OpenedWindow, tmp_path: Path) -> None:
    good, bad = tmp_path / "tốt.xlsx", tmp_path / "xấu.xlsx"
    write_xlsx(good, TABLE)
    bad.write_bytes(b"MZ" + bytes(500))
    page = drop(opened, files(bad, tmp_path, good))
    wait_until(lambda: page.view.table is not None)
    assert "tốt.xlsx" in page.view.file_words()
    assert len(opened.notices) == 2


def test_a_file_that_vanishes_while_it_is_looked_at_is_written_as_it_was_seen(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    file = tmp_path / "đi mất.xlsx"
    write_xlsx(file, TABLE)
    page = drop(opened, files(file))
    wait_until(lambda: page.view.write_button.isEnabled())
    file.unlink()
    page.view.write_button.click()
    wait_until(lambda: opened.notices)
    assert [notice.severity for notice in opened.notices] == ["good"]


def test_what_is_no_file_of_this_pc_is_not_taken(opened: OpenedWindow) -> None:
    web, text, image = QMimeData(), QMimeData(), QMimeData()
    web.setUrls([QUrl("http://example.org/bảng.xlsx"), QUrl("ftp://example.org/a.csv")])
    text.setText("/etc/passwd")
    image.setData("image/png", b"\x89PNG")
    shown = opened.window.current_name()
    for data in (web, text, image, QMimeData()):
        assert not enters(opened, data)
        QApplication.sendEvent(
            opened.window, QDropEvent(QPointF(300, 300), _COPY, data, _LEFT, _NONE)
        )
    assert opened.window.current_name() == shown
    assert not opened.notices
