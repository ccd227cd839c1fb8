"""The stages of the mark, each by itself."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from support import pictures

from provenance.durable.watermark import code, decoding, search
from provenance.durable.watermark.canvas import Octave, canonical, luma, octave, resized
from provenance.durable.watermark.finding import MOST_ATTEMPTS
from provenance.durable.watermark.quality import psnr, ssim
from provenance.durable.watermark.search import Pose, WholeSpectrum
from provenance.durable.watermark.synchronisation import (
    TURNED,
    UPRIGHT,
    Orientation,
    fold,
    match,
    whiten,
)
from provenance.durable.watermark.tile import INNER, OUTER, RING, SIDE, bins, draw

PAYLOAD = 1 << 60 | 0xFEDCBA987654321
payloads = some.integers(0, (1 << 64) - 1)


def tile():
    return draw(code.encode(PAYLOAD))


def test_the_ring_never_changes():
    # Marks that are out there have to stay readable: never change this digest.
    layout = b"".join(
        np.asarray(part, "<i4").tobytes()
        for part in (RING.rows, RING.columns, RING.pilots, RING.data, RING.signs, RING.carried)
    )
    phases = np.asarray(np.rint(RING.phases.view(np.float32) * 1000), "<i4").tobytes()
    assert hashlib.sha256(layout + phases).hexdigest()[:16] == "1aaece41d488af4b"


def test_the_tile_is_a_ring_of_zero_mean():
    spectrum = np.abs(np.fft.fft2(tile()))
    radius = np.hypot(*np.meshgrid(*[np.fft.fftfreq(SIDE, 1 / SIDE)] * 2))
    inside = (radius >= INNER) & (radius <= OUTER)
    assert spectrum[~inside].max() < 1e-3 * spectrum[inside].max()
    assert tile().std() == pytest.approx(1, abs=1e-4)


@given(payloads)
@settings(max_examples=30, deadline=None)
def test_a_code_word_is_read(payload: int):
    assert code.decode(code.encode(payload)) == payload


@given(payloads, some.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_noise_as_loud_as_the_signs_is_corrected(payload: int, seed: int):
    noise = np.random.default_rng(seed).normal(0, 0.75, code.CODED)
    assert code.decode(code.encode(payload) + noise) == payload


def test_the_crc_refuses_noise():
    random = np.random.default_rng(11)
    assert not any(code.decode(random.normal(0, 1, code.CODED)) for _ in range(300))


def test_what_agreement_means_bounds_false_readings():
    # Hoeffding, over 2^61 payloads of the two known schemas and every attempt on a picture.
    bound = MOST_ATTEMPTS * 2.0 ** (61 - decoding.LEAST_AGREEMENT)
    assert bound < 1e-9
    random = np.random.default_rng(2)
    noise = random.normal(size=len(RING.radii)) + 1j * random.normal(size=len(RING.radii))
    dimensions = decoding.weigh(noise) * RING.signs
    evidence = np.bincount(RING.carried, weights=dimensions, minlength=code.CODED)
    assert decoding.agreement(evidence, dimensions, PAYLOAD) < 20


def test_a_clean_tile_is_read_with_much_agreement():
    reading = decoding.read(bins(tile()))
    assert reading.payload == PAYLOAD
    assert reading.agreement > 5 * decoding.LEAST_AGREEMENT


@pytest.mark.parametrize("schema", range(16))
def test_payloads_of_the_two_known_schemas_alone_are_read(schema):
    payload = schema << 60 | 7
    reading = decoding.read(bins(draw(code.encode(payload))))
    assert (reading and reading.payload) == (payload if schema in {1, 2} else None)


@pytest.mark.parametrize("orientation", [UPRIGHT, *TURNED])
def test_the_place_and_orientation_of_a_tile_are_found(orientation: Orientation):
    turned = np.rot90(tile()[:, ::-1] if orientation.mirrored else tile(), -orientation.turns)
    assert np.array_equal(orientation.upright(turned), tile())
    found = match(np.roll(turned, (17, 90), (0, 1)), (UPRIGHT, *TURNED))
    assert found.score > 10
    assert decoding.read(found.values).payload == PAYLOAD


def test_folding_adds_up_tiles():
    field = np.tile(tile(), (3, 4))
    assert np.allclose(fold(field), 12 * tile(), atol=1e-3)
    assert np.allclose(fold(field[:-50])[-50:], 8 * tile()[-50:], atol=1e-3)


@pytest.mark.parametrize(
    "pose",
    [
        Pose(scale=0.8),
        Pose(scale=1.3, degrees=6),
        Pose(scale=0.9, degrees=-9),
        Pose(scale=1.1, orientation=Orientation(turns=1)),
        Pose(scale=0.7, orientation=Orientation(turns=2, mirrored=True)),
    ],
)
def test_a_pose_is_found_and_undone(pose: Pose):
    field = np.tile(tile(), (10, 10))
    turned = np.rot90(
        field[:, ::-1] if pose.orientation.mirrored else field, -pose.orientation.turns
    )
    posed = search.pose_of(turned, Pose(scale=1 / pose.scale, degrees=-pose.degrees))
    middle = posed[len(posed) // 4 : -len(posed) // 4, len(posed) // 4 : -len(posed) // 4]
    found = search.poses(
        WholeSpectrum(middle), (pose.orientation,), scales=(0.5, 1.6), degrees=abs(pose.degrees) + 1
    )[0]
    assert found.scale == pytest.approx(pose.scale, rel=0.005)
    assert found.degrees == pytest.approx(pose.degrees, abs=0.3)
    undone = match(fold(search.pose_of(middle, found)), (pose.orientation,))
    assert decoding.read(undone.values).payload == PAYLOAD


def test_canonical_sizes():
    assert canonical(4000, 3000, Octave.WHOLE) == (1024, 768)
    assert canonical(400, 300, octave(400, 300)) == (512, 384)
    assert canonical(8000, 500, Octave.WHOLE) == (4096, 256)
    assert canonical(8000, 5, Octave.WHOLE) == (4096, 3)


def test_a_huge_picture_is_made_smaller_before_anything_else():
    assert max(luma(np.zeros((9000, 30, 3), np.uint8)).shape) <= 4096


def test_whitening_keeps_the_mark_and_evens_out_the_picture():
    gray = resized(luma(pictures.scene(1024, 683)), 1024, 683)
    white = whiten(gray)
    quarters = [
        part.std() for half in np.array_split(white, 2) for part in np.array_split(half, 2, 1)
    ]
    assert max(quarters) < 3 * min(quarters)


def test_quality_measures():
    gray = luma(pictures.scene(300, 200))
    assert psnr(1.0) == pytest.approx(48.13, abs=0.01)
    assert ssim(gray, gray) == pytest.approx(1, abs=1e-4)
    assert (
        ssim(gray, gray + np.random.default_rng(1).normal(0, 20, gray.shape).astype(np.float32))
        < 0.9
    )
