"""What every page has: a title with actions beside it, a body, and words for when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.problems import Failure
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.icons import icon
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of
from desktop.views.pages.pieces import sign
from desktop.views.tables.model import shown_text, shown_tip


class Page(QWidget):
    """Base of the pages. A page reads its data in `read`, called when it is seen and something
    has changed since it read last: the registers, the window's date."""

    # Name of the page's help text in resources/help.
    help_name = ""

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.context = context
        self.translate = context.translate
        self._stale = True
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        outer.setSpacing(Space.NORMAL)
        head = QHBoxLayout()
        head.setSpacing(Space.NEAR)
        self.title = QLabel(title)
        self.title.setProperty("role", "title")
        head.addWidget(self.title)
        head.addStretch(1)
        self.actions_box = QHBoxLayout()
        self.actions_box.setSpacing(Space.NEAR)
        head.addLayout(self.actions_box)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.NORMAL)
        outer.addLayout(self.body, 1)
        context.changed.connect(self.grow_stale)
        context.date_changed.connect(self.grow_stale)

    def read(self) -> None:
        """Ask the worker for what the page shows; pages with data override this."""

    def beforehand(self) -> Sequence[Callable[[], object]]:
        """Return what can be done while nobody has asked for the page yet, each step within a
        tenth of a second, here and on the worker; pages that people wait for override this."""
        return ()

    def show_what(self, what: object) -> None:
        """Show what another page sent here (a filter, a uid); pages that can override this."""

    def take_files(self, files: Sequence[Path]) -> bool:
        """Take files that are dropped while this page is seen; False leaves them to the window."""
        return False

    def keeping(self) -> Callable[[Session], None] | None:
        """Return the work that keeps in the vault what is under way here, done before it locks
        or the window closes."""
        return None

    def open_form(self) -> tuple[tuple[str, ...], QWidget] | None:
        """Return the form that is being filled in, and what `reopen_form` needs to open it again;
        pages with forms override both."""
        return None

    def reopen_form(self, place: tuple[str, ...], ready: Callable[[QWidget], None]) -> None:
        """Open a form again and hand it to `ready`; nothing where it cannot be any more."""

    def add_action(
        self,
        words: str,
        icon_name: str,
        act: Callable[[], None],
        *,
        main: bool = False,
        shortcut: str = "",
        hint: str = "",
    ) -> QPushButton:
        """Put a button beside the title; its tooltip names its shortcut."""
        button = action_button(words, icon_name, act, main=main, shortcut=shortcut, hint=hint)
        self.actions_box.addWidget(button)
        return button

    def grow_stale(self) -> None:
        """Read anew: at once when seen, else when shown next."""
        self._stale = True
        if self.isVisible():
            self.read_if_stale()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read what has changed since this page was seen last."""
        super().showEvent(event)
        self.read_if_stale()

    def read_if_stale(self) -> None:
        """Read what has changed; before the page is shown, so that the worker does meanwhile."""
        if self._stale:
            self._stale = False
            with self.reading():
                self.read()

    def reading(self) -> AbstractContextManager[None]:
        """Take what is asked of the worker within as reading of this page: where it fails, the page
        is stale again, and nothing is said of a page that is not seen."""
        return self.context.worker.failing_to(self._take_failure)

    def _take_failure(self, failed: Callable[[Failure], None], failure: Failure) -> None:
        seen = self.isVisible()
        with nullcontext() if seen else self.context.hushed():
            failed(failure)
        if all(problem.code != "work.cancelled" for problem in failure.problems):
            self._stale = True


def action_button(
    words: str,
    icon_name: str,
    act: Callable[[], None],
    *,
    main: bool = False,
    shortcut: str = "",
    hint: str = "",
) -> QPushButton:
    """Make a button with an icon; `main` is for the one action that a page is about."""
    button = ActionButton(words, icon_name, main=main)
    if shortcut:
        button.setShortcut(shortcut)
    tip = " ".join(part for part in (hint or words, f"({shortcut})" if shortcut else "") if part)
    button.setToolTip(shown_tip(tip))
    button.setAccessibleName(shown_text(words))
    button.clicked.connect(lambda _=False: act())
    return button


class ActionButton(QPushButton):
    """A button whose icon follows the look: its colours, and the size of the words beside it."""

    def __init__(self, words: str, icon_name: str, *, main: bool) -> None:
        super().__init__(words)
        self._icon_name = icon_name
        self._main = main
        if main:
            self.setProperty("role", "main")
        self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon anew when the look has changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        if not self._icon_name:
            return
        colours = look_of().colours
        colour = colours.on_accent if self._main else colours.quiet
        self.setIcon(icon(self._icon_name, colour, colours.hint))
        size = round(self.fontMetrics().height() * 0.85)
        self.setIconSize(QSize(size, size))


class Empty(QWidget):
    """Shown where there is nothing: what this place is for, and what to do next."""

    def __init__(
        self,
        icon_name: str,
        heading: str,
        words: str,
        button: QPushButton | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        # The words take up to this width, and then as many lines as they need.
        words_box = QWidget()
        words_box.setMaximumWidth(560)
        across = QHBoxLayout(self)
        across.addStretch(1)
        across.addWidget(words_box, 100)
        across.addStretch(1)
        box = QVBoxLayout(words_box)
        box.setSpacing(Space.NEAR)
        box.addStretch(1)
        above = sign(icon_name, "quiet", 48)
        above.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(above)
        self.heading, self.words = QLabel(heading), QLabel(words)
        for label, role in ((self.heading, "heading"), (self.words, "quiet")):
            label.setProperty("role", role)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            box.addWidget(label)
        if button is not None:
            box.addSpacing(Space.NEAR)
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)
