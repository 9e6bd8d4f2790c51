"""Shows what was judged of a file: the verdict in large words, then why, by whom, what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.checkcode import check_code, in_fours
from desktop.domain.problems import Failure, Problem
from desktop.domain.registers import REGISTER_LABELS
from desktop.domain.texts import N_, Translate
from desktop.services.verdicts import FileVerdict, SignatureVerdict
from desktop.services.verify import Verdict, Word
from desktop.views import mends
from desktop.views.look.icons import icon
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of
from desktop.views.pages.bundles.sealed import facts
from desktop.views.pages.pieces import Said, breakable, card, label, sign
from desktop.views.tables.model import shown_text, shown_tip
from desktop.views.words import count, local_time

# Icon, colour role, the verdict, and what it means.
WORDS = {
    Word.VALID: (
        "shield-check",
        "good",
        N_("Valid"),
        N_("The file is intact, and every signer is trusted."),
    ),
    Word.UNTRUSTED: (
        "shield-alert",
        "warning",
        N_("Not trusted"),
        N_("The file is intact, but not every signer is trusted."),
    ),
    Word.INVALID: (
        "shield-x",
        "error",
        N_("Not valid"),
        N_("Do not use this file: it is not what was signed."),
    ),
    Word.UNREADABLE: (
        "shield-question-mark",
        "error",
        N_("Cannot be judged"),
        N_("This file cannot be read as a signed bundle."),
    ),
}
_PROFILES = {
    "own": N_("a bundle of this program's format"),
    "foreign": N_("a container of another program"),
}
# More reasons than these are the same one again.
_MOST_REASONS = 30
_FILES_SHOWN = 12


class VerdictView(QWidget):
    """A verdict, or why there is none."""

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        self._translate = translate
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, Space.NEAR, 0)
        self.box.setSpacing(Space.NORMAL)

    def show_verdict(self, file: Path, verdict: Verdict) -> None:
        """Show the verdict on `file`."""
        _ = self._translate
        icon_name, role, word, meaning = WORDS[verdict.verdict]
        self._banner(file, icon_name, role, _(word), _(meaning))
        reasons = [*verdict.reasons, *verdict.warnings]
        if reasons:
            heading = _(N_("Why")) if verdict.reasons else _(N_("What to know besides"))
            self.box.addWidget(card(heading, *self._said(reasons, len(verdict.reasons))))
        if verdict.digest or verdict.header:
            self.box.addWidget(card(_(N_("What it is")), facts(self._about(verdict))))
        for number, signature in enumerate(verdict.signatures, start=1):
            self.box.addWidget(self._signature(number, signature))
        if verdict.files:
            self.box.addWidget(self._files(verdict.files))
        self.box.addStretch(1)

    def show_failure(self, file: Path, failure: Failure) -> None:
        """Say why `file` could not be judged at all."""
        _ = self._translate
        meaning = _(N_("The file, or what it is judged by, could not be read."))
        self._banner(file, "circle-x", "error", _(N_("Not judged")), meaning)
        said = self._said(failure.problems, len(failure.problems))
        self.box.addWidget(card(_(N_("Why")), *said))
        self.box.addStretch(1)

    def _banner(self, file: Path, icon_name: str, role: str, word: str, meaning: str) -> None:
        line = QHBoxLayout()
        line.setSpacing(Space.WIDE)
        line.addWidget(sign(icon_name, role, 48), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        self.word = label(word, "figure")
        self.word.setProperty("tone", role)
        words.addWidget(self.word)
        words.addWidget(label(meaning))
        name = label(breakable(shown_text(file.name)), "quiet")
        name.setToolTip(shown_tip(str(file)))
        words.addWidget(name)
        line.addLayout(words, 1)
        banner = card("", line)
        banner.setAccessibleName(f"{word}. {meaning} {file.name}")
        self.box.addWidget(banner)

    def _said(self, problems: Sequence[Problem], errors: int) -> list[QWidget]:
        _ = self._translate
        said: list[QWidget] = [
            Said(
                "error" if number < errors else "warning",
                shown_text(mends.message(problem, _)),
                mends.mend(problem, _),
            )
            for number, problem in enumerate(problems[:_MOST_REASONS])
        ]
        if len(problems) > _MOST_REASONS:
            words = _(N_("{count} more are not shown here."))
            said.append(label(words.format(count=len(problems) - _MOST_REASONS), "quiet"))
        return said

    def _about(self, verdict: Verdict) -> list[tuple[str, str]]:
        _ = self._translate
        pairs = [(_(N_("Kind")), _(_PROFILES[verdict.profile]))]
        if verdict.header is not None:
            pairs += self._header(verdict.header)
        if verdict.digest:
            pairs += [
                (_(N_("Content digest")), in_fours(verdict.digest)),
                (_(N_("Check code")), check_code(verdict.digest)),
            ]
        return pairs

    def _header(self, header: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Put the header into words; its author may be anybody: nothing is taken for granted."""
        _ = self._translate
        sequence = header.get("sequence")
        pairs = [
            (_(N_("Sender")), _party(header.get("sender"))),
            (_(N_("Recipient")), _party(header.get("recipient"))),
            (_(N_("Sequence")), f"{sequence:06}" if isinstance(sequence, int) else ""),
            (_(N_("Registers as of")), _time(header.get("as_of"))),
            (_(N_("Not to be used after")), _time(header.get("not_after"))),
        ]
        counts = header.get("counts")
        if isinstance(counts, dict):
            rows = "; ".join(
                f"{_(words)} {count(found)}"
                for name, words in REGISTER_LABELS.items()
                if isinstance(found := counts.get(name), int) and found
            )
            pairs.append((_(N_("Rows")), rows))
        return [pair for pair in pairs if pair[1]]

    def _signature(self, number: int, signature: SignatureVerdict) -> QWidget:
        _ = self._translate
        if signature.trusted:
            state = Said("good", _(N_("intact and trusted")))
        elif signature.intact:
            state = Said("warning", _(N_("intact, not trusted")))
        else:
            state = Said("error", _(N_("not intact")))
        pairs = (
            (N_("Signer"), signature.signer),
            (N_("Issued by"), signature.issuer),
            (N_("Serial number"), signature.serial),
            (
                N_("Fingerprint (SHA-256)"),
                signature.fingerprint and in_fours(signature.fingerprint),
            ),
            (N_("Algorithm"), signature.algorithm),
            (N_("Time, as the signer claims"), _time(signature.claimed_time)),
        )
        shown = [(_(words), value) for words, value in pairs if value]
        heading = _(N_("Signature {number}")).format(number=number)
        return card(heading, state, facts(shown))

    def _files(self, files: Sequence[FileVerdict]) -> QWidget:
        _ = self._translate
        good = sum(file.ok for file in files)
        words = _(N_("Files as signed: {good} of {total}")).format(good=good, total=len(files))
        tree = QTreeWidget()
        tree.setAccessibleName(words)
        tree.setRootIsDecorated(False)
        tree.setAlternatingRowColors(True)
        tree.setHeaderLabels([_(N_("File")), _(N_("As signed")), _(N_("SHA-256"))])
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        colours = look_of().colours
        # What is wrong comes first, where it is seen without scrolling.
        for file in sorted(files, key=lambda each: (each.ok, each.name)):
            answer = _(N_("yes")) if file.ok else _(N_("NO"))
            digest = file.sha256 or _(N_("cannot be read"))
            item = QTreeWidgetItem([shown_text(file.name), answer, digest])
            sign_of = ("check", colours.good) if file.ok else ("x", colours.error)
            item.setIcon(1, icon(*sign_of))
            item.setToolTip(2, digest)
            tree.addTopLevelItem(item)
        rows = tree.sizeHintForRow(0) * min(len(files), _FILES_SHOWN)
        tree.setFixedHeight(rows + tree.header().sizeHint().height() + Space.NEAR)
        return card(words, tree)


def _party(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    parts = (value.get("name"), value.get("code"))
    return " · ".join(part for part in parts if isinstance(part, str) and part)


def _time(value: object) -> str:
    if not isinstance(value, str):
        return ""
    try:
        return local_time(value)
    except (ValueError, OverflowError, OSError):
        return value
