"""The signed manifest of an ASiC-E container: which signature covers which files.

Source: ETSI EN 319 162-1, annex A.4 (`ASiCManifest`), and XML-DSig for digest methods.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from desktop.domain.problems import refuse

# The namespaces of EN 319 162-1 (the same as TS 102 918 v1.2.1) and of the first TS 102 918.
NAMESPACES = ("http://uri.etsi.org/02918/v1.2.1#", "http://uri.etsi.org/02918/v1.1.1#")
DSIG = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

# Digest methods that may vouch for a file, by URI, as hashlib calls them.
DIGESTS = {
    SHA256: "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    "http://www.w3.org/2007/05/xmldsig-more#sha3-256": "sha3_256",
    "http://www.w3.org/2007/05/xmldsig-more#sha3-384": "sha3_384",
    "http://www.w3.org/2007/05/xmldsig-more#sha3-512": "sha3_512",
}


@dataclass(frozen=True)
class Reference:
    """A file the manifest vouches for: `uri` as written, `method` the digest's URI."""

    uri: str
    method: str
    digest: bytes

    @property
    def algorithm(self) -> str | None:
        """The digest's hashlib name, or None where it is weak or unknown."""
        return DIGESTS.get(self.method)


@dataclass(frozen=True)
class Manifest:
    """A parsed manifest: the URI of its signature and the files it covers, in its order."""

    signature: str
    references: tuple[Reference, ...]


def parse_manifest(data: bytes, part: str) -> Manifest:
    """Parse the manifest `part`; raises the refusal `manifest.…` naming it."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refuse("manifest.dtd", part=part) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise refuse("manifest.malformed", part=part) from error
    asic, _, kind = root.tag.removeprefix("{").partition("}")
    if asic not in NAMESPACES or kind != "ASiCManifest":
        raise refuse("manifest.malformed", part=part)
    signatures = root.findall(f"{{{asic}}}SigReference")
    if len(signatures) != 1 or not signatures[0].get("URI"):
        raise refuse("manifest.malformed", part=part)
    references = tuple(
        _reference(element, part) for element in root.findall(f"{{{asic}}}DataObjectReference")
    )
    if not references:
        raise refuse("manifest.malformed", part=part)
    return Manifest(signatures[0].get("URI", ""), references)


def names_for(uri: str) -> tuple[str, ...]:
    """Return the entry names a URI may mean, likeliest first.

    URIs are percent-encoded UTF-8 relative to the root; some programs write names as they are.
    """
    try:
        decoded = unquote_to_bytes(uri).decode("utf-8")
    except UnicodeDecodeError:
        return (uri,)
    relative = decoded.removeprefix("./").removeprefix("/")
    return tuple(dict.fromkeys((relative, decoded, uri)))


def _reference(element: Element, part: str) -> Reference:
    uri = element.get("URI")
    methods = element.findall(f"{{{DSIG}}}DigestMethod")
    values = element.findall(f"{{{DSIG}}}DigestValue")
    if not uri or len(methods) != 1 or len(values) != 1:
        raise refuse("manifest.malformed", part=part)
    try:
        digest = base64.b64decode("".join((values[0].text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refuse("manifest.malformed", part=part) from error
    return Reference(uri, methods[0].get("Algorithm", ""), digest)
