"""Only a large film with all samples in one box of stated size is hashed in chunks."""

from __future__ import annotations

import io

import pytest
from support import boxes, recordings

from provenance.engine.native import merkle
from provenance.limits import Limits

HEAD = boxes.box(b"ftyp", b"isom\0\0\0\0") + boxes.box(b"moov", boxes.box(b"mvhd", b"\0" * 100))
SAMPLES = b"\1" * 4000


@pytest.fixture(autouse=True)
def _small_is_large(monkeypatch) -> None:
    monkeypatch.setattr(merkle, "FROM_BYTES", 1000)


def suits(film: bytes, **limits: int) -> bool:
    return merkle.suits_merkle_tree(io.BytesIO(film), Limits(**limits))


@pytest.mark.parametrize(
    "film",
    [
        HEAD + boxes.box(b"mdat", SAMPLES),
        boxes.box(b"ftyp") + boxes.box(b"mdat", SAMPLES) + boxes.box(b"moov"),
        HEAD + boxes.large_header(b"mdat", 16 + len(SAMPLES)) + SAMPLES,
    ],
)
def test_one_box_of_samples(film) -> None:
    assert suits(film)


@pytest.mark.parametrize(
    "film",
    [
        HEAD + boxes.box(b"mdat", b"\1" * 100),
        HEAD + boxes.box(b"mdat", SAMPLES) * 2,
        HEAD + boxes.box(b"mdat") + boxes.box(b"mdat", SAMPLES),
        HEAD + boxes.box(b"free", SAMPLES) + boxes.box(b"mdat"),
        HEAD + b"\0\0\0\0mdat" + SAMPLES,
        HEAD + boxes.box(b"moof") + boxes.box(b"mdat", SAMPLES),
        HEAD + boxes.box(b"free", SAMPLES),
        SAMPLES,
        b"",
    ],
    ids=[
        "small",
        "two",
        "empty first",
        "empty",
        "no size",
        "fragmented",
        "none",
        "noise",
        "nothing",
    ],
)
def test_anything_else(film) -> None:
    assert not suits(film)


def test_a_film_with_too_many_boxes_to_be_sure() -> None:
    film = HEAD + boxes.box(b"mdat", SAMPLES) + boxes.box(b"free") * 50
    assert suits(film)
    assert not suits(film, boxes=20)


def test_a_real_fragmented_film() -> None:
    assert not suits(recordings.fragmented_mp4())
