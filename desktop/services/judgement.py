"""The judgement of an open container: its signatures, its files, and for our own format its rules.

`faults` make a container invalid; doubts about a signer make it untrusted; notes are for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import new as new_hash
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop import BUNDLE_FORMAT
from desktop.crypto.cades import SignatureCheck, check_signatures
from desktop.crypto.certificates import fingerprint, issuer_name, serial, subject_name
from desktop.crypto.trust import Trust
from desktop.domain.problems import Problem, Refusal, Severity
from desktop.exchange.bundle_writer import HEADER, MIMETYPE, Member, content_digest
from desktop.exchange.container import Container
from desktop.exchange.manifest import SHA256, Manifest, Reference, names_for, parse_manifest
from desktop.exchange.strict_json import NotStrictJson
from desktop.exchange.strict_json import loads as strict_loads
from desktop.exchange.strict_rules import strict_faults
from desktop.services.verdicts import FileVerdict, Judgement, SignatureVerdict

_META = "META-INF/"
_ASIC_S = b"application/vnd.etsi.asic-s+zip"
# What a signature without a manifest may have been made with.
_PLAIN_DIGESTS = ("sha256", "sha384", "sha512")
# Far above what honest containers need; parsing costs many times these in memory and time.
_MAX_MANIFEST_BYTES = 1024 * 1024
_MAX_SIGNATURE_BYTES = 2 * 1024 * 1024
_MAX_HEADER_BYTES = 1024 * 1024
_MAX_PARSED_BYTES = 16 * 1024 * 1024


def judge(container: Container, trust: Trust) -> Judgement:
    """Judge every signature and file of `container`; see `formats.md` for what each finding means.

    Reads every entry once. Raises only `OSError`.
    """
    return _Judge(container, trust).judgement()


class _Judge:
    """One judgement under way: what was found so far, in the order it was found."""

    def __init__(self, container: Container, trust: Trust) -> None:
        self.container = container
        self.trust = trust
        self.own = container.is_own
        self.faults: list[Problem] = []
        self.notes: list[Problem] = []
        # Manifests by name, and for each signature file the manifests that name it.
        self.manifests: dict[str, tuple[bytes, Manifest]] = {}
        self.covers: dict[str, list[str]] = {}
        # Bytes given to parsers so far.
        self.parsed = 0
        # Digests of entries by hashlib name; an entry that cannot be read has none.
        self.digests: dict[str, dict[str, bytes]] = {}

    def judgement(self) -> Judgement:
        """Find everything, in the order a person would look."""
        names = [entry.name for entry in self.container.entries]
        self.covers = {name: [] for name in names if _is_signature(name)}
        if not self.covers and not self.own:
            return Judgement(own=False, nothing_to_judge=True)
        self.faults += self.container.faults
        if self.own:
            self.faults += strict_faults(self.container)
        for name in names:
            if _is_manifest(name):
                self._read_manifest(name)
        self._digest_entries()
        checks = [check for name in self.covers for check in self._check(name)]
        files = self._files()
        header = None
        if self.own:
            self._require_cover()
            header = self._read_header()
            self._require_signatures(header, checks)
        for check in checks:
            self.faults += check.reasons
        return Judgement(
            own=self.own,
            signatures=tuple(self._signature(check) for check in checks),
            files=files,
            header=header,
            digest=self._content_digest(),
            faults=_once(self.faults),
            notes=_once(self.notes),
            certificates=tuple(
                check.certificate for check in checks if check.certificate and check.intact
            ),
        )

    def _fault(self, code: str, **values: object) -> None:
        self.faults.append(Problem(code, values))

    def _data_names(self) -> list[str]:
        """The files that are the container's content."""
        return [
            entry.name
            for entry in self.container.entries
            if not entry.is_folder and entry.name != MIMETYPE and not entry.name.startswith(_META)
        ]

    def _read(self, name: str, limit: int) -> bytes | None:
        entry = self.container.entry(name)
        self.parsed += entry.size
        if self.parsed > _MAX_PARSED_BYTES:
            self._fault("verify.too_much", limit=_MAX_PARSED_BYTES // 1024 // 1024)
            return None
        try:
            return self.container.read(entry, limit)
        except Refusal as refusal:
            self.faults += refusal.problems
            return None

    def _read_manifest(self, name: str) -> None:
        data = self._read(name, _MAX_MANIFEST_BYTES)
        if data is None:
            return
        try:
            manifest = parse_manifest(data, name)
        except Refusal as refusal:
            self.faults += refusal.problems
            return
        named = self._resolve(manifest.signature)
        if named in self.covers:
            self.manifests[name] = (data, manifest)
            self.covers[named].append(name)
        elif self.own or manifest.signature.lower().endswith(".p7s"):
            # Elsewhere a manifest may belong to a time stamp, which is not judged.
            self._fault("verify.signature_missing", part=name, signature=manifest.signature)

    def _resolve(self, uri: str) -> str | None:
        """Return the entry a URI means; our own names need no decoding and get none."""
        candidates = (uri,) if self.own else names_for(uri)
        return next((name for name in candidates if name in self.container), None)

    def _digest_entries(self) -> None:
        """Read every entry once, with all the digests anyone will ask for."""
        wanted: dict[str, set[str]] = {}
        for _, manifest in self.manifests.values():
            for reference in manifest.references:
                name = self._resolve(reference.uri)
                if name is not None and reference.algorithm is not None:
                    wanted.setdefault(name, set()).add(reference.algorithm)
        if not self.manifests:
            for name in self._data_names():
                wanted[name] = set(_PLAIN_DIGESTS)
        for entry in self.container.entries:
            algorithms = wanted.get(entry.name, set()) | {"sha256"}
            try:
                self.digests[entry.name] = self.container.digests(entry, algorithms)
            except Refusal as refusal:
                self.faults += refusal.problems

    def _check(self, name: str) -> list[SignatureCheck]:
        """Check a signature file over each manifest that names it."""
        data = self._read(name, _MAX_SIGNATURE_BYTES)
        contents = [self.manifests[manifest][0] for manifest in self.covers[name]]
        if data is None:
            return []
        if self.own and len(contents) > 1:
            self._fault("verify.several_manifests", part=name)
        sources = [partial(_digest_of, content) for content in contents]
        if not sources:
            simple = self._simple_content(name)
            if simple is None:
                self._fault("verify.no_manifest", part=name)
                return [SignatureCheck(reasons=(Problem("verify.no_manifest", {"part": name}),))]
            sources = [partial(self._entry_digest, simple)]
        found: list[SignatureCheck] = []
        for source in sources:
            try:
                found += check_signatures(data, source, name, own=self.own)
            except Refusal as refusal:
                found.append(SignatureCheck(reasons=refusal.problems))
        return found

    def _simple_content(self, signature: str) -> str | None:
        """Return the one file that a container of the simple form (ASiC-S) signs directly."""
        data = self._data_names()
        if self.own or self.manifests or len(data) != 1 or signature != _META + "signature.p7s":
            return None
        if MIMETYPE in self.container and self._read(MIMETYPE, len(_ASIC_S)) != _ASIC_S:
            return None
        return data[0] if data[0] in self.digests else None

    def _entry_digest(self, name: str, algorithm: str) -> bytes:
        return self.digests[name].get(algorithm, b"")

    def _files(self) -> tuple[FileVerdict, ...]:
        """Compare every listed file with what is there."""
        good: dict[str, bool] = {}
        for manifest_name, (_, manifest) in self.manifests.items():
            for reference in manifest.references:
                name = self._resolve(reference.uri)
                shown = name if name is not None else reference.uri
                agrees = self._agrees(reference, name, manifest_name)
                good[shown] = good.get(shown, True) and agrees
        if not self.manifests and not self.own:
            good = dict.fromkeys(self._data_names(), True)
        unlisted = [name for name in self._data_names() if name not in good]
        for name in unlisted:
            if self.own:
                good[name] = False
                self._fault("verify.unlisted", part=name)
            else:
                self.notes.append(Problem("verify.unsigned", {"part": name}, Severity.WARNING))
        return tuple(
            FileVerdict(name, self._hex(name), ok and name in self.digests)
            for name, ok in sorted(good.items())
        )

    def _agrees(self, reference: Reference, name: str | None, manifest: str) -> bool:
        if name is None:
            self._fault("verify.file_not_there", part=reference.uri, manifest=manifest)
            return False
        if reference.algorithm is None or (self.own and reference.method != SHA256):
            self._fault("verify.weak_digest", part=name, method=reference.method)
            return False
        if name not in self.digests:
            return False  # why it cannot be read is named already
        if self.digests[name][reference.algorithm] != reference.digest:
            self._fault("verify.file_changed", part=name)
            return False
        return True

    def _hex(self, name: str) -> str | None:
        found = self.digests.get(name)
        return None if found is None else found["sha256"].hex()

    def _require_cover(self) -> None:
        """In our own format every manifest lists the same files: all but `mimetype`, each once."""
        data = sorted(self._data_names())
        for name, (_, manifest) in self.manifests.items():
            listed = sorted(reference.uri for reference in manifest.references)
            for missing in set(data) - set(listed):
                self._fault("verify.unlisted_in", part=missing, manifest=name)
            if len(set(listed)) != len(listed) or set(listed) - set(data):
                self._fault("verify.listed_wrongly", manifest=name)

    def _read_header(self) -> dict[str, Any] | None:
        data = self._read(HEADER, _MAX_HEADER_BYTES)
        if data is None:
            return None
        try:
            header = strict_loads(data)
        except NotStrictJson:
            self._fault("verify.header", part=HEADER)
            return None
        if not isinstance(header, dict):
            self._fault("verify.header", part=HEADER)
            return None
        if header.get("format") != BUNDLE_FORMAT:
            self._fault("verify.format", part=HEADER, known=BUNDLE_FORMAT)
        return header

    def _require_signatures(
        self, header: Mapping[str, Any] | None, checks: list[SignatureCheck]
    ) -> None:
        """As many keys have signed as roles are required; which role is whose, pins decide."""
        keys = [_key(check.certificate) for check in checks if check.certificate and check.intact]
        if len(set(keys)) != len(keys):
            self._fault("verify.one_key")
        roles = header.get("required_roles") if header is not None else None
        if header is not None and not _are_roles(roles):
            self._fault("verify.roles", part=HEADER)
        needed = len(roles) if isinstance(roles, list) and _are_roles(roles) else 1
        if len(set(keys)) < needed:
            self._fault("verify.signature_required", needed=needed, found=len(set(keys)))

    def _signature(self, check: SignatureCheck) -> SignatureVerdict:
        certificate = check.certificate
        doubts: tuple[Problem, ...] = ()
        if certificate is not None and check.intact:
            found = self.trust.faults(certificate, check.others)
            doubts = tuple(p for p in found if p.severity is Severity.ERROR)
            self.notes += (p for p in found if p.severity is not Severity.ERROR)
            if check.pkcs1:
                values = {"signer": subject_name(certificate)}
                self.notes.append(Problem("verify.pkcs1", values, Severity.WARNING))
        return SignatureVerdict(
            signer=subject_name(certificate) if certificate else None,
            issuer=issuer_name(certificate) if certificate else None,
            serial=serial(certificate) if certificate else None,
            fingerprint=fingerprint(certificate) if certificate else None,
            claimed_time=check.claimed_time,
            algorithm=check.algorithm,
            intact=check.intact,
            trusted=certificate is not None and check.intact and not doubts,
            reasons=check.reasons + doubts,
        )

    def _content_digest(self) -> str | None:
        names = self._data_names()
        if not self.own or any(name not in self.digests for name in names):
            return None
        return content_digest(
            Member(name, self.container.entry(name).size, self.digests[name]["sha256"].hex())
            for name in names
        )


def _is_signature(name: str) -> bool:
    return name.startswith(_META) and name.lower().endswith(".p7s")


def _is_manifest(name: str) -> bool:
    low = name.lower()
    return name.startswith(_META) and "asicmanifest" in low and low.endswith(".xml")


def _digest_of(content: bytes, algorithm: str) -> bytes:
    return new_hash(algorithm, content, usedforsecurity=True).digest()


def _key(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _are_roles(roles: object) -> bool:
    """Required roles are names, at least one, none twice."""
    return (
        isinstance(roles, list)
        and bool(roles)
        and all(isinstance(role, str) and role for role in roles)
        and len(set(roles)) == len(roles)
    )


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """Drop what was found twice, on different ways to the same part."""
    found: list[Problem] = []
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return tuple(found)
