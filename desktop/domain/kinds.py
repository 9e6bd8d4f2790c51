"""Kinds of units and of endpoints, and the words people use for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.domain.folding import fold
from desktop.domain.levels import LEVEL_BY_OPTION, Environment, SecrecyLevel


@dataclass(frozen=True)
class UnitType:
    """A kind of unit. `tier`: central, province, commune, body, part. `kind` groups bodies; of some
    a unit may have `several`, which are each something else."""

    code: str
    label: str
    tier: str
    kind: str
    synonyms: tuple[str, ...]
    several: bool = False


@dataclass(frozen=True)
class EndpointRole:
    """What an endpoint is for; its environments, the usual one first; what it does by default.

    `clerk` says that it is a clerk's.
    """

    code: str
    label: str
    environments: tuple[Environment, ...]
    receives: bool
    sends: bool
    ceilings: Mapping[str, SecrecyLevel]
    synonyms: tuple[str, ...]
    clerk: bool = False

    def ceiling(self, tier: str | None) -> SecrecyLevel:
        """Return the role's highest level in a unit of `tier`, where the sender gives none."""
        return self.ceilings.get(tier or "default", self.ceilings["default"])


@dataclass(frozen=True)
class DocumentType:
    """A kind of document that a rule or an endpoint may name."""

    code: str
    label: str
    synonyms: tuple[str, ...]


def unit_types(definitions: Iterable[Mapping[str, Any]]) -> dict[str, UnitType]:
    """Build the unit types of `resources/units/types.toml` by code, in the file's order."""
    found = (UnitType(**{**row, "synonyms": tuple(row["synonyms"])}) for row in definitions)
    return {kind.code: kind for kind in found}


def document_types(definitions: Iterable[Mapping[str, Any]]) -> dict[str, DocumentType]:
    """Build the types of `resources/units/document-types.toml` by code, in the file's order."""
    found = (DocumentType(row["code"], row["label"], tuple(row["synonyms"])) for row in definitions)
    return {kind.code: kind for kind in found}


def endpoint_roles(definitions: Iterable[Mapping[str, Any]]) -> dict[str, EndpointRole]:
    """Build the roles of `resources/units/roles.toml` by code, in the file's order."""
    return {row["code"]: _role(row) for row in definitions}


def _role(row: Mapping[str, Any]) -> EndpointRole:
    return EndpointRole(
        code=row["code"],
        label=row["label"],
        environments=tuple(Environment(name) for name in row["environments"]),
        receives=row["receives"],
        sends=row["sends"],
        ceilings={tier: LEVEL_BY_OPTION[option] for tier, option in row["ceilings"].items()},
        synonyms=tuple(row["synonyms"]),
        clerk=row.get("clerk", False),
    )


def type_named(text: str, types: Mapping[str, UnitType]) -> UnitType | None:
    """Return the type that people call `text` (code, label or synonym), or None."""
    key = fold(text)
    for kind in types.values():
        if key == kind.code or key in map(fold, (kind.label, *kind.synonyms)):
            return kind
    return None


def role_named(
    text: str, environment: Environment | None, roles: Mapping[str, EndpointRole]
) -> EndpointRole | None:
    """Return the role that people call `text` in `environment`, or None.

    `Văn thư` alone is the clear network's clerk where no environment is told: the first that fits.
    """
    key = fold(text)
    for role in roles.values():
        named = key == role.code or key in map(fold, (role.label, *role.synonyms))
        if named and (environment is None or environment in role.environments):
            return role
    return None
