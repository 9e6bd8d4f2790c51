"""The papers that the program prints, and the forms they come in."""

from __future__ import annotations

from desktop.domain.texts import N_

PAPERS = {
    "sign-off": N_("Sign-off sheet of a bundle"),
    "codes": N_("List of identifier codes for declaration"),
    "old-to-new": N_("Table of old and new codes"),
    "endpoints": N_("List of clerk endpoints"),
    "coverage": N_("Coverage of clerk endpoints"),
    "not-reached": N_("List of units nobody receives for"),
    "reminder": N_("List of reminders of the round of forms"),
    "test-round": N_("List of a round of test documents"),
    "hand-out": N_("List of signatures of a handing-out day"),
}
# Printed of a plan's file, not of the registers alone.
PLAN_PAPERS = {"plan": N_("Plan of reorganisation")}
FORMS = {
    "party": N_("Form of Party papers"),
    "state": N_("Form of state papers"),
}
