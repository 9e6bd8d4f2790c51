"""Chooses where the bundle is written: media that are plugged in, or a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.targets import Target, targets
from desktop.views.aside import Aside
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.bundles import remembered
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label, row
from desktop.views.tables.model import shown_text
from desktop.views.words import size

# Less free room than this is told; bundles of a whole country need less.
_LITTLE = 50_000_000
_KEPT = 5


class TargetChooser(QWidget):
    """A list of places, media plugged in first, with the room each has."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._translate: Translate = context.translate
        self._aside = Aside(self)
        self.box = QComboBox()
        self.box.setAccessibleName(_(N_("Folder that the bundle is written to")))
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.currentIndexChanged.connect(self._show)
        self.choose_button = choose = action_button(_(N_("Choose …")), "folder-open", self._choose)
        choose.setAccessibleName(_(N_("Choose the folder that the bundle is written to")))
        again = action_button("", "refresh-cw", self.look, hint=_(N_("Look for media again")))
        again.setAccessibleName(again.toolTip())
        line = row(choose, again, stretch=False)
        line.insertWidget(0, self.box, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addLayout(line)
        self.note = label("")
        whole.addWidget(self.note)
        self.setFocusProxy(self.box)

    def folder(self) -> Path | None:
        """Return the chosen folder, or None where none can be written to."""
        chosen = self.box.currentData()
        return chosen.folder if isinstance(chosen, Target) and chosen.there else None

    def look(self, chosen: Path | None = None) -> None:
        """Look for media and at the folders chosen before; `chosen` is then the place."""
        known = remembered.paths("targets")
        now = self.box.currentData()
        wanted = chosen or (now.folder if isinstance(now, Target) else None)

        def done(found: tuple[Target, ...]) -> None:
            self._fill(found, wanted or (known[0] if known else None))

        self._aside.run(lambda: targets(known), done, self._context.show_failure)

    def set_folder(self, folder: Path) -> None:
        """Choose a folder and keep it for the next time."""
        kept = dict.fromkeys([folder, *remembered.paths("targets")])
        remembered.keep("targets", list(kept)[:_KEPT])
        self.look(folder)

    def _fill(self, found: tuple[Target, ...], wanted: Path | None) -> None:
        self.box.blockSignals(True)
        self.box.clear()
        for each in found:
            self.box.addItem(self._words(each), each)
            if each.folder == wanted:
                self.box.setCurrentIndex(self.box.count() - 1)
        self.box.blockSignals(False)
        self._show()

    def _words(self, target: Target) -> str:
        _ = self._translate
        folder = shown_text(str(target.folder))
        if not target.there:
            return _(N_("{folder} - not there now")).format(folder=folder)
        words = (
            N_("{folder} - removable, {free} free")
            if target.removable
            else N_("{folder} - {free} free")
        )
        return _(words).format(folder=folder, free=size(target.free))

    def _show(self) -> None:
        _ = self._translate
        chosen = self.box.currentData()
        words, role = "", "quiet"
        if not isinstance(chosen, Target):
            words = _(N_("Choose a folder, or plug a medium in and look again."))
        elif not chosen.there:
            words, role = _(N_("This folder cannot be reached now. Plug its medium in.")), "error"
        elif chosen.free < _LITTLE:
            words = _(N_("Only {free} of {total} are free there.")).format(
                free=size(chosen.free), total=size(chosen.total)
            )
            role = "warning"
        elif chosen.removable:
            words = _(N_("A medium that can be taken out, {free} of {total} free.")).format(
                free=size(chosen.free), total=size(chosen.total)
            )
        else:
            words = _(N_("A folder of this PC, {free} of {total} free.")).format(
                free=size(chosen.free), total=size(chosen.total)
            )
        self.note.setText(words)
        self.note.setProperty("role", role)
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)
        self.changed.emit()

    def _choose(self) -> None:
        now = self.folder()
        chosen = QFileDialog.getExistingDirectory(
            self, self._translate(N_("Folder for the bundle")), str(now or "")
        )
        if chosen:
            self.set_folder(Path(chosen))
