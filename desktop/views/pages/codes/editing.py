"""Mending a code in the table: judged by the service while it is typed, written by Enter."""

from __future__ import annotations

from PySide6.QtCore import QDate, QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.domain import codes
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.browse_codes import CodeLine
from desktop.services.edit_units import apply, preview
from desktop.services.unit_edits import Applied, GiveCode, Preview
from desktop.views import mends, touches
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.tables.model import shown_text

# A pause after the last letter before the code is judged.
_PAUSE_MS = 100


class CodeEditing(QObject):
    """`said` is emitted with how much it matters (error, warning, good or nothing) and the words;
    `written` when a code was written."""

    said = Signal(str, str)
    written = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._wanted: tuple[CodeLine, str, QLineEdit] | None = None
        self._writing = False
        # What was typed was left and not written, which is said until something else is typed.
        self._is_left = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._judge)

    def type(self, row: CodeLine, text: str, editor: QLineEdit) -> None:
        """Judge what is typed, after a short pause."""
        self._wanted, self._is_left = (row, text, editor), False
        self._pause.start()

    def leave(self, row: CodeLine, text: str) -> None:
        """Say that what was typed was not written."""
        if self._writing or codes.normalise(text) == row.value:
            return
        self._is_left = True
        words = self._context.translate(
            N_("“{text}” was not written: the code {value} stays. Enter in the cell writes.")
        )
        self.said.emit("warning", words.format(text=shown_text(text), value=row.value))

    def close(self) -> None:
        """Forget what was typed; what was said of it goes with it."""
        self._forget()
        if not self._is_left and not self._writing:
            self.said.emit("", "")

    def write(self, row: CodeLine, text: str) -> None:
        """Write the code in one run; what stands in the way is said as it was while typing."""
        if codes.normalise(text) == row.value:
            self.said.emit("", "")
            self.written.emit()
            return
        editor = self._wanted[2] if self._wanted is not None else None
        self._forget()
        command = command_for(row, text)
        if editor is not None:
            editor.setReadOnly(True)
        self._writing = True

        def done(_result: Applied) -> None:
            self._writing = False
            self.said.emit("", "")
            self.written.emit()
            words = self._context.translate(
                N_("{unit}: the code {old} became {new}. “Undo” takes it back.")
            )
            new = codes.normalise(text)
            words = words.format(unit=shown_text(row.name), old=row.value, new=new)
            self._context.notify(Notice(words, "good", key="codes"))

        def failed(failure: Failure) -> None:
            self._writing = False
            if editor is not None:
                self._mark(editor, "error", mends.both(failure.problems[0], self._translate))
                editor.setReadOnly(False)
                editor.setFocus()

        self._context.change(lambda session: apply(session, command), self, done, failed)

    def _translate(self, text: str) -> str:
        return self._context.translate(text)

    def _forget(self) -> None:
        self._pause.stop()
        self._wanted = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _judge(self) -> None:
        if self._wanted is None:
            return
        wanted = row, text, editor = self._wanted
        if self._job is not None:
            self._job.cancel()
        if codes.normalise(text) == row.value:
            self._mark(editor, "", "")
            return
        command = command_for(row, text)

        def take(found: Preview) -> None:
            # Meanwhile another thing was typed, or the field was left.
            if self._wanted is wanted:
                self._mark(editor, *self._verdict(row, text, found))

        self._job = self._context.worker.run(
            lambda session: preview(session, command), take, self._fail, owner=editor
        )

    def _fail(self, failure: Failure) -> None:
        if failure.problems[0].code != "work.cancelled":
            self._context.show_failure(failure)

    def _verdict(self, row: CodeLine, text: str, found: Preview) -> tuple[str, str]:
        _ = self._translate
        (effect,) = found.effects
        if effect.problem is not None:
            return "error", mends.both(effect.problem, _)
        words = (
            _(N_("Enter: {new} takes the place of {old} from today on; {old} is retired."))
            if row.told
            else _(N_("Enter: {old} becomes {new} in place; nobody was told of it yet."))
        )
        parts = [words.format(old=row.value, new=codes.normalise(text))]
        parts += [mends.message(problem, _) for problem in effect.warnings]
        parts.append(touches.said(found.touched, _))
        return ("warning" if effect.warnings else "good"), " ".join(parts)

    def _mark(self, editor: QLineEdit, severity: str, words: str) -> None:
        editor.setProperty("wrong", severity == "error")
        editor.style().polish(editor)
        editor.setAccessibleDescription(words)
        editor.setToolTip(words)
        self.said.emit(severity, words)


def command_for(row: CodeLine, text: str) -> GiveCode:
    """Return what writing `text` as the row's code means: a code that nobody was told of is mended
    in place, any other one gives way to a new one from today on."""
    today = QDate.currentDate().toString("yyyy-MM-dd")
    return GiveCode((row.unit,), today, text, row.scheme, correction=not row.told)
