"""The same 14,000 rows in KeePassXC, by its command line: open, search, save one.

Whole commands on both sides, each opening its store with a passphrase. KeePassXC's database asks
for as much time of its key derivation as the vault does of its own (`--decryption-time`).
Opening is `db-info`, and here the first fifty units; saving one is `edit` of one entry, and here an
import of one row that differs, with its journal.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from bench.watch import copied, timed

_SEARCHED = "dang uy phuong ba dinh"
_SEARCHED_WITH_TONES = "Đảng uỷ phường Ba Đình"


def installed() -> bool:
    return shutil.which("keepassxc-cli") is not None


def prepare(folder: Path, action: str) -> None:
    from bench import sets
    from bench.passphrase import PASSPHRASE

    sets.whole(folder)
    secret = folder / "passphrase.txt"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(f"{PASSPHRASE}\n")
    _database(folder)
    _one_row(folder)


def ours(folder: Path, action: str) -> float:
    from bench import sets

    with copied(sets.whole(folder)) as vault:
        command = {
            "open": ["list", "units", "--limit", "50"],
            "search": ["list", "units", "--search", _SEARCHED],
            "save": ["import", "units", str(folder / "one.xlsx"), "--changes", "correction"],
        }[action]
        secret = str(folder / "passphrase.txt")
        program = str(Path(sys.executable).with_name("daumoi"))
        options = ["--vault", str(vault), "--passphrase-file", secret, "--json"]
        with timed() as watch:
            subprocess.run([program, *options, *command], check=True, stdout=subprocess.DEVNULL)
    return watch.seconds


def peer(folder: Path, action: str) -> float:
    with copied(folder / "peer.kdbx") as database, timed() as watch:
        command = {
            "open": ["db-info", "-q", str(database)],
            "search": ["search", "-q", str(database), _SEARCHED_WITH_TONES],
            "save": ["edit", "-q", "-u", "0000 111 222", str(database), "A01.01"],
        }[action]
        subprocess.run(
            ["keepassxc-cli", *command],
            check=True,
            stdin=(folder / "passphrase.txt").open(),
            stdout=subprocess.DEVNULL,
        )
    return watch.seconds


def _database(folder: Path) -> None:
    target = folder / "peer.kdbx"
    if target.exists():
        return
    from bench import country
    from bench.passphrase import PASSPHRASE
    from bench.works import unlock

    xml = folder / "peer.xml"
    with xml.open("w", encoding="utf-8") as file:
        file.write("<KeePassFile><Root><Group><Name>country</Name>")
        for unit in country.units(country.SETS["country"]):
            fields = {"Title": unit.code, "UserName": unit.name, "Notes": unit.type}
            strings = "".join(
                f"<String><Key>{key}</Key><Value>{escape(value)}</Value></String>"
                for key, value in fields.items()
            )
            file.write(f"<Entry>{strings}</Entry>")
        file.write("</Group></Root></KeePassFile>")
    milliseconds = max(100, round(unlock.floor(folder) * 1000))
    subprocess.run(
        ["keepassxc-cli", "import", "-q", "-p", "-t", str(milliseconds), xml, target],
        check=True,
        input=f"{PASSPHRASE}\n{PASSPHRASE}\n",
        text=True,
        capture_output=True,
    )


def _one_row(folder: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(str(folder / "one.xlsx")), {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Mã định danh", "Tên đơn vị", "Điện thoại"])
    from bench import country

    unit = country.units(country.SETS["province"])[0]
    sheet.write_row(1, 0, [unit.code, unit.name, "0000 111 222"])
    book.close()
