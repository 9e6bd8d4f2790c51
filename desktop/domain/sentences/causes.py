"""What most likely lies behind each link that fails, in words that a commune's clerk understands.

Guesses from what goes wrong in practice, told as such; the fact itself is the link's own sentence.
"""

from desktop.domain.texts import N_

# By the code of the link, without `.sending`.
CAUSES: dict[str, str] = {
    "route.code.missing": N_(
        "The unit is new or was just rearranged, and its code has not been asked for or not "
        "been entered."
    ),
    "route.code.refused": N_(
        "The code breaks the rules for codes, or another unit has it on the system already."
    ),
    "route.code.retired": N_(
        "The unit was rearranged, and the sender still has its old code in the address book."
    ),
    "route.code.shared": N_(
        "One code was typed for two units, or the old unit was not ended when it was merged."
    ),
    "route.channel.in_clear": N_("Whoever sends chose the ordinary network for a secret document."),
    "route.channel.axis_level": N_(
        "The unit still receives by the document axis and has not gone over to the system."
    ),
    "route.rule.no_endpoint": N_(
        "The rule names a role that this unit has not set up: it was made before the endpoint, or "
        "for other units."
    ),
    "route.endpoint.none": N_("Nobody has declared the unit's clerk for this network yet."),
    "route.endpoint.elsewhere": N_(
        "The unit has a clerk for one network only; the clerk for the other one has not been "
        "declared."
    ),
    "route.endpoint.planned": N_(
        "The account is asked for and not given out yet, or was not put into use after the "
        "training."
    ),
    "route.endpoint.suspended": N_(
        "The clerk is away or was moved, and the endpoint was stopped until somebody follows."
    ),
    "route.endpoint.closed": N_(
        "The unit was rearranged or changed its clerk, and the old endpoint is still the only one."
    ),
    "route.endpoint.neither": N_("The endpoint is there for devices or for contact alone."),
    "route.endpoint.sends_only": N_("The account was given the right to send only."),
    "route.endpoint.receives_only": N_("The account was given the right to receive only."),
    "route.endpoint.ceiling": N_(
        "The endpoint was set up for ordinary documents, and nobody has decided to let it "
        "take this level."
    ),
    "route.endpoint.other_types": N_(
        "The endpoint was set up for some types of documents, and no other takes the rest."
    ),
    "route.person.nobody": N_("The unit has no clerk yet, or has one whose name was not sent in."),
    "route.person.away": N_("Who covers the leave is away on the same days."),
    "route.person.left": N_("The clerk retired or was moved, and nobody was named to follow."),
    "route.clearance.low": N_(
        "There is no decision yet that lets this person handle documents of this level."
    ),
    "route.clearance.lapsed": N_(
        "The decision has run out and was not renewed, or the new one was not sent in."
    ),
    "route.clearance.capped": N_(
        "The clerk who is stood in for may handle less than the one who stands in."
    ),
    "route.certificate.missing": N_(
        "The eToken has not been asked for, or was given out and not entered."
    ),
    "route.certificate.expired": N_("Nobody renewed the certificate on the eToken in time."),
    "route.certificate.not_yet": N_("The certificate was issued beforehand and begins later."),
    "route.certificate.not_active": N_(
        "The issuer has not issued the certificate yet, or it was revoked because the person "
        "or the unit changed."
    ),
    "route.certificate.revoking": N_(
        "The device was lost or the person left, and the issuer has not answered yet."
    ),
    "route.certificate.not_in_hand": N_(
        "The eToken still lies at the office, is on its way, or was given back or lost."
    ),
    "route.certificate.locked": N_("A wrong PIN was entered too many times."),
    "route.line.missing": N_(
        "The encrypted line has not been supplied to this place yet, or was supplied and not "
        "entered."
    ),
    "route.line.issued": N_("The equipment of the line is on its way to the unit."),
    "route.line.received": N_("The unit has the equipment, and nobody has come to install it."),
    "route.line.installed": N_(
        "The equipment stands there, and the line has not been switched through or tested."
    ),
}
