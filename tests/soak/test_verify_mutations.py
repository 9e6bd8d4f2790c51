"""Twenty thousand mutations of a bundle's parts: no exception, and nothing wrong believed."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from desktop.crypto.trust import Trust
from desktop.domain.problems import Refusal
from desktop.exchange.container import Container
from desktop.services.judgement import judge
from tests.helpers.containers import MIMETYPE, Own, pack
from tests.helpers.flips import signed_attributes
from tests.helpers.surroundings import NOW
from tests.helpers.verifying import authority, own, signer

SIGNATURE = "META-INF/signature001.p7s"


def mutated(chance: random.Random, original: bytes) -> bytes:
    data = bytearray(original)
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data) + 1), chance.choice([1, 1, 1, 2, 4, 30])
        match chance.randrange(4):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = chance.randbytes(length)
            case 2:
                data[at:at] = data[at : at + length]
            case _:
                data[at : at + length] = chance.randbytes(len(data[at : at + length]))
    return bytes(data)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["p256", "rsa"])
def test_mutations(kind: str) -> None:
    chance = random.Random(20261124)
    trust = Trust((authority().certificate,), (), NOW)
    bundle = own() if kind == "p256" else Own().signed(signer(1, kind))
    files = {"mimetype": MIMETYPE, **bundle.files, **bundle.meta}
    names = [*files, SIGNATURE, SIGNATURE, SIGNATURE, None]
    for _ in range(10_000):
        name = chance.choice(names)
        if name is None:
            data = mutated(chance, pack(files))
        else:
            data = pack({**files, name: mutated(chance, files[name])})
        try:
            judgement = judge(Container(io.BytesIO(data), len(data)), trust)
        except Refusal:
            continue
        if judgement.faults or judgement.nothing_to_judge:
            continue
        # Believed: then what was signed is there as it was, whatever else was touched.
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            seen = {info.filename: archive.read(info) for info in archive.infolist()}
        signature = seen.pop(SIGNATURE)
        assert seen == {each: files[each] for each in files if each != SIGNATURE}
        assert signed_attributes(signature) == signed_attributes(files[SIGNATURE])
