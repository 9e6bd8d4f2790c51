"""Which form of `resources/forms/requests.toml` serves a request, and whose numbers it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop import resources
from desktop.domain.problems import refuse
from desktop.models.request_reader import Item, Request

CITIZEN_ID = "citizen_id"


def form_of(request: Request) -> Mapping[str, Any]:
    """Return the layout of a request's form. Raises the refusal `request.mixed_subjects`: people
    and organs have forms of their own."""
    subjects = {item.subscriber_type for item in request.items}
    forms = [
        form
        for form in resources.toml("forms", "requests.toml")["form"]
        if request.kind in form["kinds"]
        and (form["subject"] == "any" or {form["subject"]} == subjects)
    ]
    if not forms:
        raise refuse("request.mixed_subjects", number=request.number)
    found: Mapping[str, Any] = forms[0]
    return found


def takes_citizen_id(request: Request, item: Item) -> bool:
    """Say whether the form has a place for the citizen's number of this item: a person's, or that
    of who looks after an organ's device, where the form is about organs alone. Raises as
    `form_of`."""
    layout = form_of(request)
    asks = any(each["name"] == CITIZEN_ID for each in layout["fields"])
    return asks and (item.subscriber_type == "person" or layout["subject"] == "organ")
