"""Planning a round of test documents: who sends, which endpoints, until when, with which letter."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import ReadOne, UnitWays, read_unit_ways
from desktop.services.office import Office, ReadOffice, read_office
from desktop.services.proofs.command import PlannedRound, PlanRound
from desktop.services.proofs.planning import plan_round
from desktop.services.session import Session
from desktop.services.vault_care import DAY_POLICIES
from desktop.views.context import Context, Notice
from desktop.views.days_field import DaysField
from desktop.views.pages.endpoints.forms import choice, choose, environment_choices, level_choices
from desktop.views.pages.endpoints.round_dialog import RoundDialog
from desktop.views.pages.pieces import row
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.words import count


class ProofForm(RoundDialog):
    """Asks for a new round of test documents, and plans it. `under` is the uid of the unit whose
    endpoints are to be tested; without one the office's own, with all below it."""

    def __init__(self, context: Context, parent: QWidget, under: str | None = None) -> None:
        _ = context.translate
        intro = _(N_("Each receiving endpoint in use gets a test document with its own number."))
        super().__init__(context, parent, _(N_("Plan a round of test documents")), intro)
        self._wanted = under
        self.by = UnitPicker(context)
        self.under = UnitPicker(context)
        networks: dict[object, str] = {None: _(N_("both networks")), **environment_choices(_)}
        self.environment = choice(networks)
        self.level = choice(level_choices(_))
        self.only = QCheckBox(_(N_("Only those not proved for")))
        self.only.setToolTip(_(N_("Leave out endpoints where a test document arrived since then")))
        limits = DAY_POLICIES["unproved_days"]
        self.days = DaysField(_, limits.least, limits.most)
        self.days.setValue(limits.first)
        self.days.setAccessibleName(self.only.text())
        self.days.setEnabled(False)
        self.only.toggled.connect(self.days.setEnabled)
        self.add_row(_(N_("Sent by")), self.by)
        self.add_row(_(N_("To the endpoints below")), self.under)
        self.add_row(_(N_("Network")), self.environment)
        self.add_row(_(N_("Level of the documents")), self.level)
        self.add_row("", row(self.only, self.days))
        self.add_row(_(N_("Sent with letter")), self.letter)
        self.end(
            _(N_("Results are due by")), _(N_("Last day for results")), _(N_("Plan the round"))
        )
        self.level.currentIndexChanged.connect(lambda _index: self._fit_network())
        for picker in (self.by, self.under):
            picker.picked.connect(lambda _uid: self.fit())
        self.under.setFocus()
        self._context.read(self._proposed, self._begin, self)

    def submit(self) -> None:
        """Plan the round."""
        if not self.save.isEnabled():
            return
        command = PlanRound(
            "",
            "",
            sender_unit=self.by.uid(),
            unit=self.under.uid(),
            environment=self._environment(),
            level=SecrecyLevel(self.level.currentData()),
            unproved=self.days.value() if self.only.isChecked() else None,
            letter=self.letter_words(),
            due=self.due_day(),
        )
        self.save.setEnabled(False)

        def work(session: Session) -> PlannedRound:
            return plan_round(session, command)

        def done(planned: PlannedRound) -> None:
            words = self._translate(N_("Round {number} is planned: {count} test documents."))
            words = words.format(number=planned.number, count=count(planned.documents))
            self._context.notify(Notice(words, "good", key="proofs"))
            self.accept()

        title = self._translate(N_("Planning the round"))
        self._context.change(work, self, done, self.fail, title)

    def fit(self) -> None:
        """Let the round be planned once both units are chosen."""
        self.save.setEnabled(None not in (self.by.uid(), self.under.uid()))

    def _environment(self) -> Environment | None:
        value = self.environment.currentData()
        return None if value is None else Environment(value)

    def _fit_network(self) -> None:
        """What is secret goes on the secret network alone."""
        secret = self.level.currentData() > SecrecyLevel.KHONG_MAT
        choose(self.environment, Environment.SECRET.value if secret else None)
        self.environment.setEnabled(not secret)

    def _proposed(self, session: Session) -> tuple[Office, UnitWays | None]:
        wanted = self._wanted
        unit = read_unit_ways(session, ReadOne(wanted)) if wanted is not None else None
        return read_office(session, ReadOffice()), unit

    def _begin(self, found: tuple[Office, UnitWays | None]) -> None:
        """Propose who sends and where to, where nothing is chosen yet."""
        office, unit = found
        below = (office.uid, office.name, office.code)
        if unit is not None:
            below = (unit.uid, unit.name, unit.code or "")
        for picker, (uid, name, code) in (
            (self.by, (office.uid, office.name, office.code)),
            (self.under, below),
        ):
            if uid is not None and not picker.text():
                picker.set_unit(uid, f"{name} ({code})" if code else name)
        self.fit()
