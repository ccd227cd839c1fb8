"""Any bytes are shown, or it is said why not, in bounds, and the next file is shown as well."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import media, recordings
from support.patience import about

from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.sight import Sight
from provenance.errors import ProvenanceError
from provenance.limits import Limits
from provenance.model.asset import Asset

PATIENCE = 10.0  # seconds for a small file
KINDS = ("jpeg", "png", "webp", "tiff", "bigtiff", "gif", "avif", "heic", "mp4", "avi")
FILES = {name: media.content(name) for name in KINDS}
FILES["fragmented_mp4"] = recordings.fragmented_mp4()
FILES["webm"] = recordings.film("webm", "libvpx")
FILES["h264"] = recordings.film("mp4", "libx264")


@pytest.fixture(scope="module")
def engine():
    with GuardedEngine() as engine:
        yield engine


def answered(engine, data, sight):
    """Ask to see a file, and hold the answer to everything that it has to be."""
    started = time.monotonic()
    wanted = {"side": sight.side, "frames": sight.frames, "start": sight.start}
    try:
        found = engine.show(Asset(name="file", data=data), every=sight.every, **wanted)
    except ProvenanceError:
        return
    finally:
        assert time.monotonic() - started < PATIENCE
    assert bool(found.frames) is not bool(found.problem)
    assert len(found.frames) <= sight.frames
    for frame in found.frames:
        raster = frame.raster
        assert 1 <= max(raster.width, raster.height) <= sight.side
        assert len(raster.pixels) == 3 * raster.width * raster.height
    assert found.width * found.height <= Limits().picture_pixels


sights = st.builds(
    Sight,
    side=st.integers(1, 300),
    frames=st.integers(1, 20),
    start=st.floats(0, 1e9),
    every=st.none() | st.floats(0, 1e9),
)
names = st.sampled_from(sorted(FILES))
changes = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), min_size=1, max_size=6)


@about(100)
@given(begin=names, rest=st.binary(max_size=400), keep=st.floats(0, 1), sight=sights)
def test_random_bytes_behind_any_beginning(begin, rest, keep, sight, engine):
    answered(engine, FILES[begin][: int(60 * keep)] + rest, sight)


@about(200)
@given(name=names, edits=changes, insert=st.booleans(), sight=sights)
def test_files_with_bytes_written_over_or_put_in(name, edits, insert, sight, engine):
    content = FILES[name]
    for share, written in edits:
        at = int(share * len(content))
        content = content[:at] + written + content[at + (0 if insert else len(written)) :]

    answered(engine, content, sight)


@about(60)
@given(name=names, start=st.floats(0, 0.2), end=st.floats(0, 1), sight=sights)
def test_files_cut_at_both_ends(name, start, end, sight, engine):
    content = FILES[name]

    answered(engine, content[int(start * start * len(content)) : int(end * len(content))], sight)


@about(40)
@given(name=names, sight=sights)
def test_the_next_file_is_shown_as_well(name, sight, engine):
    found = engine.show(
        Asset(name="file", data=FILES[name]),
        side=sight.side,
        frames=sight.frames,
        every=sight.every,
    )

    assert found.frames, found.problem
