"""Sentences about minutes of handing devices over."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "handover.unknown": Sentence(
        N_("There are no minutes of handing over with the number {number}."),
        N_("Look the number up in the list of minutes."),
    ),
    "handover.waits": Sentence(
        N_("Minutes {number}, which name the token {token}, wait for a signature."),
        N_("Record the signed copy of those, or give them up, and draw up new ones then."),
    ),
    "handover.signed": Sentence(
        N_("Minutes {number} were signed on {day} already."),
        N_("A signed copy that is not kept yet may be added; else there is nothing to do."),
    ),
    "handover.cancelled": Sentence(
        N_("Minutes {number} were given up on {day}."),
        N_("Draw up new minutes about the devices."),
    ),
    "handover.day_before": Sentence(
        N_("Minutes {number} are of {drawn}; they cannot have been signed before that day."),
        N_("Give the day of the signature."),
    ),
    "handover.paper_missing": Sentence(
        N_("Number and date of the signed minutes {number} are missing."),
        N_("Give them as the clerk's book has them."),
    ),
    "handover.reason_missing": Sentence(
        N_("Minutes {number} cannot be given up without a reason."),
        N_("Say in a few words why."),
    ),
    "handover.scan_kind": Sentence(
        N_("{file} is no PDF, JPEG or PNG file."),
        N_("Scan the signed paper as PDF, or as a picture of one of these kinds."),
    ),
    "handover.scan_large": Sentence(
        N_("{file} has more than {most} MB, which is more than a signed copy may have."),
        N_("Scan it in grey at 200 or 300 dots per inch."),
    ),
    "handover.scan_there": Sentence(
        N_("A signed copy of minutes {number} is kept already."),
        N_("Undo the run that took it in first, where it is the wrong one."),
    ),
    "handover.no_files": Sentence(
        N_("No signed copy and no signature is kept with minutes {number}."),
        N_("Record the signed copy with its file first."),
    ),
    "handover.not_a_token": Sentence(
        N_("Minutes are signed with one of the devices that they name, not with a key file."),
        N_("Plug that device in and choose its driver and label."),
    ),
    "handover.signer_not_named": Sentence(
        N_("The certificate {number} of {signer} is on none of the devices of minutes {minutes}."),
        N_("Sign with a device that they name; record its certificate first where it is new."),
    ),
    "handover.signer_state": Sentence(
        N_("The certificate {number} of {signer} is in state “{state}” and signs no minutes."),
        N_("Let the receiver sign minutes {minutes} on paper, and record the signed copy."),
    ),
    "handover.sign_returned": Sentence(
        N_(
            "Minutes {number} are of devices given back: a device does not sign for who takes it "
            "back."
        ),
        N_("Let both sides sign on paper, and record the signed copy."),
    ),
    "handover.several_receivers": Sentence(
        N_(
            "Minutes {number} are of devices of {count} subscribers; one device signs for its own "
            "alone."
        ),
        N_(
            "Draw up minutes for each subscriber, or let them all sign on paper and record the "
            "signed copy."
        ),
    ),
    "handover.receiver_is_another": Sentence(
        N_("Minutes {number} name {receiver} as receiver, but the device is that of {subscriber}."),
        N_(
            "Let {receiver} sign on paper and record the signed copy, or draw the minutes up anew "
            "for {subscriber}."
        ),
    ),
}  # fmt: skip
