"""`daumoi erase-person`: what is kept of a person, gone for good."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.folding import fold
from desktop.domain.problems import Problem, Refusal
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
    with invocation.open_vault() as session:
        preview = read_erasing(session, ReadErasing(given.person))
        if preview.blocks:
            raise Refusal(*preview.blocks)
        told = _preview_lines(preview, invocation.translate)
        if not given.yes and not _confirmed(told, invocation.translate):
            unconfirmed = Problem("person.erase_unconfirmed", {"person": _called(preview)})
            answer = _preview_object(preview, invocation.translate)
            # Who was asked has read it already.
            return invocation.answer(answer, () if sys.stdin.isatty() else told, (unconfirmed,), 1)
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


def _called(preview: ErasePreview) -> str:
    """Return the person as people know them: name, post and unit."""
    return ", ".join(filter(None, (preview.name, preview.post, preview.unit)))


def _preview_object(preview: ErasePreview, translate: Translate) -> dict[str, Any]:
    return {
        "name": preview.name,
        "word": preview.word,
        "unit": preview.unit,
        "post": preview.post,
        "held": [each.render(translate) for each in preview.held],
        "tokens": preview.tokens,
        "certificates": preview.certificates,
        "texts": preview.texts,
        "drafts": preview.drafts,
    }


def _preview_lines(preview: ErasePreview, translate: Translate) -> tuple[str, ...]:
    """Say whom it is about, what would go, and what would stay."""
    from desktop.domain.sentences import message

    goes = N_(
        "Erased: name, post, phone, mail and clearance; {tokens} eTokens, {certificates} "
        "certificates, {texts} other texts and {drafts} drafts and filters lose what names this "
        "person. It cannot be undone."
    )
    stays = N_(
        "Stays, under the name “{word}”: the row and what is told of it below; bundles already "
        "sent stay as they are."
    )
    counts = {
        "tokens": preview.tokens,
        "certificates": preview.certificates,
        "texts": preview.texts,
        "drafts": preview.drafts,
    }
    held = [f"  {each.render(translate)}" for each in preview.held]
    return (
        _called(preview),
        translate(goes).format(**counts),
        translate(stays).format(word=preview.word),
        *held,
        *(message(problem, translate) for problem in preview.left),
    )


def _confirmed(told: tuple[str, ...], translate: Translate) -> bool:
    """Say what would be done, and ask. Only what is typed in full counts as a yes; without a
    terminal nobody can be asked."""
    if not sys.stdin.isatty():
        return False
    word = translate(_WORD)
    question = translate(N_("Type “{word}” to go on: ")).format(word=word)
    sys.stderr.write("\n".join((*told, question)))
    sys.stderr.flush()
    return fold(sys.stdin.readline()) == fold(word)
