"""Sentences about planning codes."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "codes.reserved": Sentence(
        N_("The code {value} is reserved: {note}."),
        N_("Choose another code, or release this one first."),
    ),
    "codes.locked": Sentence(
        N_("The code {value} of {unit} is locked and stays: {note}."),
        N_("Release it first if it is to change."),
    ),
    "codes.why_missing": Sentence(
        N_("It is not said why nobody may have the code."),
        N_("Write the reason: whoever meets the reserved code will read it."),
    ),
    "codes.kept_locked": Sentence(
        N_("The code {value} of {unit} is locked and stays."),
        N_("Release it first if it is to change, or leave the row out."),
    ),
    "codes.kept_told": Sentence(
        N_("Others know the code {value} of {unit} already, so it stays."),
        N_("Leave the row out, or say that codes known elsewhere are replaced too."),
    ),
    "codes.superior_without_code": Sentence(
        N_("{unit} cannot get a code: its superior has none."),
        N_("Give the superior a code first."),
    ),
    "codes.none_free": Sentence(
        N_("No code is left for {unit} below {parent}."),
        N_("Shorten the superior's code, or give this unit its code by a list."),
    ),
    "codes.rule_needs_nesting": Sentence(
        N_("Codes of “{scheme}” do not continue their superior's, so they cannot be counted up."),
        N_("Give them by a list."),
    ),
    "codes.list_missing": Sentence(
        N_("The rule “list” needs the list."), N_("Name its file after the word list.")
    ),
    "codes.no_list": Sentence(
        N_("{file} holds no list that gives units their codes."),
        N_("Put headings above the rows, such as {known}."),
    ),
    "codes.pasted_no_list": Sentence(
        N_("What was pasted is no list that gives units their codes."),
        N_("Copy units and new codes side by side, or rows under headings such as {known}."),
    ),
    "codes.unit_twice": Sentence(
        N_("Row {first} gives {unit} a code already."), N_("Keep the row that is right.")
    ),
    "codes.not_below": Sentence(
        N_("{unit} does not stand below {under}."),
        N_("Leave the row out, or plan the part of the tree that the unit stands in."),
    ),
    "codes.value_missing": Sentence(
        N_("The row gives no code."), N_("Write the code that the unit is to get.")
    ),
    "codes.not_in_force": Sentence(
        N_("No unit has the code {value} on {date}."),
        N_("Look it up in the list of codes."),
    ),
    "codes.none_marked": Sentence(
        N_("None of these codes is locked or reserved."),
        N_("See which codes are."),
    ),
    "codes.not_marked": Sentence(
        N_("The code {value} is neither locked nor reserved."),
        N_("See which codes are."),
    ),
}
