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
        N_("The device {serial} is in {known} by the list before, in {given} by this one."),
        N_("Ask the issuer for the right box, and correct one of the lists."),
    ),
    "delivery.other_writing": Sentence(
        N_("{written} is the serial {serial}, written as another kind of number."),
        N_("Nothing needs to be done; compare with the serial printed on the device if in doubt."),
    ),
    "delivery.line_of_two": Sentence(
        N_("The line seems to hold two devices: {first} and {second}. Is the second one a box?"),
        N_(
            "Write each device on a line of its own; where it is a box, call it as its list does, "
            "for example Hộp 1."
        ),
    ),
    "delivery.remark": Sentence(
        N_("The list says of the device {serial}: “{note}”."),
        N_("The remark is kept; lay the device aside if it means that it cannot be used."),
    ),
    "delivery.remark_day": Sentence(
        N_("The list says of the device {serial}: “{note}”, and there is no day {day}."),
        N_(
            "The remark is kept; ask the sender which day is meant by {day}, and lay the device "
            "aside if it cannot be used."
        ),
    ),
    "delivery.in_use": Sentence(
        N_("The device {serial} is in use by {subscriber} in the registers."),
        N_("Find out how it can be in a delivery; record that it was given back first."),
    ),
    "delivery.nothing_seen": Sentence(
        N_("Nothing was read of any device of the delivery {number}."),
        N_("Scan the serials, plug the devices in, or receive what the list says."),
    ),
    "delivery.of_other": Sentence(
        N_("The device {serial} belongs to the delivery {number}."),
        N_("Lay it with that delivery, and receive it there."),
    ),
    "delivery.not_listed": Sentence(
        N_("The device {serial} is not in the list of the delivery {number}."),
        N_("Compare with the serial printed on it; ask the issuer, then take it as not listed."),
    ),
    "delivery.seen_twice": Sentence(
        N_("The device {serial} was read {count} times; it counts once."),
        N_("If two devices bear this serial, lay both aside and ask the issuer."),
    ),
    "delivery.other_box": Sentence(
        N_("The device {serial} is in {listed} by the list, and was found in {seen}."),
        N_("Nothing needs to be done: the box it was found in is kept."),
    ),
    "delivery.outstanding": Sentence(
        N_("{count} devices of the list have not come yet: {serials}"),
        N_("Look for them in the other boxes; write to the issuer of what is really missing."),
    ),
    "delivery.box_unknown": Sentence(
        N_("The delivery {number} has no box called {box}."),
        N_("Write it as the list does, or receive the devices into this box first."),
    ),
    "delivery.count_missing": Sentence(
        N_("{count} devices are missing in {box}: {serials}"),
        N_("Look for them in the other boxes; report as lost what is nowhere."),
    ),
    "delivery.count_other_box": Sentence(
        N_("The device {serial} should be in {box}."),
        N_("Lay it back there."),
    ),
    "delivery.count_unknown": Sentence(
        N_("The device {serial} came with no delivery."),
        N_("Find out where it comes from, and receive it with its delivery."),
    ),
    "assign.serial_unknown": Sentence(
        N_("The device {serial} came with no delivery, and no token has this serial."),
        N_("Correct the serial, or put the device into the list of its delivery first."),
    ),
    "assign.spelled_otherwise": Sentence(
        N_("“{name}” is spelled otherwise in the registers: {known}"),
        N_("Write the name as the registers do; or add this person, where it is somebody else."),
    ),
    "assign.person_unknown": Sentence(
        N_("{unit} has nobody called {name}, and asked for no token of that name."),
        N_("Correct name or unit, or add the person to the unit first."),
    ),
    "assign.has_device": Sentence(
        N_("{name} has the device {serial} for this already: {custody}."),
        N_(
            "Take the row out; say in a column “Mục đích” that the new device is for something "
            "else; or record first that the other was lost, damaged or given back, and let the new "
            "one replace it."
        ),
    ),
    "assign.two_requests": Sentence(
        N_("{count} tokens were asked for {name}, and it is not said which one this is."),
        N_("Say what the device is for in a column “Mục đích”."),
    ),
    "assign.not_usable": Sentence(
        N_("The device {serial} is {custody}."),
        N_("Choose another device, or record first that this one came back."),
    ),
}
