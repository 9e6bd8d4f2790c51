"""The window program loads database, window and pages while the first screen is up, not before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_CODE = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop.cli.catalogue import translator
from desktop.views.application import Application, make_qt

page = "desktop.views.pages.units.page"
qt = make_qt(["daumoi-gui"])
application = Application(qt, translator("vi"), folder=Path(sys.argv[1]), reports=Path(sys.argv[1]))
application.show()
later = (page, "sqlalchemy", "sqlcipher3", "desktop.views.shell.window")
seen = [[name for name in later if name in sys.modules], application.start_screen.isVisible()]
look = QTimer()
look.timeout.connect(lambda: page in sys.modules and qt.quit())
look.start(1)
QTimer.singleShot(60_000, lambda: qt.exit(1))
late = qt.exec()
application.end()
print(json.dumps([*seen, late]))
"""


def test_what_comes_later_is_loaded_while_the_first_screen_is_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _CODE, str(tmp_path)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    loaded_before, first_screen, late = json.loads(run.stdout)
    assert (loaded_before, first_screen, late) == ([], True, 0)
