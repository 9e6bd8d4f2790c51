"""The rules that only our own format has: `formats.md`, "Ours, strictly"."""

from __future__ import annotations

import re

from desktop.domain.problems import Problem, Refusal
from desktop.exchange.bundle_writer import CONTAINER_TYPE, MIMETYPE
from desktop.exchange.container import DEFLATED, STORED, Container, Entry

_TYPE_MASK, _REGULAR, _LINK = 0o170000, 0o100000, 0o120000
_DOS_FOLDER = 0x10

_ROOT_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_META_NAME = re.compile(r"META-INF/(ASiCManifest[0-9]{3}\.xml|signature[0-9]{3}\.p7s)")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def strict_faults(container: Container) -> tuple[Problem, ...]:
    """Return where a container breaks the rules of our own format, each fault naming its part."""
    found = []
    directory = container.directory
    if directory.comment:
        found.append(Problem("container.strict.comment"))
    if directory.zip64:
        found.append(Problem("container.strict.zip64"))
    folded: dict[str, str] = {}
    for entry in container.entries:
        found += _strict_entry_faults(container, entry)
        twin = folded.setdefault(entry.name.lower(), entry.name)
        if twin != entry.name:
            found.append(Problem("container.strict.case", {"part": entry.name, "other": twin}))
    found += _gaps(container)
    found += _mimetype_faults(container)
    return tuple(found)


def _strict_entry_faults(container: Container, entry: Entry) -> list[Problem]:
    part = {"part": entry.name}
    found = []
    allowed = _ROOT_NAME.fullmatch(entry.name) or _META_NAME.fullmatch(entry.name)
    if not allowed or _DEVICE.fullmatch(entry.name):
        found.append(Problem("container.strict.name", part))
    local = container.local_header(entry)
    if entry.extra or (local is not None and local.extra):
        found.append(Problem("container.strict.extra", part))
    if entry.comment:
        found.append(Problem("container.strict.entry_comment", part))
    if entry.has_descriptor:
        found.append(Problem("container.strict.descriptor", part))
    elif entry.flags & ~0x0806:
        # Only the deflate level and the UTF-8 mark may be set (APPNOTE 4.4.4).
        found.append(Problem("container.strict.flags", part))
    if entry.method not in (STORED, DEFLATED):
        found.append(Problem("container.method", part))
    kind = entry.external >> 16 & _TYPE_MASK
    if kind == _LINK:
        found.append(Problem("container.strict.link", part))
    elif kind not in (0, _REGULAR) or entry.external & _DOS_FOLDER:
        found.append(Problem("container.strict.not_a_file", part))
    # A contradiction in the other fields is among the faults of any container already.
    if (
        local is not None
        and container.data_end(entry) is not None
        and (local.needs, local.time, local.date) != (entry.needs, entry.time, entry.date)
    ):
        found.append(Problem("container.local_header", part))
    return found


def _gaps(container: Container) -> list[Problem]:
    """Every byte before the directory belongs to exactly one entry, in any order."""
    found: list[Problem] = []
    reached = 0
    for entry in sorted(container.entries, key=lambda entry: entry.header_at):
        end = container.data_end(entry)
        if end is None:
            # Its broken header is named already, and hides where the next entry should begin.
            return found
        if entry.header_at > reached:
            found.append(Problem("container.strict.gap", {"part": entry.name}))
        reached = max(reached, end)
    if container.directory.start > reached:
        found.append(Problem("container.strict.gap_before_directory"))
    return found


def _mimetype_faults(container: Container) -> list[Problem]:
    if MIMETYPE not in container:
        return [Problem("container.strict.mimetype", {"part": MIMETYPE})]
    entry = container.entry(MIMETYPE)
    try:
        content = container.read(entry, len(CONTAINER_TYPE))
    except Refusal:
        content = b""
    first = entry.header_at == 0 and container.entries[0] == entry
    if not first or entry.method != STORED or content != CONTAINER_TYPE.encode():
        return [Problem("container.strict.mimetype", {"part": MIMETYPE})]
    return []
