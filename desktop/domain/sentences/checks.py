"""Sentences of routes and checks.

`route.<step>.<how it is>` are the links of the chain; `.sending` ends those that read otherwise for
a unit that sends.
`<rule>` and `<rule>.<case>` are the findings of `check`.
"""

from desktop.domain.sentences import certificate_checks
from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "route.code.planned": Sentence(
        N_("The code {code} is only planned."),
        N_("Have the code put into use by the central system before documents are sent to it."),
    ),
    "route.code.planned.sending": Sentence(
        N_("The code {code} is only planned."),
        N_("Have the code put into use by the central system before documents are sent from it."),
    ),
    "route.code.sent": Sentence(
        N_("The code {code} is sent but not yet accepted."),
        N_("Have the code put into use by the central system before documents are sent to it."),
    ),
    "route.code.sent.sending": Sentence(
        N_("The code {code} is sent but not yet accepted."),
        N_("Have the code put into use by the central system before documents are sent from it."),
    ),
    "route.code.accepted": Sentence(
        N_("The code {code} is accepted but not yet in use."),
        N_("Have the code put into use by the central system before documents are sent to it."),
    ),
    "route.code.accepted.sending": Sentence(
        N_("The code {code} is accepted but not yet in use."),
        N_("Have the code put into use by the central system before documents are sent from it."),
    ),
    "route.code.refused": Sentence(
        N_("The code {code} of {unit} was refused."),
        N_("Ask for the reason, declare a code that will be accepted, and record its new state."),
    ),
    "route.code.retired": Sentence(
        N_("The code {code} of {unit} ended on {date}."),
        N_("Send to the unit's present code, or give the unit a code if it has none."),
    ),
    "route.code.retired.sending": Sentence(
        N_("The code {code} of {unit} ended on {date}."),
        N_("Send from the unit's present code, or give the unit a code if it has none."),
    ),
    "route.code.missing": Sentence(
        N_("{unit} has no identifier code."),
        N_("Give the unit a code and declare it."),
    ),
    "route.code.shared": Sentence(
        N_("The code {code} of {unit} is held by another unit too."),
        N_("Find out whose code it is and end the other one."),
    ),
    "route.channel.in_clear": Sentence(
        N_(
            "Documents of level {level} belong on the secret network, and this asks about the "
            "clear network."
        ),
        N_("Send it on the secret network."),
    ),
    "route.channel.axis_level": Sentence(
        N_("{unit} is reached by the document axis, which carries only what is not secret."),
        N_(
            "Make the system the unit's official channel for this network, or send it by the "
            "private line."
        ),
    ),
    "route.channel.axis_level.sending": Sentence(
        N_("{unit} sends by the document axis, which carries only what is not secret."),
        N_(
            "Make the system the unit's official channel for this network, or have it sent by the "
            "private line."
        ),
    ),
    "route.channel.private": Sentence(
        N_("Documents for {unit} come by the private line, not by this system."),
        N_("Send it by the private line (đường riêng)."),
    ),
    "route.channel.private.sending": Sentence(
        N_("Documents of {unit} go by the private line, not by this system."),
        N_("Have it sent by the private line (đường riêng)."),
    ),
    "route.channel.paper": Sentence(
        N_("Documents for {unit} come on paper, not by this system."),
        N_("Send it on paper."),
    ),
    "route.channel.paper.sending": Sentence(
        N_("Documents of {unit} go on paper, not by this system."),
        N_("Have it sent on paper."),
    ),
    "route.channel.apart": Sentence(
        N_("Documents of level {level} go by the private line (đường riêng), not by this system."),
        N_(
            "Send it by the private line, or record the system as the unit's channel if it has "
            "been decided so."
        ),
    ),
    "route.rule.no_endpoint": Sentence(
        N_("By {rule}, {role} receives it, and {unit} has no such endpoint on the {environment}."),
        N_("Set up an endpoint of that role, or change the rule."),
    ),
    "route.rule.falls_back": Sentence(
        N_(
            "By {rule}, {role} receives it; none of its endpoints on the {environment} is in use, "
            "so {fallback} does."
        ),
        N_("Put an endpoint of that role into use, or change the rule."),
    ),
    "route.endpoint.other_types": Sentence(
        N_("{endpoint} is for other types of documents."),
        N_("Let the endpoint take documents of this type, or set up one that takes all types."),
    ),
    "route.endpoint.none": Sentence(
        N_("{unit} has no endpoint on the {environment}."),
        N_("Set up a receiving endpoint for the unit there."),
    ),
    "route.endpoint.none.sending": Sentence(
        N_("{unit} has no endpoint on the {environment}."),
        N_("Set up a sending endpoint for the unit there."),
    ),
    "route.endpoint.elsewhere": Sentence(
        N_("{unit} has no endpoint on the {environment}, only on the other network."),
        N_(
            "Set up a receiving endpoint on this network, or send on the other one if the "
            "level allows it."
        ),
    ),
    "route.endpoint.elsewhere.sending": Sentence(
        N_("{unit} has no endpoint on the {environment}, only on the other network."),
        N_(
            "Set up a sending endpoint on this network, or have it sent on the other one if the "
            "level allows it."
        ),
    ),
    "route.endpoint.planned": Sentence(
        N_("{endpoint} of {unit} is only planned."),
        N_("Put the endpoint into use."),
    ),
    "route.endpoint.suspended": Sentence(
        N_("{endpoint} of {unit} is suspended."),
        N_("Resume the endpoint, or set up another one."),
    ),
    "route.endpoint.closed": Sentence(
        N_("{endpoint} of {unit} is closed."),
        N_("Set up another receiving endpoint."),
    ),
    "route.endpoint.closed.sending": Sentence(
        N_("{endpoint} of {unit} is closed."),
        N_("Set up another sending endpoint."),
    ),
    "route.endpoint.neither": Sentence(
        N_("{endpoint} of {unit} neither receives nor sends documents on the {environment}."),
        N_("Choose another endpoint for them, or correct the rule that chooses this one."),
    ),
    "route.endpoint.sends_only": Sentence(
        N_("{endpoint} of {unit} does not receive."),
        N_("Let the endpoint receive, or set up another one that does."),
    ),
    "route.endpoint.receives_only": Sentence(
        N_("{endpoint} of {unit} does not send."),
        N_("Let the endpoint send, or set up another one that does."),
    ),
    "route.endpoint.ceiling": Sentence(
        N_("{endpoint} of {unit} takes documents up to {ceiling} only."),
        N_("Raise the endpoint's level by decision, or set up an endpoint for {level}."),
    ),
    "route.endpoint.ceiling.sending": Sentence(
        N_("{endpoint} of {unit} sends documents up to {ceiling} only."),
        N_("Raise the endpoint's level by decision, or set up one that sends {level}."),
    ),
    "route.person.nobody": Sentence(
        N_("Nobody holds {endpoint} of {unit}."),
        N_("Name the person who holds it."),
    ),
    "route.person.away": Sentence(
        N_("{people} holds the endpoint {endpoint} and is on leave; nobody stands in."),
        N_("Name somebody who is there to stand in."),
    ),
    "route.person.left": Sentence(
        N_("Nobody has held {endpoint} of {unit} since {date}."),
        N_("Name the person who holds it now."),
    ),
    "route.clearance.low": Sentence(
        N_("{person} of {unit} is cleared up to {clearance} only."),
        N_("Clear the person for {level} by decision and record it, or name someone who is."),
    ),
    "route.clearance.lapsed": Sentence(
        N_("The clearance of {person} of {unit} ended on {date}."),
        N_("Renew the clearance and record it, or name someone who is cleared for {level}."),
    ),
    "route.clearance.capped": Sentence(
        N_(
            "{person} of {unit} stands in for a holder who is cleared up to {clearance} only, "
            "and may not go above that."
        ),
        N_("Clear the holder for {level}, or make the other person the holder."),
    ),
    "route.certificate.unsigned": Sentence(
        N_("The certificate {number} is valid, but its device has not been signed for."),
        N_("Have the receiver sign for the device and record the day."),
    ),
    "route.certificate.missing": Sentence(
        N_("Neither {person} nor {unit} has a certificate."),
        N_("Ask the issuer for a certificate for the person or the organ."),
    ),
    "route.certificate.expired": Sentence(
        N_("The certificate {number} of {holder} ended on {until}."),
        N_("Ask the issuer to renew it."),
    ),
    "route.certificate.not_yet": Sentence(
        N_("The certificate {number} of {holder} is not valid yet on {at}."),
        N_("Wait for its first day, or ask the issuer for one that is valid now."),
    ),
    "route.certificate.not_active": Sentence(
        N_("The certificate {number} of {holder} is not active."),
        N_(
            "Find out why (not yet issued, on hold, revoked), and have it issued, resumed or "
            "replaced."
        ),
    ),
    "route.certificate.revoking": Sentence(
        N_(
            "The issuer was asked to revoke the certificate {number} of {holder}; it has "
            "not confirmed that yet."
        ),
        N_("Record its answer once it is there, and ask for a new certificate."),
    ),
    "route.certificate.not_in_hand": Sentence(
        N_("The device with the certificate {number} of {holder} has not been handed over."),
        N_(
            "Hand the device over against a signature, or replace it if it is lost, damaged or "
            "returned."
        ),
    ),
    "route.certificate.locked": Sentence(
        N_("The device with the certificate {number} of {holder} is locked."),
        N_("Have the device unlocked by the issuer."),
    ),
    "route.line.missing": Sentence(
        N_("{unit} has no encrypted line (BML), so nothing secret reaches it."),
        N_("Have the line installed and record the day it opened."),
    ),
    "route.line.missing.sending": Sentence(
        N_("{unit} has no encrypted line (BML), so it can send nothing secret."),
        N_("Have the line installed and record the day it opened."),
    ),
    "route.line.issued": Sentence(
        N_("The line (BML) of {unit} was issued on {date}, and is not received yet."),
        N_("Have it received, installed and connected, and record each day."),
    ),
    "route.line.received": Sentence(
        N_("The line (BML) of {unit} was received on {date}, and is not installed yet."),
        N_("Have it installed and connected, and record each day."),
    ),
    "route.line.installed": Sentence(
        N_("The line (BML) of {unit} has been installed since {date}, and is not connected yet."),
        N_("Have it connected and record the day."),
    ),
    "route.profile.no_clear": Sentence(
        N_("{unit} does not use the clear network: documents for it go on the secret network."),
        N_("Send it on the secret network."),
    ),
    "route.profile.no_clear.sending": Sentence(
        N_("{unit} does not use the clear network: its documents go on the secret network."),
        N_("Have it sent on the secret network."),
    ),
    "route.exemption.decided": Sentence(
        N_(
            "{unit} may be without a way for documents of level {level} and above until the end of "
            "{until}, by {decision}."
        ),
        N_("Have the way in order by {until}: from the day after it is a gap."),
    ),
    "route.level.below": Sentence(
        N_("Documents up to {reached} arrive, {level} does not."),
        N_("Mend the links that failed above."),
    ),
    "route.level.below.sending": Sentence(
        N_("Documents up to {reached} can be sent, {level} cannot."),
        N_("Mend the links that failed above."),
    ),
    "route.level.nothing": Sentence(
        N_("No document arrives."),
        N_("Mend the links that failed above."),
    ),
    "route.level.nothing.sending": Sentence(
        N_("No document can be sent."),
        N_("Mend the links that failed above."),
    ),
    "code.missing": Sentence(
        N_("{unit} has no identifier code."),
        N_("Give the unit a code and declare it."),
    ),
    "code.missing.retired": Sentence(
        N_("{unit} has had no identifier code since {date}, when {code} ended."),
        N_("Give the unit a code and declare it."),
    ),
    "code.refused": Sentence(
        N_("The code {code} of {unit} was refused."),
        N_("Ask for the reason, declare a code that will be accepted, and record its new state."),
    ),
    "code.refused.axis": Sentence(
        N_("The code {code} of {unit} was refused on {system}: {reason}."),
        N_("Declare a code that will be accepted there, and record its new state."),
    ),
    "unit.parent_ended": Sentence(
        N_("{unit} stands below {parent}, which is not there on this day."),
        N_("Move {unit} below the unit that followed, or end it too."),
    ),
    "code.mismatch": Sentence(
        N_("The code {code} of {unit} is out of step on {system} since {date}: {reason}."),
        N_("Have {system} put right, or the code here, and record the new state."),
    ),
    "code.mismatch.ended": Sentence(
        N_("The code {code} of {unit} ended on {date} but is still in use on {system}."),
        N_("Have it closed on {system}, so that nothing more is sent to it, and record that."),
    ),
    "code.duplicate": Sentence(
        N_("{unit} and {other} both hold the code {code} from {date}."),
        N_("Find out whose code it is and end the other one."),
    ),
    "code.duplicate.twice": Sentence(
        N_("{unit} holds the code {code} twice at once from {date}."),
        N_("End one of the two records."),
    ),
    "code.outside_parent": Sentence(
        N_(
            "The code {code} of {unit} does not extend {parent_code}, the code of {parent} "
            "above it."
        ),
        N_("Give the unit a code that begins with its parent's, or put it under the right parent."),
    ),
    "channel.twice": Sentence(
        N_("{unit} has two official channels at once on the {environment}: {channels}."),
        N_("Keep one channel and end the other: a document must not come twice."),
    ),
    "unit.no_receiver": Sentence(
        N_("{unit} has no endpoint in use that receives."),
        N_("Set up a receiving endpoint, or put the planned or suspended one into use."),
    ),
    "unit.no_receiver.types": Sentence(
        N_("{unit} has only endpoints for some types of documents; any other arrives nowhere."),
        N_("Let one endpoint take documents of any type."),
    ),
    "rule.no_taker": Sentence(
        N_(
            "{documents} ({levels}) come to nobody at {unit}: by {rule}, {role} receives them, and "
            "it has none in use on the {environment} that does."
        ),
        N_("Set up an endpoint of that role, put one into use, or change the rule."),
    ),
    "rule.no_taker.either": Sentence(
        N_(
            "{documents} ({levels}) come to nobody at {unit}: by {rule}, {role} or else {fallback} "
            "receives them, and it has neither in use on the {environment} that does."
        ),
        N_("Set up an endpoint of one of the two roles, put one into use, or change the rule."),
    ),
    "rule.beaten": Sentence(
        N_("Rule {number} of {unit} can never win: rule {by} takes all that it speaks of."),
        N_("Put it before that rule, let one of them speak of less, or end it."),
    ),
    "endpoint.no_person": Sentence(
        N_("Nobody holds {endpoint} of {unit} ({environment})."),
        N_("Name the person who holds it."),
    ),
    "endpoint.no_person.left": Sentence(
        N_("Nobody has held {endpoint} of {unit} ({environment}) since {date}."),
        N_("Name the person who holds it now."),
    ),
    "endpoint.no_person.away": Sentence(
        N_(
            "{people} holds {endpoint} of {unit} ({environment}) and is on leave; nobody stands in."
        ),
        N_("Name somebody who is there to stand in."),
    ),
    "endpoint.stand_in_alone": Sentence(
        N_("{person} stands in at {endpoint} of {unit}, which nobody holds from {date} on."),
        N_("Name who holds it from that day on, {person} or another, or end the standing-in."),
    ),
    "endpoint.test_lost": Sentence(
        N_(
            "The test document {number} of round {round} for {endpoint} of {unit} did not arrive "
            "({date})."
        ),
        N_(
            "Ask the unit, mend what keeps documents from it, then send it another test document "
            "and record that it arrived."
        ),
    ),
    "endpoint.unproved": Sentence(
        N_(
            "Of the {total} receiving endpoints of {unit} no test document has proved {count} in "
            "the last {days} days."
        ),
        N_("Plan a round of test documents for them, and record which ones arrive."),
    ),
    "level.above_clearance": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but {person} is cleared up to "
            "{clearance} only."
        ),
        N_(
            "Clear the person for {ceiling} by decision and record it, name someone who is, or "
            "lower the endpoint's level."
        ),
    ),
    "level.above_clearance.lapsed": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but the clearance of {person} ended "
            "on {date}."
        ),
        N_(
            "Renew the clearance and record it, name someone who is cleared, or lower the "
            "endpoint's level."
        ),
    ),
    "level.above_line": Sentence(
        N_("{endpoint} of {unit} takes up to {ceiling}, but the unit has no encrypted line (BML)."),
        N_("Have the line installed and record the day it opened, or lower the endpoint's level."),
    ),
    "level.above_line.coming": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but the unit's line (BML) is not "
            "connected yet: {stage} since {date}."
        ),
        N_("Have the line connected and record the day, or lower the endpoint's level."),
    ),
    "certificate.missing": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but neither {person} nor the organ "
            "has a certificate."
        ),
        N_("Ask the issuer for a certificate for the person or the organ."),
    ),
    "certificate.expired": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but the certificate {number} of "
            "{person} ended on {until}."
        ),
        N_("Ask the issuer to renew it."),
    ),
    "certificate.unusable": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but the certificate {number} of "
            "{person} cannot be used: it is not active yet or any more, or its device is "
            "locked or not handed over."
        ),
        N_(
            "Have the certificate issued or resumed, or the device handed over or unlocked; "
            "record it."
        ),
    ),
    "certificate.unusable.revoking": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but the issuer was asked to revoke the "
            "certificate {number} of {person}; it has not confirmed that yet."
        ),
        N_("Record its answer once it is there, and ask for a new certificate."),
    ),
    "token.minutes_waiting": Sentence(
        N_("Minutes {number} of {drawn} about {count} eTokens wait for a signature."),
        N_("Record the signed copy with its day, or give the minutes up."),
    ),
    "token.at_large": Sentence(
        N_("The device {token} is {custody}, but its certificate {number} is {state}."),
        N_("Ask the issuer to revoke it, and record the request."),
    ),
    "token.at_large.returned": Sentence(
        N_("The device {token} was given back, but its certificate {number} is {state}."),
        N_("Ask the issuer to revoke it, or hand the device out again."),
    ),
    "token.revocation_waiting": Sentence(
        N_(
            "The issuer was asked to revoke the certificate {number} of {token}; it has not "
            "confirmed that yet."
        ),
        N_("Ask the issuer how far it is, and record its answer."),
    ),
    "certificate.ended": Sentence(
        N_("The certificate {number} of {subscriber} ended on {until}, and no other follows it."),
        N_("Ask the issuer to renew it, or take the device back."),
    ),
    "certificate.ending": Sentence(
        N_("The certificate {number} of {subscriber} ends on {until}."),
        N_("Ask the issuer to renew it before that day."),
    ),
    "use.none": Sentence(
        N_("{unit} is configured, but nobody logged in there from {first} to {last}."),
        N_("Call the unit: does it have its accounts, has it been shown how, is there a fault?"),
    ),
    "certificate.unsigned": Sentence(
        N_(
            "{endpoint} of {unit} takes up to {ceiling}, but the device with the certificate "
            "{number} of {person} has not been signed for."
        ),
        N_("Have the receiver sign for the device and record the day."),
    ),
    "profile.above_clerk": Sentence(
        N_(
            "{unit} is to have clerks' endpoints only, but {endpoint} ({environment}) is in use "
            "and receives."
        ),
        N_("Close the endpoint, or end the unit's profile if it is to receive there."),
    ),
    "profile.in_clear": Sentence(
        N_("{unit} does not use the clear network, but {endpoint} is in use there."),
        N_("Close the endpoint, or end the unit's profile if it uses the clear network again."),
    ),
    "exemption.ending": Sentence(
        N_(
            "The exemption of {unit} for documents of level {level} and above, by {decision}, "
            "ends after {until}."
        ),
        N_("Have the way in order by then, or have a new decision made and record it."),
    ),
    "route.unit_gone": Sentence(
        N_("The code {code} ended on {date}, and its unit does not exist on {at}."),
        N_("Look up the unit's successor and send to its code."),
    ),
    "route.code_unknown": Sentence(
        N_("No unit has the code {code} on {date}. Codes like it: {near}."),
        N_("Check the code, or ask with --as-of for another day."),
    ),
    "coverage.days_reversed": Sentence(
        N_("The day to compare with, {first}, comes after the day that is looked at, {last}."),
        N_("Change the two days over."),
    ),
    "check.rule_unknown": Sentence(
        N_("There is no rule “{rule}”. The rules are: {known}."),
        N_("Choose one of these rules, or leave --rule out to check all of them."),
    ),
    **certificate_checks.SENTENCES,
}

# The links of the chain that hold: there is nothing to mend.
HOLDING: dict[str, str] = {
    "route.code.live": N_("The code {code} is in use."),
    "route.channel.none": N_("No official channel is recorded, so documents go by the system."),
    "route.channel.system": N_("The official channel is the system."),
    "route.channel.axis": N_("The official channel is the document axis."),
    "route.rule.wins": N_("By {rule}, {role} receives it."),
    "route.rule.wins_over": N_("By {rule}, {role} receives it; it comes before {beaten}."),
    "route.endpoint.takes": N_("{endpoint} receives on the {environment}, up to {ceiling}."),
    "route.endpoint.takes.sending": N_("{endpoint} sends on the {environment}, up to {ceiling}."),
    "route.person.holds": N_("{person} holds it."),
    "route.person.stands_in": N_("{person} stands in."),
    "route.person.covers": N_("{person} stands in for {away}, who is on leave."),
    "route.clearance.not_needed": N_("No clearance is needed."),
    "route.clearance.enough": N_("{person} is cleared up to {clearance}."),
    "route.certificate.not_needed": N_("No certificate is needed."),
    "route.certificate.valid": N_("The certificate {number} is valid until {until}."),
    "route.certificate.valid_always": N_("The certificate {number} is valid."),
    "route.line.not_needed": N_("No encrypted line is needed."),
    "route.line.there": N_("The unit has an encrypted line (BML)."),
    "route.level.reached": N_("Documents up to {reached} arrive."),
    "route.level.reached.sending": N_("Documents up to {reached} can be sent."),
}
