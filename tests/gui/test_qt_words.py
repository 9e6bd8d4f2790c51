"""Qt's own dialogs speak the window's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPushButton, QRadioButton

from desktop.views.pages.papers.printing import make_printer
from desktop.views.qt_words import QtWords
from tests.helpers.surroundings import vietnamese


@pytest.fixture
def _words(qapp: QApplication) -> Iterator[None]:
    words = QtWords(vietnamese(), qapp)
    qapp.installTranslator(words)
    yield
    qapp.removeTranslator(words)


@pytest.mark.usefixtures("_words")
def test_what_is_known_is_said_in_our_words_and_the_rest_stays() -> None:
    assert QCoreApplication.translate("QPlatformTheme", "&Yes") == "Có"
    assert QCoreApplication.translate("QFileDialog", "File &name:") == "Tên tệp:"
    assert QCoreApplication.translate("QAnything", "No such words & more") == "No such words & more"


@pytest.mark.usefixtures("_words")
def test_the_dialog_of_the_printer_has_no_english() -> None:
    dialog = QPrintDialog(make_printer())
    boxes = dialog.findChildren(QDialogButtonBox)
    buttons = [button.text() for button in boxes[0].buttons()]
    assert "Huỷ bỏ" in buttons
    shown = [
        each.text()
        for kind in (QLabel, QPushButton, QRadioButton)
        for each in dialog.findChildren(kind)
    ]
    english = {"Name:", "&Name:", "Print all", "Cancel", "&Cancel", "Copies:", "&Copies:"}
    assert not english.intersection(shown)
    dialog.deleteLater()
