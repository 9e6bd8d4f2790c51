"""Lists, figures and pages of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.services.browse_tokens import (
    SORTS,
    BrowseTokens,
    CountTokens,
    ReadToken,
    TokenFilter,
    TokenLine,
    TokenList,
    count_tokens,
    read_token,
    read_token_runs,
)
from desktop.services.browse_units import BrowseUnits, UnitList
from desktop.services.session import Session
from tests.helpers.failures import outcome
from tests.helpers.sessions import bare_session
from tests.helpers.token_sets import fill_tokens


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        fill_tokens(opened, tmp_path)
        yield opened


def lines(
    session: Session, wanted: TokenFilter | None = None, **options: object
) -> list[TokenLine]:
    command = BrowseTokens(wanted or TokenFilter(), **options)  # type: ignore[arg-type]
    return list(TokenList(command).read(session, 0, 100).rows)


def serials(session: Session, wanted: TokenFilter | None = None, **options: object) -> list[str]:
    return [line.serial or "-" for line in lines(session, wanted, **options)]


def uid_of_unit(session: Session, code: str) -> str:
    rows = UnitList(BrowseUnits()).read(session, 0, 100).rows
    return next(row.uid for row in rows if row.code == code)


def test_a_line_says_where_the_token_is_and_what_is_on_it(session: Session) -> None:
    line = lines(session)[1]
    assert (line.serial, line.subscriber, line.unit_name) == (
        "AA02",
        "Ân Thị Bình",
        "Đảng uỷ xã Một",
    )
    assert (line.custody, line.received_on, line.signed_on) == ("received", "2026-01-05", None)
    # The sheet's last day is 29 November: the first day without effect is the next.
    assert (line.certificate, line.certificate_state, line.until) == ("A2", "issued", "2026-11-30")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (TokenFilter(custody="received"), ["AA02"]),
        (TokenFilter(custody="requested"), ["-"]),
        (TokenFilter(unsigned=True), ["AA02"]),
        (TokenFilter(certificate="none"), ["-"]),
        (TokenFilter(certificate="issued"), ["AA02"]),
        (TokenFilter(certificate="expired"), ["AA03"]),
        (TokenFilter(ending=0), ["AA03"]),
        (TokenFilter(ending=60), ["AA02"]),
        (TokenFilter(ending=90), ["AA02", "AA05"]),
        (TokenFilter(fact="registered"), ["AA01", "AA02", "AA03", "AA05", "-"]),
        (TokenFilter(fact="supplied"), ["AA01", "AA02", "AA03", "AA05"]),
        (TokenFilter(fact="active"), ["AA01", "AA05"]),
        (TokenFilter(words="binh"), ["AA02"]),
        (TokenFilter(words="xa hai"), ["AA05", "-"]),
        (TokenFilter(words="binh", custody="requested"), []),
    ],
)
def test_filters(session: Session, wanted: TokenFilter, found: list[str]) -> None:
    assert serials(session, wanted) == found


def test_a_figure_is_the_length_of_its_list(session: Session) -> None:
    for under in (None, uid_of_unit(session, "A05.06001")):
        counts = count_tokens(session, CountTokens(under))
        base = TokenFilter(under=under)
        for fact, number in counts.facts.items():
            assert number == len(lines(session, replace(base, fact=fact))), fact
        for days, number in {**counts.ending, 0: counts.ended}.items():
            assert number == len(lines(session, replace(base, ending=days))), days
        assert counts.unsigned == len(lines(session, replace(base, unsigned=True)))


def test_the_radar_follows_the_day(session: Session) -> None:
    assert serials(session, TokenFilter(ending=7), as_of="2027-02-05") == ["AA05"]
    assert serials(session, TokenFilter(ending=0), as_of="2027-02-11") == ["AA02", "AA03", "AA05"]


def test_order_follows_vietnamese_and_what_has_no_value_is_last(session: Session) -> None:
    # Â follows A, Đ follows D: the order of the alphabet, not that of the letters' numbers.
    names = [line.subscriber for line in lines(session, sort="subscriber")]
    assert names == [
        "Ân Thị Bình",
        "Đảng uỷ xã Một",
        "Đỗ Văn Cường",
        "Nguyễn Văn An",
        "Trần Văn Dũng",
    ]
    assert serials(session, sort="until") == ["AA03", "AA02", "AA05", "AA01", "-"]
    assert serials(session, sort="until", descending=True) == ["AA01", "AA05", "AA02", "AA03", "-"]
    assert serials(session, descending=True) == ["AA05", "AA03", "AA02", "AA01", "-"]


@pytest.mark.parametrize("sort", [None, *SORTS])
def test_slices_together_are_the_whole_list(session: Session, sort: str | None) -> None:
    whole = serials(session, sort=sort)
    listed = TokenList(BrowseTokens(sort=sort))
    parts = [listed.read(session, offset, 2) for offset in (0, 2, 4)]
    assert [row.serial or "-" for part in parts for row in part.rows] == whole
    assert {part.count for part in parts} == {5}
    assert [row.serial or "-" for row in listed.at(session, [0, 4, 9])] == [whole[0], whole[4]]


def test_the_first_rows_of_a_filter_are_those_of_its_whole_list(session: Session) -> None:
    for wanted in (TokenFilter(fact="active"), TokenFilter(certificate="active"), TokenFilter()):
        whole = TokenList(BrowseTokens(wanted))
        uids = list(whole.uids(session))
        for limit in range(1, len(uids) + 2):
            first = TokenList(BrowseTokens(wanted)).read(session, 0, limit)
            assert [row.uid for row in first.rows] == uids[:limit]
            assert first.count == len(uids)


def test_a_token_has_a_page_and_a_history(session: Session) -> None:
    line = lines(session)[0]
    page = read_token(session, ReadToken(line.uid))
    assert [one.number for one in page.certificates] == ["A1"]
    assert page.line == line
    (run,) = read_token_runs(session, ReadToken(line.uid))
    changed = {name: (before, after) for name, before, after in run.changed}
    assert changed["token.custody"] == (None, "handed_over")
    assert changed["certificate.state"] == (None, "active")
    assert outcome(lambda: read_token(session, ReadToken("0" * 32))) == ("token.unknown", 1)
