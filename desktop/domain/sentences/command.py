"""Sentences about the command line, its questions and its surroundings."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "usage.wrong": Sentence(
        N_("The command line is wrong: {what}"),
        N_("See `daumoi --help`, or `daumoi COMMAND --help`."),
    ),
    "prompt.unavailable": Sentence(
        N_("There is no terminal to ask on: {question}"),
        N_("Run the command in a terminal, or name a private file with the answer."),
    ),
    "output.failed": Sentence(
        N_("The command has ended, but its answer could not be written: {reason}."),
        N_("Send the answer elsewhere; see with `daumoi list runs` whether the work was done."),
    ),
    "world.failed": Sentence(
        N_("The system refused: {what} {file}"),
        N_("Put that right, then run the command again; nothing was changed."),
    ),
    "program.fault": Sentence(
        N_("The program met a fault of its own ({place}); the command was given up."),
        N_("What was saved before is whole. Please report this place and what you were doing."),
    ),
    "demo.folder_in_use": Sentence(
        N_("The folder {folder} holds other files; the demonstration leaves them alone."),
        N_("Name an empty or new folder with --out."),
    ),
    "demo.not_valid": Sentence(
        N_("The demonstration's own bundle did not pass its check: {file}"),
        N_("Do not use this installation; please report it together with that file."),
    ),
    "secret.one_input": Sentence(
        N_("Two options want to read the same standard input."),
        N_("Use `-` for one of them only, and a private file for the other."),
    ),
}
