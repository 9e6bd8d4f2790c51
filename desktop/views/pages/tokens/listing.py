"""The table of tokens with its filter and figures: read in slices, sorted, chosen, copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.custody import (
    ACCESS_LABELS,
    CERTIFICATE_LABELS,
    CUSTODY_LABELS,
    PURPOSE_LABELS,
)
from desktop.domain.periods import last_day
from desktop.domain.texts import N_
from desktop.services.browse_tokens import (
    BrowseTokens,
    CountTokens,
    TokenFilter,
    TokenLine,
    TokenList,
    count_tokens,
)
from desktop.services.session import Session
from desktop.services.unit_page import ReadUnit, read_unit
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.kept_filters import KeptFilters
from desktop.views.pages.nothing import NothingThatDay
from desktop.views.pages.page import Empty
from desktop.views.pages.tokens.figures import Figures
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice
from desktop.views.tables.table import Table
from desktop.views.words import begun, count, day

_PAUSE_MS = 200
CUSTODY_SIGNS = {
    # custody: icon, colour role
    "requested": ("hourglass", "quiet"),
    "stock": ("package", "quiet"),
    "transit": ("arrow-right", "warning"),
    "received": ("mailbox", "warning"),
    "handed_over": ("circle-check", "good"),
    "returned": ("undo-2", "quiet"),
    "destroyed": ("trash-2", "quiet"),
    "lost": ("circle-alert", "error"),
    "damaged": ("triangle-alert", "error"),
}
CERTIFICATE_SIGNS = {
    "active": ("badge-check", "good"),
    "on_hold": ("hourglass", "warning"),
    "revocation_pending": ("triangle-alert", "warning"),
    "revoked": ("circle-x", "error"),
    "expired": ("circle-alert", "error"),
    "superseded": ("history", "quiet"),
}
PLAIN_SIGN = ("minus", "quiet")


def certificate_state(state: str | None, until: str | None, at: str) -> str:
    """Return the state to show: "none" without a certificate, "expired" where it is over."""
    if state is None:
        return "none"
    return "expired" if state == "active" and until is not None and until <= at else state


class TokenListing(QWidget):
    """`opened` is emitted with a `TokenLine`; `chosen` when other rows are chosen."""

    opened = Signal(object)
    chosen = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        # What is asked for, kept apart from the fields: the worker's thread reads it.
        self.wanted, self._as_of = TokenFilter(), context.as_of
        self._list = TokenList(BrowseTokens())
        self.figures = Figures(context.translate)
        self.figures.on_chosen = self._choose_figure
        self._make_filter()
        self.model = RowsModel(context.worker, self._columns(), self._fetch, self)
        self.model.on_failed = context.show_failure
        self.model.on_loaded = self._show_count
        self.table = Table(self.model, context.translate, self)
        self.table.setAccessibleName(self._translate(N_("eTokens")))
        self.table.opened.connect(self.opened)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._tell_choice())
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: self._want(words=self.words.text().strip()))
        self.words.textChanged.connect(lambda _: self._pause.start())
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.words.setFocus)

    def read(self) -> None:
        """Read the list and the figures anew."""
        self._as_of = self._context.as_of
        # The rows first: counting looks at every token.
        self.model.refresh()
        self.kept.read()
        command = CountTokens(self.wanted.under, self._as_of)
        self._context.read(
            lambda session: count_tokens(session, command), self.figures.show_counts, self
        )

    def set_filter(self, wanted: TokenFilter, unit_name: str = "") -> None:
        """Show the tokens that pass `wanted`; `unit_name` is what its unit is called."""
        for field in (self.words, self.custody, self.certificate, self.unit):
            field.blockSignals(True)
        self.words.setText(wanted.words)
        self.custody.setCurrentIndex(max(0, self.custody.findData(wanted.custody)))
        self.certificate.setCurrentIndex(max(0, self.certificate.findData(wanted.certificate)))
        self.unit.set_unit(wanted.under, unit_name)
        for field in (self.words, self.custody, self.certificate, self.unit):
            field.blockSignals(False)
        self.wanted = wanted
        self.figures.show_filter(wanted)
        self.clear_button.setEnabled(wanted != TokenFilter())
        self.read()

    def choose(self, wanted: TokenFilter) -> None:
        """Show the tokens that pass `wanted`; what its unit is called is read first."""
        if wanted.under is None:
            self.set_filter(wanted)
            return
        command = ReadUnit(wanted.under, self._context.as_of)
        self._context.read(
            lambda session: read_unit(session, command).title,
            lambda name: self.set_filter(wanted, name),
            self,
        )

    def clear(self) -> None:
        """Show all tokens."""
        self.set_filter(TokenFilter())

    def chosen_count(self) -> int:
        """Return how many rows are chosen, here or not."""
        return self.table.chosen_count()

    def chosen_lines(self) -> Callable[[Session], tuple[TokenLine, ...]]:
        """Return the work that gives the lines of all chosen rows, also of those not read yet."""
        places = self.table.chosen_numbers()
        here = tuple(self.table.chosen_rows())
        if len(here) == len(places):
            return lambda _session: here
        listed = self._list

        def work(session: Session) -> tuple[TokenLine, ...]:
            return listed.at(session, places)

        return work

    def _make_filter(self) -> None:
        _ = self._translate
        self.words = QLineEdit()
        self.words.setProperty("passing", True)
        self.words.setPlaceholderText(_(N_("Serial, subscriber or unit")))
        self.words.setAccessibleName(self.words.placeholderText())
        self.words.setToolTip(_(N_("Words of the serial, the subscriber or the unit (Ctrl+F)")))
        self.words.setClearButtonEnabled(True)
        # What is looked for is no loss when the vault locks.
        self.words.setProperty("passing", True)
        self.custody = _choice(
            _(N_("Where the device is")), _(N_("wherever the device is")), CUSTODY_LABELS, _
        )
        self.certificate = _choice(
            _(N_("State of the certificate")),
            _(N_("whatever the certificate")),
            CERTIFICATE_LABELS,
            _,
        )
        self.unit = UnitPicker(self._context)
        self.unit.setPlaceholderText(_(N_("Under the unit …")))
        self.unit.setAccessibleName(_(N_("Under a unit")))
        self.unit.setProperty("passing", True)
        self.custody.activated.connect(lambda _: self._want(custody=self.custody.currentData()))
        self.certificate.activated.connect(
            lambda _: self._want(certificate=self.certificate.currentData())
        )
        self.unit.picked.connect(self._pick_unit)
        self.kept = KeptFilters(
            self._context, "tokens", self._values, self._choose_kept, self.clear
        )
        self.clear_button = QPushButton(_(N_("Show all tokens")))
        self.clear_button.setEnabled(False)
        self.clear_button.clicked.connect(self.clear)

    def _pick_unit(self, uid: str | None) -> None:
        if uid != self.wanted.under and not self.unit.is_unclear():
            self._want(under=uid)
            self.read()

    def _choose_figure(self, part: TokenFilter) -> None:
        self._want(fact=part.fact, unsigned=part.unsigned, ending=part.ending)

    def _values(self) -> Mapping[str, str]:
        anything = asdict(TokenFilter())
        asked = asdict(self.wanted)
        return {name: str(asked[name]) for name in asked if asked[name] != anything[name]}

    def _choose_kept(self, values: Mapping[str, str]) -> None:
        get = values.get
        ending = get("ending")
        self.choose(
            TokenFilter(
                words=get("words", ""),
                custody=get("custody"),
                certificate=get("certificate"),
                ending=None if ending is None else int(ending),
                unsigned="unsigned" in values,
                under=get("under"),
                fact=get("fact"),
            )
        )

    def _want(self, **changed: object) -> None:
        wanted = replace(self.wanted, **changed)  # type: ignore[arg-type]  # each caller names one field with its own type
        self.figures.show_filter(wanted)
        self.clear_button.setEnabled(wanted != TokenFilter())
        if wanted != self.wanted:
            self.wanted = wanted
            self.model.refresh()

    def _lay_out(self) -> None:
        _ = self._translate
        choices = QHBoxLayout()
        choices.setSpacing(Space.NEAR)
        choices.addWidget(self.words, 3)
        choices.addWidget(self.custody)
        choices.addWidget(self.certificate)
        choices.addWidget(self.unit, 2)
        choices.addWidget(self.kept)
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(self.clear_button)
        columns = QPushButton(_(N_("Columns")))
        columns.setToolTip(_(N_("Choose which columns are shown")))
        columns.setMenu(self.table.columns_menu())
        foot.addWidget(columns)
        self._nothing = Empty(
            "key-round",
            _(N_("No token is listed here")),
            _(
                N_(
                    "Change the words or the choices above. A table of tokens is brought in with "
                    "“Import” (Ctrl+I)."
                )
            ),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        self.that_day = NothingThatDay(self._context)
        self._stack.addWidget(self.that_day)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self.figures)
        box.addLayout(choices)
        box.addWidget(self._stack, 1)
        box.addLayout(foot)

    def _fetch(
        self, session: Session, offset: int, limit: int, sort: str | None, down: bool
    ) -> Slice:
        if offset == 0:
            self._list = TokenList(BrowseTokens(self.wanted, self._as_of, sort, down))
        found = self._list.read(session, offset, limit)
        return Slice(found.rows, found.count)

    def _show_count(self, number: int) -> None:
        empty = self._as_of is not None and self.wanted == TokenFilter()
        self._stack.setCurrentIndex(0 if number else 2 if empty else 1)
        self._tell_choice()

    def _tell_choice(self) -> None:
        self._say()
        self.chosen.emit()

    def _say(self) -> None:
        _ = self._translate
        words = _(N_("{count} tokens")).format(count=count(self.model.count()))
        chosen = self.chosen_count()
        if chosen > 1:
            words += " · " + _(N_("{count} chosen")).format(count=count(chosen))
        self._count.setText(words)

    def _state(self, row: TokenLine) -> str:
        at = self._as_of or date.today().isoformat()  # noqa: DTZ011 - the day of this PC
        return certificate_state(row.certificate_state, row.until, at)

    def _columns(self) -> tuple[Column, ...]:
        _ = self._translate

        def custody(row: Any) -> str:
            return begun(_(CUSTODY_LABELS[row.custody]))

        def waits(row: Any) -> str:
            if row.minutes is None:
                return ""
            return _(N_("minutes {number} to be signed")).format(number=row.minutes)

        return (
            Column("serial", _(N_("Serial")), sort="serial", width=16),
            Column("subscriber", _(N_("Subscriber")), sort="subscriber", width=22),
            Column("unit_name", _(N_("Unit")), sort="unit", width=28),
            Column(
                "custody",
                _(N_("Where it is")),
                custody,
                sort="custody",
                width=17,
                role=lambda row: CUSTODY_SIGNS[row.custody][1],
                icon=lambda row: CUSTODY_SIGNS[row.custody][0],
            ),
            Column(
                "minutes",
                _(N_("Waits for")),
                lambda row: begun(waits(row)),
                width=19,
                role=lambda row: "warning" if row.minutes is not None else "quiet",
            ),
            Column(
                "certificate_state",
                _(N_("Certificate")),
                lambda row: begun(_(CERTIFICATE_LABELS[self._state(row)])),
                width=17,
                role=lambda row: CERTIFICATE_SIGNS.get(self._state(row), PLAIN_SIGN)[1],
                icon=lambda row: CERTIFICATE_SIGNS.get(self._state(row), PLAIN_SIGN)[0],
            ),
            Column(
                "until", _(N_("Ends on")), lambda row: day(last_day(row.until)), "until", width=11
            ),
            Column("signed_on", _(N_("Signed on")), lambda r: day(r.signed_on), "signed", 11),
            Column(
                "received_on",
                _(N_("Received on")),
                lambda row: day(row.received_on),
                "received",
                11,
                shown=False,
            ),
            Column("person", _(N_("Person")), width=22, shown=False),
            Column(
                "purpose",
                _(N_("Purpose")),
                lambda row: begun(_(PURPOSE_LABELS.get(row.purpose, row.purpose))),
                width=12,
                shown=False,
            ),
            Column("certificate", _(N_("Number of the certificate")), width=24, shown=False),
            Column(
                "access",
                _(N_("PIN")),
                lambda row: begun(_(ACCESS_LABELS.get(row.access, row.access))),
                width=22,
                shown=False,
            ),
        )


def _choice(name: str, anything: str, labels: Any, translate: Callable[[str], str]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.addItem(begun(anything), None)
    for value, words in labels.items():
        combo.addItem(begun(translate(words)), value)
    return combo
