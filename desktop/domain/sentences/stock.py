"""Sentences about deliveries, their boxes, and whose devices are to be."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "delivery.unknown": Sentence(
        N_("There is no delivery with the number {number}."),
        N_("Look up its number in the list of deliveries."),
    ),
    "delivery.sender_missing": Sentence(
        N_("It is not said whom the delivery comes from."),
        N_("Give the issuer's name."),
    ),
    "delivery.day_to_come": Sentence(
        N_("A delivery cannot have a day that is still to come: {day}."),
        N_("Give today or an earlier day; leave the day of arrival blank until it is there."),
    ),
    "delivery.letter_taken": Sentence(
        N_("The letter {letter} of {sender} came with the delivery {number} already."),
        N_("Add to that delivery; or give the day of the letter, where it is another one."),
    ),
    "delivery.serial_missing": Sentence(
        N_("The row has no serial."),
        N_("Fill in the serial printed on the device, or take the row out."),
    ),
    "delivery.serial_twice": Sentence(
        N_("The serial {serial} stands in row {first} already."),
        N_("Ask the issuer which of the two is right, and leave one row."),
    ),
    "delivery.serial_elsewhere": Sentence(
        N_("The device {serial} is in the delivery {number} already."),
        N_("Ask the issuer which delivery it came with; take the row out of the other list."),
    ),
    "delivery.listed_twice": Sentence(
        N_("All {count} devices of {file} are in the delivery {number} already, listed twice."),
        N_("Go on with the delivery {number}; nothing of this list is taken."),
    ),
    "delivery.box_differs": Sentence(
        N_("The device {serial} is in the box {known} by the list before, in {given} by this one."),
        N_("Ask the issuer for the right box, and correct one of the lists."),
    ),
    "delivery.other_writing": Sentence(
        N_("{written} is the serial {serial}, written as another kind of number."),
        N_("Nothing needs to be done; compare with the serial printed on the device if in doubt."),
    ),
    "delivery.in_use": Sentence(
        N_("The device {serial} is in use by {subscriber} in the registers."),
        N_("Find out how it can be in a delivery; record that it was given back first."),
    ),
}
