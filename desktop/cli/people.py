"""`daumoi erase-person`: what is kept of a person, gone for good."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.folding import fold
from desktop.domain.problems import Refusal, refuse
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.erase_person import ErasePreview

_WORD = N_("erase")


def register(commands: Registry) -> None:
    """Add the command."""
    translate = commands.translate
    parser = commands.add(
        "erase-person",
        N_("Erases what is kept of a person, from the registers and the journal, for good."),
        _erase,
    )
    parser.add_argument(
        "person",
        metavar="UID",
        help=translate(N_("the person's uid, as `list people --json` shows it")),
    )
    parser.add_argument(
        "--why",
        required=True,
        metavar=translate(N_("TEXT")),
        help=translate(N_("the request or rule it rests on, without the person's name")),
    )
    parser.add_argument(
        "--yes", action="store_true", help=translate(N_("do not ask whether this is meant"))
    )


def _erase(invocation: Invocation) -> Answer:
    from desktop.services.erase_person import (
        ErasePerson,
        ReadErasing,
        erase_person,
        read_erasing,
    )

    given = invocation.options
    if not given.yes and not sys.stdin.isatty():
        raise refuse("person.erase_unconfirmed", person=given.person)
    with invocation.open_vault() as session:
        preview = read_erasing(session, ReadErasing(given.person))
        if preview.blocks:
            raise Refusal(*preview.blocks)
        if not given.yes and not _confirmed(preview, invocation.translate):
            raise refuse("person.erase_unconfirmed", person=preview.name)
        done = erase_person(session, ErasePerson(given.person, given.why))
        warnings = session.warnings
    result = {
        "person": done.person,
        "name": done.word,
        "rows": done.rows,
        "changes": done.changes,
        "run": done.run,
    }
    words = N_("Erased: {rows} rows, {changes} changes in the journal. The name is now “{name}”.")
    lines = (
        invocation.translate(words).format(**result),
        invocation.translate(N_("Written as run {run}.")).format(run=done.run),
    )
    return invocation.answer(result, lines, (*warnings, *done.problems))


def _confirmed(preview: ErasePreview, translate: Translate) -> bool:
    """Say what would be done, and ask. Only what is typed in full counts as a yes."""
    from desktop.domain.sentences import message

    counts = translate(
        N_(
            "{name}: {tokens} eTokens, {certificates} certificates, {texts} other texts and "
            "{drafts} drafts and filters lose what names this person. It cannot be undone; "
            "bundles already sent stay as they are."
        )
    ).format(
        name=preview.name,
        tokens=preview.tokens,
        certificates=preview.certificates,
        texts=preview.texts,
        drafts=preview.drafts,
    )
    lines = [counts, *(message(problem, translate) for problem in preview.left)]
    word = translate(_WORD)
    question = translate(N_("Type “{word}” to go on: ")).format(word=word)
    sys.stderr.write("\n".join((*lines, question)))
    sys.stderr.flush()
    return fold(sys.stdin.readline()) == fold(word)
