"""Sentences about imported rows of clerks and tokens."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "import.ends_before": Sentence(
        N_("The last day {last} lies before the first day {first}."),
        N_("Write the two days as they are on the paper; the first may not be later."),
    ),
    "import.unit_missing": Sentence(
        N_("The row says neither the code nor the name of a unit."),
        N_("Fill in the unit's code."),
    ),
    "import.unit_not_known": Sentence(
        N_("No unit has the code or name “{unit}”."),
        N_("Correct it, or import the unit first."),
        sender=N_("Correct the unit's code or name."),
    ),
    "import.code_not_held": Sentence(
        N_("No unit holds the code {value} on the day from which the row holds."),
        N_("Correct the code, or import the unit first."),
        sender=N_("Correct the unit's code."),
    ),
    "import.code_held_otherwhen": Sentence(
        N_("No unit holds the code {value} on {date}; it was {other}'s, {period}."),
        N_("Write the code of the unit that took over, or the day that the row is of."),
    ),
    "import.code_of_other_time": Sentence(
        N_("The code {value} is of {unit} on {date}; it was of {other}, {period}."),
        N_("Write the code that the unit meant has on that day, or the day that the row is of."),
    ),
    "import.unit_called_otherwise": Sentence(
        N_("The code is of {unit}, but the row calls the unit “{name}”; the code was followed."),
        N_("Check that the code is the right one."),
    ),
    "import.uid_elsewhere": Sentence(
        N_("The row was filled in beforehand for an endpoint of {unit}, but names another unit."),
        N_("Put the unit back, or write what is new in a row that was not filled in beforehand."),
    ),
    "import.role_unknown": Sentence(
        N_("“{role}” is no role of an endpoint that the program knows."),
        N_("Use one of these: {known}."),
    ),
    "import.role_elsewhere": Sentence(
        N_("The row speaks of the {environment}, where the role “{role}” does not exist."),
        N_("Correct the network, or take a role that is there: {known}."),
    ),
    "import.endpoint_twice": Sentence(
        N_("The same endpoint stands in row {first} already."),
        N_("Keep one row, or tell the two endpoints apart by their accounts."),
    ),
    "import.days_overlap": Sentence(
        N_(
            "Row {first}, “{column}”, tells of this endpoint for {earlier}; this row tells of it "
            "for {days}. Nobody else can hold it on the same days."
        ),
        N_("Let the first end, in “Đến ngày”, before the next begins, in “Từ ngày”."),
    ),
    "import.holder_twice": Sentence(
        N_("Row {first} gives the same endpoint to {person}."),
        N_("Name one person for it, or tell the two endpoints apart by their accounts."),
    ),
    "import.endpoint_two": Sentence(
        N_(
            "The unit has several such endpoints, with the accounts {accounts}. Which one is meant?"
        ),
        N_("Fill in the account."),
    ),
    "import.person_two": Sentence(
        N_("Several people of the unit are called {name}: {people}. Which one is meant?"),
        N_("Fill in the phone or the mail, as it is recorded."),
    ),
    "import.namesake": Sentence(
        N_("{name} was taken for somebody else than {people}: phone or mail are different."),
        N_("If it is the same person, give the phone or mail that is recorded."),
    ),
    "import.person_differs": Sentence(
        N_("An earlier row of the file says {known} of {name}, this one {given}; it was not read."),
        N_("Write the same in all rows of one person."),
    ),
    "import.person_alike": Sentence(
        N_("{name} was taken for somebody else than {people}: the names differ by their tones."),
        N_("If it is the same person, write the name as it is recorded, or give the same phone."),
    ),
    "import.person_spelled": Sentence(
        N_(
            "{name} has the phone or mail of {people}, whose name differs by its tones only. "
            "Which spelling is right?"
        ),
        N_(
            "Correct the name in the table, or on the page of people; if they are two people, give "
            "each their own phone."
        ),
        sender=N_("Correct the name; if they are two people, give each their own phone."),
    ),
    "import.above_refused": Sentence(
        N_("The cell says “as above”, and the row above was not taken."),
        N_("Correct the row above, or write the name out."),
    ),
    "import.person_mark": Sentence(
        N_("“{text}” is no name."),
        N_("Write the person's full name, or “Chưa bố trí” where there is nobody yet."),
    ),
    "import.person_several": Sentence(
        N_("The cell names more than one: {people}. Who holds the endpoint?"),
        N_("Keep one name here; deputies belong in “Người thay thế”, a post in “Chức vụ”."),
    ),
    "import.person_remark": Sentence(
        N_("“{remark}” behind {name} was not taken as a part of the name."),
        N_("Write remarks in the column “Ghi chú”; who is away needs a name in “Người thay thế”."),
    ),
    "import.holder_spelled": Sentence(
        N_(
            "{name} is written in the row of {person}, and the names differ by their tones only. "
            "Is it the same person?"
        ),
        N_(
            "If it is, write the name as it is recorded, or correct it on the page of people "
            "first; if it is somebody else, give their phone."
        ),
        sender=N_(
            "Give the phone of whoever it is; if it is the same person under a wrong "
            "name, say so in your letter."
        ),
    ),
    "import.name_respelled": Sentence(
        N_("{known} is written {name} from now on."),
        N_("If the spelling so far was right, correct the name on the page of people."),
    ),
    "import.name_short": Sentence(
        N_("“{name}” is no full name."),
        N_("Write the full name as in the decision, so that the person is known again."),
    ),
    "import.phone_zero": Sentence(
        N_("The phone “{text}” was read as {phone}: the spreadsheet took it for a number."),
        N_("Check the number; format the column as text so that the 0 stays."),
    ),
    "import.phone_shared": Sentence(
        N_("The phone {phone} is given for {count} people (their rows in brackets): {people}."),
        N_("Give each their own number; that of the office belongs to the unit."),
    ),
    "import.phone_of_another": Sentence(
        N_("The mobile phone {phone} of {person} is in the register that of {owner} ({unit})."),
        N_("Ask whose it is, and correct it here or there."),
    ),
    "import.person_lines": Sentence(
        N_("The cell of the person has several lines: {lines}. Is it one person or several?"),
        N_("Write one name in one line; who stands in belongs into the column “Người thay thế”."),
    ),
    "import.phone_words": Sentence(
        N_("“{text}” is no phone number."),
        N_("Write the number in digits, or leave the cell empty."),
    ),
    "import.person_elsewhere": Sentence(
        N_("{person} with this mobile phone is at {unit} too, and becomes two people here."),
        N_("If it is one person, give them one row and the other unit under “Kiêm đơn vị”."),
    ),
    "import.clearance_raised": Sentence(
        N_("{person} is cleared up to “{known}” in the register; “{given}” needs a decision."),
        N_("Write number and date of the decision in the row, or leave the level as it is."),
    ),
    "import.clearance_undecided": Sentence(
        N_("{count} people are cleared without a decision, in rows {rows}."),
        N_("Ask for number and date of each decision, and record it with the person."),
    ),
    "import.stand_in_over": Sentence(
        N_("{person} stood in until {last} and does no more: nothing was written of it."),
        N_("Take the name out, or correct the day."),
    ),
    "import.deputy_elsewhere": Sentence(
        N_("{name} becomes a new person of this unit; somebody of that name is at {units}."),
        N_("If it is the same person, name them as deputy in the window, from the list of people."),
    ),
    "import.stand_in_oneself": Sentence(
        N_("{person} holds the endpoint and cannot stand in for themselves."),
        N_("Name somebody else in this column, or leave it empty."),
    ),
    "import.stand_in_below": Sentence(
        N_("{person} is cleared up to “{has}”, the endpoint takes up to “{level}”."),
        N_("Record the decision of their clearance, or name somebody who is cleared for it."),
    ),
    "import.stand_in_after": Sentence(
        N_("{person} holds the endpoint until {last}; {names} would then stand in for nobody."),
        N_("Name who holds it next in a row of its own, or take the deputy off with them."),
    ),
    "import.stand_in_circle": Sentence(
        N_("They stand in for each other in a circle: {names}. Both away, nobody is left."),
        N_("Name somebody else for one of them."),
    ),
    "import.holding_too_early": Sentence(
        N_("{person} holds the endpoint since {since} and cannot be taken off on an earlier day."),
        N_("Give a later day in the column “Từ ngày” or with --from."),
        sender=N_("Give a later day in the column “Từ ngày”."),
    ),
    "import.holding_since": Sentence(
        N_("{person} holds the endpoint since {since}, the row says since {given}; it was kept."),
        N_("Import with --changes correction if the row is right."),
    ),
    "import.level_in_clear": Sentence(
        N_("The level {level} was written for an endpoint on the {environment}."),
        N_("Secret documents do not travel there: correct the network or the level."),
    ),
    "import.subscriber_missing": Sentence(
        N_("The row names no subscriber."),
        N_("Fill in the person's or the organ's name."),
    ),
    "import.subscriber_differs": Sentence(
        N_(
            "The device {serial} is recorded for {known}, the row names {given}. "
            "Was it given to somebody else?"
        ),
        N_("If it was, import with --changes event; if it was written wrongly, with correction."),
    ),
    "import.token_unit_differs": Sentence(
        N_("The device {serial} is recorded at {known}, the row puts it at {given}. Was it moved?"),
        N_("If it was, import with --changes event; if it was written wrongly, with correction."),
    ),
    "import.serial_alike": Sentence(
        N_(
            "The serial {written} may be the known device {known}, written another way (decimal, "
            "hexadecimal, zeros in front). Is it the same device?"
        ),
        N_(
            "Compare with the device itself: if it is the same, write {known} in this row; if it "
            "is another, leave the serial out here and fill it in by hand."
        ),
    ),
    "import.serial_alike_row": Sentence(
        N_(
            "The serial {written} may be the device {known} of row {row}, written another way "
            "(decimal, hexadecimal, zeros in front). Are they one device?"
        ),
        N_(
            "Compare with the devices themselves: if it is one, keep one of the rows; if they are "
            "two, leave the serial out here and fill it in by hand."
        ),
    ),
    "import.token_twice": Sentence(
        N_("The same device or request stands in row {first} already."),
        N_("Keep one of the rows, or fill in the serials."),
    ),
    "import.token_two": Sentence(
        N_("Several devices fit the row: {tokens}. Which one is meant?"),
        N_("Fill in the serial."),
    ),
    "import.purpose_two": Sentence(
        N_("“{text}” names several purposes. Which keys does the device hold?"),
        N_("Give each purpose a row of its own."),
    ),
    "import.state_unknown": Sentence(
        N_("“{text}” is no state of a device or certificate that the program knows."),
        N_("Use a word of the form's list, for example Đã bàn giao, Trong kho, Tạm dừng."),
    ),
    "import.state_withdrawn": Sentence(
        N_("“{text}” may be said of the certificate or of the device. Which one is it?"),
        N_(
            "Write Thu hồi chứng thư where the certificate is revoked, Thu hồi thiết bị where the "
            "device came back."
        ),
    ),
    "import.signed_when": Sentence(
        N_("The row says that the device was signed for, but not when. On which day?"),
        N_("Write the day in the column “Ký nhận” or “Ngày nhận”."),
    ),
    "import.handed_over_unsigned": Sentence(
        N_(
            "“Handed over” needs the receiver's signature with its day. On which day was it signed?"
        ),
        N_("Write the day in the column “Ký nhận”, or say that only the unit has received it."),
    ),
    "import.certificate_elsewhere": Sentence(
        N_("The certificate {number} is recorded on the device {serial}."),
        N_("Correct the certificate's number or the device's serial."),
    ),
    "import.certificate_differs": Sentence(
        N_("The device holds the certificate {known}, the row says {given}. Was it renewed?"),
        N_("If it was, import with --changes event; if it was written wrongly, with correction."),
    ),
    "import.certificate_revoked": Sentence(
        N_("The certificate {number} is revoked, and a revoked certificate never returns."),
        N_("Record the new certificate with its own number."),
    ),
    "import.certificate_step": Sentence(
        N_("The certificate {number} is {now} in the registers, and cannot become “{wanted}”."),
        N_(
            "If this list is older than the registers, leave the cell empty; if the registers are "
            "wrong, import it as a correction."
        ),
    ),
    "import.custody_step": Sentence(
        N_("The token {serial} is {now} in the registers, and cannot become “{wanted}”."),
        N_(
            "If this list is older than the registers, leave the cell empty; if the registers are "
            "wrong, import it as a correction."
        ),
    ),
    "import.citizen_id_lost": Sentence(
        N_("The spreadsheet has turned the citizen's number into {text}; its digits are lost."),
        N_("Type it again from the card before the request goes to the issuer."),
    ),
    "import.citizen_id_zeros": Sentence(
        N_("The citizen's number {text} has too few digits: zeros in front are probably lost."),
        N_("Compare it with the card before the request goes to the issuer."),
    ),
    "import.citizen_id_wrong": Sentence(
        N_("“{text}” is no citizen's number of 12 digits."),
        N_("Compare it with the card before the request goes to the issuer."),
    ),
    "import.citizen_id_not_kept": Sentence(
        N_("Citizens' numbers are not kept: only a request to the issuer needs them."),
        N_("Nothing needs doing."),
    ),
    "import.more_problems": Sentence(
        N_("There are {count} more notes."),
        N_("See all of them with --json."),
    ),
}
