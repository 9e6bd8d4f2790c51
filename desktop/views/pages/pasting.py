"""Pasting rows of a spreadsheet into a register: handed to the page that brings tables in."""

from __future__ import annotations

from PySide6.QtCore import QTime
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from desktop.domain.problems import Problem
from desktop.domain.texts import N_
from desktop.services.imports.pasting import PasteTable
from desktop.views.context import Context
from desktop.views.pages.page import Page


def paste_action(page: Page, kind: str) -> QPushButton:
    """Give a page the button that pastes rows of `kind`."""
    return page.add_action(
        page.translate(N_("Paste")),
        "clipboard-paste",
        lambda: paste_rows(page.context, kind),
        shortcut="Ctrl+V",
        hint=page.translate(PASTE_HINT),
    )


PASTE_HINT = N_("Paste rows copied in a spreadsheet; what each would do is shown first")


def paste_rows(context: Context, kind: str, under: str | None = None) -> None:
    """Let what is on the clipboard be looked at as rows of `kind`, which shows what each would do;
    units that say neither a code nor a superior go under the unit `under` (a uid)."""
    text = QGuiApplication.clipboard().text()
    if not text or text.isspace():
        context.notify(context.notice_of(Problem("paste.empty")))
        return
    title = context.translate(N_("Pasted table {time}"))
    title = title.format(time=QTime.currentTime().toString("HH.mm.ss"))
    context.go("imports", PasteTable(title, text, kind, under))
