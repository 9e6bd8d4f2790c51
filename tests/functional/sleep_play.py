"""Seals with a token in a real window's process, and says where it is; run by a test that stops it.

    python -m tests.functional.sleep_play VAULT OUT RECIPIENT TIMEOUT

It writes OUT/signing when it is about to sign, and OUT/result.json at the end.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication

from desktop.crypto import pkcs11_worker, tokens
from desktop.services.bundle_preview import PreviewBundle, preview
from desktop.services.vault_care import CheckVault, check
from desktop.views.pages.bundles.page import BundlesPage
from tests.helpers.pki import PIN
from tests.helpers.windows import OpenedWindow, wait_until

# Long enough that the signal comes in the middle of it; in steps, since one nap goes on while the
# process stands still.
_SIGNING_STEPS, _STEP_S = 20, 0.05


class SlowWorker(pkcs11_worker.Worker):
    """A token that needs a while to sign."""

    def sign(self, key_id: bytes, scheme: str, data: bytes) -> bytes:
        Path(os.environ["SLEEP_PLAY"], "signing").write_text(str(os.getpid()), encoding="ascii")
        for _ in range(_SIGNING_STEPS):
            time.sleep(_STEP_S)
        return super().sign(key_id, scheme, data)


def serve(connection: Any) -> None:
    pkcs11_worker.Worker = SlowWorker  # type: ignore[misc]  # this process is the slow token's
    pkcs11_worker.serve(connection)


def main(vault: Path, out: Path, recipient: Path, timeout: float) -> None:
    os.environ["SLEEP_PLAY"] = str(out)
    # What is patched for this process: a slow token, of which less patience is asked for signing.
    began, call = tokens.Driver.__init__, tokens.Driver.call

    def begin(self: tokens.Driver, library: Path, token: str, *_: object) -> None:
        began(self, library, token, serve=serve)

    def ask(self: tokens.Driver, *request: object) -> Any:
        self._timeout = timeout if request[0] == "sign" else tokens.TIMEOUT_SECONDS
        return call(self, *request)

    setattr(tokens.Driver, "__init__", begin)  # noqa: B010 - a method
    setattr(tokens.Driver, "call", ask)  # noqa: B010 - a method
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(out / "settings"))
    QCoreApplication.setOrganizationName("daumoi")
    qt = QApplication([])
    qt.setStyle("Fusion")
    opened = OpenedWindow(vault)
    opened.window.go("bundles")
    page = opened.window.page("bundles")
    assert isinstance(page, BundlesPage)
    seal = page.seal
    seal.signer.buttons["token"].setChecked(True)
    seal.recipients.set_paths([recipient])
    seal.target.set_folder(out)
    wait_until(lambda: seal.signer.key() is not None and not seal.missing(), 60)
    seal.button.click()
    wait_until(lambda: seal.asking.dialog is not None)
    dialog = seal.asking.dialog
    assert dialog is not None
    dialog.secret.setText(PIN)
    dialog.button.click()
    wait_until(lambda: seal._stack.count() == 2 or opened.notices, 120)
    result = {
        "notices": [notice.key for notice in opened.notices],
        "next": opened.do(lambda session: preview(session, PreviewBundle())).sequence,
        "problems": [each.code for each in opened.do(lambda s: check(s, CheckVault())).problems],
        "usable": seal.signer.isEnabled() and opened.window.isVisible(),
    }
    opened.close()
    (out / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4]))
