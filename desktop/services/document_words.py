"""Documents that receiving rules tell apart, in words: of which type, from whom."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import Step
from desktop.domain.target_rules import Document
from desktop.domain.texts import N_, Text
from desktop.services.kinds import document_types


def documents_told(unit: UnitFacts, document: Document) -> Text:
    """Name the documents that `document` stands for; its sender is one that a rule of the unit
    names."""
    kind = document_types().get(document.type or "")
    senders = (each.sender_name for each in unit.rules if each.senders == document.senders)
    values = {
        "type": kind.label if kind else document.type,
        "sender": next(senders, "") if document.senders else "",
    }
    if document.type is None:
        return Text(N_("Documents from {sender}"), values)
    if not values["sender"]:
        return Text(N_("Documents of type {type}"), values)
    return Text(N_("Documents of type {type} from {sender}"), values)


def worded(unit: UnitFacts, step: Step) -> Step:
    """Return a link with the words for the documents that alone fail at it, where it is so."""
    if step.document is None:
        return step
    return replace(step, about=documents_told(unit, step.document))
