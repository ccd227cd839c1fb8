"""Small pictures: cheap, upright, without metadata, and only where they are worth it."""

from __future__ import annotations

import io
import struct
import sys
import time
import warnings
import zlib
from dataclasses import replace

import pytest
from PIL import Image, ImageCms

from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.signing.thumbnails import draw

LIMITS = Limits()
RED = (200, 20, 20)


def scene(size=(1600, 1200), mode="RGB") -> Image.Image:
    """A red upper half over noise, so that it costs bytes as a photo does."""
    image = Image.effect_noise(size, 60).convert("RGB")
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options) -> Asset:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return Asset(name=f"scene.{kind.lower()}", data=buffer.getvalue())


def opened(thumbnail) -> Image.Image:
    assert thumbnail is not None
    assert thumbnail.media_type == "image/jpeg"
    return Image.open(io.BytesIO(thumbnail.data))


def is_red(pixel) -> bool:
    return pixel[0] > 150 and pixel[1] < 80 and pixel[2] < 80


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
        ("GIF", "image/gif"),
        ("AVIF", "image/avif"),
    ],
)
def test_every_still_picture_gets_one(kind, media_type):
    small = opened(draw(encoded(scene(), kind), media_type, LIMITS).thumbnail)
    assert max(small.size) in {512, 256}
    assert small.size[0] * 3 == small.size[1] * 4
    assert is_red(small.getpixel((10, 10)))


def test_heic_gets_one(corpus):
    pytest.importorskip("pillow_heif")
    asset = Asset.of(corpus / "photos" / "iphone_13_pro_max.HEIC")
    assert opened(draw(asset, "image/heic", LIMITS).thumbnail).size == (384, 512)


@pytest.mark.parametrize(
    ("mode", "kind", "media_type"),
    [
        ("L", "PNG", "image/png"),
        ("P", "PNG", "image/png"),
        ("1", "TIFF", "image/tiff"),
        ("CMYK", "JPEG", "image/jpeg"),
        ("I;16", "PNG", "image/png"),
    ],
)
def test_every_mode_becomes_a_plain_jpeg(mode, kind, media_type):
    image = scene(mode="L").convert("I").point(lambda v: v * 256) if mode == "I;16" else scene()
    small = opened(draw(encoded(image.convert(mode), kind), media_type, LIMITS).thumbnail)
    assert small.mode in {"RGB", "L"}
    if mode == "I;16":
        assert 40 < small.getpixel((10, 10)) < 90  # red as grey, not clipped to white


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    turn = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        7: Image.Transpose.TRANSVERSE,
    }.get(orientation)
    stored = scene() if turn is None else scene().transpose(turn)
    small = opened(draw(encoded(stored, "JPEG", exif=exif), "image/jpeg", LIMITS).thumbnail)
    assert small.size[0] > small.size[1]
    assert is_red(small.getpixel((small.size[0] // 2, 10)))
    assert not is_red(small.getpixel((small.size[0] // 2, small.size[1] - 10)))


def test_no_metadata_comes_with_it():
    exif = Image.Exif()
    exif[0x010F] = "SECRET maker"
    exif.get_ifd(0x8825)[1] = "SECRET"
    asset = encoded(
        scene(), "JPEG", exif=exif, comment=b"SECRET comment", xmp=b"<x>SECRET</x>", dpi=(300, 300)
    )
    assert b"SECRET" in asset.data
    thumbnail = draw(asset, "image/jpeg", LIMITS).thumbnail
    assert b"SECRET" not in thumbnail.data
    assert not opened(thumbnail).getexif()
    assert set(opened(thumbnail).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_with_a_position_gives_a_thumbnail_without(corpus):
    thumbnail = draw(Asset.of(corpus / "photos" / "DSCN0010.jpg"), "image/jpeg", LIMITS).thumbnail
    assert not opened(thumbnail).getexif()
    assert b"Exif" not in thumbnail.data


def test_transparent_pixels_become_white():
    image = scene().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 800, 1200))
    small = opened(draw(encoded(image, "PNG"), "image/png", LIMITS).thumbnail)
    assert min(small.getpixel((20, 20))) > 240
    assert is_red(small.getpixel((small.size[0] - 20, 20)))


def test_colours_are_converted_to_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    wrong = encoded(scene(), "JPEG", icc_profile=profile.tobytes())
    assert (
        draw(wrong, "image/jpeg", LIMITS).thumbnail is not None
    )  # a profile that does not fit is ignored
    right = encoded(
        scene(),
        "JPEG",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    small = opened(draw(right, "image/jpeg", LIMITS).thumbnail)
    assert is_red(small.getpixel((10, 10)))
    assert "icc_profile" not in small.info


def test_it_is_never_larger_than_it_is_worth():
    for size in ((1600, 1200), (700, 500), (300, 200), (40, 30)):
        asset = encoded(scene(size), "JPEG", quality=60)
        thumbnail = draw(asset, "image/jpeg", LIMITS).thumbnail
        if thumbnail is not None:
            assert len(thumbnail.data) <= asset.size() / 4
            assert max(opened(thumbnail).size) < max(size)


def test_a_tiny_picture_gets_none_and_no_note():
    assert draw(encoded(scene((120, 90)), "PNG"), "image/png", LIMITS).note == ""
    assert draw(encoded(scene((120, 90)), "PNG"), "image/png", LIMITS).thumbnail is None


@pytest.mark.parametrize(
    "media_type", ["image/svg+xml", "application/pdf", "audio/wav", "image/jxl"]
)
def test_what_has_no_picture_gets_none_and_no_note(media_type):
    assert draw(Asset(name="x", data=b"<svg/>"), media_type, LIMITS).note == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"II*\x00",
    ],
)
def test_a_damaged_file_gets_none_and_a_note(data):
    drawing = draw(Asset(name="bad.jpg", data=data), "image/jpeg", LIMITS)
    assert drawing.thumbnail is None
    assert drawing.note.startswith("No thumbnail of bad.jpg: ")


def test_a_truncated_photo_gets_none_and_a_note():
    asset = encoded(scene(), "JPEG")
    half = replace(asset, data=asset.data[: len(asset.data) // 2])
    assert "cannot be decoded" in draw(half, "image/jpeg", LIMITS).note


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that promises side x side pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [10_000, 13_000, 20_000])
def test_a_bomb_is_refused_before_it_is_decoded(side):
    asset = Asset(name="bomb.png", data=bomb(side))
    begun = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = draw(asset, "image/png", LIMITS)
    assert drawing.thumbnail is None
    assert "pixels" in drawing.note
    assert time.monotonic() - begun < 1


def test_the_limit_on_pixels_is_the_callers():
    asset = encoded(scene(), "PNG")
    strict = replace(LIMITS, thumbnail_pixels=1_000_000)
    assert "thumbnail_pixels" in draw(asset, "image/png", strict).note


def test_pillows_own_state_is_left_alone():
    before = Image.MAX_IMAGE_PIXELS, list(warnings.filters)
    draw(Asset(name="bomb.png", data=bomb(13_000)), "image/png", LIMITS)
    assert (Image.MAX_IMAGE_PIXELS, list(warnings.filters)) == before


class TestVideo:
    @pytest.fixture
    def film(self, tmp_path):
        av = pytest.importorskip("av")
        path = tmp_path / "film.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("mpeg4", rate=10)
            stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
            stream.bit_rate = 8_000_000
            for _ in range(10):
                frame = av.VideoFrame.from_image(scene((640, 480)))
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    def test_the_first_frame_is_shown(self, film):
        small = opened(draw(Asset.of(film), "video/mp4", LIMITS).thumbnail)
        assert max(small.size) in {512, 256}
        assert is_red(small.getpixel((10, 10)))

    def test_a_film_in_memory_is_shown_too(self, film):
        assert draw(Asset.of(film.read_bytes()), "video/mp4", LIMITS).thumbnail is not None

    def test_without_the_extra_a_note_says_so(self, film, monkeypatch):
        monkeypatch.setitem(sys.modules, "av", None)
        assert "PyAV" in draw(Asset.of(film), "video/mp4", LIMITS).note

    def test_a_broken_film_gets_a_note(self):
        asset = Asset(name="x.mp4", data=b"\x00\x00\x00\x18ftypmp42" + bytes(100))
        assert draw(asset, "video/mp4", LIMITS).note

    def test_a_playlist_cannot_open_other_files(self, tmp_path):
        (tmp_path / "list.mp4").write_text("ffconcat version 1.0\nfile /etc/hostname\n")
        assert draw(Asset.of(tmp_path / "list.mp4"), "video/mp4", LIMITS).thumbnail is None


def test_a_twelve_megapixel_photo_is_fast():
    asset = encoded(scene((4000, 3000)), "JPEG", quality=90)
    assert draw(asset, "image/jpeg", LIMITS).thumbnail is not None
    begun = time.process_time()
    draw(asset, "image/jpeg", LIMITS)
    assert time.process_time() - begun < 1.0
