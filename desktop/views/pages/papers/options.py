"""Which paper, and how: the column beside the preview."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QListWidgetItem, QVBoxLayout, QWidget

from desktop.domain.levels import LEVEL_LABELS, Direction
from desktop.domain.papers import FORMS, PAPERS, PLAN_PAPERS
from desktop.domain.places import FIRST_DAY
from desktop.domain.routing import CELLS, Cell
from desktop.domain.texts import N_
from desktop.services.coverage_sheet import cell_words
from desktop.services.plan_paper import DrawPlan
from desktop.services.reports import Draw
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.pages.pieces import ShortList, label
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day, local_time

_NAME = Qt.ItemDataRole.UserRole
_LETTERS = 34
# What is chosen for a paper, besides its marks.
_FIELDS = {
    "old-to-new": ("since", "under"),
    "endpoints": ("under",),
    "coverage": ("cell", "under"),
    "not-reached": ("cell", "under"),
}


class PaperOptions(QWidget):
    """A column as wide as the longest title of a paper, in the present letters. `changed` is
    emitted when another paper, or the same in another way, is asked for."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self._context = context
        self._wanted: int | None = None
        # The paper whose round another page has named, and its number.
        self._round: tuple[str, int | None] = ("", None)
        # The title of a plan whose paper another page asks for.
        self._plan = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        self.papers = ShortList(len(PAPERS) + 1)
        self.papers.setAccessibleName(_(N_("Papers")))
        self.papers.setWordWrap(True)
        for name, title in PAPERS.items():
            self._add_paper(name, title)
        self.papers.setCurrentRow(0)
        self.papers.currentRowChanged.connect(lambda _: self._take_choice())
        box.addWidget(self.papers)
        box.addSpacing(Space.NEAR)
        self.bundle, self._bundle_label = self._choice(box, _(N_("Bundle")))
        self.since = DayField(FIRST_DAY)
        self.since.dateChanged.connect(lambda _: self._take_choice())
        self.under = UnitPicker(context)
        self.under.setProperty("passing", True)
        self.under.picked.connect(lambda _: self._take_choice())
        self.cell = QComboBox()
        self.cell.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for cell in CELLS:
            self.cell.addItem(begun(cell_words(cell, _)), cell)
        self.cell.activated.connect(lambda _: self._take_choice())
        self._fields = {
            "since": self._field(box, _(N_("Reorganisations from")), self.since),
            "cell": self._field(box, _(N_("Direction, network, level")), self.cell),
            "under": self._field(box, _(N_("Below the unit (blank: all)")), self.under),
        }
        self.secrecy, _label = self._choice(box, _(N_("Secrecy mark")))
        for level, words in LEVEL_LABELS.items():
            self.secrecy.addItem(_(words), level)
        self.form, _label = self._choice(box, _(N_("Form")))
        for form, words in FORMS.items():
            self.form.addItem(_(words), form)
        for field in (self.bundle, self.secrecy, self.form):
            field.activated.connect(lambda _: self._take_choice())
        box.addSpacing(Space.NEAR)
        self._note = label("", "quiet")
        box.addWidget(self._note)
        box.addStretch(1)
        self._fit()

    def command(self) -> Draw | DrawPlan:
        """Return what is to be drawn as it is chosen."""
        paper = self.papers.currentItem().data(_NAME)
        if paper in PLAN_PAPERS:
            return DrawPlan(self._plan, self.secrecy.currentData(), self.form.currentData())
        fields = _FIELDS.get(paper, ())
        cell: Cell | None = self.cell.currentData() if "cell" in fields else None
        return Draw(
            paper,
            as_of=self._context.as_of,
            sequence=self.bundle.currentData() if paper == "sign-off" else None,
            secrecy=self.secrecy.currentData(),
            form=self.form.currentData(),
            since=self.since.iso() if "since" in fields else None,
            unit=self.under.uid() if "under" in fields else None,
            level=cell.level if cell else None,
            environment=cell.environment if cell else None,
            direction=cell.direction if cell else Direction.RECEIVE,
            round=self._round[1] if self._round[0] == paper else None,
        )

    def missing(self) -> str:
        """Say what is needed before the paper can be drawn; nothing where all is there."""
        paper = self.papers.currentItem().data(_NAME)
        if "under" in _FIELDS.get(paper, ()) and self.under.is_unclear():
            return self._context.translate(N_("Choose the unit from the list, or empty the field."))
        return ""

    def choose(self, request: PaperRequest) -> None:
        """Choose the paper that another page asks for; its bundle may have to be read first."""
        self._wanted = request.sequence
        self._round = (request.paper, request.round)
        if request.cell is not None:
            self.cell.setCurrentIndex(CELLS.index(request.cell))
            self.under.set_unit(*(request.under or (None, "")))
        self._choose_paper(request.paper)
        self._choose_wanted()
        self._take_choice()

    def offer_plan(self, title: str) -> None:
        """Offer the paper of the plan called `title` too, and choose it."""
        (name, words), *_rest = PLAN_PAPERS.items()
        if not self._plan:
            self._add_paper(name, words)
        self._plan = title
        self._choose_paper(name)
        self._take_choice()

    def _add_paper(self, name: str, title: str) -> None:
        words = self._context.translate(title)
        item = QListWidgetItem(words)
        item.setData(_NAME, name)
        item.setToolTip(words)
        self.papers.addItem(item)

    def _choose_paper(self, name: str) -> None:
        for number in range(self.papers.count()):
            if self.papers.item(number).data(_NAME) == name:
                self.papers.setCurrentRow(number)

    def show_bundles(self, found: list[tuple[int, str]]) -> None:
        """Offer the bundles that there are: (sequence, time of sealing)."""
        chosen = self.bundle.currentData()
        self.bundle.clear()
        self.bundle.addItem(self._context.translate(N_("the last one sealed")), None)
        for sequence, created in found:
            self.bundle.addItem(f"{sequence:06} · {local_time(created)}", sequence)
        self.bundle.setCurrentIndex(max(0, self.bundle.findData(chosen)))
        self._choose_wanted()
        self._take_choice()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Fit anew when the letters are of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * _LETTERS)

    def _choice(self, box: QVBoxLayout, words: str) -> tuple[QComboBox, QLabel]:
        field = QComboBox()
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return field, self._field(box, words, field)[0]

    def _field(self, box: QVBoxLayout, words: str, field: QWidget) -> tuple[QLabel, QWidget]:
        field.setAccessibleName(words)
        name = QLabel(words)
        name.setWordWrap(True)
        name.setBuddy(field)
        box.addWidget(name)
        box.addWidget(field)
        return name, field

    def _choose_wanted(self) -> None:
        place = self.bundle.findData(self._wanted) if self._wanted is not None else -1
        if place >= 0:
            self.bundle.setCurrentIndex(place)
            self._wanted = None

    def _take_choice(self) -> None:
        _ = self._context.translate
        paper = self.papers.currentItem().data(_NAME)
        of_bundle = paper == "sign-off"
        for name, widgets in self._fields.items():
            for widget in widgets:
                widget.setVisible(name in _FIELDS.get(paper, ()))
        self.bundle.setVisible(of_bundle)
        self._bundle_label.setVisible(of_bundle)
        as_of = self._context.as_of
        if paper in PLAN_PAPERS:
            words = _(N_("The plan “{title}”, as it was worked out last; it is not applied yet."))
            words = words.format(title=shown_text(self._plan))
        elif of_bundle:
            words = _(N_("The sheet says what was in the bundle when it was sealed."))
        elif as_of:
            words = _(N_("Registers as of {date}, as the window shows them."))
            words = words.format(date=day(as_of))
        else:
            words = _(N_("Registers as of today. For another day, change the date above."))
        self._note.setText(words)
        self.changed.emit()
