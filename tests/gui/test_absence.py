"""The panel of a person says what breaks when they are away, and covers a leave in two clicks."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.models.tables import stand_in
from desktop.services.browse_endpoints import BrowsePeople, PersonFilter, PersonList
from desktop.services.browse_tokens import BrowseTokens, TokenList
from desktop.views.pages.endpoints.absence import Absence
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.tokens.page import TokensPage
from tests.helpers.importing import rows_of
from tests.helpers.windows import OpenedWindow, wait_until


@pytest.fixture
def absence(sampled: OpenedWindow) -> Absence:
    found = sampled.do(
        lambda session: PersonList(BrowsePeople(PersonFilter())).read(session, 0, 99)
    )
    person = next(line for line in found.rows if line.endpoints)
    sampled.window.go("endpoints", ("person", person.uid))
    page = sampled.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    wait_until(lambda: isinstance(page.people.listing.side.content(), PersonPanel))
    panel = page.people.listing.side.content()
    assert isinstance(panel, PersonPanel)
    wait_until(lambda: panel.absence.found is not None)
    sampled.settle()
    return panel.absence


def words(absence: Absence) -> str:
    return " | ".join(label.text() for label in absence.findChildren(QLabel))


def test_what_breaks_is_named_and_leads_to_its_explanation(
    sampled: OpenedWindow, absence: Absence
) -> None:
    assert absence.found
    assert "Vắng người này, không còn ai nhận hay gửi tại:" in words(absence)
    link = next(
        button
        for button in absence.findChildren(QPushButton)
        if absence.found[0].unit in button.text()
    )
    link.click()
    page = sampled.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    wait_until(lambda: page.explain.answer is not None)
    assert page.explain.answer is not None
    assert page.explain.answer.uid == absence.found[0].uid


def test_a_leave_is_covered_from_the_panel(sampled: OpenedWindow, absence: Absence) -> None:
    absence.form.button.click()
    assert not absence.cover.isEnabled()
    absence.deputy.name.setText("Cán bộ làm thay")
    assert absence.cover.isEnabled()
    absence.since.set_iso("2026-12-01")
    absence.back.set_iso("2026-12-08")
    absence.cover.click()
    wait_until(lambda: any(notice.key == "endpoints" for notice in sampled.notices))
    made = sampled.do(lambda session: rows_of(session, stand_in, from_date="2026-12-01"))
    assert {row.to_date for row in made} == {"2026-12-08"}
    assert {row.reason for row in made} == {"Nghỉ phép"}


def test_a_day_back_before_the_first_day_away_cannot_be_chosen(absence: Absence) -> None:
    absence.back.set_iso("2026-12-02")
    absence.since.set_iso("2026-12-10")
    assert absence.back.iso() == "2026-12-11"


def test_a_device_says_what_its_revocation_would_stop(sampled: OpenedWindow) -> None:
    found = sampled.do(lambda session: TokenList(BrowseTokens()).read(session, 0, 200))
    sampled.window.go("tokens")
    page = sampled.window.page("tokens")
    assert isinstance(page, TokensPage)
    heard = set()
    for line in found.rows[:6]:
        page.show_what(line.uid)
        wait_until(lambda line=line: page.token.shown and page.token.shown.line.uid == line.uid)
        sampled.settle()
        texts = [label.text() for label in page.token.findChildren(QLabel)]
        assert "Nếu thu hồi chứng thư số" in texts
        heard.add("Không có gì đang thông bị ảnh hưởng." in texts)
    assert False in heard
