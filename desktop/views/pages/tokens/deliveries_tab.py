"""Deliveries of devices: what was announced, what has come, what differs, and what is in them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop.domain.texts import N_, Translate
from desktop.services.imports.command import ImportResult
from desktop.services.session import Session
from desktop.services.stock.assigning import KIND as ASSIGNMENTS
from desktop.services.stock.assigning import AssignList, assign_list
from desktop.services.stock.command import (
    DeliveryCounts,
    DeliveryStatus,
    ImportList,
    ListDeliveries,
    ReadDelivery,
)
from desktop.services.stock.deliveries import list_deliveries, read_delivery
from desktop.services.stock.listing import KIND as LISTS
from desktop.services.stock.listing import import_list
from desktop.views.context import Context
from desktop.views.pages.endpoints.round_list import Part, RoundList
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.tokens.delivery_devices import DeliveryDevices
from desktop.views.pages.tokens.delivery_forms import DeliveryForm
from desktop.views.pages.tokens.list_dialog import ListDialog, Taking
from desktop.views.pages.tokens.requests_tab import chosen_row
from desktop.views.pages.tokens.seen_forms import CountForm, ReceiveForm
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.words import count, day

TABLES = "*.xlsx *.xlsm *.xls *.ods *.csv"

_PARTS = (
    Part(N_("All deliveries: {count}"), lambda _: True),
    Part(N_("Not all there: {count}"), lambda each: each.outstanding > 0 or not each.arrived_on),
    Part(N_("With devices in no list: {count}"), lambda each: each.unlisted > 0),
)


class DeliveriesTab(RoundList):
    """The deliveries above, the devices of the chosen one below."""

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(
            context,
            _columns(_),
            _PARTS,
            table=_(N_("Deliveries of devices")),
            which=_(N_("Which deliveries to show")),
            search=_(N_("Search the deliveries")),
        )
        self.add_button = action_button(
            _(N_("Record a delivery …")), "plus", self.add,
            hint=_(N_("Whom it comes from, its letter, and the issuer's list of what is in it")),
        )  # fmt: skip
        self.assign_button = action_button(
            _(N_("Say whose they are …")), "users", self._choose_assignments,
            hint=_(N_("Read a table of serials, units and people")),
        )  # fmt: skip
        self.add_first = action_button(_(N_("Record a delivery …")), "plus", self.add, main=True)
        self.devices = DeliveryDevices(context)
        self.devices.list_button.clicked.connect(lambda _on=False: self._choose_list())
        self.devices.receive_button.clicked.connect(lambda _on=False: self.receive())
        self.devices.count_button.clicked.connect(lambda _on=False: self.count())
        nothing = Empty(
            "package",
            _(N_("No delivery was recorded yet")),
            _(
                N_(
                    "Record it with the issuer's list; then scan what came, and what is missing or"
                    " too much is named."
                )
            ),
            self.add_first,
        )
        self.lay_out((self.assign_button, self.add_button), nothing, self.devices)
        self.table.chosen.connect(lambda _rows: self._read_chosen())
        self._allow()

    def chosen(self) -> DeliveryCounts | None:
        """Return the delivery that is chosen."""
        found: DeliveryCounts | None = chosen_row(self.table, self.model)
        return found

    def read(self) -> None:
        """Read the deliveries, and the chosen one."""
        self._context.read(
            lambda session: list_deliveries(session, ListDeliveries()), self._show, self
        )

    def add(self) -> None:
        """Ask for a new delivery; the list that is named with it is shown before it is taken."""
        DeliveryForm(self._context, self, self._added).open()

    def take_list(self, number: int, file: Path) -> None:
        """Show what the issuer's list would write into a delivery."""
        _ = self._translate

        def work(session: Session, taking: Taking) -> ImportResult:
            how = (taking.dry_run, taking.skip_bad)
            command = ImportList(number, file, taking.mapping, taking.told, *how)
            return import_list(session, command)

        title = _(N_("List of delivery {number}")).format(number=number)
        told = _(N_("Box of rows that name none"))
        ListDialog(self._context, self, title, (LISTS, file), work, told).open()

    def take_assignments(self, file: Path) -> None:
        """Show what a table of serials and people would write."""
        _ = self._translate

        def work(session: Session, taking: Taking) -> ImportResult:
            how = (taking.dry_run, taking.skip_bad)
            command = AssignList(file, taking.mapping, None, taking.told, *how)
            return assign_list(session, command)

        title, told = _(N_("Say whose devices are to be")), _(N_("Number and date of the letter"))
        ListDialog(self._context, self, title, (ASSIGNMENTS, file), work, told).open()

    def receive(self) -> None:
        """Ask what came of the chosen delivery."""
        if self.devices.status is not None:
            ReceiveForm(self._context, self, self.devices.status).open()

    def count(self) -> None:
        """Ask what is in a box of the chosen delivery."""
        if self.devices.status is not None:
            CountForm(self._context, self, self.devices.status).open()

    def _added(self, number: int, file: Path | None) -> None:
        # The new delivery is the one that is looked at next.
        self.table.clearSelection()
        if file is not None:
            self.take_list(number, file)

    def _show(self, found: tuple[DeliveryCounts, ...]) -> None:
        if not found:
            self.show_nothing()
        else:
            missing = sum(each.outstanding for each in found)
            words = N_("{count} devices of the lists have not come yet.")
            none = N_("All devices of the lists have come.")
            told = self._translate(words if missing else none).format(count=count(missing))
            self.show_rows(told, found)
            if self.chosen() is None:
                self.table.selectRow(0)
        self._allow()

    def _read_chosen(self) -> None:
        chosen = self.chosen()
        if chosen is None:
            self.devices.show_status(None)
            return
        command = ReadDelivery(chosen.number)

        def done(status: DeliveryStatus) -> None:
            now = self.chosen()
            if now is not None and now.number == command.number:
                self.devices.show_status(status)

        self._context.read(lambda session: read_delivery(session, command), done, self)

    def _allow(self) -> None:
        for button in (self.add_button, self.add_first, self.assign_button):
            button.setEnabled(self._context.editable)

    def _choose_list(self) -> None:
        chosen = self.chosen()
        file = self._ask_for_table(N_("The issuer's list"))
        if chosen is not None and file is not None:
            self.take_list(chosen.number, file)

    def _choose_assignments(self) -> None:
        file = self._ask_for_table(N_("Table of serials, units and people"))
        if file is not None:
            self.take_assignments(file)

    def _ask_for_table(self, words: str) -> Path | None:
        _ = self._translate
        kinds = f"{_(N_('Tables'))} ({TABLES})"
        chosen, _kind = QFileDialog.getOpenFileName(self, _(words), "", kinds)
        return Path(chosen) if chosen else None


def _columns(translate: Translate) -> list[Column]:
    _ = translate

    def differs(each: DeliveryCounts) -> str:
        if not each.listed and not each.unlisted:
            return _(N_("no list yet"))
        found = []
        if each.outstanding:
            found.append(_(N_("{count} missing")).format(count=count(each.outstanding)))
        if each.unlisted:
            found.append(_(N_("{count} in no list")).format(count=count(each.unlisted)))
        return "; ".join(found) or _(N_("none"))

    return [
        Column("number", _(N_("Delivery")), lambda each: str(each.number), "number", 8,
               alignment=RIGHT, order=lambda each: each.number),
        Column("sender", _(N_("Delivered by")), sort="sender", width=22),
        Column("letter", _(N_("Letter")), _letter, sort="letter", width=18),
        Column("arrived_on", _(N_("Came on")), lambda each: day(each.arrived_on) or "—",
               sort="iso_arrived", width=11),
        _figure("listed", _(N_("Announced"))),
        _figure("found", _(N_("There"))),
        Column("differs", _(N_("Difference")), differs, sort="differs", width=26,
               role=lambda each: _look(each)[0], icon=lambda each: _look(each)[1],
               order=lambda each: (each.outstanding, each.unlisted)),
        _figure("assigned", _(N_("Somebody's"))),
        _figure("handed_over", _(N_("Handed over"))),
        Column("kept_at", _(N_("Kept at")), sort="kept_at", width=20),
        Column("boxes", _(N_("Boxes")), lambda each: str(each.boxes or ""), sort="boxes", width=8,
               alignment=RIGHT, order=lambda each: each.boxes or 0),
        Column("note", _(N_("Remark")), sort="note", width=24),
    ]  # fmt: skip


def _figure(name: str, title: str) -> Column:
    return Column(
        name,
        title,
        lambda each: count(getattr(each, name)),
        sort=name,
        width=8,
        alignment=RIGHT,
        order=lambda each: getattr(each, name),
    )


def _look(each: DeliveryCounts) -> tuple[str, str]:
    """Return the colour's role and the icon of how a delivery differs from its list."""
    if each.outstanding or each.unlisted:
        return "warning", "triangle-alert"
    return ("good", "circle-check") if each.listed else ("quiet", "minus")


def _letter(each: DeliveryCounts) -> str:
    return " ".join(filter(None, (each.letter, day(each.letter_on))))
