"""Authorities that certificates may lead to, how old their revocation lists are, and what the
rules find about certificates."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.domain.periods import day_before
from desktop.domain.texts import N_, Translate
from desktop.services.certificates.authorities import (
    AnchorAdded,
    AuthorityRow,
    DropAnchor,
    ListAuthorities,
    drop_anchor,
    list_authorities,
)
from desktop.services.undo import Undo, undo
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.round_list import Part, RoundList
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.tokens.authority_form import AuthorityForm
from desktop.views.pages.tokens.certificate_findings import CertificateFindings
from desktop.views.pages.tokens.requests_tab import chosen_row
from desktop.views.pages.tokens.taking import LISTS, Taking
from desktop.views.tables.columns import Column
from desktop.views.tables.model import shown_text
from desktop.views.words import count, day

_PARTS = (
    Part(N_("All authorities: {count}"), lambda _: True),
    Part(N_("Trusted: {count}"), lambda each: each.anchor),
    Part(N_("Without a new enough list: {count}"), lambda each: _is_behind(each)),
)


class AuthoritiesTab(QWidget):
    """The authorities above, the findings below."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.authorities = AuthorityList(context)
        self.findings = CertificateFindings(context)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(Space.NEAR)
        split.setChildrenCollapsible(False)
        split.addWidget(self.authorities)
        split.addWidget(self.findings)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)

    def read(self) -> None:
        """Read both anew."""
        self.authorities.read()
        self.findings.read()


class AuthorityList(RoundList):
    """All authorities that are known; only the trusted ones vouch for anything by themselves."""

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(
            context,
            _columns(_),
            _PARTS,
            table=_(N_("Authorities that are known")),
            which=_(N_("Which authorities to show")),
            search=_(N_("Search the authorities")),
        )
        self._taking = Taking(context, self)
        self.add_button = action_button(
            _(N_("Trust an authority …")), "shield-check", self.add,
            hint=_(N_("Its certificate from a file, its fingerprint from paper")),
        )  # fmt: skip
        self.drop_button = action_button(
            _(N_("Trust no longer")), "shield-x", self.drop,
            hint=_(N_("The certificate stays here, and vouches for nothing by itself")),
        )  # fmt: skip
        self.lists_button = action_button(
            _(N_("Take revocation lists in …")), "download", self._choose_lists,
            hint=_(N_("Lists as the authorities publish them (.crl), on a medium")),
        )  # fmt: skip
        self.add_first = action_button(
            _(N_("Trust an authority …")), "shield-check", self.add, main=True
        )
        nothing = Empty(
            "shield-question-mark",
            _(N_("No authority is known yet")),
            _(
                N_(
                    "Get the root authority's certificate on a medium and its fingerprint on paper:"
                    " until then no certificate leads to anybody who is trusted."
                )
            ),
            self.add_first,
        )
        self.whole = label("", "quiet")
        foot = QVBoxLayout()
        foot.addWidget(self.whole)
        self.lay_out((self.lists_button, self.drop_button, self.add_button), nothing, foot=foot)
        self.table.chosen.connect(lambda _rows: self._allow())
        self._allow()

    def chosen(self) -> AuthorityRow | None:
        """Return the authority that is chosen."""
        found: AuthorityRow | None = chosen_row(self.table, self.model)
        return found

    def read(self) -> None:
        """Read the authorities."""
        self._context.read(
            lambda session: list_authorities(session, ListAuthorities()), self._show, self
        )

    def add(self) -> None:
        """Ask for an authority to be trusted."""
        AuthorityForm(self._context, self).open()

    def drop(self) -> None:
        """Trust the chosen authority no longer."""
        chosen = self.chosen()
        if chosen is None or not self.drop_button.isEnabled():
            return
        command = DropAnchor(chosen.fingerprint)
        self._context.change(lambda session: drop_anchor(session, command), self, self._dropped)

    def _dropped(self, found: AnchorAdded) -> None:
        run = found.run
        words = self._translate(N_("{subject} is trusted no longer."))
        told = words.format(subject=shown_text(found.subject))

        def take_back() -> None:
            if run is not None:
                self._context.change(lambda session: undo(session, Undo(run)), self)

        notice = Notice(
            told, "good", button=self._translate(N_("Undo")), act=take_back, key="authority"
        )
        self._context.notify(notice)

    def _show(self, found: tuple[AuthorityRow, ...]) -> None:
        if not found:
            self.show_nothing()
        else:
            trusted = sum(each.anchor for each in found)
            words = N_("{count} authorities are trusted: their fingerprint was read from paper.")
            none = N_("No authority is trusted: nothing says whose any certificate is.")
            told = self._translate(words if trusted else none).format(count=count(trusted))
            self.show_rows(told, found)
            if self.chosen() is None:
                self.table.selectRow(0)
        self._allow()

    def _allow(self) -> None:
        editable, chosen = self._context.editable, self.chosen()
        for button in (self.add_button, self.add_first, self.lists_button):
            button.setEnabled(editable)
        self.drop_button.setEnabled(editable and chosen is not None and chosen.anchor)
        words = self._translate(N_("Fingerprint (SHA-256): {fingerprint}"))
        told = words.format(fingerprint=_grouped(chosen)) if chosen is not None else ""
        self.whole.setText(told)

    def _choose_lists(self) -> None:
        self._taking.choose(self._translate(N_("Take revocation lists in")), LISTS)


def _is_behind(each: AuthorityRow) -> bool:
    """Say whether there is no list, or one that was to be renewed by now."""
    return each.made_at is None or (
        each.next_at is not None and datetime.fromisoformat(each.next_at) < datetime.now(UTC)
    )


def _local_day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone().date()


def _columns(translate: Translate) -> list[Column]:
    _ = translate

    def trusted(each: AuthorityRow) -> str:
        return _(N_("trusted")) if each.anchor else _(N_("only known"))

    def list_age(each: AuthorityRow) -> str:
        if each.made_at is None:
            return _(N_("none taken in"))
        made = _local_day(each.made_at)
        words = _(N_("{day}, {age} days old"))
        return words.format(
            day=day(made.isoformat()),
            age=count((datetime.now(UTC).astimezone().date() - made).days),
        )

    def renewed_by(each: AuthorityRow) -> str:
        return day(_local_day(each.next_at).isoformat()) if each.next_at else "—"

    return [
        Column("subject", _(N_("Authority")), sort="subject", width=32),
        Column("anchor", _(N_("Trust")), trusted, sort="anchor", width=13,
               role=lambda each: "good" if each.anchor else "quiet",
               icon=lambda each: "shield-check" if each.anchor else "minus"),
        Column("to_date", _(N_("Last day")),
               lambda each: day(day_before(each.to_date)) if each.to_date else "—",
               sort="iso_to", width=11),
        Column("made_at", _(N_("Revocation list of")), list_age, sort="iso_made", width=24,
               role=lambda each: "warning" if _is_behind(each) else "good",
               icon=lambda each: "triangle-alert" if _is_behind(each) else "circle-check"),
        Column("next_at", _(N_("To be renewed")), renewed_by, sort="iso_next", width=14),
        Column("fingerprint", _(N_("Fingerprint (SHA-256)")), _grouped, sort="fingerprint",
               width=72),
        Column("issuer", _(N_("Issuer")), sort="issuer", width=28),
        Column("number", _(N_("Number")), sort="number", width=20),
    ]  # fmt: skip


def _grouped(each: AuthorityRow) -> str:
    """Write a fingerprint in groups, as it is compared with paper."""
    digits = each.fingerprint.upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
