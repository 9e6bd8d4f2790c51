"""Sentences about rounds of test documents and what came of them."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "tests.due_past": Sentence(
        N_("The last day for results, {date}, is over already."),
        N_("Choose today or a later day."),
    ),
    "tests.level_in_clear": Sentence(
        N_("On the clear network nothing secret is sent, test documents neither."),
        N_("Choose the secret network, or the level “Not secret”."),
    ),
    "tests.none_chosen": Sentence(
        N_("No endpoint is to be tested: none in use receives there and fits what was chosen."),
        N_("Choose another unit, network or level, or fewer days without a proof."),
    ),
    "tests.no_round": Sentence(
        N_("There is no round of test documents {number}."),
        N_("Plan a round first, or choose one that was planned."),
    ),
    "tests.no_round_yet": Sentence(
        N_("No round of test documents was planned yet."),
        N_("Plan a round first."),
    ),
    "tests.nothing_chosen": Sentence(
        N_("No test document is chosen."),
        N_("Choose the documents whose result is known."),
    ),
    "tests.no_document": Sentence(
        N_("Round {round} has no test document {number}."),
        N_("Look its number up in the list of the round."),
    ),
    "tests.day_to_come": Sentence(
        N_("The result is of {date}, a day still to come."),
        N_("Write the day on which it was known whether the document arrived."),
    ),
    "tests.day_before": Sentence(
        N_("The result is of {date}, before the round was planned ({planned})."),
        N_("Check the day, and whether the row is of another round."),
    ),
    "tests.no_files": Sentence(
        N_("{folder} holds no table (.xlsx .xlsm .xls .ods .csv)."),
        N_("Choose the sheets with the results, or the folder that has them."),
    ),
    "tests.foreign": Sentence(
        N_("{file} is the list of a round that this vault does not know."),
        N_("Read it in the vault that it was written from."),
    ),
    "tests.number": Sentence(
        N_("“{text}” is not a number of a round or test document."),
        N_("Write the number as it stands in the list of the round."),
    ),
    "tests.other_round": Sentence(
        N_("The row is of round {round}, not of round {wanted}."),
        N_("Choose round {round} to take its results."),
    ),
    "tests.unproved_days": Sentence(
        N_("Endpoints not proved for {days} days cannot be asked for: at most {most}."),
        N_("Give fewer days, or leave them out to test all endpoints."),
    ),
    "tests.which_round": Sentence(
        N_(
            "The row does not say which round it is of, and rounds {rounds} all sent this document."
        ),
        N_("Fill in the round, or choose the round when reading the file."),
    ),
    "tests.result_unknown": Sentence(
        N_("“{text}” does not say whether the test document arrived."),
        N_("Choose one of the words that the list offers: it arrived, or it did not."),
    ),
    "tests.row_unnamed": Sentence(
        N_("The row has a result, but neither a test document's number nor a unit's code."),
        N_("Fill in the number of the test document."),
    ),
    "tests.not_sent": Sentence(
        N_("Round {round} has no test document for the code {code} and the account {account}."),
        N_("Correct them, or fill in the number of the test document."),
    ),
    "tests.several": Sentence(
        N_(
            "Round {round} has several test documents for the code {code} and the account "
            "{account}: {numbers}."
        ),
        N_("Fill in the number of the one that is meant."),
    ),
    "tests.other_unit": Sentence(
        N_("Test document {number} of round {round} was not sent to the code {code}."),
        N_("Correct the number or the code: one of them is another row's."),
    ),
    "tests.told_twice": Sentence(
        N_("Row {row} of {file} says something else of test document {number}."),
        N_("Find out which is right, and keep that row alone."),
    ),
    "tests.changed": Sentence(
        N_("Test document {number} was recorded before: {before}. Now it is: {after}."),
        N_("If that is wrong, undo this run."),
    ),
}
