"""Fingerprints: alike files have almost alike codes, others have not, and the codes stay."""

from __future__ import annotations

import iscc_core
import numpy as np
import pytest
from PIL import Image
from support import renditions, scenes, tunes

from provenance.durable import fingerprints
from provenance.durable.fingerprints import IsccFingerprint, PerceptualHash
from provenance.durable.fingerprints.chromaprint import RATE
from provenance.durable.fingerprints.chromaprint import features as chromaprint
from provenance.errors import InvalidArgument
from provenance.model.soft_binding import BindingKind

BOTH = pytest.mark.parametrize("fingerprint", fingerprints.ALL, ids=lambda each: each.algorithm)
KEEPING = ("jpeg 30", "webp 60", "quarter size", "posted twice", "screen", "gray", "noisy")

# Computed once; a code that changes no longer finds what was signed before.
PHASH_OF_SCENE_1 = "e3a96a43b8f52daa9f45e318846ad115646f78d505e3e3f41a394e66b38c4e23"
ISCC_OF_SCENE_1 = "ISCC:EED6G2FYFWP4HBGRVVB73KSVDBVBKZDYAXRRU3VTNZX5LY7UHBSIYIQ"


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


def distance(fingerprint, one, other) -> int:
    codes = [fingerprint.code(fingerprint.of(pixels(image)).value) for image in (one, other)]
    return (int.from_bytes(codes[0], "big") ^ int.from_bytes(codes[1], "big")).bit_count()


@BOTH
@pytest.mark.parametrize("name", KEEPING)
def test_what_a_platform_does_keeps_a_picture_near(fingerprint, name):
    for number in range(3):
        scene = scenes.scene(number)
        copy = renditions.RENDITIONS[name](scene)
        assert distance(fingerprint, scene, copy) <= fingerprint.near // 2


@BOTH
def test_unlike_pictures_are_far_from_each_other(fingerprint):
    codes = [
        int.from_bytes(
            fingerprint.code(fingerprint.of(pixels(scenes.scene(number, 240, 160))).value)
        )
        for number in range(40)
    ]
    apart = [
        (one ^ other).bit_count() for place, one in enumerate(codes) for other in codes[:place]
    ]
    assert min(apart) > fingerprint.near
    assert 110 < np.mean(apart) < 140


@BOTH
def test_a_value_says_its_algorithm_and_gives_its_bits_back(fingerprint):
    binding = fingerprint.of(pixels(scenes.scene(1)))
    assert (binding.algorithm, binding.kind) == (fingerprint.algorithm, BindingKind.FINGERPRINT)
    assert len(fingerprint.code(binding.value)) * 8 == fingerprint.bits == 256


def test_codes_are_the_ones_of_earlier_versions():
    scene = pixels(scenes.scene(1))
    assert PerceptualHash().of(scene).value.hex() == PHASH_OF_SCENE_1
    assert IsccFingerprint().of(scene).value.decode() == ISCC_OF_SCENE_1


def test_an_iscc_is_what_the_reference_implementation_makes_of_the_standards_pixels():
    scene = scenes.scene(2).crop((8, 8, 900, 600))
    small = scene.convert("L").resize((32, 32), Image.Resampling.BICUBIC)
    wanted = iscc_core.gen_image_code(list(small.tobytes()), bits=256)["iscc"]
    value = IsccFingerprint().of(pixels(scene)).value
    assert value.decode() == wanted
    assert iscc_core.iscc_validate(wanted)
    assert IsccFingerprint().code(value) == iscc_core.iscc_decode(wanted)[4]


@pytest.mark.parametrize("edges", [(0, 60, 0, 60), (40, 0, 30, 7), (0, 0, 0, 50)])
def test_a_border_of_one_colour_changes_no_iscc(edges):
    scene = scenes.scene(3)
    left, top, right, bottom = edges
    framed = Image.new("RGB", (scene.width + left + right, scene.height + top + bottom), "white")
    framed.paste(scene, (left, top))
    corner_is_border = left or top
    assert (distance(IsccFingerprint(), scene, framed) == 0) == bool(corner_is_border)


@pytest.mark.parametrize("value", [b"", b"\0" * 31, b"\0" * 33])
def test_a_phash_of_another_length_is_refused(value):
    with pytest.raises(InvalidArgument, match="32 bytes"):
        PerceptualHash().code(value)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff" * 60,
        b"ISCC:",
        b"ISCC:EEA",
        b"iscc:EED3T74YZVVNRTU4",
        iscc_core.gen_image_code([0] * 1024, bits=64)["iscc"].encode(),
        iscc_core.gen_data_code_v0(__import__("io").BytesIO(b"a"), bits=256)["iscc"].encode(),
        iscc_core.gen_image_code([0] * 1024, bits=256)["iscc"].lower().encode(),
        iscc_core.gen_image_code([0] * 1024, bits=256)["iscc"].encode() + b"=",
        iscc_core.gen_image_code([0] * 1024, bits=256)["iscc"][:-1].encode() + b"B",
        b"ISCC:" + b"A" * 100_000,
    ],
)
def test_what_is_no_canonical_content_code_of_256_bits_is_refused(value):
    with pytest.raises(InvalidArgument, match="no ISCC content code"):
        IsccFingerprint().code(value)


def test_a_picture_that_shows_nothing_has_no_fingerprint():
    assert fingerprints.of_picture(np.full((300, 400, 3), 130, np.uint8)) == ()
    assert len(fingerprints.of_picture(pixels(scenes.scene(4)))) == 2


@BOTH
@pytest.mark.parametrize("shape", [(1, 1), (1, 9000), (9000, 1), (2, 2), (31, 33)], ids=str)
def test_odd_sizes_have_a_code(fingerprint, shape):
    chance = np.random.default_rng(5)
    for picture in (
        np.zeros((*shape, 3), np.uint8),
        chance.integers(0, 256, (*shape, 3), dtype=np.uint8),
    ):
        assert len(fingerprint.code(fingerprint.of(picture).value)) == 32


@BOTH
@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3), np.float32),
    ],
    ids=["gray", "alpha", "empty", "float"],
)
def test_what_is_no_picture_is_refused(fingerprint, array):
    with pytest.raises(InvalidArgument, match="three channels of eight bits"):
        fingerprint.of(array)


@BOTH
def test_how_an_array_lies_in_memory_does_not_matter(fingerprint):
    scene = pixels(scenes.scene(6))
    spread = np.zeros((scene.shape[0] * 2, scene.shape[1], 6), np.uint8)[::2, :, ::2]
    spread[:] = scene
    spread.flags.writeable = False
    assert fingerprint.of(spread) == fingerprint.of(scene)


def test_a_film_is_told_by_its_different_frames():
    one, two = pixels(scenes.scene(7)), pixels(scenes.scene(8))
    compressed = pixels(renditions.compressed(scenes.scene(7)))
    bindings = fingerprints.of_film([one, compressed, np.zeros_like(one), two])
    assert bindings == (*fingerprints.of_picture(one), *fingerprints.of_picture(two))


def test_a_long_film_is_told_by_a_bounded_number_of_frames():
    frames = (pixels(scenes.scene(number, 120, 80)) for number in range(1000))
    assert len(fingerprints.of_film(frames)) == 2 * fingerprints.MOST_FRAMES


# By Chromaprint 1.6.1 (chromaprint_get_raw_fingerprint) of the same samples.
CHROMAPRINT_OF_TUNE_1 = (
    604498446,
    608565822,
    617086510,
    545702438,
    545636647,
    549777509,
    1615126781,
    1610937564,
    1627560092,
    822266332,
    805325389,
    805636623,
    826673678,
    835070478,
    1401302558,
    1402414382,
    1402216494,
    1401708590,
    1372369094,
)


def test_the_features_of_sound_are_those_of_chromaprint():
    assert chromaprint(tunes.tune(1, seconds=5)) == CHROMAPRINT_OF_TUNE_1


def test_sound_keeps_its_code_when_it_is_quieter_or_noisy():
    fingerprint = IsccFingerprint()
    tune = tunes.tune(2, seconds=30)
    grain = np.random.default_rng(1).normal(0, 200, len(tune))
    binding = fingerprints.of_sound(tune)[0]
    code = int.from_bytes(fingerprint.code(binding.value))
    for copy in (tune // 3, (tune + grain).astype(np.int16)):
        other = fingerprints.of_sound(copy)[0]
        assert (code ^ int.from_bytes(fingerprint.code(other.value))).bit_count() <= 16


@pytest.mark.parametrize("samples", [0, 1, 4096, 2 * RATE], ids=str)
def test_too_little_sound_has_no_code(samples):
    assert fingerprints.of_sound(tunes.tune(3, seconds=3)[:samples]) == ()


def test_unlike_tunes_are_farther_apart_than_copies_of_one():
    fingerprint = IsccFingerprint()
    bindings = [fingerprints.of_sound(tunes.tune(number, seconds=15))[0] for number in range(12)]
    codes = [int.from_bytes(fingerprint.code(binding.value)) for binding in bindings]
    apart = [
        (one ^ other).bit_count() for place, one in enumerate(codes) for other in codes[:place]
    ]
    assert min(apart) > fingerprint.near_for(bindings[0].value)
    assert fingerprint.near_for(fingerprint.of(pixels(scenes.scene(1))).value) == fingerprint.near


def hum(hertz):
    return 8000 * np.sin(2 * np.pi * hertz * np.arange(20 * RATE) / RATE)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(20 * RATE),
        np.random.default_rng(1).normal(0, 3000, 20 * RATE),
        hum(440),
        hum(220) + hum(330),
        np.concatenate([np.zeros(17 * RATE), tunes.tune(1, seconds=3)]),
    ],
    ids=["silence", "noise", "a tone", "a chord", "mostly silence"],
)
def test_what_sounds_the_same_all_the_time_has_no_code(samples):
    assert fingerprints.of_sound(samples.astype(np.int16)) == ()


def test_the_beginnings_of_a_recording_have_codes_that_outlive_its_end():
    tune = tunes.tune(4, seconds=70)
    whole, *beginnings = fingerprints.of_sound(tune)
    assert len(beginnings) == 3
    assert fingerprints.of_sound(tune[: 40 * RATE])[1:] == tuple(beginnings[:2])
    assert fingerprints.of_sound(tune[: 60 * RATE])[0] == beginnings[2]
    assert whole not in beginnings


def test_codes_of_pictures_and_sound_are_families_that_do_not_know_each_other():
    fingerprint = IsccFingerprint()
    (sound,) = fingerprints.of_sound(tunes.tune(5, seconds=10))
    picture = fingerprint.of(pixels(scenes.scene(1)))
    families = {fingerprint.family(each.value) for each in (sound, picture)}
    assert families == {b"ISCC:EI", b"ISCC:EE"}
    assert sound.value.startswith(b"ISCC:EI")
    with pytest.raises(InvalidArgument):
        fingerprint.family(b"ISCC:EI")


def test_no_two_of_many_unlike_recordings_are_near():
    """24 tunes and 12 voices: 630 pairs, of three codes each."""
    fingerprint = IsccFingerprint()
    recordings = [
        *(tunes.tune(number, seconds=31) for number in range(24)),
        *(tunes.speech(number, seconds=31) for number in range(12)),
    ]
    codes = [
        [int.from_bytes(fingerprint.code(each.value)) for each in fingerprints.of_sound(samples)]
        for samples in recordings
    ]
    assert all(len(each) == 3 for each in codes)
    apart = [
        (own ^ other).bit_count()
        for place, one in enumerate(codes)
        for another in codes[:place]
        for own in one
        for other in another
    ]
    assert len(apart) == 630 * 9
    assert min(apart) > 24
