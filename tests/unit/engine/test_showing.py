"""A still is shown in colour and upright, whatever it is made of, and never larger than asked for."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops
from support import media
from support.scenes import saved, scene

from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.native.engine import NativeEngine
from provenance.errors import InvalidArgument, StorageError
from provenance.evidence import thumbnails
from provenance.limits import Limits
from provenance.model.asset import Asset

ORIENTATION = 0x0112
PICTURES = ("jpeg", "png", "webp", "tiff", "bigtiff", "dng", "gif", "avif", "heic", "heif")
NO_FILMS = ("jxl", "svg", "pdf", "wav", "mp3", "flac", "docx", "zip")


@pytest.fixture(scope="module")
def engine():
    with GuardedEngine() as engine:
        yield engine


def show(engine, data, side=4096):
    return engine.show(Asset(name="picture", data=data), side=side)


def image(showing):
    assert showing.problem == ""
    (frame,) = showing.frames
    assert frame.seconds == 0.0
    raster = frame.raster
    return Image.frombytes("RGB", (raster.width, raster.height), raster.pixels)


def difference(one, other):
    """Return the largest difference of any sample."""
    assert one.size == other.size
    return max(high for _, high in ImageChops.difference(one, other).convert("RGB").getextrema())


@pytest.mark.parametrize("kind", PICTURES)
def test_every_kind_of_picture_is_shown_by_the_child_as_by_this_process(engine, kind):
    data = media.content(kind)
    with NativeEngine() as native:
        assert show(engine, data) == show(native, data)
        assert show(engine, data, 40) == show(native, data, 40)

    found = show(engine, data)
    assert (found.width, found.height, found.seconds) == (96, 64, 0.0)
    assert image(found).size == (96, 64)
    assert image(show(engine, data, 40)).size == (40, 27)


def test_the_pixels_are_those_of_the_file(engine):
    picture = scene(1, 120, 90)

    assert difference(image(show(engine, saved(picture, "PNG"))), picture) == 0


@pytest.mark.parametrize("encoder", ["JPEG", "PNG"])
@pytest.mark.parametrize("side", [1000, 512, 300, 101, 64, 1])
def test_a_picture_is_reduced_by_areas_and_says_how_large_it_was(engine, encoder, side):
    picture = scene(2, 1000, 700)
    found = show(engine, saved(picture, encoder), side)
    small = image(found)

    assert (found.width, found.height) == (1000, 700)
    assert small.size == (side, max(1, round(0.7 * side)))
    # Both are compared where the filter no longer shows.
    few = (4, 4) if side > 1 else (1, 1)
    coarse = [each.resize(few, Image.Resampling.BOX) for each in (small, picture)]
    assert difference(*coarse) <= 8


def test_a_picture_is_never_enlarged(engine):
    assert image(show(engine, media.content("png"), 5000)).size == (96, 64)


def test_a_thin_picture_keeps_a_pixel(engine):
    assert image(show(engine, saved(Image.new("RGB", (1000, 2)), "PNG"), 100)).size == (100, 1)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("side", [96, 50])
def test_a_picture_is_set_upright(engine, orientation, encoder, side):
    upright = media.drawing()
    turns = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }.get(orientation, [])
    stored = upright
    for turn in turns:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    out = io.BytesIO()
    stored.save(out, encoder, quality=98, exif=exif)
    found = show(engine, out.getvalue(), side)

    assert (found.width, found.height) == (96, 64)
    reference = image(show(engine, saved(upright, "PNG"), side))
    assert difference(image(found).convert("L"), reference.convert("L")) < 40


@pytest.mark.parametrize("exif", [b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0II", b"\xff" * 40])
def test_damaged_words_about_the_orientation_hide_no_picture(engine, exif):
    out = io.BytesIO()
    media.drawing().save(out, "JPEG", exif=exif)

    assert image(show(engine, out.getvalue())).size == (96, 64)


def ramp(mode):
    """Return a gradient from black at the top to white at the bottom."""
    light = Image.linear_gradient("L")
    if mode.startswith("I;16"):
        return light.convert("I").point(lambda value: value * 257).convert(mode)
    if mode == "LA":
        return Image.merge("LA", (light, Image.new("L", light.size, 255)))
    return light.convert("P") if mode == "P" else light.convert("RGB").convert(mode)


@pytest.mark.parametrize(
    ("mode", "encoder"),
    [
        *((mode, "TIFF") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB")),
        *((mode, "TIFF") for mode in ("I;16", "I;16B")),
        *((mode, "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *((mode, "JPEG") for mode in ("L", "RGB", "CMYK")),
    ],
)
def test_samples_of_any_kind_become_red_green_and_blue(engine, mode, encoder):
    shown = image(show(engine, saved(ramp(mode), encoder))).convert("L")

    top, middle, bottom = (shown.getpixel((100, row)) for row in (0, 128, 255))
    if mode == "1":
        assert (top, bottom) == (0, 255)
    else:
        assert abs(top - 0) <= 8
        assert abs(middle - 128) <= 8
        assert abs(bottom - 255) <= 8


def test_sixteen_bits_of_each_colour_are_shown_too(engine):
    deep = bytearray()
    for sample in (0xFFFF, 0x8000, 0x0000):
        deep += sample.to_bytes(2, "little")
    tiff = saved(Image.frombytes("RGB", (2, 1), bytes(6)), "TIFF")
    with Image.open(io.BytesIO(tiff)) as plain:
        offset = plain.tag_v2[273][0]
    assert tiff[offset : offset + 6] == bytes(6)
    at = tiff.index(b"\x08\x00\x08\x00\x08\x00")  # bits per sample
    data = bytearray(tiff)
    data[at : at + 6] = b"\x10\x00\x10\x00\x10\x00"
    data[offset : offset + 12] = deep * 2
    counts = data.index(b"\x17\x01")  # strip byte counts
    data[counts + 8] = 12

    assert image(show(engine, bytes(data))).getpixel((1, 0)) == (255, 128, 0)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_is_seen_on_white(engine, mode):
    clear = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 16, 32))
    clear.paste((0, 0, 0, 128), (16, 16, 32, 32))
    if mode == "PA":
        clear = clear.quantize(8)
    elif mode == "LA":
        clear = clear.convert("LA")
    shown = image(show(engine, saved(clear, "PNG")))

    assert shown.getpixel((4, 4)) == (0, 0, 0)
    assert shown.getpixel((28, 4)) == (255, 255, 255)
    assert abs(shown.getpixel((28, 28))[0] - 127) <= 2


def test_a_moving_picture_shows_its_first(engine):
    first, second = Image.new("RGB", (20, 10), "red"), Image.new("RGB", (20, 10), "blue")
    out = io.BytesIO()
    first.save(out, "WEBP", save_all=True, append_images=[second], lossless=True)

    assert image(show(engine, out.getvalue())).getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize("kind", NO_FILMS)
def test_what_shows_nothing_says_so(engine, kind):
    found = show(engine, media.content(kind))

    assert found.frames == ()
    assert found.problem == "there is no decoder for this type of picture"


def test_a_picture_that_breaks_off_says_so(engine):
    whole = saved(scene(3), "PNG")

    assert show(engine, whole[: len(whole) // 2]).problem == "it cannot be decoded"
    assert show(engine, whole[:20]).problem == "the picture's header is damaged"
    assert show(engine, b"").problem == "there is no decoder for this type of picture"


def test_a_picture_of_too_many_pixels_is_not_decoded():
    with GuardedEngine(Limits(picture_pixels=1000)) as engine:
        found = show(engine, media.content("jpeg"))

    assert found.frames == ()
    assert found.problem == "it has more pixels than Limits.picture_pixels"


@pytest.mark.parametrize("isolated", [True, False])
@pytest.mark.parametrize(
    "wanted",
    [
        {"side": 0},
        {"side": -1},
        {"side": 8, "frames": 0},
        {"side": 8, "start": -1.0},
        {"side": 8, "start": float("nan")},
        {"side": 8, "every": float("inf")},
        {"side": 8, "every": -0.1},
        {"side": 20_000},
        {"side": 2_048, "frames": 22},
        {"side": 1, "frames": 2_000_000},
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_read(isolated, wanted):
    with (
        GuardedEngine() if isolated else NativeEngine() as engine,
        pytest.raises(InvalidArgument) as refusal,
    ):
        engine.show(Asset(name="picture", data=b""), **wanted)
    assert refusal.value.hint


def test_a_file_that_cannot_be_read_is_our_error(engine, tmp_path):
    with pytest.raises(StorageError):
        engine.show(Asset(name="gone", path=tmp_path / "gone.jpg"), side=64)


def test_the_thumbnail_in_a_manifest_store_is_shown(engine, native, seal):
    from support import definitions  # noqa: PLC0415  # needs the engine

    from provenance.model.definition import Thumbnail  # noqa: PLC0415

    small = saved(scene(4, 200, 100))
    definition = definitions.capture(
        "image/jpeg", thumbnail=Thumbnail(media_type="image/jpeg", data=small)
    )
    store = native.sign(definition, Asset.of(media.content("jpeg")), io.BytesIO(), seal)
    (found,) = thumbnails.read(store, Limits()).values()

    assert found == small
    assert image(show(engine, found)).size == (200, 100)
