"""Making a vault in one page: where, a passphrase, the province, the office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.folding import collation_key, fold
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services import places, vault
from desktop.services.surroundings import Surroundings
from desktop.views.background import Worker
from desktop.views.look.scale import Space

if TYPE_CHECKING:
    from desktop.services.session import Session

_SHORT = 12
_TYPING_MS = 1500


class _TonelessList(QListView):
    """Finds a name by its first letters typed without tones: an input method that writes tones
    does not reach a list."""

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_MS)
        self._pause.timeout.connect(self._forget)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Go to the first name that begins with what was typed without a pause."""
        self._typed += search
        self._pause.start()
        sought, model = fold(self._typed), self.model()
        for row in range(model.rowCount()):
            if sought and fold(str(model.index(row, 0).data())).startswith(sought):
                self.setCurrentIndex(model.index(row, 0))
                return

    def _forget(self) -> None:
        self._typed = ""


class NewVault(QWidget):
    """A form; `made` is emitted with the folder once the vault is there and open.

    `begun` is emitted when making one is tried, `failed` with what stood against it, `left` when
    a vault that exists is wanted.
    """

    made = Signal(object)
    begun = Signal()
    failed = Signal(object)
    left = Signal()

    def __init__(self, worker: Worker, surroundings: Surroundings, folder: Path) -> None:
        super().__init__()
        self._worker = worker
        self._surroundings = surroundings
        self._translate = surroundings.translate
        self._folder = folder
        _ = self._translate
        page = QVBoxLayout(self)
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setMaximumWidth(680)
        page.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        outer = QVBoxLayout(card)
        outer.setContentsMargins(Space.PAGE, Space.SECTION, Space.PAGE, Space.SECTION)
        outer.setSpacing(Space.NORMAL)
        title = QLabel(_(N_("Make a vault")))
        title.setProperty("role", "title")
        words = N_(
            "The registers are kept encrypted in one folder of this PC. Choose the province and its"
            " committee, communes and bodies are laid out for you."
        )
        hint = QLabel(_(words))
        hint.setProperty("role", "quiet")
        hint.setWordWrap(True)
        outer.addWidget(title)
        outer.addWidget(hint)
        outer.addLayout(self._form())
        self._advice = QLabel()
        self._advice.setProperty("role", "warning")
        self._advice.setWordWrap(True)
        outer.addWidget(self._advice)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.hide()
        outer.addWidget(self._bar)
        outer.addLayout(self._buttons())
        self._look_over()

    def set_busy(self, *, busy: bool) -> None:
        """Show that the vault is being made: nothing of the form can be altered meanwhile."""
        was_busy = not self._bar.isHidden()
        self._bar.setVisible(busy)
        for part in self._parts:
            part.setEnabled(not busy)
        if busy:
            return
        self._look_over()
        if was_busy:
            self.make_button.setFocus()

    def _form(self) -> QFormLayout:
        _ = self._translate
        form = QFormLayout()
        form.setSpacing(Space.NEAR)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.province = QComboBox()
        self.province.setEditable(False)
        self.province.setView(_TonelessList())
        today = self._surroundings.today()
        named = {
            place.code: version.proper_name
            for place in places.provinces().values()
            if (version := place.at(today)) is not None
        }
        for code, name in sorted(named.items(), key=lambda item: collation_key(item[1])):
            self.province.addItem(name, code)
        self.province.insertItem(0, _(N_("No province: the office alone")), None)
        self.province.setCurrentIndex(-1)
        self.province.setPlaceholderText(_(N_("Choose the province or city")))
        self.province.currentIndexChanged.connect(self._take_province)
        self.office = QLineEdit()
        self.code = QLineEdit()
        self.code.setPlaceholderText(_(N_("as assigned, for example A99 for a trial")))
        self.first = QLineEdit()
        self.second = QLineEdit()
        for line in (self.first, self.second):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self._folder_button = QPushButton(str(self._folder))
        self._folder_button.setToolTip(_(N_("Choose where the vault is kept")))
        self._folder_button.clicked.connect(self._choose_folder)
        rows = (
            (N_("Province or city"), self.province),
            (N_("Name of the office"), self.office),
            (N_("Identifier code of the office"), self.code),
            (N_("Passphrase"), self.first),
            (N_("Passphrase again"), self.second),
            (N_("Folder"), self._folder_button),
        )
        self.samples = QCheckBox(
            _(N_("With sample clerks and eTokens, to get to know the program"))
        )
        self.samples.setToolTip(_(N_("A sample signer's key is laid beside the vault's folder")))
        self._parts: list[QWidget] = [*(field for _words, field in rows), self.samples]
        for words, field in rows:
            label = QLabel(_(words))
            label.setBuddy(field)
            field.setAccessibleName(_(words))
            field.setMinimumWidth(380)
            form.addRow(label, field)
        form.addRow("", self.samples)
        for line in (self.office, self.code, self.first, self.second):
            line.textChanged.connect(self._look_over)
            line.returnPressed.connect(lambda: self.make_button.animateClick())
        return form

    def _buttons(self) -> QHBoxLayout:
        _ = self._translate
        row = QHBoxLayout()
        back = QPushButton(_(N_("Open a vault that exists")))
        back.clicked.connect(self.left)
        self.make_button = QPushButton(_(N_("Make the vault")))
        self.make_button.setProperty("role", "main")
        self.make_button.setDefault(True)
        self.make_button.clicked.connect(self._make)
        self._parts += [back, self.make_button]
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self.make_button)
        return row

    def _take_province(self) -> None:
        code = self.province.currentData()
        if code is not None:
            derived = places.province(code).committee_name_derived
            self.office.setText(derived or "")
        self._look_over()

    def _look_over(self) -> None:
        """Say what is missing while it is being filled in; the button waits for all of it."""
        _ = self._translate
        first, second = self.first.text(), self.second.text()
        advice = ""
        if second and first != second:
            advice = _(N_("The two passphrases differ."))
        elif first and len(first) < _SHORT:
            advice = _(N_("A short passphrase is easily guessed; five words or more are better."))
        self._advice.setText(advice)
        filled = bool(self.office.text().strip() and self.code.text().strip())
        self.make_button.setEnabled(filled and bool(first) and first == second)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self._translate(N_("Where the vault is kept")), str(self._folder.parent)
        )
        if chosen:
            self._folder = Path(chosen)
            self._folder_button.setText(chosen)

    def _make(self) -> None:
        # Works on the database, which the first screen is shown without.
        from desktop.services import units

        layout = units.LayOut(self.code.text(), self.office.text(), self.province.currentData())
        passphrase, folder, samples = self.first.text(), self._folder, self.samples.isChecked()
        self.begun.emit()
        try:
            units.plan(layout)
        except Failure as failure:
            self.failed.emit(failure)
            return
        self.set_busy(busy=True)

        def fill(session: Session) -> None:
            units.lay_out(session, layout)
            if samples:
                # Loads an authority's cryptography, which no other start of the window needs.
                from desktop.services.sample_vault import lay_samples

                lay_samples(session, folder)

        def opener() -> Session:
            return vault.create(
                folder,
                vault.CreateVault(),
                passphrase=lambda: passphrase,
                surroundings=self._surroundings,
                fill=fill,
            )

        def done(_: object) -> None:
            self.set_busy(busy=False)
            for line in (self.first, self.second):
                line.clear()
            self.made.emit(folder)

        self._worker.open(opener, done, self.failed.emit)
