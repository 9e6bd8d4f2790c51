"""How a problem is put right by hand: where the sentence names options of the command line,
the window names its own buttons and fields."""

from __future__ import annotations

from desktop.domain import sentences
from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Text, Translate, said
from desktop.views.words import local_time

_BUSY = N_(
    "Close it there, or press “Open to read only”. If that PC no longer runs it, remove the file"
    " {lock}."
)
_ADD_ANCHOR = N_(
    "Get the authority's certificate from the authority itself, and add it to those trusted."
)
_MENDS = {
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
    "verify.encrypted": N_("Choose the recipient's key."),
}
_MESSAGES = {
    "vault.opened_to_read": N_("The vault is open for reading only: nothing can be changed."),
}


def message(problem: Problem, translate: Translate) -> str:
    """Say what is wrong; since when a vault is open, by this PC's clock."""
    if problem.code == "vault.busy":
        values = {**problem.values, "since": local_time(str(problem.values["since"]))}
        problem = Problem(problem.code, values, problem.severity, problem.where)
    own = _MESSAGES.get(problem.code)
    return translate(own) if own is not None else sentences.message(problem, translate)


def mend(problem: Problem, translate: Translate) -> str:
    """Say how to put it right in the window."""
    own = _MENDS.get(problem.code)
    if own is not None:
        return said(Text(own, problem.values), translate)
    return sentences.fix(problem, translate)
