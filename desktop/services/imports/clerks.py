"""Importing clerk endpoints: who receives and sends for which unit, where, up to which level.

A row speaks of one endpoint, or of one on each network; a person holds it, or nobody does yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.domain.cells import person_key, shown_date
from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.people_names import better_spelling, same_person_name
from desktop.domain.periods import last_day, overlap
from desktop.domain.problems import Problem
from desktop.domain.texts import Text
from desktop.services.code_schemes import scheme
from desktop.services.imports.clerk_people import Placed, warn_of_people
from desktop.services.imports.clerk_reach import Reach
from desktop.services.imports.clerk_register import ClerkRegister, NamedStandIn, said_of_person
from desktop.services.imports.clerk_rows import ClerkRow, Post, read_clerk
from desktop.services.imports.command import Changes, Fate, ImportFile
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.people import Wanted
from desktop.services.imports.phone_book import PhoneBook
from desktop.services.imports.plan import Plan, Record, Refused, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.unit_finder import UnitFinder

# A row that says no more than these says nothing of an endpoint.
UNIT_FIELDS = frozenset({"code", "unit", "parent"})
_LABEL_FIELDS = ("code", "unit", "role", "person")

# Where a row puts its person: unit, post, and the endpoint if it is there already.
_Place = tuple[str, Post, Record | None]


def plan_clerks(
    known: KnownUnits,
    command: ImportFile,
    entries: Sequence[Entry],
    plan: Plan,
    today: str,
    reach: Reach | None = None,
    book: PhoneBook | None = None,
) -> None:
    """Work out every entry's fate and what it writes; within `reach`, where the table has one. The
    `book` of phones is that of a reading of several tables."""
    finder = UnitFinder(plan, known, scheme(command.scheme))
    found: list[ClerkRow] = []
    for number, entry in enumerate(entries):
        try:
            if entry.fault is None and UNIT_FIELDS.issuperset(entry.values):
                # Our form lists units that have no endpoint yet; nobody has filled in this one.
                finder.find(entry, command.from_date or today)
                plan.decide(number, entry, Fate.UNCHANGED, None, _label(entry))
                continue
            row = read_clerk(number, entry, command.from_date or today)
            row.unit = finder.find(row.entry, row.date)
            row.also = tuple(dict.fromkeys(_also(finder, row)))
            found.append(row)
        except Refused as error:
            plan.refuse(number, entry, error.problem, _label(entry))
    units = list(dict.fromkeys(unit for row in found for unit in (row.unit, *row.also)))
    named = [uid for row in found if (uid := row.text("uid"))]
    correction = command.changes is Changes.CORRECTION
    register = ClerkRegister(plan, known, units, named, _people(found), correction=correction)
    importer = _Importer(plan, register, reach)
    placed: list[Placed] = []
    for row in found:
        try:
            placed.append(importer.place(row))
        except Refused as error:
            plan.refuse(row.number, row.entry, error.problem, _label(row.entry))
    warn_of_people(plan, register, book or PhoneBook(known), placed)


def _people(rows: Iterable[ClerkRow]) -> set[str]:
    """Return the names of those who hold or stand in, as written."""
    deputies = (name for row in rows for name, *_ in row.stand_ins or ())
    return {row.person for row in rows if row.person}.union(deputies)


def _label(entry: Entry) -> str:
    values = entry.values
    return " · ".join([values[name] for name in _LABEL_FIELDS if name in values])


def _also(finder: UnitFinder, row: ClerkRow) -> Iterable[str]:
    """Yield the other units for which the row's person stands, by its cells."""
    if "also_for" in row.entry.values:
        yield from _also_for(finder, row, row.entry.values["also_for"])
    for field, text in row.besides:
        other = finder.besides(row.entry, field, row.unit, text, row.date)
        if other != row.unit:
            yield other


def _also_for(finder: UnitFinder, row: ClerkRow, text: str) -> Iterable[str]:
    """Yield the units of a cell: separated by `;` or lines, or by commas where names have none."""
    for part in filter(None, map(str.strip, text.replace("\n", ";").split(";"))):
        whole = finder.is_known(part, row.date)
        for name in [part] if whole else filter(None, map(str.strip, part.split(","))):
            other = finder.besides(row.entry, "also_for", row.unit, name, row.date)
            if other != row.unit:
                yield other


class _Importer:
    def __init__(self, plan: Plan, register: ClerkRegister, reach: Reach | None) -> None:
        self._plan = plan
        self._register = register
        self._reach = reach
        # Which rows spoke of an endpoint, by its uid: none may be spoken of twice for one day.
        self._claimed: dict[str, list[ClerkRow]] = {}
        # Who stands in each row that was placed, by its number.
        self._people: dict[int, Record] = {}
        # Which row said who holds an endpoint, its own or as one that the person has besides.
        self._holders: dict[str, list[ClerkRow]] = {}

    def place(self, row: ClerkRow) -> Placed:
        """Plan what one row writes. Everything that may be refused is found out first."""
        register = self._register
        own: list[_Place] = [
            (row.unit, post, known)
            for post in row.posts
            for known in (self._find(row, post),)
            if known is None or self._earlier(self._claimed, known, row) is None
        ]
        others: list[_Place] = [
            (unit, post, self._find_other(row, unit, post))
            for unit in (row.also if row.person else ())
            for post in row.posts
        ]
        self._check_agreement(row, (*own, *others))
        self._refuse_oneself(row, own)
        person = self._find_person(row, own)
        stand_ins = self._find_stand_ins(row, own)
        name = self._better_name(row, own, person)
        given = {**said_of_person(row), "name": name}
        if self._reach is not None:
            self._reach.check(row, person, given)
        if row.person == "":
            self._check_holders(row, own)
        self._refuse_levels(row)
        _refuse_raising(row, person)
        told: list[str] = []
        if person is not None and name is not None:
            values = {"known": person["name"], "name": name}
            self._plan.warn(row.entry, "person", Problem("import.name_respelled", values))
        holder = register.write_person(row, row.unit, person, given, told)
        if holder is not None:
            self._people[row.number] = holder
        records = [
            register.write_endpoint(row, unit, post, known, told) for unit, post, known in own
        ]
        records += [
            known or register.write_endpoint(row, unit, post, None, told)
            for unit, post, known in others
        ]
        if row.person is not None:
            for record in records:
                register.write_holding(row, record, holder, told)
                self._holders.setdefault(record.uid, []).append(row)
        for record in records[: len(own)]:
            self._claimed.setdefault(record.uid, []).append(row)
            if stand_ins is not None:
                register.write_stand_ins(row, record, stand_ins, told)
        created = any(known is None for _, _, known in (*own, *others))
        fate = Fate.CREATED if created else Fate.UPDATED if told else Fate.UNCHANGED
        changed = () if created else tuple(dict.fromkeys(told))
        label = _label(row.entry)
        self._plan.decide(row.number, row.entry, fate, records[0].uid, label, *changed)
        return Placed(row, tuple(records[: len(own)]), fate is not Fate.UNCHANGED)

    def _find(self, row: ClerkRow, post: Post) -> Record | None:
        found = self._by_uid(row, post) or self._match(row, post)
        earlier = self._earlier(self._claimed, found, row) if found is not None else None
        if earlier is not None and not self._only_adds(row, earlier):
            raise _told_twice(row, earlier)
        return found

    def _earlier(
        self, told: Mapping[str, Sequence[ClerkRow]], record: Record, row: ClerkRow
    ) -> ClerkRow | None:
        """Return the first row told of an endpoint that shares a day with `row`: who holds it after
        somebody else stands in a row of their own."""
        for earlier in told.get(record.uid, ()):
            if overlap(earlier.date, earlier.to_date, row.date, row.to_date):
                return earlier
        return None

    def _only_adds(self, row: ClerkRow, earlier: ClerkRow) -> bool:
        """Say whether a row repeats an earlier one and only adds a unit (`như trên; kiêm UBKT`)."""
        same = same_person_name(earlier.person or "", row.person or "")
        return bool(row.also and row.person) and same

    def _by_uid(self, row: ClerkRow, post: Post) -> Record | None:
        """Find the endpoint that a form of ours names; of two networks it is on one only."""
        uid = row.text("uid")
        if uid is None:
            return None
        found = self._register.by_uid.get(uid)
        if found is None:
            raise refused(row.entry, "uid", "import.uid_unknown", uid=uid)
        if found["unit"] != row.unit:
            owner = self._register.unit_title(found["unit"], row.date)
            field = "code" if row.text("code") else "unit"
            raise refused(row.entry, field, "import.uid_elsewhere", unit=owner)
        if len(row.posts) > 1 and found["environment"] != post.environment:
            return None
        return found

    def _match(self, row: ClerkRow, post: Post) -> Record | None:
        """Find the endpoint of this account; without one, the only endpoint that can be meant.

        An account told for the first time goes to the only endpoint that has none yet.
        """
        standing = self._register.standing(row.unit, post, row.date)
        if not standing:
            return None
        account = row.text("account")
        nameless = _nameless(standing)
        if account is None:
            return self._only(row, "account", nameless or standing)
        wanted = account.casefold()
        for record in standing:
            if record["account"] is not None and record["account"].casefold() == wanted:
                return record
        free = [
            record for record in nameless if not record.is_new and record.uid not in self._claimed
        ]
        return free[0] if len(free) == 1 else None

    def _find_other(self, row: ClerkRow, unit: str, post: Post) -> Record | None:
        """Find another unit's endpoint that the row's person takes: theirs, or the only one.

        Those without an account come first: the row's account is its own unit's.
        """
        standing = self._register.standing(unit, post, row.date)
        theirs = [
            record
            for record in standing
            if self._register.is_held_by(record, row.person or "", row.date)
        ]
        found = _nameless(theirs) or theirs or _nameless(standing) or standing
        return self._only(row, "also_for", found)

    def _only(self, row: ClerkRow, field: str, found: Sequence[Record]) -> Record | None:
        if len(found) > 1:
            shown = "; ".join(str(record["account"] or "—") for record in found)
            raise refused(row.entry, field, "import.endpoint_two", accounts=shown)
        return found[0] if found else None

    def _check_agreement(self, row: ClerkRow, places: Sequence[_Place]) -> None:
        """Refuse a row that gives an endpoint to somebody else than an earlier row did."""
        for _, _, known in places:
            earlier = self._earlier(self._holders, known, row) if known is not None else None
            if earlier is None or row.person is None:
                continue
            if not same_person_name(earlier.person or "", row.person):
                raise refused(
                    row.entry, "person", "import.holder_twice",
                    first=earlier.entry.where.row, person=earlier.person or "—",
                )  # fmt: skip

    def _refuse_oneself(self, row: ClerkRow, own: Sequence[_Place]) -> None:
        """Refuse a row whose holder stands in for themselves."""
        holders = (
            [str(one["name"]) for _, _, known in own if known for one in self._held_by(known, row)]
            if row.person is None
            else [row.person]
        )
        for name, *_ in row.stand_ins or ():
            if any(holder and same_person_name(name, holder) for holder in holders):
                raise refused(row.entry, "stand_in", "import.stand_in_oneself", person=name)

    def _held_by(self, known: Record, row: ClerkRow) -> Sequence[Record]:
        return self._register.holders(known, row.date)

    def _find_person(self, row: ClerkRow, own: Sequence[_Place]) -> Record | None:
        if not row.person:
            return None
        if "person" in row.entry.repeats:
            above = self._people.get(row.number - 1)
            if above is None:
                raise refused(row.entry, "person", "import.above_refused")
            return above
        register, cell = self._register, row.entry.values.get
        wanted = Wanted(row.person, cell("phone"), cell("mail"))
        current = [
            holder
            for _, _, known in own
            if known is not None
            for holder in register.holders(known, row.date)
        ]
        self._ask_alike(row, own, wanted)
        return register.people.find(row.entry, "person", row.unit, wanted, current)

    def _ask_alike(self, row: ClerkRow, own: Sequence[_Place], wanted: Wanted) -> None:
        """Ask about a name that differs by its tones only from that of who holds the endpoint that
        the row names by uid; with a phone or mail it is known whether they are one."""
        if wanted.phone or wanted.mail:
            return
        for holder in self._held_there(row, own):
            same = same_person_name(holder["name"], wanted.name)
            if person_key(holder["name"]) == person_key(wanted.name) and not same:
                values = {"name": wanted.name, "person": holder["name"]}
                raise refused(row.entry, "person", "import.holder_spelled", **values)

    def _better_name(
        self, row: ClerkRow, own: Sequence[_Place], person: Record | None
    ) -> str | None:
        """Return the row's spelling of who holds the endpoint that it names by uid, if better."""
        if person is None or row.person is None or person not in self._held_there(row, own):
            return None
        return better_spelling(person["name"], row.person)

    def _held_there(self, row: ClerkRow, own: Sequence[_Place]) -> list[Record]:
        """Return who holds the endpoint that the row names by uid."""
        return [
            holder
            for _, _, known in own
            if known is not None and known.uid == row.text("uid")
            for holder in self._held_by(known, row)
        ]

    def _find_stand_ins(self, row: ClerkRow, own: Sequence[_Place]) -> list[NamedStandIn] | None:
        if row.stand_ins is None:
            return None
        register = self._register
        current = [
            one
            for _, _, known in own
            if known is not None
            for one in register.deputies(known, row.date)
        ]
        return [
            (
                deputy,
                register.people.find(row.entry, "stand_in", row.unit, Wanted(deputy.name), current),
            )
            for deputy in row.stand_ins
        ]

    def _check_holders(self, row: ClerkRow, places: Sequence[_Place]) -> None:
        """Refuse to take a holder away no later than the day on which they began."""
        for _, _, known in places:
            for held in self._register.held(known, row.date) if known is not None else ():
                if held["from_date"] >= row.date:
                    raise refused(
                        row.entry,
                        "person",
                        "import.holding_too_early",
                        person=self._register.people.name(held["person"]),
                        since=shown_date(held["from_date"]),
                    )

    def _refuse_levels(self, row: ClerkRow) -> None:
        """Refuse an endpoint that would carry something secret over the clear network."""
        for post in row.posts:
            if post.ceiling and post.environment is Environment.CLEAR:
                raise refused(
                    row.entry,
                    "ceiling",
                    "import.level_in_clear",
                    level=Text(LEVEL_LABELS[post.ceiling]),
                    environment=Text(ENVIRONMENT_LABELS[Environment.CLEAR]),
                )


def _refuse_raising(row: ClerkRow, person: Record | None) -> None:
    """Refuse to raise a known person's clearance without the decision that gave it."""
    before = (person["clearance"] or 0) if person is not None else None
    raised = before is not None and row.clearance is not None and row.clearance > before
    if raised and row.text("clearance_basis") is None:
        raise refused(
            row.entry,
            "clearance",
            "import.clearance_raised",
            person=row.person,
            known=Text(LEVEL_LABELS[SecrecyLevel(before or 0)]),
            given=Text(LEVEL_LABELS[SecrecyLevel(row.clearance or 0)]),
        )


def _told_twice(row: ClerkRow, earlier: ClerkRow) -> Refused:
    """Return the refusal of a row for an endpoint that an earlier row is about: by the cells of
    their days, where they have any."""
    first = earlier.entry.where
    days = [name for name in ("from", "to") if row.text(name)]
    if not days and not earlier.text("to"):
        return refused(row.entry, "unit", "import.endpoint_twice", first=first.row)
    values = {
        "first": first.row,
        "column": earlier.entry.at("to").column or earlier.entry.at("from").column or "—",
        "earlier": _shown_days(earlier),
        "days": _shown_days(row),
    }
    return refused(row.entry, days[0] if days else "person", "import.days_overlap", **values)


def _shown_days(row: ClerkRow) -> str:
    last = shown_date(last_day(row.to_date)) if row.to_date else "…"
    return f"{shown_date(row.date)}–{last}"


def _nameless(records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record["account"] is None]
