"""A field in which a unit is chosen by typing a few words of its name or code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.folding import fold
from desktop.domain.texts import N_
from desktop.services.find import Find, FindNamed, Found, find, find_named
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import label
from desktop.views.tables.model import shown_text

_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class UnitPicker(QWidget):
    """A line, and below it what is wrong with its words. `picked` is emitted with a uid when a unit
    is chosen, with None when none is: the line is empty, or `is_unclear`."""

    picked = Signal(object)
    # The kind of what can be chosen, see `desktop.services.find`.
    kind = "unit"
    nothing = N_(
        "No unit has just this name or code: choose one from the list, or empty the field."
    )
    several = N_("Several units have this name or code: choose one from the list.")

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._uid: str | None = None
        # What the words meant before they became unclear.
        self._meant: str | None = None
        self._was_unclear = False
        self._said = ""
        self._found: dict[str, str] = {}
        self._job: Job | None = None
        # Tab brings the keyboard back for a list once, and goes on from there.
        self._left_by_tab = False
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line = QLineEdit()
        self.line.setCompleter(completer)
        self.line.setPlaceholderText(context.translate(N_("Words of the name, or the code")))
        self.line.setClearButtonEnabled(True)
        self.line.textEdited.connect(self._look)
        self.line.textChanged.connect(self._understand)
        self.line.editingFinished.connect(self._settle)
        self.line.installEventFilter(self)
        self.trouble = label("", "error")
        self.trouble.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.HAIR)
        box.addWidget(self.line)
        box.addWidget(self.trouble)
        # Without it, Qt leaves the whole where it was made in the order of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.line)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Name the line that is typed into."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setPlaceholderText(self, words: str) -> None:  # noqa: N802 - as Qt's lines
        """Say in the empty line what may be typed."""
        self.line.setPlaceholderText(words)

    def placeholderText(self) -> str:  # noqa: N802 - as Qt's lines
        """Return what the empty line says."""
        return self.line.placeholderText()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Notice by which way the keyboard leaves the line."""
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._left_by_tab = event.reason() in _BY_TAB
        return super().eventFilter(watched, event)

    def shown(self, one: Found) -> str:
        """Return the words for something found that tell it from others."""
        return shown_text(f"{one.name} ({one.detail})" if one.detail else one.name)

    def text(self) -> str:
        """Return what stands in the line."""
        return self.line.text()

    def uid(self) -> str | None:
        """Return the uid of the chosen unit."""
        return self._uid

    def is_unclear(self) -> bool:
        """Say whether there are words, and they choose no unit."""
        return self._uid is None and bool(self.line.text().strip())

    def meant(self) -> str | None:
        """Return the uid that was chosen last, None where the line was empty: what a list is asked
        for while other words are being typed."""
        return self._meant

    def set_unit(self, uid: str | None, name: str) -> None:
        """Show a unit as the chosen one; without a uid, words that choose none."""
        shown = shown_text(name)
        if uid is not None:
            shown = shown or "…"
            self._found[shown] = uid
        else:
            self._found.pop(shown, None)
        self.line.setText(shown)
        self._understand(shown)
        if self.is_unclear():
            self._say(self.nothing)

    def show_unit(self, uid: str | None, name: str) -> None:
        """Show a unit as the chosen one without telling anybody."""
        was = self.blockSignals(True)
        self.set_unit(uid, name)
        self.blockSignals(was)

    def clear(self) -> None:
        """Choose nothing."""
        self.line.clear()

    def _look(self, words: str) -> None:
        if self._job is not None:
            self._job.cancel()
        if not fold(words):
            return
        command = Find(words, self._context.as_of, limit=12)
        self._job = self._context.worker.run(
            lambda session: find(session, command),
            lambda found: self._take(words, found),
            owner=self,
        )

    def _take(self, words: str, found: tuple[Found, ...]) -> None:
        if words != self.line.text():
            # Meanwhile another thing was typed, or one chosen, which this would take back.
            return
        self._offer(tuple(one for one in found if one.kind == self.kind))
        if self._found and self.line.hasFocus():
            self.line.completer().complete()

    def _offer(self, found: tuple[Found, ...]) -> None:
        self._found = {self.shown(one): one.uid for one in found}
        self._names.setStringList(list(self._found))

    def _understand(self, text: str) -> None:
        """Take what the words mean, and tell when they mean something else than before."""
        before = (self._uid, self._was_unclear)
        self._uid = self._found.get(text) if text.strip() else None
        self._was_unclear = self.is_unclear()
        self._say("")
        if not self._was_unclear:
            self._meant = self._uid
        if before != (self._uid, self._was_unclear):
            self.picked.emit(self._uid)

    def _settle(self) -> None:
        """Choose what the words name exactly; else say that they choose nothing."""
        words = self.line.text()
        if not self.is_unclear():
            return
        command = FindNamed(words, self.kind, self._context.as_of)
        by_tab, said = self._left_by_tab and not self.line.hasFocus(), bool(self._said)
        self._context.worker.run(
            lambda session: find_named(session, command),
            lambda found: self._choose_named(words, found, back=by_tab and not said),
            owner=self,
        )

    def _choose_named(self, words: str, found: tuple[Found, ...], *, back: bool) -> None:
        """Choose the one that is named; of several, offer the list, for which the keyboard comes
        `back` where Tab has taken it away."""
        if words != self.line.text() or not self.is_unclear():
            return
        if len(found) == 1:
            self.set_unit(found[0].uid, self.shown(found[0]))
            return
        self._say(self.several if found else self.nothing)
        if found:
            self._offer(found)
        if found and back:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._found and self.line.hasFocus():
            self.line.completer().complete()

    def _say(self, words: str) -> None:
        if words == self._said:
            return
        self._said = words
        self.trouble.setText(self._context.translate(words) if words else "")
        self.trouble.setVisible(bool(words))
        self.line.setAccessibleDescription(self.trouble.text())
        self.line.setProperty("wrong", bool(words))
        self.line.style().polish(self.line)


def only_below(context: Context, changed: Callable[[], object]) -> UnitPicker:
    """Return a field that leaves what is below a unit; `changed` is called for another one."""
    _ = context.translate
    picker = UnitPicker(context)
    picker.setProperty("passing", True)
    picker.setAccessibleName(_(N_("Only below the unit")))
    picker.setPlaceholderText(_(N_("Only below the unit: words of its name, or the code")))
    picker.picked.connect(lambda _uid: changed())
    return picker
