"""The diagnosis of drivers and devices on paper, under the head of the vault's office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.domain.problems import refuse, world_failed
from desktop.domain.texts import Translate
from desktop.exchange import media
from desktop.models.office import office
from desktop.models.samples import holds_samples
from desktop.reports.diagnosis import DiagnosisSheet, DriverRow, ReaderRow, diagnosis_paper
from desktop.reports.forms import profile
from desktop.services import diagnosis_words as words
from desktop.services.letterheads import letterhead
from desktop.services.reports import ReportResult
from desktop.services.session import Session
from desktop.services.token_diagnosis import Diagnosis


@dataclass(frozen=True)
class PrintDiagnosis(Command):
    """Print `diagnosis` into the file `out`."""

    name: ClassVar[str] = "token.diagnosis"
    diagnosis: Diagnosis = field(repr=False)
    out: Path = field(repr=False)
    form: str = "party"


def print_diagnosis(session: Session, command: PrintDiagnosis) -> ReportResult:
    """Print the sheet; a file of the same name is replaced once the new one is whole.

    Raises `Refusal` (`report.no_office`) and `WorldFailure` (`file.is_folder`, `media.*`).
    """
    if command.out.is_dir():
        raise world_failed("file.is_folder", file=str(command.out))
    world = session.surroundings
    with session.reading(command) as connection:
        organ = office(connection, world.today())
        sample = holds_samples(connection)
    if organ is None:
        raise refuse("report.no_office", date=world.today())
    drivers = tuple(_drivers(command.diagnosis, world.translate))
    readers = tuple(_readers(command.diagnosis, world.translate))
    notes = tuple(words.problem_words(each, world.translate) for each in command.diagnosis.problems)
    now = world.now().astimezone()
    rows = [*(astuple(each) for each in drivers), *(astuple(each) for each in readers)]
    said = [now.isoformat(timespec="minutes"), *rows, *notes]
    sheet = DiagnosisSheet(
        letterhead=letterhead(organ.name, now.year),
        as_of=now,
        drivers=drivers,
        readers=readers,
        notes=notes,
        digest=sha256(canonical_json(said).encode()).hexdigest(),
        sample=sample,
    )
    paper = diagnosis_paper(sheet, world.translate, profile(command.form))
    media.write_file(command.out, [paper.content], replace=True)
    return ReportResult(command.out, paper.pages, sha256(paper.content).hexdigest())


def _drivers(diagnosis: Diagnosis, translate: Translate) -> Iterator[DriverRow]:
    for driver in diagnosis.drivers:
        yield DriverRow(
            driver.name,
            "" if driver.path is None else driver.path.name,
            words.driver_words(driver, translate),
            words.limits_words(driver.limits, translate),
            bool(driver.problems),
        )


def _readers(diagnosis: Diagnosis, translate: Translate) -> Iterator[ReaderRow]:
    for driver in diagnosis.drivers:
        for reader in driver.readers:
            device = reader.device
            yield ReaderRow(
                driver.name,
                reader.name,
                words.reader_words(reader, translate),
                words.pin_words(device, translate) if device is not None else "",
                "; ".join(words.certificate_words(device, translate)) if device else "",
            )
