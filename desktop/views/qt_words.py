"""Our words for Qt's own dialogs and menus, for which Qt ships no Vietnamese."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QTranslator

from desktop.domain.texts import N_, Translate

# What Qt writes, without the marks of its shortcuts, with our English for the catalogue.
_WORDS = {"Name": N_("Name of the file")} | {
    each: each
    for each in (
        # buttons
        N_("OK"),
        N_("Cancel"),
        N_("Close"),
        N_("Save"),
        N_("Open"),
        N_("Choose"),
        N_("Yes"),
        N_("No"),
        # menus of fields
        N_("Undo"),
        N_("Redo"),
        N_("Cut"),
        N_("Copy"),
        N_("Paste"),
        N_("Delete"),
        N_("Select All"),
        # choosing files
        N_("Look in:"),
        N_("Directory:"),
        N_("File name:"),
        N_("Files of type:"),
        N_("Save As"),
        N_("Directories"),
        N_("Find Directory"),
        N_("Size"),
        N_("Type"),
        N_("Kind"),
        N_("Date Modified"),
        N_("Computer"),
        N_("My Computer"),
        N_("Create New Folder"),
        N_("Create a New Folder"),
        N_("New Folder"),
        N_("Rename"),
        N_("Show hidden files"),
        N_("Back"),
        N_("Go back"),
        N_("Forward"),
        N_("Go forward"),
        N_("Parent Directory"),
        N_("Go to the parent directory"),
        N_("List View"),
        N_("Change to list view mode"),
        N_("Detail View"),
        N_("Change to detail view mode"),
        N_("Sidebar"),
        N_("Remove"),
        N_("Folder"),
        N_("File"),
        N_("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
        N_("%1\nFile not found.\nPlease verify the correct file name was given."),
        N_("%1 already exists.\nDo you want to replace it?"),
        N_("'%1' is write protected.\nDo you want to delete it anyway?"),
        N_("Are you sure you want to delete '%1'?"),
        N_("Could not delete directory."),
        # printing
        N_("Print"),
        N_("Printer"),
        N_("Name:"),
        N_("Location:"),
        N_("Type:"),
        N_("Properties"),
        N_("Output file:"),
        N_("Options >>"),
        N_("Options <<"),
        N_("Print to File (PDF)"),
        N_("Local file"),
        N_("Write PDF file"),
        N_("Print range"),
        N_("Print all"),
        N_("Pages from"),
        N_("to"),
        N_("Pages"),
        N_("Current Page"),
        N_("Selection"),
        N_("Copies"),
        N_("Copies:"),
        N_("Collate"),
        N_("Reverse"),
        N_("Options"),
        N_("Output Settings"),
        N_("Color Mode"),
        N_("Color"),
        N_("Grayscale"),
        N_("None"),
        N_("Page Set:"),
        N_("All Pages"),
        N_("Odd Pages"),
        N_("Even Pages"),
        N_("Page"),
        N_("Advanced"),
        N_("Paper"),
        N_("Page size:"),
        N_("Width:"),
        N_("Height:"),
        N_("Paper source:"),
        N_("Orientation"),
        N_("Portrait"),
        N_("Landscape"),
        N_("Reverse landscape"),
        N_("Reverse portrait"),
        N_("Margins"),
        N_("Millimeters (mm)"),
        N_("Double Sided Printing"),
        N_("Off"),
        N_("Long side binding"),
        N_("Short side binding"),
        N_("Printer Properties"),
        N_("Job Options"),
        N_("Job Control"),
        N_("Scheduled printing:"),
        N_("Print Immediately"),
        N_("Hold Indefinitely"),
        N_("Day (06:00 to 17:59)"),
        N_("Night (18:00 to 05:59)"),
        N_("Second Shift (16:00 to 23:59)"),
        N_("Third Shift (00:00 to 07:59)"),
        N_("Weekend (Saturday to Sunday)"),
        N_("Specific Time"),
        N_("Billing information:"),
        N_("Job priority:"),
        N_("Banner Pages"),
        N_("Start:"),
        N_("End:"),
        N_("Inches (in)"),
        N_("Points (pt)"),
        N_("Page Layout"),
        N_("Pages per sheet:"),
        N_("Page order:"),
        N_("Left to Right, Top to Bottom"),
        N_("Left to Right, Bottom to Top"),
        N_("Right to Left, Bottom to Top"),
        N_("Right to Left, Top to Bottom"),
        N_("Bottom to Top, Left to Right"),
        N_("Bottom to Top, Right to Left"),
        N_("Top to Bottom, Left to Right"),
        N_("Top to Bottom, Right to Left"),
        N_("Print To File ..."),
        N_("There are conflicts in some options. Please fix them."),
        N_("Page Setup Conflicts"),
        N_("There are conflicts in page setup options. Do you want to fix them?"),
        N_("Advanced Option Conflicts"),
        N_("There are conflicts in some advanced options. Do you want to fix them?"),
        N_("Duplex Settings Conflicts"),
        N_("There are conflicts in duplex settings. Do you want to fix them?"),
        N_("Invalid Pages Definition"),
        N_(
            "%1 does not follow the correct syntax. Please use ',' to separate ranges and "
            "pages, '-' to define ranges and make sure ranges do not intersect with each "
            "other."
        ),
        N_(
            "Options 'Pages Per Sheet' and 'Page Set' cannot be used together.\nPlease turn "
            "one of those options off."
        ),
        N_("%1 is a directory.\nPlease choose a different file name."),
        N_("File %1 is not writable.\nPlease choose a different file name."),
        N_("%1 already exists.\nDo you want to overwrite it?"),
    )
}
_SHORTCUT = re.compile(r"&(?=\S)")


class QtWords(QTranslator):
    """Translates Qt's words by our catalogue. Qt's shortcuts within words go: they are letters of
    the English word."""

    def __init__(self, translate: Translate, parent: QObject) -> None:
        super().__init__(parent)
        self._translate = translate

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Say that there are words, though none come from a file."""
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """Return our word for one of Qt's; those not known stay as they are."""
        known = _WORDS.get(_SHORTCUT.sub("", source))
        # Not nothing: Qt would take an empty text for a translation.
        return source if known is None else self._translate(known)
