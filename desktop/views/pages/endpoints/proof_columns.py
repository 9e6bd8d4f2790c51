"""How test documents are shown: the columns of a round, and what they proved of an endpoint."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtWidgets import QLabel

from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.proofs import OUTCOME_LABELS, Outcome, age
from desktop.domain.texts import N_, Translate
from desktop.services.browse_endpoints import EndpointCard, role_label
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.words import begun, count, day

# The colour's role and the icon of each outcome.
_LOOKS = {
    Outcome.ARRIVED: ("good", "circle-check"),
    Outcome.LOST: ("error", "circle-x"),
    Outcome.UNKNOWN: ("warning", "hourglass"),
}


def proved_words(proved_on: str | None, at: str, translate: Translate) -> str:
    """Say when an endpoint was proved last, and how many days before the day `at` that was."""
    if proved_on is None:
        return ""
    words = translate(N_("{day} ({count} days)"))
    return words.format(day=day(proved_on), count=count(age(proved_on, at)))


def proof_label(card: EndpointCard, at: str, translate: Translate) -> QLabel:
    """Say when an endpoint was proved last, and, where that went wrong since, which test document
    did not arrive."""
    _ = translate
    last = card.test
    if last is not None and last.outcome is Outcome.LOST:
        words = _(N_("Test document {number} of round {round} did not arrive ({day})."))
        told = words.format(number=last.number, round=last.round, day=day(last.day))
        return label(told, "error")
    if card.line.proved_on is None:
        return label(_(N_("No test document has proved it yet.")), "quiet")
    words = _(N_("Last proved: {day}"))
    return label(words.format(day=proved_words(card.line.proved_on, at, _)), "quiet")


def document_columns(translate: Translate) -> list[Column]:
    """Return the columns, the result early so that it is seen beside the unit."""
    _ = translate
    return [
        Column(
            "number",
            _(N_("Number")),
            sort="number",
            width=6,
            alignment=RIGHT,
            order=attrgetter("number"),
        ),
        Column("code", _(N_("Code")), lambda each: each.code or "—", sort="code", width=14),
        Column("name", _(N_("Unit")), sort="name", width=26),
        Column(
            "outcome",
            _(N_("Result")),
            lambda each: begun(_(OUTCOME_LABELS[each.outcome])),
            sort="outcome",
            width=14,
            role=lambda each: _LOOKS[each.outcome][0],
            icon=lambda each: _LOOKS[each.outcome][1],
        ),
        Column(
            "result_on",
            _(N_("Day")),
            lambda each: day(each.result_on),
            sort="iso_result",
            width=11,
        ),
        Column("role", _(N_("Endpoint")), lambda each: role_label(each.role), "role", width=16),
        Column("account", _(N_("Account")), lambda each: each.account or "", "account", width=16),
        Column(
            "level",
            _(N_("Level")),
            lambda each: _(LEVEL_LABELS[SecrecyLevel(each.level)]),
            sort="level",
            width=10,
            order=attrgetter("level"),
        ),
        Column("person", _(N_("Expected taker")), lambda each: each.person or "", "person", 20),
        Column("reach", _(N_("Phone")), lambda each: "; ".join(each.reach), width=30),
        Column("note", _(N_("Note")), lambda each: each.note or "", sort="note", width=24),
        Column("superior", _(N_("Superior unit")), sort="superior", width=22, shown=False),
        Column(
            "environment",
            _(N_("Network")),
            lambda each: begun(_(ENVIRONMENT_LABELS[Environment(each.environment)])),
            sort="environment",
            width=18,
            shown=False,
        ),
    ]
