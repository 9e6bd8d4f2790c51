"""The devices and certificates that a file speaks of, as they will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from desktop.domain.cells import person_key
from desktop.domain.custody import CERTIFICATE_LABELS, CUSTODY_LABELS, ENDED
from desktop.domain.periods import day_before
from desktop.domain.stock import Serials
from desktop.domain.texts import Text
from desktop.models import stock_reader
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, token
from desktop.models.token_life import lifecycle
from desktop.services.imports.command import Changes
from desktop.services.imports.plan import Plan, Record, Refused, refused
from desktop.services.imports.token_rows import ORGAN, TokenRow

# What a certificate cannot come back from.
_FINAL = ("revoked",)


class TokenRegister:
    """Devices by uid, serial and request, and certificates by number.

    Those of `units`, and whatever else `rows` name by serial, number or uid. `changes` says what
    another certificate on a known device is: a renewal, or a number mistyped; None asks. A
    certificate that names no first day begins on `date`.
    """

    def __init__(
        self,
        connection: Connection,
        plan: Plan,
        rows: Sequence[TokenRow],
        units: Sequence[str],
        changes: Changes | None,
        date: str,
    ) -> None:
        self.by_uid: dict[str, Record] = {}
        self.by_serial: dict[str, Record] = {}
        # Those that were there before: a file's own rows are never each other's requests.
        self.by_request: dict[tuple[str, str, str | None], list[Record]] = {}
        self.by_number: dict[str, Record] = {}
        self._certificates: dict[str, list[Record]] = {}
        self._plan = plan
        self._changes = changes
        self._date = date
        self._connection = connection
        # Made when first asked for: a list of known devices needs none of it.
        self._serials: Serials | None = None
        # The row of the file in which a new serial stands first.
        self._told: dict[str, int | None] = {}
        self._load(connection, rows, units)

    def _load(self, connection: Connection, rows: Sequence[TokenRow], units: Sequence[str]) -> None:
        numbers = [row.certificate for row in rows if row.certificate]
        cards = dicts_in(connection, certificate, "number", numbers)
        wanted = {
            "unit": list(units),
            "serial": [row.serial for row in rows if row.serial],
            "uid": [
                *(card["token"] for card in cards if card["token"]),
                *(uid for row in rows if (uid := row.text("uid"))),
            ],
        }
        for column, values in wanted.items():
            for device in dicts_in(connection, token, column, list(dict.fromkeys(values))):
                if device["uid"] not in self.by_uid:
                    self._keep_known(Record(token, device))
        more = dicts_in(connection, certificate, "token", list(self.by_uid))
        for card in {card["uid"]: card for card in (*cards, *more)}.values():
            self._keep_certificate(Record(certificate, card))

    def keep(self, record: Record) -> None:
        """Take a device in, to be found from now on."""
        self.by_uid[record.uid] = record
        if record["serial"] is not None:
            self.by_serial[record["serial"]] = record

    def _keep_known(self, record: Record) -> None:
        self.keep(record)
        key = (person_key(record["subscriber"]), record["purpose"], record["request"])
        self.by_request.setdefault(key, []).append(record)

    def _keep_certificate(self, record: Record) -> None:
        self.by_number[record["number"]] = record
        if record["token"] is not None:
            self._certificates.setdefault(record["token"], []).append(record)

    def check_serial(self, row: TokenRow) -> None:
        """Refuse a new serial that may be a known one, or an earlier row's, written another way."""
        if row.serial is None or row.serial in self.by_serial:
            return
        if self._serials is None:
            self._serials = Serials(stock_reader.known_serials(self._connection))
        own = self.by_uid.get(row.text("uid") or "")
        corrected = own["serial"] if own and self._changes is Changes.CORRECTION else None
        alike = [each for each in self._serials.alike(row.serial) if each != corrected]
        if alike:
            values = {"written": row.entry.values["serial"], "known": ", ".join(alike)}
            first = self._told.get(alike[0])
            if first is not None:
                raise refused(row.entry, "serial", "import.serial_alike_row", row=first, **values)
            raise refused(row.entry, "serial", "import.serial_alike", **values)
        self._serials.add(row.serial)
        self._told[row.serial] = row.entry.where.row

    def has_certificate(self, record: Record) -> bool:
        """Say whether a certificate is recorded on the device."""
        return any(one["number"] for one in self._certificates.get(record.uid, ()))

    def _standing(self, record: Record) -> Record | None:
        """Return the device's certificate that no other has followed and nobody has revoked."""
        for one in self._certificates.get(record.uid, ()):
            if one["state"] not in ENDED:
                return one
        return None

    def check_certificate(self, row: TokenRow, known: Record | None) -> None:
        """Refuse a certificate that another device holds, that returns, or that is asked about."""
        if row.certificate is None:
            standing = self._standing(known) if known is not None else None
            if standing is not None:
                self._check_state(row, standing)
            return
        there = self.by_number.get(row.certificate)
        if there is not None:
            holder = self.by_uid.get(there["token"])
            if holder is not None and holder is not known:
                raise elsewhere(row, holder)
            if there["state"] in _FINAL and row.certificate_state not in (None, there["state"]):
                raise refused(
                    row.entry, "state", "import.certificate_revoked", number=row.certificate
                )
            self._check_state(row, there)
            return
        if known is not None and self._changes is None:
            standing = self._standing(known)
            # One that was only asked for gets its number now.
            if standing is not None and standing["number"]:
                raise refused(
                    row.entry,
                    "certificate",
                    "import.certificate_differs",
                    known=standing["number"],
                    given=row.certificate,
                )

    def _check_state(self, row: TokenRow, there: Record) -> None:
        """Refuse a state that no steps lead to from what is known; a correction may go back."""
        now, wanted = there["state"], row.certificate_state
        if wanted is None or self._changes is Changes.CORRECTION or now in _FINAL:
            return
        if not lifecycle().certificate.leads(now, wanted):
            values = {
                "now": Text(CERTIFICATE_LABELS[now]),
                "wanted": Text(CERTIFICATE_LABELS[wanted]),
            }
            number = there["number"] or "—"
            raise refused(row.entry, "state", "import.certificate_step", number=number, **values)

    def check_custody(self, row: TokenRow, known: Record | None, custody: str | None) -> None:
        """Refuse a custody that no steps lead to from what is known; a correction may go back, but
        never from the end."""
        if known is None or custody is None:
            return
        states, now = lifecycle().custody, known["custody"]
        corrects = self._changes is Changes.CORRECTION and now not in states.ended
        if now != custody and not corrects and not states.leads(now, custody):
            values = {"now": Text(CUSTODY_LABELS[now]), "wanted": Text(CUSTODY_LABELS[custody])}
            serial = known["serial"] or "—"
            raise refused(row.entry, "state", "import.custody_step", serial=serial, **values)

    def write_certificate(
        self, row: TokenRow, record: Record, custody: str | None, told: list[str]
    ) -> None:
        """Write what the row says of the device's certificate; `told` gets what that changes."""
        is_organ = record["subscriber_type"] == ORGAN
        owner = {
            "token": record.uid,
            "unit": record["unit"],
            "person": None if is_organ else record["person"],
        }
        given = {
            "state": row.certificate_state,
            "from_date": row.from_date,
            "to_date": row.until,
        }
        number = row.certificate
        there = self.by_number.get(number) if number else self._standing(record)
        if there is not None:
            if there["state"] in _FINAL:
                given["state"] = None
            told += self._plan.change(there, given)
            self._write_owner(record, there, owner, told)
            return
        if number is None:
            return
        standing = self._standing(record)
        usual = "active" if custody == "handed_over" else "issued"
        awaited = standing is not None and not standing["number"]
        if awaited:
            given["state"] = row.certificate_state or usual
        if standing is not None and (awaited or self._changes is Changes.CORRECTION):
            told += self._plan.change(standing, {"number": number, **given})
            self._write_owner(record, standing, owner, told)
            self.by_number[number] = standing
            return
        if standing is not None:
            self._plan.change(standing, {"state": "superseded"}, quiet=True)
        made = self._plan.add(
            certificate,
            {
                **owner,
                **given,
                "number": number,
                "purpose": record["purpose"],
                "state": row.certificate_state or usual,
                "from_date": row.from_date or self._begin(row.until),
            },
        )
        self._keep_certificate(made)
        told.append("certificate")
        if not record.is_new:
            former = standing["number"] if standing is not None else None
            self._plan.note(certificate, "number", former, number)

    def _write_owner(
        self, record: Record, card: Record, owner: Mapping[str, Any], told: list[str]
    ) -> None:
        """Let a certificate go with its device: the same unit, the same person."""
        changed = self._plan.change(card, owner, quiet=True)
        told += changed
        if changed:
            self._plan.note(certificate, "owner", None, record["serial"] or record["subscriber"])

    def _begin(self, until: str | None) -> str:
        """Return the first day of a certificate whose row names none: the import's, or, for one
        that had ended by then, its last day, which is all that is known to have been valid."""
        if until is None or self._date < until:
            return self._date
        return day_before(until)


def elsewhere(row: TokenRow, holder: Record) -> Refused:
    """Build the refusal of a row whose certificate is recorded on another device."""
    return refused(
        row.entry,
        "certificate",
        "import.certificate_elsewhere",
        number=row.certificate,
        serial=holder["serial"] or "—",
    )
