"""The names that people know the registers of a bundle by."""

from __future__ import annotations

from desktop.domain.texts import N_

# By the name of the data file, without ".json", in the order people read them.
REGISTER_LABELS = {
    "units": N_("Units"),
    "codes": N_("Identifier codes"),
    "endpoints": N_("Clerk endpoints"),
    "rules": N_("Rules for choosing the receiving endpoint"),
    "people": N_("People"),
    "tokens": N_("eTokens and certificates"),
    "readiness": N_("Readiness"),
    "statistics": N_("Use statistics"),
}
