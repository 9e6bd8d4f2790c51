"""No bytes make `verify` raise, and none that were not signed are ever believed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.crypto.cades import check_signatures
from desktop.crypto.trust import Trust
from desktop.domain.problems import Refusal
from desktop.exchange.container import Container
from desktop.exchange.manifest import parse_manifest
from desktop.exchange.strict_json import NotStrictJson, loads
from desktop.services.judgement import judge
from desktop.services.verdicts import Judgement
from tests.helpers.containers import MIMETYPE, pack
from tests.helpers.surroundings import NOW
from tests.helpers.verifying import authority, own
from tests.helpers.zips import Raw, write

QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
SIGNATURE, MANIFEST = "META-INF/signature001.p7s", "META-INF/ASiCManifest001.xml"


def look(data: bytes) -> Judgement | None:
    trust = Trust((authority().certificate,), (), NOW)
    try:
        return judge(Container(io.BytesIO(data), len(data)), trust)
    except Refusal:
        return None


def contents() -> dict[str, bytes]:
    bundle = own()
    return {"mimetype": MIMETYPE, **bundle.files, **bundle.meta}


@st.composite
def mutations(draw: st.DrawFn, original: bytes) -> bytes:
    """Cut, double, overwrite or insert some pieces of `original`."""
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(["cut", "double", "overwrite", "insert"])):
            case "cut":
                del data[at : at + length]
            case "double":
                data[at:at] = data[at : at + length]
            case "overwrite":
                data[at : at + length] = draw(st.binary(min_size=length, max_size=length))
            case _:
                data[at:at] = draw(st.binary(max_size=40))
    return bytes(data)


@QUICK
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    assert look(data) is None
    assert look(data + write([])) is None or not data


@QUICK
@given(mutations(own().build()))
def test_mutated_containers(data: bytes) -> None:
    judgement = look(data)
    assert judgement is None or judgement.faults or data == own().build()


@pytest.mark.parametrize("name", [SIGNATURE, MANIFEST, "bundle.json"])
def test_mutated_parts(name: str) -> None:
    original = contents()[name]

    @QUICK
    @given(mutations(original))
    def run(part: bytes) -> None:
        judgement = look(pack({**contents(), name: part}))
        if name != SIGNATURE and part != original and judgement is not None:
            assert judgement.faults

    run()


_NUMBER_16 = st.integers(0, 0xFFFF)
_NUMBER_32 = st.one_of(st.integers(0, 64), st.integers(0, 0xFFFFFFFF))
_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "flags": _NUMBER_16,
        "method": st.sampled_from([0, 8, 9, 12, 99]),
        "crc": _NUMBER_32,
        "packed": _NUMBER_32,
        "size": _NUMBER_32,
        "extra": st.binary(max_size=30),
        "offset": _NUMBER_32,
        "external": _NUMBER_32,
        "name": st.binary(max_size=12),
    },
)


@QUICK
@given(st.integers(0, 6), _FIELDS, _FIELDS, st.binary(max_size=30), st.booleans())
def test_lying_headers(
    number: int, central: dict[str, object], local: dict[str, object], gap: bytes, zip64: bool
) -> None:
    entries = [Raw(name.encode(), data) for name, data in contents().items()]
    entries[0].method = 0
    entries[number].central = dict(central)
    entries[number].local = {key: value for key, value in local.items() if key != "offset"}
    entries[number].gap = gap
    judgement = look(write(entries, zip64=zip64))
    if judgement is not None and not judgement.faults:
        files = {file.name for file in judgement.files}
        assert files == set(own().files)


@QUICK
@given(st.binary(max_size=300), st.booleans())
def test_random_signatures(data: bytes, strict: bool) -> None:
    with pytest.raises(Refusal):
        check_signatures(data, lambda _: b"", "x", own=strict)


@QUICK
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_random_manifests(data: bytes) -> None:
    with pytest.raises(Refusal):
        parse_manifest(data, "x")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@QUICK
@given(_JSON)
def test_json_that_is_strict_is_read_as_it_is(value: object) -> None:
    import json

    written = json.dumps(value, ensure_ascii=True).encode()
    try:
        assert loads(written) == value
    except NotStrictJson:
        assert b"\\ud" in written


@QUICK
@given(st.binary(max_size=100))
def test_random_json(data: bytes) -> None:
    reading: Callable[[], object] = lambda: loads(data)  # noqa: E731
    try:
        reading()
    except NotStrictJson:
        return
    data.decode("utf-8")
