"""Sentences about imports: whole tables, and rows of units."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

_ASK_CHANGES = N_(
    "If something happened, import with --changes event and the day with --from; "
    "if it was only written wrongly, with --changes correction."
)

SENTENCES: dict[str, Sentence] = {
    "import.kind_unknown": Sentence(
        N_("There is no kind of table called “{kind}”."), N_("Choose one of these: {known}.")
    ),
    "import.rows_refused": Sentence(
        N_("{count} rows are refused; nothing was written."),
        N_("Mend them in the preview, leave them out, or choose to write the good rows only."),
    ),
    "import.field_unknown": Sentence(
        N_("The heading “{heading}” was given to the field “{field}”, which does not exist."),
        N_("Choose one of these fields: {known}."),
    ),
    "import.heading_absent": Sentence(
        N_("No column is called “{heading}”."),
        N_("Write the heading as it stands in the table, or leave that --map out."),
    ),
    "import.no_table": Sentence(
        N_("No row of {file} holds at least two headings that the program knows."),
        N_("Use headings such as {known}, or say with --map which heading is which field."),
    ),
    "import.other_table": Sentence(
        N_("{file} seems to be a table of something else: it has none of the columns {about}."),
        N_("Name the kind of table that it is, or choose the right file."),
    ),
    "import.other_vintage": Sentence(
        N_(
            "This list fits {fits} better than {date}: {count} of {told} rows that name places "
            "do not fit that day (rows {rows}), such as {first}."
        ),
        N_("If the list is of that time, give it its day; else ask for one of {date}."),
    ),
    "import.place_of_other_day": Sentence(
        N_("“{place}” does not exist on {date}."),
        N_("See whether the list is of another day, or the place has another name now."),
    ),
    "import.too_wide": Sentence(
        N_("A row of the table fills {columns} columns; no more than {limit} are read."),
        N_("Take only the columns of the register, and bring them in again."),
    ),
    "import.no_rows": Sentence(
        N_("{file} has headings but no row below them."),
        N_("Fill in the table, or check that the right file was chosen."),
    ),
    "import.hidden_sheet": Sentence(
        N_("This hidden sheet was not read."),
        N_("Show the sheet in the spreadsheet program if it belongs to the table."),
    ),
    "import.sheet_passed": Sentence(
        N_("No headings were recognised on this sheet; it was not read."),
        N_("Nothing needs doing if the sheet is no part of the table."),
    ),
    "import.hidden_rows": Sentence(
        N_("Rows {rows} are hidden in the sheet; they were read like the others."),
        N_("Check these rows, and delete them from the sheet if they do not belong to it."),
    ),
    "import.columns_passed": Sentence(
        N_("These columns were not recognised and not read: {headings}."),
        N_("If one is needed, say with --map which field it is."),
    ),
    "import.columns_doubled": Sentence(
        N_("These columns say what another column says already, and were not read: {headings}."),
        N_("If one of them is the right one, say so with --map."),
    ),
    "import.headings_passed": Sentence(
        N_("Repeated headings were passed over: rows {rows}."), N_("Nothing needs doing.")
    ),
    "import.sections_passed": Sentence(
        N_("Section titles were passed over: rows {rows}."),
        N_("Nothing needs doing unless one of them is a record; then fill in its other columns."),
    ),
    "import.total_differs": Sentence(
        N_("The total says {declared}, but there are {count} rows."),
        N_("Find the row that is missing or one too many, or put the total right."),
    ),
    "import.totals_passed": Sentence(
        N_("Totals were passed over: rows {rows}."), N_("Nothing needs doing.")
    ),
    "import.footers_passed": Sentence(
        N_("Notes and signatures were passed over: rows {rows}."), N_("Nothing needs doing.")
    ),
    "import.blanks_passed": Sentence(
        N_("Rows that hold nothing but a number were passed over: rows {rows}."),
        N_("Nothing needs doing."),
    ),
    "import.uid_unknown": Sentence(
        N_("No record has the uid {uid}."),
        N_("Use a form that this program has written, or leave that column empty."),
        sender=N_("Write what the row says into a new row."),
    ),
    "import.action_unknown": Sentence(
        N_("“{text}” is no request that the program knows."),
        N_("Write Thêm, Sửa or Đóng, or leave the cell empty."),
    ),
    "import.type_unknown": Sentence(
        N_("“{type}” is no type of unit that the program knows; it was kept as text."),
        N_("Use one of the shipped types if one fits; otherwise nothing needs doing."),
    ),
    "import.place_unknown": Sentence(
        N_("No place in the state's table has the code {place}; it was kept as written."),
        N_("Check the code against the table in force since 1 July 2025."),
    ),
    "import.place_called_otherwise": Sentence(
        N_("The place with the code {place} is {called}; the row calls its committee “{name}”."),
        N_("Check the code: many were given to other communes by the reform of 1 July 2025."),
    ),
    "import.name_missing": Sentence(
        N_("The row names no unit, and its code is not known."),
        N_("Fill in the unit's name."),
    ),
    "import.unit_unknown": Sentence(
        N_("The row asks to change “{unit}”, which is not in the registers."),
        N_("Check the code, or write Thêm if the unit is new."),
    ),
    "import.unit_not_then": Sentence(
        N_("The unit does not exist on {date}."),
        N_("Check the day from which the row holds; the unit's history says when it existed."),
    ),
    "import.unit_twice": Sentence(
        N_("The unit stands in the file already, in row {first}: {unit}."),
        N_("Keep one of the two rows."),
    ),
    "import.unit_twice_by_name": Sentence(
        N_("“{unit}” stands under the same superior in the file already, without a code."),
        N_("Keep one of the rows, or give each its code."),
    ),
    "import.near_duplicate": Sentence(
        N_("“{unit}” is written nearly like a unit beside it: {other}."),
        N_("Check that these are two units; if it is one, use the code it already has."),
    ),
    "import.unit_near": Sentence(
        N_("“{name}” was taken for {unit}, as the row before is of the same place."),
        N_("Fill in the unit's code if another one is meant."),
    ),
    "import.two_match": Sentence(
        N_("“{name}” may be any of these: {units}. Which one?"),
        N_("Give the unit's code, or name its superior."),
    ),
    "import.parent_missing": Sentence(
        N_("The row says neither the code nor the superior of “{unit}”. Where does it belong?"),
        N_("Fill in the unit's code or its superior."),
    ),
    "import.parent_unknown": Sentence(
        N_(
            "On {date} no unit is known by the code or name “{parent}”, "
            "neither here nor in the file."
        ),
        N_("Correct the superior or the day, or add a row for it."),
    ),
    "import.parent_absent": Sentence(
        N_("The code's superior {parent} is neither in the registers nor in the file."),
        N_("Add a row for {parent}, or name another superior."),
    ),
    "import.parent_two": Sentence(
        N_("The superior “{parent}” may be any of these: {units}. Which one?"),
        N_("Write the superior's code."),
    ),
    "import.parent_refused": Sentence(
        N_("The row of the superior {parent} was refused, so this unit has no place."),
        N_("Mend the superior's row first."),
    ),
    "import.circle": Sentence(
        N_("These units stand under each other in a circle: {units}."),
        N_("Correct the superior of one of them."),
    ),
    "unit.code.duplicate": Sentence(
        N_("The code {value} is held by {holder} since {since}."),
        N_("Give one of the two another code; a code names one unit at a time."),
    ),
    "unit.code.retired": Sentence(
        N_("The code {value} was held by {holder} from {since} until {until} and is retired."),
        N_("Choose a new code: a retired code is not given again."),
    ),
    "import.code_held_later": Sentence(
        N_("The code {value} will be held by {holder} from {since}."),
        N_("Choose another code, or another day from which the row holds."),
    ),
    "import.code_outside_parent": Sentence(
        N_("The code {value} does not continue its superior's code {parent}."),
        N_("Check the code and the superior; the check will show it as an error until mended."),
    ),
    "import.code_old_unknown": Sentence(
        N_("No unit holds the former code {value}; it was not recorded."),
        N_("Import the unit under its former code first, if its history matters."),
    ),
    "import.name_differs": Sentence(
        N_("The registers call this unit “{known}”, the row calls it “{given}”. Was it renamed?"),
        _ASK_CHANGES,
    ),
    "import.code_differs": Sentence(
        N_("The unit has the code {known}, the row gives it {given}. Was its code changed?"),
        _ASK_CHANGES,
    ),
    "import.parent_differs": Sentence(
        N_("{unit} stands under {known}, the row puts it under {given}. Was it moved?"),
        _ASK_CHANGES,
    ),
    "import.type_differs": Sentence(
        N_("{unit} is of the type {known}, the row says {given}. Did it change?"),
        _ASK_CHANGES,
    ),
    "import.place_differs": Sentence(
        N_("{unit} has the place {known}, the row says {given}. Did it change?"),
        _ASK_CHANGES,
    ),
    "import.event_too_early": Sentence(
        N_("The change of {unit} is dated {date}, but what it changes holds only since {since}."),
        N_("Give a later day with --from, or import it with --changes correction."),
    ),
    "import.close_leaves": Sentence(
        N_("{unit} is closed while {endpoints} endpoints and {devices} devices belong to it."),
        N_("Say what becomes of them: import the clerks and tokens with their new units."),
    ),
    "import.close_with_children": Sentence(
        N_("{unit} cannot be closed while {count} units stand under it: {children}."),
        N_("Close those units in the same file, or move them first."),
    ),
}
