"""Trusted authorities in a real window: the fingerprint from paper, the age of lists, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.services.certificates.authorities import (
    AddAnchor,
    AuthorityRow,
    ListAuthorities,
    add_anchor,
    list_authorities,
)
from desktop.services.certificates.command import ImportCertificates
from desktop.services.certificates.importing import import_certificates
from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.session import Session
from desktop.views.pages.mending import place_of
from desktop.views.pages.tokens.authorities_tab import AuthoritiesTab
from desktop.views.pages.tokens.authority_form import AuthorityForm
from desktop.views.pages.tokens.page import TokensPage
from tests.helpers.certificates import file
from tests.helpers.hierarchies import authority, subscriber
from tests.helpers.token_sets import HEAD, UNITS
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until
from tests.helpers.workbooks import write_xlsx

Form = TypeVar("Form", bound=QWidget)

ROOT = authority("Gốc tin cậy", key_number=80)
OTHER = authority("Gốc khác", key_number=81)
ISSUED = subscriber("Cán bộ DD01", ROOT, key_number=220)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vault with one device whose certificate is kept whole, and nobody trusted."""
    folder = tmp_path_factory.mktemp("authorities")
    number = f"{ISSUED.certificate.serial_number:X}"
    row = ("A05.06001", "Cá nhân", "Cán bộ DD01", "DD01", number, "1/1/2020", "31/12/2040",
           "Đã bàn giao", "5/1/2020", "6/1/2020")  # fmt: skip

    def fill(session: Session) -> None:
        for kind, table in (("units", UNITS), ("tokens", (HEAD, row))):
            path = write_xlsx(folder / f"{kind}.xlsx", table)
            taken = import_file(session, ImportFile(kind, path, from_date="2025-07-01"))
            assert taken.run is not None
        whole = file(folder, "a.pem", ISSUED)
        assert import_certificates(session, ImportCertificates((whole,))).accepted

    new_vault(folder / "vault", fill=fill).close()
    return folder / "vault"


@pytest.fixture
def opened(vault: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(vault, tmp_path / "vault"))
    yield window
    window.close()


def look_at(opened: OpenedWindow) -> AuthoritiesTab:
    opened.window.go("tokens", ("authorities",))
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    opened.settle()
    return page.authorities


def known(opened: OpenedWindow) -> tuple[AuthorityRow, ...]:
    return opened.do(lambda session: list_authorities(session, ListAuthorities()))


def form(kind: type[Form]) -> Form:
    def found() -> list[Form]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    wait_until(found)
    return found()[0]


def shown(widget: QWidget) -> str:
    words = (each.text() for each in widget.findChildren(QLabel) if each.isVisible())
    return "\n".join(words).replace("\u200b", "")


def cell(tab: AuthoritiesTab, name: str) -> str:
    model = tab.authorities.model
    (column,) = (each for each in model.columns if each.name == name)
    return column.text(model.rows()[0])


def rules(tab: AuthoritiesTab) -> set[str]:
    return {finding.rule for finding in tab.findings.model.rows()}


def revocations(folder: Path, made: dt.datetime, renewed: dt.datetime) -> Path:
    """Write a list of ROOT that names nobody."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(ROOT.certificate.subject)
    given = builder.last_update(made).next_update(renewed).sign(ROOT.key, hashes.SHA256())
    path = folder / "goc.crl"
    path.write_bytes(given.public_bytes(Encoding.DER))
    return path


def test_an_authority_is_trusted_by_the_fingerprint_on_paper(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    tab = look_at(opened)
    assert "Chưa biết tổ chức chứng thực nào" in shown(tab)
    # The certificate that is here leads nowhere, which is said though nobody is known.
    wait_until(lambda: "certificate.unchained" in rules(tab))
    tab.authorities.add_first.click()
    asked = form(AuthorityForm)
    asked.file.set_path(ROOT.der(tmp_path / "goc.cer"))
    asked.fingerprint.setText(ROOT.fingerprint[:50])
    assert not asked.save.isEnabled()
    assert "34 trên 64 chữ số" in shown(asked)
    # Nothing of the file's own fingerprint is shown: it must come from paper.
    digits = ROOT.fingerprint.replace(":", "")
    assert digits[-12:] not in shown(asked).replace(":", "").replace(" ", "").upper()
    asked.fingerprint.setText(OTHER.fingerprint)
    asked.save.click()
    wait_until(asked.trouble.isVisible)
    assert "goc.cer" in asked.trouble.text()
    assert known(opened) == ()
    asked.fingerprint.setText(ROOT.fingerprint.lower().replace(":", " "))
    QTest.keyClick(asked.fingerprint, Qt.Key.Key_Return)
    wait_until(lambda: [each.anchor for each in known(opened)] == [True])
    wait_until(lambda: tab.authorities.model.count() == 1)
    assert cell(tab, "anchor") == "được tin cậy"
    assert cell(tab, "fingerprint").replace(" ", "") == digits
    wait_until(lambda: "certificate.unchained" not in rules(tab))
    opened.settle()


def test_what_is_no_authority_is_said_in_the_form(opened: OpenedWindow, tmp_path: Path) -> None:
    tab = look_at(opened)
    tab.authorities.add()
    asked = form(AuthorityForm)
    one = tmp_path / "canbo.cer"
    one.write_bytes(ISSUED.certificate.public_bytes(Encoding.DER))
    asked.file.set_path(one)
    asked.fingerprint.setText(ISSUED.certificate.fingerprint(hashes.SHA256()).hex())
    asked.save.click()
    wait_until(asked.trouble.isVisible)
    assert known(opened) == ()
    asked.reject()
    opened.settle()


def test_the_age_of_a_list_is_shown_and_a_newer_one_taken_in(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    anchor = AddAnchor(ROOT.der(tmp_path / "goc.cer"), ROOT.fingerprint)
    opened.do(lambda session: add_anchor(session, anchor))
    tab = look_at(opened)
    wait_until(lambda: tab.authorities.chosen() is not None)
    assert cell(tab, "made_at") == "chưa nhập"
    wait_until(lambda: "certificate.list" in rules(tab))
    now = dt.datetime.now(dt.UTC)
    days = dt.timedelta(days=1)
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    page.taking.take_paths((revocations(tmp_path, now - 40 * days, now - 10 * days),))
    wait_until(lambda: "đã 40 ngày" in cell(tab, "made_at"))
    tab.authorities.which.setCurrentIndex(2)
    assert tab.authorities.model.count() == 1
    wait_until(lambda: "certificate.list" in rules(tab))
    page.taking.take_paths((revocations(tmp_path, now - 2 * days, now + 28 * days),))
    wait_until(lambda: tab.authorities.model.count() == 0)
    tab.authorities.which.setCurrentIndex(0)
    assert "đã 2 ngày" in cell(tab, "made_at")
    wait_until(lambda: "certificate.list" not in rules(tab))
    opened.settle()


def test_trust_is_taken_away_and_given_back_by_undo(opened: OpenedWindow, tmp_path: Path) -> None:
    anchor = AddAnchor(ROOT.der(tmp_path / "goc.cer"), ROOT.fingerprint)
    opened.do(lambda session: add_anchor(session, anchor))
    tab = look_at(opened)
    wait_until(tab.authorities.drop_button.isEnabled)
    tab.authorities.drop_button.click()
    wait_until(lambda: not known(opened)[0].anchor)
    opened.settle()
    assert not tab.authorities.drop_button.isEnabled()
    assert "Chưa tin cậy tổ chức nào" in shown(tab)
    act = opened.notices[-1].act
    assert act is not None
    act()
    wait_until(lambda: known(opened)[0].anchor)
    # Keyboard and clipboard work as in other tables.
    tab.authorities.table.setFocus()
    tab.authorities.table.selectAll()
    QTest.keyClick(tab.authorities.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Gốc tin cậy" in QGuiApplication.clipboard().text()
    opened.settle()


def test_findings_lead_where_they_are_mended(opened: OpenedWindow) -> None:
    assert place_of("certificate.list", None) == ("tokens", ("authorities",))
    assert place_of("certificate.unchained", "u") == ("tokens", ("authorities",))
    assert place_of("certificate.weak", "u") == ("tokens", ("unit", "u"))
    opened.context.set_date("2026-11-20")
    tab = look_at(opened)
    assert not tab.authorities.add_button.isEnabled()
    assert not tab.authorities.lists_button.isEnabled()
    opened.settle()
