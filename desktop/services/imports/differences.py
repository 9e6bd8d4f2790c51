"""What a row of an import changes in known records, in words: the value now, and the one to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.domain.cells import shown_date
from desktop.domain.custody import CERTIFICATE_LABELS, CUSTODY_LABELS, PURPOSE_LABELS
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, SecrecyLevel
from desktop.domain.periods import day_before
from desktop.domain.texts import N_, Text
from desktop.services.imports.plan import Difference
from desktop.services.imports.reading import form
from desktop.services.kinds import endpoint_roles

_SUBSCRIBERS = {"person": N_("a person"), "organ": N_("an organ")}
_DIRECTIONS = {
    (True, True): N_("receives and sends"),
    (True, False): N_("receives only"),
    (False, True): N_("sends only"),
    (False, False): N_("neither receives nor sends"),
}


@dataclass(frozen=True)
class ChangeSeen:
    """A value that an import changes: its field's name and words, what it is now and will be.

    None is nothing recorded.
    """

    field: str
    label: Text
    old: Text | None
    new: Text | None


def changes_seen(kind: str, differences: Iterable[Difference]) -> tuple[ChangeSeen, ...]:
    """Put what a row of a table of `kind` changes into words, in the order of its form; the same
    change is said once."""
    labels = {field.name: field.label for field in form(kind).fields}
    found = []
    for difference in differences:
        field, words = _SHOWN.get(
            (difference.table, difference.column), (difference.column, _as_written)
        )
        label = Text(_LABELS.get(field) or labels.get(field, field))
        old, new = (
            None if value in (None, "") else words(value)
            for value in (difference.old, difference.new)
        )
        found.append(ChangeSeen(field, label, old, new))
    order = {field: place for place, field in enumerate((*labels, *_LABELS))}
    found = [change for number, change in enumerate(found) if change not in found[:number]]
    return tuple(sorted(found, key=lambda change: order.get(change.field, len(order))))


def columns_named(kind: str, columns: Iterable[str]) -> tuple[Text, ...]:
    """Return what people call the columns of records that a row of a table of `kind` changes."""
    labels = {field.name: field.label for field in form(kind).fields if field.name != "number"}
    found: dict[str, None] = {}
    for column in columns:
        fields = [field for (_, name), (field, _) in _SHOWN.items() if name == column]
        known = next((field for field in (column, *fields) if field in labels), column)
        found[labels.get(known) or _COLUMNS.get(known) or _LABELS.get(known, known)] = None
    return tuple(map(Text, found))


def before_of(changes: Iterable[ChangeSeen], field: str) -> tuple[Text | None, ...]:
    """Return what is recorded now of a field that is changed, each value once."""
    olds: list[Text | None] = []
    for change in changes:
        if change.field == field and change.old not in olds:
            olds.append(change.old)
    return tuple(olds)


def field_of(difference: Difference) -> str:
    """Return the field of the form in which a difference stands."""
    place = (difference.table, difference.column)
    return _SHOWN[place][0] if place in _SHOWN else difference.column


def _as_written(value: Any) -> Text:
    return Text("{value}", {"value": value})


def _labelled(labels: Mapping[Any, str]) -> Callable[[Any], Text]:
    return lambda value: Text(labels[value]) if value in labels else _as_written(value)


def _level(value: int) -> Text:
    return Text(LEVEL_LABELS[SecrecyLevel(value)])


def _role(value: str) -> Text:
    known = endpoint_roles()
    return _as_written(known[value].label if value in known else value)


def _day(value: str) -> Text:
    return _as_written(shown_date(value) if value.count("-") == 2 else value)


def _last_day(value: str) -> Text:
    """Show the end of a period, the first day no longer included, as its last day."""
    return _day(day_before(value))


def _closing(value: str) -> Text:
    return Text(N_("closed from {day}"), {"day": shown_date(value)})


_yes_no = _labelled({1: N_("Yes"), 0: N_("No")})

# The words of what stands beside the columns of a form.
_LABELS = {
    "certificate owner": N_("Device of the certificate"),
    "device person": N_("Person of the device"),
}
# Of tables that are no register of tokens but change one.
_COLUMNS = {
    "custody": N_("State"),
    "model": N_("Model"),
    "person": N_("Person"),
    "received_on": N_("Received on"),
    "signed_on": N_("Signed for on"),
    "receiver": N_("Received by"),
    "post": N_("Post"),
    "mail": N_("Mail"),
    "birth": N_("Born on"),
    "listed": N_("In the list"),
    "token": N_("Device of the certificate"),
}
# By table and column: the field of the form, and how a value is shown.
_SHOWN: Mapping[tuple[str, str], tuple[str, Callable[[Any], Text]]] = {
    ("unit_version", "to_date"): ("action", _closing),
    ("identifier_code", "value"): ("code", _as_written),
    ("identifier_code", "older"): ("code_old", _as_written),
    ("line", "held"): ("line", _yes_no),
    ("person", "name"): ("person", _as_written),
    ("person", "clearance"): ("clearance", _level),
    ("person", "clearance_until"): ("clearance_until", _last_day),
    ("endpoint", "ceiling"): ("ceiling", _level),
    ("endpoint", "receives"): ("receives", _yes_no),
    ("endpoint", "sends"): ("sends", _yes_no),
    ("endpoint", "direction"): ("direction", _labelled(_DIRECTIONS)),
    ("endpoint", "role"): ("role", _role),
    ("endpoint", "environment"): ("environment", _labelled(ENVIRONMENT_LABELS)),
    ("holding", "basis"): ("decision", _as_written),
    ("holding", "from_date"): ("from", _day),
    ("holding", "to_date"): ("to", _last_day),
    ("stand_in", "person"): ("stand_in", _as_written),
    ("token", "person"): ("device person", _as_written),
    ("token", "subscriber_type"): ("subscriber_type", _labelled(_SUBSCRIBERS)),
    ("token", "purpose"): ("purpose", _labelled(PURPOSE_LABELS)),
    ("token", "custody"): ("state", _labelled(CUSTODY_LABELS)),
    ("token", "received_on"): ("received", _day),
    ("token", "signed_on"): ("signed", _day),
    ("token", "birth"): ("birth", _day),
    ("certificate", "number"): ("certificate", _as_written),
    ("certificate", "state"): ("state", _labelled(CERTIFICATE_LABELS)),
    ("certificate", "from_date"): ("from", _day),
    ("certificate", "to_date"): ("to", _last_day),
    ("certificate", "owner"): ("certificate owner", _as_written),
}
