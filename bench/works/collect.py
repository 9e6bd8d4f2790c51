"""Reading the 126 forms that the communes of Hà Nội sent back, in *full*: about fifty rows each, of
which three name another clerk.

Floor: calamine reads every sheet of the same files. Ours also commits a run per file with the
disk's word that it is there, and these commits alone take longer than the floor three times over.
Both sides begin with loaded modules, ours with the vault opened.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench import country, sets
from bench.vaults import opened
from bench.watch import copied, timed
from desktop.services.collecting.command import ReadAnswers, StartRound
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from tests.helpers.rounds import Row, filled

_COMMUNES = 126
_CHANGED = 3


def prepare(folder: Path) -> None:
    collected(folder)


def ours(folder: Path) -> float:
    with copied(collected(folder)) as place, opened(place / "vault") as session, timed() as watch:
        result = read_answers(session, ReadAnswers(place / "returned"))
    assert len([file for file in result.files if file.run is not None]) == _COMMUNES
    return watch.seconds


def floor(folder: Path) -> float:
    files = sorted((collected(folder) / "returned").iterdir())
    with timed() as watch:
        for file in files:
            book = CalamineWorkbook.from_path(str(file))
            rows = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert len(files) == _COMMUNES
    assert all(rows)
    return watch.seconds


@sets.once
def collected(folder: Path, target: Path) -> None:
    """All of *full* with a round begun, and what came back."""
    shutil.copytree(sets.full(folder), target / "vault")
    forms, returned = target / "forms", target / "returned"
    returned.mkdir()
    with opened(target / "vault") as session:
        started = start_round(session, StartRound(f"{country.ROOT_CODE}.01", forms))
    for number, form in enumerate(started.files):
        filled(form, returned / form.name, partial(_other_clerks, number))


def _other_clerks(commune: int, rows: list[Row]) -> list[Row]:
    named = [
        {
            **row,
            "Vai trò": row.get("Vai trò") or "Văn thư cơ quan",
            "Môi trường": row.get("Môi trường") or "Bản rõ",
            "Họ và tên": f"Nguyễn Văn {commune} {place}",
            "Điện thoại": f"09{commune:04}{place:04}",
        }
        for place, row in enumerate(rows[:_CHANGED])
    ]
    return [*named, *rows[_CHANGED:]]
