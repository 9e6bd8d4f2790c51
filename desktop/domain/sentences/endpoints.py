"""Sentences about endpoints, the people who hold them, and a unit's ways in."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "endpoint.unknown": Sentence(
        N_("This endpoint is not in the registers any more."),
        N_("It may have been undone; read the list again (F5)."),
    ),
    "endpoint.unit_gone": Sentence(
        N_("The unit does not exist on {date}."),
        N_("Choose a day on which it exists, or its successor."),
    ),
    "endpoint.role_unknown": Sentence(
        N_("There is no endpoint role “{role}”."),
        N_("Choose one of these: {known}."),
    ),
    "endpoint.role_elsewhere": Sentence(
        N_("The role {role} does not live on the {environment}."),
        N_("Choose the other network, or another role."),
    ),
    "endpoint.no_direction": Sentence(
        N_("An endpoint of the role {role} must receive or send, or both."),
        N_("Tick “Receives”, “Sends”, or both; to stop both, suspend or close the endpoint."),
    ),
    "endpoint.level_in_clear": Sentence(
        N_("On the clear network an endpoint carries only what is not secret."),
        N_("Set the level to “Not secret”, or set the endpoint up on the secret network."),
    ),
    "endpoint.account_taken": Sentence(
        N_("The account “{account}” already belongs to another endpoint in use: {unit}."),
        N_("Check the account, or close the other endpoint first."),
    ),
    "endpoint.ends_too_early": Sentence(
        N_("It would end on {date}, but it only begins on {since}."),
        N_("Choose a later day, or undo the run that made it."),
    ),
    "endpoint.ended": Sentence(
        N_("This endpoint ended on {date}."),
        N_("Set up another endpoint for the unit."),
    ),
    "endpoint.not_begun": Sentence(
        N_("This endpoint begins on {since} only."),
        N_("Choose that day or a later one."),
    ),
    "endpoint.held_already": Sentence(
        N_("{person} already holds this endpoint on that day."),
        N_("Choose somebody else, or close this form."),
    ),
    "rule.unknown": Sentence(
        N_("This rule is not in the registers any more."),
        N_("It may have been undone; read the list again (F5)."),
    ),
    "rule.no_such_number": Sentence(
        N_("The unit has no receiving rule with number {number}."),
        N_("Choose one of its rules: {numbers}."),
    ),
    "rule.fallback_same": Sentence(
        N_("The rule names the same role twice."),
        N_("Choose another role for where the first has no endpoint in use, or none."),
    ),
    "rule.role_elsewhere": Sentence(
        N_("Endpoints of the role {role} do not live on the {environment}, and no other is named."),
        N_("Limit the rule to the other network, or name a second role that lives there."),
    ),
    "rule.levels_reversed": Sentence(
        N_("The lowest level of the rule is above its highest."),
        N_("Choose a lowest level that is not above the highest."),
    ),
    "rule.level_in_clear": Sentence(
        N_("On the clear network nothing secret travels, so the rule could never win."),
        N_("Begin with “Not secret”, or choose the secret network."),
    ),
    "rule.type_unknown": Sentence(
        N_("There is no type of documents “{type}”."),
        N_("Choose one of these: {known}."),
    ),
    "rule.never_wins": Sentence(
        N_("So rule {number} could never win: rule {by} before it takes all that it speaks of."),
        N_("Put it before that rule, or let one of them speak of less."),
    ),
    "leave.oneself": Sentence(
        N_("{person} cannot stand in for themselves."),
        N_("Name somebody else."),
    ),
    "leave.nothing_held": Sentence(
        N_("{person} holds no endpoint from {first} until {last}: nothing is to be covered."),
        N_("Check the days, or look at what the person holds."),
    ),
    "leave.cycle": Sentence(
        N_("{person} stands in for {deputy} at the same time, so each would wait for the other."),
        N_("Name somebody else, or end the other standing-in first."),
    ),
    "leave.cycle_long": Sentence(
        N_("On some of these days each would stand in for the next: {names}."),
        N_("Name somebody else, or end one of the other standings-in first."),
    ),
    "leave.deputy_away": Sentence(
        N_("{person} is on leave from {first} to {last} ({other} stands in): not there to cover."),
        N_("Name somebody else for those days."),
    ),
    "leave.covers_another": Sentence(
        N_("{person} covers the leave of {other} from {first} to {last} and will not be there."),
        N_("Name somebody else to cover the leave of {other} on those days."),
    ),
    "endpoint.holder_stands_in": Sentence(
        N_("{person} holds this endpoint and cannot stand in for themselves."),
        N_("Choose somebody else to stand in."),
    ),
    "endpoint.stands_in_already": Sentence(
        N_("{person} already stands in at this endpoint on that day."),
        N_("Choose somebody else, or end the earlier standing-in first."),
    ),
    "endpoint.stand_in_below": Sentence(
        N_("{person} is cleared up to “{has}”, the endpoint takes up to “{level}”."),
        N_("Record the decision of their clearance, or name somebody who is cleared for it."),
    ),
    "endpoint.stand_in_after": Sentence(
        N_("Nobody holds the endpoint from {date} on: {person} then stands in for nobody."),
        N_("Name who holds it from that day on, or end the standing-in."),
    ),
    "endpoint.stand_in_stays": Sentence(
        N_("{person} goes on standing in at the endpoint until {last}, now for {holder}."),
        N_("End the standing-in where it was for the former holder's leave."),
    ),
    "endpoint.holding_later": Sentence(
        N_("{person} is already named as the holder from {since}."),
        N_("Choose {since} or a later day, or undo that run first."),
    ),
    "endpoint.nothing_chosen": Sentence(
        N_("No endpoint is chosen."),
        N_("Choose one or more rows of the table first."),
    ),
    "holding.unknown": Sentence(
        N_("This assignment is not in the registers any more."),
        N_("It may have been undone; read the list again (F5)."),
    ),
    "person.unknown": Sentence(
        N_("This person is not in the registers any more."),
        N_("It may have been undone; read the list again (F5)."),
    ),
    "person.name_missing": Sentence(
        N_("The person's name is empty."),
        N_("Write the full name as in the decision."),
    ),
    "person.clearance_without_basis": Sentence(
        N_("A clearance above “Not secret” needs the decision that gave it."),
        N_("Write the number and date of the decision."),
    ),
    "person.already_erased": Sentence(
        N_("What was kept of this person is erased already."),
        N_("Nothing more is to be done."),
    ),
    "person.erase_why_missing": Sentence(
        N_("The reason for erasing is empty."),
        N_("Write the request or the rule that it rests on; do not name the person in it."),
    ),
    "person.erase_unconfirmed": Sentence(
        N_("Erasing {person} was not confirmed; nothing was changed."),
        N_("It cannot be undone. Repeat with --yes if that is what you want."),
    ),
    "person.still_holds": Sentence(
        N_("The person still has this: {what}."),
        N_("End it, or record the return of the eToken; then erase."),
    ),
    "person.erase_left_texts": Sentence(
        N_(
            "{count} {where} name the person or a number of theirs and stay as they are: somebody "
            "else has it too, or it is still in use."
        ),
        N_("Look through them and change by hand what speaks of this person."),
    ),
    "person.erase_left_runs": Sentence(
        N_("The arguments of earlier runs name the person, and stay: {runs}."),
        N_("They prove the journal. Name files and filters without people in future."),
    ),
    "person.erase_not_swept": Sentence(
        N_("The person is erased, but the database file still has to be freed of old traces."),
        N_("Make room on the disk, then open the vault again: it is done as it opens."),
    ),
    "line.begins_later": Sentence(
        N_("A line of this unit is already recorded from {since}."),
        N_("Choose a day after that, or undo that run first."),
    ),
    "exemption.no_decision": Sentence(
        N_("An exemption rests on a decision, and none is named."),
        N_("Write the decision's number and date, as in “12-QĐ/TU, 01/10/2026”."),
    ),
    "exemption.decision_incomplete": Sentence(
        N_("“{decision}” does not hold both the number of a decision and its date."),
        N_("Write the decision's number and date, as in “12-QĐ/TU, 01/10/2026”."),
    ),
    "exemption.no_end": Sentence(
        N_("An exemption ends by itself, and no last day is named."),
        N_("Write the last day on which it holds, as the decision says."),
    ),
    "exemption.ends_before": Sentence(
        N_("The last day, {last}, comes before the first day, {since}."),
        N_("Put the two days right."),
    ),
    "exemption.overlaps": Sentence(
        N_(
            "The unit is exempt for some of the same documents from {since} until {until} already, "
            "by {decision}."
        ),
        N_("Begin after that, or end the other exemption first."),
    ),
    "exemption.unknown": Sentence(
        N_("There is no such exemption on that day."),
        N_("Look at what the unit is exempt from; a run that was undone may have made it."),
    ),
    "text.too_long": Sentence(
        N_("The text has {length} characters; {longest} at most are kept."),
        N_("Shorten it; long remarks belong into the note or the decision."),
    ),
}
