"""Sentences about what letters declare."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "declared.no_table": Sentence(
        N_("In {file} no row of headings names units and something that is said of them."),
        N_("Name the units' column with --map 'Heading=unit'."),
    ),
    "declared.source_missing": Sentence(
        N_("It is not said which letter declares this."),
        N_("Name it with --source, for example --source 'CV 15671-CV/VPTW'."),
    ),
    "declared.only_there": Sentence(
        N_("--published belongs to `import declared` alone."),
        N_("Leave it out, or import the file as declared."),
    ),
    "declared.published_unclear": Sentence(
        N_("It is not clear which column the published count “{given}” is of."),
        N_("Write it as 'heading: value=26', with one of these headings: {headings}."),
    ),
    "declared.unit_missing": Sentence(
        N_("The row names no unit."), N_("Write whom it speaks of, or leave the row out.")
    ),
    "declared.nothing_said": Sentence(
        N_("The row says nothing of {unit}."), N_("Fill the cell in, or leave the row out.")
    ),
    "declared.named_twice": Sentence(
        N_("{unit} is named in row {first} already, as “{other}”."),
        N_("Keep the row that is right."),
    ),
    "declared.no_count": Sentence(
        N_("“{text}” under “{heading}” is no count, but the table sums this column up."),
        N_("Write the number, or take the total out."),
    ),
    "declared.total_differs": Sentence(
        N_(
            "The total of “{heading}” is declared as {declared}, but the rows named make {counted} "
            "({difference})."
        ),
        N_("Ask the sender which of them is right; --skip-bad takes the rows without the total."),
    ),
    "declared.count_differs": Sentence(
        N_("“{value}”: {published} are published, {named} are named; {difference} apart."),
        N_("Ask the sender for the names; the published count is kept as it is."),
    ),
    "declared.on_no_list": Sentence(
        N_("Named nowhere of {roll} ({count}): {names}."),
        N_("Ask the sender what holds of them."),
    ),
    "declared.not_known": Sentence(
        N_("Not among {roll} ({count}): {names}."),
        N_("Check how they are written."),
    ),
}
