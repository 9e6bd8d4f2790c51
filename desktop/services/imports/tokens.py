"""Importing eTokens: the devices, what is on them, and to whom they were given.

A row is found by the device's serial, else by the certificate's number, else by subscriber, purpose
and request. Custody and the certificate's state are separate facts; "handed over" needs a
signature with its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from desktop.domain.cells import bare_name, person_key
from desktop.domain.folding import fold
from desktop.domain.problems import Problem
from desktop.models.tables import token
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import Fate, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.people import People, Wanted
from desktop.services.imports.plan import Plan, Record, Refused, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.token_register import TokenRegister, elsewhere
from desktop.services.imports.token_rows import (
    ORGAN,
    PERSON,
    TokenRow,
    citizen_id_problem,
    read_token,
)
from desktop.services.imports.unit_finder import UnitFinder

_TOKEN_FIELDS = ("model", "request", "receiver", "post", "mail", "phone", "note")


class _Token(NamedTuple):
    """A row with its unit (None where the row names none) and its subscriber as it will be."""

    number: int
    row: TokenRow
    unit: str | None
    kind: str
    subscriber: str | None


def plan_tokens(
    known: KnownUnits, command: ImportFile, entries: Sequence[Entry], plan: Plan, today: str
) -> None:
    """Work out every entry's fate and what it writes."""
    date = command.from_date or today
    finder = UnitFinder(plan, known, scheme(command.scheme))
    found: list[_Token] = []
    for number, entry in enumerate(entries):
        try:
            row = read_token(entry)
            named = "unit" in entry.values or "code" in entry.values
            unit = finder.find(entry, date) if named else None
            found.append(_Token(number, row, unit, *_subscriber(row, unit, known, date)))
        except Refused as error:
            plan.refuse(number, entry, error.problem, _label(entry))
    importer = _Importer(command, plan, known, found, date)
    for each in found:
        try:
            importer.place(each)
        except Refused as error:
            plan.refuse(each.number, each.row.entry, error.problem, _label(each.row.entry))


def _label(entry: Entry) -> str:
    shown = (entry.values.get(name) for name in ("serial", "certificate", "subscriber", "unit"))
    return " · ".join(text for text in shown if text)


def _subscriber(
    row: TokenRow, unit: str | None, known: KnownUnits, date: str
) -> tuple[str, str | None]:
    """Return the subscriber's type and name: an organ is called as its unit unless said."""
    name = row.text("subscriber")
    version = known.version(unit, date) if unit is not None else None
    own_name = str(version.name) if version is not None else None
    kind = row.subscriber_type
    if kind is None:
        is_organ = name is None or (own_name is not None and fold(name) == fold(own_name))
        kind = ORGAN if is_organ else PERSON
    return kind, name or (own_name if kind == ORGAN else None)


class _Importer:
    def __init__(
        self,
        command: ImportFile,
        plan: Plan,
        known: KnownUnits,
        rows: Sequence[_Token],
        date: str,
    ) -> None:
        self._changes = command.changes
        self._date = date
        self._plan = plan
        self._known = known
        units = list(dict.fromkeys(each.unit for each in rows if each.unit))
        subscribers = {each.subscriber for each in rows if each.subscriber}
        self._people = People(known.connection, plan, units, subscribers)
        self._register = TokenRegister(
            known.connection, plan, [each.row for each in rows], units, command.changes, date
        )
        devices = self._register.by_uid.values()
        self._people.load(device["person"] for device in devices if device["person"])
        self._claimed: dict[str, TokenRow] = {}

    def place(self, each: _Token) -> None:
        """Plan what one row writes. Everything that may be refused is found out first."""
        row = each.row
        self._register.check_serial(row)
        known = self._match(each)
        if known is not None and known.uid in self._claimed:
            first = self._claimed[known.uid].entry.where.row
            raise refused(row.entry, "serial", "import.token_twice", first=first)
        if known is None:
            self._check_new(each)
        else:
            self._check_known(each, known)
        custody = self._custody(each, known)
        self._register.check_custody(row, known, custody)
        person = self._find_person(each, known)
        self._register.check_certificate(row, known)
        self._say_citizen_id(row)
        told: list[str] = []
        record = self._write_token(each, known, custody, self._write_person(each, person), told)
        self._claimed[record.uid] = row
        self._register.write_certificate(row, record, custody, told)
        fate = Fate.CREATED if known is None else Fate.UPDATED if told else Fate.UNCHANGED
        changed = () if known is None else tuple(dict.fromkeys(told))
        label = f"{record['serial'] or '—'} · {record['subscriber']}"
        self._plan.decide(each.number, row.entry, fate, record.uid, label, *changed)

    def _match(self, each: _Token) -> Record | None:
        row = each.row
        uid = row.text("uid")
        if uid is not None:
            if uid not in self._register.by_uid:
                raise refused(row.entry, "uid", "import.uid_unknown", uid=uid)
            return self._register.by_uid[uid]
        if row.serial is not None and row.serial in self._register.by_serial:
            return self._register.by_serial[row.serial]
        if row.certificate is not None and row.certificate in self._register.by_number:
            holder = self._register.by_number[row.certificate]["token"]
            found = self._register.by_uid.get(holder)
            if found is not None and row.serial not in (None, found["serial"]):
                raise elsewhere(row, found)
            return found
        return self._match_request(each)

    def _match_request(self, each: _Token) -> Record | None:
        """Find the token that was only requested; with a serial told now, it gets that serial."""
        if each.subscriber is None or not self._register.by_request:
            return None
        row = each.row
        key = (person_key(each.subscriber), row.purpose or "sign", row.text("request"))
        found = [
            record
            for record in self._register.by_request.get(key, ())
            if record.uid not in self._claimed
            and (each.unit is None or record["unit"] in (None, each.unit))
            and (row.serial is None or record["serial"] is None)
            and (row.certificate is None or not self._register.has_certificate(record))
        ]
        if len(found) > 1 and row.serial is None:
            shown = "; ".join(str(record["serial"] or "—") for record in found)
            raise refused(row.entry, "serial", "import.token_two", tokens=shown)
        return found[0] if found else None

    def _check_new(self, each: _Token) -> None:
        if each.unit is None:
            raise refused(each.row.entry, "unit", "import.unit_missing")
        if each.subscriber is None:
            raise refused(each.row.entry, "subscriber", "import.subscriber_missing")

    def _check_known(self, each: _Token, known: Record) -> None:
        """Ask where a known device seems to have gone to somebody else."""
        if self._changes is not None:
            return
        entry, named = each.row.entry, each.row.text("subscriber")
        if named is not None and person_key(named) != person_key(known["subscriber"]):
            raise refused(
                entry,
                "subscriber",
                "import.subscriber_differs",
                serial=known["serial"] or "—",
                known=known["subscriber"],
                given=named,
            )
        if each.unit is not None and known["unit"] not in (None, each.unit):
            raise refused(
                entry,
                "unit",
                "import.token_unit_differs",
                serial=known["serial"] or "—",
                known=self._known.title(known["unit"], self._date),
                given=self._known.title(each.unit, self._date),
            )

    def _custody(self, each: _Token, known: Record | None) -> str | None:
        """Return where the device is as the row says, None where the row says nothing of it."""
        row = each.row
        signed_on = row.signed_on or (known["signed_on"] if known is not None else None)
        if row.is_signed and signed_on is None:
            raise refused(row.entry, "signed", "import.signed_when")
        if row.custody == "handed_over" and signed_on is None:
            raise refused(row.entry, "state", "import.handed_over_unsigned")
        if row.custody is not None:
            return row.custody
        if row.is_signed:
            return "handed_over"
        if known is not None and known["custody"] not in ("requested", "stock", "transit"):
            return None
        if row.is_received or row.received_on is not None:
            return "received"
        if known is None or known["custody"] == "requested":
            return "requested" if row.serial is None else "stock"
        return None

    def _find_person(self, each: _Token, known: Record | None) -> Record | None:
        if each.kind != PERSON or each.unit is None or each.subscriber is None:
            return None
        row = each.row
        wanted = Wanted(each.subscriber, row.text("phone"), row.text("mail"))
        holder = known["person"] if known is not None else None
        current = [self._people.with_uid(holder)] if holder is not None else []
        # Lists of devices give whatever phone there is: it is no proof of another person.
        return self._people.find(
            row.entry, "subscriber", each.unit, wanted, current, only_one_will_do=True
        )

    def _write_person(self, each: _Token, known: Record | None) -> str | None:
        if each.kind != PERSON or each.unit is None or each.subscriber is None:
            return None
        person = known or self._people.make(each.unit, bare_name(each.subscriber))
        # A token's table says less of people than the clerks' one: it fills in, never overwrites.
        missing = {
            name: each.row.text(name) for name in ("post", "phone", "mail") if person[name] is None
        }
        self._people.describe(each.row.entry, person, missing)
        return person.uid

    def _say_citizen_id(self, row: TokenRow) -> None:
        text = row.text("citizen_id")
        if text is None:
            return
        problem = citizen_id_problem(text)
        if problem is not None:
            self._plan.warn(row.entry, "citizen_id", Problem(problem, {"text": text}))
        self._plan.warn_once(
            ("citizen_id",), row.entry, "citizen_id", Problem("import.citizen_id_not_kept")
        )

    def _change_person(self, known: Record, uid: str | None) -> list[str]:
        """Plan whose device it is, among the people of the registers."""
        former = known["person"]
        changed = self._plan.change(known, {"person": uid}, quiet=True)
        if changed and uid is not None:
            old = self._people.name(former) if former is not None else None
            self._plan.note(token, "person", old, self._people.name(uid))
        return changed

    def _write_token(
        self,
        each: _Token,
        known: Record | None,
        custody: str | None,
        person: str | None,
        told: list[str],
    ) -> Record:
        row = each.row
        given: dict[str, Any] = {
            **{name: row.entry.values.get(name) for name in _TOKEN_FIELDS},
            "unit": each.unit,
            "person": person,
            "serial": row.serial,
            "subscriber": row.text("subscriber") if known is not None else each.subscriber,
            "subscriber_type": row.subscriber_type if known is not None else each.kind,
            "purpose": row.purpose,
            "custody": custody,
            "received_on": row.received_on,
            "signed_on": row.signed_on,
            "birth": row.birth,
        }
        if known is not None:
            if fold(given["subscriber"] or "") == fold(known["subscriber"]):
                given["subscriber"] = None
            if each.unit is not None and known["unit"] != each.unit:
                former = known["unit"]
                told += self._plan.change(known, {"unit": each.unit}, quiet=True)
                self._plan.note(
                    token,
                    "unit",
                    self._known.title(former, self._date) if former is not None else None,
                    self._known.title(each.unit, self._date),
                )
            given.pop("person")
            told += self._plan.change(known, given)
            told += self._change_person(known, person)
            if row.serial is not None:
                self._register.by_serial[row.serial] = known
            return known
        given["purpose"] = row.purpose or "sign"
        record = self._plan.add(token, given)
        self._register.keep(record)
        return record
