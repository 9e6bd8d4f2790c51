"""Secrecy levels, environments, directions and the words for them."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from desktop.domain.texts import N_


class SecrecyLevel(IntEnum):
    """Độ mật, in rising order."""

    KHONG_MAT = 0
    MAT = 1
    TOI_MAT = 2
    TUYET_MAT = 3


LEVEL_BY_OPTION = {
    "khong-mat": SecrecyLevel.KHONG_MAT,
    "mat": SecrecyLevel.MAT,
    "toi-mat": SecrecyLevel.TOI_MAT,
    "tuyet-mat": SecrecyLevel.TUYET_MAT,
}
OPTION_BY_LEVEL = {level: option for option, level in LEVEL_BY_OPTION.items()}

LEVEL_LABELS = {
    SecrecyLevel.KHONG_MAT: N_("Not secret"),
    SecrecyLevel.MAT: N_("Secret"),
    SecrecyLevel.TOI_MAT: N_("Top secret"),
    SecrecyLevel.TUYET_MAT: N_("Absolutely secret"),
}


class Environment(StrEnum):
    """Môi trường: where an endpoint lives."""

    CLEAR = "ro"
    SECRET = "mat"  # noqa: S105 - secrecy, not a password


ENVIRONMENT_LABELS = {
    Environment.CLEAR: N_("clear network"),
    Environment.SECRET: N_("secret network"),
}


class Direction(StrEnum):
    """Chiều: whether a unit gets documents or sends them."""

    RECEIVE = "receive"
    SEND = "send"


DIRECTION_LABELS = {Direction.RECEIVE: N_("receives"), Direction.SEND: N_("sends")}


def default_environment(level: SecrecyLevel) -> Environment:
    """Documents from Mật up travel on the secret network, others in the clear."""
    return Environment.SECRET if level >= SecrecyLevel.MAT else Environment.CLEAR
