"""Sentences about units, their codes and their places."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "code.empty": Sentence(
        N_("The code is empty."),
        N_("Write a code of the scheme “{scheme}”, for example {example}."),
    ),
    "code.lookalike": Sentence(
        N_(
            "In the code “{value}” the character in place {position}, “{letter}”, is {name}; "
            "it only looks like the letter {looks_like}."
        ),
        N_("Type that character again as {looks_like} with the English keyboard."),
    ),
    "code.lower_case": Sentence(
        N_("The code “{value}” has small letters; a code of “{scheme}” is written in capitals."),
        N_("If the code is {upper}, write it so."),
    ),
    "code.letters": Sentence(
        N_("The code “{value}” has characters that “{scheme}” does not allow: {strange}."),
        N_("Take them out or correct them; a right code looks like {example}."),
    ),
    "code.too_long": Sentence(
        N_("The code “{value}” has {length} characters; “{scheme}” allows {longest} at most."),
        N_("Check that the cell holds one code only, and shorten it."),
    ),
    "code.empty_group": Sentence(
        N_(
            "The code “{value}” has an empty group: a dot at its beginning or end, "
            "or two dots together."
        ),
        N_("Write one dot between two groups, as in {example}."),
    ),
    "code.older_form": Sentence(
        N_("The code “{value}” is of the older form, written from the lowest level up."),
        N_(
            "Reversed and without its zero groups ({dropped}) it is {new}; write that if it is the "
            "unit's present code."
        ),
    ),
    "code.first_group": Sentence(
        N_("The code “{value}” begins with “{group}”, which is no first level of “{scheme}”."),
        N_("Begin with the first level as the scheme asks, as in {example}."),
    ),
    "code.grammar": Sentence(
        N_("The code “{value}” is not written as “{scheme}” asks."),
        N_("Write it as in the example {example}."),
    ),
    "code.scheme_unknown": Sentence(
        N_("There is no code scheme called “{scheme}”."),
        N_("Choose one of these: {known}."),
    ),
    "place.province_unknown": Sentence(
        N_("There is no province or city with the code “{province}”."),
        N_("Use one of these two-digit codes: {known}."),
    ),
    "unit.name_missing": Sentence(
        N_("The organ's name is empty."),
        N_("Write the name as on the organ's seal, for example Tỉnh uỷ Lạng Sơn."),
    ),
    "unit.likely_bodies": Sentence(
        N_(
            "{count} of the units laid out come from templates that several sources agree on, "
            "but no published text confirms."
        ),
        N_("Compare them with the organ's own list of bodies and correct them by import."),
    ),
    "unit.code_unknown": Sentence(
        N_("No unit has the code “{code}” on {date}."),
        N_("Look the code up with `daumoi list codes --search`, or name another day."),
    ),
    "unit.code_clash": Sentence(
        N_("The code “{code}” names {count} units on {date}."),
        N_("See them with `daumoi list codes --search {code}` and correct all but one."),
    ),
    "list.without_unit": Sentence(
        N_("The list “{kind}” is of the vault as a whole and not of units."),
        N_("Leave out --under, or choose words with --search."),
    ),
    "secret.unequal": Sentence(
        N_("The two passphrases are not the same; nothing was made."),
        N_("Start again and type the same passphrase twice."),
    ),
}
