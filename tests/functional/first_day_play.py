"""The first day, played in the real window by real keys and a real mouse; run by a test.

    python -m tests.functional.first_day_play FOLDER [--locked --vault VAULT]

FOLDER has the files of the day; pictures go into FOLDER/pictures. With --locked it is the process
that follows on the lock, and unlocks.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTabWidget, QWidget

from desktop.cli.catalogue import translator
from desktop.domain.texts import Translate
from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.imports.draft_values import Show
from desktop.services.session import Session
from desktop.views.application import Application, make_qt
from desktop.views.pages.bundles.page import BundlesPage
from desktop.views.pages.bundles.sealed import SealedCard
from desktop.views.pages.endpoints.add_panel import AddPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.imports.page import ImportPage
from desktop.views.pages.page import Page
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.pages.units.page import UnitsPage
from desktop.views.shell.navigation import ENTRIES
from desktop.views.shell.window import MainWindow
from tests.helpers.pki import PIN
from tests.helpers.screen import SIZE, Hands, Play, Steps

PASSPHRASE = "bon con trau di qua cau"
PROVINCE = "12"
RENAMED = "Phong Doi Ten"
UNIT = "Phòng Chưa Có Mã"
FOUND_BY = "phong chua co ma"


def keys_to(page: str) -> str:
    """Return the keys that lead to a page of the navigation."""
    return f"ctrl+{[entry.name for entry in ENTRIES].index(page) + 1}"


class Day:
    """The steps of the day, in order."""

    def __init__(self, app: Application, folder: Path, translate: Translate) -> None:
        self.app = app
        self.folder = folder
        self.hands = Hands(folder / "pictures")
        self._ = translate

    @property
    def window(self) -> MainWindow:
        assert self.app.window is not None
        return self.app.window

    def page(self, name: str, kind: type[Page]) -> Page:
        found = self.window.page(name)
        assert isinstance(found, kind)
        return found

    def first(self) -> Steps:
        yield from self.make_vault()
        yield from self.bring_in()
        yield from self.give_code()
        yield from self.see_why()
        yield from self.seal()
        yield from self.print_paper()
        yield from self.verify()
        yield from self.change_and_undo()
        self.hands.picture("15-truoc-khi-khoa")
        self.hands.press("ctrl+l")
        yield lambda: False  # This process ends here.

    def after_lock(self) -> Steps:
        unlock = self.app.start_screen.unlock
        yield unlock.passphrase.isVisible
        self.hands.picture("16-da-khoa")
        yield from self.hands.fill(unlock.passphrase, PASSPHRASE)
        self.hands.press("Return")
        yield from self.wait_for_window()
        self.hands.press(keys_to("units"))
        yield lambda: self.window.current_name() == "units"
        page = self.page("units", UnitsPage)
        assert isinstance(page, UnitsPage)
        yield lambda: page.listing.model.count() > 0
        yield lambda: page.listing.model.row(0) is not None
        # Below “All units” stands the root, opened.
        yield lambda: _branches(page) > 1
        self.hands.picture("17-mo-khoa")
        found: list[object] = []
        self.app.worker.run(_what_there_is, found.append)
        yield lambda: found
        (self.folder / "result.json").write_text(json.dumps(found[0]), encoding="utf-8")

    def make_vault(self) -> Steps:
        new = self.app.start_screen.new
        yield new.province.isVisible
        self.hands.picture("01-lan-dau")
        yield from self.hands.click(new.province)
        yield lambda: new.province.view().isVisible()
        self.hands.type("Lai Ch")
        self.hands.press("Return")
        yield lambda: new.province.currentData() == PROVINCE
        yield from self.hands.fill(new.code, "A99")
        yield from self.hands.fill(new.first, PASSPHRASE)
        yield from self.hands.fill(new.second, PASSPHRASE)
        yield new.make_button.isEnabled
        self.hands.picture("02-lap-kho")
        yield from self.hands.click(new.make_button)
        yield from self.wait_for_window()

    def wait_for_window(self) -> Steps:
        yield lambda: self.app.window is not None
        self.window.setGeometry(0, 0, *SIZE)
        yield lambda: self.window.isVisible() and self.window.status.is_told()
        yield lambda: not self.app.start_screen.isVisible()
        self.window.activateWindow()
        yield self.window.isActiveWindow
        self.hands.picture("03-cua-so")

    def bring_in(self) -> Steps:
        self.hands.press("ctrl+i")
        yield lambda: self.window.current_name() == "imports"
        page = self.page("imports", ImportPage)
        assert isinstance(page, ImportPage)
        files = [self.folder / f"{name}.xlsx" for name in ("don-vi", "van-thu", "etoken")]
        self.hands.press("ctrl+o")
        yield from self.hands.answer_files(*files)
        for number, (file, mend) in enumerate(zip(files, ("28/2/2026", "", ""), strict=True)):
            yield partial(self._is_shown, page, file)
            self.hands.picture(f"04-nhap-{number + 1}")
            view = page.view
            if mend:
                yield from self._mend_first_refused(page, mend)
            else:
                yield from self.hands.click(view.skip_bad)
            yield view.write_button.isEnabled
            self.hands.press("ctrl+Return")
            yield partial(_has_gone, page, file)
        yield lambda: page.leave_button.isHidden()
        self.hands.picture("05-da-nhap")

    def _is_shown(self, page: ImportPage, file: Path) -> bool:
        table = page.view.table
        return (
            file.name in page.view.file_words()
            and table is not None
            and page.is_idle()
            and table.model().rowCount() > 0
            and table.model().row(0) is not None
        )

    def _mend_first_refused(self, page: ImportPage, text: str) -> Steps:
        view = page.view
        shows = view.show_rows
        table = view.table
        assert table is not None
        yield from self.hands.click(shows)
        yield lambda: shows.view().isVisible()
        wanted = shows.findData(Show.REFUSED)
        for _ in range(wanted - shows.currentIndex()):
            self.hands.press("Down")
        self.hands.press("Return")
        yield lambda: table.model().rowCount() == 1 and table.model().row(0) is not None
        yield from self.hands.click(table.viewport(), QPoint(30, table.rowHeight(0) // 2))
        yield lambda: len(table.chosen_rows()) == 1
        self.hands.picture("04-nhap-sua")
        self.hands.press("F2")
        yield lambda: isinstance(QApplication.focusWidget(), QLineEdit)
        self.hands.press("ctrl+a")
        self.hands.type(text)
        self.hands.press("Return")

    def give_code(self) -> Steps:
        page = yield from self._open_unit(UNIT)
        self.hands.picture("06-don-vi-chua-ma")
        self.hands.press("ctrl+g")
        yield lambda: page.stack.currentWidget() is page.edit and _has_field(page, "code")
        assert page.edit.form is not None
        code = page.edit.form.field("code")
        yield from self.hands.click(code.next)  # type: ignore[attr-defined]
        yield page.edit.save.isEnabled
        self.hands.picture("07-cap-ma")
        yield from self.hands.click(page.edit.save)
        yield lambda: page.stack.currentWidget() is page.unit
        yield (
            lambda: (
                page.unit.shown is not None
                and page.unit.shown.line is not None
                and page.unit.shown.line.code == "A99.77.01"
            )
        )

    def see_why(self) -> Steps:
        self.hands.press(keys_to("endpoints"))
        yield lambda: self.window.current_name() == "endpoints"
        page = self.page("endpoints", EndpointsPage)
        assert isinstance(page, EndpointsPage)
        yield from self._click_tab(page.tabs, 2)
        why = page.explain
        yield from self.hands.fill(why.unit.line, FOUND_BY)
        popup = why.unit.line.completer().popup()
        yield lambda: popup.isVisible() and popup.model().rowCount() == 1
        self.hands.press("Down", "Return")
        words = self._("Go where it is mended")
        yield lambda: _main_button(why, words) is not None
        assert why.answer is not None
        assert not why.answer.delivered
        self.hands.picture("08-vi-sao")
        button = _main_button(why, words)
        assert button is not None
        yield from self.hands.click(button)
        yield lambda: any(each.isVisible() for each in page.findChildren(AddPanel))
        form = next(each for each in page.findChildren(AddPanel) if each.isVisible())
        yield from self.hands.fill(form.person.name, "Nguyen Van Moi")
        self.hands.picture("09-them-dau-moi")
        yield from self.hands.click(form.save)
        yield lambda: self._good("endpoints")
        self.hands.picture("10-da-them-dau-moi")

    def seal(self) -> Steps:
        self.hands.press("ctrl+comma")
        yield lambda: self.window.current_name() == "settings"
        settings = self.page("settings", SettingsPage)
        assert isinstance(settings, SettingsPage)
        policy = settings.policy("plaintext_bundle")
        yield from self.hands.click(policy, QPoint(10, policy.height() // 2))
        yield policy.isChecked
        self.hands.press(keys_to("bundles"))
        yield lambda: self.window.current_name() == "bundles"
        page = self.page("bundles", BundlesPage)
        assert isinstance(page, BundlesPage)
        tab = page.seal
        yield tab.is_told
        yield from self.hands.click(tab.signer.buttons["token"], QPoint(8, 8))
        yield lambda: tab.signer.tokens.count() > 0 or tab.signer.look_button.isEnabled()
        if tab.signer.tokens.count() == 0:
            yield from self.hands.click(tab.signer.look_button)
        yield lambda: tab.signer.key() is not None
        yield from self.hands.click(tab.target.choose_button)
        yield from self.hands.answer_files(Path.home() / "goi")
        yield lambda: tab.target.folder() == Path.home() / "goi"
        yield tab.button.isEnabled
        self.hands.picture("11-truoc-khi-ky")
        yield from self.hands.click(tab.button)
        yield lambda: tab.asking.dialog is not None and tab.asking.dialog.isVisible()
        dialog = tab.asking.dialog
        assert dialog is not None
        self.hands.picture("12-ma-pin")
        yield from self.hands.fill(dialog.secret, PIN)
        yield dialog.button.isEnabled
        self.hands.press("Return")
        yield lambda: any(each.isVisible() for each in tab.findChildren(SealedCard))
        self.hands.picture("13-da-dong-goi")

    def print_paper(self) -> Steps:
        page = self.page("bundles", BundlesPage)
        card = next(each for each in page.findChildren(SealedCard) if each.isVisible())
        yield from self.hands.click(card.paper)
        yield lambda: self.window.current_name() == "papers"
        papers = self.page("papers", PapersPage)
        assert isinstance(papers, PapersPage)
        yield lambda: papers.shown is not None and papers.view.is_drawn()
        self.hands.picture("13-van-ban")
        self.hands.press("ctrl+s")
        yield from self.hands.answer_files(Path.home() / "phieu.pdf")
        yield (Path.home() / "phieu.pdf").exists

    def verify(self) -> Steps:
        self.hands.press(keys_to("bundles"))
        yield lambda: self.window.current_name() == "bundles"
        page = self.page("bundles", BundlesPage)
        assert isinstance(page, BundlesPage)
        yield from self._click_tab(page.tabs, 1)
        tab = page.verify
        yield from self.hands.click(tab.anchors.add_button)
        yield from self.hands.answer_files(self.folder / "ca.pem")
        yield lambda: len(tab.anchors.paths()) == 1
        self.hands.press("ctrl+o")
        (bundle,) = (Path.home() / "goi").glob("*.asice")
        yield from self.hands.answer_files(bundle)
        yield lambda: tab.view is not None
        self.hands.picture("14-kiem-tra")

    def change_and_undo(self) -> Steps:
        page = yield from self._open_unit(UNIT)
        self.hands.press("F2")
        yield lambda: page.stack.currentWidget() is page.edit and _has_field(page, "name")
        assert page.edit.form is not None
        yield from self.hands.fill(page.edit.form.field("name"), RENAMED)
        yield page.edit.save.isEnabled
        yield from self.hands.click(page.edit.save)
        yield lambda: page.unit.shown is not None and page.unit.shown.title == RENAMED
        undo = self.window.undo
        yield undo.undo.isEnabled
        self.hands.press("ctrl+z")
        yield lambda: page.unit.shown is not None and page.unit.shown.title == UNIT
        yield undo.redo.isEnabled

    def _open_unit(self, name: str) -> Steps:  # type: ignore[misc]  # returns the page
        self.hands.press(keys_to("units"))
        yield lambda: self.window.current_name() == "units"
        page = self.page("units", UnitsPage)
        assert isinstance(page, UnitsPage)
        if page.stack.currentWidget() is not page.listing:
            yield from self.hands.click(page.unit.back)
            yield lambda: page.stack.currentWidget() is page.listing
        words = page.listing.filter.words
        if words.text() != FOUND_BY:
            yield from self.hands.fill(words, FOUND_BY)
        yield lambda: page.listing.model.count() == 1 and page.listing.model.row(0) is not None
        table = page.listing.table
        yield from self.hands.click(table.viewport(), QPoint(40, table.rowHeight(0) // 2))
        yield lambda: len(table.chosen_rows()) == 1
        self.hands.press("Return")
        yield (
            lambda: (
                page.stack.currentWidget() is page.unit
                and page.unit.shown is not None
                and page.unit.shown.title == name
                and page.unit.buttons["rename"].isEnabled()
            )
        )
        return page

    def _click_tab(self, tabs: QTabWidget, number: int) -> Steps:
        bar = tabs.tabBar()
        yield from self.hands.click(bar, bar.tabRect(number).center())
        yield lambda: tabs.currentIndex() == number

    def _good(self, key: str) -> bool:
        bars = self.window.notices.bars()
        return any(bar.notice.severity == "good" and bar.notice.key == key for bar in bars)


def _main_button(within: QWidget, words: str) -> QPushButton | None:
    for each in within.findChildren(QPushButton):
        if each.isVisible() and each.text() == words and each.property("role") == "main":
            return each
    return None


def _has_field(page: UnitsPage, name: str) -> bool:
    """Say whether the form of that field is shown, not one of an earlier change."""
    if page.edit.form is None:
        return False
    try:
        return page.edit.form.field(name).isVisible()
    except KeyError:
        return False


def _branches(page: UnitsPage) -> int:
    """Return how many units are shown below the root of the tree."""
    root = page.tree.topLevelItem(1)
    return root.childCount() if root is not None and root.isExpanded() else 0


def _has_gone(page: ImportPage, file: Path) -> bool:
    return file.name not in page.view.file_words()


def _what_there_is(session: Session) -> dict[str, object]:
    from desktop.services.lists import ListRows, list_rows

    found = UnitList(BrowseUnits(UnitFilter(words=FOUND_BY))).read(session, 0, 5)
    commands = [row.command for row in list_rows(session, ListRows("runs")).rows]
    return {
        "names": [row.name for row in found.rows],
        "codes": [row.code for row in found.rows],
        "commands": commands,
        "read_only": session.read_only,
    }


def main() -> None:
    """Play the day, or what follows on the lock."""
    folder, arguments = Path(sys.argv[1]), sys.argv[2:]
    locked = "--locked" in arguments
    vault = Path(arguments[arguments.index("--vault") + 1]) if "--vault" in arguments else None
    qt = make_qt(sys.argv[:1])
    translate = translator("vi")

    def follow(given: list[str]) -> None:
        command = [sys.executable, "-m", "tests.functional.first_day_play", str(folder), *given]
        os.execv(sys.executable, command)  # noqa: S606 - this play again

    app = Application(qt, translate, folder=vault, locked=locked, restart=follow)
    app.show()
    day = Day(app, folder, translate)

    def ended(error: BaseException | None) -> None:
        if error is not None:
            traceback.print_exception(error)
            day.hands.picture("99-hong")
            sys.stderr.flush()
            # Whatever dialog it hangs in: this day is over.
            os._exit(1)
        qt.quit()

    play = Play(day.after_lock() if locked else day.first(), ended)
    code = qt.exec()
    play.deleteLater()
    app.end()
    raise SystemExit(code)


if __name__ == "__main__":
    main()
