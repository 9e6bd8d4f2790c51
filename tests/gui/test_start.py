"""The first screen's choices, a vault opened to read only, and the look chosen in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.problems import Failure, Problem, refuse
from desktop.services.office import ReadOffice, read_office
from desktop.services.overview import Overview, OverviewReader, ReadOverview
from desktop.services.session import Session
from desktop.views.day_field import DayField
from desktop.views.look.colours import Scheme
from desktop.views.mends import mend, message
from desktop.views.pages.journal.page import JournalPage
from desktop.views.pages.settings.page import SettingsPage
from tests.helpers.applications import RunningApplication
from tests.helpers.surroundings import vietnamese
from tests.helpers.windows import copy_of, wait_until

MAKERS = {"journal": JournalPage, "settings": SettingsPage}


@pytest.fixture
def running(province: Path, tmp_path: Path, qapp: QApplication) -> Iterator[RunningApplication]:
    vault = copy_of(province, tmp_path / "vault")
    running = RunningApplication(vault, tmp_path / "bao-cao", makers=MAKERS)
    yield running
    running.end()


def test_a_province_is_found_by_letters_without_tones(running: RunningApplication) -> None:
    new = running.application.start_screen.new
    for letters, name in (("lang", "Lạng Sơn"), ("da n", "Đà Nẵng")):
        new.province.setCurrentIndex(-1)
        new.province.setView(type(new.province.view())())
        QTest.keyClicks(new.province, letters)
        assert new.province.currentText() == name


def test_enter_makes_the_vault_and_takes_the_earlier_refusal_away(
    running: RunningApplication,
) -> None:
    start = running.application.start_screen
    start.show_new()
    new = start.new
    new.office.setText("Tỉnh uỷ Mẫu")
    new.code.setText("a99")
    new.first.setText("mot mat khau dai")
    new.second.setText("mot mat khau dai")
    QTest.keyClick(new.second, Qt.Key.Key_Return)
    wait_until(lambda: start.notices.bars())
    new.code.setText("A99")
    # Nothing is made here: that it was tried is enough.
    new.begun.emit()
    assert start.notices.bars() == []


def test_nothing_of_the_form_can_be_altered_while_the_vault_is_made(
    running: RunningApplication, tmp_path: Path
) -> None:
    start = running.application.start_screen
    start.show_new()
    new = start.new
    new._folder = tmp_path / "moi"
    for line, text in (
        (new.office, "Tỉnh uỷ Mẫu"),
        (new.code, "A99"),
        (new.first, "mot mat khau dai"),
        (new.second, "mot mat khau dai"),
    ):
        line.setText(text)
    new.make_button.click()
    QTest.keyClicks(new.code, "b")
    QTest.keyClick(new.code, Qt.Key.Key_Return)
    new.make_button.click()
    fields = (new.province, new.office, new.code, new.first, new.second, new.samples)
    assert not any(part.isEnabled() for part in (*fields, new.make_button))
    assert new.code.text() == "A99"
    wait_until(lambda: running.application.window is not None, 60)
    wait_until(running.window.status.is_told)
    assert running.messages() == []


def test_what_could_not_be_made_may_be_mended(running: RunningApplication, tmp_path: Path) -> None:
    start = running.application.start_screen
    start.show_new()
    start.show()
    new = start.new
    (tmp_path / "moi").mkdir()
    (tmp_path / "moi" / "tệp").touch()
    new._folder = tmp_path / "moi"
    new.office.setText("Tỉnh uỷ Mẫu")
    new.code.setText("A99")
    new.first.setText("mot mat khau dai")
    new.second.setText("mot mat khau dai")
    new.make_button.click()
    wait_until(lambda: start.notices.bars())
    assert new.code.isEnabled()
    assert new.make_button.isEnabled()


def test_an_opening_that_fails_leaves_the_open_vault_open(running: RunningApplication) -> None:
    running.unlock()

    def opener() -> Session:
        raise refuse("vault.exists", folder="-")

    worker = running.application.worker
    failures: list[Failure] = []
    worker.open(opener, lambda _: None, failures.append)
    answers: list[str] = []
    worker.run(lambda session: read_office(session, ReadOffice()).name, answers.append)
    wait_until(lambda: answers)
    assert failures
    assert answers == ["Tỉnh uỷ Mẫu"]


def test_a_vault_opened_to_read_says_so_before_anything_is_typed(
    running: RunningApplication,
) -> None:
    running.unlock(read_only=True)
    wait_until(running.messages)
    (told,) = running.messages()
    assert "chỉ để đọc" in told


def test_the_look_chosen_in_the_settings_is_worn_and_kept(running: RunningApplication) -> None:
    window = running.unlock()
    window.go("settings")
    page = window.current_page()
    assert isinstance(page, SettingsPage)
    try:
        for scheme in (Scheme.DARK, Scheme.CONTRAST):
            index = page.scheme.findData(scheme)
            page.scheme.setCurrentIndex(index)
            page.scheme.activated.emit(index)
            assert running.application.preferences.look.scheme is scheme
        assert running.messages() == []
    finally:
        index = page.scheme.findData(Scheme.LIGHT)
        page.scheme.activated.emit(index)


def test_the_window_names_its_own_buttons_and_not_options() -> None:
    translate = vietnamese()
    busy = Problem(
        "vault.busy",
        {"user": "quan-tri", "host": "pc", "pid": 1, "since": "2026-11-25T00:18:21Z", "lock": "/x"},
    )
    reading = Problem("vault.opened_to_read", {"command": "unit.rename"})
    trust = Problem("trust.no_anchor_given", {"signer": "Tỉnh uỷ"})
    for problem in (busy, reading, trust):
        words = f"{message(problem, translate)} {mend(problem, translate)}"
        assert "--" not in words
        assert "unit.rename" not in words
        assert "T00:18" not in words
    assert "/x" not in mend(busy, translate)


def test_a_whole_date_typed_over_a_selected_one_is_taken(qtbot: QtBot) -> None:
    for typed in ("01/07/2025", "01072025"):
        field = DayField("2026-11-25")
        qtbot.addWidget(field)
        field.show()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, typed)
        assert field.date() == QDate(2025, 7, 1)


def test_a_new_vault_may_come_with_samples_and_their_signer(
    running: RunningApplication, tmp_path: Path
) -> None:
    start = running.application.start_screen
    start.show_new()
    new = start.new
    new._folder = tmp_path / "lam-quen"
    new.province.setCurrentIndex(new.province.findText("Lạng Sơn"))
    new.code.setText("A99")
    new.first.setText("mot mat khau dai")
    new.second.setText("mot mat khau dai")
    new.samples.setChecked(True)
    new.make_button.click()
    wait_until(lambda: running.application.window is not None, 60)
    overview = running.window.context
    found: list[Overview] = []
    overview.read(lambda session: OverviewReader().read(session, ReadOverview()), found.append, new)
    wait_until(lambda: found)
    # Samples have gaps to be found: that is what they are for.
    assert any(each.count for each in found[0].to_do)
    beside = tmp_path / "lam-quen-chung-thu-mau"
    secret = (beside / "ma-khoa-chung-thu.txt").read_bytes()
    key, certificate, _rest = pkcs12.load_key_and_certificates(
        (beside / "ky-mau.p12").read_bytes(), secret
    )
    assert key is not None
    assert certificate is not None
    assert (
        certificate.issuer
        == x509.load_pem_x509_certificate((beside / "ca-mau.pem").read_bytes()).subject
    )
    for name in ("ky-mau.p12", "ma-khoa-chung-thu.txt"):
        assert (beside / name).stat().st_mode & 0o077 == 0
