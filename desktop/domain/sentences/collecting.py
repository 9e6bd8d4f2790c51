"""Sentences about rounds of forms that go out to communes and come back."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "collect.due_past": Sentence(
        N_("The last day for answers, {date}, is over already."),
        N_("Choose today or a later day."),
    ),
    "collect.no_round": Sentence(
        N_("There is no round {number}."),
        N_("Start a round first, or choose one that was started."),
    ),
    "collect.no_round_yet": Sentence(
        N_("No round was started yet."),
        N_("Start a round first."),
    ),
    "collect.returns_there": Sentence(
        N_(
            "The sheets to be sent back cannot be put into {folder} itself, where answers are read."
        ),
        N_("Choose another folder for them."),
    ),
    "collect.no_files": Sentence(
        N_("{folder} holds no table (.xlsx .xlsm .xls .ods .csv)."),
        N_("Put the files that came back into the folder, or choose the folder that has them."),
    ),
    "collect.other_round": Sentence(
        N_(
            "{file} is the form of another round, not of round {number}; its rows are taken for "
            "communes that have sent nothing else."
        ),
        N_("Make sure that it says what holds now."),
    ),
    "collect.other_round_late": Sentence(
        N_(
            "{unit} has answered round {number} by another file; this is the form of another round."
        ),
        N_("If the row is right, have it filled in in the form of round {number}."),
        sender=N_("If the row is right, send this sheet back: it is a form of round {number}."),
    ),
    "collect.answered_later": Sentence(
        N_(
            "{unit} has answered round {number} since, by {file}: what this answer to round "
            "{round} says otherwise is older. The register is kept."
        ),
        N_("If the row is right, have it filled in in the form of round {number}."),
        sender=N_("If the row is right, write it into the form of round {number} and send that."),
    ),
    "collect.row_outside": Sentence(
        N_("{unit} was not asked in round {number}."),
        N_("Correct the unit's code or name, or import the row by itself."),
        sender=N_("Correct the unit's code or name; else leave the row out."),
    ),
    "collect.row_elsewhere": Sentence(
        N_("This file does not answer for {unit}; the row was not taken."),
        N_(
            "Correct the unit if it is mistyped; else have its clerks told in its own form, or in "
            "a table that holds all rows of its form."
        ),
    ),
    "collect.clerk_elsewhere": Sentence(
        N_("{person} is a clerk of {unit}, for which this file does not answer."),
        N_("Leave this cell blank, or change it where that unit answers."),
    ),
    "collect.two_units": Sentence(
        N_("The code {code} is that of {unit}, the name that of {other}."),
        N_("Correct the code or the name."),
    ),
    "collect.cluster": Sentence(
        N_("{file} also speaks for {units}: its rows about them are read as their own answers."),
        N_("Make sure that those communes sent it together."),
    ),
    "collect.differs": Sentence(
        N_("It says “{said}” here, and “{other}” in {file}, row {row}."),
        N_("Find out which is right, keep that one, and read the folder again."),
        sender=N_("Find out which is right, write it here, and send this sheet back."),
    ),
    "collect.changed_since": Sentence(
        N_(
            "The row is as it was sent out, and the register has changed since: {field} is “{now}” "
            "there, “{said}” here. The register is kept."
        ),
        N_("If the row is right after all, change it in the register."),
    ),
    "collect.changes_answer": Sentence(
        N_(
            "{file}, read on {day}, had answered already: {field} is “{now}” so far, “{said}” "
            "here. The later answer is taken."
        ),
        N_("If the earlier one was right, undo the run of this file in the journal."),
    ),
    "collect.rows_left_out": Sentence(
        N_(
            "{count} rows that the form went out with are not in {file} any more, or name nobody: "
            "{endpoints}. The register is kept."
        ),
        N_(
            "Where an endpoint is no longer there, close it in the window, or have its last day "
            "written into its row; else leave it."
        ),
    ),
    "collect.gone_since": Sentence(
        N_(
            "The row is as it was sent out, and the register has changed since: what it is about "
            "is no longer there in this way. The register is kept."
        ),
        N_("If the row is right after all, change it in the register."),
    ),
    "collect.untouched": Sentence(
        N_("{file} is a form as it was sent out: nothing is filled in, and it is no answer."),
        N_(
            "Ask the sender to fill it in, or, where nothing has changed, to write the number and "
            "date of their letter on its second sheet."
        ),
    ),
    "collect.untouched_blank": Sentence(
        N_("{file} is a form as it was sent out: nothing is filled in, and it is no answer."),
        N_(
            "Ask the sender to fill in a row for each clerk, or to write “Chưa bố trí” for the "
            "name where nobody is assigned yet."
        ),
    ),
    "collect.letter_only": Sentence(
        N_(
            "{file} tells of a letter and nothing else; the form went out without any endpoint "
            "that the letter could confirm."
        ),
        N_(
            "Ask the sender to fill in a row for each clerk, or to write “Chưa bố trí” for the "
            "name where nobody is assigned yet."
        ),
    ),
    "collect.unfilled": Sentence(
        N_("Nothing is filled in in {file}."),
        N_("Ask the sender to fill the form in."),
    ),
    "collect.read_before": Sentence(
        N_("{file} was read before."),
        N_("Nothing to do."),
    ),
    "collect.copy": Sentence(
        N_("{file} is a copy of another file of the folder."),
        N_("Nothing to do."),
    ),
    "collect.document": Sentence(
        N_("{file} is a document or a picture; nothing of it was read."),
        N_(
            "If it is an answer, type it into the sender's form and read the folder again, or ask "
            "the sender for the form itself; if it is the letter that came along, leave it."
        ),
    ),
    "collect.packed": Sentence(
        N_("{file} is packed; nothing of it was read."),
        N_("Unpack it into the folder and read the folder again."),
    ),
    "collect.table_kind": Sentence(
        N_("{file} is a table of a kind that is not read."),
        N_("Open it in the program that made it, save it as .xlsx, and read the folder again."),
    ),
    "collect.passed": Sentence(
        N_("{file} is nothing that people send and was passed over."),
        N_("Nothing to do."),
    ),
}
