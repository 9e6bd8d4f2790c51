"""The line at the foot: vault, user, lock, what is being done, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.domain.texts import N_, Translate
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.look.scale import Space


class Status(QWidget):
    """Shows where one is, and the progress of long work with a button that stops it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._translate: Translate = context.translate
        self._job: Job | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.WIDE, Space.SMALL, Space.WIDE, Space.SMALL)
        row.setSpacing(Space.WIDE)
        self._place = QLabel()
        self._user = QLabel()
        self._mode = QLabel()
        for label in (self._place, self._user, self._mode):
            row.addWidget(label)
        row.addStretch(1)
        self._work = QLabel()
        self._bar = QProgressBar()
        self._bar.setMaximumWidth(220)
        self._bar.setAccessibleName(self._translate(N_("Progress")))
        self._stop = QPushButton(self._translate(N_("Stop")))
        self._stop.setToolTip(self._translate(N_("Stop this work; nothing is left half-done")))
        self._stop.clicked.connect(self._cancel)
        for widget in (self._work, self._bar, self._stop):
            row.addWidget(widget)
            widget.hide()
        context.working.connect(self._show_work)
        context.progressed.connect(self._show_progress)

    def show_vault(self, folder: str, user: str, *, read_only: bool) -> None:
        """Say which vault is open, by whom, and whether it can be written."""
        _ = self._translate
        self._place.setText(_(N_("Vault: {folder}")).format(folder=folder))
        self._user.setText(_(N_("User: {user}")).format(user=user))
        mode = N_("read-only") if read_only else N_("opened for writing")
        self._mode.setText(_(mode))

    def is_told(self) -> bool:
        """Say whether the vault is named yet."""
        return bool(self._place.text())

    def _show_work(self, job: Job | None, title: str) -> None:
        self._job = job
        self._work.setText(title)
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        for widget in (self._work, self._bar, self._stop):
            widget.setVisible(job is not None)

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self._work.setText(what)
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._stop.setEnabled(False)
