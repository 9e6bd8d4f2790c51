"""The main job on the shipped public data, in a vault of its own: what the program is for.

Everything stands below one folder: the vault with its random passphrase, the sample signer, the
bundle, the papers. Nothing here touches another vault, and every sample says that it is one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import refuse
from desktop.domain.texts import N_, Text
from desktop.exchange import hand_check
from desktop.services import bundles, checks, coverage, places, reports, units, vault, verify
from desktop.services.sample_vault import SampleSigner, add_samples, make_signer, write_secret
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings

# Lạng Sơn, with 65 communes.
DEFAULT_PROVINCE = "20"
# Which A-code a committee holds is not published: this one is a sample, as the paper says.
SAMPLE_OFFICE_CODE = "A99"

_MARKER = "DAY-LA-THU-MUC-MAU.txt"
_VAULT, _BUNDLES, _PAPERS, _KEYS, _CHECK = "kho", "goi", "van-ban", "chung-thu", "kiem-tra"


@dataclass(frozen=True)
class Demo(Command):
    """Carry the sample province through the main job below `folder`."""

    name: ClassVar[str] = "demo"
    folder: Path
    province: str = DEFAULT_PROVINCE


@dataclass(frozen=True)
class Step:
    """One step done: its name, its figures and how long it took in seconds."""

    name: str
    title: Text
    figures: dict[str, Any]
    seconds: float


@dataclass(frozen=True)
class DemoResult:
    """Every step in order, and where the files lie."""

    steps: tuple[Step, ...]
    files: dict[str, Path]


def demo(
    command: Demo, surroundings: Surroundings, show: Callable[[Step], None] = lambda _: None
) -> DemoResult:
    """Run the demonstration; `show` is told each step as it ends.

    Raises `Refusal` (`demo.folder_in_use`, `place.province_unknown`) and what the steps raise.
    """
    places.province(command.province)
    _make_room(command.folder)
    return _Demonstration(command, surroundings, show).run()


class _Demonstration:
    def __init__(
        self, command: Demo, surroundings: Surroundings, show: Callable[[Step], None]
    ) -> None:
        self._command = command
        self._world = surroundings
        self._show = show
        self._folder = command.folder
        self._steps: list[Step] = []
        self._begun = perf_counter()

    def run(self) -> DemoResult:
        self._signer = self._make_signer()
        with self._make_vault() as session:
            self._add_samples(session)
            self._check(session)
            sealed = self._seal(session)
            self._verify(sealed)
            papers = self._print(session)
        files = {
            "vault": self._folder / _VAULT,
            "passphrase": self._folder / "mat-khau-kho.txt",
            "bundle": sealed.file,
            "anchor": self._signer.anchor,
            **papers,
        }
        return DemoResult(tuple(self._steps), files)

    def _make_signer(self) -> SampleSigner:
        secret = self._folder / "ma-khoa-chung-thu.txt"
        return make_signer(self._world, self._folder / _KEYS, secret)

    def _make_vault(self) -> Session:
        passphrase_file = self._folder / "mat-khau-kho.txt"
        write_secret(self._world, passphrase_file)
        province = places.province(self._command.province)
        office = province.committee_name_derived or province.code
        laid_out: list[units.LaidOut] = []

        def fill(session: Session) -> None:
            layout = units.LayOut(SAMPLE_OFFICE_CODE, office, self._command.province)
            laid_out.append(units.lay_out(session, layout))

        session = vault.create(
            self._folder / _VAULT,
            vault.CreateVault(),
            passphrase=lambda: passphrase_file.read_text(encoding="ascii"),
            surroundings=self._world,
            fill=fill,
        )
        communes = len(places.communes_of(self._command.province))
        figures = {"office": office, "units": laid_out[0].units, "communes": communes}
        self._done("vault", Text(N_("Encrypted vault with the province laid out")), figures)
        return session

    def _add_samples(self, session: Session) -> None:
        made = add_samples(session, self._signer, self._command)
        names = {"people": "person", "clerks": "endpoint", "tokens": "token", "lines": "line"}
        figures = {shown: made.count(table) for shown, table in names.items()}
        self._done("samples", Text(N_("Sample clerks and eTokens, marked as samples")), figures)

    def _check(self, session: Session) -> None:
        found = checks.check(session, checks.Check())
        covered = coverage.coverage(session, coverage.Coverage())
        figures = {"errors": found.counts["error"], "warnings": found.counts["warning"]}
        figures |= {"covered": covered.covered, "uncovered": covered.uncovered}
        self._done("check", Text(N_("Registers checked")), figures)

    def _seal(self, session: Session) -> bundles.SealResult:
        command = bundles.Seal(
            signer=f"p12:{self._signer.key}", out=self._folder / _BUNDLES, sheet=True
        )
        pin = self._signer.secret.read_text(encoding="ascii")
        sealed = bundles.seal(session, command, ask=lambda: pin)
        figures = {"file": sealed.file.name, "bytes": sealed.size}
        self._done("seal", Text(N_("Bundle sealed, written and read back")), figures)
        return sealed

    def _verify(self, sealed: bundles.SealResult) -> None:
        command = verify.Verify(sealed.file, trust=(self._signer.anchor,), digest=sealed.digest)
        verdict = verify.verify(command, self._world)
        self._done("verify", Text(N_("Judged by this program")), {"verdict": verdict.verdict})
        by_hand = hand_check.check(sealed.file, self._signer.anchor, self._folder / _CHECK)
        self._done("openssl", Text(N_("Judged by openssl alone")), asdict(by_hand))
        if verdict.verdict != "valid" or by_hand.openssl != "valid":
            raise refuse("demo.not_valid", file=str(sealed.file))

    def _print(self, session: Session) -> dict[str, Path]:
        papers = {}
        for name, file in (("sign-off", "phieu-xac-nhan.pdf"), ("codes", "danh-sach-ma.pdf")):
            path = self._folder / _PAPERS / file
            paper = reports.report(session, reports.Report(name, out=path))
            papers[name] = path
            self._done(name, Text(N_("Paper for sign-off")), {"file": file, "pages": paper.pages})
        return papers

    def _done(self, name: str, title: Text, figures: dict[str, Any]) -> None:
        ended = perf_counter()
        step = Step(name, title, figures, ended - self._begun)
        self._begun = ended
        self._steps.append(step)
        self._show(step)


def _make_room(folder: Path) -> None:
    """Make the folder, or empty one that an earlier demonstration made; touch no other."""
    marker = folder / _MARKER
    if folder.exists() and any(folder.iterdir()):
        if not marker.exists():
            raise refuse("demo.folder_in_use", folder=str(folder))
        for part in (_VAULT, _BUNDLES, _PAPERS, _KEYS, _CHECK):
            shutil.rmtree(folder / part, ignore_errors=True)
    for part in (_BUNDLES, _PAPERS, _KEYS, _CHECK):
        (folder / part).mkdir(parents=True, exist_ok=True)
    marker.write_text(
        "Thư mục này do lệnh `daumoi demo` tạo ra và sẽ được làm lại từ đầu ở lần chạy sau.\n",
        encoding="utf-8",
    )
