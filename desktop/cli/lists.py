"""`daumoi list`: one page of a register, for people as a table, for scripts as rows."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import add_as_of, add_under, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.texts import N_, Text, Translate, said

if TYPE_CHECKING:
    from desktop.services.lists import Listing

KINDS = (
    *("units", "codes", "clerks", "tokens", "people", "bundles", "runs", "tasks", "declared"),
    "statistics",
)

STATES = ("planned", "sent", "accepted", "live", "refused", "mismatch")
SYSTEMS = ("system", "axis")

# What a person sees of each kind: the row's field and its heading.
_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "units": (
        ("code", N_("Code")),
        ("name", N_("Unit")),
        ("type", N_("Type")),
        ("parent", N_("Superior")),
        ("from_date", N_("Valid from")),
        ("to_date", N_("Valid to")),
    ),
    "codes": (
        ("scheme", N_("Scheme")),
        ("value", N_("Code")),
        ("unit", N_("Unit")),
        ("on_system", N_("On the system")),
        ("on_axis", N_("On the axis")),
        ("why", N_("Reason")),
        ("from_date", N_("Valid from")),
        ("to_date", N_("Valid to")),
    ),
    "clerks": (
        ("code", N_("Code")),
        ("unit", N_("Unit")),
        ("role", N_("Role")),
        ("environment", N_("Environment")),
        ("ceiling", N_("Highest level")),
        ("person", N_("Person")),
        ("account", N_("Account")),
        ("state", N_("State")),
    ),
    "tokens": (
        ("serial", N_("Serial")),
        ("label", N_("Label")),
        ("model", N_("Model")),
        ("subscriber", N_("Subscriber")),
        ("state", N_("State")),
        ("unit", N_("Unit")),
    ),
    "people": (
        ("name", N_("Name")),
        ("post", N_("Post")),
        ("phone", N_("Phone")),
        ("unit", N_("Unit")),
        ("clearance", N_("Clearance")),
    ),
    "bundles": (
        ("sequence", N_("No.")),
        ("file", N_("File")),
        ("state", N_("State")),
        ("created", N_("Made at")),
        ("digest", N_("Digest")),
    ),
    "runs": (
        ("number", N_("Run")),
        ("at", N_("Time")),
        ("actor", N_("Done by")),
        ("command", N_("Command")),
        ("changes", N_("Changes")),
        ("undoes", N_("Undoes")),
    ),
    "tasks": (
        ("opened_on", N_("Open since")),
        ("unit", N_("Unit")),
        ("kind", N_("Type")),
        ("subject", N_("What to do")),
    ),
    "declared": (
        ("source", N_("Source")),
        ("day", N_("Day")),
        ("subject", N_("Unit")),
        ("content", N_("Content")),
        ("counts", N_("Counted")),
        ("value", N_("Value")),
    ),
    "statistics": (
        ("from_date", N_("From day")),
        ("last_day", N_("Last day")),
        ("code", N_("Code")),
        ("subject", N_("Unit")),
        ("users", N_("Users logged in")),
        ("logins", N_("Logins")),
        ("incoming", N_("Incoming documents")),
        ("outgoing", N_("Outgoing documents")),
        ("forwarded", N_("Forwardings")),
        ("source", N_("Source")),
    ),
}

# Words for the codes that stand in fields, where they are not the data's own.
_STATES = {
    "planned": N_("planned"),
    "sent": N_("sent"),
    "accepted": N_("accepted"),
    "live": N_("in use"),
    "refused": N_("refused"),
    "mismatch": N_("out of step"),
    "active": N_("active"),
    "suspended": N_("suspended"),
    "closed": N_("closed"),
    "requested": N_("requested"),
    "stock": N_("in stock"),
    "transit": N_("in transit"),
    "received": N_("received by the unit"),
    "handed_over": N_("handed over"),
    "returned": N_("returned"),
    "destroyed": N_("destroyed"),
    "lost": N_("lost"),
    "damaged": N_("damaged"),
}


def register(commands: Registry) -> None:
    """Add the command."""
    translate = commands.translate
    parser = commands.add("list", N_("Lists a register."), _list)
    parser.add_argument("kind", metavar=translate(N_("KIND")), choices=KINDS, help=", ".join(KINDS))
    add_under(parser, translate)
    parser.add_argument(
        "--search",
        metavar=translate(N_("TEXT")),
        help=translate(N_("only rows with words that begin so; tones may be left out")),
    )
    add_as_of(parser, translate)
    parser.add_argument(
        "--limit",
        metavar="N",
        type=positive(translate),
        help=translate(N_("only the first N rows; the count is of all")),
    )
    parser.add_argument(
        "--state",
        choices=STATES,
        help=translate(N_("of codes: only those in this state")),
    )
    parser.add_argument(
        "--system",
        choices=SYSTEMS,
        help=translate(N_("where that state is: on the system or on the document axis")),
    )


def _list(invocation: Invocation) -> Answer:
    from desktop.services.lists import ListRows, list_rows

    given = invocation.options
    command = ListRows(
        given.kind,
        given.under,
        given.search,
        given.as_of,
        given.limit,
        given.state,
        given.system,
    )
    with invocation.open_vault(read_only=True) as session:
        found = list_rows(session, command)
        warnings = session.warnings
    if given.json:
        rows = [as_object(row) for row in found.rows]
        result = {"rows": rows, "count": found.count, "as_of": found.as_of}
        return invocation.answer(result, problems=warnings)
    return invocation.answer({}, _lines(found, invocation.translate), warnings)


def as_object(row: Any) -> dict[str, Any]:
    """Return a row as JSON says it: periods are `from` and `to`, levels their option words."""
    from desktop.domain.levels import OPTION_BY_LEVEL, SecrecyLevel

    found = {field.name.removesuffix("_date"): getattr(row, field.name) for field in fields(row)}
    for name in ("ceiling", "clearance"):
        if found.get(name) is not None:
            found[name] = OPTION_BY_LEVEL[SecrecyLevel(found[name])]
    return found


def _lines(found: Listing, translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table

    columns = _COLUMNS[found.kind]
    rows = [
        [_shown(name, _value(row, name), translate) for name, _ in columns] for row in found.rows
    ]
    total = Text(N_("{shown} of {count} rows, as of {date}"), {
        "shown": len(rows), "count": found.count, "date": found.as_of,
    })  # fmt: skip
    if not rows:
        return (said(total, translate),)
    return (*table([translate(words) for _, words in columns], rows), "", said(total, translate))


def _value(row: Any, name: str) -> Any:
    """Return a field's value; why a code is in its states is told together."""
    if name != "why":
        return getattr(row, name)
    told = [row.system_reason, row.axis_reason]
    return "; ".join(dict.fromkeys(reason for reason in told if reason)) or None


def _shown(name: str, value: Any, translate: Translate) -> str:
    from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
    from desktop.domain.registers import RECORD_LABELS
    from desktop.services.kinds import endpoint_roles, unit_types

    if value is None:
        return ""
    match name:
        case "type" if value in unit_types():
            return unit_types()[value].label
        case "role" if value in endpoint_roles():
            return endpoint_roles()[value].label
        case "kind" if (record := value.removeprefix("reorganise.")) in RECORD_LABELS:
            return translate(RECORD_LABELS[record])
        case "environment":
            return translate(ENVIRONMENT_LABELS[Environment(value)])
        case "ceiling" | "clearance":
            return translate(LEVEL_LABELS[SecrecyLevel(value)])
        case "state" | "on_system" | "on_axis" if value in _STATES:
            return translate(_STATES[value])
    return str(value)
