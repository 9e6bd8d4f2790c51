"""`daumoi rules`: which endpoint takes what (quy tắc chọn đầu mối tiếp nhận)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_as_of, iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.output import written_as
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.levels import LEVEL_BY_OPTION, OPTION_BY_LEVEL, Environment, SecrecyLevel
from desktop.domain.periods import holds
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.endpoint_edits import Changed
    from desktop.services.receiving_rules.command import RuleDetails, RuleLine
    from desktop.services.session import Session


def register(commands: Registry) -> None:
    """Add `rules list`, `rules add`, `rules move` and `rules end`."""
    translate = commands.translate
    group = commands.add_group("rules", N_("Rules for choosing the receiving endpoint."))
    listed = commands.add_under(
        group,
        "list",
        N_("Lists the receiving rules, or those asked for one unit."),
        _list,
        command_name="rules list",
    )
    listed.add_argument(
        "--unit",
        metavar=translate(N_("CODE")),
        help=translate(N_("what is asked for this unit: its own rules, then what it inherits")),
    )
    add_as_of(listed, translate)
    added = commands.add_under(
        group, "add", N_("Gives a unit a receiving rule."), _add, command_name="rules add"
    )
    _add_unit(added, translate)
    added.add_argument(
        "--role",
        required=True,
        metavar=translate(N_("ROLE")),
        help=translate(N_("the role whose endpoints receive, as van-thu")),
    )
    added.add_argument(
        "--else",
        dest="fallback",
        metavar=translate(N_("ROLE")),
        help=translate(N_("who receives where none of those is in use")),
    )
    added.add_argument(
        "--types",
        metavar=translate(N_("TYPES")),
        help=translate(N_("only these types of documents, with commas between")),
    )
    added.add_argument(
        "--environment", choices=tuple(Environment), help=translate(N_("only on this network"))
    )
    added.add_argument(
        "--level-from",
        choices=tuple(LEVEL_BY_OPTION),
        default=OPTION_BY_LEVEL[SecrecyLevel.KHONG_MAT],
        help=translate(N_("the lowest level it speaks of")),
    )
    added.add_argument(
        "--level-to",
        choices=tuple(LEVEL_BY_OPTION),
        default=OPTION_BY_LEVEL[SecrecyLevel.TUYET_MAT],
        help=translate(N_("the highest level it speaks of")),
    )
    added.add_argument(
        "--from",
        dest="sender",
        metavar=translate(N_("CODE")),
        help=translate(N_("only what this unit sends, or one below it")),
    )
    added.add_argument(
        "--alone",
        action="store_true",
        help=translate(N_("the units below do not inherit it")),
    )
    added.add_argument(
        "--basis", default="", metavar=translate(N_("TEXT")), help=translate(N_("the decision"))
    )
    _add_day(added, translate)
    moved = commands.add_under(
        group,
        "move",
        N_("Puts a receiving rule at another place among its unit's."),
        _move,
        command_name="rules move",
    )
    _add_unit(moved, translate)
    _add_number(moved, "number", N_("the rule's number"), translate)
    _add_number(moved, "to", N_("its new number"), translate)
    _add_day(moved, translate)
    ended = commands.add_under(
        group, "end", N_("Ends a receiving rule."), _end, command_name="rules end"
    )
    _add_unit(ended, translate)
    _add_number(ended, "number", N_("the rule's number"), translate)
    _add_day(ended, translate)


def _add_unit(parser: Any, translate: Translate) -> None:
    parser.add_argument(
        "--unit",
        required=True,
        metavar=translate(N_("CODE")),
        help=translate(N_("code of the unit that the rule belongs to")),
    )


def _add_number(parser: Any, name: str, words: str, translate: Translate) -> None:
    parser.add_argument(
        f"--{name}",
        required=True,
        type=positive(translate),
        metavar=translate(N_("NUMBER")),
        help=translate(words),
    )


def _add_day(parser: Any, translate: Translate) -> None:
    parser.add_argument(
        "--on",
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(N_("the first day of it, 2026-11-24 (default: today)")),
    )


def _list(invocation: Invocation) -> Answer:
    from desktop.services.receiving_rules.browsing import read_rules
    from desktop.services.receiving_rules.command import ReadRules

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        unit = _uid(session, given.unit, given.as_of) if given.unit else None
        read = read_rules(session, ReadRules(given.as_of, unit))
        warnings = session.warnings
    # What does not hold yet comes last: it is asked by nobody on that day.
    lines = tuple(sorted(read, key=lambda line: line.later))
    if given.json:
        rows = [_object(line) for line in lines]
        return invocation.answer({"rows": rows, "count": len(rows)}, (), warnings)
    return invocation.answer({}, _shown(lines, invocation.translate), warnings)


def _object(line: RuleLine) -> dict[str, Any]:
    rule = line.rule
    return {
        "uid": rule.uid,
        "unit": rule.unit_name,
        "number": rule.position,
        "types": sorted(rule.types),
        "environment": rule.environment,
        "level_from": OPTION_BY_LEVEL[SecrecyLevel(rule.level_from)],
        "level_to": OPTION_BY_LEVEL[SecrecyLevel(rule.level_to)],
        "sender": rule.sender_name or None,
        "role": rule.role,
        "else": rule.fallback,
        "inherited": rule.inherited,
        "basis": line.basis or None,
        "from": line.from_date,
        "to": line.to_date,
        "never_wins": bool(line.beaten_by),
        "later": line.later,
    }


def _shown(lines: tuple[RuleLine, ...], translate: Translate) -> tuple[str, ...]:
    from desktop.services.receiving_rules import telling

    if not lines:
        return (translate(N_("There are no receiving rules: any endpoint may take a document.")),)
    headings = (
        N_("Unit"), N_("No."), N_("Type of document"), N_("Network"), N_("Secrecy level"),
        N_("Sender"), N_("Receives"), N_("Holds for"), N_("From"), N_("Until"),
    )  # fmt: skip
    rows = [
        (
            line.rule.unit_name,
            str(line.rule.position)
            + (" ✗" if line.beaten_by else "")
            + (" ⧗" if line.later else ""),
            telling.types_told(line.rule.types, translate),
            telling.network_told(line.rule, translate),
            telling.levels_told(line.rule, translate),
            telling.sender_told(line.rule, translate),
            telling.taker_told(line.rule, translate),
            telling.scope_told(line.rule, translate),
            shown_date(line.from_date),
            shown_date(line.to_date) if line.to_date else "",
        )
        for line in lines
    ]
    shown = table([translate(words) for words in headings], rows)
    if any(line.beaten_by for line in lines):
        shown = (*shown, translate(N_("✗ can never win: a rule before it takes all of it")))
    if any(line.later for line in lines):
        shown = (*shown, translate(N_("⧗ begins later; its number is that of its first day")))
    return shown


def _add(invocation: Invocation) -> Answer:
    from desktop.services.receiving_rules.command import AddRule
    from desktop.services.receiving_rules.editing import add_rule

    given = invocation.options
    with invocation.open_vault() as session:
        on = given.on or session.surroundings.today()
        unit = _uid(session, given.unit, on)
        sender = _uid(session, given.sender, on) if given.sender else None
        done = add_rule(session, AddRule(unit, _details(given, sender), on))
        return _done(invocation, session, done, N_("The rule is given."))


def _details(given: Any, sender: str | None) -> RuleDetails:
    from desktop.services.receiving_rules.command import RuleDetails

    types = tuple(filter(None, (part.strip() for part in (given.types or "").split(","))))
    return RuleDetails(
        given.role,
        given.fallback,
        types,
        Environment(given.environment) if given.environment else None,
        LEVEL_BY_OPTION[given.level_from],
        LEVEL_BY_OPTION[given.level_to],
        sender,
        not given.alone,
        given.basis,
    )


def _move(invocation: Invocation) -> Answer:
    from desktop.services.receiving_rules.command import OrderRules
    from desktop.services.receiving_rules.editing import order_rules

    given = invocation.options
    with invocation.open_vault() as session:
        on = given.on or session.surroundings.today()
        unit = _uid(session, given.unit, on)
        own = _own(session, unit, on)
        moved, there = _numbered(own, given.number, on), _numbered(own, given.to, on)
        uids = [line.rule.uid for line in own]
        place = uids.index(there)
        uids.remove(moved)
        uids.insert(place, moved)
        done = order_rules(session, OrderRules(unit, tuple(uids), on))
        return _done(invocation, session, done, N_("The order is changed."))


def _end(invocation: Invocation) -> Answer:
    from desktop.services.receiving_rules.command import EndRules
    from desktop.services.receiving_rules.editing import end_rules

    given = invocation.options
    with invocation.open_vault() as session:
        on = given.on or session.surroundings.today()
        own = _own(session, _uid(session, given.unit, on), on)
        done = end_rules(session, EndRules((_numbered(own, given.number, on),), on))
        return _done(invocation, session, done, N_("The rule is ended."))


def _done(invocation: Invocation, session: Session, done: Changed, words: str) -> Answer:
    lines: tuple[str, ...] = (
        invocation.translate(words),
        written_as(done.run, invocation.translate),
    )
    if done.run is None:
        lines = (invocation.translate(N_("Nothing is to be changed.")),)
    result = {"uid": done.uid, "rows": done.rows, "run": done.run}
    return invocation.answer(result, lines, session.warnings)


def _own(session: Session, unit: str, on: str) -> list[RuleLine]:
    from desktop.services.receiving_rules.browsing import read_rules
    from desktop.services.receiving_rules.command import ReadRules

    return [line for line in read_rules(session, ReadRules(on, unit)) if line.rule.unit == unit]


def _numbered(own: list[RuleLine], number: int, on: str) -> str:
    """Return the uid of the rule of that number; of two, one after the other, the present one."""
    from desktop.domain.problems import refuse

    found = [line for line in own if line.rule.position == number]
    now = [line for line in found if holds(line.from_date, line.to_date, on)]
    for line in (*now, *found):
        return line.rule.uid
    numbers = ", ".join(dict.fromkeys(str(line.rule.position) for line in own))
    raise refuse("rule.no_such_number", number=number, numbers=numbers or "—")


def _uid(session: Session, code: str, at: str | None) -> str:
    from desktop.services.lists import FindUnit, uid_of

    return uid_of(session, FindUnit(code, at))
