"""Planning a round: which endpoints get a test document, each with its number."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.domain.cells import shown_date
from desktop.domain.levels import Environment, SecrecyLevel, default_environment
from desktop.domain.problems import refuse
from desktop.domain.proofs import proved_since
from desktop.exchange import media
from desktop.models import proof_rounds, unit_table
from desktop.models.proof_rounds import Candidate, Wanted
from desktop.models.tables import test_document, test_round
from desktop.models.uow import UnitOfWork
from desktop.services.endpoint_rows import written
from desktop.services.lists import find_unit
from desktop.services.proofs.command import PlannedRound, PlanRound, WriteRound
from desktop.services.proofs.reading import round_status
from desktop.services.proofs.sheet import sheet_bytes
from desktop.services.session import Session
from desktop.services.vault_care import DAY_POLICIES


def plan_round(session: Session, command: PlanRound) -> PlannedRound:
    """Plan a round in one run, and write its list where a file is named.

    Numbers follow the units' codes, then role and network. Raises `Refusal` (`tests.due_past`,
    `tests.level_in_clear`, `tests.none_chosen`, `unit.code_unknown`, `unit.code_clash`,
    `tests.unproved_days`, `text.too_long`) and `WorldFailure` (`media.*`; a file of that name
    is never replaced); then nothing is written.
    """
    today = session.surroundings.today()
    if command.due is not None and command.due < today:
        raise refuse("tests.due_past", date=shown_date(command.due))
    limits = DAY_POLICIES["unproved_days"]
    if command.unproved is not None and not limits.least <= command.unproved <= limits.most:
        raise refuse("tests.unproved_days", days=command.unproved, most=limits.most)
    if command.out is not None:
        media.check_free(command.out)
    with session.reading(command) as connection:
        sender = command.sender_unit or find_unit(connection, command.sender, today)
        chosen = _chosen(connection, command, sender, today)
        number = proof_rounds.last_number(connection) + 1
    listed = None
    try:
        with session.unit_of_work(WriteRound(number, len(chosen))) as work:
            _write(work, command, (number, sender, today), chosen)
            if command.out is not None:
                status = round_status(work.connection, number, today)
                content = sheet_bytes(session.surroundings, status)
                listed = media.write_file(command.out, [content]).path
    except BaseException:
        # A list of a round that is not there would be sent out.
        if listed is not None:
            media.remove_file(listed)
        raise
    if work.run is None:
        raise AssertionError("a round without documents")
    return PlannedRound(number, len(chosen), work.run.number, listed)


def _write(
    work: UnitOfWork,
    command: PlanRound,
    known: tuple[int, str, str],
    chosen: Sequence[Candidate],
) -> None:
    number, sender, today = known
    uid = work.new_uid()
    row = {
        "uid": uid,
        "number": number,
        "unit": sender,
        "letter": written(command.letter or ""),
        "planned_on": today,
        "due_on": command.due,
    }
    work.insert(test_round, [row])
    fresh = zip(work.new_uids(len(chosen)), chosen, strict=True)
    work.insert(
        test_document,
        [
            {
                "uid": of_document,
                "round": uid,
                "endpoint": candidate.uid,
                "number": place,
                "level": int(command.level),
            }
            for place, (of_document, candidate) in enumerate(fresh, start=1)
        ],
    )


def _chosen(
    connection: Connection, command: PlanRound, sender: str, today: str
) -> Sequence[Candidate]:
    under = command.unit or find_unit(connection, command.under, today)
    environment = command.environment
    if command.level > SecrecyLevel.KHONG_MAT:
        if environment is Environment.CLEAR:
            raise refuse("tests.level_in_clear")
        environment = default_environment(command.level)
    since = None
    if command.unproved is not None:
        since = proved_since(today, command.unproved)
    wanted = Wanted(
        under, sender, int(command.level), environment.value if environment else None, since
    )
    found = proof_rounds.candidates(connection, wanted, today)
    if not found:
        raise refuse("tests.none_chosen")
    codes = unit_table.codes_of(connection, list({each.unit for each in found}), today)

    def place(each: Candidate) -> tuple[bool, str, str, str, str, str]:
        code = codes.get(each.unit)
        value = code.value if code is not None else ""
        return code is None, value, each.name, each.role, each.environment, each.uid

    return sorted(found, key=place)
