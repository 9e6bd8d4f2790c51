"""Says whom else a change of units concerns."""

from __future__ import annotations

from desktop.domain.texts import N_, Translate
from desktop.services.unit_edits import Touched

_PARTS = (
    ("endpoints", N_("{count} endpoints")),
    ("people", N_("{count} people who hold them")),
    ("tokens", N_("{count} eTokens")),
    ("children", N_("{count} units right below")),
    ("codes_below", N_("{count} codes below that continue its code")),
    ("told", N_("{count} codes that a system knows already")),
    ("channels", N_("{count} official channels")),
    ("lines", N_("{count} encrypted lines (BML)")),
    ("terms", N_("{count} profiles and exemptions")),
)


def said(found: Touched, translate: Translate) -> str:
    """Say what hangs on the units that are to be changed, what there is none of left out."""
    _ = translate
    parts = [
        _(words).format(count=count) for name, words in _PARTS if (count := getattr(found, name))
    ]
    if not parts:
        return _(N_("Nothing else hangs on this."))
    return _(N_("This touches: {parts}.")).format(parts=", ".join(parts))
