"""Sentences about use statistics."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "statistics.only_there": Sentence(
        N_("--to belongs to `import statistics`; --source to that and to `import declared`."),
        N_("Leave them out, or import the file as statistics."),
    ),
    "statistics.period_missing": Sentence(
        N_("It is not said of which days these figures are: the first and the last are asked for."),
        N_(
            "Give the first and the last day beside the file, in columns “Từ ngày” and “Đến ngày”, "
            "or in a line above the table: “Từ ngày 16/6/2025 đến ngày 22/6/2025”."
        ),
    ),
    "statistics.period_stated": Sentence(
        N_("The days are taken from the line above the table: {days}."),
        N_("Give other days beside the file if these are not meant."),
    ),
    "statistics.in_future": Sentence(
        N_("The period lasts until {date}, which is still to come."),
        N_("Check the days; figures of days to come cannot be known."),
    ),
    "statistics.told_twice": Sentence(
        N_("{unit} stands in row {first} already, for the same days and from the same source."),
        N_("Keep the row that is right."),
    ),
    "statistics.overlap": Sentence(
        N_(
            "Figures of {unit} from the same source are there for {first}–{last} too: days overlap."
        ),
        N_("Check the days: overlapping figures cannot be added up."),
    ),
    "statistics.fewer_logins": Sentence(
        N_("{users} users logged in, but only {logins} logins are counted."),
        N_("Ask the sender: whoever logs in is counted at least once."),
    ),
    "statistics.nothing_said": Sentence(
        N_("The row has no figure of {unit}; nothing is kept of it."),
        N_("Write 0 where there was none; leave it blank where that is not known."),
    ),
    "statistics.kept_by_name": Sentence(
        N_(
            "{count} of the 63 provinces and cities until 30/06/2025 have no unit in the registers "
            "then; their figures are kept by name: {names}."
        ),
        N_("Nothing needs doing."),
    ),
    "use.period_unknown": Sentence(
        N_("There are no figures of the days {first} to {last}."),
        N_("Choose one of the periods that have been imported."),
    ),
    "statistics.total_differs": Sentence(
        N_(
            "The total of “{heading}” is declared as {declared}, but the rows make {counted} "
            "({difference})."
        ),
        N_("Ask the sender which of them is right; the rows can be taken without the total."),
    ),
}
