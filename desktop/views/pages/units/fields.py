"""The fields in which a change of units is said: each knows its words and its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_, Translate
from desktop.views.look.scale import Space
from desktop.views.tables.model import shown_text
from desktop.views.words import begun

LONGEST = 400


def line(changed: Callable[[], None], *, longest: int = LONGEST) -> QLineEdit:
    """Make a field of one line."""
    field = QLineEdit()
    field.setMaxLength(longest)
    field.textChanged.connect(lambda _text: changed())
    return field


def choices(values: Mapping[str, str], changed: Callable[[], None]) -> QComboBox:
    """Make a choice among values, each with its words."""
    box = QComboBox()
    box.setMaxVisibleItems(16)
    for value, words in values.items():
        box.addItem(begun(shown_text(words)), value)
    box.currentIndexChanged.connect(lambda _index: changed())
    return box


class MannerField(QWidget):
    """Did something happen on a day, or was it only written wrongly?"""

    changed = Signal()

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        self.happened = QRadioButton(
            translate(N_("It happened: the old holds until the day below"))
        )
        self.correction = QRadioButton(
            translate(N_("It was only written wrongly: mend it in place, no new period"))
        )
        self.happened.setChecked(True)
        for button in (self.happened, self.correction):
            box.addWidget(button)
        self.happened.toggled.connect(lambda _on: self.changed.emit())

    def is_correction(self) -> bool:
        """Say whether it was only written wrongly."""
        return self.correction.isChecked()


class CodeField(QWidget):
    """A code, with a button that fills in the next free one."""

    changed = Signal()

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        self._translate = translate
        self._free: str | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.NEAR)
        self.line = line(self.changed.emit, longest=80)
        self.line.setAccessibleName(translate(N_("Identifier code")))
        self.next = QPushButton(translate(N_("Next free code")))
        self.next.setToolTip(
            translate(N_("The next code below the superior's that nobody has had"))
        )
        self.next.clicked.connect(self._fill)
        row.addWidget(self.line, 1)
        row.addWidget(self.next)
        self.setFocusProxy(self.line)
        self.offer(None)

    def offer(self, code: str | None) -> None:
        """Take the next free code; None where there is none to offer."""
        self._free = code
        self.next.setEnabled(code is not None)
        words = self._translate(N_("Next free code"))
        self.next.setText(f"{words}: {code}" if code is not None else words)

    def show_wrong(self, *, wrong: bool) -> None:
        """Show that the code cannot be; the words stand below the fields."""
        self.line.setProperty("wrong", wrong)
        self.line.style().polish(self.line)

    def _fill(self) -> None:
        if self._free is not None:
            self.line.setText(self._free)
