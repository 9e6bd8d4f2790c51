"""What stands below a plan: the button that applies it, or why it cannot be pressed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.reorganising.command import Reorganised
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.words import count


class Foot(QWidget):
    """`applied` is emitted when the plan is to be written, `undone` when it is to be taken back."""

    applied = Signal()
    undone = Signal()

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        _ = translate
        self._reason = label("", "quiet")
        self.apply_button = action_button(
            _(N_("Apply the plan")), "check", self.applied.emit, main=True, shortcut="Ctrl+Return"
        )
        self.undo_button = action_button(_(N_("Undo the plan")), "undo-2", self.undone.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.WIDE)
        row.addWidget(self._reason, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.apply_button)

    def show_reason(self, reason: str, *, written: bool) -> None:
        """Say why the plan cannot be applied, nothing where it can; `written` where it has been."""
        self._reason.setText(reason)
        self.apply_button.setEnabled(not reason)
        self.apply_button.setVisible(not written)
        self.undo_button.setVisible(written)

    def reason(self) -> str:
        """Return why the plan cannot be applied."""
        return self._reason.text()


def why_not(result: Reorganised, left: int, translate: Translate) -> str:
    """Say what stands in the way of a plan that has been worked out; nothing where it can be
    applied. `left` are the questions that nobody has answered yet."""
    if result.conflicts:
        words = translate(N_("{count} conflicts stand in the way: mend them in their cells."))
        return words.format(count=count(len(result.conflicts)))
    if left:
        words = translate(N_("{count} questions are open: answer them, or accept the proposals."))
        return words.format(count=count(left))
    if not result.events:
        return translate(N_("Nothing happens by this plan yet: write its rows."))
    return ""


def applied_words(result: Reorganised, translate: Translate) -> str:
    """Say what was written."""
    words = translate(N_("The plan was written as run {run}: {events} events."))
    said = words.format(run=result.run, events=count(len(result.events)))
    if not result.tasks:
        return said
    left = translate(N_("{count} records became tasks for a person."))
    return f"{said} {left.format(count=count(result.tasks))}"
