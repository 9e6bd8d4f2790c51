"""The words for where a token is, what its certificates are, and how its PIN stands.

Custody, certificate and access are three independent states; the steps between them are those of
`resources/tokens/lifecycle.toml`, read by `desktop.domain.lifecycle`.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.texts import N_

CUSTODY_LABELS: Mapping[str, str] = {
    "requested": N_("requested"),
    "stock": N_("in stock"),
    "transit": N_("in transit"),
    "received": N_("received by the unit"),
    "handed_over": N_("handed over"),
    "returned": N_("returned"),
    "destroyed": N_("destroyed"),
    "lost": N_("lost"),
    "damaged": N_("damaged"),
}
CERTIFICATE_LABELS: Mapping[str, str] = {
    "none": N_("no certificate"),
    "requested": N_("asked for"),
    "registered": N_("registered"),
    "issued": N_("issued"),
    "active": N_("active"),
    "on_hold": N_("on hold"),
    "revocation_pending": N_("revocation asked for"),
    "revoked": N_("revoked"),
    "superseded": N_("followed by another"),
    "refused": N_("refused by the issuer"),
    "expired": N_("expired"),
}
ACCESS_LABELS: Mapping[str, str] = {
    "ok": N_("PIN not tried wrongly"),
    "few": N_("few tries of the PIN left"),
    "final": N_("one last try of the PIN"),
    "locked": N_("PIN locked"),
    "unknown": N_("state of the PIN not known"),
}
PURPOSE_LABELS: Mapping[str, str] = {
    "sign": N_("signing"),
    "encrypt": N_("encryption"),
    "authenticate": N_("signing in"),
}

# Certificates that can be used while their period lasts: so long their end is to be told.
RUNNING = ("issued", "active")
# Devices whose certificates are to be revoked, not renewed: nobody who should have them does.
AWAY = ("returned", "lost", "destroyed")
# Certificates that nothing more will come of.
ENDED = ("revoked", "superseded", "refused")
