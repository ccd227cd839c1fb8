"""Each format, in each of its modes, is marked, written, and read again by somebody else."""

from __future__ import annotations

import io
import struct

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps
from support import media
from support.marks import QuickMark

from provenance.durable.pictures import mark_picture
from provenance.durable.watermark.presets import Preset
from provenance.model.asset import Asset

PAYLOAD = 0x1234567890ABCDEF
WIDTH, HEIGHT = 258, 194


def drawn(mode="RGB"):
    grain = np.random.default_rng(3).integers(-9, 10, (HEIGHT, WIDTH, 1))
    pixels = np.asarray(media.drawing(WIDTH, HEIGHT)).astype(np.int16) * 3 // 4 + 30 + grain
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if "A" in mode:
        picture.putalpha(Image.linear_gradient("L").resize((WIDTH, HEIGHT)))
    return picture.convert(mode)


def saved(encoder, mode="RGB", **options):
    out = io.BytesIO()
    drawn(mode).save(out, encoder, **options)
    return out.getvalue()


def deep(kind, channels=3, **options):
    pixels = np.asarray(drawn()).astype(np.uint16) * 257 + 13
    if channels == 1:
        pixels = pixels[..., 0]
    if channels == 4:
        pixels = np.dstack(
            (
                pixels,
                np.linspace(0, 65535, WIDTH, dtype=np.uint16) * np.ones((HEIGHT, 1), np.uint16),
            )
        )
    return cv2.imencode(kind, pixels, list(options.get("settings", ())))[1].tobytes()


def heic(mode="RGB", **options):
    pillow_heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    pillow_heif.from_pillow(drawn(mode)).save(out, **options)
    return out.getvalue()


CASES = {
    "jpeg 4:2:0": lambda: saved("JPEG", quality=80),
    "jpeg 4:2:2": lambda: saved("JPEG", quality=80, subsampling=1),
    "jpeg 4:4:4": lambda: saved("JPEG", quality=80, subsampling=0),
    "jpeg progressive": lambda: saved("JPEG", quality=80, progressive=True),
    "jpeg restart": lambda: saved("JPEG", quality=80, restart_marker_blocks=7),
    "jpeg gray": lambda: saved("JPEG", "L", quality=80),
    "jpeg cmyk": lambda: saved("JPEG", "CMYK", quality=80),
    "jpeg rgb": lambda: saved("JPEG", quality=80, keep_rgb=True),
    "png": lambda: saved("PNG"),
    "png gray": lambda: saved("PNG", "L"),
    "png alpha": lambda: saved("PNG", "RGBA"),
    "png gray alpha": lambda: saved("PNG", "LA"),
    "png deep": lambda: deep(".png"),
    "png deep gray": lambda: deep(".png", 1),
    "png deep alpha": lambda: deep(".png", 4),
    "webp": lambda: saved("WEBP", quality=80),
    "webp lossless": lambda: saved("WEBP", lossless=True),
    "webp alpha": lambda: saved("WEBP", "RGBA", quality=80),
    "webp alpha lossless": lambda: saved("WEBP", "RGBA", lossless=True),
    "tiff": lambda: saved("TIFF"),
    "tiff gray": lambda: saved("TIFF", "L"),
    "tiff lzw": lambda: saved("TIFF", compression="tiff_lzw"),
    "tiff deflate": lambda: saved("TIFF", compression="tiff_adobe_deflate"),
    "tiff predictor": lambda: saved("TIFF", compression="tiff_lzw", tiffinfo={317: 2}),
    "tiff packbits": lambda: saved("TIFF", compression="packbits"),
    "tiff strips": lambda: saved("TIFF", compression="tiff_lzw", strip_size=9000),
    "tiff alpha": lambda: saved("TIFF", "RGBA"),
    "tiff cmyk": lambda: saved("TIFF", "CMYK"),
    "tiff big": lambda: saved("TIFF", big_tiff=True, compression="tiff_lzw"),
    "tiff deep": lambda: deep(".tiff"),
    "tiff deep gray": lambda: deep(".tiff", 1),
    "avif": lambda: saved("AVIF", quality=80, max_threads=1),
    "avif 4:4:4": lambda: saved("AVIF", quality=80, subsampling="4:4:4", max_threads=1),
    "avif alpha": lambda: saved("AVIF", "RGBA", quality=80, max_threads=1),
    "heic": lambda: heic(quality=80),
    "heic alpha": lambda: heic("RGBA", quality=80),
    "heic gray": lambda: heic("L", quality=80),
}


def marked(content, tmp_path, **options):
    path = tmp_path / "marked"
    chosen = {"watermark": QuickMark(), "preset": Preset.BALANCED} | options
    return mark_picture(Asset.of(content), path, PAYLOAD, **chosen), path.read_bytes()


def opened(content):
    from pillow_heif import register_heif_opener  # noqa: PLC0415  # an extra

    register_heif_opener()
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("name", CASES)
def test_mark_is_read_by_another_reader_from_what_was_written(name, tmp_path):
    source = CASES[name]()
    result, content = marked(source, tmp_path)
    before, after = opened(source), opened(content)
    assert (before.size, before.mode, before.format) == (after.size, after.mode, after.format)
    shown = np.asarray(ImageOps.exif_transpose(flattened(after)))
    found = QuickMark().detect(shown)
    assert found.binding.value == PAYLOAD.to_bytes(8)
    assert (result.payload, result.already) == (PAYLOAD, False)
    assert result.media_type == Image.MIME[after.format].replace("heif", "heic")
    assert result.quality.psnr > 28
    assert (result.bytes_before, result.bytes_after) == (len(source), len(content))
    assert result.changes == ()
    if "A" in before.getbands() and "avif" not in name and "heic" not in name:
        assert before.getchannel("A").tobytes() == after.getchannel("A").tobytes()


def flattened(picture):
    if picture.mode.startswith("I"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8)).convert("RGB")
    if "A" not in picture.getbands():
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("png", "tiff"))])
def test_without_loss_pixels_differ_by_the_mark_alone(name, tmp_path):
    source = CASES[name]()
    _, content = marked(source, tmp_path, watermark=QuickMark(3.0))
    before, after = (
        cv2.imdecode(np.frombuffer(each, np.uint8), cv2.IMREAD_UNCHANGED)
        for each in (source, content)
    )
    if "cmyk" in name:
        before, after = (np.asarray(opened(each)) for each in (source, content))
    assert before.dtype == after.dtype
    step = 257 if before.dtype == np.uint16 else 1
    changed = np.abs(after.astype(np.int32) - before)
    assert changed.max() <= (14 if "cmyk" in name else 3) * step
    assert changed.mean() > 1 * step


def test_jpeg_keeps_its_tables_sampling_and_scans(tmp_path):
    source = saved("JPEG", quality=83, subsampling=1, progressive=True)
    _, content = marked(source, tmp_path)
    before, after = opened(source), opened(content)
    assert before.quantization == after.quantization
    assert before.info["progressive"] == after.info["progressive"] == 1
    assert before.layer == after.layer


def test_colours_of_a_jpeg_are_not_blurred(tmp_path):
    source = saved("JPEG", quality=90, subsampling=2)
    _, content = marked(source, tmp_path)
    halves = []
    for each in (source, content):
        picture = opened(each)
        picture.draft("YCbCr", (WIDTH // 2, HEIGHT // 2))
        halves.append(np.asarray(picture)[..., 1:].astype(int))
    assert np.abs(halves[0] - halves[1]).max() <= 1


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate"])
def test_tiff_keeps_its_compression_and_nothing_of_the_old_picture(compression, tmp_path):
    source = saved("TIFF", compression=compression)
    _, content = marked(source, tmp_path)
    assert opened(content).info["compression"] == compression
    assert len(content) < len(source) * 1.25


def test_tiles_of_a_tiff_are_written_again(tmp_path):
    source = tiled()
    assert np.array_equal(np.asarray(opened(source)), np.asarray(drawn("L")))
    _, content = marked(source, tmp_path)
    assert len(content) == len(source)
    difference = np.asarray(opened(content)).astype(int) - np.asarray(opened(source))
    assert 1 < np.abs(difference).mean() <= np.abs(difference).max() <= 6


def tiled(side=64):
    pixels = np.pad(np.asarray(drawn("L")), ((0, -HEIGHT % side), (0, -WIDTH % side)), mode="edge")
    tiles = [
        pixels[top : top + side, left : left + side].tobytes()
        for top in range(0, pixels.shape[0], side)
        for left in range(0, pixels.shape[1], side)
    ]
    lists = 8 + 2 + 10 * 12 + 4
    data = lists + 8 * len(tiles)
    offsets = [data + number * side * side for number in range(len(tiles))]
    values = (
        (256, WIDTH),
        (257, HEIGHT),
        (258, 8),
        (259, 1),
        (262, 1),
        (277, 1),
        (322, side),
        (323, side),
    )
    entries = b"".join(struct.pack(">HHII", tag, 4, 1, value) for tag, value in values)
    entries += struct.pack(">HHII", 324, 4, len(tiles), lists)
    entries += struct.pack(">HHII", 325, 4, len(tiles), lists + 4 * len(tiles))
    numbers = struct.pack(f">{2 * len(tiles)}I", *offsets, *[side * side] * len(tiles))
    return b"MM\0*" + struct.pack(">IH", 8, 10) + entries + bytes(4) + numbers + b"".join(tiles)


def test_interlaced_png_stays_interlaced(tmp_path):
    source = interlaced(saved("PNG"))
    _, content = marked(source, tmp_path)
    assert content[28] == 1
    difference = np.asarray(opened(content)).astype(int) - np.asarray(drawn())
    assert 1 < np.abs(difference).mean() <= np.abs(difference).max() <= 6


def interlaced(png):
    from provenance.durable.pictures import png_rows  # noqa: PLC0415  # the writer, which Pillow then reads
    from provenance.durable.pictures.png import _joined  # noqa: PLC0415

    header = png[16:28] + b"\1"
    rows = png_rows.pack(np.asarray(drawn()), interlaced=True, level=6)
    content = _joined(((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")))
    assert np.array_equal(np.asarray(opened(content)), np.asarray(drawn()))
    return content


SAMPLED = {
    "4:1:1": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411,
    "4:4:0": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440,
}


@pytest.mark.parametrize("name", SAMPLED)
def test_sampling_that_the_encoder_does_not_know_is_told(name, tmp_path):
    settings = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, SAMPLED[name]]
    source = cv2.imencode(".jpg", np.asarray(drawn()), settings)[1].tobytes()
    result, content = marked(source, tmp_path)
    assert len(result.changes) == 1
    assert opened(source).quantization == opened(content).quantization


def test_inks_as_brightness_and_colours_are_told(tmp_path):
    source = saved("JPEG", "CMYK", quality=95)
    place = source.index(b"Adobe") + 11
    result, content = marked(source[:place] + b"\2" + source[place + 1 :], tmp_path)
    assert len(result.changes) == 1
    assert content.count(b"Adobe") == 1
    assert opened(content).info["adobe_transform"] == 0
