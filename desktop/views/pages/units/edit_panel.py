"""Changing units: the fields, what the change touches, what stands in the way, then the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.problems import Failure, Problem
from desktop.domain.texts import N_
from desktop.services.browse_units import ReadBranch, type_choices
from desktop.services.edit_units import apply, preview
from desktop.services.unit_edits import AddUnit, Applied, Preview
from desktop.views import mends, touches
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import breakable
from desktop.views.pages.units.edit_form import BULK, TITLES, EditForm, Subject
from desktop.views.pages.units.effects import EffectsTable
from desktop.views.pages.units.fields import choices
from desktop.views.tables.model import shown_text

# A pause after the last key before the change is worked out anew.
_PAUSE_MS = 150
# A change of so many units takes long enough to be shown as work under way.
_LONG = 200


class EditPanel(QWidget):
    """`left` is emitted when nothing is to be changed, `done` with the uid to show afterwards."""

    left = Signal()
    done = Signal(object)
    # Another form stands here, with its fields as they are at first.
    laid_out = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self._subject = Subject((), "")
        self._action = "rename"
        self._types: Mapping[str, str] = {}
        self._seen: Preview | None = None
        self._job: Job | None = None
        self.form: EditForm | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NORMAL)
        self._title = self._label("heading")
        box.addWidget(self._title)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        box.addWidget(self._area, 2)
        self.effects = EffectsTable(context)
        box.addWidget(self.effects, 3)
        box.addLayout(self._buttons())

    def begin(self, action: str, subject: Subject) -> None:
        """Show the fields of an action on units."""
        self._action, self._subject = action, subject
        self._seen = None

        def take(found: Mapping[str, str]) -> None:
            self._types = found
            self._lay_out()

        self._context.read(lambda session: type_choices(session, ReadBranch()), take, self)

    def place(self) -> tuple[str, ...]:
        """Return the action and the units of the form that is shown; to add, the superior."""
        if self._action == "add":
            line = self._subject.line
            return ("add", line.uid) if line is not None else ("add",)
        return (self._action, *self._subject.units)

    def reasons(self) -> str:
        """Return what stands in the way of the change, in words."""
        return self._reasons.text()

    def _buttons(self) -> QHBoxLayout:
        _ = self._translate
        row = QHBoxLayout()
        row.setSpacing(Space.NEAR)
        self._advice = self._label("quiet")
        row.addWidget(self._advice, 1)
        cancel = action_button(_(N_("Cancel")), "x", self.left.emit, hint=_(N_("Cancel (Esc)")))
        self.save = action_button(
            _(N_("Write the change")), "save", self._save, main=True, shortcut="Ctrl+Return"
        )
        row.addWidget(cancel)
        row.addWidget(self.save)
        return row

    def _lay_out(self) -> None:
        _ = self._translate
        self._seen = None
        self.save.setEnabled(False)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, Space.NEAR, 0)
        column.setSpacing(Space.NORMAL)
        title = _(N_("Change several units")) if self._many else _(TITLES[self._action])
        about = self._subject.title
        self._title.setText(breakable(shown_text(f"{title}: {about}")) if about else title)
        if self._many:
            column.addLayout(self._choice_of_action())
        self.form = EditForm(self._context, self._action, self._subject, self._types)
        self.form.changed.connect(self._wait)
        column.addWidget(self.form)
        self._touches = self._label("quiet")
        self._reasons = self._label("error")
        column.addWidget(self._touches)
        column.addWidget(self._reasons)
        column.addStretch(1)
        self._area.setWidget(page)
        self.effects.setVisible(self._many)
        self.effects.show_effects(())
        self._advice.clear()
        self.form.focus_first()
        self._look()
        self.laid_out.emit(self.form)

    def _choice_of_action(self) -> QFormLayout:
        words = {name: self._translate(label) for name, label in BULK.items()}
        self.what = choices(words, lambda: None)
        self.what.setCurrentIndex(max(0, self.what.findData(self._action)))
        self.what.activated.connect(self._take_action)
        label = QLabel(self._translate(N_("What to change")))
        label.setBuddy(self.what)
        self.what.setAccessibleName(label.text())
        row = QFormLayout()
        row.addRow(label, self.what)
        return row

    def _take_action(self) -> None:
        self._action = self.what.currentData()
        # The choice is inside what is laid out anew: its signal ends first.
        QTimer.singleShot(0, self, self._lay_out)

    @property
    def _many(self) -> bool:
        return len(self._subject.units) > 1

    def _wait(self) -> None:
        self.save.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        """Ask what the change would do as it is filled in now."""
        if self._job is not None:
            self._job.cancel()
        command = self.form.command() if self.form is not None else None
        if command is None:
            self._seen = None
            self._reasons.clear()
            self.effects.show_effects(())
            return
        self._job = self._context.worker.run(
            lambda session: preview(session, command), self._take, self._fail, owner=self.form
        )

    def _fail(self, failure: Failure) -> None:
        if failure.problems[0].code != "work.cancelled":
            self._context.show_failure(failure)

    def _take(self, found: Preview) -> None:
        _ = self._translate
        self._seen = found
        self.save.setEnabled(found.changing > 0 and (self._many or not found.problems))
        self._touches.setText("" if self._action == "add" else self._touched(found))
        if self._many:
            self.effects.show_effects(found.effects)
            words = _(N_("{count} units will change, {refused} cannot."))
            self._advice.setText(words.format(count=found.changing, refused=len(found.problems)))
            return
        effect = found.effects[0]
        reasons = [*([effect.problem] if effect.problem is not None else []), *effect.warnings]
        self._give_reasons(reasons, stops=effect.problem is not None)
        self._advice.setText("" if effect.changes else _(N_("Nothing changes yet.")))

    def _touched(self, found: Preview) -> str:
        touched = found.touched
        told = touches.said(touched, self._translate)
        if self._action == "close" and (touched.endpoints or touched.tokens):
            told += " " + self._translate(
                N_("These endpoints and eTokens stay recorded: close or hand them on afterwards.")
            )
        return told

    def _give_reasons(self, problems: list[Problem], *, stops: bool) -> None:
        _ = self._translate
        lines = [mends.both(problem, _) for problem in problems]
        self._reasons.setText(breakable("\n".join(lines)))
        self._reasons.setProperty("role", "error" if stops else "warning")
        self._reasons.style().polish(self._reasons)

    def _save(self) -> None:
        command = self.form.command() if self.form is not None else None
        if command is None:
            return
        if self._many:
            command = replace(command, skip_bad=True)
        wanted = command
        single = None if self._many else (self._subject.units or (None,))[0]
        self.save.setEnabled(False)

        def done(result: Applied) -> None:
            words = self._translate(N_("{count} units changed. “Undo” takes it back."))
            if isinstance(wanted, AddUnit):
                words = self._translate(N_("The unit was added. “Undo” takes it back."))
            self._context.notify(Notice(words.format(count=result.changed), "good", key="units"))
            self.done.emit(result.made or single)

        def failed(failure: Failure) -> None:
            self.save.setEnabled(True)
            self._context.show_failure(failure)

        is_long = len(self._subject.units) >= _LONG
        title = self._translate(N_("Writing the change")) if is_long else ""
        self._context.change(
            lambda session: apply(session, wanted), self, done, failed, title=title
        )

    def _label(self, role: str) -> QLabel:
        label = QLabel()
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label
