"""The sections of a unit's page: findings, codes, names, endpoints, tokens, branch, history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.exemptions import PROFILE_LABELS, Profile
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.lines import STAGE_LABELS, LineStage
from desktop.domain.texts import N_, said
from desktop.services.browse_units import CODE_STATES, type_label
from desktop.services.find import Found
from desktop.services.term_words import what_is_exempt
from desktop.services.unit_page import (
    ReadUnit,
    RunOfUnit,
    UnitPage,
    read_runs,
    role_label,
    scheme_label,
    told,
)
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.link import Link
from desktop.views.pages.mending import place_of
from desktop.views.pages.pieces import Said, breakable, card, label
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day, local_time

_MOST_CHILDREN = 30


class Sections:
    """Makes the sections; `asked` is told an action on the unit, `went` another unit's uid."""

    def __init__(
        self, context: Context, asked: Callable[[str], None], went: Callable[[str], None]
    ) -> None:
        self._context = context
        self._translate = context.translate
        self._asked = asked
        self._went = went

    def of(self, found: UnitPage) -> Iterator[QWidget]:
        """Yield the sections that have something to show."""
        for make in (
            self._findings,
            self._codes,
            self._names,
            self._endpoints,
            self._terms,
            self._tokens,
            self._below,
            self._contact,
            self._history,
        ):
            section = make(found)
            if section is not None:
                yield section

    def _findings(self, found: UnitPage) -> QWidget | None:
        _ = self._translate
        if not found.findings:
            return None
        made, box = self._card(N_("To be settled"), len(found.findings))
        for finding in found.findings:
            row = QHBoxLayout()
            message, fix = finding.message.render(_), finding.fix.render(_)
            row.addWidget(Said(finding.severity.value, shown_text(message), shown_text(fix)), 1)
            button = self._mending(finding.rule, found)
            if button is not None:
                row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            box.addLayout(row)
        return made

    def _mending(self, rule: str, found: UnitPage) -> QPushButton | None:
        """Make the button that leads to where a finding is mended, here or on another page."""
        if rule.startswith("code."):
            button = QPushButton(self._translate(N_("Give a code")))
            button.setEnabled(self._context.editable)
            button.clicked.connect(lambda _=False: self._asked("code"))
            return button
        place = place_of(rule, found.uid)
        if place is None:
            return None
        button = QPushButton(self._translate(N_("Go and mend")))
        button.clicked.connect(lambda _=False: self._context.go(*place))
        return button

    def _codes(self, found: UnitPage) -> QWidget:
        _ = self._translate
        made, box = self._card(N_("Identifier codes over time"))
        rows = [
            (
                code.value,
                begun(_(CODE_STATES.get(code.state, code.state))),
                self._period(code.from_date, code.to_date),
                scheme_label(code.scheme),
            )
            for code in reversed(found.codes)
        ]
        if rows:
            heads = (N_("Code"), N_("State"), N_("Period"), N_("Scheme"))
            box.addLayout(self._grid(heads, rows))
        else:
            box.addWidget(self._label(_(N_("No code yet. Give one with “Give a code”.")), "quiet"))
        return made

    def _names(self, found: UnitPage) -> QWidget:
        made, box = self._card(N_("Names over time"))
        rows = [
            (
                version.name,
                type_label(version.type),
                version.parent_name or "",
                self._period(version.from_date, version.to_date),
                version.basis or "",
            )
            for version in reversed(found.versions)
        ]
        heads = (N_("Name of the unit"), N_("Type"), N_("Superior"), N_("Period"), N_("Basis"))
        box.addLayout(self._grid(heads, rows))
        return made

    def _endpoints(self, found: UnitPage) -> QWidget:
        _ = self._translate
        made, box = self._card(N_("Endpoints"), len(found.endpoints))
        rows = []
        for point in found.endpoints:
            ways = [N_("receives")] * point.receives + [N_("sends")] * point.sends
            holders = ", ".join(point.holders) or _(N_("nobody yet"))
            if point.stand_ins:
                names = ", ".join(point.stand_ins)
                holders += " · " + _(N_("stand-in: {names}")).format(names=names)
            rows.append(
                (
                    role_label(point.role),
                    begun(holders),
                    begun(_(ENVIRONMENT_LABELS[Environment(point.environment)])),
                    begun(", ".join(map(_, ways))),
                    _(LEVEL_LABELS[SecrecyLevel(point.ceiling)]),
                    point.account or "",
                )
            )
        if rows:
            heads = (
                N_("Role"), N_("Held by"), N_("Environment"), N_("Way"), N_("Up to"), N_("Account"),
            )  # fmt: skip
            box.addLayout(self._grid(heads, rows))
        else:
            box.addWidget(self._label(_(N_("No endpoint: nobody receives here.")), "quiet"))
        links = QHBoxLayout()
        links.setSpacing(Space.WIDE)
        for words, what in (
            (N_("Open the endpoints of this unit"), ("unit", found.uid)),
            (N_("Why does it not arrive?"), ("explain", found.uid, None)),
        ):
            links.addWidget(Link(_(words), partial(self._context.go, "endpoints", what)))
        links.addStretch(1)
        box.addLayout(links)
        return made

    def _terms(self, found: UnitPage) -> QWidget | None:
        """Tell what the unit is used for, what it is exempt from, and how far its line is."""
        _ = self._translate
        told = [
            (
                _(N_("Line (BML)")),
                begun(_(STAGE_LABELS[LineStage(stage.stage)])),
                self._period(stage.from_date, stage.to_date),
                "",
            )
            for stage in found.terms.stages
        ]
        told += [
            (
                _(N_("Profile")),
                begun(_(PROFILE_LABELS[Profile(held.profile)])),
                self._period(held.from_date, held.to_date),
                "",
            )
            for held in found.terms.profiles
        ]
        told += [
            (
                _(N_("Exemption")),
                begun(said(what_is_exempt(each), _)),
                self._period(each.from_date, each.to_date),
                each.decision,
            )
            for each in found.terms.exemptions
        ]
        if not told:
            return None
        made, box = self._card(N_("Line, profile and exemptions"))
        heads = (N_("What"), N_("State"), N_("Period"), N_("Basis"))
        box.addLayout(self._grid(heads, told))
        link = QPushButton(_(N_("Change them with the unit's ways in")))
        link.setProperty("role", "link")
        link.clicked.connect(lambda _=False: self._context.go("endpoints", ("unit", found.uid)))
        box.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _tokens(self, found: UnitPage) -> QWidget | None:
        if not found.tokens:
            return None
        made, box = self._card(N_("eToken"), len(found.tokens))
        for token in found.tokens:
            words = " · ".join(part for part in (token.serial, token.subscriber) if part)
            thing = Found("token", token.uid, token.serial or "", token.subscriber)
            box.addWidget(Link(words, partial(self._context.go, "tokens", thing)))
        return made

    def _below(self, found: UnitPage) -> QWidget | None:
        if not found.children:
            return None
        _ = self._translate
        made, box = self._card(N_("Units below"), len(found.children))
        for child in found.children[:_MOST_CHILDREN]:
            words = f"{child.name} ({child.code})" if child.code else child.name
            box.addWidget(Link(words, partial(self._went, child.uid)))
        more = len(found.children) - _MOST_CHILDREN
        if more > 0:
            words = _(N_("and {count} more: choose this unit in the tree to list them"))
            box.addWidget(self._label(words.format(count=more), "quiet"))
        return made

    def _contact(self, found: UnitPage) -> QWidget | None:
        rows = [
            (self._translate(words), value)
            for words, value in (
                (N_("Phone"), found.contact.phone),
                (N_("Contact"), found.contact.contact),
                (N_("Note"), found.contact.note),
            )
            if value
        ]
        if not rows:
            return None
        made, box = self._card(N_("Contact"))
        box.addLayout(self._grid((), rows))
        return made

    def _history(self, found: UnitPage) -> QWidget:
        _ = self._translate
        made, box = self._card(N_("History"))
        for happening in found.history:
            box.addWidget(self._label(begun(told(happening).render(_))))
        ask = QPushButton(_(N_("Which runs wrote this unit?")))
        ask.setProperty("role", "link")
        ask.clicked.connect(lambda: self._ask_runs(found.uid, ask, box))
        box.addWidget(ask, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _ask_runs(self, uid: str, button: QPushButton, box: QVBoxLayout) -> None:
        button.setEnabled(False)
        command = ReadUnit(uid)

        def done(found: Sequence[RunOfUnit]) -> None:
            button.hide()
            for run in found:
                words = self._translate(N_("run {number}, {time}, {who}: {what}"))
                values = {"number": run.number, "time": local_time(run.at), "who": run.actor}
                what = run.words.render(self._translate)
                box.addWidget(self._label(words.format(**values, what=what), "quiet"))

        title = self._translate(N_("Looking through the journal"))
        self._context.long_work(title, lambda session: read_runs(session, command), done, button)

    def _period(self, from_date: str, to_date: str | None) -> str:
        if to_date is None:
            return begun(self._translate(N_("since {date}")).format(date=day(from_date)))
        words = self._translate(N_("{start} until before {end}"))
        return words.format(start=day(from_date), end=day(to_date))

    def _card(self, title: str, count: int | None = None) -> tuple[QWidget, QVBoxLayout]:
        words = self._translate(title)
        heading = words if count is None else f"{words} ({count})"
        box = QVBoxLayout()
        box.setSpacing(Space.SMALL)
        made = card(heading, box)
        made.setAccessibleName(heading)
        return made, box

    def _label(self, text: str, role: str = "") -> QLabel:
        return label(breakable(shown_text(text)), role)

    def _grid(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.WIDE)
        grid.setVerticalSpacing(Space.SMALL)
        for column, words in enumerate(heads):
            grid.addWidget(self._label(self._translate(words), "small"), 0, column)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                grid.addWidget(self._label(text), number, column, Qt.AlignmentFlag.AlignTop)
        for column in range(len(rows[0])):
            widest = max(min(len(row[column]), 40) for row in rows)
            grid.setColumnStretch(column, max(widest, 8))
        return grid
