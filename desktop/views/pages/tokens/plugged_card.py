"""A device that is plugged in, shown large: whose it is, how it stands, what to do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.custody import CERTIFICATE_LABELS, CUSTODY_LABELS
from desktop.domain.periods import last_day
from desktop.domain.texts import N_, Translate
from desktop.services.browse_tokens import TokenPage
from desktop.services.diagnosis_words import (
    certificate_words,
    device_words,
    limits_words,
    pin_words,
)
from desktop.services.edit_tokens import lifecycle
from desktop.services.known_devices import KnownDevice
from desktop.services.token_drivers import pin_limits
from desktop.services.token_probe import Access
from desktop.views import mends
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, breakable, card, label, row, sign
from desktop.views.pages.tokens.listing import (
    CERTIFICATE_SIGNS,
    CUSTODY_SIGNS,
    PLAIN_SIGN,
    certificate_state,
)
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day

_PIN_SIGNS = {
    Access.OK: ("circle-check", "good"),
    Access.FEW: ("triangle-alert", "warning"),
    Access.FINAL: ("circle-alert", "error"),
    Access.LOCKED: ("circle-x", "error"),
    Access.UNKNOWN: PLAIN_SIGN,
}


@dataclass(frozen=True)
class PluggedToken:
    """A device with what the registers know of it; `page` is None where they do not."""

    known: KnownDevice
    page: TokenPage | None


@dataclass(frozen=True)
class Acts:
    """What the buttons of a card do, and whether registers may be changed now."""

    open: Callable[[PluggedToken], None]
    step: Callable[[PluggedToken], None]
    pin: Callable[[PluggedToken], None]
    editable: bool


def plugged_card(found: PluggedToken, acts: Acts, translate: Translate) -> QWidget:
    """Make the card of one device."""
    _ = translate
    device = found.known.device
    parts: list[QWidget | QHBoxLayout | QVBoxLayout] = []
    if found.page is None:
        parts.append(label(_(N_("Not in the registers")), "title"))
    else:
        parts += _whose(found.page, _)
    parts.append(label(breakable(shown_text(device_words(device))), "quiet"))
    parts.append(_states(found, _))
    limits = limits_words(pin_limits(device.module), _)
    if limits:
        parts.append(label(begun(limits), "quiet"))
    for told in certificate_words(device, _):
        words = _(N_("On the device: {certificate}")).format(certificate=told)
        parts.append(label(breakable(shown_text(words)), "quiet"))
    for problem in found.known.problems:
        message, mend = mends.message(problem, _), mends.mend(problem, _)
        parts.append(Said(problem.severity.value, shown_text(message), shown_text(mend)))
    parts.append(_buttons(found, acts, _))
    made = card("", *parts)
    made.setAccessibleName(shown_text(device_words(device)))
    return made


def _whose(page: TokenPage, translate: Translate) -> list[QWidget | QHBoxLayout | QVBoxLayout]:
    _ = translate
    line, facts = page.line, page.facts
    name = line.person or line.subscriber
    parts: list[QWidget | QHBoxLayout | QVBoxLayout]
    parts = [label(breakable(shown_text(name)), "title")]
    if line.subscriber != name:
        words = _(N_("Subscriber: {name}")).format(name=line.subscriber)
        parts.append(label(breakable(shown_text(words))))
    where = " · ".join(filter(None, (line.unit_name, facts.post, facts.phone)))
    if where:
        parts.append(label(breakable(shown_text(where)), "heading"))
    return parts


def _states(found: PluggedToken, translate: Translate) -> QVBoxLayout:
    _ = translate
    device, page = found.known.device, found.page
    told: list[tuple[tuple[str, str], str]] = []
    if page is not None:
        line = page.line
        told.append((CUSTODY_SIGNS[line.custody], _(CUSTODY_LABELS[line.custody])))
        state = certificate_state(line.certificate_state, line.until, page.as_of)
        words = _(N_("certificate: {state}")).format(state=_(CERTIFICATE_LABELS[state]))
        if line.until:
            words = _(N_("{state}, until {day}")).format(state=words, day=day(last_day(line.until)))
        told.append((CERTIFICATE_SIGNS.get(state, PLAIN_SIGN), words))
    told.append((_PIN_SIGNS[device.access], pin_words(device, _)))
    made = QVBoxLayout()
    made.setSpacing(Space.SMALL)
    for (picture, role), words in told:
        made.addLayout(row(sign(picture, role), label(begun(words), role, wrap=False)))
    return made


def _buttons(found: PluggedToken, acts: Acts, translate: Translate) -> QHBoxLayout:
    _ = translate
    serial, page = found.known.device.serial, found.page
    made: list[QPushButton] = []

    def add(name: str, words: str, icon: str, act: Callable[[PluggedToken], None]) -> QPushButton:
        button = action_button(words, icon, lambda: act(found), hint=f"{words}: {serial}")
        # By this it gets the keyboard back when the cards are made anew.
        button.setObjectName(f"{name} {serial}")
        button.setAccessibleName(shown_text(f"{words}: {serial}"))
        made.append(button)
        return button

    if page is not None:
        add("open", _(N_("Open its page")), "eye", acts.open)
        step = add("step", _(N_("Next step")), "arrow-right", acts.step)
        step.setEnabled(acts.editable and bool(lifecycle().custody.after(page.line.custody)))
    add("pin", _(N_("Change the PIN")), "lock", acts.pin).setEnabled(acts.editable)
    return row(*made)
