"""The only place that builds concrete things and hands them to each other."""

from __future__ import annotations

import gc
import sys

from desktop import VERSION_LINE

# Rows of registers hold no cycles: looking through all of them after every 700 new ones, which is
# Python's habit, took a quarter of an import's time.
_COLLECT_AFTER = 50_000


def calm_collector() -> None:
    """Let Python look for cycles of garbage seldom enough for tens of thousands of rows."""
    gc.set_threshold(_COLLECT_AFTER, *gc.get_threshold()[1:])


def command() -> None:
    """Run the command `daumoi` with this process's arguments and end with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Answered before anything is loaded: scripts and installers ask it often.
        sys.stdout.write(f"{VERSION_LINE}\n")
        raise SystemExit(0)
    calm_collector()
    from desktop.cli.entry import main

    raise SystemExit(main(sys.argv[1:]))


def window() -> None:
    """Run the window `daumoi-gui` and end with its exit code."""
    calm_collector()
    import argparse
    from pathlib import Path

    from desktop.cli.catalogue import translator
    from desktop.views.application import Application, make_qt

    parser = argparse.ArgumentParser(prog="daumoi-gui", allow_abbrev=False)
    parser.add_argument("--vault", type=Path)
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--locked", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=VERSION_LINE)
    options = parser.parse_args()
    qt = make_qt(sys.argv[:1])
    application = Application(
        qt, translator(options.lang), folder=options.vault, locked=options.locked
    )
    application.show()
    raise SystemExit(qt.exec())
