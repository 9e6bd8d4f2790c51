"""Runs `verify` on bytes, with a throw-away authority that many tests share."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from desktop.domain.sentences import fix, message
from desktop.services.verify import Verdict, Verify, verify
from tests.helpers.containers import Own
from tests.helpers.pki import Authority, Issued
from tests.helpers.surroundings import make_surroundings


@cache
def authority() -> Authority:
    return Authority("CA kiểm thử", number=2000)


@cache
def signer(number: int = 1, kind: str = "p256") -> Issued:
    return authority().issue(f"Người ký {number}", kind)


@cache
def _own() -> Own:
    return Own().signed(signer())


def own() -> Own:
    """Return a valid bundle, ready to be spoiled."""

    made = _own()
    return Own(dict(made.files), dict(made.meta))


def judged(folder: Path, data: bytes, *, trusted: bool = True, **how: Any) -> Verdict:
    """Verify `data` as a file, and see that all it says can be said."""
    file = folder / "thu.asice"
    file.write_bytes(data)
    anchors = (authority().pem(folder / "ca.pem"),) if trusted else ()
    how.setdefault("trust", anchors)
    verdict = verify(Verify(file, **how), make_surroundings())
    for problem in (*verdict.reasons, *verdict.warnings):
        assert message(problem, str)
        assert fix(problem, str)
    assert (verdict.verdict == "valid") == (not verdict.reasons)
    return verdict


def codes(verdict: Verdict) -> set[str]:
    return {problem.code for problem in verdict.reasons}


def parts(verdict: Verdict) -> set[object]:
    """The parts of the container that the reasons name."""
    return {problem.values.get("part") for problem in verdict.reasons}
