"""The help says what the window does: all topics are listed, all keys of a page are told."""

from __future__ import annotations

import re

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from desktop import resources
from desktop.views.help.reader import topics
from desktop.views.pages.register import pages
from tests.helpers.windows import OpenedWindow

START = "00-bat-dau"
IMPORTS = "07-nhap-du-lieu"


def text_of(topic: str) -> str:
    return resources.path("help", "vi", f"{topic}.md").read_text(encoding="utf-8")


def test_the_first_topic_leads_to_all_others() -> None:
    linked = set(re.findall(r"\]\(([^)]+)\.md\)", text_of(START)))
    assert linked == set(topics()) - {START}


def test_the_keys_of_a_page_are_told_in_its_help(opened: OpenedWindow) -> None:
    native = QKeySequence.SequenceFormat.PortableText
    untold = []
    for name in pages():
        page = opened.window.page(name)
        told = text_of(page.help_name).replace("Enter", "Return")
        for place in range(page.actions_box.count()):
            item = page.actions_box.itemAt(place)
            button = item.widget() if item is not None else None
            assert isinstance(button, QPushButton)
            keys = button.shortcut().toString(native)
            if keys and keys not in told:
                untold.append(f"{name}: {button.text()} {keys}")
    assert untold == []


def test_the_help_of_imports_names_every_page_that_rows_are_pasted_on(
    opened: OpenedWindow,
) -> None:
    line = next(line for line in text_of(IMPORTS).splitlines() if "Ctrl+V" in line)
    for name in ("units", "endpoints", "tokens"):
        assert f"“{opened.window.page(name).title.text()}”" in line
