"""Serials as they are read: typed or scanned one a line, from a scanner's file, or plugged in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.stock.lines import Told, lines_of, told_lines
from desktop.services.token_drivers import drivers_here
from desktop.services.token_probe import FoundToken, look_everywhere
from desktop.views.aside import Aside
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.bundles import remembered
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import row

# A scanner types a serial within this; what differs is worked out once it pauses.
_PAUSE_MS = 250


class SeenField(QWidget):
    """`touched` is emitted at every letter, `changed` when the typing pauses."""

    touched = Signal()
    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        _ = self._translate = context.translate
        self._aside = Aside(self)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_(N_("Serials, one a line")))
        self.text.setPlaceholderText(
            _(N_("One serial a line; its box may stand behind a comma or a semicolon"))
        )
        self.text.setMinimumHeight(6 * self.text.fontMetrics().height())
        self.plugged = action_button(
            _(N_("Read what is plugged in")), "usb", self.read_plugged,
            hint=_(N_("Add the serials of the eTokens that are plugged in")),
        )  # fmt: skip
        self.from_file = action_button(
            _(N_("From a file …")), "folder-open", self._choose,
            hint=_(N_("Add the lines that a scanner wrote (.txt, .csv)")),
        )  # fmt: skip
        for button in (self.plugged, self.from_file):
            button.setAutoDefault(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        box.addWidget(self.text)
        box.addLayout(row(self.plugged, self.from_file))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.changed.emit)
        self.text.textChanged.connect(self._pause.start)
        self.text.textChanged.connect(self.touched.emit)
        self.setFocusProxy(self.text)

    def told(self) -> tuple[Told, ...]:
        """Return what was read, with its lines."""
        return told_lines(self.text.toPlainText().encode())

    def read_plugged(self) -> None:
        """Add the serials of what is plugged in, those that are not there yet."""
        drivers = [each.path for each in drivers_here(remembered.paths("drivers"))]
        self.plugged.setEnabled(False)

        def done(found: tuple[Sequence[FoundToken], Sequence[Failure]]) -> None:
            tokens, failed = found
            self.plugged.setEnabled(True)
            there = {each.text for each in self.told()}
            self._add(each.serial for each in tokens if each.serial not in there)
            for failure in failed:
                self._context.show_failure(failure)
            if not tokens and not failed:
                words = self._translate(N_("No eToken is plugged in."))
                self._context.notify(Notice(words, "warning", key="plugged"))

        def fail(failure: Failure) -> None:
            self.plugged.setEnabled(True)
            self._context.show_failure(failure)

        self._aside.run(lambda: look_everywhere(drivers), done, fail)

    def read_file(self, file: Path) -> None:
        """Add the lines of a file."""

        def done(found: tuple[Told, ...]) -> None:
            self._add(f"{each.text};{each.box}" if each.box else each.text for each in found)

        self._aside.run(lambda: lines_of(file), done, self._context.show_failure)

    def _add(self, lines: Iterable[str]) -> None:
        before = self.text.toPlainText().rstrip("\n")
        self.text.setPlainText("\n".join(filter(None, (before, *lines))) + "\n")
        # So that a lock keeps them as it keeps what was typed.
        self.text.document().setModified(True)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.text.setFocus()

    def _choose(self) -> None:
        words = self._translate(N_("Lines of a scanner"))
        chosen, _ = QFileDialog.getOpenFileName(self, words, "", f"{words} (*.txt *.csv *.tsv)")
        if chosen:
            self.read_file(Path(chosen))
