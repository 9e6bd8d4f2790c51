"""A full disk and a damaged database are called what they are, and no fault of the program's."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from desktop.services.session import Session
from desktop.views.pages.settings.page import SettingsPage
from tests.helpers.windows import OpenedWindow, copy_of, wait_until

_PAGE = 4096


def fill_the_disk(session: Session) -> None:
    """Let the database grow no further, and use up what room it has."""
    connection = session._connection
    connection.execute(text("CREATE TABLE filling (bytes BLOB)"))
    pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    connection.commit()
    insert = text("INSERT INTO filling VALUES (zeroblob(:size))")
    for size in (4000, 400, 40):
        with suppress(OperationalError):
            while True:
                connection.execute(insert, {"size": size})
                connection.commit()
        connection.rollback()


def test_a_full_disk(opened: OpenedWindow) -> None:
    opened.do(fill_the_disk)
    opened.window.go("settings")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    opened.settle()
    box, clicked = page.policy("plaintext_bundle"), 0
    while not opened.notices and clicked < 50:
        before = box.isChecked()
        box.click()
        opened.settle()
        clicked += 1
    (told,) = opened.notices
    assert "không còn chỗ" in told.message.lower()
    assert box.isChecked() is before
    # What was finished before is there, and can be read.
    assert opened.do(lambda session: session._connection.execute(text("SELECT 1")).scalar()) == 1


def test_a_damaged_database(province: Path, tmp_path: Path, qapp: QApplication) -> None:
    vault = copy_of(province, tmp_path / "vault")
    opened = OpenedWindow(vault)
    try:
        opened.settle()
        (database,) = vault.rglob("vault.db")
        content = bytearray(database.read_bytes())
        content[_PAGE:] = bytes(each ^ 0xFF for each in content[_PAGE:])
        database.write_bytes(content)
        opened.window.go("units")
        wait_until(lambda: opened.notices)
        opened.settle()
        for notice in opened.notices:
            assert "hỏng" in notice.message
            assert "nguyên vẹn" not in notice.hint
            assert "sao lưu" in notice.hint
    finally:
        opened.close()
