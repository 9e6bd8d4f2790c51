"""Certificates and revocation lists dropped on the window: seen first, then taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.models.tables import certificate, token
from desktop.services.certificates.authorities import AddAnchor, add_anchor
from desktop.services.imports.command import Fate, ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.session import Session
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.take_dialog import TakeDialog
from tests.helpers.certificates import day, file
from tests.helpers.hierarchies import authority, subscriber
from tests.helpers.importing import rows_of
from tests.helpers.token_sets import HEAD, UNITS
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until
from tests.helpers.workbooks import write_xlsx

ROOT = authority("Gốc cửa sổ", key_number=70)
ISSUED = {serial: subscriber(f"Cán bộ {serial}", ROOT, key_number=200 + n)
          for n, serial in enumerate(("DD01", "DD02"))}  # fmt: skip
STRANGER = subscriber("Người lạ", ROOT, key_number=210)


def fill(session: Session, folder: Path) -> None:
    rows = [
        ("A05.06001", "Cá nhân", f"Cán bộ {serial}", serial,
         f"{issued.certificate.serial_number:X}", "1/1/2020", "31/12/2040", "Đã bàn giao",
         "5/1/2020", "6/1/2020")
        for serial, issued in ISSUED.items()
    ]  # fmt: skip
    rows.append(("A05.06002", "Cá nhân", "Cán bộ DD03", "DD03", "", "", "", "Đã bàn giao",
                 "5/1/2020", "6/1/2020"))  # fmt: skip
    for kind, table in (("units", UNITS), ("tokens", (HEAD, *rows))):
        path = write_xlsx(folder / f"{kind}.xlsx", table)
        assert import_file(session, ImportFile(kind, path, from_date="2025-07-01")).run is not None
    add_anchor(session, AddAnchor(ROOT.der(folder / "goc.cer"), ROOT.fingerprint))


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    new_vault(folder / "vault", fill=lambda session: fill(session, folder)).close()
    return folder / "vault"


@pytest.fixture
def opened(vault: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(vault, tmp_path / "vault"))
    yield window
    window.close()


def drop(opened: OpenedWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    given = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(300, 300), *given)
    QApplication.sendEvent(opened.window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(opened.window, QDropEvent(QPointF(300, 300), *given))


def dialog() -> TakeDialog:
    def found() -> list[TakeDialog]:
        return [w for w in QApplication.topLevelWidgets()
                if isinstance(w, TakeDialog) and w.isVisible() and w.found is not None]  # fmt: skip

    wait_until(found)
    return found()[0]


def whole(opened: OpenedWindow) -> int:
    return opened.do(
        lambda session: sum(row.der is not None for row in rows_of(session, certificate))
    )


def test_seen_first_then_taken_in(opened: OpenedWindow, tmp_path: Path) -> None:
    drop(opened, file(tmp_path, "all.p7b", *ISSUED.values()))
    found = dialog()
    assert [row.fate for row in found.model.rows()] == [Fate.UPDATED] * 2
    assert whole(opened) == 0
    assert not found.skip.isVisible()
    found.take.click()
    wait_until(lambda: whole(opened) == 2)
    opened.settle()


def test_what_is_refused_is_left_out_only_when_told(opened: OpenedWindow, tmp_path: Path) -> None:
    one = next(iter(ISSUED.values()))
    key = one.p12(tmp_path / "khoá.pfx")
    drop(opened, file(tmp_path, "a.pem", one, STRANGER), key)
    found = dialog()
    fates = [row.fate for row in found.model.rows()]
    assert fates == [Fate.UPDATED, Fate.REFUSED, Fate.REFUSED]
    assert not found.take.isEnabled()
    found.skip.click()
    assert found.take.isEnabled()
    found.take.click()
    wait_until(lambda: whole(opened) == 1)
    opened.settle()


def test_one_that_nobody_knows_goes_to_the_device_that_is_open(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    late = authority("Gốc cửa sổ", key_number=70)
    renewed = subscriber("Cán bộ DD03", late, key_number=203)
    uid = opened.do(
        lambda session: next(row.uid for row in rows_of(session, token) if row.serial == "DD03")
    )
    opened.window.go("tokens", uid)
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    wait_until(lambda: page.token.shown is not None)
    drop(opened, file(tmp_path, "mới.cer", renewed))
    found = dialog()
    assert [row.fate for row in found.model.rows()] == [Fate.CREATED]
    found.take.click()
    wait_until(lambda: whole(opened) == 1)
    opened.settle()
    rows = opened.do(lambda session: rows_of(session, certificate, token=uid))
    assert [row.subject for row in rows] == ["Cán bộ DD03"]


def test_a_revocation_list(opened: OpenedWindow, tmp_path: Path) -> None:
    drop(opened, file(tmp_path, "all.p7b", *ISSUED.values()))
    dialog().take.click()
    wait_until(lambda: whole(opened) == 2)
    opened.settle()
    entry = x509.RevokedCertificateBuilder().serial_number(ISSUED["DD01"].certificate.serial_number)
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ROOT.certificate.subject)
        .last_update(day("2026-11-01"))
        .next_update(day("2036-01-01"))
        .add_revoked_certificate(entry.revocation_date(day("2026-10-01")).build())
        .sign(ROOT.key, hashes.SHA256())
    )
    path = tmp_path / "goc.crl"
    path.write_bytes(made.public_bytes(Encoding.DER))
    drop(opened, path)
    wait_until(lambda: any("1" in str(notice) for notice in opened.notices))
    opened.settle()
    states = opened.do(lambda session: sorted(row.state for row in rows_of(session, certificate)))
    assert states == ["active", "revoked"]


def test_another_day_takes_nothing_in(opened: OpenedWindow, tmp_path: Path) -> None:
    opened.window.context.set_date("2026-01-01")
    opened.settle()
    drop(opened, file(tmp_path, "all.p7b", *ISSUED.values()))
    wait_until(lambda: bool(opened.notices))
    opened.settle()
    assert whole(opened) == 0
