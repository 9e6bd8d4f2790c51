"""Sentences about plans of reorganisation: their rows, and the conflicts of their events."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "plan.no_table": Sentence(
        N_("{file} holds no table that can be read as a plan of changes."),
        N_("Put headings above the rows, such as {known} and “Ngày hiệu lực”."),
    ),
    "compare.days_reversed": Sentence(
        N_("The first day {first} comes after the second, {second}."),
        N_("Change the two days over."),
    ),
    "plan.kind_missing": Sentence(
        N_("The row does not say what happens."),
        N_("Write one of: Thành lập, Đổi tên, Đổi mã, Chuyển, Sáp nhập, Nhập vào, Chia tách."),
    ),
    "plan.kind_unknown": Sentence(
        N_("“{kind}” is no kind of event that this program knows."),
        N_(
            "Write one of: Thành lập, Đổi tên, Đổi mã, Chuyển, Sáp nhập, Nhập vào, Chia tách, "
            "Chuyển một phần, Giải thể, Khôi phục."
        ),
    ),
    "plan.day_missing": Sentence(
        N_("The row has no day on which it takes effect."),
        N_("Write the day of the decision's effect, as day/month/year."),
    ),
    "plan.day_swapped": Sentence(
        N_("{day} and {other} are the same with day and month changed over."),
        N_("See which of the two is meant. If both are right, write {iso} in this row."),
    ),
    "plan.day_of_1904": Sentence(
        N_("{day} and {other} are 1,462 days apart, as the days of Excel's two calendars are."),
        N_("See whether rows were pasted from a workbook that counts its days from 1904."),
    ),
    "plan.operational_first": Sentence(
        N_("Work by it would begin on {operational}, before it takes effect on {day}."),
        N_("Check the two days: people work by a change from its legal day on, or later."),
    ),
    "plan.before_missing": Sentence(
        N_("The row names no old unit."), N_("Write its code, or its name where no code is known.")
    ),
    "plan.after_missing": Sentence(
        N_("The row names no new unit."),
        N_("Write the unit's name; for a move, the code or name of the new superior."),
    ),
    "plan.code_missing": Sentence(
        N_("A new code is announced and none is given."), N_("Write it in the column Mã mới.")
    ),
    "plan.rows_differ": Sentence(
        N_("The row says “{text}”, but row {first} of the same event says “{other}”."),
        N_("Write the same in all rows of one event, or leave all but one blank."),
    ),
    "plan.cell_unused": Sentence(
        N_("“{text}” means nothing in a row of the kind {kind}."),
        N_("Leave this cell blank, or write another kind of event."),
    ),
    "plan.transfer_whole": Sentence(
        N_("“{text}” contradicts the kind of this row: a part is transferred."),
        N_("Write Nhập vào where the whole unit goes, or Một phần."),
    ),
    "plan.whole_and_part": Sentence(
        N_("{unit} goes away in part here, and whole by row {first}."),
        N_("Keep one of the rows, or write Một phần in both."),
    ),
    "plan.parts_end": Sentence(
        N_("{unit} goes into {count} units in parts, so it ends."),
        N_("See who takes what it leaves. If it goes on, write Chuyển một phần in these rows."),
    ),
    "plan.parent_missing": Sentence(
        N_("Several new units of the day are called “{unit}”; this row does not say which."),
        N_("Write the superior in the column Trực thuộc, as in the other rows."),
    ),
    "plan.merger_of_one": Sentence(
        N_("Only {before} goes into {after}: nothing is merged."),
        N_("See whether a row is missing, or write Đổi tên or Nhập vào."),
    ),
    "plan.share_unknown": Sentence(
        N_("“{text}” says neither whole nor part."), N_("Write Toàn bộ or Một phần.")
    ),
    "plan.unit_unknown": Sentence(
        N_("No unit is known as “{unit}” on {date}, the day before."),
        N_("Check the spelling, or write the unit's code; bring the unit in first if it is new."),
    ),
    "plan.unit_later": Sentence(
        N_("“{unit}” means {other} only from {since} on, and nobody on {date}, the day before."),
        N_("Check the day and its year; choose a later day, or name the unit that stood then."),
    ),
    "plan.unit_earlier": Sentence(
        N_("“{unit}” meant {other} until {until}, and means nobody on {date}, the day before."),
        N_("Name the unit that follows it, or check the day."),
    ),
    "plan.other_register": Sentence(
        N_("Of the {count} rows none names a unit of this register."),
        N_("See whether this is another province's plan, or bring its units in first."),
    ),
    "plan.unit_ended": Sentence(
        N_("“{unit}” ends on {date} by an earlier row of this plan."),
        N_("Name the unit that follows it, or change the order of the days."),
    ),
    "plan.same_day": Sentence(
        N_("“{unit}” begins on this very day by another row."),
        N_("Say in one row what happens on the day, or give the later event a later day."),
    ),
    "plan.still_there": Sentence(
        N_("{unit} has not ended, so it cannot be brought back."),
        N_("Check which unit is meant."),
    ),
    "plan.after_twice": Sentence(
        N_("“{unit}” stands twice among the units that come out of the split."),
        N_("Keep one of the rows."),
    ),
    "plan.taker_unknown": Sentence(
        N_("“{text}” is none of the units that come out of the split."),
        N_("Write the name of one of them in the column Bên nhận mặc định."),
    ),
    "plan.taker_twice": Sentence(
        N_("Row {first} names another unit that takes over."),
        N_("Name one in the column Bên nhận mặc định; the window gives single things elsewhere."),
    ),
    "plan.code_of_known": Sentence(
        N_("{unit} is there already; this event does not give it the code {code}."),
        N_("Leave Mã mới blank, or add a row Đổi mã for the unit."),
    ),
    "plan.parent_unknown": Sentence(
        N_("Nothing says below which unit “{unit}” stands."),
        N_("Add a column Cấp trên của đơn vị mới, or give a code that continues the superior's."),
    ),
    "plan.code_unknown": Sentence(
        N_("No unit of the register holds the code {value} before the day."),
        N_("Bring the units of that place in first."),
    ),
    "plan.place_absent": Sentence(
        N_("The register has no unit with the place's code {value}; its change is left out."),
        N_("Bring the place in first, if it belongs in this register."),
    ),
    "plan.table_other_register": Sentence(
        N_("This is the public table of the reform, and the register has none of its provinces."),
        N_("Use it in an empty vault, or where places are kept under the scheme dvhc."),
    ),
    "reorganise.due_moved": Sentence(
        N_("{count} people, devices and tasks have gone to the units that took over today."),
        N_("See the tasks of these units; the journal shows the run, which can be undone."),
    ),
    "reorganise.name_taken": Sentence(
        N_("{unit} would have the name of {other}, which stands beside it from {date} on."),
        N_("Write another name, or let the two merge if they are to be one."),
    ),
    "reorganise.name_near": Sentence(
        N_("{unit} and {other} beside it differ in tone marks only."),
        N_("Check the spelling; if they are two units, nothing is to be done."),
    ),
    "plan.places_absent": Sentence(
        N_("This register holds organs and no places; the reform would add all the country's."),
        N_("Replay the reform of places in an empty vault of its own."),
    ),
    "reorganise.ended_twice": Sentence(
        N_("{unit} ends by two events on {date}."), N_("Keep one of them.")
    ),
    "reorganise.answer_wrong": Sentence(
        N_("{other} does not come out of {unit}, so it cannot take what that leaves."),
        N_("Choose one of the units that come out of it."),
    ),
    "reorganise.part_answer_wrong": Sentence(
        N_("{other} does not come out of {unit}, so it cannot take {what}."),
        N_("Choose among the questions one of the units that come out of it."),
    ),
    "reorganise.questions_open": Sentence(
        N_("{count} questions about split units are open, so the plan cannot be applied yet."),
        N_(
            "Answer them in the column Bên nhận mặc định, or take all proposals with "
            "--accept-defaults."
        ),
    ),
    "reorganise.listed_twice": Sentence(
        N_("{unit} stands twice in one event of {date}, perhaps in two spellings."),
        N_("Keep one of the rows."),
    ),
    "reorganise.same_day": Sentence(
        N_("{unit} begins on {date} and would go into another event that day."),
        N_("Say in one event what happens on the day, or give the later one a later day."),
    ),
    "reorganise.not_in_force": Sentence(
        N_("{unit} is not there on the day before {date}."),
        N_("Check which unit is meant, and the day."),
    ),
    "reorganise.later_change": Sentence(
        N_("The register already says something of {unit} from {since} on, after this event."),
        N_("Undo the later change first, or choose a later day."),
    ),
    "reorganise.child_later": Sentence(
        N_("{other} ends on {date}, but {unit} stands below it from {since} on."),
        N_("Move {unit} to another superior first, or let {other} end later."),
    ),
    "reorganise.changed_twice": Sentence(
        N_("{unit} is changed twice in the same way on {date}."),
        N_("Keep one of the rows, or give one of them another day."),
    ),
    "reorganise.into_itself": Sentence(
        N_("{unit} would go into itself on {date}."),
        N_("Name another unit, or write what really changes, such as Đổi tên."),
    ),
    "reorganise.code_outside": Sentence(
        N_("From {date} on the code of {unit} does not continue that of {other}, its superior."),
        N_("Give it a code of its new superior in the column Mã mới, or plan codes afterwards."),
    ),
    "reorganise.codes_below": Sentence(
        N_("From {date} on {count} codes right below {unit} do not continue its new code."),
        N_("Plan the codes below it afterwards, or give rows that change them."),
    ),
    "reorganise.changed_and_ended": Sentence(
        N_("{unit} is changed and ends on the same day, {date}."),
        N_("Leave out the change, or let it happen a day before."),
    ),
    "reorganise.into_ended": Sentence(
        N_("Others go into {unit}, which itself ends on {date}."),
        N_("Name the unit that follows it."),
    ),
    "reorganise.into_below": Sentence(
        N_("{unit} would go into {other} on {date}, which stands below it."),
        N_("Move {other} out of it first, on an earlier day."),
    ),
    "reorganise.no_remainder": Sentence(
        N_("{unit} is split on {date}, and only one unit comes out of it."),
        N_("Add the row of what remains, or write Đổi tên or Nhập vào instead."),
    ),
    "reorganise.child_left": Sentence(
        N_("{unit} stands below {other}, which ends on {date} with nobody to follow it."),
        N_("Move or dissolve {unit} on that day or before."),
    ),
    "reorganise.parent_ended": Sentence(
        N_("{unit} would stand below {other}, which is not there on {date}."),
        N_("Name another superior."),
    ),
    "reorganise.circle": Sentence(
        N_("On {date} {unit} would stand below itself."),
        N_("Look at the moves of that day: one of them closes a circle."),
    ),
    "reorganise.no_code": Sentence(
        N_("{unit} has no code from {date} on."),
        N_("Give it one in the column Mã mới, or afterwards."),
    ),
    "reorganise.landed_twice": Sentence(
        N_("A record of “{register}” would be taken over twice ({record})."),
        N_("Nothing is written. Please report this."),
    ),
    "reorganise.lost": Sentence(
        N_("A record of “{register}” would be lost ({record})."),
        N_("Nothing is written. Please report this."),
    ),
    "reorganise.right_gained": Sentence(
        N_("A record of “{register}” would get more rights than before ({record})."),
        N_("Nothing is written. Please report this."),
    ),
}
