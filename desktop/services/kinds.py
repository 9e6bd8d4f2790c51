"""Reads the kinds of units, documents and endpoints that the program ships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from desktop import resources
from desktop.domain import kinds
from desktop.domain.problems import refuse


@cache
def unit_types() -> Mapping[str, kinds.UnitType]:
    """Return every unit type by code."""
    return kinds.unit_types(resources.toml("units", "types.toml")["type"])


@cache
def document_types() -> Mapping[str, kinds.DocumentType]:
    """Return every type of document by code."""
    return kinds.document_types(resources.toml("units", "document-types.toml")["type"])


def stored_types(types: Iterable[str]) -> str | None:
    """Return types of documents as a register keeps them: codes with spaces, None for all types.

    Raises the refusal `rule.type_unknown`.
    """
    known = document_types()
    wanted = sorted(set(types))
    for code in wanted:
        if code not in known:
            labels = ", ".join(f"{kind.code} ({kind.label})" for kind in known.values())
            raise refuse("rule.type_unknown", type=code, known=labels)
    return " ".join(wanted) or None


@cache
def endpoint_roles() -> Mapping[str, kinds.EndpointRole]:
    """Return every endpoint role by code."""
    return kinds.endpoint_roles(resources.toml("units", "roles.toml")["role"])


@cache
def clerk_roles() -> frozenset[str]:
    """Return the codes of the roles that are clerks'."""
    return frozenset(code for code, role in endpoint_roles().items() if role.clerk)
