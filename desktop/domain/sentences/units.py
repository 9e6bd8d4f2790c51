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
    "unit.unknown": Sentence(
        N_("This unit is not in the registers."),
        N_("It may have been undone; look it up in the list."),
    ),
    "unit.name_empty": Sentence(
        N_("The name is empty."), N_("Write the unit's name as its decision gives it.")
    ),
    "unit.name_too_long": Sentence(
        N_("The name has {length} characters; {longest} are allowed at most."),
        N_("Check that only one name is in the field."),
    ),
    "unit.name_unseen": Sentence(
        N_("The name has characters that cannot be seen: {letters}."),
        N_("Type the name again instead of pasting it."),
    ),
    "unit.day_wrong": Sentence(
        N_("“{day}” is no day."), N_("Choose a day that exists in the calendar.")
    ),
    "unit.not_then": Sentence(
        N_("{unit} does not exist on {date}."),
        N_("Choose another day, or look at the unit's history."),
    ),
    "unit.event_too_early": Sentence(
        N_("{unit} has been as it is only since {since}; it cannot change on {date}."),
        N_("Choose a later day, or choose that it was only written wrongly."),
    ),
    "unit.changes_later": Sentence(
        N_("A change of {unit} from {date} is recorded already."),
        N_("Undo that change first, or choose a day from then on."),
    ),
    "unit.close_with_children": Sentence(
        N_("{unit} cannot be closed while {count} units stand under it: {children}."),
        N_("Move these units first, or close them together with it."),
    ),
    "unit.move_below_itself": Sentence(
        N_("{unit} cannot stand under {parent}, which stands under it."),
        N_("Choose a superior outside this unit's branch."),
    ),
    "unit.no_code": Sentence(
        N_("{unit} has no code on {date}."), N_("Give the unit a code first.")
    ),
    "unit.codes_left_behind": Sentence(
        N_("{count} units below have codes that continue {value} and keep them."),
        N_("Give these units codes that continue the new one."),
    ),
    "unit.same_name": Sentence(
        N_("A unit with the name “{unit}” stands under the same superior: {other}."),
        N_("Check that these are two units."),
    ),
    "paste.empty": Sentence(
        N_("The clipboard holds no table."),
        N_("Copy the rows in the spreadsheet first, with or without their headings."),
    ),
    "paste.too_large": Sentence(
        N_("What was copied is longer than {limit} million characters."),
        N_("Save it as a file and import that."),
    ),
    "filter.name_missing": Sentence(
        N_("The filter has no name."), N_("Write a name by which you will find it again.")
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
