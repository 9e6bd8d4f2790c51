"""Sentences about files and spreadsheets."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "file.absent": Sentence(
        N_("There is no file {file}."),
        N_("Check the name and the folder, and that the medium is plugged in."),
    ),
    "file.is_folder": Sentence(
        N_("{file} is a folder, not a file."),
        N_("Name the file inside it."),
    ),
    "file.no_permission": Sentence(
        N_("You may not read or write {file}."),
        N_("Ask whoever owns the file for the right, or copy it to a folder of your own."),
    ),
    "file.unreadable": Sentence(
        N_("The file {file} could not be read from its medium."),
        N_("Plug the medium in again or copy the file to this PC, then try once more."),
    ),
    "sheet.format_unknown": Sentence(
        N_("The program does not read files that end in {suffix} ({file})."),
        N_("Save the table as .xlsx, .xls, .ods or .csv."),
    ),
    "sheet.empty": Sentence(
        N_("The file {file} is empty."),
        N_("Ask the sender for the file again; it was probably not copied whole."),
    ),
    "sheet.too_large": Sentence(
        N_("{file} is too large to be a table of registers (limit {limit} MB)."),
        N_("Delete the sheets and pictures that are no part of the table, and save it again."),
    ),
    "sheet.too_many_cells": Sentence(
        N_("{file} repeats cells so often that the table would have more than {limit} cells."),
        N_("Copy the rows that hold something into a new workbook and import that."),
    ),
    "sheet.stray_cell": Sentence(
        N_(
            "The sheet “{sheet}” reaches down to row {row} and far to the right: "
            "a stray value stands far from the table."
        ),
        N_("Copy only the table into a new workbook and import that."),
    ),
    "sheet.not_spreadsheet": Sentence(
        N_("{file} is not a spreadsheet, whatever its name says."),
        N_("Open it in the program that made it and save the table as .xlsx."),
    ),
    "sheet.web_page": Sentence(
        N_("{file} is a web page with a spreadsheet's name, as some systems export."),
        N_("Open it in a spreadsheet program and save it as .xlsx."),
    ),
    "sheet.password": Sentence(
        N_("{file} is protected by a password."),
        N_("Open it with its password, take the password off, and save it again."),
    ),
    "sheet.damaged": Sentence(
        N_("{file} is damaged: its end or a part of it cannot be read."),
        N_("Ask the sender for the file again, or open it, let it be repaired, and save it."),
    ),
    "sheet.nul": Sentence(
        N_("{file} holds zero bytes: it is no text table, or it was damaged while copying."),
        N_("Ask the sender for the file again, saved as .xlsx."),
    ),
    "sheet.csv": Sentence(
        N_("Row {row} of {file} has a quotation mark that is never closed."),
        N_("Close or take out the quotation mark, or save the table as .xlsx."),
    ),
    "sheet.encoding": Sentence(
        N_("The letters of {file} are in an encoding that the program does not know."),
        N_("Save the table as .xlsx, or as CSV in UTF-8."),
    ),
    "sheet.old_encoding": Sentence(
        N_(
            "The text of {file} is probably typed in {encoding}, "
            "an encoding of the time before Unicode: “{text}”."
        ),
        N_(
            "Convert it to Unicode with the keyboard program's conversion tool "
            "(choose {encoding} as the source), then import it again. Nothing was read."
        ),
    ),
}
