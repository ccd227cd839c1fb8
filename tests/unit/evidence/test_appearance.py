"""Two small pictures show the same scene, another one, or nothing that can be told."""

from __future__ import annotations

import io
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance, ImageOps
from support.scenes import saved, scene, small

from provenance.evidence.appearance import Likeness, compare

SCENES = range(8)


def compressed(image):
    return Image.open(io.BytesIO(saved(ImageOps.contain(image, (160, 160)), quality=25)))


def cropped(image):
    wide, high = image.size
    return image.crop((wide // 12, high // 12, wide - wide // 12, high - high // 12))


def squared(image):
    return ImageOps.fit(image, (256, 256))


RENDITIONS = {
    "small and compressed": compressed,
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.3),
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.4),
    "gray": ImageOps.grayscale,
    "turned": lambda image: image.rotate(90, expand=True),
    "upside down": lambda image: image.rotate(180),
    "mirrored": ImageOps.mirror,
    "turned and mirrored": lambda image: ImageOps.mirror(image.rotate(90, expand=True)),
    "between bars": lambda image: ImageOps.pad(image, (160, 120)),
    "in a square between bars": lambda image: ImageOps.pad(image, (256, 256)),
    "cropped": cropped,
    "middle in a square": squared,
}


@pytest.mark.parametrize("name", RENDITIONS)
@pytest.mark.parametrize("number", SCENES)
def test_a_rendition_is_the_same_picture(number, name):
    image = scene(number)

    assert compare(small(image), small(RENDITIONS[name](image))) is Likeness.SAME


@pytest.mark.parametrize("pair", list(combinations(SCENES, 2)), ids=str)
def test_another_scene_is_unlike(pair):
    one, other = (small(scene(number)) for number in pair)

    assert compare(one, other) is Likeness.UNLIKE


def test_a_plain_picture_tells_nothing():
    plain = small(Image.new("RGB", (64, 64), (90, 90, 90)))

    assert compare(plain, small(scene(1))) is Likeness.UNCERTAIN
    assert compare(plain, plain) is Likeness.UNCERTAIN


def test_a_gradient_has_hardly_any_frequencies_and_is_recognised_all_the_same():
    image = Image.linear_gradient("L").resize((300, 200))

    assert compare(small(image), small(compressed(image), "JPEG")) is Likeness.SAME
    assert compare(small(image), small(scene(2))) is not Likeness.SAME
