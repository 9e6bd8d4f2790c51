"""Shown where no plan is being drafted: the ways to begin one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, sign


class StartPanel(QWidget):
    """`begin` is told how a plan is begun: open, paste, hand, reform, changes."""

    def __init__(self, translate: Translate, begin: Callable[[str], None]) -> None:
        super().__init__()
        _ = translate
        self.buttons: dict[str, QPushButton] = {}
        inner = QWidget()
        inner.setMaximumWidth(820)
        box = QVBoxLayout(inner)
        box.setSpacing(Space.NEAR)
        box.addStretch(1)
        above = sign("git-merge", "quiet", 48)
        above.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(above)
        heading = label(_(N_("No plan is being drafted")), "heading")
        words = label(
            _(
                N_(
                    "A plan says which units merge, split, move, change their name or end, from"
                    " which day and by which decision. Every conflict is shown before anything is"
                    " written."
                )
            ),
            "quiet",
        )
        for text in (heading, words):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(text)
        box.addSpacing(Space.NORMAL)
        ways = QGridLayout()
        ways.setHorizontalSpacing(Space.WIDE)
        ways.setVerticalSpacing(Space.NEAR)
        ways.setColumnStretch(1, 1)
        for row, (name, title, icon, told) in enumerate(_WAYS):
            button = action_button(
                _(title), icon, _begins(begin, name), main=name == "open", hint=_(told)
            )
            self.buttons[name] = button
            ways.addWidget(button, row, 0)
            ways.addWidget(label(_(told), "quiet"), row, 1)
        box.addLayout(ways)
        box.addStretch(2)
        across = QHBoxLayout(self)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)


_WAYS = (
    (
        "open",
        N_("Open a list"),
        "folder-open",
        N_("A resolution's list as .xlsx, .ods or .csv; it can also be dropped here"),
    ),
    (
        "paste",
        N_("Paste a table"),
        "clipboard-paste",
        N_("Rows copied in a spreadsheet, under the plan's headings or in their order"),
    ),
    (
        "hand",
        N_("Begin by hand"),
        "pencil",
        N_("An empty row to write in; or choose units on “Units and codes” and press “Rearrange”"),
    ),
    (
        "reform",
        N_("Reform of 1 July 2025"),
        "table-2",
        N_("All provinces and communes by the shipped table, where places are kept as units"),
    ),
    (
        "changes",
        N_("Changes of 2026"),
        "table-2",
        N_("Provinces that became cities, communes that became wards, corrected names"),
    ),
)


def _begins(begin: Callable[[str], None], name: str) -> Callable[[], None]:
    return lambda: begin(name)
