"""Containers good, tampered with and untrusted, from a seed, to be judged twice."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from urllib.parse import quote

from desktop.services.verify import Verify, verify
from tests.helpers.containers import MIMETYPE, Own, data_files, manifest, pack, sign
from tests.helpers.independent import independent_verdict
from tests.helpers.pki import Authority, Issued
from tests.helpers.surroundings import make_surroundings

_ROLES = ("preparer", "approver")
_PAST = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


@cache
def _world() -> tuple[Authority, dict[str, Issued]]:
    ca = Authority("CA trộn", number=3000)
    stranger = Authority("CA lạ", number=3001)
    people = {f"good {n}": ca.issue(f"Tốt {n}", key_number=3100 + n) for n in range(4)}
    people["rsa"] = ca.issue("Tốt RSA", "rsa", key_number=3200)
    people["p384"] = ca.issue("Tốt P-384", "p384", key_number=3201)
    people["revoked"] = ca.issue("Đã thu hồi", key_number=3202)
    people["expired"] = ca.issue("Hết hạn", end=_PAST, key_number=3203)
    people["server"] = ca.issue("Máy chủ", server=True, key_number=3204)
    people["encipher"] = ca.issue("Mã hoá", usages=("key_encipherment",), key_number=3205)
    people["stranger"] = stranger.issue("Người lạ", key_number=3206)
    return ca, people


_GOOD = ("good 0", "good 1", "good 2", "good 3", "rsa", "p384")
_DOUBTFUL = ("revoked", "expired", "server", "encipher", "stranger")


def _files(chance: random.Random, *, own: bool) -> dict[str, bytes]:
    if own:
        files = data_files(_ROLES[: chance.randint(1, 2)])
        files["tokens.json"] = chance.randbytes(chance.randint(0, 5000)).hex().encode()
        return files
    names = ["Báo cáo.txt", "phụ lục/bảng 1.csv", "a.bin", "b%20c.txt"]
    return {name: chance.randbytes(chance.randint(0, 3000)) for name in names}


def _signed(
    chance: random.Random, files: dict[str, bytes], people: list[Issued], *, own: bool
) -> dict[str, bytes]:
    digest = "sha256" if own else chance.choice(["sha256", "sha512"])
    meta = {}
    for number, person in enumerate(people, start=1):
        name = f"META-INF/signature{number:03}.p7s"
        uris = {} if own else {each: quote(each) for each in files}
        content = manifest(files, name, digest=digest, uris=uris)
        meta[f"META-INF/ASiCManifest{number:03}.xml"] = content
        meta[name] = sign(content, person, digest="sha256" if own else digest)
    return meta


def _tamper(chance: random.Random, files: dict[str, bytes], meta: dict[str, bytes]) -> None:
    """Change what is signed, or what signs it."""
    match chance.randrange(7):
        case 0:
            name = chance.choice([name for name in files if name != "bundle.json"])
            files[name] += b"!"
        case 1:
            del files[chance.choice([name for name in files if name != "bundle.json"])]
        case 2:
            name = next(name for name in meta if name.endswith(".xml"))
            meta[name] = meta[name].replace(b"MimeType", b" MimeType", 1)
        case 3:
            name = next(name for name in meta if name.endswith(".p7s"))
            spoiled = bytearray(meta[name])
            spoiled[-1 - chance.randrange(30)] ^= 1 << chance.randrange(8)
            meta[name] = bytes(spoiled)
        case 4:
            name = next(name for name in meta if name.endswith(".p7s"))
            content = meta[name.replace("signature", "ASiCManifest").replace("p7s", "xml")]
            _, people = _world()
            meta[name] = sign(content, people["good 0"], wrong_key=people["good 1"])
        case 5:
            name = next(name for name in meta if name.endswith(".p7s"))
            content = meta[name.replace("signature", "ASiCManifest").replace("p7s", "xml")]
            _, people = _world()
            meta[name] = sign(content, people["good 0"], message_digest=bytes(32))
        case _:
            name = next(name for name in meta if name.endswith(".xml"))
            del meta[name]


def compare(seed: int, folder: Path) -> tuple[str, str]:
    """Make the container of `seed` and return (our verdict, the independent one)."""
    chance = random.Random(seed)
    ca, people = _world()
    own = chance.random() < 0.7
    files = _files(chance, own=own)
    count = 2 if own and b"approver" in files["bundle.json"] else chance.randint(1, 2)
    chosen = [people[name] for name in chance.sample(_GOOD, count)]
    fate = chance.choice(["good", "tampered", "doubtful", "own rule" if own else "good"])
    if fate == "doubtful":
        chosen[-1] = people[chance.choice(_DOUBTFUL)]
    meta = _signed(chance, files, chosen, own=own)
    if fate == "tampered":
        _tamper(chance, files, meta)
    elif fate == "own rule":
        match chance.randrange(3):
            case 0:
                files["more.json"] = b"[]"
            case 1:
                files["bundle.json"] = data_files((*_ROLES, "third"))["bundle.json"]
                meta = _signed(chance, files, chosen, own=True)
            case _:
                meta = _signed(chance, files, [chosen[0], chosen[0]], own=True)
    data = Own(files, meta).build() if own else pack({"mimetype": MIMETYPE, **files, **meta})
    file = folder / f"{seed}.asice"
    file.write_bytes(data)
    anchor = ca.pem(folder / "anchor.pem")
    crl = ca.crl(folder / "ca.crl", people["revoked"])
    verdict = verify(Verify(file, (anchor,), (crl,)), make_surroundings())
    return verdict.verdict.value, independent_verdict(file, anchor, crl, folder)
