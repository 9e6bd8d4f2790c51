"""Rounds of forms in a real window: started, read back, who is missing, what is to be sent back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.reports import Draw
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.round_form import RoundForm
from desktop.views.pages.endpoints.rounds_tab import RoundsTab
from desktop.views.pages.papers.page import PapersPage
from tests.helpers.looks import cut_off, overlapping
from tests.helpers.rounds import filled, named
from tests.helpers.windows import OpenedWindow, copy_of, wait_until


@pytest.fixture
def with_samples(samples: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(samples, tmp_path / "vault"))
    yield window
    window.close()


def rounds_of(opened: OpenedWindow) -> RoundsTab:
    opened.window.go("endpoints", ("rounds",))
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    opened.settle()
    return page.rounds


def start(opened: OpenedWindow, tab: RoundsTab, out: Path) -> list[Path]:
    out.mkdir()
    before = tab.status.number if tab.status is not None else 0
    (tab.start_button if before else tab.start_first).click()
    (form,) = [form for form in tab.findChildren(RoundForm) if form.isVisible()]
    assert not form.save.isEnabled(), "nobody is asked yet"
    wanted = BrowseUnits(UnitFilter(words="tinh uy mau"))
    root = opened.do(lambda session: UnitList(wanted).read(session, 0, 1)).rows[0]
    form.under.set_unit(root.uid, root.name)
    form.under.picked.emit(root.uid)
    form.set_folder(out)
    form.letter.setText("Số 12-CV/VPTU")
    form.save.click()
    wait_until(lambda: tab.status is not None and tab.status.number == before + 1)
    opened.settle()
    return sorted(out.iterdir())


def test_a_round_is_started_and_its_folder_read(with_samples: OpenedWindow, tmp_path: Path) -> None:
    opened = with_samples
    tab = rounds_of(opened)
    assert not tab.read_button.isEnabled()
    forms = start(opened, tab, tmp_path / "phieu")
    assert tab.model.count() == len(forms) > 30
    back = tmp_path / "ve"
    back.mkdir()
    filled(forms[0], back / "tốt.xlsx", named(1))
    filled(forms[1], back / "sai.xlsx", lambda rows: [{**named(2)(rows)[0], "Vai trò": "Lái xe"}])
    tab.read_folder(back)
    wait_until(
        lambda: not tab.files.isHidden() and tab.which.itemText(1).endswith(str(len(forms) - 1))
    )
    assert [file.fate.value for file in tab.files.files.rows()] == ["refused", "taken"]
    problem, gone = tab.files.problems.rows()
    assert (gone.code, gone.where.file) == ("collect.rows_left_out", "sai.xlsx")
    assert (problem.where.file, problem.where.row) == ("sai.xlsx", 2)
    assert "tra-lai" in opened.notices[-1].message
    assert opened.notices[-1].button
    tab.which.setCurrentIndex(1)
    assert tab.model.count() == len(forms) - 1
    tab.words.setText("khong co xa nao")
    assert tab.model.count() == 0
    opened.window.resize(1366, 768)
    QApplication.processEvents()
    assert cut_off(tab) == []
    assert overlapping(tab) == []


def test_an_earlier_round_is_chosen_and_its_answers_taken(
    with_samples: OpenedWindow, tmp_path: Path
) -> None:
    opened = with_samples
    tab = rounds_of(opened)
    forms = start(opened, tab, tmp_path / "phieu-1")
    start(opened, tab, tmp_path / "phieu-2")
    assert [tab.rounds.itemData(place) for place in range(tab.rounds.count())] == [2, 1]
    assert tab.rounds.currentIndex() == 0
    opened.window.activateWindow()
    wait_until(opened.window.isActiveWindow)
    tab.rounds.setFocus()
    QTest.keyClick(tab.rounds, Qt.Key.Key_Down)
    wait_until(lambda: tab.status is not None and tab.status.number == 1)
    back = tmp_path / "ve"
    back.mkdir()
    filled(forms[0], back / "tốt.xlsx", named(1))
    tab.read_folder(back)
    wait_until(lambda: tab.which.itemText(1).endswith(str(len(forms) - 1)))
    opened.settle()
    assert tab.status is not None
    assert tab.status.number == 1
    assert [file.fate.value for file in tab.files.files.rows()] == ["taken"]
    tab.print.click()
    papers = opened.window.page("papers")
    assert isinstance(papers, PapersPage)
    command = papers.options.command()
    assert isinstance(command, Draw)
    assert (command.paper, command.round) == ("reminder", 1)


def test_what_is_undone_is_no_longer_told(with_samples: OpenedWindow, tmp_path: Path) -> None:
    opened = with_samples
    tab = rounds_of(opened)
    forms = start(opened, tab, tmp_path / "phieu")
    back = tmp_path / "ve"
    back.mkdir()
    filled(forms[0], back / "tốt.xlsx", named(1))
    tab.read_folder(back)
    wait_until(tab.files.isVisible)
    opened.settle()
    opened.window.undo.undo.click()
    wait_until(lambda: tab.which.itemText(1).endswith(str(len(forms))))
    opened.settle()
    assert not tab.files.isVisible(), "nothing is taken any more"


def test_a_vault_that_is_read_only_starts_and_reads_nothing(with_samples: OpenedWindow) -> None:
    tab = rounds_of(with_samples)
    with_samples.context.set_read_only()
    wait_until(lambda: not tab.start_first.isEnabled())
    assert not tab.read_button.isEnabled()
