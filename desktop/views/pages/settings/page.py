"""Settings: how the window looks, when it locks itself, and the vault's policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.vault_care import (
    DAY_POLICIES,
    ReadPolicies,
    SetPolicy,
    read_policies,
    set_policy,
)
from desktop.views import preferences
from desktop.views.context import Context
from desktop.views.days_field import DaysField
from desktop.views.look.colours import Scheme
from desktop.views.look.scale import TEXT_SIZES, Space
from desktop.views.look.style import Look
from desktop.views.pages.page import Page
from desktop.views.pages.pieces import Column
from desktop.views.pages.settings.care import VaultCare
from desktop.views.pages.settings.cutover import CutoverDay
from desktop.views.words import begun

T = TypeVar("T")

_SCHEMES = {
    Scheme.LIGHT: N_("Light"),
    Scheme.DARK: N_("Dark"),
    Scheme.CONTRAST: N_("High contrast"),
}
_SIZES = (N_("Small"), N_("Normal"), N_("Large"), N_("Larger"), N_("Largest"))
_POLICIES = {
    "plaintext_bundle": N_("Bundles may be sealed without encrypting them to a recipient"),
    "pkcs1_signature": N_("A token that has nothing better may sign by PKCS#1 v1.5"),
}

_DAYS = "unproved_days"


class SettingsPage(Page):
    """What is chosen here holds at once; policies are runs of the journal."""

    help_name = "09-cai-dat"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Settings")))
        self._policies: dict[str, QCheckBox] = {}
        # The days of the policy as the vault has them.
        self._shown_days = DAY_POLICIES[_DAYS].first
        self.cutover = CutoverDay(context)
        self.care = VaultCare(context)
        care = QVBoxLayout()
        care.addWidget(self.care)
        ground = QWidget()
        ground.setObjectName("ground")
        cards = QVBoxLayout(ground)
        cards.setContentsMargins(0, 0, Space.NEAR, 0)
        cards.setSpacing(Space.NORMAL)
        cards.addWidget(self._card(_(N_("Look")), self._look_form()))
        cards.addWidget(self._card(_(N_("Lock")), self._lock_form()))
        cards.addWidget(self._card(_(N_("Policies of this vault")), self._policy_form()))
        cards.addWidget(self._card(_(N_("Care of the vault")), care))
        cards.addStretch(1)
        column = Column(ground)
        column.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(column, 1)

    def read(self) -> None:
        """Ask for the vault's policies."""
        self.context.read(
            lambda session: read_policies(session, ReadPolicies()), self._show_policies, self
        )

    def show_what(self, what: object) -> None:
        """Do one of the vault's checks: ("check",) or ("journal",)."""
        if what == ("check",):
            self.care.check()
        elif what == ("journal",):
            self.care.verify_journal()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Show the look that is worn, also where it was chosen elsewhere."""
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in kinds and hasattr(self, "motion"):
            look = self.context.preferences.look
            for box, value in ((self.scheme, look.scheme), (self.text_size, look.text_size)):
                box.setCurrentIndex(max(0, box.findData(value)))

    def policy(self, name: str) -> QCheckBox:
        """Return the box of a policy of the vault."""
        return self._policies[name]

    def _look_form(self) -> QFormLayout:
        _ = self.translate
        look = self.context.preferences.look
        form = _form()
        schemes = [(_(words), scheme) for scheme, words in _SCHEMES.items()]
        sizes = [(_(words), size) for words, size in zip(_SIZES, TEXT_SIZES, strict=True)]
        self.scheme = _choice(
            schemes, look.scheme, lambda value: self._keep_look(scheme=Scheme(value))
        )
        self.text_size = _choice(
            sizes, look.text_size, lambda value: self._keep_look(text_size=value)
        )
        self.motion = QCheckBox(_(N_("Let things move to show where they go")))
        self.motion.setChecked(look.motion)
        self.motion.toggled.connect(lambda on: self._keep_look(motion=on))
        _add_row(form, _(N_("Colours")), self.scheme)
        _add_row(form, _(N_("Text size")), self.text_size)
        form.addRow("", self.motion)
        return form

    def _lock_form(self) -> QFormLayout:
        _ = self.translate
        form = _form()
        minutes = [
            (
                _(N_("after {count} minutes") if value else N_("never")).format(count=value),
                value,
            )
            for value in preferences.IDLE_MINUTES
        ]
        chosen = self.context.preferences.idle_minutes
        self.idle = _choice(minutes, chosen, self._keep_idle)
        _add_row(form, _(N_("Lock when nobody is at the PC")), self.idle)
        return form

    def _policy_form(self) -> QVBoxLayout:
        box = QVBoxLayout()
        for name, words in _POLICIES.items():
            check = QCheckBox(self.translate(words))
            check.clicked.connect(lambda on, name=name: self._set_policy(name, on=on))
            self._policies[name] = check
            box.addWidget(check)
        box.addLayout(self._days_row())
        box.addWidget(self.cutover)
        return box

    def _days_row(self) -> QHBoxLayout:
        """Return the policy that is a number of days, with its words."""
        _ = self.translate
        limits = DAY_POLICIES[_DAYS]
        self.days = DaysField(_, limits.least, limits.most)
        self.days.setValue(limits.first)
        # Not at every figure that is typed: each change is a run of the journal.
        self.days.editingFinished.connect(self._set_days)
        words = QLabel(_(N_("An endpoint is to be proved by a test document again after")))
        words.setBuddy(self.days)
        self.days.setAccessibleName(words.text())
        line = QHBoxLayout()
        line.addWidget(words)
        line.addWidget(self.days)
        line.addStretch(1)
        return line

    def _card(self, heading: str, content: QFormLayout | QVBoxLayout) -> QWidget:
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(card)
        box.setContentsMargins(Space.WIDE, Space.NORMAL, Space.WIDE, Space.WIDE)
        label = QLabel(heading)
        label.setProperty("role", "heading")
        box.addWidget(label)
        box.addLayout(content)
        return card

    def _keep_look(self, **changed: object) -> None:
        look: Look = replace(self.context.preferences.look, **changed)  # type: ignore[arg-type]  # each caller names one field with its own type
        self.context.keep_preferences(replace(self.context.preferences, look=look))

    def _keep_idle(self, minutes: int) -> None:
        self.context.keep_preferences(replace(self.context.preferences, idle_minutes=minutes))

    def _set_policy(self, name: str, *, on: bool) -> None:
        command = SetPolicy(name, "yes" if on else "no")

        def failed(failure: Failure) -> None:
            # The vault says what it said before.
            self._policies[name].setChecked(not on)
            self.context.show_failure(failure)

        self.context.change(lambda session: set_policy(session, command), self, failed=failed)

    def _set_days(self) -> None:
        if self.days.value() == self._shown_days:
            return
        self._shown_days = self.days.value()
        command = SetPolicy(_DAYS, str(self._shown_days))

        def failed(failure: Failure) -> None:
            self.context.show_failure(failure)
            self.read()

        self.context.change(lambda session: set_policy(session, command), self, failed=failed)

    def _show_policies(self, policies: dict[str, str]) -> None:
        for name, check in self._policies.items():
            check.setChecked(policies.get(name) == "yes")
            check.setEnabled(not self.context.read_only)
        self._shown_days = int(policies[_DAYS])
        self.days.setValue(self._shown_days)
        self.days.setEnabled(not self.context.read_only)
        self.cutover.show_value(policies["cutover_date"])


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setSpacing(Space.NORMAL)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    return form


def _add_row(form: QFormLayout, words: str, field: QComboBox) -> None:
    label = QLabel(words)
    label.setBuddy(field)
    field.setAccessibleName(words)
    form.addRow(label, field)


def _choice(values: Sequence[tuple[str, T]], chosen: T, act: Callable[[T], None]) -> QComboBox:
    box = QComboBox()
    box.setMinimumWidth(260)
    for words, value in values:
        box.addItem(begun(words), value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.activated.connect(lambda index: act(box.itemData(index)))
    return box
