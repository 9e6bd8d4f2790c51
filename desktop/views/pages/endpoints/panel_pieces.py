"""What the panels on this page are made of: sections, links, forms that unfold."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.tab_order import focus_first
from desktop.views.tables.model import shown_text, shown_tip


def link(words: str, act: Callable[[], None], hint: str = "") -> QPushButton:
    """Make a button that looks like words to be followed."""
    button = QPushButton(shown_text(words).replace("&", "&&"))
    button.setProperty("role", "link")
    button.setAccessibleName(shown_text(words))
    button.setToolTip(shown_tip(hint or words))
    button.clicked.connect(lambda _on=False: act())
    return button


def writing(context: Context, button: QPushButton) -> None:
    """Let a button that leads to changes be pressed only where they may be made; for another day
    the panel is made anew."""
    button.setEnabled(context.editable)


class Part(QWidget):
    """A part of the panel with fields of its own, told from the others by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        # What is typed here has been written: the panel that is read anew shows it itself.
        self.written = False


class Section(Part):
    """A heading with what stands below it."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, Space.NEAR, 0, 0)
        self.box.setSpacing(Space.SMALL)
        self.box.addWidget(label(shown_text(heading), "heading"))


class Toggle(Part):
    """A small form, with a `button` that shows and hides it; `name` says for what the button is
    where its words alone do not."""

    def __init__(
        self,
        owner: Section | QVBoxLayout,
        words: str,
        icon_name: str,
        content: QVBoxLayout,
        name: str = "",
    ) -> None:
        super().__init__(name or words)
        content.setContentsMargins(0, 0, 0, 0)
        self.setLayout(content)
        box = owner.box if isinstance(owner, Section) else owner
        self.button = action_button(words, icon_name, lambda: None)
        self.button.setAccessibleName(shown_text(self.name))
        self.button.setCheckable(True)
        self.button.toggled.connect(self._show)
        if isinstance(owner, Section):
            box.addLayout(row(self.button))
        box.addWidget(self)
        self.hide()

    def open(self) -> None:
        """Show the form, and leave the keyboard where it is."""
        was = self.button.blockSignals(True)
        self.button.setChecked(True)
        self.button.blockSignals(was)
        self.show()

    def _show(self, on: bool) -> None:
        self.setVisible(on)
        if on:
            focus_first(self)
