"""What the rules find about certificates: weak, leading nowhere, revoked, lists that are old."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.checks import Finding
from desktop.domain.texts import N_, said
from desktop.services.certificates.findings import ReadFindings, read_findings
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.last_reading import LastReading
from desktop.views.pages.mending import place_of
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.search_line import SearchLine
from desktop.views.tables.severities import role_of, sign_of
from desktop.views.tables.table import Table
from desktop.views.words import count


class CertificateFindings(QWidget):
    """A table; a row that is opened goes where it is mended."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._reading = LastReading(context, self)
        self._heading = label("", "heading")
        self.model = MemoryModel(context.worker, self._columns(), self)
        self.table = Table(self.model, _, self)
        self.table.setAccessibleName(_(N_("Findings about certificates")))
        self.table.opened.connect(self._go)
        self.words = SearchLine(_(N_("Search the findings")), self.model.search)
        self.words.found_within(self)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        head.addWidget(self._heading, 1)
        head.addWidget(self.words, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        # Keeps the words above in their place where there is no table.
        box.addStretch(0)

    def read(self) -> None:
        """Read the findings anew."""
        command = ReadFindings(self._context.as_of)
        self._reading.begin(
            self._translate(N_("Looking through the certificates")),
            lambda session: read_findings(session, command),
            self._show,
        )

    def _show(self, found: tuple[Finding, ...]) -> None:
        words = N_("Findings about certificates: {count}")
        none = N_("Nothing is found against the certificates.")
        told = self._translate(words if found else none)
        self._heading.setText(told.format(count=count(len(found))))
        self.model.show_rows(found)
        self.table.setVisible(bool(found))
        self.words.setVisible(bool(found))

    def _go(self, finding: Finding) -> None:
        place = place_of(finding.rule, finding.uid or None, finding.endpoint)
        if place is not None:
            self._context.go(*place)

    def _columns(self) -> list[Column]:
        _ = self._translate
        return [
            Column(
                "message",
                _(N_("What is wrong")),
                lambda each: said(each.message, _),
                sort="message",
                width=64,
                role=role_of,
                icon=sign_of,
            ),
            Column("unit", _(N_("Unit")), lambda each: each.unit or "", sort="unit", width=26),
            Column("fix", _(N_("How to mend it")), lambda each: said(each.fix, _), width=52),
        ]
