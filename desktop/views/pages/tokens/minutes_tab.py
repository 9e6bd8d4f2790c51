"""Minutes of handing over: which wait, what is kept with them, and what is next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QFileDialog,
)

from desktop.domain.texts import N_, Translate
from desktop.services.handover.command import (
    KIND_LABELS as MINUTES_LABELS,
)
from desktop.services.handover.command import (
    STATE_LABELS as MINUTES_STATES,
)
from desktop.services.handover.command import (
    DrawPaper,
    ListMinutes,
    Minutes,
    MinutesState,
    TakeOut,
)
from desktop.services.handover.drawing import list_minutes, print_minutes
from desktop.services.handover.signing import take_out
from desktop.views.context import Context, Notice
from desktop.views.pages.endpoints.round_list import Part, RoundList
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.tokens.paper_forms import (
    CancelForm,
    SignedForm,
    pdf_path,
)
from desktop.views.pages.tokens.requests_tab import chosen_row
from desktop.views.pages.tokens.sign_form import SignForm
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.words import begun, count, day

_MINUTES_ROLES = {
    MinutesState.WAITING: ("warning", "hourglass"),
    MinutesState.SIGNED: ("good", "circle-check"),
    MinutesState.CANCELLED: ("quiet", "minus"),
}


class MinutesTab(RoundList):
    """All minutes, and what may be done with the chosen ones."""

    def __init__(self, context: Context) -> None:
        _ = context.translate
        parts = (
            Part(N_("All minutes: {count}"), lambda _: True),
            Part(
                N_("Waiting for a signature: {count}"),
                lambda each: each.state is MinutesState.WAITING,
            ),
        )
        super().__init__(
            context,
            _minutes_columns(_),
            parts,
            table=_(N_("Minutes of handing over")),
            which=_(N_("Which minutes to show")),
            search=_(N_("Search the minutes")),
        )
        self.print = action_button(_(N_("Print …")), "printer", self._print)
        self.sign = action_button(
            _(N_("Sign with an eToken …")), "key-round", self._sign,
            hint=_(N_("The receiver signs with the device that they are given")),
        )  # fmt: skip
        self.signed = action_button(_(N_("Signed …")), "check", self._signed, main=True)
        self.files = action_button(
            _(N_("Take out the copy …")), "download", self._files,
            hint=_(N_("Save the signed copy, or the signature, into a folder")),
        )  # fmt: skip
        self.cancel = action_button(_(N_("Give up")), "x", self._cancel)
        nothing = Empty(
            "file-text",
            _(N_("No minutes yet")),
            _(N_("Choose devices in the list, then draw up minutes about them.")),
        )
        self.lay_out((self.print, self.sign, self.signed, self.files, self.cancel), nothing)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self._choose()

    def chosen(self) -> Minutes | None:
        """Return the minutes that are chosen."""
        minutes: Minutes | None = chosen_row(self.table, self.model)
        return minutes

    def read(self) -> None:
        """Read the minutes."""
        self._context.read(lambda session: list_minutes(session, ListMinutes()), self._show, self)

    def save_to(self, out: Path) -> None:
        """Print the chosen minutes into this file."""
        minutes = self.chosen()
        if minutes is None:
            return
        command = DrawPaper(minutes.number)
        self._context.read(
            lambda session: print_minutes(session, command, out).file,
            lambda file: self._tell((file,)),
            self,
        )

    def take_out_to(self, folder: Path) -> None:
        """Save the files kept with the chosen minutes into this folder."""
        minutes = self.chosen()
        if minutes is not None:
            command = TakeOut(minutes.number, folder)
            self._context.read(lambda session: take_out(session, command), self._tell, self)

    def _tell(self, files: tuple[Path, ...]) -> None:
        words = self._translate(N_("Saved: {file}")).format(file=", ".join(map(str, files)))
        self._context.notify(Notice(words, "good", key="papers"))

    def _show(self, found: tuple[Minutes, ...]) -> None:
        if not found:
            self.show_nothing()
        else:
            waiting = [each for each in found if each.state is MinutesState.WAITING]
            devices = sum(len(each.told.devices) for each in waiting)
            words = N_("{count} devices stay where they are until their minutes are signed.")
            none = N_("No minutes wait for a signature.")
            told = self._translate(words if waiting else none).format(count=count(devices))
            self.show_rows(told, found)
            if self.chosen() is None:
                self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        minutes = self.chosen()
        editable = self._context.editable
        state = minutes.state if minutes is not None else None
        waits = state is MinutesState.WAITING
        copied = minutes is not None and minutes.scan is not None
        kept = copied or (minutes is not None and minutes.signature is not None)
        self.print.setEnabled(minutes is not None)
        self.signed.setEnabled(
            editable and (waits or (state is MinutesState.SIGNED and not copied))
        )
        self.sign.setEnabled(editable and waits)
        self.files.setEnabled(kept)
        self.cancel.setEnabled(editable and waits)

    def _print(self) -> None:
        minutes = self.chosen()
        if minutes is None:
            return
        words = self._translate(N_("Save as …"))
        start = f"BIEN-BAN-GIAO-NHAN-{minutes.number:04}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, words, start, "PDF (*.pdf)")
        if chosen:
            self.save_to(pdf_path(chosen))

    def _signed(self) -> None:
        minutes = self.chosen()
        if minutes is not None:
            SignedForm(self._context, minutes, self).open()

    def _sign(self) -> None:
        minutes = self.chosen()
        if minutes is not None:
            SignForm(self._context, minutes, self).open()

    def _files(self) -> None:
        words = self._translate(N_("Folder for the copy"))
        chosen = QFileDialog.getExistingDirectory(self, words, "")
        if chosen:
            self.take_out_to(Path(chosen))

    def _cancel(self) -> None:
        minutes = self.chosen()
        if minutes is not None:
            CancelForm(self._context, minutes, self).open()


def _minutes_columns(translate: Translate) -> list[Column]:
    _ = translate
    return [
        Column("number", _(N_("Minutes")), lambda each: str(each.number), width=9,
               alignment=RIGHT),
        Column("drawn_on", _(N_("Of")), lambda each: day(each.drawn_on), "iso_drawn", 11),
        Column("custody", _(N_("What for")), lambda each: begun(_(MINUTES_LABELS[each.custody])),
               sort="custody", width=18),
        Column("told", _(N_("eTokens")), _devices, width=26),
        Column("receiver", _(N_("Taken over by")), _receiver, width=22),
        Column("state", _(N_("State")), lambda each: begun(_(MINUTES_STATES[each.state])),
               sort="state", width=14, role=lambda each: _MINUTES_ROLES[each.state][0],
               icon=lambda each: _MINUTES_ROLES[each.state][1]),
        Column("paper", _(N_("Number and date")), lambda each: each.paper or "", width=22),
    ]  # fmt: skip


def _receiver(minutes: Minutes) -> str:
    party = minutes.told.receiver
    return party.name or party.organ


def _devices(minutes: Minutes) -> str:
    return ", ".join(device.serial or device.subscriber for device in minutes.told.devices)
