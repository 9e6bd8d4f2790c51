"""Sentences about where tokens are, and to whom they are given."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "token.unknown": Sentence(
        N_("This token is not in the registers any more."),
        N_("Read the list anew; the journal says what became of it."),
    ),
    "token.count_unknown": Sentence(
        N_(
            "{count} eTokens were written into the registers after {day}, and no day says whether "
            "they were there already; they are not counted."
        ),
        N_("Import their days of receiving and signing, or take the figures as the least."),
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
    "token.not_plugged": Sentence(
        N_("The device {serial} is not plugged in, or no driver on this PC sees it."),
        N_("Plug it in; “Plugged in” on the page of eTokens shows what is seen."),
    ),
    "token.scan_unknown": Sentence(
        N_("The device {serial} ({label}) is in no list of the registers."),
        N_("Add it by a table of tokens, with the letter that came with it."),
    ),
    "token.scan_unreadable": Sentence(
        N_("The device {serial} has {count} certificates that cannot be read."),
        N_("Show the device to whoever issued it."),
    ),
    "token.scan_twice": Sentence(
        N_("Two devices seem to be the token {token}: {serial} and {other}."),
        N_("Compare the serials printed on both; one of them holds a copy of its certificate."),
    ),
    "token.scan_serial": Sentence(
        N_("The device says that its serial is {serial}, the registers call it {token}."),
        N_(
            "Compare with the serial printed on it, and correct the registers where they are wrong."
        ),
    ),
    "token.scan_serial_of_other": Sentence(
        N_("The serial {serial} of the device {token} is another token's in the registers."),
        N_("Look at both tokens: their serials or their certificates were exchanged."),
    ),
    "token.scan_not_here": Sentence(
        N_("The token {token} is plugged in, but the registers say: {custody}."),
        N_("Record where it really is."),
    ),
    "token.scan_certificate_new": Sentence(
        N_("The certificate {number} on the token {token} is not in the registers."),
        N_("Record it with the token, by a table of tokens."),
    ),
    "token.scan_certificate_of_other": Sentence(
        N_("The certificate {number} on the token {token} is on another one in the registers."),
        N_("Find out which of the two devices it belongs to, and correct the registers."),
    ),
    "token.scan_certificate_absent": Sentence(
        N_("The certificate {number} is not on the token {token}, as the registers say."),
        N_("Ask the issuer whether it was replaced; record the one that is on the device."),
    ),
    "token.scan_certificate_ended": Sentence(
        N_("The certificate {number} on the token {token} is revoked or replaced."),
        N_("Take it off the device, so that nobody chooses it by mistake."),
    ),
    "token.in_hands": Sentence(
        N_("The token {token} is in the hands of {person}, who signed for it."),
        N_("Record that it was given back first; then it may go to somebody else."),
    ),
    "token.unsigned": Sentence(
        N_("The token {token} cannot be handed over without a signature and its day."),
        N_("Give the day on which its receiver signed."),
    ),
    "token.paper_missing": Sentence(
        N_("{token} cannot become “{wanted}” without a paper."),
        N_("Give number and date of the letter or the minutes."),
    ),
    "token.reason_missing": Sentence(
        N_("{token} cannot become “{wanted}” without a reason."),
        N_("Say in a few words how it came to this."),
    ),
    "token.nobodys": Sentence(
        N_("Nobody has the device {serial}: it stands in delivery {number} only."),
        N_("`token delivery show {number}` shows it; say whose it is to be by `token pre-assign`."),
    ),
    "token.set_aside": Sentence(
        N_(
            "Nobody has the device {serial}: on {day} {subscriber} got {other} in its place; "
            "{stands}."
        ),
        N_("Look at the device {other} for whose it was to be; this one may be given anew."),
    ),
    "token.not_found": Sentence(
        N_("There is no token with the serial or uid {name}."),
        N_("Read the serial on the device again, or look the token up in the list of tokens."),
    ),
    "token.named_twice": Sentence(
        N_("The token {name} is named more than once."),
        N_("Name each token once."),
    ),
    "token.nothing_waits": Sentence(
        N_("Nothing on the token {token} waits for the issuer."),
        N_("Record what was asked for first; then the answer to it."),
    ),
    "token.answers_differ": Sentence(
        N_("The {count} tokens wait for different answers of the issuer."),
        N_("Record the answers one kind after the other."),
    ),
    "token.nothing_to_revoke": Sentence(
        N_("The token {token} has no certificate that could be revoked."),
        N_("Look at its certificates: they have not been issued yet, or are revoked already."),
    ),
    "token.no_task": Sentence(
        N_("Nothing is to be settled about the token {token}."),
        N_("Look at the list of tasks: it was settled already, or no reorganisation touched it."),
    ),
    "token.replace_in_use": Sentence(
        N_("The token {token} is {custody}, so nothing takes its place yet."),
        N_("Record first that it is lost, damaged or was given back."),
    ),
    "token.replace_taken": Sentence(
        N_("The token {token} is {custody} and cannot take the place of another."),
        N_("Take one that is in stock, or that the unit has and nobody holds."),
    ),
    "token.replaced_already": Sentence(
        N_("Another device took the place of the token {token} already."),
        N_("Undo that run first, where it was the wrong device."),
    ),
    "token.replace_itself": Sentence(
        N_("A device cannot take its own place."),
        N_("Name the old device and the new one."),
    ),
    "certificate.number_missing": Sentence(
        N_("A certificate that is {now} cannot become “{wanted}” without its number."),
        N_("Give the number that the issuer has written on it."),
    ),
    "certificate.number_of_many": Sentence(
        N_("A number belongs to one certificate, but {count} are chosen."),
        N_("Choose one, and give its number."),
    ),
    "certificate.number_taken": Sentence(
        N_("Another certificate has the number {number} already."),
        N_("Read the number again, and correct it where it is wrong."),
    ),
    "certificate.there_already": Sentence(
        N_("The token {token} has a certificate already: {number}."),
        N_("Have that one revoked first, or take a token without one."),
    ),
    "certificate.step": Sentence(
        N_("The certificate {number} is {now} and cannot become “{wanted}”."),
        N_("A revoked certificate never returns; others take one step after the other."),
    ),
}
