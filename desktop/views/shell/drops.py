"""Files dropped on the window: which page they are for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from desktop.views.context import Context
from desktop.views.pages.imports.files import Files

# What bundles and their envelopes are called, certificates, and lists of revoked ones.
_BUNDLES = (".asice", ".p7m")
_CERTIFICATES = (".cer", ".crt", ".pem", ".p7b", ".p7c", ".der", ".pfx", ".p12")
_LISTS = (".crl",)


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """Return the files of this PC among what is dropped."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


def take_files(context: Context, files: tuple[Path, ...]) -> None:
    """Let a bundle be judged, take certificates and revocation lists in, and bring the other files
    in as tables; what is none is said there.

    Of several bundles the first is judged: each is looked at by itself.
    """
    bundles, certificates, lists = (
        tuple(file for file in files if file.suffix.lower() in kinds and not file.is_dir())
        for kinds in (_BUNDLES, _CERTIFICATES, _LISTS)
    )
    tables = tuple(file for file in files if file not in (*bundles, *certificates, *lists))
    if certificates:
        context.go("tokens", ("certificates", certificates))
    if lists:
        context.go("tokens", ("lists", lists))
    if tables:
        context.go("imports", Files(tables))
    if bundles:
        context.go("bundles", bundles[0])
