"""Who uses what is set up, as `coverage --use` tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.domain.texts import N_, Text, Translate, said

if TYPE_CHECKING:
    from desktop.services.use import UnitUse, UseAnswer

# A person reads the first of each kind; `--json` and `--out` tell all of them.
_SHOWN = 40


def use_object(found: UseAnswer) -> dict[str, Any]:
    """Return it as JSON says it: the units by kind; those in order are counted only."""
    from desktop.domain.use import Use

    period = found.period
    return {
        "from": period.first if period else None,
        "to": period.end if period else None,
        "last_day": period.last_day if period else None,
        "counts": {use.value: count for use, count in found.counts.items()},
        **{
            use.value: [_unit(each) for each in found.of(use)]
            for use in (Use.NOT_USED, Use.NOT_COVERED, Use.NO_FIGURES)
        },
        "not_in_registers": list(found.unknown),
    }


def _unit(unit: UnitUse) -> dict[str, Any]:
    figures = unit.figures._asdict() if unit.figures is not None else None
    return {
        "uid": unit.uid,
        "code": unit.code,
        "name": unit.unit,
        "superior": unit.superior,
        "figures": figures,
        "sources": list(unit.sources),
        "reach": list(unit.reach),
    }


def use_lines(found: UseAnswer, translate: Translate) -> tuple[str, ...]:
    """Return it as a person reads it."""
    from desktop.domain.use import USE_LABELS, Use

    period = found.period
    if period is None:
        words = N_("No use statistics are known yet; `daumoi import statistics` reads them.")
        return "", translate(words)
    values = {"first": period.first, "last": period.last_day}
    lines = ["", said(Text(N_("Use from {first} to {last}:"), values), translate)]
    lines += [f"  {translate(USE_LABELS[use])}: {count}" for use, count in found.counts.items()]
    if found.unknown:
        kept = Text(N_("counted, not in the registers: {count}"), {"count": len(found.unknown)})
        lines.append(f"  {kept.render(translate)}")
    for use in (Use.NOT_USED, Use.NOT_COVERED, Use.NO_FIGURES):
        units = found.of(use)
        if units:
            lines += ["", f"{translate(USE_LABELS[use])} ({len(units)})"]
            lines += [line for unit in units[:_SHOWN] for line in _lines(unit)]
        if len(units) > _SHOWN:
            more = Text(N_("and {count} more"), {"count": len(units) - _SHOWN})
            lines.append(f"  {more.render(translate)}")
    return tuple(lines)


def _lines(unit: UnitUse) -> list[str]:
    above = f" — {unit.superior}" if unit.superior else ""
    lines = [f"  {unit.code or '—'}  {unit.unit}{above}"]
    if unit.reach:
        lines.append(f"       ☎ {'; '.join(unit.reach)}")
    return lines
