"""Where the indexes of films and pictures lead."""

from __future__ import annotations

import io
import struct

import pytest
from support import boxes, media

from provenance.evidence.coverage import bmff
from provenance.evidence.coverage.source import Source
from provenance.evidence.coverage.targets import targets


def starts(data):
    source = Source(io.BytesIO(data), steps=10_000)
    found = tuple(bmff.boxes(source))
    return sorted((each.start, each.length) for each in targets(source, found))


def track(*tables, reference=b""):
    index = boxes.box(b"stbl", b"".join(tables))
    described = boxes.box(b"dinf", reference)
    return boxes.box(b"trak", boxes.box(b"mdia", boxes.box(b"minf", index + described)))


def chunks(*places):
    return boxes.box(b"stco", struct.pack(f">2I{len(places)}I", 0, len(places), *places))


def wide_chunks(*places):
    return boxes.box(b"co64", struct.pack(f">2I{len(places)}Q", 0, len(places), *places))


def elsewhere(flags):
    entry = boxes.box(b"url ", struct.pack(">I", flags))
    return boxes.box(b"dref", struct.pack(">2I", 0, 1) + entry)


def film(*tracks):
    return boxes.box(b"ftyp", b"isom") + boxes.box(b"moov", b"".join(tracks))


def test_pieces_of_every_track_are_found():
    data = film(track(chunks(100, 200, 0)), track(wide_chunks(1 << 40)))

    assert starts(data) == [(100, 1), (200, 1), (1 << 40, 1)]


@pytest.mark.parametrize(("flags", "wanted"), [(1, [(100, 1), (7, 1)]), (0, [(7, 1)])])
def test_a_track_whose_data_lie_in_another_file_leads_nowhere(flags, wanted):
    data = film(track(chunks(100), reference=elsewhere(flags)), track(chunks(7)))

    assert starts(data) == sorted(wanted)


@pytest.mark.parametrize(
    ("head", "wanted"),
    [(struct.pack(">2I", 0x020000, 1), 12 + 500), (struct.pack(">2IQ", 1, 1, 9000), 9500)],
)
def test_a_fragment_counts_from_itself_or_from_where_it_says(head, wanted):
    run = boxes.box(b"trun", struct.pack(">2Ii", 1, 1, 500))
    fragment = boxes.box(b"traf", boxes.box(b"tfhd", head) + run)
    data = boxes.box(b"ftyp", b"isom") + boxes.box(b"moof", fragment)

    assert starts(data) == [(wanted, 1)]


@pytest.mark.parametrize("version", [0, 1, 2])
def test_the_pieces_of_a_picture_have_lengths(version):
    number = "I" if version == 2 else "H"
    method = b"\0\0" if version else b""
    item = struct.pack(f">{number}", 1) + method + struct.pack(">HIHII", 0, 1000, 1, 20, 30)
    inside = struct.pack(f">{number}", 1) + method.replace(b"\0\0", b"\0\1")
    inside += struct.pack(">HIHII", 0, 0, 1, 50, 60)
    count = struct.pack(f">{number}", 2 if version else 1)
    table = bytes([version, 0, 0, 0]) + b"\x44\x40" + count + item + (inside if version else b"")
    meta = boxes.box(b"meta", bytes(4) + boxes.box(b"iloc", table))

    assert starts(boxes.box(b"ftyp", b"heic") + meta) == [(1020, 30)]


@pytest.mark.parametrize("name", ["mp4", "mov", "m4a", "fragmented_mp4", "heic", "avif"])
def test_in_a_real_file_they_lead_to_its_samples(name):
    data = media.content(name)
    found = starts(data)
    source = Source(io.BytesIO(data), steps=10_000)
    samples = [(each.start, each.end) for each in bmff.boxes(source) if each.kind == b"mdat"]

    assert found
    assert all(any(a < start < b for a, b in samples) for start, _ in found)


@pytest.mark.parametrize("kind", [b"stco", b"co64", b"iloc", b"trun", b"tfhd", b"dref"])
def test_indexes_that_end_too_early_lead_to_nothing_beyond(kind):
    for length in range(40):
        data = boxes.box(b"moof", boxes.box(b"traf", boxes.box(kind, b"\xff" * length)))

        assert starts(data) is not None
