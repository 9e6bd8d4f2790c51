"""The lines of the journal: a change with its salt, or what an erasing has left of one.

```
<salt> <change>                                a change, as it was written
- <digest>                                     a change of which nothing was kept
- <digest> <run> <salt> <change>               a change of which run `run` kept this
- <digest> <run> <digest> <run> <salt> <change>   the same, erased again by a later run
```
`<digest>` is SHA-256(salt ‖ change) of what stood there, so that the run that wrote it is proved
as before. What an erasing keeps is salted anew; the arguments of its run hold SHA-256 over the
digests of all that it kept, so that this is proved too.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, NamedTuple

# The argument of an erasing's run that proves what it kept.
PROOF = "kept_of_erased"

_SALT_DIGITS = 32


def change_digest(salt: bytes, change: bytes) -> bytes:
    """Return the digest of one change (its canonical JSON), which stays when the row is erased."""
    return sha256(salt + change).digest()


class Line(NamedTuple):
    """A line taken apart. `text` is the change as it can be read now, empty where nothing is kept;
    `salt` belongs to it. `first` is the digest of the change as it was written, where it was
    erased; `layers` are the runs that erased, each but the last with the digest of what it kept."""

    text: bytes
    salt: bytes
    first: bytes | None = None
    layers: tuple[tuple[int, bytes], ...] = ()
    by: int | None = None

    def digest(self) -> bytes:
        """Return the digest of the change as its own run wrote it."""
        return change_digest(self.salt, self.text) if self.first is None else self.first

    def kept(self) -> tuple[tuple[int, bytes], ...]:
        """Return each run that erased here and kept something, with the digest of that."""
        if self.by is None:
            return self.layers
        return (*self.layers, (self.by, change_digest(self.salt, self.text)))


def parted(line: bytes) -> Line:
    """Take a line apart. Raises `ValueError` where it is none."""
    word, rest = line.split(b" ", 1)
    if word != b"-":
        return Line(rest, bytes.fromhex(word.decode()))
    word, _, rest = rest.partition(b" ")
    first = bytes.fromhex(word.decode())
    layers: list[tuple[int, bytes]] = []
    while rest:
        number, word, rest = (*rest.split(b" ", 2), b"")[:3]
        by, found = int(number), bytes.fromhex(word.decode())
        if len(word) == _SALT_DIGITS:
            return Line(rest, found, first, tuple(layers), by)
        layers.append((by, found))
    return Line(b"", b"", first, tuple(layers))


def erased(line: Line, run: int, salt: bytes, text: bytes) -> bytes:
    """Return the line that run `run` leaves of a line: its digests, and `text` of the change."""
    layers = b"".join(b" %d %b" % (by, found.hex().encode()) for by, found in line.kept())
    what = (line.digest().hex().encode(), layers, run, salt.hex().encode(), text)
    return b"- %b%b %d %b %b" % what


class Kept:
    """Gathers what each erasing kept, in the order of the journal, and compares it with what the
    erasing's own run says."""

    def __init__(self) -> None:
        self._sums: dict[int, Any] = {}

    def add(self, line: Line, written_by: int) -> None:
        """Take a line of the run `written_by`. Raises `ValueError` where no later run erased it."""
        for run, digest in line.kept():
            if run <= written_by:
                raise ValueError("erased before it was written")
            self._sums.setdefault(run, sha256()).update(digest)

    def beyond(self, last: int) -> bool:
        """Say whether runs after run `last`, of which there are none, are said to have erased."""
        return any(run > last for run in self._sums)

    def fits(self, run: int, arguments: str) -> bool:
        """Say whether run `run`, whose arguments are this JSON, kept what is there of it. Asked
        once all earlier runs' lines were taken: no later run's lines are its work."""
        if run not in self._sums and f'"{PROOF}"' not in arguments:
            return True
        return bool(json.loads(arguments).get(PROOF) == self._sums.get(run, sha256()).hexdigest())
