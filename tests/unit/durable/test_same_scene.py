"""Same scene or not: copies are recognised however they were handed on, other pictures are not."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from support import forgeries, renditions
from support.textures import textured

from provenance.durable.scene import (
    Sameness,
    compare,
    features,
    has_same_colours,
    has_same_tones,
    same_scene,
)
from provenance.errors import InvalidArgument

NUMBERS = range(4)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


@pytest.fixture(scope="module")
def references() -> list:
    thumbnails = (renditions.posted(textured(number), 512, 80) for number in NUMBERS)
    return [features(pixels(thumbnail)) for thumbnail in thumbnails]


@pytest.mark.parametrize("name", renditions.RENDITIONS)
def test_a_copy_shows_the_same_scene(name, references):
    copy = renditions.RENDITIONS[name](textured(1))
    match = compare(features(pixels(copy)), references[1])
    assert match.outcome is Sameness.SAME
    assert match.mirrored == (name == "mirrored")


def test_other_pictures_do_not_show_the_same_scene(references):
    for one, other in itertools.permutations(NUMBERS, 2):
        match = compare(features(pixels(textured(one))), references[other])
        assert match.outcome is Sameness.DIFFERENT
        assert match.matrix is None


def test_the_matrix_leads_from_pixels_of_the_copy_to_those_of_the_reference():
    whole = textured(2)
    box = (120, 60, 620, 400)
    copy = whole.crop(box).resize((1000, 680)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    match = same_scene(pixels(copy), pixels(whole))
    assert match.mirrored
    assert match.matrix is not None
    matrix = np.array(match.matrix)
    for point, wanted in (((0, 0), (619, 60)), ((999, 679), (120, 399)), ((999, 0), (120, 60))):
        assert np.abs(matrix @ [*point, 1] - wanted).max() < 2


def test_flat_artwork_is_undecided():
    one = Image.new("RGB", (600, 400), "navy")
    one.paste("white", (100, 100, 300, 300))
    other = Image.new("RGB", (600, 400), "navy")
    other.paste("white", (350, 50, 500, 350))
    assert same_scene(pixels(one), pixels(other)).outcome is Sameness.UNDECIDED
    assert same_scene(pixels(one), pixels(textured(1))).outcome is Sameness.UNDECIDED


def test_the_answer_is_the_same_each_time(references):
    query = pixels(renditions.cropped(textured(3), 0.25))
    first = compare(features(query), references[3])
    assert all(compare(features(query), references[3]) == first for _ in range(3))


def test_mirrored_features_are_those_of_the_mirrored_textured():
    scene = textured(1, 512, 340)
    turned = features(pixels(scene)).mirrored()
    real = features(pixels(scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    nearest = np.abs(turned.points[:, None] - real.points[None, :])
    held = nearest.min(axis=1) < 1.5
    assert held.mean() > 0.5
    pairs = [
        (turned.descriptors[row], real.descriptors[nearest[row].argmin()])
        for row in np.flatnonzero(held)
    ]
    assert np.median([one @ other for one, other in pairs]) > 0.95


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 5000), (5000, 1), (15, 15), (16, 4000), (40_000, 40)], ids=str
)
@pytest.mark.parametrize("fill", ["constant", "noise", "stripes"])
def test_odd_arrays_come_to_an_answer(shape, fill, references):
    array = np.zeros((*shape, 3), np.uint8)
    if fill == "noise":
        array = np.random.default_rng(1).integers(0, 256, array.shape, dtype=np.uint8)
    if fill == "stripes":
        array[::4] = 255
    match = compare(features(array), references[0])
    assert match.outcome in {Sameness.UNDECIDED, Sameness.DIFFERENT}
    again = same_scene(array, array)
    assert again.outcome in {Sameness.UNDECIDED, Sameness.SAME}


def test_a_repeated_pattern_takes_no_longer(references):
    tile = pixels(textured(1, 48, 48))
    pattern = np.tile(tile, (12, 12, 1))
    started = time.process_time()
    match = same_scene(pattern, np.roll(pattern, 17, axis=1))
    assert time.process_time() - started < 5
    assert match.outcome in Sameness


def test_a_huge_picture_is_made_smaller_first():
    small = pixels(textured(2))
    large = np.repeat(np.repeat(small, 8, axis=0), 8, axis=1)
    assert same_scene(large, small).outcome is Sameness.SAME


def test_what_is_no_picture_is_refused():
    with pytest.raises(InvalidArgument, match="three channels"):
        same_scene(np.zeros((5, 5), np.uint8), np.zeros((5, 5, 3), np.uint8))


@pytest.fixture(scope="module")
def artwork():
    """A smooth ground with a few plain shapes: too little to compare place by place."""
    image = textured(5, 800, 600).filter(ImageFilter.GaussianBlur(20))
    draw = ImageDraw.Draw(image)
    draw.ellipse((100, 80, 420, 400), fill=(240, 220, 40))
    draw.rectangle((500, 300, 700, 520), fill=(30, 60, 200))
    return image


@pytest.mark.parametrize(
    "copied",
    [
        lambda image: renditions.compressed(image, quality=30),
        lambda image: renditions.scaled(image, 0.25),
        renditions.graded,
        renditions.with_sticker,
        lambda image: renditions.cropped(image, 0.05),
        lambda image: image.convert("L").convert("RGB"),
    ],
    ids=["compressed", "small", "graded", "sticker", "cropped", "gray"],
)
def test_a_copy_of_plain_artwork_has_its_tones(artwork, copied):
    assert has_same_tones(pixels(copied(artwork)), pixels(artwork))


@pytest.mark.parametrize(
    ("copied", "same"),
    [
        (lambda image: renditions.compressed(image, quality=30), True),
        (lambda image: renditions.scaled(image, 0.25), True),
        (lambda image: image.convert("L").convert("RGB"), False),
        (lambda image: image.point(lambda value: value * 2 // 3), False),
        (lambda image: Image.merge("RGB", image.split()[::-1]), False),
    ],
    ids=["compressed", "small", "gray", "dark", "other colours"],
)
def test_a_version_has_not_its_colours(artwork, copied, same):
    assert has_same_colours(pixels(copied(artwork)), pixels(artwork)) is same


def test_a_forged_fingerprint_does_not_give_a_picture_the_tones_of_another(artwork):
    other = textured(6, 800, 600).filter(ImageFilter.GaussianBlur(20))
    forged = forgeries.with_likeness_of(other, artwork)
    assert not has_same_tones(pixels(forged), pixels(artwork))
    assert not has_same_tones(pixels(Image.new("RGB", (800, 600))), pixels(artwork))
