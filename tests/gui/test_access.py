"""Every page without a mouse and without eyes: names, roles, Tab order, focus, shortcuts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QImage, QKeySequence, QShortcut, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from desktop import resources
from desktop.views.pages.register import pages
from tests.helpers.looks import focusable, shown
from tests.helpers.surroundings import vietnamese
from tests.helpers.windows import OpenedWindow, copy_of, wait_until

PAGES = list(pages())


@pytest.fixture(scope="module")
def opened(
    samples: Path, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(samples, tmp_path_factory.mktemp("access") / "vault"))
    yield window
    window.close()


@pytest.fixture
def page(opened: OpenedWindow, request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    opened.window.go(name)
    opened.window.activateWindow()
    opened.settle()
    return name


on_each_page = pytest.mark.parametrize("page", PAGES, indirect=True)


def tell(widget: QWidget) -> str:
    box = widget.geometry()
    words = widget.accessibleName() or getattr(widget, "text", str)()
    return f"{type(widget).__name__} “{words}” at {box.x()},{box.y()} {box.width()}×{box.height()}"


def is_named(widget: QWidget) -> bool:
    accessible = QAccessible.queryAccessibleInterface(widget)
    return (
        accessible is not None
        and accessible.isValid()
        and bool(accessible.text(QAccessible.Text.Name).strip())
        and accessible.role() is not QAccessible.Role.NoRole
    )


@on_each_page
def test_what_can_be_reached_or_pressed_has_a_name_and_a_role(
    opened: OpenedWindow, page: str
) -> None:
    nameless = [
        tell(widget)
        for widget in shown(opened.window)
        if (
            widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            or isinstance(widget, QAbstractButton | QAbstractItemView)
        )
        and widget.focusProxy() is None
        and not is_named(widget)
    ]
    assert nameless == []


@on_each_page
def test_the_tab_key_reaches_everything(opened: OpenedWindow, page: str) -> None:
    window = opened.window
    wanted = focusable(window)
    window.setFocus()
    window.focusNextChild()
    reached: list[QWidget] = []
    for _ in range(4 * len(wanted) + 20):
        now = QApplication.focusWidget()
        assert now is not None
        reached.append(now)
        if isinstance(now, QTextEdit | QPlainTextEdit):
            assert now.tabChangesFocus() or now.isReadOnly(), tell(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert [tell(widget) for widget in wanted if widget not in reached] == []


@on_each_page
def test_focus_is_seen(opened: OpenedWindow, page: str) -> None:
    window = opened.window
    unseen = []
    for widget in focusable(window):
        window.setFocus()
        widget.clearFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if QApplication.focusWidget() is widget and widget.grab().toImage() == before:
            unseen.append(tell(widget))
    assert unseen == []


@on_each_page
def test_a_shortcut_is_told_and_means_one_thing(opened: OpenedWindow, page: str) -> None:
    window = opened.window
    native = QKeySequence.SequenceFormat.PortableText
    held: Counter[str] = Counter()
    untold = []
    for widget in shown(window):
        if isinstance(widget, QAbstractButton) and not widget.shortcut().isEmpty():
            keys = widget.shortcut().toString(native)
            held[keys] += 1
            if keys not in widget.toolTip():
                untold.append(tell(widget))
    current = window.current_page()
    for shortcut in window.findChildren(QShortcut):
        parent = shortcut.parent()
        assert isinstance(parent, QWidget)
        of_page = parent is window or current.isAncestorOf(parent) or parent is current
        if of_page and shortcut.isEnabled() and parent.isVisible():
            held[shortcut.key().toString(native)] += 1
    assert untold == []
    assert {keys: count for keys, count in held.items() if count > 1} == {}


@on_each_page
def test_every_button_has_a_hint_or_words(opened: OpenedWindow, page: str) -> None:
    mute = [
        tell(widget)
        for widget in shown(opened.window)
        if isinstance(widget, QAbstractButton) and not widget.text() and not widget.toolTip()
    ]
    assert mute == []


def test_f1_opens_the_help_of_each_page(opened: OpenedWindow) -> None:
    from desktop.views.help.reader import HelpReader, topics

    for name in PAGES:
        help_name = opened.window.page(name).help_name
        assert help_name in topics(), name
    opened.window.go("journal")
    opened.window.activateWindow()
    QTest.keyClick(opened.window, Qt.Key.Key_F1)
    wait_until(lambda: opened.window.findChild(HelpReader) is not None)
    reader = opened.window.findChild(HelpReader)
    assert isinstance(reader, HelpReader)
    assert "Nhật ký" in reader.text()
    reader.close()


def test_the_pictures_of_the_help_are_there_and_fit(qapp: QApplication) -> None:
    from desktop.views.help.reader import HelpReader, topics

    reader = HelpReader("", vietnamese())
    reader.show()
    text = reader.findChild(QTextBrowser)
    assert isinstance(text, QTextBrowser)
    found = 0
    for topic in topics():
        reader.show_topic(topic)
        markdown = resources.path("help", "vi", f"{topic}.md").read_text(encoding="utf-8")
        for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", markdown):
            picture = text.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
            assert isinstance(picture, QImage), name
            assert 0 < picture.width() / picture.devicePixelRatio() < text.viewport().width()
            found += 1
        assert text.horizontalScrollBar().maximum() == 0, topic
    assert found >= 6
    reader.close()
