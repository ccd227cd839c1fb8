"""The padding beside a signature is not signed: what can be done with its room, without any key."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from support import media, surgery
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier

RED = (254, 0, 0)
SEGMENT_HEADER = 12  # marker, length, and what JPEG XT writes before the first box
COMMENT = b"\xff\xfe" + struct.pack(">H", 7) + b"hello"


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="module")
def signed(pki):
    none = MetadataChoice(level="none")
    with Signer(pki.signer(), metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


def red_picture() -> bytes:
    """A whole JPEG but for its first marker."""
    out = io.BytesIO()
    Image.new("RGB", (96, 64), (255, 0, 0)).save(out, "JPEG", quality=60)
    return out.getvalue()[2:]


def smuggled(signed, payload: bytes) -> bytes:
    """Make the store shorter, and put `payload` behind it, in the room that its hash leaves out."""
    before, store = signed.manifest_store, surgery.Box.read(signed.manifest_store)
    start = signed.data.index(before) - SEGMENT_HEADER
    end = start + SEGMENT_HEADER + len(before)
    surgery.fit(store, len(before) - len(payload))
    length = struct.pack(">H", end - start - 2 - len(payload))
    header = signed.data[start : start + 2] + length + signed.data[start + 4 :][:8]
    return signed.data[:start] + header + bytes(store) + payload + signed.data[end:]


def test_no_picture_passes_in_it(signed, verifier):
    forged = smuggled(signed, red_picture())
    assert Image.open(io.BytesIO(forged)).getpixel((5, 5)) == RED
    assert len(forged) == len(signed.data)
    report = verifier.inspect(forged)

    assert report.verdict is Verdict.INVALID
    assert "nobody can tell whether those were changed" in report.headline


def test_nor_does_a_comment(signed, verifier):
    assert verifier.inspect(smuggled(signed, COMMENT)).verdict is Verdict.INVALID


@pytest.mark.attack(5)
def test_other_padding_changes_nothing_and_is_noted(signed, verifier):
    store = surgery.Box.read(signed.manifest_store)
    (manifest,) = store.children
    protected, uncovered, _, signature = manifest.at("c2pa.signature").value.value
    written = dict(uncovered) | {"pad": b"Leica".ljust(len(uncovered["pad"]), b"\0")}
    surgery.write_signature(manifest, protected, signature, written)
    changed = signed.data.replace(signed.manifest_store, bytes(store))
    report = verifier.inspect(changed)

    assert changed != signed.data
    assert report.verdict is Verdict.TRUSTED
    assert "evidence.odd" in {each.code for each in report.findings}
