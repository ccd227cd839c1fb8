"""The map of changes: silent about what platforms do, not about what people add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from support import renditions, textures

from provenance.durable.scene import Region, changed_regions, same_scene
from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from PIL import Image

UNCHANGING = (
    "none", "jpeg 30", "webp 60", "quarter size", "posted twice", "screen", "gray", "noisy",
    "crop 10, posted", "crop 25", "turned by 2", "turned by 90", "mirrored",
)  # fmt: skip


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


def changes(copy: Image.Image, original: Image.Image):
    query = pixels(copy)
    reference = pixels(renditions.posted(original, 512, 80))
    return changed_regions(query, reference, same_scene(query, reference))


@pytest.mark.parametrize("name", UNCHANGING)
def test_what_a_platform_does_is_no_change(name):
    original = textures.textured(1)
    found = changes(renditions.RENDITIONS[name](original), original)
    assert found.changed <= 0.03


def test_a_headline_is_shown_where_it_is():
    original = textures.textured(2)
    found = changes(renditions.posted(renditions.with_headline(original)), original)
    assert found.changed == pytest.approx(0.15, abs=0.06)
    (region, *others) = found.regions
    assert overlap(region, Region(left=0, top=384, width=720, height=72)) > 0.7
    assert not others


@pytest.mark.parametrize("name", ["sticker", "paste"])
def test_what_is_put_on_top_is_shown(name):
    original = textures.textured(1)
    assert changes(renditions.RENDITIONS[name](original), original).changed >= 0.02


def test_rectangles_are_in_the_pixels_of_the_copy():
    original = textures.textured(3)
    altered = original.copy()
    altered.paste((250, 30, 200), (300, 200, 480, 320))
    copy = altered.crop((100, 50, 700, 450)).resize((1500, 1000))
    (region,) = changes(copy, original).regions
    assert overlap(region, Region(left=500, top=375, width=450, height=300)) > 0.7


def test_a_crop_says_how_much_is_seen():
    original = textures.textured(1)
    found = changes(original.crop((0, 0, 360, 480)), original)
    assert found.seen == pytest.approx(0.5, abs=0.02)
    assert found.added == pytest.approx(0.0, abs=0.02)


def test_bars_around_a_copy_are_added_and_not_changed():
    original = textures.textured(1)
    found = changes(renditions.inside_an_app(original), original)
    assert found.added == pytest.approx(0.3 / 1.3, abs=0.03)
    assert found.seen == pytest.approx(1.0, abs=0.02)
    assert found.changed <= 0.03


def test_the_mask_has_a_byte_for_each_place():
    original = textures.textured(2)
    found = changes(renditions.with_sticker(original), original)
    mask = np.frombuffer(found.mask, np.uint8).reshape(found.rows, found.columns)
    assert set(np.unique(mask)) <= {0, 1, 2}
    assert (mask == 1).mean() == pytest.approx(found.changed, abs=0.01)


def test_pictures_of_different_scenes_have_no_map():
    one, other = pixels(textures.textured(1)), pixels(textures.textured(2))
    with pytest.raises(InvalidArgument, match="same scene"):
        changed_regions(one, other, same_scene(one, other))


def overlap(one: Region, other: Region) -> float:
    """Return the shared area as a share of the united area."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    shared = max(0, width) * max(0, height)
    return shared / (one.width * one.height + other.width * other.height - shared)
