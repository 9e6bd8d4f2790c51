"""The stages of an encrypted line (BML), from what is handed out to what is watched."""

from __future__ import annotations

from enum import StrEnum

from desktop.domain.texts import N_


class LineStage(StrEnum):
    """How far a line has come, in order; `carries` says from which one on secret documents go."""

    ISSUED = "issued"
    RECEIVED = "received"
    INSTALLED = "installed"
    CONNECTED = "connected"
    MONITORED = "monitored"

    @property
    def carries(self) -> bool:
        """Whether documents go through a line at this stage."""
        return self in CARRYING


CARRYING = frozenset((LineStage.CONNECTED, LineStage.MONITORED))

STAGE_LABELS = {
    LineStage.ISSUED: N_("issued"),
    LineStage.RECEIVED: N_("received"),
    LineStage.INSTALLED: N_("installed"),
    LineStage.CONNECTED: N_("connected"),
    LineStage.MONITORED: N_("monitored"),
}
