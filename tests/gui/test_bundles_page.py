"""Sealing and judging in a real window: what is missing, the PIN, the file, the verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.services.bundle_preview import PreviewBundle, preview
from desktop.services.token_probe import Access, FoundToken
from desktop.services.vault_care import SetPolicy, set_policy
from desktop.services.verify import Word
from desktop.views.pages.bundles.changes import ChangesDialog
from desktop.views.pages.bundles.keys import Key
from desktop.views.pages.bundles.page import BundlesPage
from desktop.views.pages.bundles.pin import PinDialog
from desktop.views.pages.bundles.verdict import WORDS
from desktop.views.pages.papers.page import PapersPage
from tests.helpers.pki import PASSPHRASE, PIN, Authority, SoftTokens
from tests.helpers.surroundings import vietnamese
from tests.helpers.windows import OpenedWindow, wait_until

_ = vietnamese()


@pytest.fixture
def page(opened: OpenedWindow) -> BundlesPage:
    opened.window.go("bundles")
    found = opened.window.page("bundles")
    assert isinstance(found, BundlesPage)
    wait_until(lambda: found.seal._preview is not None and found.seal._counts is not None)
    return found


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def words_on(page: BundlesPage) -> str:
    shown = [label.text() for label in page.seal.findChildren(QLabel) if label.isVisible()]
    return "\n".join(shown)


def choose_folder(page: BundlesPage, folder: Path) -> None:
    page.seal.target.set_folder(folder)
    wait_until(lambda: page.seal.target.folder() == folder)


def choose_file(page: BundlesPage, authority: Authority, folder: Path) -> None:
    """Choose a signer's file, a recipient and the folder."""
    page.seal.signer.file.set_path(authority.issue("Tỉnh uỷ Mẫu").p12(folder / "ky.p12"))
    recipient = authority.recipient("Văn phòng Trung ương")
    recipient.p12(folder / "nhan.p12")
    page.seal.recipients.set_paths([recipient.pem(folder / "nhan.pem")])
    choose_folder(page, folder)


def enter(page: BundlesPage, secret: str) -> None:
    wait_until(lambda: page.seal.asking.dialog is not None)
    dialog = page.seal.asking.dialog
    assert dialog is not None
    dialog.secret.setText(secret)
    dialog.button.click()


def seal(opened: OpenedWindow, page: BundlesPage, secret: str) -> Path:
    """Press the button, enter the secret; return the file that is there then."""
    folder = page.seal.target.folder()
    assert folder is not None
    assert page.seal.button.isEnabled()
    page.seal.button.click()
    enter(page, secret)
    wait_until(lambda: page.seal._stack.count() == 2 or opened.notices)
    assert not opened.notices
    (file,) = folder.glob("*.asice*")
    return file


def judge(page: BundlesPage, file: Path) -> str:
    """Judge a file; return the verdict's word."""
    before = page.verify.view
    page.verify.take(file)
    wait_until(lambda: page.verify.view is not before)
    assert page.verify.view is not None
    return page.verify.view.word.text()


def test_what_is_missing_is_said_and_the_button_waits_for_it(
    page: BundlesPage, opened: OpenedWindow, authority: Authority, tmp_path: Path
) -> None:
    assert not page.seal.button.isEnabled()
    assert len(page.seal.missing()) == 3
    note = _("No recipient is chosen, and the policy of this vault asks for one.")
    wait_until(lambda: note in words_on(page))

    choose_file(page, authority, tmp_path)
    assert page.seal.missing() == []
    assert page.seal.button.isEnabled()

    page.seal.recipients.set_paths([])
    assert not page.seal.button.isEnabled()
    opened.do(lambda session: set_policy(session, SetPolicy("plaintext_bundle", "yes")))
    page.grow_stale()
    wait_until(lambda: page.seal.button.isEnabled())
    note = _("No recipient is chosen: the bundle will not be encrypted.")
    wait_until(lambda: note in words_on(page))


def test_a_sealed_bundle_is_shown_judged_and_printed(
    page: BundlesPage, opened: OpenedWindow, authority: Authority, tmp_path: Path
) -> None:
    choose_file(page, authority, tmp_path)
    file = seal(opened, page, PASSPHRASE)

    assert file.name == "A99-000001.asice.p7m"
    proof = _("Written, read back from the medium and compared: equal.")
    wait_until(lambda: proof in words_on(page))
    assert str(file) in words_on(page).replace("\u200b", "")

    # Encrypted, and no key chosen: it says so, and asks nothing.
    assert judge(page, file) == _(WORDS[Word.UNREADABLE][2])
    page.verify.anchors.set_paths([authority.pem(tmp_path / "ca.pem")])
    page.verify.lists.set_paths([authority.crl(tmp_path / "ca.crl")])
    page.verify.key.buttons["file"].setChecked(True)
    page.verify.key.file.set_path(tmp_path / "nhan.p12")
    before = page.verify.view
    page.verify.take(file)
    wait_until(lambda: page.verify.asking.dialog is not None)
    dialog = page.verify.asking.dialog
    assert dialog is not None
    dialog.secret.setText(PASSPHRASE)
    dialog.button.click()
    wait_until(lambda: page.verify.view is not before)
    assert page.verify.view is not None
    assert page.verify.view.word.text() == _(WORDS[Word.VALID][2])

    page.seal._print_sheet(1)
    papers = opened.window.current_page()
    assert isinstance(papers, PapersPage)
    wait_until(lambda: papers.shown is not None)
    assert papers.shown is not None
    assert papers.shown.paper.file_name == "PHIEU-XAC-NHAN-000001.pdf"


def test_a_wrong_passphrase_is_said_and_leaves_all_as_it_was(
    page: BundlesPage, opened: OpenedWindow, authority: Authority, tmp_path: Path
) -> None:
    choose_file(page, authority, tmp_path)
    page.seal.button.click()
    enter(page, "sai")
    wait_until(lambda: opened.notices)

    assert opened.notices[0].key == "signer.p12_passphrase"
    assert not list(tmp_path.glob("*.asice*"))
    assert opened.do(lambda session: preview(session, PreviewBundle())).sequence == 1
    assert page.seal.button.isEnabled()

    # Once it has gone well, nothing on the window says that it failed.
    assert len(opened.window.notices.bars()) == 1
    opened.notices.clear()
    seal(opened, page, PASSPHRASE)
    wait_until(lambda: not opened.window.notices.bars())


def test_a_seal_that_is_stopped_leaves_nothing(
    page: BundlesPage, opened: OpenedWindow, authority: Authority, tmp_path: Path
) -> None:
    choose_file(page, authority, tmp_path)
    page.seal.button.click()
    enter(page, PASSPHRASE)
    page.seal._stop.click()
    wait_until(lambda: opened.notices)

    assert opened.notices[0].message == _("Sealing was stopped: no file was left, no number used.")
    assert not list(tmp_path.glob("*.asice*"))
    assert not list(tmp_path.glob(".*.part"))
    assert opened.do(lambda session: preview(session, PreviewBundle())).sequence == 1


def test_a_token_is_found_and_signs(
    page: BundlesPage,
    opened: OpenedWindow,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tokens = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    tokens.add("VPTU", authority.issue("Tỉnh uỷ Mẫu"))
    (tmp_path / "out").mkdir()

    page.seal.signer.buttons["token"].setChecked(True)
    wait_until(lambda: page.seal.signer.key() is not None)
    recipient = authority.recipient("Văn phòng Trung ương")
    page.seal.recipients.set_paths([recipient.pem(tmp_path / "nhan.pem")])
    choose_folder(page, tmp_path / "out")
    file = seal(opened, page, PIN)

    assert file.stat().st_size > 1000
    dialog = page.seal.asking.dialog
    assert dialog is not None
    assert dialog.state is Access.OK


def token(access: Access) -> Key:
    found = FoundToken(Path("driver.so"), "VPTU", "01", "m", "n", access, pin_set=True)
    return Key(found.spec, found.label, found)


@pytest.mark.parametrize("access", list(Access))
def test_the_pin_is_entered_only_where_it_may_be(page: BundlesPage, access: Access) -> None:
    dialog = PinDialog(token(access), "Ký", _, page)
    entered: list[tuple[str, bool]] = []
    dialog.entered.connect(lambda secret, last: entered.append((secret, last)))
    dialog.open()
    assert not dialog.button.isEnabled()
    dialog.secret.setText("1234")
    if access is Access.LOCKED:
        assert not dialog.secret.isVisible()
        assert not dialog.button.isVisible()
    elif access is Access.FINAL:
        assert not dialog.button.isEnabled()
        dialog.last.setChecked(True)
        dialog.button.click()
        assert entered == [("1234", True)]
    else:
        dialog.button.click()
        assert entered == [("1234", False)]
    assert access is Access.LOCKED or dialog.secret.text() == ""
    dialog.close()
    dialog.deleteLater()


@pytest.mark.parametrize(("driver", "told"), [("libbit4xpki.so", 1), ("driver.so", 0)])
def test_how_many_tries_lock_is_told_where_the_maker_says_it(
    page: BundlesPage, driver: str, told: int
) -> None:
    found = FoundToken(Path(driver), "VPTU", "01", "m", "n", Access.FEW, pin_set=True)
    dialog = PinDialog(Key(found.spec, found.label, found), "Ký", _, page)
    words = [each.text() for each in dialog.findChildren(QLabel)]
    assert sum("sai 3 lần liền thì khoá" in each for each in words) == told
    dialog.deleteLater()


def test_a_count_opens_its_records(page: BundlesPage, opened: OpenedWindow) -> None:
    links = page.seal.changes.findChildren(QPushButton)
    assert len(links) == 2  # the units and their codes: all of them are new
    links[0].click()
    (dialog,) = page.seal.findChildren(ChangesDialog)
    wait_until(lambda: dialog.model.count() > 0)
    units = opened.do(lambda session: preview(session, PreviewBundle())).rows["units"]
    assert dialog.model.count() == units
    names = {dialog.model.row(number).name for number in range(min(units, 200))}
    assert "" not in names
    dialog.close()


def test_what_is_no_bundle_gets_its_sentence(page: BundlesPage, tmp_path: Path) -> None:
    not_judged = _("Not judged")
    assert judge(page, tmp_path) == not_judged
    assert judge(page, tmp_path / "biến mất.asice") == not_judged
    program = tmp_path / "chương trình"
    program.write_bytes(b"\x7fELF" + bytes(400))
    assert judge(page, program) == _(WORDS[Word.UNREADABLE][2])


def test_a_file_is_dropped_on_the_tab(page: BundlesPage, tmp_path: Path) -> None:
    page.tabs.setCurrentWidget(page.verify)
    file = tmp_path / "gói.asice"
    file.write_bytes(b"PK\x05\x06" + bytes(18))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter_event = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(page.verify, enter_event)
    assert enter_event.isAccepted()
    QApplication.sendEvent(page.verify, QDropEvent(QPointF(50, 50), copy, data, left, none))
    wait_until(lambda: page.verify.view is not None)
    assert page.verify.view is not None
    assert page.verify.view.word.text() == _(WORDS[Word.UNREADABLE][2])


def test_another_page_sends_a_file_or_a_bundle(
    page: BundlesPage, opened: OpenedWindow, tmp_path: Path
) -> None:
    opened.context.go("bundles", tmp_path / "không có.asice")
    assert page.tabs.currentWidget() is page.verify
    wait_until(lambda: page.verify.view is not None)
    opened.context.go("bundles", "uid of none")
    assert page.tabs.currentWidget() is page.history
