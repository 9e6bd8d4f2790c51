"""What the next bundle would say: counts, names, and what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.tables import identifier_code, person, unit
from desktop.services import units
from desktop.services.bundle_preview import (
    ListChanges,
    NameRecords,
    PreviewBundle,
    list_changes,
    name_records,
    preview,
)
from desktop.services.bundles import ChangeCounts, Seal, seal
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.vault_care import SetPolicy, set_policy
from tests.helpers.pki import PASSPHRASE, Authority
from tests.helpers.sessions import Anything
from tests.helpers.vaults import new_vault, open_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    def fill(opened: Session) -> None:
        units.lay_out(opened, units.LayOut("A99", "Tỉnh uỷ Mẫu", None))

    with new_vault(tmp_path / "vault", fill=fill) as opened:
        yield opened


def ask(session: Session) -> dict[str, ChangeCounts]:
    found = preview(session, PreviewBundle()).changes
    return {file: counts for file, counts in found.items() if counts != ChangeCounts()}


def add_person(session: Session, name: str) -> str:
    with session.unit_of_work(Anything("thêm")) as work:
        uid = work.new_uid()
        (root,) = work.connection.execute(unit.select()).scalars()
        work.insert(person, [{"uid": uid, "unit": root, "name": name, "sample": 0}])
    return uid


def seal_now(session: Session, folder: Path) -> None:
    set_policy(session, SetPolicy("plaintext_bundle", "yes"))
    signer = Authority().issue("Tỉnh uỷ Mẫu").p12(folder / "ky.p12")
    seal(session, Seal(f"p12:{signer}", folder), lambda: PASSPHRASE)


def test_before_the_first_bundle_every_row_is_new(session: Session) -> None:
    found = preview(session, PreviewBundle())
    assert (found.sequence, found.last, found.blocks) == (1, None, ())
    assert ask(session) == {"units": ChangeCounts(added=1), "codes": ChangeCounts(added=1)}
    (record,) = list_changes(session, ListChanges("units", "added"))
    (named,) = name_records(session, NameRecords("units", (record.uid,)))
    assert named.name == "Tỉnh uỷ Mẫu"
    assert list_changes(session, ListChanges("units", "closed")) == ()


def test_after_a_bundle_only_what_differs_counts(session: Session, tmp_path: Path) -> None:
    seal_now(session, tmp_path)
    assert ask(session) == {}
    uid = add_person(session, "Nguyễn Văn Mẫu")

    found = preview(session, PreviewBundle())
    assert found.sequence == 2
    assert found.last is not None
    assert found.last.file == "A99-000001.asice"
    assert found.changed == 1
    assert ask(session) == {"people": ChangeCounts(added=1)}
    (record,) = list_changes(session, ListChanges("people"))
    assert (record.uid, record.change) == (uid, "added")
    (named,) = name_records(session, NameRecords("people", (uid,)))
    assert (named.name, named.unit) == ("Nguyễn Văn Mẫu", "Tỉnh uỷ Mẫu")


def test_a_changed_record_says_which_fields(session: Session, tmp_path: Path) -> None:
    seal_now(session, tmp_path)
    with session.unit_of_work(Anything("sửa")) as work:
        (code,) = work.connection.execute(identifier_code.select()).scalars()
        work.update(identifier_code, [{"uid": code, "state": "sent"}])
    (record,) = list_changes(session, ListChanges("codes", "changed"))
    assert record.fields == ("state",)
    (named,) = name_records(session, NameRecords("codes", (code,)))
    assert (named.name, named.unit) == ("A99", "Tỉnh uỷ Mẫu")


def test_what_was_undone_is_no_change(session: Session, tmp_path: Path) -> None:
    seal_now(session, tmp_path)
    add_person(session, "Nguyễn Văn Mẫu")
    with session.reading(PreviewBundle()) as connection:
        run = connection.exec_driver_sql("SELECT max(number) FROM run").scalar_one()
    undo(session, Undo(run))
    assert ask(session) == {}


def test_a_record_that_is_gone_has_no_name(session: Session) -> None:
    (named,) = name_records(session, NameRecords("people", ("không có",)))
    assert (named.name, named.unit) == ("", "")


def test_what_is_in_the_way_is_said_beforehand(session: Session, tmp_path: Path) -> None:
    with session.unit_of_work(Anything("thu hồi")) as work:
        (code,) = work.connection.execute(identifier_code.select()).scalars()
        work.update(identifier_code, [{"uid": code, "state": "refused"}])
    found = preview(session, PreviewBundle())
    assert [problem.code for problem in found.blocks] == ["seal.no_office_code"]
    assert not found.plaintext_allowed
    session.close()
    with open_session(tmp_path / "vault", read_only=True) as reader:
        codes = [problem.code for problem in preview(reader, PreviewBundle()).blocks]
    assert codes == ["seal.no_office_code", "vault.opened_to_read"]


def test_an_empty_vault_has_nobody_to_seal_for(tmp_path: Path) -> None:
    with new_vault(tmp_path / "vault") as empty:
        found = preview(empty, PreviewBundle())
    assert [problem.code for problem in found.blocks] == ["seal.no_office"]
    assert found.changed == 0
