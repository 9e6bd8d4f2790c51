"""The papers that the program prints, and the forms they come in."""

from __future__ import annotations

from desktop.domain.texts import N_

PAPERS = {
    "sign-off": N_("Sign-off sheet of a bundle"),
    "codes": N_("List of identifier codes for declaration"),
}
FORMS = {
    "party": N_("Form of Party papers"),
    "state": N_("Form of state papers"),
}
