"""Filters kept by name, for each page that lists something; they are settings, not registers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.domain.folding import collation_key, nfc
from desktop.domain.problems import refuse
from desktop.models import settings
from desktop.services.session import Session

LONGEST_NAME = 60

Values = Mapping[str, str]


@dataclass(frozen=True)
class ReadFilters(Command):
    """Ask for the filters kept for `page`."""

    name: ClassVar[str] = "filter.read"
    page: str


@dataclass(frozen=True)
class KeepFilter(Command):
    """Keep `values` (field to value) as `label`, in the place of an earlier one of that name."""

    name: ClassVar[str] = "filter.keep"
    page: str
    label: str
    # What is searched for may be a person's name.
    values: Values = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class DropFilter(Command):
    """Forget the filter `label`."""

    name: ClassVar[str] = "filter.drop"
    page: str
    label: str


def read_filters(session: Session, command: ReadFilters) -> dict[str, Values]:
    """Return the filters of a page by name, in the order of a Vietnamese dictionary."""
    with session.reading(command) as connection:
        kept = settings.get(connection, _setting(command.page))
    found: dict[str, Values] = json.loads(kept) if kept else {}
    return dict(sorted(found.items(), key=lambda item: collation_key(item[0])))


def keep_filter(session: Session, command: KeepFilter) -> dict[str, Values]:
    """Keep a filter and return all of the page's. Raises `filter.name_missing`."""
    label = " ".join(nfc(command.label).split())[:LONGEST_NAME]
    if not label:
        raise refuse("filter.name_missing")
    kept = read_filters(session, ReadFilters(command.page))
    _write(session, command, {**kept, label: dict(command.values)})
    return read_filters(session, ReadFilters(command.page))


def drop_filter(session: Session, command: DropFilter) -> dict[str, Values]:
    """Forget a filter and return those left; one that is not there changes nothing."""
    kept = read_filters(session, ReadFilters(command.page))
    _write(session, command, {label: kept[label] for label in kept if label != command.label})
    return read_filters(session, ReadFilters(command.page))


def _write(
    session: Session, command: KeepFilter | DropFilter, filters: Mapping[str, Values]
) -> None:
    with session.unit_of_work(command) as work:
        work.set_setting(_setting(command.page), canonical_json(filters))


def _setting(page: str) -> str:
    return f"filters.{page}"
