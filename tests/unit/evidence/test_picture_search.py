"""The search for pictures, films and recordings among bytes of no known use, and what it costs."""

from __future__ import annotations

import io
import random
import time

import pytest
from support import boxes, media

from provenance.evidence.coverage import chart, pictures
from provenance.evidence.coverage.source import BLOCK, Exhausted, Source
from provenance.limits import Limits
from provenance.model.store import Assertion

KINDS = ("jpeg", "png", "gif", "webp", "tiff", "dng", "mp4", "heic", "avif", "jxl", "wav", "avi")
PATIENCE = 12.0  # seconds of the processor, several times what is needed; a cost that grows as a square takes more


def found(data):
    source = Source(io.BytesIO(data), steps=10)
    return pictures.found(source, 0, source.size)


@pytest.mark.parametrize("before", [0, 1, 70_000, BLOCK - 15, BLOCK - 2, BLOCK, 2 * BLOCK - 7])
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_found_at_any_offset(kind, before):
    assert found(b"\x05" * before + media.content(kind) + b"\x05" * 100)


def test_random_data_are_no_picture():
    data = random.Random(5).randbytes(24 << 20)

    assert b"\xff\xd8\xff" in data
    assert not found(data)


@pytest.mark.parametrize(
    "begin",
    [
        *(b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"GIF8", b"GIF88a", b"RIFF"),
        *(b"II*\0\x08\0\0\0\0\0", b"MM\0*\0\0\0\x08\xff\xff", b"ftyp", b"\0\0\0\x20ftyp\0\1\2\3"),
    ],
)
def test_the_first_bytes_alone_are_no_picture(begin):
    assert not found(b"text " + begin + b" and more text, and so on" * 3)


def test_zeros_cost_nothing_and_other_bytes_have_an_end(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_SEARCHED", 3 * BLOCK)

    assert not found(bytes(20 * BLOCK))
    with pytest.raises(Exhausted):
        found(b"\x05" * (5 * BLOCK))


def test_countless_beginnings_have_an_end():
    with pytest.raises(Exhausted):
        found(b"GIF8" * 20_000)


def test_a_map_of_very_many_parts_and_ranges_takes_its_time_once():
    chunks = boxes.chunk(b"abcd", b"xx") * 30_000
    data = b"RIFF" + (len(chunks) + 4).to_bytes(4, "little") + b"WAVE" + chunks
    ranges = [{"start": place, "length": 4} for place in range(0, len(data), 10)]
    hashed = [Assertion(label="c2pa.hash.data", data={"exclusions": ranges})]
    started = time.process_time()
    coverage = chart(io.BytesIO(data), hashed, Limits())

    assert len(coverage.parts) > 30_000
    assert time.process_time() - started < PATIENCE


def test_a_film_of_very_many_boxes_and_indexes_takes_its_time_once():
    index = boxes.box(b"stco", b"\0" * 4 + b"\0\0\0\4" + bytes(range(16)))
    tables = boxes.box(b"stbl", index * 20_000)
    track = boxes.box(b"trak", boxes.box(b"mdia", boxes.box(b"minf", tables)))
    data = boxes.box(b"ftyp", b"isom") + boxes.box(b"moov", track)
    data += boxes.box(b"free", b"\x01" * 8) * 20_000
    hashed = [Assertion(label="c2pa.hash.bmff.v3", data={"exclusions": [{"xpath": "/free"}]})]
    started = time.process_time()
    coverage = chart(io.BytesIO(data), hashed, Limits())

    assert len(coverage.parts) == 20_000
    assert time.process_time() - started < PATIENCE


def test_much_of_nothing_is_passed_over(tmp_path):
    path = tmp_path / "sparse.jpg"
    path.write_bytes(media.content("jpeg"))
    with path.open("r+b") as content:
        content.truncate(1 << 28)
        started = time.process_time()
        hashed = [{"start": 0, "length": 1 << 28}]
        binding = Assertion(label="c2pa.hash.data", data={"exclusions": hashed})
        coverage = chart(content, [binding], Limits())

    assert "zeros after the end" in {each.name for each in coverage.parts}
    assert time.process_time() - started < PATIENCE
