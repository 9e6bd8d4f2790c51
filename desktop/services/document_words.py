"""Documents that receiving rules tell apart, in words: of which type, from whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop.domain.route_facts import UnitFacts
from desktop.domain.route_steps import Step, documents_text
from desktop.domain.target_rules import Document
from desktop.domain.texts import Text
from desktop.services.kinds import document_types


def type_labels() -> Mapping[str, str]:
    """Return the words for types of documents by code."""
    return {code: kind.label for code, kind in document_types().items()}


def documents_told(unit: UnitFacts, document: Document) -> Text:
    """Name the documents that `document` stands for; its sender is one that a rule of the unit
    names."""
    return documents_text(unit, document, type_labels())


def worded(unit: UnitFacts, step: Step) -> Step:
    """Return a link with the words for the documents that alone fail at it, where it is so."""
    if step.document is None:
        return step
    return replace(step, about=documents_told(unit, step.document))
