"""Samples to get to know the program with: a signer's key, clerks, eTokens, all marked as such."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from desktop.crypto.sample_authority import MARK, SampleAuthority, SampleCertificate
from desktop.domain.actors import Command
from desktop.models.unit_reader import units_at
from desktop.services.sample_registers import SampleMaker, SampleRows, SampleUnit
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings

_SECRET_BYTES = 20


@dataclass(frozen=True)
class AddSamples(Command):
    """Add sample clerks and eTokens to the units of a vault, and allow bundles in the clear."""

    name: ClassVar[str] = "samples.add"


@dataclass(frozen=True)
class SampleSigner:
    """The signer of sample bundles; `key` is a .p12 file, `secret` the file with its passphrase,
    `anchor` the certificate of the sample authority."""

    authority: SampleAuthority
    certificate: SampleCertificate
    key: Path
    anchor: Path
    secret: Path


def make_signer(world: Surroundings, keys: Path, secret: Path) -> SampleSigner:
    """Write a sample signer's key and its authority's certificate into the folder `keys`, which is
    there, and the key's passphrase into the private file `secret`."""
    now = world.now()
    authority = SampleAuthority(now, world.random_bytes)
    certificate = authority.issue(
        f"Tỉnh uỷ {MARK}", now - timedelta(hours=1), now + timedelta(days=730), rsa_bits=3072
    )
    made = SampleSigner(authority, certificate, keys / "ky-mau.p12", keys / "ca-mau.pem", secret)
    write_secret(world, secret)
    _write_private(made.key, certificate.pkcs12(secret.read_text(encoding="ascii")))
    made.anchor.write_bytes(authority.root.pem())
    return made


def write_secret(world: Surroundings, file: Path) -> None:
    """Write a random passphrase into the private file `file`."""
    _write_private(file, base64.b32encode(world.random_bytes(_SECRET_BYTES)))


def add_samples(
    session: Session, signer: SampleSigner, command: Command | None = None
) -> SampleRows:
    """Add the samples for the units of today in one run, as `command` or `AddSamples`."""
    world = session.surroundings
    command = command or AddSamples()
    with session.reading(command) as connection:
        there = list(units_at(connection, world.today()))
    with session.unit_of_work(command) as work:
        maker = SampleMaker(signer.authority, world.now(), work.new_uid)
        made = maker.make(in_tree_order(there), signer.certificate)
        made.write(work)
        work.set_setting("policy.plaintext_bundle", "yes")
    return made


def lay_samples(session: Session, vault: Path) -> SampleSigner:
    """Add the samples to a vault that is being made in the folder `vault`, and lay the signer's
    files into a folder beside it."""
    keys = vault.with_name(f"{vault.name}-chung-thu-mau")
    keys.mkdir(parents=True, exist_ok=True)
    signer = make_signer(session.surroundings, keys, keys / "ma-khoa-chung-thu.txt")
    add_samples(session, signer)
    return signer


def in_tree_order(there: list[Any]) -> list[SampleUnit]:
    """Return the units with each parent before its children, communes numbered in order."""
    by_parent: dict[str | None, list[Any]] = {}
    for unit in sorted(there, key=lambda unit: (unit.position, unit.place or "", unit.uid)):
        by_parent.setdefault(unit.parent, []).append(unit)
    ordered: list[SampleUnit] = []
    communes = 0

    def visit(parent: str | None, index: int | None, depth: int) -> None:
        nonlocal communes
        for unit in by_parent.get(parent, ()):
            number = None
            if depth == 1 and unit.place:
                communes += 1
                number = communes
            ordered.append(SampleUnit(unit.uid, unit.name, number, index))
            visit(unit.uid, len(ordered) - 1, depth + 1)

    visit(None, None, 0)
    return ordered


def _write_private(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)
