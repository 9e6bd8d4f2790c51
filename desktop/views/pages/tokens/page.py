"""eTokens: the figures, the list with its filter, and each token's own page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from desktop.domain.texts import N_
from desktop.services.browse_tokens import (
    ReadToken,
    TokenFilter,
    TokenLine,
    TokenPage,
    read_token,
)
from desktop.services.find import Found
from desktop.services.handover.command import KIND_LABELS as MINUTES_LABELS
from desktop.services.replace_token import OUT_OF_USE
from desktop.services.requests.command import KIND_LABELS
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.pages.day_note import DayNote
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.page import Page
from desktop.views.pages.pasting import paste_action
from desktop.views.pages.pieces import Tabs
from desktop.views.pages.tokens.authorities_tab import AuthoritiesTab
from desktop.views.pages.tokens.certificates import CertificateForm
from desktop.views.pages.tokens.day_view import DayView
from desktop.views.pages.tokens.deliveries_tab import DeliveriesTab
from desktop.views.pages.tokens.forms import AssignForm, StepForm, TokenDialog
from desktop.views.pages.tokens.listing import TokenListing
from desktop.views.pages.tokens.paper_forms import MinutesForm, RequestForm
from desktop.views.pages.tokens.papers_view import PapersView
from desktop.views.pages.tokens.plugged import PluggedPanel
from desktop.views.pages.tokens.radar_tab import RadarTab
from desktop.views.pages.tokens.replace_form import ReplaceForm
from desktop.views.pages.tokens.taking import ALL_KINDS, Taking
from desktop.views.pages.tokens.token_view import TokenView

_Beside = TypeVar("_Beside", DayView, PapersView, PluggedPanel)

# The places of the tabs.
_DEVICES, _RADAR, _DELIVERIES, _AUTHORITIES = range(4)


class TokensPage(Page):
    """Everything about tokens: count, find, look, move on."""

    help_name = "04-etoken"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("eToken")))
        self._unread = True
        self.taking = Taking(context, self)
        self.listing = TokenListing(context)
        self.token = TokenView(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.listing)
        self.stack.addWidget(self.token)
        words = N_(
            "Units and certificates as on {date}: for looking only. Where devices are is always as "
            "of today."
        )
        self.body.addWidget(DayNote(context, _(words)))
        self.tabs = Tabs(self.title.text())
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.stack, _(N_("Devices")))
        self.tabs.addTab(QWidget(), _(N_("Certificates ending")))
        self.tabs.addTab(QWidget(), _(N_("Deliveries")))
        self.tabs.addTab(QWidget(), _(N_("Trusted authorities")))
        self.body.addWidget(self.tabs, 1)
        self.plugged_button = self.add_action(
            _(N_("Plugged in")),
            "usb",
            self.show_plugged,
            shortcut="Ctrl+U",
            hint=_(N_("Whose the eTokens are that are plugged in, followed as they come and go")),
        )
        self.paste_button = paste_action(self, "tokens")
        self.take_button = self.add_action(
            _(N_("Take certificates in …")),
            "download",
            self._choose_files,
            hint=_(
                N_("Files of certificates (.cer, .crt, .pem, .p7b) and revocation lists (.crl)")
            ),
        )
        self.step_button = self.add_action(
            _(N_("Next step")),
            "arrow-right",
            self._step,
            shortcut="Ctrl+E",
            hint=_(N_("Received, handed over, returned, lost, damaged: for the chosen tokens")),
        )
        self.day_button = self.add_action(
            _(N_("Handing-out day")),
            "package",
            self.open_day,
            shortcut="Ctrl+D",
            hint=_(N_("Hand many devices out, one after the other, with a scanner")),
        )
        self.draw_button = self.add_action(
            _(N_("Draw up …")),
            "file-text",
            lambda: None,
            hint=_(N_("Minutes of handing over, or a request to the issuer, about these tokens")),
        )
        self.draw_button.setMenu(self._papers_menu())
        self.papers_button = self.add_action(
            _(N_("Requests, minutes")),
            "stamp",
            self.show_papers,
            hint=_(N_("How far requests to the issuer and minutes of handing over are")),
        )
        self.listing.opened.connect(lambda line: self.open_token(line.uid))
        self.listing.chosen.connect(self._allow)
        self.listing.table.row_actions = self._row_actions
        self.token.left.connect(self.show_list)
        self.tabs.currentChanged.connect(lambda _index: self._read_tab())
        # Wherever the keyboard is: what had it may be gone since the token was read anew.
        QShortcut(QKeySequence("Esc"), self, self._escape)
        self._allow()

    @cached_property
    def radar(self) -> RadarTab:
        """The radar; made when it is first looked at."""
        tab = RadarTab(self.context)
        tab.opened.connect(self.open_token)
        self.tabs.put_in(_RADAR, tab)
        return tab

    @cached_property
    def deliveries(self) -> DeliveriesTab:
        """The deliveries; made when they are first looked at."""
        tab = DeliveriesTab(self.context)
        self.tabs.put_in(_DELIVERIES, tab)
        return tab

    @cached_property
    def authorities(self) -> AuthoritiesTab:
        """The authorities; made when they are first looked at."""
        tab = AuthoritiesTab(self.context)
        self.tabs.put_in(_AUTHORITIES, tab)
        return tab

    def beforehand(self) -> Sequence[Callable[[], object]]:
        """Read the list."""
        return (self.read_if_stale,)

    def read(self) -> None:
        """Read the figures, the list, and the token that is open."""
        self._allow()
        self._unread = True
        self._read_tab()

    def _read_tab(self) -> None:
        self._allow()
        place = self.tabs.currentIndex()
        if place == _RADAR:
            self.radar.read()
        elif place == _DELIVERIES:
            self.deliveries.read()
        elif place == _AUTHORITIES:
            self.authorities.read()
        else:
            self._read_devices()

    def _read_devices(self) -> None:
        seen = self.stack.currentWidget()
        if isinstance(seen, DayView | PapersView):
            # Nobody waits for figures of all tokens while devices go out one by one.
            seen.read()
            return
        if not self._unread:
            return
        self._unread = False
        self.listing.read()
        if isinstance(seen, TokenView | PluggedPanel):
            seen.read()

    def show_what(self, what: object) -> None:
        """Open a token (`Found` or its uid), list a unit's (("unit", uid)) or what a filter lets
        through; ("radar",) shows which certificates end, ("deliveries",) the deliveries,
        ("authorities",) who is trusted, ("plugged",) what is plugged in.
        ("certificates", files) and ("lists", files) take certificates and revocation lists in."""
        match what:
            case Found():
                self.open_token(what.uid)
            case TokenFilter():
                self.show_list()
                self.listing.set_filter(what)
            case ("plugged",):
                self.show_plugged()
            case ("unit", str() as uid):
                self._list_unit(uid)
            case ("certificates", tuple(files)):
                self.taking.certificates(files, self._opened())
            case ("lists", tuple(files)):
                self.taking.lists(files)
            case ("radar",):
                self.tabs.setCurrentIndex(_RADAR)
            case ("authorities",):
                self.tabs.setCurrentIndex(_AUTHORITIES)
            case ("deliveries",):
                self.tabs.setCurrentIndex(_DELIVERIES)
            case str():
                self.open_token(what)

    def open_token(self, uid: str) -> None:
        """Show a token's page in the place of the list."""
        self.tabs.setCurrentIndex(_DEVICES)
        self.token.show_token(uid)
        self.stack.setCurrentWidget(self.token)
        self.token.back.setFocus()
        self._allow()

    @cached_property
    def day(self) -> DayView:
        """The screen of a handing-out day."""
        return self._beside(DayView(self.context))

    @cached_property
    def plugged(self) -> PluggedPanel:
        """What is plugged in."""
        panel = self._beside(PluggedPanel(self.context))
        panel.opened.connect(self.open_token)
        return panel

    @cached_property
    def papers(self) -> PapersView:
        """Requests and minutes."""
        return self._beside(PapersView(self.context))

    def _beside(self, view: _Beside) -> _Beside:
        """Take in a view that is made when it is first asked for."""
        view.left.connect(self.show_list)
        self.stack.addWidget(view)
        return view

    def _show_beside(self, view: QWidget) -> None:
        self.tabs.setCurrentIndex(_DEVICES)
        self.stack.setCurrentWidget(view)
        self._allow()

    def open_day(self) -> None:
        """Show the screen of a handing-out day in the place of the list."""
        self._show_beside(self.day)
        self.day.begin()

    def show_plugged(self) -> None:
        """Show what is plugged in, in the place of the list."""
        self._show_beside(self.plugged)
        self.plugged.back.setFocus()

    def show_list(self) -> None:
        """Show the list again."""
        self.tabs.setCurrentIndex(_DEVICES)
        self.stack.setCurrentWidget(self.listing)
        self._read_tab()
        self.listing.table.setFocus()

    def show_papers(self) -> None:
        """Show requests and minutes in the place of the list."""
        self.papers.read()
        self._show_beside(self.papers)
        self.papers.back.setFocus()

    def open_form(self) -> tuple[tuple[str, ...], QWidget] | None:
        """Return the form that is open over the page, if one is."""
        forms = [form for form in self.findChildren(TokenDialog) if form.isVisible()]
        return (forms[-1].place(), forms[-1]) if forms else None

    def reopen_form(self, place: tuple[str, ...], ready: Callable[[QWidget], None]) -> None:
        """Open a form over the page again."""
        kind, *uids = place
        if not self.context.editable:
            return

        # A form of one certificate names it after its token.
        certificate = uids.pop() if kind == "certificate" else None

        def read_pages(session: Session) -> tuple[TokenPage, ...]:
            return tuple(read_token(session, ReadToken(uid)) for uid in uids)

        def done(pages: tuple[TokenPage, ...]) -> None:
            form: TokenDialog
            if kind == "assign":
                form = AssignForm(self.context, pages[0].line, self)
            elif kind == "replace":
                form = ReplaceForm(self.context, pages[0].line, self)
            elif kind in ("certificate", "request"):
                found = [one for one in pages[0].certificates if one.uid == certificate]
                form = CertificateForm(self.context, pages[0], found[0] if found else None, self)
            else:
                form = StepForm(self.context, [page.line for page in pages], self)
            form.open()
            ready(form)

        self.context.read(read_pages, done, self)

    def _escape(self) -> None:
        """Leave what is open; at a handing-out day, the scanned device first."""
        seen = self.stack.currentWidget()
        if not isinstance(seen, DayView) or not seen.let_go():
            self.show_list()

    def _choose_files(self) -> None:
        """Ask for files of certificates and revocation lists."""
        self.taking.choose(self.translate(N_("Take certificates in")), ALL_KINDS, self._opened())

    def _opened(self) -> str | None:
        """Return the uid of the token whose page is seen."""
        at_devices = self.tabs.currentIndex() == _DEVICES
        return self.token.uid if at_devices and self.stack.currentWidget() is self.token else None

    def _list_unit(self, uid: str) -> None:
        self.show_list()
        self.listing.choose(TokenFilter(under=uid))

    def _papers_menu(self) -> QMenu:
        menu = QMenu(self)
        for custody, words in MINUTES_LABELS.items():
            what = self.translate(N_("Minutes: {what}")).format(what=self.translate(words))
            menu.addAction(what).triggered.connect(partial(self._draw, MinutesForm, custody))
        menu.addSeparator()
        for kind, words in KIND_LABELS.items():
            what = self.translate(N_("Request: {what}")).format(what=self.translate(words))
            menu.addAction(what).triggered.connect(partial(self._draw, RequestForm, kind))
        return menu

    def _draw(self, form: Callable[..., FormDialog], what: str, _on: bool = False) -> None:
        def done(lines: tuple[TokenLine, ...]) -> None:
            if lines:
                form(self.context, lines, what, self).open()

        shown = self.token.shown
        if self.stack.currentWidget() is self.token and shown is not None:
            done((shown.line,))
            return
        self.context.read(self.listing.chosen_lines(), done, self)

    def _step(self) -> None:
        if self.stack.currentWidget() is self.token:
            self.token.open_step()
            return

        def done(lines: tuple[TokenLine, ...]) -> None:
            if lines:
                StepForm(self.context, lines, self).open()

        self.context.read(self.listing.chosen_lines(), done, self)

    def _row_actions(self, rows: list[Any]) -> list[QAction]:
        found = []
        if len(rows) == 1:
            opens = QAction(self.translate(N_("Open")), self)
            opens.triggered.connect(lambda: self.open_token(rows[0].uid))
            found.append(opens)
        if rows and self.context.editable:
            step = QAction(self.translate(N_("Next step")), self)
            step.triggered.connect(self._step)
            found.append(step)
        if len(rows) == 1 and self.context.editable and rows[0].custody in OUT_OF_USE:
            other = QAction(self.translate(N_("Another device …")), self)
            other.triggered.connect(lambda: ReplaceForm(self.context, rows[0], self).open())
            found.append(other)
        return found

    def _allow(self) -> None:
        """Let the action be pressed where it can be done now."""
        at_devices = self.tabs.currentIndex() == _DEVICES
        listed = self.stack.currentWidget() is self.listing
        opened = self.stack.currentWidget() is self.token
        some = opened or (listed and self.listing.chosen_count() > 0)
        self.step_button.setEnabled(self.context.editable and at_devices and some)
        self.draw_button.setEnabled(self.context.editable and at_devices and some)
        self.draw_button.setVisible(at_devices and (listed or opened))
        for button in (
            self.step_button,
            self.day_button,
            self.papers_button,
            self.paste_button,
            self.take_button,
            self.plugged_button,
        ):
            button.setVisible(at_devices and listed)
        self.paste_button.setEnabled(self.context.editable)
        self.take_button.setEnabled(self.context.editable)
