"""The store in the file against the store that an engine hands over: what is lost is told.

Nobody needs a key for any of this: the claim and its signature stay as they are.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from support import boxes, media, surgery
from support.authorities import Development
from support.studio import open_studio

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier

FORMATS = (
    *("jpeg", "png", "webp", "gif", "tiff", "bigtiff", "jxl", "svg", "pdf"),
    *("avif", "mp4", "mp3", "flac", "wav", "docx", "zip"),
)
CBOR_BOX = b"cbor" + bytes.fromhex("00110010800000aa00389b71") + b"\x03"


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys")) as studio:
        yield studio


@pytest.fixture(scope="module")
def signed_as(studio):
    """Return what signs a format, each only once."""
    made = {}

    def sign(name):
        if name not in made:
            made[name] = studio.bare.sign(media.content(name), None, Capture())
        return made[name]

    return sign


def changed(signed, change):
    """Change the store of a file, which keeps its length."""
    store = surgery.Box.read(signed.manifest_store)
    (manifest,) = store.children
    change(store, manifest)
    fit(store, manifest, len(signed.manifest_store))
    return exchanged(signed, bytes(store))


def exchanged(signed, store):
    """Write another store of the same length, with the checksum that a zip archive needs."""
    before = surgery.written(signed.data, signed.manifest_store)
    assert before in signed.data
    data = signed.data.replace(before, surgery.written(signed.data, store))
    if not data.startswith(b"PK"):
        return data
    return data.replace(checksum(signed.manifest_store), checksum(store))


def checksum(store):
    return struct.pack("<I", zlib.crc32(store))


def fit(store, manifest, size):
    protected, uncovered, _, signature = manifest.at("c2pa.signature").value.value
    others = manifest.at("c2pa.signature").children[1:]
    while spare := size - len(bytes(store)):
        uncovered = {**uncovered, "pad": bytes(len(uncovered["pad"]) + spare)}
        surgery.write_signature(manifest, protected, signature, uncovered)
    assert manifest.at("c2pa.signature").children[1:] == others


def stray_box(store, _manifest):
    inside = [surgery.Box(kind=b"cbor", payload=b"Signed by nobody")]
    stray = surgery.Box(kind=b"jumb", description=CBOR_BOX + b"stray\0", children=inside)
    store.children.insert(0, stray)


def room_behind_signature(_store, manifest):
    hidden = surgery.Box(kind=b"free", payload=b"Signed by nobody")
    manifest.at("c2pa.signature").children.append(hidden)


def box_in_a_statement(_store, manifest):
    hidden = surgery.Box(kind=b"free", payload=b"Signed by nobody")
    manifest.at("c2pa.assertions", "c2pa.actions").children.append(hidden)


def second_signature(_store, manifest):
    box = manifest.at("c2pa.signature")
    box.children.append(surgery.Box(kind=b"cbor", payload=box.children[0].payload[:80]))


def notes(report):
    return {each.code: each.message for each in report.findings if each.severity == "note"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_box_that_nothing_refers_to_is_noted_with_its_size(name, signed_as, studio):
    data = changed(signed_as(name), stray_box)
    report = studio.verifier.inspect(data)

    assert report.verdict is Verdict.TRUSTED
    assert notes(report)["binding.store-left-out"] == (
        "The credentials carry 55 bytes that no signature covers and that belong to no statement."
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_statement_with_more_in_it_than_was_signed_is_invalid(name, signed_as, studio):
    data = changed(signed_as(name), box_in_a_statement)
    report = studio.verifier.inspect(data)

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "A signed statement in the credentials of this file was changed after signing."
    )
    (said,) = [e for e in report.findings if e.code == "assertion.hashedURI.mismatch"]
    assert said.message == (
        "A statement in the credentials of this file is not the one that was signed: "
        '"c2pa.actions.v2".'
    )


def test_bytes_beside_a_signature_in_its_box_are_noted(signed_as, studio):
    report = studio.verifier.inspect(changed(signed_as("png"), room_behind_signature))

    assert report.verdict is Verdict.TRUSTED
    assert "carry 16 bytes" in notes(report)["binding.store-left-out"]


@pytest.mark.parametrize("label", [b"c2pa.assertions", b"c2pa.claim.v2"])
def test_another_name_of_a_box_is_noted(label, signed_as, studio):
    signed = signed_as("jpeg")
    store = signed.manifest_store
    place = store.index(label + b"\0") + len(label) - 1
    other = store[:place] + b"X" + store[place + 1 :]
    report = studio.verifier.inspect(signed.data.replace(store, other))

    assert report.verdict is not Verdict.TRUSTED or "binding.store-left-out" in notes(report)


def test_a_store_that_only_the_engine_finds_is_not_judged(signed_as, studio):
    signed = signed_as("jpeg")
    place = signed.data.index(b"JP\x02\x11")
    report = studio.verifier.inspect(signed.data[:place] + b"PJ" + signed.data[place + 2 :])

    assert report.verdict is Verdict.UNDETERMINED


def test_a_second_signature_that_the_engine_passes_over_leaves_the_signer_unconfirmed(
    signed_as, studio
):
    report = studio.verifier.inspect(changed(signed_as("png"), second_signature))

    assert report.verdict is Verdict.UNDETERMINED


def test_what_stands_behind_the_store_in_its_box_is_noted(signed_as, studio):
    signed = signed_as("mp4")
    store = surgery.Box.read(signed.manifest_store)
    surgery.fit(store, len(signed.manifest_store) - 24)
    other = bytes(store) + boxes.box(b"free", b"Signed by nobody")
    report = studio.verifier.inspect(signed.data.replace(signed.manifest_store, other))

    assert report.verdict is not Verdict.TRUSTED or "binding.store-left-out" in notes(report)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (None, Verdict.TRUSTED),
        (box_in_a_statement, Verdict.INVALID),
        (second_signature, Verdict.UNDETERMINED),
    ],
    ids=["nothing", "box in a statement", "second signature"],
)
def test_credentials_beside_a_file_are_compared_too(change, verdict, tmp_path):
    pki = Development(start=datetime.now(UTC) - timedelta(days=1))
    signer, content = pki.signer(), media.content("jpeg")
    with Signer(signer, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        store = surgery.Box.read(studio.sign(content, None, Capture()).manifest_store)
    (manifest,) = store.children
    binding = manifest.at("c2pa.assertions", "c2pa.hash.data")
    kept = {name: each for name, each in binding.value.items() if name != "exclusions"}
    binding.value = kept | {"hash": hashlib.sha256(content).digest()}
    surgery.seal(manifest, signer)
    if change:
        change(store, manifest)
    (tmp_path / "a.jpg").write_bytes(content)
    (tmp_path / "a.c2pa").write_bytes(bytes(store))
    with Verifier(trust=pki.lists) as verifier:
        report = verifier.inspect(tmp_path / "a.jpg")

    assert "credentials.sidecar" in notes(report)
    assert report.verdict is verdict
