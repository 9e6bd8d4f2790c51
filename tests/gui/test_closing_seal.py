"""The window is closed, or the vault locked, while a bundle is sealed: whole, or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from desktop.exchange import media
from desktop.services import bundles
from desktop.services.bundle_preview import PreviewBundle, preview
from desktop.services.vault_care import CheckVault, check
from desktop.views.pages.bundles.page import BundlesPage
from desktop.views.shell.closing import AskBeforeClosing
from tests.helpers.pki import PASSPHRASE, Authority
from tests.helpers.vaults import open_session
from tests.helpers.windows import OpenedWindow, wait_until


class Held:
    """A seal held right after its file was written and read back, before it is recorded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written, self.go_on = threading.Event(), threading.Event()
        write = media.write_file

        def held(*arguments: object, **named: object) -> media.Written:
            found = write(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
            self.written.set()
            assert self.go_on.wait(20)
            return found

        monkeypatch.setattr(bundles.media, "write_file", held)


@pytest.fixture
def held(opened: OpenedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    opened.window.go("bundles")
    page = opened.window.page("bundles")
    assert isinstance(page, BundlesPage)
    authority, seal = Authority(), page.seal
    seal.signer.file.set_path(authority.issue("Tỉnh uỷ Mẫu").p12(tmp_path / "ky.p12"))
    recipient = authority.recipient("Văn phòng Trung ương").pem(tmp_path / "nhan.pem")
    seal.recipients.set_paths([recipient])
    seal.target.set_folder(tmp_path)
    wait_until(lambda: seal.target.folder() == tmp_path and not seal.missing())
    found = Held(monkeypatch)
    seal.button.click()
    wait_until(lambda: seal.asking.dialog is not None)
    dialog = seal.asking.dialog
    assert dialog is not None
    dialog.secret.setText(PASSPHRASE)
    dialog.button.click()
    wait_until(found.written.is_set)
    return found


def sealed(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if "asice" in path.name]


def ask(opened: OpenedWindow) -> AskBeforeClosing:
    opened.window.close()
    found = opened.window.findChild(AskBeforeClosing)
    assert isinstance(found, AskBeforeClosing)
    return found


def test_closing_over_a_seal_stops_it_without_a_file_or_a_number(
    opened: OpenedWindow, held: Held, tmp_path: Path
) -> None:
    ask(opened).stop_button.click()
    held.go_on.set()
    wait_until(lambda: not opened.window.isVisible())
    assert sealed(tmp_path) == []
    assert opened.do(lambda session: preview(session, PreviewBundle())).sequence == 1


def test_closing_over_a_seal_waits_for_the_whole_bundle(
    opened: OpenedWindow, held: Held, tmp_path: Path
) -> None:
    ask(opened).wait_button.click()
    held.go_on.set()
    wait_until(lambda: not opened.window.isVisible())
    assert sealed(tmp_path) == ["A99-000001.asice.p7m"]
    assert opened.do(lambda session: preview(session, PreviewBundle())).sequence == 2


def test_a_process_that_ends_over_a_seal_leaves_no_file_and_no_number(
    opened: OpenedWindow, held: Held, tmp_path: Path
) -> None:
    timer = threading.Timer(0.2, held.go_on.set)
    timer.start()
    opened.worker.stop()
    timer.join()
    assert sealed(tmp_path) == []
    with open_session(tmp_path / "vault") as session:
        assert preview(session, PreviewBundle()).sequence == 1
        assert check(session, CheckVault()).problems == ()
