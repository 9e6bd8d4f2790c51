"""The papers of a request: the form of Nghị định 68/2024/NĐ-CP, and its list as a workbook.

Layouts are data, `resources/forms/requests.toml`. Citizens' numbers are asked for here alone: they
go onto the paper and into the list, and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from desktop import resources
from desktop.domain.canonical import canonical_json
from desktop.domain.cells import shown_date
from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.periods import last_day
from desktop.domain.problems import refuse, world_failed
from desktop.domain.texts import N_, Translate
from desktop.exchange import media
from desktop.exchange.workbook import Workbook
from desktop.models.office import office
from desktop.models.register_rows import dicts_in
from desktop.models.request_reader import Item, Request
from desktop.models.samples import holds_samples
from desktop.models.tables import person, token
from desktop.reports.forms import profile
from desktop.reports.request_form import Field, FormSheet, request_paper
from desktop.services.letterheads import issuer, letterhead
from desktop.services.reports import DrawnPaper, ReportResult, drawing, save
from desktop.services.requests import citizen_ids
from desktop.services.requests.command import DrawForm, WriteList
from desktop.services.requests.drawing import known
from desktop.services.requests.layouts import form_of
from desktop.services.session import Session

# What a field of a form may be filled with; "holder" and "custody" are read with the device.
FIELDS: Mapping[str, Callable[[Item], str | None]] = {
    "subscriber": lambda item: item.subscriber,
    "birth": lambda item: shown_date(item.birth) if item.birth else None,
    "unit": lambda item: item.unit_name,
    "code": lambda item: item.unit_code,
    "post": lambda item: item.post,
    "mail": lambda item: item.mail,
    "phone": lambda item: item.phone,
    "serial": lambda item: item.serial,
    "model": lambda item: item.model,
    "number": lambda item: item.number,
    "until": lambda item: shown_date(last_day(item.until)) if item.until else None,
    "by_hand": lambda _: None,
}


def draw_form(session: Session, command: DrawForm) -> DrawnPaper:
    """Draw the form in memory.

    Raises `Refusal`: `request.unknown`, `request.mixed_subjects`, `report.no_office`, what
    `citizen_ids.check` says.
    """
    world = session.surroundings
    today = world.today()
    with session.reading(command) as connection:
        request = known(connection, command.number, today)
        organ = office(connection, today)
        if organ is None:
            raise refuse("report.no_office", date=today)
        layout = form_of(request)
        numbers = citizen_ids.check(request, command.citizen_ids)
        rows = _rows(connection, request, layout, numbers, world.translate)
        blank = _rows(connection, request, layout, {}, world.translate)
        sample = holds_samples(connection)
    values = {
        "organ": issuer(organ.name),
        "count": f"{len(request.items):02}",
        "reason": (request.reason or "." * 40).rstrip(". ") if request.reason else "." * 40,
    }
    origin = f"Mẫu số {layout['number']}, {resources.toml('forms', 'requests.toml')['decree']}"
    said = [request.number, layout["title"], *blank]
    sheet = FormSheet(
        letterhead=_dated(letterhead(organ.name, int(today[:4]), "CV"), request.drawn_on),
        origin=origin,
        title=layout["title"],
        to=resources.toml("forms", "requests.toml")["to"],
        opening=layout["opening"].format(**values),
        fields=tuple(Field(each["label"], each["share"]) for each in layout["fields"]),
        rows=rows,
        closing=layout["closing"].format(**values),
        digest=sha256(canonical_json(said).encode()).hexdigest(),
        sample=sample,
    )
    paper = request_paper(sheet, world.translate, profile(command.form), drawing(world))
    stem = f"MAU-{layout['number']}-DE-NGHI-{request.number:04}"
    return DrawnPaper(paper.content, paper.pages, f"{stem}.pdf")


def print_form(session: Session, command: DrawForm, out: Path) -> ReportResult:
    """Draw the form into the file `out`, replacing one of that name. Raises as `draw_form`, and
    `WorldFailure` (`file.is_folder`, `media.*`)."""
    return save(draw_form(session, command), out)


def write_list(session: Session, command: WriteList) -> Path:
    """Write the list of a request as a workbook, replacing one of that name. Raises as
    `print_form`."""
    world = session.surroundings
    if command.out.is_dir():
        raise world_failed("file.is_folder", file=str(command.out))
    with session.reading(command) as connection:
        request = known(connection, command.number, world.today())
        layout = form_of(request)
        numbers = citizen_ids.check(request, command.citizen_ids)
        rows = _rows(connection, request, layout, numbers, world.translate)
    _ = world.translate
    headings = [_(N_("No.")), *(each["label"] for each in layout["fields"])]
    book = Workbook(world.now())
    numbered = [(str(place), *row) for place, row in enumerate(rows, start=1)]
    book.table(_(N_("List")), headings, numbered)
    media.write_file(command.out, [book.content()], replace=True)
    return command.out


def _dated(head: Any, day: str) -> Any:
    year, month, number = map(int, day.split("-"))
    return replace(head, date=(number, month, year))


def _rows(
    connection: Connection,
    request: Request,
    layout: Mapping[str, Any],
    numbers: Mapping[int, str],
    translate: Translate,
) -> tuple[tuple[str, ...], ...]:
    uids = [item.token for item in request.items if item.token]
    devices = {row["uid"]: row for row in dicts_in(connection, token, "uid", uids)}
    holders = [row["person"] for row in devices.values() if row["person"]]
    names = {row["uid"]: row["name"] for row in dicts_in(connection, person, "uid", holders)}

    def value(item: Item, name: str) -> str:
        device = devices.get(item.token or "", {})
        match name:
            case "citizen_id":
                return numbers.get(item.place, "")
            case "holder":
                return str(names.get(device.get("person") or "", ""))
            case "custody":
                return translate(CUSTODY_LABELS[device["custody"]]) if device else ""
        return FIELDS[name](item) or ""

    return tuple(
        tuple(value(item, each["name"]) for each in layout["fields"]) for item in request.items
    )
