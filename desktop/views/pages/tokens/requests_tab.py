"""Requests to the issuer: how far each is, and what is next."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
)

from desktop.domain.custody import CERTIFICATE_LABELS
from desktop.domain.texts import N_, Translate
from desktop.services.requests.command import (
    ANSWER_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    CancelRequest,
    FindBatch,
    Item,
    Kind,
    ListRequests,
    Request,
    RequestDone,
    RequestState,
)
from desktop.services.requests.drawing import (
    cancel_request,
    draw_batch,
    list_requests,
)
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.pages.endpoints.round_list import Part, RoundList
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.tokens.paper_forms import (
    AnswerForm,
    SendForm,
)
from desktop.views.pages.tokens.print_form import PrintForm
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.table import Table
from desktop.views.words import begun, count, day

_BATCHES = {
    "ending": N_("Renew: certificates that ended or end within 90 days"),
    "lost": N_("Revoke: lost devices"),
    "returned": N_("Revoke: devices given back with a certificate in force"),
    "locked": N_("Recover: devices with a locked PIN"),
    "without-token": N_("New: people for secret documents without a device"),
}
_ROLES = {
    RequestState.DRAFT: ("quiet", "pencil"),
    RequestState.SENT: ("warning", "hourglass"),
    RequestState.CONFIRMED: ("good", "circle-check"),
    RequestState.REFUSED: ("error", "circle-x"),
    RequestState.MIXED: ("warning", "triangle-alert"),
    RequestState.CANCELLED: ("quiet", "minus"),
}


class RequestsTab(RoundList):
    """All requests; what the chosen one is about stands below."""

    def __init__(self, context: Context) -> None:
        _ = context.translate
        parts = (
            Part(N_("All requests: {count}"), lambda _: True),
            Part(N_("Drafts: {count}"), lambda each: each.state is RequestState.DRAFT),
            Part(N_("Waiting for the answer: {count}"), _is_sent),
        )
        super().__init__(
            context,
            _request_columns(_),
            parts,
            table=_(N_("Requests to the issuer")),
            which=_(N_("Which requests to show")),
            search=_(N_("Search the requests")),
        )
        self.make = action_button(
            _(N_("Draw up …")), "plus", lambda: None,
            hint=_(N_("A draft about all that the registers find")),
        )  # fmt: skip
        self.make.setMenu(self._batches())
        self.print = action_button(_(N_("Print …")), "printer", self._print)
        self.send = action_button(_(N_("Sent …")), "arrow-right", self._send)
        self.answer = action_button(_(N_("Answer …")), "check", self._answer, main=True)
        self.cancel = action_button(_(N_("Give up")), "x", self._cancel)
        self.items = MemoryModel(context.worker, _item_columns(_), self)
        self.items_table = Table(self.items, _, self)
        self.items_table.setAccessibleName(_(N_("What the request is about")))
        self.make_first = QPushButton(_(N_("Draw up …")))
        self.make_first.setMenu(self._batches())
        nothing = Empty(
            "file-text",
            _(N_("No request to the issuer yet")),
            _(
                N_(
                    "Choose devices in the list and draw one up, or let the registers find what is "
                    "to be renewed, revoked or recovered."
                )
            ),
            self.make_first,
        )
        buttons = (self.make, self.print, self.send, self.answer, self.cancel)
        self.lay_out(buttons, nothing, self.items_table)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self._choose()

    def chosen(self) -> Request | None:
        """Return the request that is chosen."""
        request: Request | None = chosen_row(self.table, self.model)
        return request

    def read(self) -> None:
        """Read the requests."""
        self._context.read(lambda session: list_requests(session, ListRequests()), self._show, self)

    def make_batch(self, batch: str) -> None:
        """Draw up a request about all that a batch finds."""

        def work(session: Session) -> RequestDone:
            return draw_batch(session, FindBatch(batch))

        def done(found: RequestDone) -> None:
            words = self._translate(N_("Request {number} is a draft: {count}.")).format(
                number=found.request.number, count=count(len(found.request.items))
            )
            self._context.notify(Notice(words, "good", key="papers"))

        self._context.change(work, self, done)

    def _batches(self) -> QMenu:
        menu = QMenu(self)
        for batch, words in _BATCHES.items():
            act = menu.addAction(self._translate(words))
            act.triggered.connect(partial(self._make, batch))
        return menu

    def _make(self, batch: str, _checked: bool = False) -> None:
        self.make_batch(batch)

    def _show(self, found: tuple[Request, ...]) -> None:
        if not found:
            self.show_nothing()
        else:
            pending = sum(
                item.state == "revocation_pending" and item.answer is None
                for each in found
                if each.state is RequestState.SENT and each.kind is Kind.REVOKE
                for item in each.items
            )
            words = N_("{count} certificates are not revoked yet: the issuer has not confirmed it.")
            none = N_("No revocation waits for the issuer's confirmation.")
            told = self._translate(words if pending else none).format(count=count(pending))
            self.show_rows(told, found)
            if self.chosen() is None:
                self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        request = self.chosen()
        self.items.show_rows(request.items if request is not None else ())
        editable = self._context.editable
        state = request.state if request is not None else None
        self.make.setEnabled(editable)
        self.make_first.setEnabled(editable)
        self.print.setEnabled(request is not None)
        self.send.setEnabled(editable and state is RequestState.DRAFT)
        self.cancel.setEnabled(editable and state is RequestState.DRAFT)
        self.answer.setEnabled(editable and state is RequestState.SENT)

    def _print(self) -> None:
        request = self.chosen()
        if request is not None:
            PrintForm(self._context, request, self).open()

    def _send(self) -> None:
        request = self.chosen()
        if request is not None:
            SendForm(self._context, request, self).open()

    def _answer(self) -> None:
        request = self.chosen()
        if request is None:
            return
        rows = [index.row() for index in self.items_table.selectionModel().selectedRows()]
        picked = [item for item in map(self.items.row, rows) if item is not None]
        items = [item for item in picked or request.items if item.answer is None]
        if items:
            AnswerForm(self._context, request, items, self).open()

    def _cancel(self) -> None:
        request = self.chosen()
        if request is not None:
            command = CancelRequest(request.number)
            self._context.change(lambda session: cancel_request(session, command), self)


def chosen_row(table: Table, model: MemoryModel) -> Any:
    """Return the row of a table that is chosen, or None."""
    rows = table.selectionModel().selectedRows()
    return model.row(rows[0].row()) if rows else None


def _is_sent(request: Request) -> bool:
    return request.state is RequestState.SENT


def _request_columns(translate: Translate) -> list[Column]:
    _ = translate
    return [
        Column("number", _(N_("Request")), lambda each: str(each.number), width=9, alignment=RIGHT),
        Column("drawn_on", _(N_("Of")), lambda each: day(each.drawn_on), "iso_drawn", 11),
        Column("kind", _(N_("Asked for")), lambda each: begun(_(KIND_LABELS[each.kind])),
               sort="kind", width=28),
        Column("items", _(N_("How many")), lambda each: count(len(each.items)), width=9,
               alignment=RIGHT),
        Column("state", _(N_("State")), lambda each: begun(_(STATE_LABELS[each.state])),
               sort="state", width=24, role=lambda each: _ROLES[each.state][0],
               icon=lambda each: _ROLES[each.state][1]),
        Column("letter", _(N_("Letter")), lambda each: each.letter or "", width=24),
        Column("reason", _(N_("Reason")), lambda each: each.reason or "", width=20),
    ]  # fmt: skip


def _item_columns(translate: Translate) -> list[Column]:
    _ = translate

    def state(item: Item) -> str:
        return begun(_(CERTIFICATE_LABELS[item.state])) if item.state else ""

    def answered(item: Item) -> str:
        return begun(_(ANSWER_LABELS[item.answer]))

    return [
        Column("place", _(N_("No.")), lambda item: str(item.place), width=6, alignment=RIGHT),
        Column("subscriber", _(N_("Subscriber")), width=22),
        Column("unit_name", _(N_("Unit")), width=26),
        Column("serial", _(N_("Serial")), lambda item: item.serial or "", width=16),
        Column("number", _(N_("Number of the certificate")), _number, width=18),
        Column("state", _(N_("Certificate")), state, width=16),
        Column("answer", _(N_("Answer")), answered, width=14),
        Column("reason", _(N_("Reason")), lambda item: item.reason or "", width=20),
    ]


def _number(item: Item) -> str:
    return item.number or ""
