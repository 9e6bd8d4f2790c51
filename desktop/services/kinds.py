"""Reads the kinds of units, documents and endpoints that the program ships."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from desktop import resources
from desktop.domain import kinds


@cache
def unit_types() -> Mapping[str, kinds.UnitType]:
    """Return every unit type by code."""
    return kinds.unit_types(resources.toml("units", "types.toml")["type"])


@cache
def document_types() -> Mapping[str, kinds.DocumentType]:
    """Return every type of document by code."""
    return kinds.document_types(resources.toml("units", "document-types.toml")["type"])


@cache
def endpoint_roles() -> Mapping[str, kinds.EndpointRole]:
    """Return every endpoint role by code."""
    return kinds.endpoint_roles(resources.toml("units", "roles.toml")["role"])
