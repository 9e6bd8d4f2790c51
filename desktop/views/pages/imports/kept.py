"""Imports that a lock, or closing the window, has interrupted are offered again when the vault is
open."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain.texts import N_
from desktop.services.imports.draft_keeping import (
    KeptImport,
    ReadKeptImports,
    TakeImport,
    drop_import,
    kept_imports,
)
from desktop.views.context import Context, Notice
from desktop.views.tables.model import shown_text


def offer_import(context: Context, owner: QObject) -> None:
    """Ask for kept imports; a notice offers to go on with the oldest. The next is offered once that
    is under way, or let go."""

    def done(found: tuple[KeptImport, ...]) -> None:
        if not found:
            return
        kept = found[0]
        _ = context.translate
        words = _(N_("You were bringing in {file} when the window was closed or locked."))
        context.notify(
            Notice(
                words.format(file=shown_text(kept.file.name)[:60]),
                button=_(N_("Go on with it")),
                act=lambda: context.go("imports", kept),
                let_go=lambda: _let_go(context, owner, kept),
                key="kept import",
            )
        )

    context.read(lambda session: kept_imports(session, ReadKeptImports()), done, owner)


def _let_go(context: Context, owner: QObject, kept: KeptImport) -> None:
    # To read only it stays, and would be offered again and again.
    if not context.read_only:
        context.read(
            lambda session: drop_import(session, TakeImport(), kept),
            lambda _: offer_import(context, owner),
            owner,
        )
