"""What is taken into a repository from signed files, and what is written out of it."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import pytest
from support import media
from support.definitions import capture
from support.repositories import mark, print_of, store
from support.sealing import new_seal

from provenance.durable.repository import init_repository
from provenance.durable.repository.export import export
from provenance.durable.repository.intake import take_in
from provenance.engine import open_engine
from provenance.errors import InvalidArgument, NoCredentials, StorageError
from provenance.model.asset import Asset
from provenance.model.definition import AssertionDefinition
from provenance.model.soft_binding import BindingKind, SoftBinding, asserted
from provenance.model.store import Assertion, Manifest

ISCC = SoftBinding(
    algorithm="io.iscc.v0",
    value=b"ISCC:EEDZCXHFTN3OKGUBQOWZILZOMRNC73JMMT5QNISTYZGZS63RU3QIXKA",
    kind=BindingKind.FINGERPRINT,
)
OF_SEVERAL_UNITS = "ISCC:KEC43HJLPUSHVAZT"
TRUSTMARK = SoftBinding(
    algorithm="com.adobe.trustmark.P", value=b"\x10\xffabc", kind=BindingKind.WATERMARK
)


@pytest.fixture
def repository(tmp_path):
    with init_repository(tmp_path / "repository") as made:
        yield made


@pytest.fixture(scope="module")
def engine():
    with open_engine() as opened:
        yield opened


def signed(engine, *assertions: dict) -> Asset:
    stated = tuple(
        AssertionDefinition(label="c2pa.soft-binding", data=data | {"pad": []})
        for data in assertions
    )
    out = io.BytesIO()
    source = Asset.of(media.jpeg())
    engine.sign(capture("image/jpeg", assertions=stated), source, out, new_seal())
    return Asset.of(out.getvalue())


def block(value: object) -> dict:
    return {"scope": {}, "value": value}


def test_a_signed_file_is_found_by_what_its_manifest_asserts(repository, engine):
    asset = signed(
        engine,
        {"alg": ISCC.algorithm, "blocks": [block(ISCC.value.decode()), block(OF_SEVERAL_UNITS)]},
        {"alg": TRUSTMARK.algorithm, "blocks": [block(list(TRUSTMARK.value)), block("")]},
    )
    entry = take_in(repository, asset, engine)
    reading = engine.read(asset)
    assert entry.manifest == reading.store.active.label
    assert entry.bindings == (ISCC, TRUSTMARK)
    assert (entry.media_type, entry.asset_sha256) == ("image/jpeg", reading.sha256)
    assert repository.store(entry.manifest) == reading.jumbf
    assert repository.find(ISCC)[0].manifest == entry.manifest
    assert repository.find(TRUSTMARK)[0].manifest == entry.manifest
    assert take_in(repository, asset, engine) == entry


def test_a_file_without_credentials_is_not_taken_in(repository, engine):
    with pytest.raises(NoCredentials):
        take_in(repository, Asset.of(media.jpeg()), engine)
    assert list(repository.entries()) == []


def test_a_deleted_file_is_not_taken_in_again(repository, engine):
    asset = signed(engine)
    repository.delete(take_in(repository, asset, engine).manifest)
    with pytest.raises(InvalidArgument, match="deleted on request"):
        take_in(repository, asset, engine)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", b"text"),
        ("téxt", "téxt".encode()),
        ([1, 255], b"\x01\xff"),
        ("b64'AQI='", b"\x01\x02"),
        ("b64'?'", None),
        ([1, 256], None),
        ([True], None),
        ([1.0], None),
        ("", None),
        ([], None),
        (7, None),
        (None, None),
        ({"a": 1}, None),
        ("\ud800", b"?"),
    ],
)
def test_values_are_text_or_bytes(value, expected):
    data = {"alg": ISCC.algorithm, "blocks": [block(value)]}
    manifest = Manifest(
        label="urn:a", assertions=(Assertion(label="c2pa.soft-binding", data=data),)
    )
    assert [each.value for each in asserted(manifest)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "data",
    [None, [], "x", {}, {"alg": 1, "blocks": []}, {"alg": "x", "blocks": {}}, {"alg": "x"}]
    + [{"alg": "x", "blocks": [wrong]} for wrong in (None, [], "x", {})],
)
def test_malformed_assertions_lead_nowhere(data):
    labels = ("c2pa.soft-binding", "c2pa.soft-binding__1")
    assertions = tuple(Assertion(label=label, data=data) for label in labels)
    assert asserted(Manifest(label="urn:a", assertions=assertions)) == ()


def test_other_assertions_are_no_asserted():
    data = {"alg": "x", "blocks": [block("1")]}
    for label in ("c2pa.soft-bindings", "org.example.soft-binding", "c2pa.hash.data"):
        manifest = Manifest(label="urn:a", assertions=(Assertion(label=label, data=data),))
        assert asserted(manifest) == ()


def test_bindings_out_of_bounds_are_left_out(repository, engine):
    asset = signed(
        engine,
        {"alg": "not a name", "blocks": [block("1")]},
        {"alg": "org.example.long", "blocks": [block("1" * 2001), block("2")]},
    )
    assert [each.value for each in take_in(repository, asset, engine).bindings] == [b"2"]


def fill(repository) -> None:
    def add(label, **more):
        repository.add(store(label), manifest=label, media_type="image/png", **more)

    add("urn:a", bindings=(mark(1), ISCC), private=(print_of(b"secret" * 5 + b"!!"),))
    add("urn:gone", bindings=())
    add("urn:pending", bindings=(), pending_at="/nowhere", asset_sha256="0" * 64)
    add("urn:b", bindings=(), asset_sha256="1" * 64)
    repository.delete("urn:gone")


def test_an_export_holds_what_is_kept_and_published(repository, tmp_path):
    fill(repository)
    assert export(repository, tmp_path / "out") == 2
    raw = (tmp_path / "out" / "entries.jsonl").read_bytes()
    first, second = map(json.loads, raw.splitlines())
    assert (first["manifest"], second["manifest"]) == ("urn:a", "urn:b")
    assert first["bindings"] == [
        {
            "algorithm": each.algorithm,
            "kind": each.kind.value,
            "value": base64.b64encode(each.value).decode(),
        }
        for each in (mark(1), ISCC)
    ]
    for line in (first, second):
        name = line["store_sha256"]
        path = tmp_path / "out" / "stores" / name[:2] / name[2:]
        assert path.read_bytes() == store(line["manifest"])
    assert len([path for path in (tmp_path / "out").rglob("*") if path.is_file()]) == 3
    assert base64.b64encode(b"secret") not in raw


def test_an_archive_is_the_same_each_time_and_holds_the_same_as_a_folder(repository, tmp_path):
    fill(repository)
    for name in ("one.zip", "two.zip", "out"):
        export(repository, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    out = tmp_path / "out"
    files = (path for path in out.rglob("*") if path.is_file())
    assert members == {str(path.relative_to(out)): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_export_is_whole_or_not_there(repository, tmp_path, name):
    fill(repository)
    (blob,) = (
        path
        for path in (tmp_path / "repository" / "stores").rglob("*")
        if path.is_file() and path.read_bytes() == store("urn:b")
    )
    blob.unlink()
    with pytest.raises(StorageError, match="missing"):
        export(repository, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["repository"]
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(InvalidArgument, match="never overwritten"):
        export(repository, tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"mine"
