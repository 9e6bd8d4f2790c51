"""How much a problem matters, as tables show it: by colour and by sign."""

from __future__ import annotations

from desktop.domain.problems import Problem, Severity

_ROLES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "quiet"}
_SIGNS = {Severity.ERROR: "circle-x", Severity.WARNING: "triangle-alert", Severity.INFO: "info"}


def role_of(problem: Problem) -> str:
    """Return the role of the colour in which a problem is written."""
    return _ROLES[problem.severity]


def sign_of(problem: Problem) -> str:
    """Return the name of the icon that stands before a problem."""
    return _SIGNS[problem.severity]
