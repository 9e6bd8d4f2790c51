"""How `daumoi token` shows eTokens: rows, a whole one with its moves, the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.cli.lists import as_object
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.custody import (
    ACCESS_LABELS,
    CERTIFICATE_LABELS,
    CUSTODY_LABELS,
    PURPOSE_LABELS,
)
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.browse_tokens import Move, SetAside, TokenPage
    from desktop.services.count_tokens import Counted
    from desktop.services.scan_tokens import Scanned
    from desktop.services.token_names import TokenRow

_FACTS = {
    "registered": N_("Registered"),
    "supplied": N_("Supplied"),
    "received": N_("Received"),
    "handed_over": N_("Handed over"),
    "active": N_("Active"),
}
_KNOWN_BY = {
    "key": N_("its key"),
    "certificate": N_("its certificate"),
    "serial": N_("its serial"),
    None: N_("not known"),
}
_LABELS = {"custody": CUSTODY_LABELS, "certificate": CERTIFICATE_LABELS, "access": ACCESS_LABELS}
_KINDS = {
    "custody": N_("Device"),
    "certificate": N_("Certificate"),
    "access": N_("PIN"),
    "holder": N_("Person"),
    "unit": N_("Unit"),
    "device": N_("Serial"),
}


def objects(found: Sequence[TokenRow]) -> list[dict[str, Any]]:
    """Return tokens as JSON says them: the rows of `list tokens`."""
    return [as_object(row) for row in found]


def whole(row: TokenRow, page: TokenPage) -> dict[str, Any]:
    """Return all that is kept of a token: its row, its certificates, its moves."""
    certificates = [as_object(one) for one in page.certificates]
    moves = [asdict(move) for move in page.moves]
    return {
        **as_object(row),
        "subscriber_type": page.line.subscriber_type,
        "person": page.line.person,
        "request": page.facts.request,
        "receiver": page.facts.receiver,
        "minutes_waiting": page.line.minutes,
        "replaces": page.replaces.uid if page.replaces else None,
        "replaced_by": page.replaced_by.uid if page.replaced_by else None,
        "aside": page.aside._asdict() if page.aside is not None else None,
        "tasks": list(page.tasks),
        "certificates": certificates,
        "moves": moves,
    }


def set_aside(found: SetAside, translate: Translate) -> str:
    """Say when, and for whom, another device took the place of this one."""
    words = translate(N_("set aside on {day}: {subscriber} got {other}"))
    day = shown_date(found.day)
    return words.format(day=day, subscriber=found.subscriber, other=found.other)


def rows(found: Sequence[TokenRow], translate: Translate) -> Iterator[str]:
    """Yield a table of tokens."""
    headings = (N_("Serial"), N_("Subscriber"), N_("Unit"), N_("State"))
    cells = [
        (row.serial or "", row.subscriber, row.unit or "", translate(CUSTODY_LABELS[row.state]))
        for row in found
    ]
    yield from table([translate(words) for words in headings], cells)


def pages(found: Sequence[TokenPage], translate: Translate) -> tuple[str, ...]:
    """Return tokens one after the other, each with its certificates and its moves."""
    lines: list[str] = []
    for page in found:
        lines += [*([""] if lines else []), *_page(page, translate)]
    return tuple(lines)


def _page(page: TokenPage, translate: Translate) -> Iterator[str]:
    line = page.line
    told = (
        (N_("Serial"), line.serial),
        (N_("Subscriber"), line.subscriber),
        (N_("Unit"), line.unit_name),
        (N_("Person"), line.person),
        (N_("Purpose"), translate(PURPOSE_LABELS.get(line.purpose, line.purpose))),
        (N_("Device"), translate(CUSTODY_LABELS[line.custody])),
        (N_("PIN"), translate(ACCESS_LABELS[line.access])),
    )
    for words, other in (
        (N_("In the place of {token}"), page.replaces),
        (N_("Its place took {token}"), page.replaced_by),
    ):
        if other is not None:
            yield translate(words).format(token=f"{other.serial or '—'} · {other.subscriber}")
    if page.aside is not None:
        yield set_aside(page.aside, translate)
    for task in page.tasks:
        yield f"{translate(N_('To be settled'))}: {task}"
    if line.minutes is not None:
        yield translate(N_("Minutes {number} wait for a signature")).format(number=line.minutes)
    for words, value in told:
        if value:
            yield f"{translate(words)}: {value}"
    for one in page.certificates:
        state = translate(CERTIFICATE_LABELS[one.state])
        yield f"{translate(N_('Certificate'))}: {one.number or '—'} ({state})"
    headings = (N_("Day"), N_("What"), N_("From → to"), N_("Received by"), N_("Letter, minutes"),
                N_("Reason"), N_("Done by"), N_("Run"))  # fmt: skip
    yield ""
    yield from table([translate(words) for words in headings], _moves(page.moves, translate))


def _moves(found: Sequence[Move], translate: Translate) -> Iterator[tuple[str, ...]]:
    for move in found:
        what = translate(_KINDS[move.kind])
        yield (
            shown_date(move.day) if move.day else "",
            f"{what} {move.number}" if move.number else what,
            f"{_state(move, move.was, translate)} → {_state(move, move.became, translate)}",
            move.receiver or "",
            move.paper or "",
            move.reason or "",
            move.actor or "",
            str(move.run or ""),
        )


def _state(move: Move, value: str | None, translate: Translate) -> str:
    if value is None:
        return "—"
    labels = _LABELS.get(move.kind)
    return value if labels is None else translate(labels[value])


def plugged(found: Scanned) -> dict[str, Any]:
    """Return what is plugged in as JSON says it: `tokens` are those that the registers know."""
    devices = [
        {
            "label": each.label,
            "serial": each.serial,
            "model": each.model,
            "access": each.access,
            "matched_by": each.by,
            "token": each.token.uid if each.token else None,
        }
        for each in found.devices
    ]
    known = [each.token for each in found.devices if each.token is not None]
    return {"tokens": objects(known), "devices": devices}


def scan(found: Scanned, translate: Translate) -> tuple[str, ...]:
    """Return a table of what is plugged in, and whose it is."""
    if not found.devices:
        return (translate(N_("No eToken is plugged in, or no driver on this PC sees one.")),)
    headings = (N_("Serial"), N_("Label"), N_("PIN"), N_("Known by"), N_("Subscriber"),
                N_("Unit"), N_("State"))  # fmt: skip
    lines = [
        (
            each.serial,
            each.label,
            translate(ACCESS_LABELS[each.access]),
            translate(_KNOWN_BY[each.by]),
            each.token.subscriber if each.token else "",
            (each.token.unit or "") if each.token else "",
            translate(CUSTODY_LABELS[each.token.state]) if each.token else "",
        )
        for each in found.devices
    ]
    shown = table([translate(words) for words in headings], lines)
    if found.run is None:
        return shown
    return (*shown, "", translate(N_("Written as run {run}.")).format(run=found.run))


def counted(found: Counted) -> dict[str, Any]:
    """Return the figures as JSON says them."""
    return {
        "as_of": found.as_of,
        "counts": dict(found.whole),
        "units": [asdict(part) for part in found.parts],
        "tokens": objects(found.tokens),
    }


def counts(found: Counted, fact: str | None, translate: Translate) -> tuple[str, ...]:
    """Return the figures by unit with their sum, and the list that was asked for."""
    headings = [N_("Code"), N_("Unit"), *_FACTS.values()]
    lines = [
        (
            part.code or "",
            part.name or translate(N_("of no unit")),
            *(str(part.facts[name]) for name in _FACTS),
        )
        for part in found.parts
    ]
    lines.append(("", translate(N_("In all")), *(str(found.whole[name]) for name in _FACTS)))
    shown = table([translate(words) for words in headings], lines)
    if fact is None:
        return shown
    title = translate(_FACTS[fact])
    if found.is_past:
        words = N_("{fact} on {day}; the states are those of today")
        title = translate(words).format(fact=title, day=shown_date(found.as_of))
    return (*shown, "", title, *rows(found.tokens, translate))
