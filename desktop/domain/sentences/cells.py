"""Sentences about single cells of a table."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "cell.formula_error": Sentence(
        N_("The cell shows the error {text} of a formula."),
        N_("Correct the formula in the table, or write the value itself."),
    ),
    "cell.formula_without_value": Sentence(
        N_("The cell holds a formula whose result was never saved with the file."),
        N_("Open the file in a spreadsheet program, save it again and import that."),
        sender=N_("Write the value itself into the cell."),
    ),
    "cell.nothing_above": Sentence(
        N_("“{text}” repeats the cell above, but there is nothing above it."),
        N_("Write the value itself in the cell."),
    ),
    "cell.date": Sentence(
        N_("“{text}” is no date."),
        N_("Write day/month/year, for example 01/07/2025."),
    ),
    "cell.date_impossible": Sentence(
        N_("There is no day “{text}” in the calendar."),
        N_("Correct the date; it is read as day/month/year."),
    ),
    "cell.date_outside": Sentence(
        N_("The day “{text}” is too early or too late: days of {first}–{last} are taken."),
        N_("Correct the year; leave the cell empty where no end is set."),
    ),
    "cell.date_year": Sentence(
        N_("The year in “{text}” has two digits only."),
        N_("Write the year with four digits, for example 01/07/2025."),
    ),
    "cell.date_number": Sentence(
        N_("The cell shows the number {text} where a date should stand."),
        N_("Format the column as a date in the spreadsheet, check the days, and save it again."),
    ),
    "cell.count": Sentence(
        N_("“{text}” is no count."),
        N_(
            "Write a whole number, such as 7295 or 7.295; 0 where there was none, nothing where it "
            "is not known."
        ),
    ),
    "cell.count_negative": Sentence(
        N_("{text} is less than nothing."),
        N_("Write the count as it was reported; none is below 0."),
    ),
    "cell.yes_no": Sentence(
        N_("“{text}” says neither yes nor no."),
        N_("Write x or có for yes; leave the cell empty or write chưa for no."),
    ),
    "cell.exponent": Sentence(
        N_("The spreadsheet has turned the value into the number {text}; its digits are lost."),
        N_("Format the column as text and type the value again from the paper."),
    ),
    "cell.stand_in_days": Sentence(
        N_("“{text}” names days from which no period can be read."),
        N_("Write them as “từ 1/7/2026 đến 31/7/2026”, or take them out."),
    ),
    "cell.days_reversed": Sentence(
        N_("The last day {last} comes before the first day {first}."),
        N_("Write both days as they are on paper, the first one first."),
    ),
    "cell.two_codes": Sentence(
        N_("The cell holds two codes: {codes}. Which one is meant?"),
        N_("Keep one code in the cell; a former code belongs in the column “Mã cũ”."),
    ),
    "cell.older_code": Sentence(
        N_(
            "{value} is a code of the older form; turned round, with its zero groups dropped, "
            "it would be {becomes}. Is that the unit's code?"
        ),
        N_(
            "If it is, write {becomes} here and the older code in the column “Mã cũ”; "
            "or import with --scheme qcvn102."
        ),
        sender=N_("If it is, write {becomes} here; else write the code that the unit has now."),
    ),
    "cell.code_mended": Sentence(
        N_("The code “{written}” was read as {read}."),
        N_("Check that this is right; small letters and letters that only look right are mended."),
    ),
    "cell.letters_mended": Sentence(
        N_(
            "“{written}” has letters of another alphabet that only look right; "
            "it was read as “{read}”."
        ),
        N_("Check that this is right, and type the word again in the table."),
    ),
    "cell.zeros_restored": Sentence(
        N_("“{written}” was read as {read}: the spreadsheet had dropped the zeros in front."),
        N_("Format the column as text, so that zeros in front stay."),
    ),
    "cell.zeros_asked": Sentence(
        N_("“{text}” has lost its zeros in front and may be any of these: {known}. Which one?"),
        N_("Write the whole code, with the column formatted as text."),
    ),
    "cell.zeros_unknown": Sentence(
        N_("“{text}” may have lost zeros in front, and no known code fits it."),
        N_("Write the whole code, with the column formatted as text."),
    ),
    "cell.serial": Sentence(
        N_("“{text}” is no serial of a device."),
        N_("Copy the letters and digits printed on the device; nothing else belongs in the cell."),
    ),
    "cell.number_shown": Sentence(
        N_(
            "“{text}” is a number as a spreadsheet shows it. Which digits stand on the thing "
            "itself?"
        ),
        N_("Type it as it is printed there, with the column formatted as text."),
    ),
    "cell.two_serials": Sentence(
        N_("The cell holds more than one number: {text}."),
        N_("Give each device or certificate a row of its own."),
    ),
    "cell.certificate_number": Sentence(
        N_("“{text}” is no certificate number."),
        N_("Copy the number from the certificate: digits and the letters A to F."),
    ),
    "cell.quantity": Sentence(
        N_("“{text}” counts devices but names none. Which ones are they?"),
        N_("Give each device a row of its own with its serial."),
    ),
    "cell.level": Sentence(
        N_("“{text}” is no secrecy level."),
        N_("Write Không mật, Mật, Tối mật or Tuyệt mật."),
    ),
    "cell.environment": Sentence(
        N_("“{text}” names no network."),
        N_("Write Rõ or Mật."),
    ),
    "cell.direction": Sentence(
        N_("“{text}” says neither sending nor receiving."),
        N_("Write Gửi, Nhận or Gửi/Nhận."),
    ),
    "cell.word": Sentence(
        N_("“{text}” is none of the words that belong here."),
        N_("Choose a word from the form's list; the heading names them."),
    ),
}
