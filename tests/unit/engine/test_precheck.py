"""Absurd numbers of parts are refused before the engine sees them, honest files never are."""

from __future__ import annotations

import io
import struct
import time
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import boxes, hostile, media

from provenance.engine import formats, precheck
from provenance.engine.containers import bmff, gif, riff, tiff
from provenance.errors import LimitReached, StorageError
from provenance.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT = Limits()
CRAFTED = {"tiff_poc.tiff"}  # of the corpus: directories without end


def check(content: bytes, limits: Limits = DEFAULT) -> None:
    stream = io.BytesIO(content)
    precheck.check(stream, formats.detect(stream), limits)
    assert stream.tell() == 0


@pytest.mark.parametrize("name", media.FORMATS)
def test_small_real_files_pass_by_a_wide_margin(name):
    check(media.content(name), Limits(boxes=100))


@pytest.mark.parametrize(
    ("build", "count", "parts"),
    [
        (hostile.crowded_mp4, 100_000, "boxes"),
        (hostile.nested_mp4, 100_000, "boxes"),
        (hostile.crowded_wav, 310_000, "chunks"),
        (hostile.nested_wav, 310_000, "chunks"),
        (hostile.crowded_png, 300_000, "chunks"),
        (hostile.crowded_gif, 810_000, "blocks"),
        (hostile.crowded_jpeg, 300_000, "segments"),
        (hostile.fanning_tiff, 60_000, "entries"),
        (hostile.crowded_zip, 200_000, "members"),
    ],
    ids=["mp4", "mp4-nested", "wav", "wav-nested", "png", "gif", "jpeg", "tiff", "zip"],
)
def test_absurd_numbers_are_refused_with_the_limit_named(build, count, parts):
    content = build(count)
    with pytest.raises(LimitReached, match=parts) as refusal:
        check(content)
    assert refusal.value.limit == "boxes"
    assert "Limits.boxes" in refusal.value.hint


def test_the_limit_is_the_callers():
    crowded = hostile.crowded_mp4(100_000)
    check(crowded, Limits(boxes=60_000))
    with pytest.raises(LimitReached):
        check(media.content("mp4"), Limits(boxes=1))


HONEST = {
    "12 megapixels in chunks of 8 kB": lambda: hostile.crowded_png(4_000, b"x" * 8192),
    "a film of two hours in fragments": lambda: fragmented_film(3_600),
    "100 MB of animation": lambda: animation(400_000),
    "an hour of film in an AVI": lambda: hostile.crowded_wav(180_000),
    "a large manifest store": lambda: hostile.crowded_jpeg(4_000),
}


def fragmented_film(fragments: int) -> bytes:
    """A film in fragments, each with the boxes that a common packager writes."""
    sample_boxes = b"".join(map(boxes.box, (b"tfhd", b"tfdt", b"trun")))
    moof = boxes.box(b"moof", boxes.box(b"mfhd") + boxes.box(b"traf", sample_boxes))
    return media.content("fragmented_mp4") + (moof + boxes.box(b"mdat")) * fragments


def animation(sub_blocks: int) -> bytes:
    """A moving picture with full sub-blocks."""
    picture = media.content("gif")[:-1]
    return picture + b"\x21\xfe" + (b"\xff" + b"a" * 255) * sub_blocks + b"\0;"


@pytest.mark.parametrize("what", HONEST)
def test_honest_large_files_pass(what):
    check(HONEST[what]())


def test_a_film_larger_than_four_gigabytes_costs_a_few_seeks(tmp_path: Path):
    film = media.large_mp4(tmp_path / "film.mp4", 5 << 30)
    started = time.perf_counter()
    with film.open("rb") as content:
        found = formats.detect(content)
        precheck.check(content, found, Limits(boxes=50))
    assert found.mime == "video/mp4"
    assert film.stat().st_size == 5 << 30
    assert time.perf_counter() - started < 1


@pytest.mark.corpus
def test_every_honest_file_of_the_corpus_passes(corpus: Path):
    refused = set()
    for path in sorted(file for file in corpus.rglob("*") if file.suffix not in {"", ".csv"}):
        with path.open("rb") as content:
            try:
                precheck.check(content, formats.detect(content), Limits())
            except LimitReached:
                refused.add(path.name)
    assert refused == CRAFTED & {path.name for path in corpus.rglob("*")}


@pytest.mark.parametrize(
    ("walk", "content", "most"),
    [
        (tiff.walk, hostile.circular_tiff(), 8),
        (bmff.walk, struct.pack(">I4s", 0, b"free") + b"\0" * 64, 1),  # "to the end"
        (bmff.walk, struct.pack(">I4s", 4, b"free") * 9, 0),  # smaller than its own header
        (bmff.walk, boxes.large_header(b"free", 8) * 9, 0),
        (bmff.walk, boxes.large_header(b"mdat", (1 << 64) - 1), 1),
        (bmff.walk, boxes.large_header(b"moov", 0) + boxes.box(b"free"), 0),
        (riff.walk, b"RIFF\xff\xff\xff\xffWAVE" + b"LIST\xff\xff\xff\xffabcd", 2),
        (gif.walk, media.content("gif")[:13] + b"\x2c" + b"\xff" * 9, 1),
        (tiff.walk, struct.pack("<2sHHHQQ", b"II", 43, 8, 0, 16, 1 << 63), 0),
        (tiff.walk, struct.pack("<2sHHHQ", b"II", 43, 8, 0, (1 << 64) - 1), 0),
    ],
)
def test_walks_end_on_crafted_sizes(walk, content, most):
    assert len(list(islice(walk(io.BytesIO(content)), 1000))) <= most


def test_offsets_beyond_every_file_system_are_the_end(tmp_path: Path):
    path = tmp_path / "far.tif"
    path.write_bytes(struct.pack("<2sHHHQ", b"II", 43, 8, 0, (1 << 63) - 1))
    with path.open("rb") as content:
        assert list(tiff.walk(content)) == []


def test_a_failing_disk_is_not_a_limit():
    class Failing(io.BytesIO):
        def read(self, _size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(StorageError, match="Input/output error"):
        precheck.check(Failing(media.content("png")), formats.media_type.PNG, Limits())


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(sorted(media.FORMATS)),
    at=st.integers(0, 3_000),
    change=st.binary(min_size=1, max_size=12),
)
def test_walks_of_damaged_files_end(name, at, change):
    content = media.content(name)
    damaged = content[:at] + change + content[at + len(change) :]
    for count in precheck.COUNTS.values():
        parts = sum(1 for _ in islice(count.walk(io.BytesIO(damaged)), len(damaged) + 2_000))
        assert parts < len(damaged) + 2_000
