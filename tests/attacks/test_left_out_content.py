"""A listed signer whose hash leaves out what it should cover: anyone may exchange that."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from support import media, surgery
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier

SEGMENT_HEADER = 12  # marker, length, and what JPEG XT writes before the first box


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def leaving_out(pki):
    """Return what signs a picture, but for a part of what follows the manifest store."""
    signer, none = pki.signer(), MetadataChoice(level="none")
    with Signer(signer, metadata=none, thumbnails=False) as studio:
        signed = studio.sign(media.photo(320, 240), None, Capture())
    store_starts = signed.data.index(signed.manifest_store) - SEGMENT_HEADER
    store_length = len(signed.manifest_store) + SEGMENT_HEADER
    after = store_starts + store_length

    def sign(share):
        length = int(share * (len(signed.data) - after))
        store = surgery.Box.read(signed.manifest_store)
        (manifest,) = store.children
        binding = manifest.at("c2pa.assertions", "c2pa.hash.data")
        covered = signed.data[:store_starts] + signed.data[after + length :]
        binding.value = {
            **binding.value,
            "exclusions": [
                {"start": store_starts, "length": store_length},
                {"start": after, "length": length},
            ],
            "hash": hashlib.sha256(covered).digest(),
            "pad": b"",
        }
        surgery.seal(manifest, signer)
        return surgery.transplant(signed.data, signed.manifest_store, store), after

    return sign


@pytest.mark.parametrize("changed", [False, True])
def test_a_picture_that_is_left_out_is_never_trusted(changed, leaving_out, verifier):
    data, start = leaving_out(1.0)
    if changed:
        data = data[: start + 1000] + b"another picture" + data[start + 1015 :]
    report = verifier.inspect(data)

    assert report.verdict is Verdict.UNDETERMINED
    assert "leaves out most of the file" in report.headline
    assert "binding.left-out" in {each.code for each in report.findings}


def test_metadata_that_are_left_out_are_noted(leaving_out, verifier):
    report = verifier.inspect(leaving_out(0.05)[0])

    assert report.verdict is Verdict.TRUSTED
    assert "assertion.dataHash.additionalExclusionsPresent" in {e.code for e in report.findings}
