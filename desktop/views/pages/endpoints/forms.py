"""The pieces of forms on this page: labels above fields, choices of levels, days, people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QDate, QStringListModel, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.folding import fold
from desktop.domain.levels import (
    DIRECTION_LABELS,
    ENVIRONMENT_LABELS,
    LEVEL_LABELS,
    Direction,
    Environment,
    SecrecyLevel,
)
from desktop.domain.texts import N_, Translate
from desktop.services.browse_endpoints import BrowsePeople, PersonFilter, PersonLine, PersonList
from desktop.services.endpoint_edits import Someone
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.tables.model import shown_text, shown_tip
from desktop.views.words import begun

_OFFERED = 10


def shown_day(context: Context) -> str:
    """Return the day that the window shows, ISO 8601."""
    return context.as_of or QDate.currentDate().toString("yyyy-MM-dd")


def form() -> QVBoxLayout:
    """Make a form for a narrow panel: each label above its field."""
    made = QVBoxLayout()
    made.setSpacing(Space.SMALL)
    return made


def add_row(made: QVBoxLayout, words: str, field: QWidget) -> None:
    """Add a field with its words above it, which become its accessible name too."""
    above = QLabel(words)
    above.setWordWrap(True)
    above.setBuddy(field)
    field.setAccessibleName(words)
    made.addWidget(above)
    made.addWidget(field)


def choice(values: Mapping[object, str], words: str = "") -> QComboBox:
    """Make a choice among values, each with its words."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    for value, shown in values.items():
        box.addItem(begun(shown_text(shown)), value)
    if words:
        box.setAccessibleName(words)
        box.setToolTip(shown_tip(words))
    return box


def choose(box: QComboBox, value: object) -> None:
    """Choose a value without telling anybody."""
    was = box.blockSignals(True)
    box.setCurrentIndex(max(0, box.findData(value)))
    box.blockSignals(was)


def level_choices(translate: Translate) -> dict[object, str]:
    """Return the secrecy levels with their words, as numbers."""
    return {int(level): translate(LEVEL_LABELS[level]) for level in SecrecyLevel}


def direction_choices(translate: Translate) -> dict[object, str]:
    """Return the directions with their words, by code."""
    return {str(each): translate(DIRECTION_LABELS[each]) for each in Direction}


def environment_choices(translate: Translate) -> dict[object, str]:
    """Return the networks with their words, by code."""
    return {each.value: translate(ENVIRONMENT_LABELS[each]) for each in Environment}


class PersonField(QWidget):
    """Names a person: one of the registers, offered while typing, or a new one.

    `changed` is emitted when another person is meant.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        # The uids of those offered, by the words that tell them apart.
        self._offered: dict[str, str] = {}
        self._job: Job | None = None
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(_(N_("Type a name")))
        self.name.setClearButtonEnabled(True)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.name.setCompleter(completer)
        self.post = QLineEdit()
        self.post.setMaxLength(200)
        self.post.setPlaceholderText(_(N_("Post")))
        self.post.setAccessibleName(_(N_("Post of the new person")))
        self.phone = QLineEdit()
        self.phone.setMaxLength(100)
        self.phone.setPlaceholderText(_(N_("Phone")))
        self.phone.setAccessibleName(_(N_("Phone of the new person")))
        self._hint = QLabel()
        self._hint.setProperty("role", "small")
        self._hint.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        for widget in (self.name, self._hint, self.post, self.phone):
            box.addWidget(widget)
        self.setFocusProxy(self.name)
        self.name.textEdited.connect(self._look)
        self.name.textChanged.connect(lambda _text: self._show_state())
        self._show_state()

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Name the field that is typed into."""
        super().setAccessibleName(name)
        self.name.setAccessibleName(name)

    def someone(self) -> Someone | None:
        """Return who is meant, None where nobody is named."""
        text = self.name.text().strip()
        known = self._offered.get(text)
        if known is not None:
            return Someone(uid=known)
        return Someone(name=text, post=self.post.text(), phone=self.phone.text()) if text else None

    def known(self) -> str | None:
        """Return the uid of the person of the registers who is meant, None where none is."""
        return self._offered.get(self.name.text().strip())

    def set_person(self, uid: str | None, shown: str) -> None:
        """Name a person: of the registers by uid, or a new one by name."""
        if uid is not None:
            self._offered[shown.strip()] = uid
        self.name.setText(shown)

    def clear(self) -> None:
        """Name nobody."""
        for field in (self.name, self.post, self.phone):
            field.clear()

    def _look(self, words: str) -> None:
        if self._job is not None:
            self._job.cancel()
        if not fold(words) or words in self._offered:
            return
        listed = PersonList(BrowsePeople(PersonFilter(words), self._context.as_of))
        self._job = self._context.worker.run(
            lambda session: listed.read(session, 0, _OFFERED).rows,
            lambda found: self._offer(words, found),
            owner=self,
        )

    def _offer(self, words: str, found: tuple[PersonLine, ...]) -> None:
        if words != self.name.text():
            # Meanwhile another thing was typed, or a person chosen, whom this would take back.
            return
        self._offered = {_told_apart(one): one.uid for one in found}
        self._names.setStringList(list(self._offered))
        self._show_state()
        if found and self.name.hasFocus():
            self.name.completer().complete()

    def _show_state(self) -> None:
        someone = self.someone()
        is_new = someone is not None and someone.uid is None
        self.post.setVisible(is_new)
        self.phone.setVisible(is_new)
        words = ""
        if someone is not None:
            words = (
                N_("A new person of this unit; one who is there already is in the list.")
                if is_new
                else N_("A person of the registers.")
            )
        self._hint.setText(self._translate(words) if words else "")
        self._hint.setVisible(bool(words))
        self.changed.emit()


def _told_apart(one: PersonLine) -> str:
    parts = (one.name, one.post, one.unit_name, one.phone)
    return shown_text(" · ".join(part for part in parts if part))


def tick(words: str, changed: Callable[[], None]) -> QCheckBox:
    """Make a box to be ticked."""
    box = QCheckBox(words)
    box.toggled.connect(lambda _on: changed())
    return box
