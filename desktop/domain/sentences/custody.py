"""Sentences about where tokens are, and to whom they are given."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "token.unknown": Sentence(
        N_("This token is not in the registers any more."),
        N_("Read the list anew; the journal says what became of it."),
    ),
    "token.step": Sentence(
        N_("The token {token} is {now} and cannot become “{wanted}” in one step."),
        N_("Take the steps in between first, each with its own day."),
    ),
    "token.day_to_come": Sentence(
        N_("The token {token} cannot have taken a step on a day that is still to come."),
        N_("Give today or an earlier day."),
    ),
    "token.signed_too_early": Sentence(
        N_("The token {token} was received by its unit on {received}, after the day of signing."),
        N_("Correct the day of signing or that of receiving."),
    ),
    "token.serial_missing": Sentence(
        N_("The token of {subscriber} has no serial yet."),
        N_("Fill in the serial printed on the device."),
    ),
    "token.serial_taken": Sentence(
        N_("The serial {serial} is that of {subscriber}'s token already."),
        N_("Read the serial on the device again, and correct it where it is wrong."),
    ),
    "token.serial_of_many": Sentence(
        N_("A serial belongs to one device, but {count} are chosen."),
        N_("Choose one token, and fill in its serial."),
    ),
    "token.unit_missing": Sentence(
        N_("The token {token} belongs to no unit."),
        N_("Assign it to a unit first."),
    ),
    "token.certificate_of_other": Sentence(
        N_(
            "The certificate {number} on the token {token} is {subscriber}'s; a token is never "
            "shared."
        ),
        N_("Have that certificate revoked, or give {person} a token of their own."),
    ),
    "certificate.step": Sentence(
        N_("The certificate {number} is {now} and cannot become “{wanted}”."),
        N_("A revoked certificate never returns; others take one step after the other."),
    ),
}
