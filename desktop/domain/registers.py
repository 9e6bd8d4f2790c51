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

# What a task that a reorganisation left is about, by the table of its record.
RECORD_LABELS = {
    "endpoint": N_("Clerk endpoint"),
    "holding": N_("Person in charge"),
    "stand_in": N_("Stand-in"),
    "target_rule": N_("Receiving rule"),
    "person": N_("Person"),
    "token": N_("eToken"),
    "channel": N_("Official channel"),
    "line": N_("Line"),
    "identifier_code": N_("Identifier code"),
    "unit_profile": N_("Scope of use"),
    "exemption": N_("Exemption"),
    "task": N_("Task"),
}
