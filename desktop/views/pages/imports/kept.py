"""An import that a lock, or closing the window, has interrupted is offered again when the vault is
open."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain.texts import N_
from desktop.services.imports.draft_keeping import (
    KeptImport,
    ReadKeptImport,
    TakeImport,
    drop_import,
    kept_import,
)
from desktop.views.context import Context, Notice
from desktop.views.tables.model import shown_text


def offer_import(context: Context, owner: QObject) -> None:
    """Ask for a kept import; where there is one, a notice offers to go on with it."""

    def done(kept: KeptImport | None) -> None:
        if kept is None:
            return
        _ = context.translate
        words = _(N_("You were bringing in {file} when the window was closed or locked."))
        context.notify(
            Notice(
                words.format(file=shown_text(kept.file.name)[:60]),
                button=_(N_("Go on with it")),
                act=lambda: context.go("imports", kept),
                let_go=lambda: _let_go(context, owner),
                key="kept import",
            )
        )

    context.read(lambda session: kept_import(session, ReadKeptImport()), done, owner)


def _let_go(context: Context, owner: QObject) -> None:
    context.read(lambda session: drop_import(session, TakeImport()), lambda _: None, owner)
