"""How long nobody has been at an endpoint, in words and with a sign where it presses."""

from __future__ import annotations

from desktop.domain.texts import N_, Translate
from desktop.domain.vacancy import Vacancy
from desktop.views.tables.columns import Column
from desktop.views.words import count, day


def vacancy_words(found: Vacancy | None, translate: Translate) -> str:
    """Say since when, and in how many days; what presses says so itself."""
    if found is None:
        return ""
    words = (
        N_("Urgent: {days} days, since {date}")
        if found.pressing
        else N_("{days} days, since {date}")
    )
    return translate(words).format(days=count(found.days), date=day(found.since))


def vacancy_column(name: str, translate: Translate, *, sort: str) -> Column:
    """Return the column of rows that have a `vacancy`; `name` is what they are sorted by."""
    return Column(
        name,
        translate(N_("Nobody for")),
        lambda row: vacancy_words(row.vacancy, translate),
        sort,
        width=22,
        role=lambda row: "error" if row.vacancy and row.vacancy.pressing else None,
        icon=lambda row: "circle-alert" if row.vacancy and row.vacancy.pressing else None,
    )
