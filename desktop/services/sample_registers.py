"""Sample clerks and eTokens for a province: made up, marked as samples, with gaps to be found."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from desktop.crypto import certificates
from desktop.crypto.sample_authority import SampleAuthority, SampleCertificate
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.models import tables
from desktop.models.uow import UnitOfWork

_FROM = "2025-07-01"
_CLEAR, _SECRET = Environment.CLEAR.value, Environment.SECRET.value
_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class SampleUnit:
    """A unit to be given clerks; `committee` is its own number among the communes, None for a
    body or an organ of the province, and `parent` is the index of the unit above it."""

    uid: str
    name: str
    commune: int | None
    parent: int | None


@dataclass
class SampleRows:
    """The rows made, by table name."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> str:
        """Add a row and return its uid."""
        self.rows.setdefault(table, []).append(row)
        return str(row["uid"])

    def count(self, table: str) -> int:
        """Return how many rows of a table were made."""
        return len(self.rows.get(table, ()))

    def write(self, work: UnitOfWork) -> None:
        """Insert every row, in the order in which tables may refer to each other."""
        for table in tables.REGISTERS:
            work.insert(table, self.rows.get(table.name, ()))


@dataclass(frozen=True)
class Gaps:
    """Which communes lack what, as (step, first): the n-th, the n+step-th … So a demonstration
    always has something to find, and always the same."""

    no_line: tuple[int, int] = (5, 4)
    no_person: tuple[int, int] = (20, 7)
    no_clearance: tuple[int, int] = (30, 13)
    expired: tuple[int, int] = (16, 3)
    unsigned: tuple[int, int] = (12, 5)


def lacks(commune: int | None, gap: tuple[int, int]) -> bool:
    """Say whether a gap falls on this commune."""
    step, first = gap
    return commune is not None and commune % step == first


class SampleMaker:
    """Makes clerks and tokens for units; the communes' bodies share their commune's clerk."""

    def __init__(
        self, authority: SampleAuthority, now: datetime, new_uid: Callable[[], str]
    ) -> None:
        self._authority = authority
        self._now = now
        self._new_uid = new_uid
        self._gaps = Gaps()
        self._people = 0
        self.made = SampleRows()

    def make(self, units: Sequence[SampleUnit], organ: SampleCertificate) -> SampleRows:
        """Make the rows for `units` (a parent before its bodies); `organ` is the first's own
        certificate, with which the bundle will be signed."""
        clerks: dict[int, str | None] = {}
        for index, unit in enumerate(units):
            in_commune = unit.parent is not None and units[unit.parent].commune is not None
            if in_commune:
                clerk = clerks[unit.parent or 0]
            else:
                clerk = self._person(unit, "Văn thư mẫu", SecrecyLevel.KHONG_MAT)
                self._secret_side(unit)
            if lacks(unit.commune, self._gaps.no_person):
                clerk = None
            clerks[index] = clerk
            self._endpoint(unit, "van-thu", _CLEAR, SecrecyLevel.KHONG_MAT, clerk)
        self._token(units[0], None, organ, self._now - timedelta(days=30))
        return self.made

    def _secret_side(self, unit: SampleUnit) -> None:
        """Give a unit its line, its secret clerk and the clerk's token."""
        gaps = self._gaps
        ceiling = SecrecyLevel.TOI_MAT if unit.commune is None else SecrecyLevel.MAT
        if not lacks(unit.commune, gaps.no_line):
            self.made.add("line", uid=self._new_uid(), unit=unit.uid, from_date=_FROM)
        clearance = None if lacks(unit.commune, gaps.no_clearance) else ceiling
        person = self._person(unit, "Văn thư mật mẫu", clearance)
        self._endpoint(unit, "van-thu-mat", _SECRET, ceiling, person)
        expired = lacks(unit.commune, gaps.expired)
        begin = self._now - (2 * _YEAR if expired else _YEAR)
        issued = self._authority.issue(
            f"Văn thư mật mẫu {self._people:03}", begin, begin + 1.5 * _YEAR
        )
        self._token(unit, person, issued, begin)

    def _person(self, unit: SampleUnit, post: str, clearance: SecrecyLevel | None) -> str:
        self._people += 1
        return self.made.add(
            "person",
            uid=self._new_uid(),
            unit=unit.uid,
            name=f"Cán bộ mẫu {self._people:03}",
            post=post,
            # The ministry's range for made-up numbers does not exist; zeros ring nowhere.
            phone=f"0000 000 {self._people:03}",
            clearance=None if clearance is None else int(clearance),
            sample=1,
        )

    def _endpoint(
        self,
        unit: SampleUnit,
        role: str,
        environment: str,
        ceiling: SecrecyLevel,
        person: str | None,
    ) -> None:
        uid = self.made.add(
            "endpoint",
            uid=self._new_uid(),
            unit=unit.uid,
            role=role,
            environment=environment,
            ceiling=int(ceiling),
            note="Mẫu",
            from_date=_FROM,
        )
        if person is not None:
            self.made.add(
                "holding", uid=self._new_uid(), endpoint=uid, person=person, from_date=_FROM
            )

    def _token(
        self, unit: SampleUnit, person: str | None, issued: SampleCertificate, received: datetime
    ) -> None:
        unsigned = lacks(unit.commune, self._gaps.unsigned)
        day = received.date().isoformat()
        number = self.made.count("token") + 1
        uid = self.made.add(
            "token",
            uid=self._new_uid(),
            unit=unit.uid,
            person=person,
            serial=f"MAU{number:05}",
            label=f"eToken mẫu {number:05}",
            model="Mẫu",
            subscriber_type="organ" if person is None else "person",
            subscriber=unit.name if person is None else f"Cán bộ mẫu {self._people:03}",
            purpose="sign",
            custody="received" if unsigned else "handed_over",
            access="ok",
            received_on=day,
            receiver=unit.name,
            signed_on=None if unsigned else day,
            sample=1,
        )
        found = issued.certificate
        self.made.add(
            "certificate",
            uid=self._new_uid(),
            token=uid,
            unit=unit.uid if person is None else None,
            person=person,
            number=f"{found.serial_number:X}",
            issuer=certificates.common_name(found.issuer),
            subject=certificates.common_name(found.subject),
            purpose="sign",
            state="active",
            fingerprint=certificates.fingerprint(found),
            der=base64.b64encode(issued.der()).decode(),
            from_date=found.not_valid_before_utc.date().isoformat(),
            to_date=found.not_valid_after_utc.date().isoformat(),
        )
