"""Requests to the issuer and minutes of handing over, in the place of the list of devices."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.tokens.minutes_tab import MinutesTab
from desktop.views.pages.tokens.requests_tab import RequestsTab


class PapersView(QWidget):
    """Two tabs; `left` is emitted to go back to the list of devices."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self.back = action_button(
            _(N_("Back")), "chevron-left", self.left.emit, hint=_(N_("Back to the list (Esc)"))
        )
        self.requests = RequestsTab(context)
        self.minutes = MinutesTab(context)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.requests, _(N_("Requests to the issuer")))
        self.tabs.addTab(self.minutes, _(N_("Minutes of handing over")))
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(head)
        box.addWidget(self.tabs, 1)

    def read(self) -> None:
        """Read both lists anew."""
        self.requests.read()
        self.minutes.read()
