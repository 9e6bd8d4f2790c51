"""Sealing a bundle says of the codes in it that they were sent, and of nothing else."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.problems import Refusal, refuse
from desktop.models import tables
from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.bundle_preview import PreviewBundle, preview
from desktop.services.bundles import ChangeCounts, Seal, SealResult, seal
from desktop.services.code_states import ReadCodeStates, read_code_states
from desktop.services.edit_units import apply
from desktop.services.edit_units import preview as preview_edit
from desktop.services.lists import ListRows, list_rows
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.unit_edits import CloseUnits, GiveCode, SetCodeStates
from desktop.services.unit_page import ReadUnit, read_unit
from desktop.services.vault_care import SetPolicy, set_policy
from tests.helpers.importing import CORRECTION, Importer, one_row, rows_of
from tests.helpers.pki import PASSPHRASE, Authority
from tests.helpers.sessions import Anything
from tests.helpers.vaults import new_vault

HEAD = ("Mã định danh", "Tên", "Cấp trên")
UNITS = (
    ("A99", "Tỉnh uỷ Mẫu", None),
    ("A99.01", "Văn phòng", "A99"),
    ("A99.02", "Ban Tổ chức", "A99"),
    ("A99.03", "Ban Nội chính", "A99"),
)
STATES_HEAD = ("Mã định danh", "Hệ thống", "Tình trạng", "Ngày", "Lý do")
TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_vault(tmp_path / "vault") as opened:
        Importer(opened, tmp_path, "units")(HEAD, *UNITS)
        set_policy(opened, SetPolicy("plaintext_bundle", "yes"))
        yield opened


@pytest.fixture
def signer(tmp_path: Path) -> str:
    return f"p12:{Authority().issue('Tỉnh uỷ Mẫu').p12(tmp_path / 'ky.p12')}"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "goi"
    folder.mkdir()
    return folder


def sealed(session: Session, signer: str, out: Path) -> SealResult:
    return seal(session, Seal(signer, out), lambda: PASSPHRASE)


def told(session: Session) -> dict[str, tuple[str, int | None]]:
    """The state on the system and the bundle by code."""
    found = list_rows(session, ListRows("codes"))
    return {row.value: (row.on_system, row.bundle) for row in found.rows}


def uid_of(session: Session, code: str) -> str:
    return str(one_row(session, tables.identifier_code, value=code).unit)


def test_planned_codes_are_sent_in_the_bundle_that_carries_them(
    session: Session, signer: str, out: Path
) -> None:
    sealed(session, signer, out)
    assert told(session) == {code: ("sent", 1) for code, *_ in UNITS}
    assert {row.on_date for row in rows_of(session, tables.code_state)} == {TODAY}
    counts = read_code_states(session, ReadCodeStates()).counts
    assert (counts["system"]["sent"], counts["axis"]["planned"]) == (4, 4)
    # Wherever else a code's state is read it is the same.
    uid = uid_of(session, "A99.01")
    assert [code.state for code in read_unit(session, ReadUnit(uid)).codes] == ["sent"]
    listed = UnitList(BrowseUnits(UnitFilter(code_state="sent"))).read(session, 0, 10)
    assert {row.code_state for row in listed.rows} == {"sent"}
    assert listed.count == 4
    # The code's own row, which the next bundle carries, is as it was.
    assert {row.state for row in rows_of(session, tables.identifier_code)} == {"planned"}


def test_the_next_bundle_is_not_changed_by_the_last(
    session: Session, signer: str, out: Path
) -> None:
    first = sealed(session, signer, out)
    found = preview(session, PreviewBundle())
    assert set(found.changes.values()) == {ChangeCounts()}
    second = sealed(session, signer, out)
    data = [file for file in zipfile.ZipFile(first.file).namelist() if file.endswith("s.json")]
    assert len(data) > 6
    with zipfile.ZipFile(first.file) as one, zipfile.ZipFile(second.file) as other:
        assert [name for name in data if one.read(name) != other.read(name)] == []
    # They were sent in the first one, and that stays said.
    assert told(session) == {code: ("sent", 1) for code, *_ in UNITS}


def test_what_has_changed_is_sent_again_and_what_was_taken_stays(
    session: Session, signer: str, out: Path, tmp_path: Path
) -> None:
    sealed(session, signer, out)
    states = Importer(session, tmp_path, "code-states", TODAY)
    states(
        STATES_HEAD,
        ("A99", "Hệ thống", "Đang dùng"),
        ("A99.01", "Hệ thống", "Từ chối", None, "Trùng"),
        ("A99.02", "Hệ thống", "Từ chối", None, "Sai cấp"),
    )
    units = Importer(session, tmp_path, "units", "2026-11-01")
    mended = ("Mã định danh", "Mã cũ", "Tên")
    units(mended, ("A99.52", "A99.02", "Ban Tổ chức"), changes=CORRECTION)
    units(mended, ("A98", "A99", "Tỉnh uỷ Mẫu"), changes=CORRECTION)
    units(HEAD, ("A99.04", "Ban Mới", "A98"))
    sealed(session, signer, out)
    assert told(session) == {
        "A98": ("live", None),
        # Refused and not mended: sending the same again is no new word.
        "A99.01": ("refused", None),
        "A99.52": ("sent", 2),
        "A99.03": ("sent", 1),
        "A99.04": ("sent", 2),
    }
    resent = one_row(session, tables.identifier_code, value="A99.52")
    assert one_row(session, tables.code_state, code=resent.uid).reason is None


def test_places_and_codes_that_ended_are_not_waited_for(
    session: Session, signer: str, out: Path, tmp_path: Path
) -> None:
    apply(session, CloseUnits((uid_of(session, "A99.03"),), TODAY))
    places = Importer(session, tmp_path, "units")
    places(HEAD, ("26740", "Phường Sài Gòn", None), scheme="dvhc")
    sealed(session, signer, out)
    sent = {row.code for row in rows_of(session, tables.code_state)}
    values = {row.value for row in rows_of(session, tables.identifier_code) if row.uid in sent}
    assert values == {"A99", "A99.01", "A99.02"}


def test_a_code_told_as_planned_is_sent_too(
    session: Session, signer: str, out: Path, tmp_path: Path
) -> None:
    states = Importer(session, tmp_path, "code-states", TODAY)
    states(STATES_HEAD, ("A99.01", "Hệ thống", "Từ chối", None, "Trùng"))
    states(STATES_HEAD, ("A99.01", "Hệ thống", "Dự kiến"))
    sealed(session, signer, out)
    code = one_row(session, tables.identifier_code, value="A99.01").uid
    (row,) = rows_of(session, tables.code_state, code=code)
    assert (row.state, row.bundle) == ("sent", 1)


def test_a_person_may_say_otherwise(session: Session, signer: str, out: Path) -> None:
    sealed(session, signer, out)
    units = (uid_of(session, "A99.01"),)
    (effect,) = preview_edit(session, SetCodeStates(units, TODAY, "sent")).effects
    assert not effect.changes
    apply(session, SetCodeStates(units, TODAY, "planned"))
    assert told(session)["A99.01"] == ("planned", None)
    # A code in the place of one that was sent is a new one.
    apply(session, GiveCode((uid_of(session, "A99.02"),), TODAY, "A99.52"))
    assert told(session)["A99.52"] == ("planned", None)


def test_what_a_seal_says_stands_and_falls_with_it(
    session: Session, signer: str, out: Path
) -> None:
    def stop(_what: object, done: int, total: int) -> None:
        if done == total:
            raise refuse("work.cancelled")

    quiet = session.surroundings
    session.surroundings = replace(quiet, progress=stop)
    with pytest.raises(Refusal):
        sealed(session, signer, out)
    assert rows_of(session, tables.code_state) == []
    session.surroundings = quiet
    sealed(session, signer, out)
    with session.reading(Anything()) as connection:
        run = connection.exec_driver_sql("SELECT max(number) FROM run").scalar_one()
    with pytest.raises(Refusal, match=r"run\.kept"):
        undo(session, Undo(run))
    with pytest.raises(Refusal, match=r"run\.sealed"):
        undo(session, Undo(1, with_later=True))
