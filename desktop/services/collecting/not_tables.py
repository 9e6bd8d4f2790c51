"""Files among those that came back that are no tables: what to do with each."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.problems import Problem, Severity, Where
from desktop.services.collecting.command import AnswerFile, FileFate

# A form on paper, scanned or photographed; a form retyped as a text; the letter that came along.
_DOCUMENTS = frozenset(
    {".pdf", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"}
    | {".doc", ".docx", ".docm", ".odt", ".rtf", ".wps", ".htm", ".html", ".eml", ".msg"}
)
_PACKED = frozenset({".zip", ".rar", ".7z", ".gz", ".tar"})
# Tables that their own program can save as .xlsx.
_OTHER_TABLES = frozenset({".xlsb", ".ett", ".numbers", ".fods"})
_CODES = (
    (_DOCUMENTS, "collect.document"),
    (_PACKED, "collect.packed"),
    (_OTHER_TABLES, "collect.table_kind"),
)


def told_of(path: Path, name: str) -> AnswerFile:
    """Return what is said of a file that is no table and is called `name` in the folder: nothing
    could be read of what people send; what programs leave beside it is passed over."""
    for suffixes, code in _CODES:
        if path.suffix.lower() in suffixes:
            problem = Problem(code, {"file": name}, Severity.WARNING, Where(name))
            return AnswerFile(name, FileFate.UNREADABLE, problems=(problem,))
    problem = Problem("collect.passed", {"file": name}, Severity.INFO, Where(name))
    return AnswerFile(name, FileFate.PASSED, problems=(problem,))
