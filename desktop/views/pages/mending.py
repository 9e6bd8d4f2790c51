"""Where in the window something is mended: from a finding or a failing link to a page."""

from __future__ import annotations

from desktop.domain.levels import Environment

# A page, and what it is asked to show: see each page's `show_what`.
Place = tuple[str, object]


# What is filled in to mend a link or finding about an endpoint: the field that gets the keyboard.
_FIELDS = (
    ("person", ("endpoint.no_person", "endpoint.stand_in_alone", "holder", "person")),
    ("ceiling", ("endpoint.ceiling", "level")),
)

# What an authority's certificate, or its list, mends.
_OF_AUTHORITIES = ("certificate.unchained", "certificate.list")


def place_of(
    rule: str,
    unit: str | None,
    record: str | None = None,
    environment: Environment | None = None,
) -> Place | None:
    """Return where the finding or link `rule` is mended; None where nowhere in the window.

    `unit` is its unit's uid, `record` that of the endpoint, device or bundle that it is about,
    `environment` the network on which something is missing.
    """
    subject = rule.removeprefix("route.")
    match subject.split(".")[0]:
        case "code":
            return ("units", unit) if unit else None
        case "certificate" if subject.startswith(_OF_AUTHORITIES):
            return "tokens", ("authorities",)
        case "certificate" | "token":
            if record and rule.startswith("token."):
                return "tokens", record
            return "tokens", ("unit", unit) if unit else None
        case "bundle":
            return "bundles", record
        case "task":
            return ("units", unit) if unit else None
    if unit is None:
        return None
    if subject == "unit.no_receiver" or subject in ("endpoint.none", "endpoint.elsewhere"):
        return "endpoints", ("add", unit, environment)
    if subject == "endpoint.unproved":
        return "endpoints", ("proofs", unit)
    if subject.startswith("channel"):
        return "endpoints", ("unit", unit, "channel")
    if subject.startswith(("line", "level.above_line")):
        return "endpoints", ("unit", unit, "line")
    if subject.startswith(("exemption", "profile.no_clear")):
        return "endpoints", ("unit", unit, subject.split(".")[0])
    if record:
        field = next((name for name, rules in _FIELDS if subject.startswith(rules)), "state")
        return "endpoints", ("endpoint", record, field)
    return "endpoints", ("unit", unit)
