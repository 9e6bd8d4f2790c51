"""Where a token is and what its certificates are: the words, and which step may follow which.

Custody, certificate and access are three independent states. Handed over needs a signature with
its day; a revoked certificate never returns.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Text

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

_ALWAYS = ("lost", "damaged")
CUSTODY_STEPS: Mapping[str, tuple[str, ...]] = {
    "requested": ("stock", "transit", "received"),
    "stock": ("transit", "received", *_ALWAYS, "destroyed"),
    "transit": ("received", "stock", *_ALWAYS),
    "received": ("handed_over", "returned", *_ALWAYS),
    "handed_over": ("returned", *_ALWAYS),
    "returned": ("stock", "destroyed", *_ALWAYS),
    # A device that was lost may be found again.
    "lost": ("returned",),
    "damaged": ("returned", "destroyed", "lost"),
    "destroyed": (),
}
CERTIFICATE_STEPS: Mapping[str, tuple[str, ...]] = {
    "requested": ("registered", "issued"),
    "registered": ("issued",),
    "issued": ("active", "on_hold", "revocation_pending"),
    "active": ("on_hold", "revocation_pending"),
    "on_hold": ("active", "revocation_pending"),
    "revocation_pending": ("active", "revoked"),
    "revoked": (),
    "superseded": (),
}
# Certificates that nothing more will come of.
ENDED = ("revoked", "superseded")
# What is out of anybody's hands, and what is not there yet.
HERE = ("stock", "transit", "received", "handed_over", "returned")


def steps_of(custodies: list[str]) -> tuple[str, ...]:
    """Return the steps that all of these may take, in the order of a device's life."""
    if not custodies:
        return ()
    allowed = [set(CUSTODY_STEPS[custody]) for custody in custodies]
    common = set.intersection(*allowed)
    return tuple(custody for custody in CUSTODY_LABELS if custody in common)


def step_problem(
    shown: str, now: str, wanted: str, on: str, today: str, received_on: str | None
) -> Problem | None:
    """Return what stands against the step of a token from `now` to `wanted` on the day `on`.

    `shown` is what the token is called, `received_on` the day on which its unit received it.
    """
    if wanted not in CUSTODY_STEPS[now]:
        values = {
            "token": shown,
            "now": Text(CUSTODY_LABELS[now]),
            "wanted": Text(CUSTODY_LABELS[wanted]),
        }
        return Problem("token.step", values)
    if on > today:
        return Problem("token.day_to_come", {"token": shown, "day": on})
    if wanted == "handed_over" and received_on is not None and on < received_on:
        return Problem("token.signed_too_early", {"token": shown, "received": received_on})
    return None
