"""The explanation of a route for people: as text to be copied, and as a sheet to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.domain.cells import shown_date
from desktop.domain.levels import (
    ENVIRONMENT_LABELS,
    LEVEL_LABELS,
    Direction,
    Environment,
    SecrecyLevel,
)
from desktop.domain.problems import refuse, world_failed
from desktop.domain.route_steps import SIGNS, STEP_LABELS, Step, StepStatus
from desktop.domain.texts import N_, Text, Translate, listed, said, with_dates
from desktop.exchange import media
from desktop.models.office import office
from desktop.models.samples import holds_samples
from desktop.reports.explanation import ExplainedLink, ExplanationSheet, explanation_paper
from desktop.reports.forms import profile
from desktop.services.kinds import document_types
from desktop.services.letterheads import letterhead
from desktop.services.reports import ReportResult
from desktop.services.routing import Explain, RouteAnswer, SendingSide, explain
from desktop.services.session import Session


@dataclass(frozen=True)
class PrintExplanation(Command):
    """Print the explanation of a route to the unit with uid `unit`, or from it, into `out`."""

    name: ClassVar[str] = "route.print"
    unit: str
    level: SecrecyLevel
    out: Path = field(repr=False)
    environment: Environment | None = None
    as_of: str | None = None
    form: str = "party"
    direction: Direction = Direction.RECEIVE
    sender: str | None = None
    document_type: str | None = None


def print_explanation(session: Session, command: PrintExplanation) -> ReportResult:
    """Print the sheet; a file of the same name is replaced once the new one is whole.

    Raises `Refusal` (`endpoint.unit_gone`, `report.no_office`) and `WorldFailure`
    (`file.is_folder`, `media.*`).
    """
    if command.out.is_dir():
        raise world_failed("file.is_folder", file=str(command.out))
    asked = Explain(
        command.unit,
        command.level,
        command.environment,
        command.as_of,
        command.direction,
        command.sender,
        command.document_type,
    )
    answer = explain(session, asked)
    translate = session.surroundings.translate
    with session.reading(command) as connection:
        organ = office(connection, answer.as_of)
        sample = holds_samples(connection)
    if organ is None:
        raise refuse("report.no_office", date=answer.as_of)
    links = tuple(_link(step, translate) for step in answer.steps)
    sending = answer.sending
    before = tuple(_link(step, translate) for step in sending.steps) if sending else ()
    others = tuple(said(other, translate) for other in others_told(answer))
    words = (*(link.words for link in (*before, *links)), *others)
    digested = [answer.unit, answer.code, answer.as_of, *words]
    sheet = ExplanationSheet(
        letterhead=letterhead(organ.name, int(answer.as_of[:4])),
        as_of=date.fromisoformat(answer.as_of),
        unit=answer.unit,
        code=answer.code,
        level=translate(LEVEL_LABELS[answer.level]),
        environment=translate(ENVIRONMENT_LABELS[answer.environment]),
        answer=verdict(answer).render(translate),
        links=links,
        document=type_words(answer.document_type, translate),
        others=others,
        sender=side_heading(sending).render(translate) if sending else "",
        sender_links=before,
        digest=sha256(canonical_json(digested).encode()).hexdigest(),
        sends=answer.direction is Direction.SEND,
        sample=sample,
    )
    paper = explanation_paper(sheet, translate, profile(command.form))
    media.write_file(command.out, [paper.content], replace=True)
    return ReportResult(command.out, paper.pages, sha256(paper.content).hexdigest())


def verdict(answer: RouteAnswer) -> Text:
    """Say in one sentence whether the document arrives, or can be sent."""
    sends = answer.direction is Direction.SEND
    if answer.delivered:
        names = ", ".join(dict.fromkeys(taker.person.name for taker in answer.takers))
        words = (
            N_("It can be sent, by: {names}")
            if sends
            else N_("It arrives. It can be taken by: {names}")
        )
        return Text(words, {"names": names})
    excused = next((step for step in answer.steps if step.name == "exemption"), None)
    if excused is not None:
        until = shown_date(str(excused.values["until"]))
        words = N_("The unit is exempt until the end of {until}: no gap yet.")
        return Text(words, {"until": until})
    if answer.exempt:
        return Text(N_("It goes another way, not by this system."))
    if answer.partly:
        failing = [other.about for other in answer.others if other.failed is not None]
        words = N_("It arrives, but for these: {documents}.")
        return Text(words, {"documents": listed(failing)})
    return Text(N_("It cannot be sent.") if sends else N_("It does not arrive."))


def others_told(answer: RouteAnswer) -> Iterator[Text]:
    """Say of each document that goes otherwise whether it arrives and by which rule, or why not;
    but for the one that the links are about."""
    failing = (other for other in answer.others if other.failed is not None)
    explained = next(failing, None) if answer.partly else None
    for other in answer.others:
        if other is explained:
            continue
        values = {"documents": other.about, "rule": other.rule, "role": other.role}
        if other.failed is not None:
            values["words"] = other.failed.message
            yield Text(N_("{documents}: does not arrive. {words}"), values)
        elif other.rule is not None:
            yield Text(N_("{documents}: arrives; by {rule}, {role} receives it."), values)
        else:
            yield Text(N_("{documents}: arrives; no rule speaks of it."), values)


def type_words(kind: str | None, translate: Translate) -> str:
    """Return a type of documents in words; the office's own words are not translated."""
    return document_types()[kind].label if kind is not None else translate(N_("any type"))


def side_heading(side: SendingSide) -> Text:
    """Say in one sentence who sends, and whether they can."""
    words = N_("Sender: {unit}. It can be sent.")
    return Text(
        words if side.sends else N_("Sender: {unit}. It cannot be sent."), {"unit": side.unit}
    )


def as_text(answer: RouteAnswer, translate: Translate) -> str:
    """Write an explanation as plain text, one link a line."""
    values = {
        "unit": answer.unit,
        "code": answer.code or "—",
        "level": Text(LEVEL_LABELS[answer.level]),
        "environment": Text(ENVIRONMENT_LABELS[answer.environment]),
        "date": shown_date(answer.as_of),
    }
    words = (
        N_("{level}, {environment}, on {date}: from {unit} ({code})")
        if answer.direction is Direction.SEND
        else N_("{level}, {environment}, on {date}: to {unit} ({code})")
    )
    lines = [Text(words, values).render(translate), verdict(answer).render(translate)]
    if answer.document_type is not None:
        kind = {"type": type_words(answer.document_type, translate)}
        lines.append(Text(N_("Type of document: {type}"), kind).render(translate))
    if answer.sending is not None:
        lines += ["", side_heading(answer.sending).render(translate)]
        lines += _chain(answer.sending.steps, translate)
    lines += ["", *_chain(answer.steps, translate)]
    others = [said(other, translate) for other in others_told(answer)]
    return "\n".join([*lines, "", *others] if others else lines)


def _chain(steps: Sequence[Step], translate: Translate) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        link = _link(step, translate)
        sign, _ = SIGNS[step.status]
        yield f"{number}. {sign} {link.name} ({link.state}): {link.words}"
        if link.cause:
            yield f"   {link.cause}"
        if link.mend:
            yield f"   → {link.mend}"


def _link(step: Step, translate: Translate) -> ExplainedLink:
    # Words alone: the fonts of papers have no such signs.
    _, word = SIGNS[step.status]
    return ExplainedLink(
        translate(STEP_LABELS[step.name]),
        translate(word),
        with_dates(step.message).render(translate),
        with_dates(step.fix).render(translate) if step.fix is not None else "",
        step.status is StepStatus.FAILED,
        step.cause.render(translate) if step.cause is not None else "",
    )
