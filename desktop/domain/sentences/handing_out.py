"""Sentences about handing-out days."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "handout.no_day_yet": Sentence(
        N_("No handing-out day was begun yet."),
        N_("Begin one: its list has the devices that wait for a signature."),
    ),
    "handout.no_day": Sentence(
        N_("There is no handing-out day with the number {number}."),
        N_("Look up its number in the list of handing-out days."),
    ),
    "handout.nobody_waits": Sentence(
        N_("No device with a serial waits to be handed out there."),
        N_("Receive the delivery, and say whose each device is to be; then begin the day."),
    ),
    "handout.nobodys": Sentence(
        N_("The device {serial} is nobody's yet."),
        N_("Lay it aside; say whose it is to be, or give it in the place of a broken one."),
    ),
    "handout.serial_unknown": Sentence(
        N_("No token has the serial {serial}, and it came with no delivery."),
        N_("Scan it once more; if it is read right, lay it aside and look for its delivery."),
    ),
    "handout.proxy_unnamed": Sentence(
        N_("It is not said who receives the device."),
        N_("Give the name of who came, as the letter of introduction says it."),
    ),
    "handout.paper_missing": Sentence(
        N_("{receiver} receives for somebody else, and no letter of introduction is named."),
        N_("Give number and date of the letter of introduction."),
    ),
    "handout.day_to_come": Sentence(
        N_("Nothing can have been handed out on a day that is still to come: {day}."),
        N_("Give today or an earlier day."),
    ),
    "handout.gone_already": Sentence(
        N_("The token {token} was handed out on {day} already."),
        N_("Take that back first, if it was ticked by mistake."),
    ),
    "handout.swap_same": Sentence(
        N_("{token} is this very device."),
        N_("Scan the other device, which is to be given instead."),
    ),
    "handout.swap_certified": Sentence(
        N_("The certificate {number} on the token {token} cannot go to another device."),
        N_("Ask the issuer to revoke it and to issue one for the other device; hand out later."),
    ),
}
