"""The day on which the province goes over to the new system (ngày chuyển đổi)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.vault_care import NO_DAY, SetPolicy, set_policy
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space

_POLICY = "cutover_date"


class CutoverDay(QWidget):
    """A tick and a day; kept as one of the vault's policies."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._known = NO_DAY
        words = context.translate(N_("Day of the cutover"))
        self.tick = QCheckBox(words)
        self.tick.setToolTip(
            context.translate(
                N_("From 30 days before, endpoints with nobody are marked as urgent in every list")
            )
        )
        self.day = DayField()
        self.day.setAccessibleName(words)
        self.day.setEnabled(False)
        self.tick.clicked.connect(lambda _on: self._save())
        self.tick.toggled.connect(self._allow)
        self.day.editingFinished.connect(self._save)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addWidget(self.tick)
        box.addWidget(self.day)
        box.addStretch(1)

    def show_value(self, value: str) -> None:
        """Show what the vault has."""
        self._known = value
        self.tick.setEnabled(not self._context.read_only)
        self.tick.setChecked(value != NO_DAY)
        if value != NO_DAY:
            self.day.set_iso(value)
        self._allow()

    def _allow(self, *_on: object) -> None:
        self.day.setEnabled(self.tick.isChecked() and not self._context.read_only)

    def _save(self) -> None:
        value = self.day.iso() if self.tick.isChecked() else NO_DAY
        if value == self._known:
            return
        before, self._known = self._known, value
        command = SetPolicy(_POLICY, value)

        def failed(failure: Failure) -> None:
            # The vault says what it said before.
            self.show_value(before)
            self._context.show_failure(failure)

        self._context.change(lambda session: set_policy(session, command), self, failed=failed)
