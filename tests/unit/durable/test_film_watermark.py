"""The mark of films, on arrays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from support.films import texture

from provenance.durable.watermark.canvas import luma
from provenance.durable.watermark.film import ALGORITHM, FilmPattern, FilmWatermark

PAYLOAD = 1 << 60 | 0x123456789ABCDEF


@pytest.fixture(scope="module")
def frames() -> list[np.ndarray]:
    return [texture(3 * number) for number in range(16)]


@pytest.fixture(scope="module")
def marked(frames) -> list[np.ndarray]:
    pattern = FilmPattern(PAYLOAD)
    return [
        np.clip(np.rint(frame + pattern.residual(luma(frame), 0.7)[..., None]), 0, 255).astype(
            np.uint8
        )
        for frame in frames
    ]


def payload(frames) -> int | None:
    found = FilmWatermark().detect(frames)
    return None if found is None else int.from_bytes(found.binding.value, "big")


def test_a_mark_is_read_under_its_own_name(marked):
    found = FilmWatermark().detect(marked)
    assert found is not None
    assert found.binding.algorithm == ALGORITHM == FilmWatermark().algorithm
    assert found.binding.value == PAYLOAD.to_bytes(8, "big")
    assert 0.5 < found.confidence <= 1.0


def test_frames_add_up_to_what_one_of_them_does_not_tell(frames):
    pattern = FilmPattern(PAYLOAD)
    faint = [
        np.rint(frame + pattern.residual(luma(frame), 0.18)[..., None]).astype(np.uint8)
        for frame in frames
    ]
    assert payload(faint[:1]) is None
    assert payload(faint) == PAYLOAD


def test_no_mark_is_read_where_there_is_none(frames):
    assert payload(frames) is None


def test_nothing_is_read_in_no_frames_or_in_tiny_ones():
    assert payload([]) is None
    assert payload([np.zeros((8, 8, 3), np.uint8)] * 3) is None
    assert payload([np.zeros((96, 160, 3), np.uint8)] * 3) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame[30:-29, 52:-51],
        lambda frame: cv2.resize(frame, (384, 216), interpolation=cv2.INTER_AREA),
        np.rot90,
        lambda frame: frame[:, ::-1],
    ],
    ids=["crop", "smaller", "turned", "mirrored"],
)
def test_a_mark_is_read_in_changed_frames(marked, change):
    assert payload([np.ascontiguousarray(change(frame)) for frame in marked]) == PAYLOAD
