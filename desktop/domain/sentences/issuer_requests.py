"""Sentences about requests to the issuer."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "request.unknown": Sentence(
        N_("There is no request to the issuer with the number {number}."),
        N_("Look the number up in the list of requests."),
    ),
    "request.empty": Sentence(
        N_("The request is about nobody and no device."),
        N_("Choose the devices, or the people who have none yet."),
    ),
    "request.batch_empty": Sentence(
        N_("There is nothing to ask for: the registers find {what}."),
        N_("What an open request is about already is not counted; look at the list of requests."),
    ),
    "request.people_only_new": Sentence(
        N_("Only a new certificate can be asked for somebody who has no device."),
        N_("Choose their devices in the place of the people."),
    ),
    "request.open": Sentence(
        N_("Request {number} is open about {what} already."),
        N_("Record the answer to it, or give it up where it is a draft."),
    ),
    "request.no_certificate": Sentence(
        N_("The token {token} has no certificate that this could be asked for."),
        N_("Look at its certificates: they are not issued yet, or have ended."),
    ),
    "token.not_locked": Sentence(
        N_("The PIN of the token {token} is not locked, as far as the registers know."),
        N_("Plug the device in and record how its PIN stands; only a locked one is recovered."),
    ),
    "request.not_a_draft": Sentence(
        N_("Request {number} is no draft any more."),
        N_("Record the issuer's answer to it, or draw up a new one."),
    ),
    "request.not_sent": Sentence(
        N_("Request {number} was not sent, so there is no answer to it."),
        N_("Record its letter first."),
    ),
    "request.letter_missing": Sentence(
        N_("Number and date of the letter of request {number} are missing."),
        N_("Give them as the clerk's book has them."),
    ),
    "request.day_to_come": Sentence(
        N_("The day is still to come."),
        N_("Give today or an earlier day."),
    ),
    "request.day_before": Sentence(
        N_("Request {number} cannot go on before {first}."),
        N_("Give that day or a later one."),
    ),
    "request.no_item": Sentence(
        N_("Request {number} has nothing at place {place}."),
        N_("Look the places up in the request."),
    ),
    "request.answered_already": Sentence(
        N_("Place {place} of request {number} was answered already."),
        N_("Undo the run that recorded the answer, where it was wrong."),
    ),
    "request.reason_missing": Sentence(
        N_("Request {number} cannot be refused without the issuer's reason."),
        N_("Give the reason that its letter names."),
    ),
    "request.until_before": Sentence(
        N_("The certificate cannot end on {until}, before it begins."),
        N_("Give the last day that stands on it."),
    ),
    "request.mixed_subjects": Sentence(
        N_("Request {number} is about people and organs, which have forms of their own."),
        N_("Draw up one request for people and another for organs."),
    ),
    "request.ids_line": Sentence(
        N_("Line {line} of the file of citizens' numbers has no place, or no number."),
        N_("Write a place of the request and the number, with a space between, on each line."),
    ),
    "request.ids_of_organ": Sentence(
        N_("Place {place} of the request is {name}, an organ; it has no citizen's number."),
        N_("Take this line out, or correct its place."),
    ),
    "request.ids_differ": Sentence(
        N_("Rows {first} and {second} give {name} two different citizen's numbers."),
        N_("Read the number on the card, and write it in both, or in one of them only."),
    ),
    "cell.citizen_id": Sentence(
        N_("A citizen's number has twelve digits, that of an older card nine."),
        N_("Read the number on the card again; it is not kept here."),
    ),
}
