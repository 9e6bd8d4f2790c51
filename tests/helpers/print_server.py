"""A real print server of CUPS of its own, with queues whose paper is files; ended properly."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

CUPSD = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
# The queues. The second is an American one, as drivers are before anybody looks at them; the third
# takes nothing.
GOOD, AMERICAN, REFUSING = "May-in-A4", "May-in-Letter", "May-in-nghi"
_LIBRARY = Path("/usr/lib/cups")
_PATIENCE_S = 20.0

_SETTINGS = """\
Listen {folder}/socket
Browsing No
DefaultAuthType None
WebInterface No
LogLevel debug
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES = """\
ServerRoot {folder}
ServerBin {folder}/bin
StateDir {folder}/state
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
ErrorLog {folder}/errors
AccessLog {folder}/accesses
PageLog {folder}/pages
SyncOnClose No
"""
# A job's number, user, title, copies, options, and its file.
_BACKEND = """\
#!/bin/sh
[ $# = 0 ] && exit
printf '%s\\n' "$3" "$4" "$5" >{folder}/paper/$1.how
cat -- "${{6:--}}" >{folder}/paper/$1.part
mv {folder}/paper/$1.part {folder}/paper/$1.pdf
"""
_QUEUE = """\
<{default}Printer {name}>
Info {name}
MakeModel Mau
DeviceURI paper:/{name}
State Idle
Accepting {accepting}
Shared No
JobSheets none none
ErrorPolicy abort-job
</{default}Printer>
"""
_DRIVER = """\
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "MAU.PPD"
*Manufacturer: "Mau"
*Product: "(Mau)"
*ModelName: "Mau"
*ShortNickName: "Mau"
*NickName: "Mau"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*cupsFilter: "application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: {size}
*PageSize A4/A4: ""
*PageSize Letter/Letter: ""
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*DefaultPageRegion: {size}
*PageRegion A4/A4: ""
*PageRegion Letter/Letter: ""
*CloseUI: *PageRegion
*DefaultImageableArea: {size}
*ImageableArea A4/A4: "12 12 583 830"
*ImageableArea Letter/Letter: "12 12 600 780"
*DefaultPaperDimension: {size}
*PaperDimension A4/A4: "595 842"
*PaperDimension Letter/Letter: "612 792"
*DefaultResolution: 600dpi
"""


@dataclass(frozen=True)
class PrintedJob:
    """What came out: the bytes, the title, how many times, and the options it came with."""

    content: bytes
    title: str
    copies: int
    options: str


class PrintServer:
    """A server with its queues; `address` is what `CUPS_SERVER` has to be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = f"{folder}/socket"
        self._lay_out()
        self._process: subprocess.Popen[bytes] | None = None

    def job(self, number: int) -> PrintedJob:
        """Wait for the job of that number, counted from 1."""
        paper = self._folder / "paper" / f"{number}.pdf"
        end = monotonic() + _PATIENCE_S
        while not paper.exists():
            assert monotonic() < end, f"job {number} never came\n{self.errors()}"
            sleep(0.02)
        title, copies, options = paper.with_suffix(".how").read_text("utf-8").splitlines()
        return PrintedJob(paper.read_bytes(), title, int(copies), options)

    def received(self) -> int:
        """Return how many jobs the server has taken."""
        return len(list((self._folder / "spool").glob("d*")))

    def errors(self) -> str:
        """Return the end of the server's own log."""
        file = self._folder / "errors"
        return file.read_text("utf-8", errors="replace")[-4000:] if file.exists() else ""

    def process(self) -> int:
        """Return the server's process, for whoever ends it before its time."""
        assert self._process is not None
        return self._process.pid

    def end(self) -> None:
        """End the server, if it was started and still runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def _lay_out(self) -> None:
        for name in ("bin/backend", "state", "cache", "spool/tmp", "paper", "ppd"):
            (self._folder / name).mkdir(parents=True)
        (self._folder / "bin" / "daemon").symlink_to(_LIBRARY / "daemon")
        backend = self._folder / "bin" / "backend" / "paper"
        backend.write_text(_BACKEND.format(folder=self._folder))
        # One that only root may run is run as root by root's server, so that it can write here.
        backend.chmod(0o700)
        queues = ""
        for name, size in ((GOOD, "A4"), (AMERICAN, "Letter"), (REFUSING, "A4")):
            (self._folder / "ppd" / f"{name}.ppd").write_text(_DRIVER.format(size=size))
            accepting = "No" if name == REFUSING else "Yes"
            default = "Default" if name == GOOD else ""
            queues += _QUEUE.format(name=name, default=default, accepting=accepting)
        (self._folder / "printers.conf").write_text(queues)
        (self._folder / "cupsd.conf").write_text(_SETTINGS.format(folder=self._folder))
        (self._folder / "cups-files.conf").write_text(_FILES.format(folder=self._folder))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        assert CUPSD is not None, "there is no cupsd"
        settings = ("-c", f"{self._folder}/cupsd.conf", "-s", f"{self._folder}/cups-files.conf")
        self._process = subprocess.Popen([CUPSD, "-f", *settings])
        end = monotonic() + _PATIENCE_S
        while not answers(self.address):
            assert self._process.poll() is None, self.errors()
            assert monotonic() < end, self.errors()
            sleep(0.02)


def answers(address: str) -> bool:
    """Say whether a server answers there."""
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(address) == 0


@contextmanager
def print_server() -> Iterator[PrintServer]:
    """Start a server and yield it."""
    # Not in pytest's own folder: the name of a socket is short.
    with tempfile.TemporaryDirectory(prefix="cups") as folder:
        server = PrintServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.end()
