"""Puts certificates that were read from files where they belong, and plans what that writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from desktop.crypto.certificate_content import ReadCertificate
from desktop.domain.cells import CellFault, read_serial
from desktop.domain.certificate_matching import (
    Clash,
    Match,
    Sought,
    bare_number,
    match,
    registers,
)
from desktop.domain.certificate_policy import faults, purpose_of
from desktop.domain.folding import fold
from desktop.domain.lifecycle import shown
from desktop.domain.problems import Problem, Severity, Where
from desktop.models import certificate_reader
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, certificate_content, token
from desktop.models.token_life import lifecycle
from desktop.models.unit_table import names_of
from desktop.services.certificates.command import ImportCertificates, PlacedCertificate
from desktop.services.certificates.content import certificate_policy, content_row
from desktop.services.imports.command import Fate
from desktop.services.imports.plan import Plan, Record

# What names that are kept short by their issuer still have in common with the whole name.
_CUT = 12
# What a certificate that is kept whole says of itself.
_OWN = ("issuer", "subject", "fingerprint", "der", "from_date", "to_date")


class _Refused(Exception):
    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Placing:
    """Places certificates one after the other; `units` are those they may belong to, None: any.

    `signed_by` gives the authority (uid) whose key signed each, by fingerprint; `broken` are the
    kept ones (uids) that their issuer did not sign, which give way to the genuine one of their
    number. What it plans is in `plan`; nothing is written. `kept` are the certificates (uids) of
    which it plans to keep what stands in them.
    """

    def __init__(
        self,
        connection: Connection,
        command: ImportCertificates,
        read: Sequence[ReadCertificate],
        signed_by: Mapping[str, str | None],
        plan: Plan,
        today: str,
        units: Collection[str] | None,
        broken: Collection[str] = (),
    ) -> None:
        self._command = command
        self._signed_by = signed_by
        self._plan = plan
        self._today = today
        self._units = units
        self._sought = {each.fingerprint: _sought(each) for each in read}
        devices = {each.device for each in self._sought.values() if each.device is not None}
        serials = certificate_reader.tokens_by_serial(connection, devices)
        known = [
            each._replace(fingerprint=None, key=None) if each.uid in broken else each
            for each in certificate_reader.known(connection)
        ]
        arranged = registers(known, serials)
        self._matches = {
            mark: match(arranged, sought, command.token) for mark, sought in self._sought.items()
        }
        self._load(connection)
        self.kept: set[str] = set()
        self._seen: dict[str, tuple[str, int]] = {}
        self._numbers: dict[tuple[str, str], str] = {}

    def _load(self, connection: Connection) -> None:
        """Read the devices and certificates that the matches speak of."""
        tokens: set[str] = set()
        rows: set[str] = set()
        for found in self._matches.values():
            if isinstance(found, Clash):
                tokens.update(found.tokens)
                rows.update(found.certificates)
            else:
                tokens.update((found.token,) if found.token is not None else ())
                rows.update((found.certificate,) if found.certificate is not None else ())
        if self._command.token is not None:
            tokens.add(self._command.token)
        self._tokens = {row["uid"]: row for row in dicts_in(connection, token, "uid", tokens)}
        on_tokens = dicts_in(connection, certificate, "token", tokens)
        others = dicts_in(connection, certificate, "uid", rows)
        self._rows = {row["uid"]: Record(certificate, row) for row in (*others, *on_tokens)}
        self._by_token: dict[str, list[Record]] = {}
        for record in self._rows.values():
            if record["token"] is not None:
                self._by_token.setdefault(record["token"], []).append(record)
        contents = dicts_in(connection, certificate_content, "certificate", self._rows)
        self._content = {row["certificate"]: row for row in contents}
        owners = [row["unit"] for row in (*self._tokens.values(), *others) if row["unit"]]
        self._names = names_of(connection, owners)
        # Those that wait for their first certificate, by the name of who asked for it.
        self._waiting: dict[str, list[str]] = {}
        for serial, subscriber in certificate_reader.waiting(connection):
            name = f"{serial or '—'} · {subscriber}"
            self._waiting.setdefault(fold(subscriber), []).append(name)

    def place(self, file: str, place: int, read: ReadCertificate) -> PlacedCertificate:
        """Tell what becomes of one certificate, and plan what it writes."""
        told = {"number": read.number, "subject": read.subject or "—"}
        last = read.content.last
        try:
            return self._placed(file, place, read, last)
        except _Refused as refused:
            values = {"file": file, "place": place, **told, **refused.values}
            problem = Problem(refused.code, values, where=Where(file))
            return PlacedCertificate(
                file, place, Fate.REFUSED, read.number, read.subject, last, problem=problem
            )

    def _placed(self, file: str, place: int, read: ReadCertificate, last: str) -> PlacedCertificate:
        found = self._checked(read)
        row = self._rows.get(found.certificate) if found.certificate is not None else None
        device = self._tokens.get(found.token) if found.token is not None else None
        unit = device["unit"] if device is not None else row["unit"] if row is not None else None
        if self._units is not None and unit not in self._units:
            raise _Refused("certificate.other_unit_here", unit=self._names.get(unit or "", "—"))
        holder = shown(device) if device is not None else None
        again = read.fingerprint in self._seen
        self._seen[read.fingerprint] = (file, place)
        if again:
            fate, changed = Fate.UNCHANGED, list[str]()
        else:
            fate, changed = self._write(read, found, row, device)
        doubts = self._doubts(file, place, read, found, device)
        return PlacedCertificate(
            file, place, fate, read.number, read.subject, last, found.by.value,
            found.token, holder, self._names.get(unit or ""), tuple(changed), None, tuple(doubts),
        )  # fmt: skip

    def _checked(self, read: ReadCertificate) -> Match:
        found = self._matches[read.fingerprint]
        number = (fold(read.issuer), bare_number(read.number))
        if self._numbers.setdefault(number, read.fingerprint) != read.fingerprint:
            raise _Refused("certificate.number_again", holder="—")
        if isinstance(found, Match):
            return found
        names = [shown(self._tokens[uid]) for uid in found.tokens]
        for uid in found.certificates:
            device = self._tokens.get(self._rows[uid]["token"] or "")
            names.append(shown(device) if device is not None else self._rows[uid]["number"])
        near = self._waiting.get(fold(read.subject), []) if found.code == _NO_OWNER else []
        if near:
            raise _Refused("certificate.no_owner_near", near="; ".join(near))
        raise _Refused(found.code, holder="; ".join(names) or "—")

    def _write(
        self,
        read: ReadCertificate,
        found: Match,
        row: Record | None,
        device: Mapping[str, Any] | None,
    ) -> tuple[Fate, list[str]]:
        if row is not None and row["fingerprint"] == read.fingerprint:
            # The very certificate. Where its bytes are gone, somebody had them erased.
            if row["der"] is not None and row.uid not in self._content:
                self._keep_content(read, row.uid)
                return Fate.UPDATED, ["der"]
            return Fate.UNCHANGED, []
        values = {name: getattr(read, name) for name in _OWN}
        usual = "active" if device is not None and device["custody"] == "handed_over" else "issued"
        if row is None and device is not None:
            row = self._awaited(read, device)
        if row is not None:
            if row["state"] in ("requested", "registered"):
                values |= {"state": usual}
            if not row["number"]:
                values |= {"number": read.number}
            if row["token"] is None and device is not None:
                values |= _owner(device)
            changed = self._plan.change(row, values)
            self._keep_content(read, row.uid)
            return Fate.UPDATED, changed
        if device is None:
            raise _Refused("certificate.no_owner", holder="—")
        purpose = purpose_of(certificate_policy(), read.content) or device["purpose"]
        state = self._follow(read, found, device, purpose) or usual
        made = self._plan.add(
            certificate,
            {**_owner(device), "number": read.number, "purpose": purpose, "state": state, **values},
        )
        self._by_token.setdefault(device["uid"], []).append(made)
        self._keep_content(read, made.uid)
        return Fate.CREATED, []

    def _awaited(self, read: ReadCertificate, device: Mapping[str, Any]) -> Record | None:
        """Return the certificate that was only asked for, which this one is the answer to."""
        purpose = purpose_of(certificate_policy(), read.content) or device["purpose"]
        for one in self._by_token.get(device["uid"], ()):
            open_still = one["state"] not in lifecycle().certificate.ended
            if not one["number"] and open_still and one["purpose"] == purpose:
                return one
        return None

    def _follow(
        self, read: ReadCertificate, found: Match, device: Mapping[str, Any], purpose: str
    ) -> str | None:
        """Let a new certificate follow the one in use for its purpose; return its state where it
        is itself the older one.

        Of one key the later is the renewal; of another, one that has ended makes room, and else a
        person must have said so.
        """
        older = None
        for one in self._by_token.get(device["uid"], ()):
            ended = one["state"] in lifecycle().certificate.ended
            if ended or one["purpose"] != purpose or not one["number"]:
                continue
            over = one["to_date"] is not None and one["to_date"] <= self._today
            content = self._content.get(one.uid)
            renewal = content is not None and content["key"] == read.key
            if not (renewal or over or self._command.replace):
                until = one["to_date"] or "—"
                raise _Refused(
                    "certificate.replaces", holder=shown(device), known=one["number"], until=until
                )
            if one["from_date"] <= read.from_date:
                self._plan.change(one, {"state": "superseded"})
            else:
                older = "superseded"
        return older

    def _keep_content(self, read: ReadCertificate, uid: str) -> None:
        row = content_row(read, uid, self._signed_by.get(read.fingerprint))
        known = self._content.get(uid)
        if known is None:
            self._plan.insert(certificate_content, row)
        else:
            self._plan.update(certificate_content, known["uid"], row)
        self._content[uid] = {**(known or {}), **row}
        self.kept.add(uid)

    def _doubts(
        self,
        file: str,
        place: int,
        read: ReadCertificate,
        found: Match,
        device: Mapping[str, Any] | None,
    ) -> list[Problem]:
        holder = device["subscriber"] if device is not None else read.subject or "—"
        purpose = self._purpose(read, device)
        doubts = [
            _doubt(file, fault.code, number=read.number, subscriber=holder, **fault.values)
            for fault in faults(certificate_policy(), read.content, purpose)
        ]
        told = {"file": file, "place": place, "number": read.number}
        if device is not None and not _same_name(read.subject, device["subscriber"]):
            names = {"subject": read.subject or "—", "holder": shown(device)}
            doubts.append(_doubt(file, "certificate.other_name", **told, **names))
        if read.from_date > self._today:
            doubts.append(_doubt(file, "certificate.not_yet", **told, first=read.from_date))
        if read.to_date <= self._today:
            doubts.append(_doubt(file, "certificate.over", **told, last=read.content.last))
        return doubts

    def _purpose(self, read: ReadCertificate, device: Mapping[str, Any] | None) -> str:
        known = self._matches[read.fingerprint]
        row = None
        if isinstance(known, Match) and known.certificate is not None:
            row = self._rows.get(known.certificate)
        if row is not None:
            return str(row["purpose"])
        found = purpose_of(certificate_policy(), read.content)
        return found or (device["purpose"] if device is not None else "sign")


_NO_OWNER = "certificate.no_owner"


def _sought(read: ReadCertificate) -> Sought:
    try:
        device = read_serial(read.device) if read.device is not None else None
    except CellFault:
        device = None
    return Sought(read.number, read.issuer, read.fingerprint, read.key, device)


def _owner(device: Mapping[str, Any]) -> dict[str, Any]:
    """Return to whom a certificate on a device belongs: an organ's is nobody's own."""
    person = device["person"] if device["subscriber_type"] == "person" else None
    return {"token": device["uid"], "unit": device["unit"], "person": person}


def _same_name(subject: str, holder: str) -> bool:
    """Say whether two names are one; of a name that was cut off, as far as it goes."""
    one, other = fold(subject).rstrip(" .…"), fold(holder)
    return one == other or (len(one) >= _CUT and other.startswith(one)) or other in one


def _doubt(file: str, code: str, /, **values: object) -> Problem:
    return Problem(code, values, Severity.WARNING, Where(file))
