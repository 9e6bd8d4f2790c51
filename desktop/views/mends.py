"""How a problem is put right by hand: where the sentence names options of the command line,
the window names its own buttons and fields."""

from __future__ import annotations

from desktop.domain import sentences
from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Text, Translate, said
from desktop.views.words import local_time

_BUSY = N_(
    "Close it there, or press “Open to read only”. If that PC stopped without closing it, open the"
    " vault there once more and close it."
)
_ADD_ANCHOR = N_(
    "Get the authority's certificate from the authority itself, and add it to those trusted."
)
# Of an import: above the rows stand the day and what differences are, at the left the columns.
_CHOOSE_CHANGES = N_(
    "Say above what differences are: something that happened on the day, or a mistyped record."
)
_IMPORT_MENDS = {
    "import.name_differs": _CHOOSE_CHANGES,
    "import.code_differs": _CHOOSE_CHANGES,
    "import.parent_differs": _CHOOSE_CHANGES,
    "import.type_differs": _CHOOSE_CHANGES,
    "import.place_differs": _CHOOSE_CHANGES,
    "import.subscriber_differs": _CHOOSE_CHANGES,
    "import.token_unit_differs": _CHOOSE_CHANGES,
    "import.certificate_differs": _CHOOSE_CHANGES,
    "import.event_too_early": N_("Choose a later day above, or say that the record was mistyped."),
    "import.holding_too_early": N_("Choose a later day above, or write one in the row."),
    "import.holding_since": N_(
        "Say above that differences are mistyped records if the row is right."
    ),
    "import.columns_passed": N_("If one is needed, choose its field at the left."),
    "import.columns_doubled": N_("If one of them is the right one, choose its field at the left."),
    "import.heading_absent": N_("Choose the fields of the columns anew."),
    "import.no_table": N_("Choose the field of at least two columns at the left."),
    "cell.older_code": N_(
        "If it is, write {becomes} here and the older code in the column “Mã cũ”."
    ),
}
_ANOTHER_DAY = N_("Check the code, or choose another day.")
_MENDS = {
    **_IMPORT_MENDS,
    "vault.busy": _BUSY,
    "vault.busy_unnamed": N_("Try again in a moment, or press “Open to read only”."),
    "vault.opened_to_read": N_("To change something, lock the vault and open it for writing."),
    "vault.exists": N_("Choose another folder; an existing vault is never overwritten."),
    "vault.folder_in_use": N_("Choose another folder."),
    "vault.read_only_medium": N_(
        "Open the vault to read only, or copy its folder to a disk first."
    ),
    "run.built_upon": N_("Undo those first, newest first."),
    "seal.plaintext_forbidden": N_(
        "Add the recipient's certificate, or allow it in the settings of this vault."
    ),
    "trust.no_anchor_given": _ADD_ANCHOR,
    "trust.no_anchor": _ADD_ANCHOR,
    "trust.chain": _ADD_ANCHOR,
    "trust.list_unusable": N_("Get the list from the authority again and add it."),
    "trust.list_old": N_("Get a newer list from the authority and add it."),
    "trust.no_list": N_("Add the authority's revocation list."),
    "trust.expired": N_("Ask for a signature made now."),
    "trust.not_yet": N_("Check the clock of this computer."),
    "verify.encrypted": N_("Choose the recipient's key."),
    "vault.absent": N_("Choose the vault's folder, or make a new vault."),
    "vault.not_a_vault": N_("Choose another folder; if it was a vault, put it back from a backup."),
    "vault.user_unknown": N_("Choose the vault of which you know the passphrase."),
    "vault.user_needed": N_(
        "This window cannot ask who you are: a vault of several people is opened in a terminal."
    ),
    "vault.needs_upgrade": N_("Open the vault once for writing; a copy is made first."),
    "run.unknown": N_("See the runs on the page “Journal”."),
    "run.already_undone": N_("To bring it back, undo the run that undid it."),
    "unit.code_unknown": _ANOTHER_DAY,
    "route.code_unknown": _ANOTHER_DAY,
    "unit.code_clash": N_("Look for the code on the page of units, and correct all but one."),
    "report.bundle_unknown": N_("Look for its number on the page of bundles."),
    "list.without_unit": N_("Choose words to look for instead of a unit."),
    "check.rule_unknown": N_("Choose one of these rules."),
    "world.failed": N_("Put that right, then do it again; nothing was changed."),
}
_MESSAGES = {
    "program.fault": N_("The program met a fault of its own ({place}); this work was given up."),
    "auth.forbidden": N_("{user} may not do this."),
    "run.kept": N_("Run {run} is no change of the registers and cannot be undone."),
    "vault.needs_upgrade": N_(
        "The database is of schema {found} and must be brought to {known} first, which is not done"
        " in a vault opened to read only."
    ),
    "vault.opened_to_read": N_("The vault is open for reading only: nothing can be changed."),
}


def message(problem: Problem, translate: Translate) -> str:
    """Say what is wrong; since when a vault is open, by this PC's clock."""
    if problem.code == "vault.busy":
        values = {**problem.values, "since": local_time(str(problem.values["since"]))}
        problem = Problem(problem.code, values, problem.severity, problem.where)
    own = _MESSAGES.get(problem.code)
    if own is not None:
        return said(Text(own, problem.values), translate)
    return sentences.message(problem, translate)


def both(problem: Problem, translate: Translate) -> str:
    """Say what is wrong, and how to put it right in the window."""
    return f"{message(problem, translate)} {mend(problem, translate)}".strip()


def mend(problem: Problem, translate: Translate) -> str:
    """Say how to put it right in the window."""
    own = _MENDS.get(problem.code)
    if own is not None:
        return said(Text(own, problem.values), translate)
    return sentences.fix(problem, translate)
