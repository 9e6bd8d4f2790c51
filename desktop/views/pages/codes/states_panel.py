"""Beside the table of codes: how many are in each state, who is behind, what is reserved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.code_states import AXIS, STATE_LABELS, SYSTEM, SYSTEM_LABELS
from desktop.domain.texts import N_, Translate
from desktop.services.browse_codes import CodeFilter, Reserved
from desktop.services.code_states import BranchBehind, CodeStates
from desktop.views.look.scale import Space
from desktop.views.pages.codes.signs import SIGNS
from desktop.views.pages.pieces import ShortList, label, row, sign
from desktop.views.tables.model import shown_text, shown_tip
from desktop.views.words import begun, count

_SYSTEMS = {SYSTEM: N_("System"), AXIS: N_("Axis")}
_DATA = Qt.ItemDataRole.UserRole
# The furthest behind are named; the rest is found by the table's own filter.
_BRANCHES = 50


class StatesPanel(QWidget):
    """`chosen` is emitted with a system and a state (None: all) that the table shall show;
    `branched` with the uid of a branch; `released` with a reserved value to be released."""

    chosen = Signal(str, object)
    branched = Signal(str)
    released = Signal(str)

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        self._translate = _ = translate
        self._found: CodeStates | None = None
        self._system = SYSTEM
        self.buttons: dict[tuple[str, str], QPushButton] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.NEAR, 0, Space.NEAR, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(label(_(N_("How far the codes are")), "heading"))
        box.addLayout(self._grid())
        self._behind_words = label("", "heading")
        box.addWidget(self._behind_words)
        self.behind = ShortList(5)
        self.behind.itemActivated.connect(lambda item: self.branched.emit(item.data(_DATA)))
        box.addWidget(self.behind)
        self.behind.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nobody = label(_(N_("Nobody: every code is in use there.")), "quiet")
        box.addWidget(self._nobody)
        self._reserved_words = label(_(N_("Reserved codes")), "heading")
        box.addWidget(self._reserved_words)
        self.reserved = ShortList(3)
        self.reserved.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reserved.setAccessibleName(_(N_("Reserved codes")))
        self.reserved.setToolTip(_(N_("Given to no unit; Enter releases one")))
        self.reserved.itemActivated.connect(lambda item: self.released.emit(item.data(_DATA)))
        box.addWidget(self.reserved)
        box.addStretch(1)
        self.show_reserved(())
        self._show_behind()

    def show_states(self, found: CodeStates) -> None:
        """Write the counts and who is behind."""
        self._found = found
        for (system, state), button in self.buttons.items():
            number = found.counts[system].get(state, 0)
            button.setText(count(number))
            words = self._translate(N_("{system}, {state}: {count}")).format(
                system=self._translate(SYSTEM_LABELS[system]),
                state=self._translate(STATE_LABELS[state]),
                count=count(number),
            )
            button.setAccessibleName(begun(words))
            button.setToolTip(begun(words))
        self._show_behind()

    def show_filter(self, wanted: CodeFilter) -> None:
        """Show which count's codes are listed, and who is behind on the filter's system."""
        for (system, state), button in self.buttons.items():
            button.setChecked((system, state) == (wanted.system, wanted.state))
        if wanted.system != self._system:
            self._system = wanted.system
            self._show_behind()

    def show_reserved(self, found: Sequence[Reserved]) -> None:
        """List the reserved values; nothing stands here where there are none."""
        self.reserved.clear()
        for each in found:
            words = f"{each.value} · {each.note}" if each.note else each.value
            self._add(self.reserved, words, each.value)
        for widget in (self._reserved_words, self.reserved):
            widget.setVisible(bool(found))

    def _grid(self) -> QGridLayout:
        _ = self._translate
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.SMALL)
        grid.setVerticalSpacing(Space.SMALL)
        for column, (system, words) in enumerate(_SYSTEMS.items(), start=1):
            head = QLabel(_(words))
            head.setProperty("role", "quiet")
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignHCenter)
            for number, state in enumerate(STATE_LABELS, start=1):
                button = QPushButton("–")
                button.setCheckable(True)
                button.setProperty("role", "figure")
                button.setAccessibleName(f"{_(SYSTEM_LABELS[system])}, {_(STATE_LABELS[state])}")
                button.setToolTip(button.accessibleName())
                button.clicked.connect(
                    lambda on, system=system, state=state: self.chosen.emit(
                        system, state if on else None
                    )
                )
                self.buttons[system, state] = button
                grid.addWidget(button, number, column)
        for number, state in enumerate(STATE_LABELS, start=1):
            icon, role = SIGNS[state]
            named = label(begun(_(STATE_LABELS[state])), wrap=False)
            grid.addLayout(row(sign(icon, role, 16), named), number, 0)
        grid.setColumnStretch(0, 1)
        return grid

    def _show_behind(self) -> None:
        _ = self._translate
        words = _(N_("Who is behind on {system}")).format(system=_(SYSTEM_LABELS[self._system]))
        self._behind_words.setText(words)
        self.behind.setAccessibleName(words)
        self.behind.setToolTip(_(N_("Enter lists the branch's codes")))
        self.behind.clear()
        found: Sequence[BranchBehind] = ()
        if self._found is not None:
            found = self._found.behind[self._system]
        for each in found[:_BRANCHES]:
            words = _(N_("{behind} of {codes}: {unit}")).format(
                behind=count(each.behind), codes=count(each.codes), unit=each.name
            )
            self._add(self.behind, words, each.uid)
        self.behind.setVisible(bool(found) or self._found is None)
        self._nobody.setVisible(self._found is not None and not found)

    def _add(self, shown_in: ShortList, words: str, data: str) -> None:
        item = QListWidgetItem(shown_text(words))
        item.setToolTip(shown_tip(words))
        item.setData(_DATA, data)
        shown_in.addItem(item)
