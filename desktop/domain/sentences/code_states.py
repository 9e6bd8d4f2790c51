"""Sentences about how far codes are on each system."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "states.code_missing": Sentence(
        N_("The row names no code."), N_("Write the code whose state the row gives.")
    ),
    "states.in_future": Sentence(
        N_("The state is of {date}, which has not come yet."),
        N_("Write the day on which the state was told."),
    ),
    "states.system_unknown": Sentence(
        N_("“{text}” is no system: is it the central system or the document axis?"),
        N_("Write Hệ thống or Trục."),
    ),
    "states.state_unknown": Sentence(
        N_("“{text}” is no state of a code."),
        N_("Write Đã gửi, Chấp nhận, Đang dùng, Từ chối or Lệch."),
    ),
    "states.bundle_number": Sentence(
        N_("“{text}” is no number of a bundle."),
        N_("Write the bundle's number alone, as the list of bundles shows it."),
    ),
    "states.reason_missing": Sentence(
        N_("It is not said why the code {value} is refused or out of step on {system}."),
        N_("Ask for the reason and write it into the column Lý do."),
    ),
    "states.code_ended": Sentence(
        N_("The code {value} ended on {date}, but {system} still has it."),
        N_("Have it closed there; the check shows it until then."),
    ),
    "states.told_twice": Sentence(
        N_("Row {first} gives the same code another state on the same system and day."),
        N_("Keep the row that is right."),
    ),
    "states.older": Sentence(
        N_("The code {value} is known as “{state}” since {date}; this older word changes nothing."),
        N_("If it is newer, write its day into the column Ngày."),
    ),
    "states.filter_only_codes": Sentence(
        N_("Only the list of codes can be chosen by system and state."),
        N_("Leave out --system and --state, or list codes."),
    ),
}
