"""Papers printed from a real vault: of the last bundle and of an earlier one, and on bad ground."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.entry import main
from desktop.domain.checkcode import check_code, in_fours
from desktop.domain.problems import Refusal, WorldFailure
from desktop.models import tables, unit_reader
from desktop.services.bundles import Seal, SealResult, seal
from desktop.services.reports import Report, ReportResult, report
from desktop.services.session import Session
from desktop.services.units import LayOut, lay_out
from tests.helpers.papers import pages_of_text
from tests.helpers.pki import PASSPHRASE as PIN
from tests.helpers.pki import Authority
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import NOW, make_surroundings, vietnamese
from tests.helpers.vaults import PASSPHRASE, new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Session]:
    """Lạng Sơn, laid out, in a vault that lets bundles go unencrypted."""
    world = make_surroundings(translate=vietnamese())
    with new_vault(tmp_path / "v", surroundings=world) as opened:
        lay_out(opened, LayOut("A37", "Tỉnh uỷ Lạng Sơn", "20"))
        with opened.unit_of_work(Anything()) as work:
            work.set_setting("policy.plaintext_bundle", "yes")
        yield opened


def sealed(session: Session, folder: Path, *, sheet: bool = False) -> SealResult:
    folder.mkdir(exist_ok=True)
    signer = Authority().issue("Tỉnh uỷ Lạng Sơn").p12(folder / "signer.p12")
    return seal(session, Seal(signer=f"p12:{signer}", out=folder, sheet=sheet), ask=lambda: PIN)


def printed(session: Session, folder: Path, paper: str, **given: Any) -> tuple[ReportResult, str]:
    file = folder / f"{paper}.pdf"
    made = report(session, Report(paper, out=file, **given))
    content = file.read_bytes()
    assert hashlib.sha256(content).hexdigest() == made.sha256
    pages = pages_of_text(content, folder)
    assert len(pages) == made.pages
    lines = (" ".join(line.split()) for line in "\n".join(pages).splitlines())
    return made, "\n".join(line for line in lines if line)


def test_the_sheet_of_the_last_bundle_and_of_an_earlier_one(vault: Session, tmp_path: Path) -> None:
    first = sealed(vault, tmp_path / "out")
    with vault.unit_of_work(Anything()) as work:
        (office,) = unit_reader.resolve_code(work.connection, "A37.01", "2026-01-01")
        work.insert(
            tables.endpoint,
            [
                {"uid": work.new_uid(), "unit": office, "role": "van-thu", "environment": "ro",
                 "from_date": "2026-01-01"}
                for _ in range(2)
            ],
        )  # fmt: skip
    vault.surroundings = replace(vault.surroundings, now=lambda: NOW + timedelta(days=2))
    second = sealed(vault, tmp_path / "out")

    _, text = printed(vault, tmp_path, "sign-off")
    assert "Số liệu đến 10 giờ 00 ngày 26/11/2026" in text
    assert "VĂN PHÒNG Lạng Sơn, ngày tháng năm 2026" in text
    assert "Bên gửi Tỉnh uỷ Lạng Sơn (A37)" in text
    assert f"Mã gói {second.header['id']}" in text
    assert "Số thứ tự 000002" in text
    assert "Tệp A37-000002.asice" in text
    assert "\nCơ quan, đơn vị 272 0 0 0\n" in text
    assert "\nĐầu mối văn thư 2 2 0 0\n" in text
    assert in_fours(second.digest) in text
    assert in_fours(first.digest)[:50] in text
    assert f"Mã kiểm tra: {check_code(second.digest)}" in text
    assert "Gói không mã hoá" in text
    assert "- Lưu Văn phòng Tỉnh uỷ Lạng Sơn." in text

    # What came later does not change the paper of the first bundle.
    for given in ({"sequence": 1}, {"as_of": "2026-11-25"}, {"as_of": "2026-11-24"}):
        _, text = printed(vault, tmp_path, "sign-off", **given)
        assert "Số thứ tự 000001" in text
        assert "Không có: đây là gói đầu tiên." in text
        assert "\nCơ quan, đơn vị 272 272 0 0\n" in text
        assert "\nĐầu mối văn thư 0 0 0 0\n" in text
        assert in_fours(first.digest) in text


def test_the_sheet_in_the_bundle_is_the_one_printed_later(vault: Session, tmp_path: Path) -> None:
    bundle = sealed(vault, tmp_path / "out", sheet=True)
    with zipfile.ZipFile(bundle.file) as container:
        inside = container.read("PHIEU-XAC-NHAN.pdf")
    assert in_fours(bundle.digest) in pages_of_text(inside, tmp_path)[0]
    with vault.unit_of_work(Anything()) as work:
        work.insert(tables.task, [{"uid": "t", "kind": "k", "subject": "s", "opened_on": "2026"}])
    made, _ = printed(vault, tmp_path, "sign-off")
    assert made.sha256 == hashlib.sha256(inside).hexdigest()


def test_no_bundle_no_sheet(vault: Session, tmp_path: Path) -> None:
    for given, code in (
        ({}, "report.no_bundle"),
        ({"sequence": 7}, "report.bundle_unknown"),
        ({"as_of": "2025-01-01"}, "report.no_bundle"),
    ):
        with pytest.raises(Refusal) as refused:
            report(vault, Report("sign-off", out=tmp_path / "x.pdf", **given))
        assert [problem.code for problem in refused.value.problems] == [code]
    assert not (tmp_path / "x.pdf").exists()


def test_the_list_of_codes_has_every_code_in_order(vault: Session, tmp_path: Path) -> None:
    made, text = printed(vault, tmp_path, "codes")
    assert "Số liệu đến 10 giờ 00 ngày 24/11/2026" in text
    assert "Danh sách gồm 272 mã." in text
    assert made.pages > 5
    assert "\n1 A37 Tỉnh uỷ Lạng Sơn Tỉnh uỷ 01/07/2025 Dự kiến\n" in text
    assert "DỮ LIỆU MẪU" not in text
    with vault.reading(Anything()) as connection:
        codes = sorted(code.value for code in unit_reader.codes_at(connection, "2026-11-24"))
    shown = [line.split()[1] for line in text.splitlines() if " A37" in line and line[0].isdigit()]
    assert shown == codes


def test_the_list_of_a_past_day_and_of_a_day_before_everything(
    vault: Session, tmp_path: Path
) -> None:
    _, text = printed(vault, tmp_path, "codes", as_of="2025-07-01")
    assert "(Số liệu đến ngày 01/07/2025)" in text
    with pytest.raises(Refusal) as refused:
        report(vault, Report("codes", out=tmp_path / "x.pdf", as_of="2025-06-30"))
    assert refused.value.problems[0].code == "report.no_office"


def test_only_codes_of_the_main_scheme_held_by_units_in_force(
    vault: Session, tmp_path: Path
) -> None:
    begin = {"from_date": "2025-07-01"}
    with vault.unit_of_work(Anything()) as work:
        work.insert(tables.unit, [{"uid": "gone"}, {"uid": "lone"}])
        work.insert(
            tables.unit_version,
            [
                {"uid": "v1", "unit": "gone", "name": "Ban đã giải thể", **begin,
                 "to_date": "2025-09-01"},
                {"uid": "v2", "unit": "lone", "name": "Đơn vị lẻ", "type": "Loại lạ", **begin},
            ],
        )  # fmt: skip
        work.insert(
            tables.identifier_code,
            [
                {"uid": "c1", "unit": "gone", "scheme": "qd20", "value": "A37.98", **begin},
                {"uid": "c2", "unit": "lone", "scheme": "noi-bo", "value": "LE", **begin},
                {"uid": "c3", "unit": "lone", "scheme": "qd20", "value": "A37.99",
                 "state": "refused", **begin},
            ],
        )  # fmt: skip
    _, text = printed(vault, tmp_path, "codes")
    assert "Danh sách gồm 273 mã." in text
    assert "\n273 A37.99 Đơn vị lẻ Loại lạ 01/07/2025 Bị từ chối\n" in text
    assert "A37.98" not in text


def test_papers_of_a_vault_with_samples_say_so(vault: Session, tmp_path: Path) -> None:
    with vault.unit_of_work(Anything()) as work:
        work.insert(tables.person, [{"uid": "p", "name": "Nguyễn Văn Mẫu", "sample": 1}])
    made, text = printed(vault, tmp_path, "codes", form="state")
    assert text.count("DỮ LIỆU MẪU") == made.pages
    assert "Độc lập - Tự do - Hạnh phúc" in text


def test_a_paper_takes_the_place_of_the_one_before_only_when_it_is_whole(
    vault: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    file = folder / "codes.pdf"
    report(vault, Report("codes", out=file))
    before = file.read_bytes()
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) > 1000:
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(WorldFailure) as failed:
        report(vault, Report("codes", out=file, as_of="2025-07-01"))
    assert failed.value.problems[0].code == "media.full"
    monkeypatch.undo()
    assert file.read_bytes() == before
    assert list(folder.iterdir()) == [file]


@pytest.mark.parametrize(
    ("where", "code"),
    [("no/such/folder/x.pdf", "media.no_folder"), (".", "file.is_folder")],
)
def test_a_place_that_takes_no_file(where: str, code: str, vault: Session, tmp_path: Path) -> None:
    with pytest.raises(WorldFailure) as failed:
        report(vault, Report("codes", out=tmp_path / where))
    assert failed.value.problems[0].code == code


def test_by_command(vault: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    secret.chmod(0o600)
    start = ["--vault", str(vault.folder), "--passphrase-file", str(secret), "--json", "report"]
    vault.close()
    file = tmp_path / "codes.pdf"
    assert main([*start, "codes", "--out", str(file), "--as-of", "2025-07-01"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["result"] == {
        "file": str(file),
        "pages": answer["result"]["pages"],
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    assert main([*start, "sign-off", "--out", str(file)]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["problems"][0]["code"] == "report.no_bundle"


def test_the_names_are_listed_without_a_vault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "report", "--list"]) == 0
    names = [paper["name"] for paper in json.loads(capsys.readouterr().out)["result"]["reports"]]
    assert names == [
        "sign-off", "codes", "old-to-new", "endpoints", "coverage", "not-reached",
        "reminder", "test-round", "hand-out", "plan",
    ]  # fmt: skip
    assert main(["report", "--list"]) == 0
    assert "Danh sách khai báo mã định danh" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["codes"],
        ["nonsense", "--out", "x.pdf"],
        ["codes", "--list"],
        ["codes", "--out", "x.pdf", "--round", "1"],
        ["reminder", "--out", "x.pdf", "--level", "mat"],
    ],
)
def test_wrong_command_lines(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "report", *arguments]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["result"] is None
    assert answer["problems"][0]["code"] == "usage.wrong"
