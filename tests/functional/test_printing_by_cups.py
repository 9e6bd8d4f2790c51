"""Papers printed from the real window on a real print server: what arrives, and what must not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from desktop.services.paper_pages import draw_page, page_sizes
from tests.helpers.print_server import PrintedJob, print_server
from tests.helpers.screen import screen
from tests.helpers.windows import laid_out_vault

ROOT = Path(__file__).resolve().parents[2]
_A4 = (595, 842)
# So fine that what is a millimetre to the side or a little larger is another picture.
_DOTS = 100.0
# Another page of the same table is 0.07 away, the same page 0.025: its letters are points here.
_ALIKE = 0.035


def test_papers_come_out_as_they_are_shown(tmp_path: Path) -> None:
    vault = laid_out_vault(tmp_path / "vault")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with print_server() as server, screen() as display:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "TMPDIR": str(temporary),
            "LANG": "C.UTF-8",
            "TZ": os.environ.get("TZ", ""),
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "CUPS_SERVER": server.address,
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.functional.printing_play"]
        done = subprocess.run(
            [*command, str(tmp_path), str(vault), str(server.process())],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr + server.errors()
        # Nothing of what was cancelled, refused, stopped, or printed after the server's end.
        assert server.received() == 2
        some, last = server.job(1), server.job(2)

    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    taken, refused = "print", "print.refused"
    assert result["notices"] == [taken, taken, refused, "print.stopped", refused]
    assert result["usable"]
    assert not list(temporary.iterdir())

    assert (some.copies, last.copies) == (2, 1)
    assert some.title.startswith("DANH-SACH-MA")
    paper = (tmp_path / "paper.pdf").read_bytes()
    _is_same(some, [2, 3], paper)
    # Its printer is set up for Letter.
    _is_same(last, [6], paper)


def _is_same(job: PrintedJob, pages: list[int], paper: bytes) -> None:
    """See that a job has these pages of the paper, on A4 and where they are on the paper."""
    assert re.search(r"\bmedia=A4\b", job.options), job.options
    sizes = [(size.width, size.height) for size in page_sizes(job.content)]
    assert sizes == [_A4] * len(pages)
    for number, page in enumerate(pages):
        printed, shown = _points(job.content, number), _points(paper, page - 1)
        assert _difference(shown, b"\xff" * len(shown)) > _ALIKE  # it is no white page
        assert _difference(printed, shown) < _ALIKE


def _points(content: bytes, page: int) -> bytes:
    """Return the grey points of a page."""
    drawn = draw_page(content, page, _DOTS)
    rows = (drawn.pixels[row * drawn.stride :][: drawn.width] for row in range(drawn.height))
    return b"".join(rows)


def _difference(one: bytes, other: bytes) -> float:
    """Return how far two pages are from each other: 0 where they are the same, 1 from white to
    black."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / (255 * len(one))
