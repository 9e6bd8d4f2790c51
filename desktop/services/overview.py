"""What is to be done now, in order, and how many units documents reach at each level.

Everything is asked of `desktop.domain.routing` and `desktop.domain.checks` in one pass over the
units, so that a figure here, a finding of `check` and the explanation of a route cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from sqlalchemy import Connection

from desktop.domain import routing
from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.checks import Finding
from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import Severity
from desktop.domain.routing import Fate
from desktop.domain.texts import N_, Text, with_dates
from desktop.models import journal, overview_reader, proof_reader, routing_reader
from desktop.models.many import row_bound
from desktop.models.tables import unit
from desktop.services.checks import register_findings, unit_findings
from desktop.services.coverage import Counts, Coverage, count_fates, coverage
from desktop.services.routing import role_labels
from desktop.services.session import Session
from desktop.services.use import unused_at

# Items kept of each kind; a figure counts them all. Nobody works through more in one sitting, and
# the whole country's would fill the memory.
KEPT = 2000
_READING = Text(N_("Reading what is to be done"))


@dataclass(frozen=True)
class Kind:
    """A kind of thing to do: its words and, where `check` finds it, the rules that do."""

    key: str
    title: str
    why: str
    severity: Severity
    rules: tuple[str, ...] = ()


# In the order in which they are to be done.
KINDS = (
    Kind(
        "receivers",
        N_("Units where nobody receives"),
        N_("Documents sent to them arrive nowhere."),
        Severity.ERROR,
        ("unit.no_receiver",),
    ),
    Kind(
        "codes",
        N_("Units without an identifier code"),
        N_("Nothing can be addressed to them."),
        Severity.ERROR,
        ("code.missing",),
    ),
    Kind(
        "codes_wrong",
        N_("Codes refused, out of step, held twice or outside their parent's"),
        N_("Such a code leads nowhere or to the wrong unit."),
        Severity.ERROR,
        ("code.refused", "code.duplicate", "code.outside_parent", "code.mismatch"),
    ),
    Kind(
        "parents",
        N_("Units below one that has ended"),
        N_("They are missing from the tree, and from every list below a unit."),
        Severity.ERROR,
        ("unit.parent_ended",),
    ),
    Kind(
        "people",
        N_("Endpoints without a person"),
        N_("Documents lie there and nobody takes them."),
        Severity.ERROR,
        ("endpoint.no_person",),
    ),
    Kind(
        "stand_ins",
        N_("Those who stand in at endpoints that nobody holds"),
        N_("From the holder's last day on documents reach nobody there."),
        Severity.WARNING,
        ("endpoint.stand_in_alone",),
    ),
    Kind(
        "tests_lost",
        N_("Endpoints where a test document did not arrive"),
        N_("What is sent there may be lost just so."),
        Severity.ERROR,
        ("endpoint.test_lost",),
    ),
    Kind(
        "certificates_ending",
        N_("Certificates that have ended or will end within 90 days"),
        N_("Without a valid certificate nothing secret can be opened."),
        Severity.WARNING,
        ("certificate.ended", "certificate.ending"),
    ),
    Kind(
        "certificates",
        N_("Endpoints without a usable certificate"),
        N_("Without a valid certificate nothing secret can be opened."),
        Severity.ERROR,
        ("certificate.missing", "certificate.expired", "certificate.unusable"),
    ),
    Kind(
        "certificates_wrong",
        N_("Certificates that break a rule, or are not whose they seem"),
        N_("What is signed with such a certificate may be worth nothing."),
        Severity.ERROR,
        (
            "certificate.weak",
            "certificate.usage",
            "certificate.extension",
            "certificate.duplicate",
            "certificate.other_unit",
            "certificate.unchained",
            "certificate.revoked",
            "certificate.clock",
            "certificate.too_long",
            "certificate.name",
        ),
    ),
    Kind(
        "lists",
        N_("Revocation lists that are missing or too old"),
        N_("What was revoked since is not known here."),
        Severity.WARNING,
        ("certificate.list",),
    ),
    Kind(
        "minutes",
        N_("Minutes of handing over that wait for a signature"),
        N_("Until they are signed nobody answers for the devices."),
        Severity.WARNING,
        ("token.minutes_waiting",),
    ),
    Kind(
        "at_large",
        N_("Lost, destroyed or returned eTokens whose certificate was not revoked"),
        N_("Whoever has the device and its PIN can sign with it."),
        Severity.ERROR,
        ("token.at_large",),
    ),
    Kind(
        "revocations",
        N_("Revocations that the issuer has not confirmed"),
        N_("Until it confirms, others may still rely on the certificate."),
        Severity.WARNING,
        ("token.revocation_waiting",),
    ),
    Kind(
        "tokens",
        N_("eTokens not signed for"),
        N_("The unit has the device, but nobody has signed for it."),
        Severity.WARNING,
    ),
    Kind(
        "levels",
        N_("Endpoints whose level is above the clearance or the line"),
        N_("What is sent at that level does not arrive."),
        Severity.ERROR,
        ("level.above_clearance", "level.above_line"),
    ),
    Kind(
        "unproved",
        N_("Units with endpoints that no test document has proved lately"),
        N_("On paper they receive; whether they do, nobody has seen."),
        Severity.WARNING,
        ("endpoint.unproved",),
    ),
    Kind(
        "channels",
        N_("Units with two official channels at once"),
        N_("They receive the same document twice."),
        Severity.ERROR,
        ("channel.twice",),
    ),
    Kind(
        "choices",
        N_("Receiving rules that choose an endpoint which is not there"),
        N_("What such a rule speaks of arrives nowhere."),
        Severity.ERROR,
        ("rule.no_taker",),
    ),
    Kind(
        "rules",
        N_("Receiving rules that can never win"),
        N_("A rule before them takes all that they speak of."),
        Severity.WARNING,
        ("rule.beaten",),
    ),
    Kind(
        "unused",
        N_("Units configured and not used"),
        N_("In the latest figures nobody logged in there."),
        Severity.WARNING,
        ("use.none",),
    ),
    Kind(
        "exemptions",
        N_("Exemptions that end within 30 days"),
        N_("From then on what is missing there is a gap."),
        Severity.WARNING,
        ("exemption.ending",),
    ),
    Kind(
        "profiles",
        N_("Endpoints that do not fit what their unit is used for"),
        N_("The unit's profile says that nothing is expected there."),
        Severity.WARNING,
        ("profile.above_clerk", "profile.in_clear"),
    ),
    Kind(
        "tasks",
        N_("Tasks to be settled"),
        N_("Imports and changes of organisation left these for a person to decide."),
        Severity.WARNING,
    ),
    Kind(
        "bundles",
        N_("Bundles without an answer"),
        N_("The central system has not answered them yet."),
        Severity.INFO,
    ),
)
# The kinds that there are once a round of test documents was planned.
OF_TESTS = frozenset({"tests_lost", "unproved"})
# The kinds that are found without looking at each unit: a tenth of the time.
AT_FIRST = frozenset(
    {"parents", "tests_lost", "tokens", "unproved", "rules", "exemptions", "tasks", "bundles"}
)
# `certificate.unsigned` is told once for each device, under "tokens".
_KIND_OF_RULE = {rule: kind.key for kind in KINDS for rule in kind.rules}


@dataclass(frozen=True)
class ReadOverview(Command):
    """Ask what is to be done as the registers are on the day `as_of` (today where None)."""

    name: ClassVar[str] = "overview"
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. `uid`, `unit` and `code` are its unit's, where it has one.

    `record` is the uid of the endpoint, device, bundle or task that it is about, if any.
    """

    rule: str
    severity: Severity
    uid: str | None
    unit: str
    code: str | None
    record: str | None
    message: Text
    fix: Text | None


@dataclass(frozen=True)
class ToDo:
    """All of one kind: how many there are, and the first `KEPT` of them in order of code."""

    kind: Kind
    count: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Overview:
    """What is to be done, in order, with the kinds of which nothing is left; units by fate.

    Of use nothing is told where no figures are known.
    The kinds `OF_TESTS` are there once a round of test documents was planned. One that is only
    `begun` has the kinds `AT_FIRST` and no units yet.
    """

    as_of: str
    run: int
    to_do: tuple[ToDo, ...]
    units: int
    coverage: tuple[Counts, ...]
    begun: bool = False

    @property
    def all_done(self) -> bool:
        """Say whether nothing is left that somebody here can do."""
        return not self.begun and not any(
            each.count for each in self.to_do if each.kind.severity is not Severity.INFO
        )


class OverviewReader:
    """Reads the overview, anew only where the journal or the day has gone on.

    It belongs to the thread of its session.
    """

    def __init__(self) -> None:
        self._last: Overview | None = None

    def read(
        self,
        session: Session,
        command: ReadOverview,
        begun: Callable[[Overview], None] = lambda _: None,
    ) -> Overview:
        """Return the overview; it may be given up in the middle by the surroundings' progress.

        Where it is read anew, `begun` gets what is known before each unit is looked at.
        """
        at = command.as_of or session.surroundings.today()
        progress = session.surroundings.progress
        with session.reading(command) as connection:
            run = journal.head(connection).run
            if self._last is None or (self._last.run, self._last.as_of) != (run, at):
                self._last = _read(connection, at, run, partial(progress, _READING), begun)
            return self._last


class _Kept:
    """Counts what is found of each kind, and keeps the first of it in order of code."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._items: dict[str, list[Item]] = {kind.key: [] for kind in KINDS}

    def add(self, key: str, item: Item) -> None:
        """Count an item of the kind `key`."""
        self._counts[key] += 1
        items = self._items[key]
        items.append(item)
        if len(items) >= 2 * KEPT:
            self._cut(key)

    def to_do(self) -> tuple[ToDo, ...]:
        """Return the kinds in order."""
        for kind in KINDS:
            self._cut(kind.key)
        return tuple(
            ToDo(kind, self._counts[kind.key], tuple(self._items[kind.key])) for kind in KINDS
        )

    def _cut(self, key: str) -> None:
        # The sort keeps the order of what has no unit: by day, by number.
        self._items[key].sort(key=lambda item: (item.code is None, item.code or "", item.unit))
        del self._items[key][KEPT:]


def _read(
    connection: Connection,
    at: str,
    run: int,
    told: Callable[[int, int], None],
    begun: Callable[[Overview], None],
) -> Overview:
    """Read all of it; `told` hears how many of the units are done, and may raise to give up."""
    kept = _Kept()
    total = row_bound(connection, unit)
    fates: Counter[tuple[Fate, ...]] = Counter()
    units = 0

    def breathe() -> None:
        told(min(units, total), total)

    for finding in register_findings(connection, at):
        _keep(kept, finding)
    for key, item in _waiting(connection, at):
        kept.add(key, item)
    tested = proof_reader.has_rounds(connection, at)
    first = [each for each in kept.to_do() if each.kind.key in AT_FIRST]
    begun(Overview(at, run, _tested(first, tested), 0, (), begun=True))
    unused = unused_at(connection, at)
    for facts in routing_reader.read_units(connection, at, role_labels(), breathe=breathe):
        units += 1
        fates[routing.fates(facts)] += 1
        for finding in unit_findings(facts, unused):
            _keep(kept, finding)
    breathe()
    reached = tuple(count_fates(fates, level) for level in SecrecyLevel)
    to_do = kept.to_do()
    if unused.period is None:
        # Without figures nobody knows: that is not the same as none.
        to_do = tuple(each for each in to_do if each.kind.key != "unused")
    return Overview(at, run, _tested(to_do, tested), units, reached)


def _tested(to_do: Iterable[ToDo], tested: bool) -> tuple[ToDo, ...]:
    """Leave out what tests find where there was none: then nothing can be said to be proved."""
    return tuple(each for each in to_do if tested or each.kind.key not in OF_TESTS)


def _keep(kept: _Kept, finding: Finding) -> None:
    key = _KIND_OF_RULE.get(finding.rule)
    if key is not None:
        item = Item(
            finding.rule,
            finding.severity,
            finding.uid or None,
            finding.unit,
            finding.code,
            finding.endpoint,
            with_dates(finding.message),
            with_dates(finding.fix),
        )
        kept.add(key, item)


def _waiting(connection: Connection, at: str) -> Iterator[tuple[str, Item]]:
    for device in overview_reader.unsigned_tokens(connection, at):
        words = Text(
            N_("Nobody has signed for the device {serial} of {subscriber}."),
            {"serial": device.serial or "—", "subscriber": device.subscriber},
        )
        mend = Text(N_("Have the receiver sign for the device and record the day."))
        code = None if device.code == device.unit_name else device.code
        yield (
            "tokens",
            Item(
                "token.unsigned", Severity.WARNING, device.unit, device.unit_name or "", code,
                device.uid, words, mend,
            ),
        )  # fmt: skip
    for task in overview_reader.open_tasks(connection, at):
        words = Text(
            N_("{subject} (since {date})"),
            {"subject": task.subject, "date": shown_date(task.opened_on)},
        )
        code = None if task.code == task.unit_name else task.code
        yield (
            "tasks",
            Item(
                "task.open", Severity.WARNING, task.unit, task.unit_name or "", code, task.uid,
                words, None,
            ),
        )  # fmt: skip
    for bundle in overview_reader.open_bundles(connection):
        sealed = datetime.fromisoformat(bundle.created).astimezone().date().isoformat()
        words = Text(
            N_("Bundle {sequence}, sealed on {date}, has had no answer ({file})."),
            {
                "sequence": f"{bundle.sequence:06}",
                "date": shown_date(sealed),
                "file": bundle.file,
            },
        )
        mend = Text(N_("Ask the central system for its answer, or seal a newer bundle."))
        yield (
            "bundles",
            Item("bundle.open", Severity.INFO, None, "", None, bundle.uid, words, mend),
        )


@dataclass(frozen=True)
class ReadUncovered(Command):
    """Ask which units documents of `level` do not reach on the day `as_of` (today where None)."""

    name: ClassVar[str] = "overview.uncovered"
    level: SecrecyLevel
    as_of: str | None = None


def read_uncovered(session: Session, command: ReadUncovered) -> tuple[int, tuple[Item, ...]]:
    """Return how many units are not reached, and the first `KEPT` with the first failing link."""
    answer = coverage(session, Coverage(command.level, as_of=command.as_of))
    items = tuple(
        Item(
            gap.step.code,
            Severity.ERROR,
            gap.uid,
            gap.unit,
            gap.code,
            None,
            with_dates(gap.step.message),
            with_dates(gap.step.fix) if gap.step.fix else None,
        )
        for gap in answer.missing[:KEPT]
    )
    return answer.uncovered, items
