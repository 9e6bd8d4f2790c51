"""Reads the help text of a page, beside an index of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from desktop import resources
from desktop.domain.texts import N_, Translate
from desktop.views.look.scale import Space

_NAME = Qt.ItemDataRole.UserRole


# A text's own margin on both sides, and the scroll bar.
_BESIDE_PICTURE = 40


class HelpReader(QDialog):
    """Shows `resources/help/vi/<name>.md`; the list on the left has every text."""

    def __init__(self, name: str, translate: Translate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate(N_("Help")))
        self.resize(900, 640)
        self._list = QListWidget()
        self._list.setAccessibleName(translate(N_("Help topics")))
        self._list.setMaximumWidth(260)
        self._text = _HelpText()
        self._text.setAccessibleName(translate(N_("Help text")))
        self._text.setOpenLinks(False)
        self._text.setSearchPaths([str(_folder())])
        self._text.anchorClicked.connect(self._follow)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        row.addWidget(self._list)
        row.addWidget(self._text, 1)
        for topic in topics():
            item = QListWidgetItem(_title(topic))
            item.setData(_NAME, topic)
            self._list.addItem(item)
        self._list.currentItemChanged.connect(lambda item, _: self._read(item.data(_NAME)))
        self.show_topic(name or topics()[0])

    def show_topic(self, name: str) -> None:
        """Show a topic by its file's name without ending."""
        for number in range(self._list.count()):
            if self._list.item(number).data(_NAME) == name:
                self._list.setCurrentRow(number)
                return
        self._list.setCurrentRow(0)

    def text(self) -> str:
        """Return the text that is shown, without its marks."""
        return self._text.toPlainText()

    def _read(self, name: str) -> None:
        self._text.setMarkdown((_folder() / f"{name}.md").read_text(encoding="utf-8"))

    def _follow(self, link: QUrl) -> None:
        if link.fileName().endswith(".md"):
            self.show_topic(link.fileName().removesuffix(".md"))
        elif link.isLocalFile():
            QDesktopServices.openUrl(link)


class _HelpText(QTextBrowser):
    """A text whose pictures, taken of a whole window, become as wide as the text."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        """Return a picture in the width of the text, or what Qt finds."""
        file = _folder() / QUrl(name).path()
        if kind != QTextDocument.ResourceType.ImageResource.value or not file.is_file():
            return super().loadResource(kind, name)
        ratio = self.devicePixelRatioF()
        width = round(max(200, self.viewport().width() - _BESIDE_PICTURE) * ratio)
        picture = QImage(str(file))
        if picture.width() > width:
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture


def topics() -> list[str]:
    """Return the names of the help texts, in their order: 01-…, 02-…"""
    return sorted(file.stem for file in _folder().glob("*.md"))


def _title(name: str) -> str:
    first = (_folder() / f"{name}.md").read_text(encoding="utf-8").split("\n", 1)[0]
    return first.lstrip("# ").strip()


def _folder() -> Path:
    return resources.path("help", "vi")
