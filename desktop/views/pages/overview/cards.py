"""What the overview is made of: a figure that can be opened, and the table of coverage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.levels import (
    ENVIRONMENT_LABELS,
    LEVEL_LABELS,
    SecrecyLevel,
    default_environment,
)
from desktop.domain.problems import Severity
from desktop.domain.texts import N_, Translate
from desktop.services.overview import Overview, ToDo
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import sign
from desktop.views.words import count

_ICONS = {
    Severity.ERROR: ("circle-alert", "error"),
    Severity.WARNING: ("triangle-alert", "warning"),
    Severity.INFO: ("hourglass", "quiet"),
}


class FigureCard(QPushButton):
    """A figure with what it counts and why it matters; `act` gets its kind and opens the list."""

    def __init__(self, to_do: ToDo, translate: Translate, act: Callable[[str], None]) -> None:
        super().__init__()
        self.key = to_do.kind.key
        title, why = translate(to_do.kind.title), translate(to_do.kind.why)
        figure = count(to_do.count)
        self.setObjectName("card")
        self.setProperty("clickable", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{figure} - {title}")
        self.setAccessibleDescription(why)
        self.setToolTip(translate(N_("Open the list (Enter)")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.WIDE, Space.NEAR, Space.WIDE, Space.NEAR)
        row.setSpacing(Space.WIDE)
        name, role = _ICONS[to_do.kind.severity]
        row.addWidget(_sign(name, role, 24))
        number = _label(figure, "figure")
        number.setMinimumWidth(self.fontMetrics().averageCharWidth() * 9)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(number)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(_label(title, "heading", wrap=True))
        words.addWidget(_label(why, "quiet", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(_sign("chevron-right", "quiet", 20))
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _=False: act(to_do.kind.key))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as large as what stands on the card: a button asks for its own words only."""
        return self._layout_size()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never cut what stands on the card."""
        size = self._layout_size()
        return QSize(0, size.height())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Words wrap, so a narrow card is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height that the wrapped words need."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else -1

    def _layout_size(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()


class DoneLine(QWidget):
    """A kind of which nothing is left."""

    def __init__(self, to_do: ToDo, translate: Translate) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.WIDE, 0, Space.WIDE, 0)
        row.setSpacing(Space.NEAR)
        row.addWidget(_sign("circle-check", "good", 16))
        title = translate(to_do.kind.title)
        words = translate(N_("None: {what}")).format(what=title[:1].lower() + title[1:])
        row.addWidget(_label(words, "quiet", wrap=True), 1)


class CoverageCard(QWidget):
    """How many units documents reach at each level; `act` opens the list of those not reached."""

    def __init__(
        self, found: Overview, translate: Translate, act: Callable[[SecrecyLevel], None]
    ) -> None:
        super().__init__()
        _ = translate
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.WIDE, Space.NORMAL, Space.WIDE, Space.WIDE)
        box.setSpacing(Space.NEAR)
        box.addWidget(_label(_(N_("Coverage")), "heading"))
        words = N_("Of {count} units, how many documents of each level reach.")
        box.addWidget(_label(_(words).format(count=count(found.units)), "quiet", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.WIDE)
        grid.setVerticalSpacing(Space.SMALL)
        headings = (N_("Secrecy level"), N_("Covered"), N_("Not covered"), N_("Another way"))
        for column, heading in enumerate(headings):
            label = _label(_(heading), "small", wrap=True)
            label.setAlignment(_LEFT if column == 0 else _RIGHT)
            grid.addWidget(label, 0, column)
        for level, counts in zip(SecrecyLevel, found.coverage, strict=True):
            row = int(level) + 1
            # As high with a figure that can be opened as without.
            grid.setRowMinimumHeight(row, self.fontMetrics().height() + Space.NEAR)
            name = _label(_(LEVEL_LABELS[level]))
            name.setToolTip(_(ENVIRONMENT_LABELS[default_environment(level)]))
            grid.addWidget(name, row, 0)
            grid.addWidget(_number(counts.covered), row, 1)
            if counts.uncovered:
                grid.addWidget(self._open(level, counts.uncovered, translate, act), row, 2, _RIGHT)
            else:
                grid.addWidget(_number(0), row, 2)
            grid.addWidget(_number(counts.exempt), row, 3)
        grid.setColumnStretch(0, 1)
        box.addLayout(grid)

    def _open(
        self,
        level: SecrecyLevel,
        number: int,
        translate: Translate,
        act: Callable[[SecrecyLevel], None],
    ) -> QPushButton:
        button = QPushButton(count(number))
        button.setProperty("role", "link")
        button.setProperty("side", "right")
        words = translate(N_("List the units that documents of level {level} do not reach"))
        button.setAccessibleName(words.format(level=translate(LEVEL_LABELS[level])))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(lambda _=False: act(level))
        return button


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label


def _number(value: int) -> QLabel:
    label = _label(count(value))
    label.setAlignment(_RIGHT)
    return label


def _sign(name: str, role: str, size: int) -> QLabel:
    made = sign(name, role, size)
    made.setFixedWidth(size)
    return made
