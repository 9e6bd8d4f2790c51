"""What `check` finds about certificates on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from desktop.domain import certificate_checks
from desktop.domain.certificate_chain import Chains
from desktop.domain.certificate_checks import Units
from desktop.domain.checks import Finding
from desktop.models import authority_reader, revocation_reader
from desktop.models import certificate_checks_reader as reader
from desktop.models.unit_table import main_codes
from desktop.services.certificates.content import certificate_policy


def certificate_findings(
    connection: Connection, at: str, names: Mapping[str, str], parents: Mapping[str, str | None]
) -> Iterator[Finding]:
    """Yield what the rules find about certificates that have not ended; `names` are those of all
    units, `parents` the units of the day with those above them."""
    kept = list(reader.kept(connection, at))
    numbers, keys = reader.repeated_numbers(connection), reader.shared_keys(connection)
    if not (kept or numbers or keys):
        return
    units = Units(names, parents, main_codes(connection, at))
    yield from certificate_checks.check_policy(kept, certificate_policy(), units)
    chains = Chains(authority_reader.authorities(connection), at)
    yield from certificate_checks.check_chains(kept, chains, units)
    ages = revocation_reader.ages(connection, at)
    yield from certificate_checks.check_listed(revocation_reader.listed(connection, at), units)
    yield from certificate_checks.check_lists(ages, at, units)
    written = revocation_reader.last_written(connection) or at
    latest = max(at, datetime.fromisoformat(written).astimezone().date().isoformat())
    yield from certificate_checks.check_clock(kept, ages, latest, units)
    yield from certificate_checks.check_twice(numbers, keys, units)
    yield from certificate_checks.check_owners(kept, units)
