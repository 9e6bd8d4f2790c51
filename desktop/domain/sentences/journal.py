"""Sentences about runs, undo and who may do what."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "auth.forbidden": Sentence(
        N_("{user} may not run the command {command}."),
        N_("Ask an administrator to do it, or open the vault as a user with that role."),
    ),
    "run.unknown": Sentence(
        N_("There is no run {run}; the last one is {last}."),
        N_("See the runs with `daumoi list runs`."),
    ),
    "run.already_undone": Sentence(
        N_("Run {run} is undone already."),
        N_("To bring it back, undo the run that undid it; see `daumoi list runs`."),
    ),
    "run.built_upon": Sentence(
        N_("Run {run} cannot be undone alone: later runs build on it ({later})."),
        N_("Undo those first, or repeat with --with-later to undo them too, newest first."),
    ),
    "run.sealed": Sentence(
        N_("Run {run} is part of the sealed bundle {bundle} and is not undone."),
        N_("Put it right by a new change; the next bundle will carry it."),
    ),
    "run.kept": Sentence(
        N_("Run {run} ({command}) is no change of the registers and cannot be undone."),
        N_(
            "A setting is changed back by setting it again; "
            "a sealed bundle is answered by the next."
        ),
    ),
    "run.erasing": Sentence(
        N_(
            "Run {run} erased what was kept of a person; nothing of it is there to be brought back."
        ),
        N_("Write the person down anew if they are needed again."),
    ),
    "run.erased": Sentence(
        N_("Run {run} cannot be undone: what it wrote of a person has been erased since."),
        N_("Make the change by hand that you wanted; runs that do not name the person are undone."),
    ),
    "run.under_erasing": Sentence(
        N_(
            "Run {run} cannot be undone: run {later} builds on it, and what was kept of a person "
            "there has been erased."
        ),
        N_("Make the change by hand that you wanted."),
    ),
    "run.gives_to_erased": Sentence(
        N_(
            "Run {run} cannot be undone: an endpoint or a device would be in the hands of a person "
            "whose data has been erased."
        ),
        N_("Make the change by hand that you wanted, with somebody else in their place."),
    ),
    "work.cancelled": Sentence(
        N_("The work was stopped before its end; nothing was changed."),
        N_("Start it again when you are ready."),
    ),
}
