"""A listed signer whose hash leaves out what it should cover: anyone may exchange that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support import bindings, media
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier


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
    _, after = bindings.store_at(signed)

    def sign(share):
        length = int(share * (len(signed.data) - after))
        return bindings.by_ranges(signed, signer, [(after, length)]), after

    return sign


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("share", [0.05, 1.0])
@pytest.mark.attack(10)
def test_a_picture_that_is_left_out_is_invalid_whether_or_not_it_was_swapped(
    changed, share, leaving_out, verifier
):
    data, start = leaving_out(share)
    if changed:
        data = data[: start + 100] + b"another picture" + data[start + 115 :]
    report = verifier.inspect(data)

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "The signature of this file leaves out picture data, which anyone could have exchanged."
    )
    assert "binding.left-out" in {each.code for each in report.findings}
    assert {each.name for each in report.uncovered} >= {"picture data"}
