"""A HEIF file whose index the engine would damage is refused, and no other is."""

from __future__ import annotations

import io
import struct

import pytest
from support import definitions, media, sealing
from support.boxes import box

from provenance.engine.containers.iloc import would_be_moved_twice
from provenance.engine.native.engine import NativeEngine
from provenance.errors import SigningFailed
from provenance.model.asset import Asset


def index(*items, base_size=4, version=0):
    """Return a file with an index of items, each a base and offsets."""
    rows = b"".join(
        struct.pack(">HH", number, 0)
        + base.to_bytes(base_size)
        + struct.pack(">H", len(offsets))
        + b"".join(struct.pack(">II", offset, 10) for offset in offsets)
        for number, (base, offsets) in enumerate(items)
    )
    sizes = 0x4400 | base_size << 4
    iloc = box(b"iloc", struct.pack(">B3xHH", version, sizes, len(items)) + rows)
    return io.BytesIO(box(b"ftyp", b"heic\0\0\0\0mif1") + box(b"meta", b"\0\0\0\0" + iloc))


@pytest.mark.parametrize("kind", ["heic", "heif", "avif", "mp4"])
def test_files_of_usual_encoders_are_left_alone(kind):
    assert not would_be_moved_twice(io.BytesIO(media.content(kind)))


def test_a_base_of_zero_where_bases_have_room_would_be_moved_twice():
    assert would_be_moved_twice(index((500, [0]), (0, [516])))
    assert not would_be_moved_twice(index((500, [0]), (516, [0, 9])))
    assert not would_be_moved_twice(index((0, [516]), base_size=0))


def test_an_index_that_ends_early_is_no_index():
    whole = index((500, [0]), (0, [516])).getvalue()

    assert not would_be_moved_twice(io.BytesIO(whole[:-12]))


def test_signing_refuses_it_in_one_line(tmp_path):
    data = bytearray(media.content("heic"))
    place = data.index(b"iloc") + 12
    base = place + 4
    offset = int.from_bytes(data[base : base + 4])
    assert offset
    data[base : base + 4] = bytes(4)
    data[base + 6 : base + 10] = offset.to_bytes(4)
    source = Asset(name="edited.heic", data=bytes(data))
    seal = sealing.new_seal()
    with NativeEngine() as engine, pytest.raises(SigningFailed) as refusal:
        engine.sign(definitions.capture("image/heic"), source, tmp_path / "signed.heic", seal)

    assert refusal.value.message == (
        "edited.heic has an index that the engine would damage; nothing was written."
    )
    assert not (tmp_path / "signed.heic").exists()
