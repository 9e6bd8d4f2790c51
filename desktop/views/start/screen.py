"""The first screen: open the vault, or make one and choose the province. Also the lock screen."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure, Problem
from desktop.domain.texts import N_, Translate
from desktop.services.surroundings import Surroundings
from desktop.services.vault import default_folder, open_vault
from desktop.views import mends
from desktop.views.background import Worker
from desktop.views.context import Notice
from desktop.views.look.icons import icon, picture
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of
from desktop.views.shell.notices import Notices

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.start.new_vault import NewVault


class StartScreen(QWidget):
    """Asks for the passphrase of a vault, or leads through making one.

    `opened` is emitted with the folder when the worker has the vault open.
    """

    opened = Signal(object)

    def __init__(
        self,
        worker: Worker,
        surroundings: Surroundings,
        folder: Path | None,
        *,
        locked: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Đầu Mối")
        self.resize(900, 640)
        self._worker = worker
        self._surroundings = surroundings
        self._translate: Translate = surroundings.translate
        self._folder = folder or default_folder()
        self._locked = locked
        self.notices = Notices(self._translate)
        self._stack = QStackedWidget()
        self.unlock = _Unlock(self._translate, self._folder, locked=locked)
        self.unlock.submitted.connect(self._open)
        self.unlock.wants_new.connect(self.show_new)
        self._stack.addWidget(self.unlock)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.notices)
        box.addWidget(self._stack, 1)
        if not (self._folder / "CURRENT").exists() and not locked:
            self.show_new()

    @cached_property
    def new(self) -> NewVault:
        """The form that makes a vault; it is built when it is wanted."""
        from desktop.views.start.new_vault import NewVault

        form = NewVault(self._worker, self._surroundings, default_folder())
        form.made.connect(self.opened)
        form.failed.connect(self._fail)
        form.begun.connect(self.notices.clear)
        form.left.connect(self.show_unlock)
        self._stack.addWidget(form)
        return form

    def show_new(self) -> None:
        """Lead through making a vault."""
        self.notices.clear()
        self._stack.setCurrentWidget(self.new)

    def show_unlock(self) -> None:
        """Ask for a passphrase."""
        self.notices.clear()
        self._stack.setCurrentWidget(self.unlock)

    def _open(self, folder: Path, passphrase: str, read_only: bool) -> None:
        self.notices.clear()
        self.unlock.set_busy(busy=True)

        def opener() -> Session:
            return open_vault(
                folder,
                user=None,
                passphrase=lambda: passphrase,
                read_only=read_only,
                surroundings=self._surroundings,
            )

        self._worker.open(opener, lambda _: self._opened(folder), self._fail)

    def _opened(self, folder: Path) -> None:
        self.unlock.set_busy(busy=False)
        self.opened.emit(folder)

    def _fail(self, failure: Failure) -> None:
        self.unlock.set_busy(busy=False)
        if self._stack.currentWidget() is not self.unlock:
            self.new.set_busy(busy=False)
        for problem in failure.problems:
            self.show_problem(problem)

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and how to mend it."""
        message = mends.message(problem, self._translate)
        mend = mends.mend(problem, self._translate)
        self.notices.show_notice(Notice(message, "error", mend, key=problem.code))


class _Unlock(QWidget):
    submitted = Signal(object, str, bool)
    wants_new = Signal()

    def __init__(self, translate: Translate, folder: Path, *, locked: bool) -> None:
        super().__init__()
        _ = translate
        self._folder = folder
        self._translate = translate
        box = QVBoxLayout(self)
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.setSpacing(Space.NORMAL)
        sign = QLabel()
        ratio = self.devicePixelRatioF()
        sign.setPixmap(picture("lock", look_of().colours.accent, 48, ratio))
        box.addWidget(sign, 0, Qt.AlignmentFlag.AlignCenter)
        heading = N_("The vault is locked") if locked else N_("Open the vault")
        title = QLabel(_(heading))
        title.setProperty("role", "title")
        box.addWidget(title, 0, Qt.AlignmentFlag.AlignCenter)
        box.addLayout(self._folder_row())
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(_(N_("Passphrase of the vault")))
        self.passphrase.setAccessibleName(self.passphrase.placeholderText())
        self.passphrase.setFixedWidth(380)
        self.passphrase.returnPressed.connect(self._submit)
        box.addWidget(self.passphrase, 0, Qt.AlignmentFlag.AlignCenter)
        self.open_button = QPushButton(_(N_("Unlock")) if locked else _(N_("Open")))
        self.open_button.setProperty("role", "main")
        self.open_button.setFixedWidth(380)
        self.open_button.clicked.connect(self._submit)
        box.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignCenter)
        self.read_button = QPushButton(_(N_("Open to read only")))
        self.read_button.setToolTip(_(N_("To look things up while another window writes")))
        self.read_button.setFixedWidth(380)
        self.read_button.clicked.connect(lambda: self._submit(read_only=True))
        box.addWidget(self.read_button, 0, Qt.AlignmentFlag.AlignCenter)
        new = QPushButton(_(N_("Make a new vault …")))
        new.setProperty("role", "link")
        new.clicked.connect(self.wants_new)
        box.addWidget(new, 0, Qt.AlignmentFlag.AlignCenter)
        self._parts = (
            self._choose_button,
            self.passphrase,
            self.open_button,
            self.read_button,
            new,
        )
        self.setFocusProxy(self.passphrase)

    def set_busy(self, *, busy: bool) -> None:
        """Show that the passphrase is being tried."""
        for part in self._parts:
            part.setEnabled(not busy)
        if not busy:
            self.passphrase.clear()
            self.passphrase.setFocus()

    def _folder_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._folder_label = QLabel(str(self._folder))
        self._folder_label.setProperty("role", "quiet")
        self._choose_button = choose = QToolButton()
        choose.setIcon(icon("folder-open", look_of().colours.quiet))
        choose.setToolTip(self._translate(N_("Choose another vault's folder")))
        choose.setAccessibleName(choose.toolTip())
        choose.clicked.connect(self._choose)
        row.addWidget(self._folder_label)
        row.addWidget(choose)
        return row

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self._translate(N_("The vault's folder")), str(self._folder)
        )
        if chosen:
            self._folder = Path(chosen)
            self._folder_label.setText(chosen)

    def _submit(self, *, read_only: bool = False) -> None:
        if self.passphrase.text():
            self.submitted.emit(self._folder, self.passphrase.text(), read_only)
        else:
            self.passphrase.setFocus()
