"""Says what a file that is not a bundle seems to be, so that a person can find the right one."""

from __future__ import annotations

from collections.abc import Collection

from desktop.domain.texts import N_, Text

# DER of the content types of CMS, as they stand near the beginning of a file (RFC 5652, RFC 5083).
_SIGNED = bytes.fromhex("06092a864886f70d010702")
_ENVELOPED = bytes.fromhex("06092a864886f70d010703")
_AUTH_ENVELOPED = bytes.fromhex("060b2a864886f70d0109100117")
_HEAD = 32

_BEGINNINGS = (
    (b"%PDF-", N_("a PDF document")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", N_("an old Office document or an encrypted one")),
    (b"\x1f\x8b", N_("a gzip archive")),
    (b"7z\xbc\xaf\x27\x1c", N_("a 7-Zip archive")),
    (b"Rar!", N_("a RAR archive")),
    (b"-----BEGIN ", N_("a certificate, key or signature in PEM form")),
    (b"<?xml", N_("an XML file")),
    (b"{", N_("a JSON file")),
    (b"PK\x03\x04", N_("a ZIP file that is cut off or damaged")),
)


def is_encrypted(head: bytes) -> bool:
    """Say whether a file that begins with `head` is a CMS envelope (`.asice.p7m`)."""
    return head[:1] == b"\x30" and (_AUTH_ENVELOPED in head[:_HEAD] or _ENVELOPED in head[:_HEAD])


def kind_of_file(head: bytes) -> Text:
    """Name the kind of a file that is no container, from its first bytes."""
    if head[:1] == b"\x30" and _SIGNED in head[:_HEAD]:
        return Text(N_("a signature without its container"))
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return Text(kind)
    return Text(N_("a file of another kind"))


def kind_of_zip(names: Collection[str]) -> Text:
    """Name the kind of a ZIP file without CAdES signatures, from the names in it."""
    inside = [name.upper() for name in names if name.upper().startswith("META-INF/")]
    if any(name.endswith(".XML") and "SIGNATURES" in name for name in inside):
        return Text(N_("a container signed with XAdES"))
    if any(name.endswith(".TST") for name in inside):
        return Text(N_("a container with a time stamp and no signature"))
    if any("ASICMANIFEST" in name for name in inside):
        return Text(N_("a container whose signatures are missing"))
    if "[Content_Types].xml" in names:
        return Text(N_("an Office document (.docx, .xlsx or .pptx)"))
    if "content.xml" in names:
        return Text(N_("an OpenDocument file (.odt, .ods)"))
    return Text(N_("a ZIP file without signatures"))
