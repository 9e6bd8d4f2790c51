"""What the system refuses is told in the reader's language."""

from __future__ import annotations

import errno
import os

import pytest

from desktop.domain.system_reasons import reason_of
from desktop.domain.texts import Text, Translate


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EEXIST, errno.ENOENT, errno.EROFS]
)
def test_common_reasons_are_told_in_vietnamese(number: int, translate_vi: Translate) -> None:
    reason = reason_of(OSError(number, os.strerror(number)))
    assert isinstance(reason, Text)
    assert reason.render(translate_vi) != reason.message


def test_a_rare_reason_keeps_the_systems_words() -> None:
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")) == (
        "Invalid cross-device link"
    )
    assert reason_of(OSError("no number")) == ""
