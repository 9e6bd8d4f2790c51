"""What the operating system's own refusals mean, in words that can be translated."""

from __future__ import annotations

import errno

from desktop.domain.texts import N_, Text

_REASONS = {
    errno.EACCES: N_("permission denied"),
    errno.EPERM: N_("permission denied"),
    errno.ENOSPC: N_("no room left on the disk"),
    errno.EDQUOT: N_("no room left for this user"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EIO: N_("the disk or medium has failed"),
    errno.ENODEV: N_("the medium is gone"),
    errno.ENXIO: N_("the medium is gone"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EEXIST: N_("a file of this name is there already"),
    errno.ENOTDIR: N_("a part of the path is no folder"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EFBIG: N_("the file is too large for this disk"),
    errno.EBUSY: N_("it is in use"),
    errno.ETXTBSY: N_("it is in use"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
}


def reason_of(error: OSError) -> Text | str:
    """Return why the system refused; of a rare reason, the system's own words."""
    known = _REASONS.get(error.errno) if error.errno is not None else None
    return Text(known) if known else (error.strerror or str(error.errno or ""))
