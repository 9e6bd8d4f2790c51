"""The devices of one delivery with what differs from its list, and the counts of its boxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.stock import same_box
from desktop.domain.texts import N_, Translate
from desktop.services.stock.command import BoxCount, DeliveryStatus, Item
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.choice_kept import choice_kept
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.table import Table
from desktop.views.words import begun, count, day


class _Part(NamedTuple):
    words: str
    holds: Callable[[Item], bool]


_PARTS = (
    _Part(N_("All devices: {count}"), lambda _: True),
    _Part(N_("Not there yet: {count}"), lambda each: each.found_on is None),
    _Part(N_("In no list: {count}"), lambda each: not each.listed),
    _Part(N_("In another box: {count}"), lambda each: _is_elsewhere(each)),
    _Part(N_("Nobody's yet: {count}"), lambda each: each.token is None),
)


class DeliveryDevices(QWidget):
    """Shows the delivery that is chosen, `status`; its buttons are for the tab to act on."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        _ = self._translate = context.translate
        self.status: DeliveryStatus | None = None
        self._heading = label("", "heading")
        self.list_button = action_button(
            _(N_("Take the list in …")), "file-spreadsheet", lambda: None,
            hint=_(N_("Read the issuer's list of this delivery; its rows are seen first")),
        )  # fmt: skip
        self.receive_button = action_button(
            _(N_("Receive …")), "package", lambda: None, main=True,
            hint=_(N_("By a scanner, by what is plugged in, or the whole list")),
        )  # fmt: skip
        self.count_button = action_button(
            _(N_("Count a box …")), "check", lambda: None,
            hint=_(N_("What is in a box, held against what should be")),
        )  # fmt: skip
        self.model = MemoryModel(context.worker, _columns(_), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Devices of the delivery")))
        self.table.opened.connect(self._open)
        self.counts = MemoryModel(context.worker, _count_columns(_), self)
        self.counts_table = Table(self.counts, _, self)
        self.counts_table.setAccessibleName(_(N_("Counts of its boxes")))
        self.which = QComboBox()
        self.which.setAccessibleName(_(N_("Which devices to show")))
        self.which.setToolTip(self.which.accessibleName())
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for _part in _PARTS:
            self.which.addItem("")
        self.which.currentIndexChanged.connect(
            lambda place: self.model.keep_only(_PARTS[place].holds)
        )
        self.words = SearchLine(_(N_("Search its devices")), self.model.search)
        self._lay_out()
        self.show_status(None)

    def show_status(self, status: DeliveryStatus | None) -> None:
        """Show a delivery, or nothing."""
        self.status = status
        items = status.items if status is not None else ()
        for place, part in enumerate(_PARTS):
            words = self._translate(part.words)
            self.which.setItemText(place, words.format(count=count(sum(map(part.holds, items)))))
        with choice_kept(self.table, self.model):
            self.model.show_rows(items)
        counts = status.counts if status is not None else ()
        self.counts.show_rows(counts)
        self.counts_table.setVisible(bool(counts))
        heading = ""
        if status is not None:
            words = self._translate(N_("Devices of delivery {number}"))
            heading = words.format(number=status.delivery.number)
        self._heading.setText(heading)
        editable = self._context.editable and status is not None
        self.list_button.setEnabled(editable)
        self.receive_button.setEnabled(editable)
        self.count_button.setEnabled(editable and bool(boxes_of(status)))

    def _open(self, item: Item) -> None:
        if item.token is not None:
            self._context.go("tokens", item.token)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self.which)
        head.addWidget(self.words, 1)
        for button in (self.list_button, self.count_button, self.receive_button):
            head.addWidget(button)
        self.words.found_within(self)
        split = QSplitter()
        split.setHandleWidth(Space.NEAR)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.counts_table)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self._heading)
        box.addLayout(head)
        box.addWidget(split, 1)


def boxes_of(status: DeliveryStatus | None) -> list[str]:
    """Return the boxes that devices of a delivery are in, or should be in by its list."""
    items = status.items if status is not None else ()
    return list(dict.fromkeys(box for each in items if (box := each.found_box or each.box)))


def _is_elsewhere(item: Item) -> bool:
    return bool(item.box and item.found_box) and not same_box(item.box, item.found_box)


def _columns(translate: Translate) -> list[Column]:
    _ = translate

    def standing(item: Item) -> str:
        if item.found_on is None:
            return _(N_("not there yet"))
        if not item.listed:
            return _(N_("in no list"))
        if _is_elsewhere(item):
            words = _(N_("in {found}, listed in {box}"))
            return words.format(found=item.found_box, box=item.box)
        return _(N_("as listed"))

    def is_right(item: Item) -> bool:
        return item.found_on is not None and item.listed and not _is_elsewhere(item)

    def custody(item: Item) -> str:
        return begun(_(CUSTODY_LABELS[item.custody])) if item.custody else ""

    return [
        Column("serial", _(N_("Serial")), sort="serial", width=18),
        Column("box", _(N_("Box")), lambda item: item.found_box or item.box or "", sort="box",
               width=10),
        Column("standing", _(N_("Against the list")), standing, sort="standing", width=28,
               role=lambda item: "good" if is_right(item) else "warning",
               icon=lambda item: "circle-check" if is_right(item) else "triangle-alert"),
        Column("found_on", _(N_("Found on")), lambda item: day(item.found_on), sort="iso_found",
               width=11),
        Column("subscriber", _(N_("Subscriber")),
               lambda item: item.subscriber or _(N_("nobody's yet")), sort="subscriber", width=22),
        Column("unit", _(N_("Unit")), sort="unit", width=24),
        Column("custody", _(N_("State")), custody, sort="custody", width=16),
        Column("model", _(N_("Model")), sort="model", width=16),
        Column("note", _(N_("Remark")), sort="note", width=20),
    ]  # fmt: skip


def _count_columns(translate: Translate) -> list[Column]:
    _ = translate
    return [
        Column("box", _(N_("Box")), sort="box", width=10),
        Column("counted_on", _(N_("Counted on")), lambda each: day(each.counted_on),
               sort="iso_counted", width=11),
        Column("seen", _(N_("Seen")), _seen, sort="seen", width=9, alignment=RIGHT,
               role=lambda each: "good" if not each.missing and not each.extra else "warning"),
        Column("missing", _(N_("Missing")), lambda each: ", ".join(each.missing), sort="missing",
               width=18),
        Column("extra", _(N_("Too many")), lambda each: ", ".join(each.extra), sort="extra",
               width=18),
        Column("counted_by", _(N_("By")), sort="counted_by", width=16),
    ]  # fmt: skip


def _seen(each: BoxCount) -> str:
    return f"{each.seen}/{each.expected}"
