"""The mark of pictures: what it survives, what it refuses, and what it never reads."""

from __future__ import annotations

import functools
from types import MappingProxyType

import numpy as np
import pytest
from support import pictures

from provenance.durable.watermark.image import ALGORITHM, ImageWatermark
from provenance.durable.watermark.presets import Preset
from provenance.errors import InvalidArgument

PAYLOAD = 1 << 60 | 0x0123456789ABCDE
WATERMARK = ImageWatermark()


@functools.cache
def planned(width: int = 1200, height: int = 800, preset: Preset = Preset.BALANCED):
    return WATERMARK.plan(pictures.scene(width, height), PAYLOAD, preset=preset)


@functools.cache
def marked(width: int = 1200, height: int = 800):
    return pictures.marked(pictures.scene(width, height), planned(width, height).residual)


def read(picture, **options):
    found = WATERMARK.detect(picture, **options)
    return found and int.from_bytes(found.binding.value, "big")


def test_a_mark_is_read_with_its_name_and_payload():
    found = WATERMARK.detect(marked())
    assert found.binding.algorithm == ALGORITHM == WATERMARK.algorithm
    assert found.binding.kind == "watermark"
    assert found.binding.value == PAYLOAD.to_bytes(8, "big")
    assert 0.3 < found.confidence <= 1.0


@pytest.mark.parametrize("attack", pictures.ATTACKS)
def test_a_mark_survives(attack: str):
    assert read(pictures.ATTACKS[attack](marked())) == PAYLOAD


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turns", range(4))
def test_a_turned_or_mirrored_picture_is_read_the_quick_way(turns: int, *, mirrored: bool):
    turned = np.rot90(marked(), turns)
    picture = turned[:, ::-1] if mirrored else turned
    assert read(picture, thorough=False) == PAYLOAD


def test_the_quick_way_leaves_crops_to_the_thorough_one():
    cropped = pictures.cropped(marked(), 0.25)
    assert read(cropped, thorough=False) is None
    assert read(cropped) == PAYLOAD


@pytest.mark.parametrize(("width", "height"), [(500, 340), (340, 500), (320, 240), (1600, 400)])
def test_small_and_wide_pictures_carry_marks_through_compression(width: int, height: int):
    assert read(pictures.compressed(marked(width, height), 60)) == PAYLOAD


def test_the_mark_hides():
    plan = planned()
    assert plan.residual.shape == (800, 1200)
    assert plan.residual.dtype == np.float32
    assert plan.quality.psnr > 46
    assert plan.quality.ssim > 0.98
    changed = pictures.marked(pictures.scene(1200, 800), plan.residual).astype(np.float64)
    square = np.mean((changed - pictures.scene(1200, 800)) ** 2)
    assert plan.quality.psnr == pytest.approx(10 * np.log10(255**2 / square), abs=0.2)


def test_presets_trade_certainty_for_hiding():
    shy, even, bold = (planned(preset=preset) for preset in Preset)
    assert shy.quality.psnr > even.quality.psnr > bold.quality.psnr
    assert shy.margin < bold.margin
    assert shy.margin >= 1.0


def test_the_same_picture_and_payload_give_the_same_mark():
    again = ImageWatermark().plan(pictures.scene(1200, 800), PAYLOAD)
    assert np.array_equal(again.residual, planned().residual)


def test_the_picture_is_not_changed():
    picture = pictures.scene(400, 300)
    before = picture.copy()
    WATERMARK.plan(picture, PAYLOAD)
    WATERMARK.detect(picture)
    assert np.array_equal(picture, before)


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_read_where_nothing_was_written(seed: int):
    assert WATERMARK.detect(pictures.scene(700 + 40 * seed, 500, seed=seed)) is None
    noise = np.random.default_rng(seed).integers(0, 256, (500, 600, 3), np.uint8)
    assert WATERMARK.detect(noise) is None


CONSTANT = MappingProxyType(
    {
        "black": np.zeros((300, 400, 3), np.uint8),
        "white": np.full((300, 400, 3), 255, np.uint8),
        "gray": np.full((300, 400, 3), 77, np.uint8),
    }
)


@pytest.mark.parametrize("name", CONSTANT)
def test_constant_pictures_hold_nothing_and_can_be_planned(name: str):
    assert WATERMARK.detect(CONSTANT[name]) is None
    plan = WATERMARK.plan(CONSTANT[name], PAYLOAD)
    assert np.isfinite(plan.residual).all()
    assert plan.quality.psnr >= 42


@pytest.mark.parametrize(
    ("width", "height", "word"), [(64, 64, "small"), (1, 1, "small"), (4000, 120, "narrow")]
)
def test_what_is_too_small_or_too_narrow_is_refused_by_name(width: int, height: int, word: str):
    with pytest.raises(InvalidArgument, match=f"too {word}.*{width} x {height}") as raised:
        WATERMARK.plan(pictures.scene(max(width, 8), max(height, 8))[:height, :width], PAYLOAD)
    assert raised.value.hint


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 5000), (5000, 1), (24, 24), (30, 3000), (200, 200), (1, 40)]
)
def test_any_size_can_be_looked_at(shape: tuple[int, int]):
    noise = np.random.default_rng(5).integers(0, 256, (*shape, 3), np.uint8)
    assert WATERMARK.detect(noise) is None


@pytest.mark.parametrize("picture", [np.zeros((300, 300), np.uint8), np.zeros((300, 300, 3))])
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(InvalidArgument, match="rows, columns and three colours"):
        WATERMARK.plan(picture, PAYLOAD)


@pytest.mark.parametrize("payload", [5, 3 << 60, 0, 1 << 64, 1 << 64 | 1 << 60, -1])
def test_a_payload_of_another_schema_is_refused(payload: int):
    with pytest.raises(InvalidArgument, match="schema"):
        WATERMARK.plan(pictures.scene(300, 300), payload)
