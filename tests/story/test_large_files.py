"""Files of gigabytes sign and verify, and memory does not grow with them."""

from __future__ import annotations

import shutil

import pytest
from support import media
from support.weighing import weigh

MIB, GIB = 1 << 20, 1 << 30
FREE = 12 * GIB  # the file, its signed copy, and the engine's own working copy
MEMORY = 250  # MiB; about 85 is usual


@pytest.fixture
def folder(tmp_path):
    """Return a folder that is emptied even when the test fails, unlike `tmp_path`."""
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.mark.slow
def test_a_film_that_is_larger_than_the_memory_it_may_take(folder):
    film = media.large_mp4(folder / "film.mp4", 300 * MIB)
    weight = weigh(film, folder)

    assert weight.verdict == "TRUSTED"
    assert weight.memory < MEMORY


@pytest.mark.huge
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("size", [2 * GIB, 4 * GIB + 300 * MIB], ids=["2 GiB", "4.3 GiB"])
def test_a_film_of_gigabytes(size, folder):
    if shutil.disk_usage(folder).free < FREE:
        pytest.skip(f"less than {FREE // GIB} GiB of disk is free")
    film = media.large_mp4(folder / "film.mp4", size)
    weight = weigh(film, folder)

    assert weight.verdict == "TRUSTED"
    assert weight.memory < MEMORY
