"""Sentences about reports."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "report.no_bundle": Sentence(
        N_("No bundle has been sealed up to that day, so there is nothing to sign off."),
        N_("Seal a bundle first, or name a later day."),
    ),
    "report.bundle_unknown": Sentence(
        N_("This vault has sealed no bundle with the number {sequence}."),
        N_("Look for its number with “daumoi list bundles”."),
    ),
    "report.no_office": Sentence(
        N_("No unit in this vault is in force on {date}, so there is no list to print."),
        N_("Name a later day, or import the units first."),
    ),
    "report.days_reversed": Sentence(
        N_("The table would begin on {first}, after its last day {last}."),
        N_("Change the two days over."),
    ),
    "report.nothing_passed": Sentence(
        N_("No reorganisation from {first} to {last} changed a name or code here."),
        N_("Name an earlier first day, or the unit above."),
    ),
    "report.ended": Sentence(
        N_("The process that sets the list was ended before it was done."),
        N_(
            "Try again; where memory is short, close other programs first, or list what is below "
            "one unit."
        ),
    ),
    "print.refused": Sentence(
        N_("The printer {printer} does not take the paper."),
        N_(
            "Nothing was printed. See that it is switched on, has paper and takes jobs, then print "
            "again; or save the PDF file."
        ),
    ),
    "print.stopped": Sentence(
        N_("Printing was stopped after {pages} pages."),
        N_("Take away what came out, if anything did, then print again from the beginning."),
    ),
}
