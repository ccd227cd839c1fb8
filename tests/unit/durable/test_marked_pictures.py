"""What is in a picture file beside its pixels survives a mark, or the file is refused by name."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps, TiffImagePlugin
from support import media
from support.marks import QuickMark
from support.studio import open_studio

from provenance import Capture, Limits, Verdict
from provenance.durable.pictures import Existing, mark_picture
from provenance.durable.watermark.image import ImageWatermark
from provenance.durable.watermark.presets import Preset
from provenance.errors import (
    AlreadyMarked,
    InvalidArgument,
    LimitReached,
    MarkNotReadable,
    UnsupportedFormat,
)
from provenance.model.asset import Asset

PAYLOAD, OTHER = 0x1234567890ABCDEF, 0x1FEDCBA987654321
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def drawn(width=200, height=150):
    return media.drawing(width, height)


def saved(encoder, picture=None, **options):
    out = io.BytesIO()
    (picture or drawn()).save(out, encoder, **options)
    return out.getvalue()


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112], tags[0x010F] = orientation, "Test Camera"
    tags.get_ifd(0x8769)[0x927C] = b"notes of the maker \0\1\2"
    return tags.tobytes()


def marked(source, tmp_path, name="marked", **options):
    path = tmp_path / name
    chosen = {"watermark": QuickMark(), "preset": Preset.BALANCED} | options
    asset = source if isinstance(source, Asset) else Asset.of(source)
    return mark_picture(asset, path, PAYLOAD, **chosen), path.read_bytes()


def told(content):
    """What ExifTool reads, but for what it says of the file itself and of where data lie."""
    if shutil.which("exiftool") is None:
        pytest.skip("ExifTool is not installed")
    run = subprocess.run(
        ["exiftool", "-json", "-G1", "-a", "-u", "-b", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    tags = json.loads(run.stdout)[0]
    moved = ("StripOffsets", "StripByteCounts", "MPImage", "FileSize", "MediaData")
    return {
        name: value
        for name, value in tags.items()
        if not name.startswith(("System:", "ExifTool:", "SourceFile"))
        and not any(part in name for part in moved)
    }


def with_all(encoder):
    options = {"exif": exif(), "icc_profile": ICC}
    if encoder == "PNG":
        from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

        notes = PngInfo()
        notes.add_text("Title", "A title")
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        for kind, data in (
            (b"gAMA", b"\0\0\xb1\x8f"),
            (b"pHYs", struct.pack(">IIB", 2835, 2835, 1)),
        ):
            notes.add(kind, data)
        return saved(encoder, pnginfo=notes, **options)
    if encoder == "TIFF":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[700], tags[33723], tags[34377] = XMP, b"\x1c\x02\x05\0\5title", b"8BIM\4\4\0\0\0\0\0\0"
        tags.tagtype |= {700: 1, 33723: 7, 34377: 1}
        return saved(
            encoder, tiffinfo=tags, compression="tiff_lzw", icc_profile=ICC, dpi=(300, 300)
        )
    if encoder == "JPEG":
        options |= {"comment": b"a comment", "dpi": (300, 300)}
    return saved(encoder, xmp=XMP, **options)


@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_all_that_the_file_tells_is_told_by_the_marked_file(encoder, tmp_path):
    source = with_all(encoder)
    _, content = marked(source, tmp_path)
    before, after = told(source), told(content)
    assert len(before) > 20
    assert before == after


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_mark_is_upright_and_the_orientation_stays(encoder, orientation, tmp_path):
    if encoder == "TIFF":
        source = saved(encoder, tiffinfo={274: orientation})
    else:
        source = saved(encoder, exif=exif(orientation))
    _, content = marked(source, tmp_path)
    picture = Image.open(io.BytesIO(content))
    assert picture.getexif()[0x0112] == orientation
    shown = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
    assert QuickMark().detect(shown).binding.value == PAYLOAD.to_bytes(8)


def test_pictures_behind_a_jpeg_are_still_found(tmp_path):
    first, second = drawn(), drawn(64, 48)
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])
    film = b"\0\0\0\x14ftypmp42 a film behind it"
    source = out.getvalue() + film
    _, content = marked(source, tmp_path)
    assert content.endswith(film)
    again = Image.open(io.BytesIO(content))
    assert again.n_frames == 2
    again.seek(1)
    before = Image.open(io.BytesIO(source))
    before.seek(1)
    assert again.tobytes() == before.tobytes()
    assert len(content) != len(source)


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "tiff", "avif", "heic"])
def test_credentials_are_not_copied(name, tmp_path):
    source, signed = tmp_path / "source", tmp_path / "signed"
    source.write_bytes(saved(name.upper()) if name != "heic" else heic())
    with open_studio(tmp_path / "keys") as studio:
        studio.bare.sign(source, signed, Capture())
        assert studio.verifier.inspect(signed).verdict is Verdict.TRUSTED
        result, content = marked(Asset.of(signed), tmp_path)
        assert studio.verifier.inspect(tmp_path / "marked").verdict is Verdict.ABSENT
        assert b"c2pa" not in content
        kept, _ = marked(Asset.of(tmp_path / "marked"), tmp_path, "kept", existing=Existing.KEEP)
        assert kept.already
        assert not result.already


def heic():
    pillow_heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    pillow_heif.from_pillow(drawn()).save(out, quality=80)
    return out.getvalue()


def test_real_photos_keep_what_they_tell(corpus, tmp_path):
    for name in ("photos/DudleyLeavittUtah.tiff",):
        source = (corpus / name).read_bytes()
        _, content = marked(source, tmp_path, watermark=ImageWatermark())
        assert told(source) == told(content)


def test_mark_that_is_there_is_an_error_that_names_it(tmp_path):
    _, content = marked(saved("PNG"), tmp_path)
    destination = tmp_path / "again"
    with pytest.raises(AlreadyMarked, match=f"{PAYLOAD:016x}") as caught:
        mark_picture(
            Asset.of(content), destination, OTHER, watermark=QuickMark(), preset=Preset.BALANCED
        )
    assert caught.value.payload == PAYLOAD
    assert not destination.exists()


def test_mark_that_is_there_is_kept_on_request(tmp_path):
    _, content = marked(saved("JPEG", quality=90), tmp_path)
    destination = tmp_path / "again"
    result = mark_picture(
        Asset.of(content),
        destination,
        OTHER,
        watermark=QuickMark(),
        preset=Preset.BALANCED,
        existing=Existing.KEEP,
    )
    assert (result.already, result.payload, result.strength) == (True, PAYLOAD, 0.0)
    assert destination.read_bytes() == content


def test_same_payload_again_changes_nothing(tmp_path):
    first, content = marked(saved("PNG"), tmp_path)
    again, same = marked(content, tmp_path, "again")
    assert (first.already, again.already) == (False, True)
    assert content == same


def test_mark_that_cannot_be_read_leaves_nothing_behind(tmp_path):
    with pytest.raises(MarkNotReadable, match="cannot be read from what was written"):
        marked(saved("JPEG", quality=90), tmp_path, watermark=QuickMark(0.4))
    assert list(tmp_path.iterdir()) == []


def test_source_may_be_the_destination(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(saved("PNG"))
    mark_picture(Asset.of(path), path, PAYLOAD, watermark=QuickMark(), preset=Preset.BALANCED)
    assert QuickMark().detect(np.asarray(Image.open(path))).binding.value == PAYLOAD.to_bytes(8)


def test_real_mark_survives_the_encoders(tmp_path):
    grain = Image.effect_noise((800, 600), 60).convert("RGB")
    picture = Image.blend(media.drawing(800, 600), grain, 0.3)
    for encoder in ("JPEG", "WEBP", "AVIF"):
        result, _ = marked(saved(encoder, picture), tmp_path, watermark=ImageWatermark())
        assert result.payload == PAYLOAD
        assert result.quality.psnr > 36


def palette():
    return saved("PNG", drawn().quantize(16))


def animated(encoder):
    return saved(encoder, save_all=True, append_images=[drawn().rotate(90)], duration=100)


def pages():
    return saved("TIFF", save_all=True, append_images=[drawn()])


def patched(content, old, new):
    assert old in content
    return content.replace(old, new, 1)


def with_precision(bits):
    content = saved("JPEG")
    return patched(content, b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11" + bytes((bits,)))


def in_frame(marker):
    return patched(saved("JPEG"), b"\xff\xc0\0\x11", bytes((0xFF, marker)) + b"\0\x11")


def huge_png():
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


REFUSED = {
    "palette": (palette, "palette"),
    "one bit": (lambda: saved("PNG", drawn().convert("1")), "1 bits"),
    "colour key": (lambda: saved("PNG", transparency=(1, 2, 3)), "transparency"),
    "apng": (lambda: animated("PNG"), "animated"),
    "webp film": (lambda: animated("WEBP"), "animated"),
    "avif film": (lambda: animated("AVIF"), "animated|moves"),
    "gif": (media.gif, "palette"),
    "pages": (pages, "several pages"),
    "float": (lambda: saved("TIFF", drawn().convert("F")), "floating-point"),
    "jpeg in tiff": (lambda: saved("TIFF", compression="jpeg"), r"compressed.*JPEG"),
    "tiff palette": (lambda: saved("TIFF", drawn().quantize(16)), "palette"),
    "tiff lab": (lambda: saved("TIFF", Image.new("LAB", (64, 64))), "L\\*a\\*b"),
    "raw": (media.dng, "raw photo"),
    "deep jpeg": (lambda: with_precision(12), "12 bits"),
    "lossless jpeg": (lambda: in_frame(0xC3), "without loss"),
    "cut off": (lambda: saved("JPEG")[:-400], "cut off"),
    "inks unsaid": (
        lambda: patched(saved("JPEG", drawn().convert("CMYK")), b"Adobe", b"adobE"),
        "inks",
    ),
    "jpeg xl": (media.jxl, "format"),
    "no picture": (lambda: b"hello", "format"),
    "damaged png": (lambda: saved("PNG")[:-700], "decoded|damaged"),
    "damaged webp": (lambda: saved("WEBP")[:200], "damaged"),
    "damaged tiff": (lambda: saved("TIFF")[:2000], "damaged"),
    "damaged avif": (lambda: saved("AVIF")[:600], "damaged|decoded"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_written_again_is_refused_by_name(name, tmp_path):
    make, reason = REFUSED[name]
    with pytest.raises(UnsupportedFormat, match=reason) as caught:
        marked(make(), tmp_path)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_gain_map_in_a_heic_file_is_not_lost_silently(corpus, tmp_path):
    with pytest.raises(UnsupportedFormat, match="gain map"):
        marked((corpus / "photos" / "iphone_13_pro_max.HEIC").read_bytes(), tmp_path)


def test_picture_that_is_too_large_is_not_decoded(tmp_path):
    with pytest.raises(LimitReached) as caught:
        marked(huge_png(), tmp_path)
    assert caught.value.limit == "picture_pixels"
    with pytest.raises(LimitReached):
        marked(saved("JPEG"), tmp_path, limits=Limits(picture_pixels=100))


def test_payload_has_64_bits(tmp_path):
    with pytest.raises(InvalidArgument, match="64 bits"):
        mark_picture(
            Asset.of(saved("PNG")),
            tmp_path / "out",
            1 << 64,
            watermark=QuickMark(),
            preset=Preset.BALANCED,
        )


@pytest.mark.parametrize("encoder", ["AVIF", "HEIC"])
@pytest.mark.parametrize("orientation", [2, 6, 8])
def test_turned_pictures_in_boxes_are_shown_the_same_way(encoder, orientation, tmp_path):
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    if encoder == "AVIF":
        drawn().save(out, encoder, exif=exif(orientation), quality=80)
    else:
        pillow_heif.from_pillow(drawn()).save(out, quality=80, exif=exif(orientation))
    _, content = marked(out.getvalue(), tmp_path)
    before, after = (
        ImageOps.exif_transpose(Image.open(io.BytesIO(each))).convert("RGB")
        for each in (out.getvalue(), content)
    )
    assert before.size == after.size
    assert QuickMark().detect(np.asarray(after)).binding.value == PAYLOAD.to_bytes(8)


def test_heic_of_ten_bits_keeps_them(tmp_path):
    pillow_heif = pytest.importorskip("pillow_heif")
    deep, out = np.asarray(drawn()).astype(np.uint16) * 257, io.BytesIO()
    pillow_heif.encode("RGB;16", (200, 150), deep.tobytes(), out, quality=85, bit_depth=10)
    _, content = marked(out.getvalue(), tmp_path)
    again = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=False)
    assert again.info["bit_depth"] == 10
