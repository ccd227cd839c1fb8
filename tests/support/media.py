"""Small real files of every format that can be signed, made from scratch and always the same.

files = media.make(folder)          # {"jpeg": folder/photo.jpg, "mp4": folder/clip.mp4, ...}
path = media.one("jpeg", folder)    # only this one
pixels = media.photo(4000, 3000)    # the bytes of a 12 megapixel JPEG
media.large_mp4(path, 5 << 30)      # a film of that many bytes, sparse on disk
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageDraw, TiffImagePlugin
from support import boxes, documents, recordings

if TYPE_CHECKING:
    from pathlib import Path

Maker = Callable[[], bytes]

DNG_VERSION, UNIQUE_CAMERA_MODEL = 50706, 50708  # DNG 1.7, "DNG tags"

# An 8 x 8 picture, encoded once by libjxl 0.11: Python has no JPEG XL encoder of its own.
JXL_CODESTREAM = bytes.fromhex(
    "ff0a41060013880200c000b59f200000152aa38c1bbc9cebf9f24387c5b48deb0c6db56d610963b3bd3048483883"
    "8d8b82dd9c8721f70189549200"
)


def make(folder: Path) -> dict[str, Path]:
    """Write one file of each format into `folder`."""
    return {name: one(name, folder) for name in FORMATS}


def one(name: str, folder: Path) -> Path:
    """Write the file of one format, a key of `EVERY`, into `folder`."""
    file_name, maker = EVERY[name]
    path = folder / file_name
    path.write_bytes(maker())
    return path


def content(name: str) -> bytes:
    """Return the bytes of one format, a key of `EVERY`."""
    return EVERY[name][1]()


def drawing(width: int = 96, height: int = 64) -> Image.Image:
    """Draw a picture with edges, colours and a gradient."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    pen = ImageDraw.Draw(image)
    pen.ellipse((width // 8, height // 8, width // 2, height // 2), fill=(200, 60, 40))
    pen.rectangle((width // 2, height // 2, width - 8, height - 8), fill=(30, 90, 200))
    return image


def photo(width: int, height: int, *, quality: int = 90) -> bytes:
    """Return a JPEG with texture, so that its size is that of a photograph."""
    grain = Image.frombytes(
        "RGB", (width // 4, height // 4), random.Random(7).randbytes(width // 4 * (height // 4) * 3)
    )
    image = Image.blend(drawing(width, height), grain.resize((width, height)), 0.2)
    return _saved(image, "JPEG", quality=quality)


def large_mp4(path: Path, size: int, *, fill: Literal["zeros", "noise"] = "zeros") -> Path:
    """Write a playable film of `size` bytes, most of it unused space at the end of its samples.

    Zeros leave a hole on disk, where the file system knows holes.
    """
    film = recordings.mp4()
    samples, index = film.index(b"mdat") + 4, film.index(b"moov") - 4
    # The muxer's empty `free` box before `mdat` is there to make room for a 64-bit size.
    before, tail = film[: samples - 16], film[index:]
    with path.open("wb") as out:
        out.write(before)
        out.write(boxes.large_header(b"mdat", size - len(before) - len(tail)))
        out.write(film[samples:index])
        if fill == "noise":
            block = random.Random(11).randbytes(1 << 20)
            while out.tell() + len(block) + len(tail) <= size:
                out.write(block)
        out.truncate(size - len(tail))
        out.seek(0, io.SEEK_END)
        out.write(tail)
    return path


def _saved(image: Image.Image, encoder: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, encoder, **options)
    return out.getvalue()


def jpeg() -> bytes:
    return _saved(drawing(), "JPEG", quality=88)


def png() -> bytes:
    return _saved(drawing(), "PNG")


def webp() -> bytes:
    return _saved(drawing(), "WEBP", quality=80)


def tiff() -> bytes:
    return _saved(drawing(), "TIFF")


def bigtiff() -> bytes:
    return _saved(drawing(), "TIFF", big_tiff=True)


def dng() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[DNG_VERSION] = b"\x01\x04\x00\x00"
    tags.tagtype[DNG_VERSION] = 1  # BYTE
    tags[UNIQUE_CAMERA_MODEL] = "Test Camera"
    tags.tagtype[UNIQUE_CAMERA_MODEL] = 2  # ASCII
    return _saved(drawing(), "TIFF", tiffinfo=tags)


def gif() -> bytes:
    frames = [drawing().quantize(32), drawing().rotate(90).quantize(32)]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=200)


def avif() -> bytes:
    return _saved(drawing(), "AVIF", quality=60, max_threads=1)


def heic() -> bytes:
    from pillow_heif import from_pillow  # noqa: PLC0415  # heavy, and only for this format

    out = io.BytesIO()
    from_pillow(drawing()).save(out, quality=60)
    return out.getvalue()


def heif() -> bytes:
    """The same picture with the brand that says nothing of the codec (ISO/IEC 23008-12, 10.2)."""
    picture = heic()
    end = int.from_bytes(picture[:4], "big")
    return picture[:end].replace(b"heic", b"mif1") + picture[end:]


def jxl() -> bytes:
    """A JPEG XL file with a container (ISO/IEC 18181-2)."""
    return b"".join(
        (
            boxes.box(b"JXL ", b"\r\n\x87\n"),
            boxes.box(b"ftyp", b"jxl \0\0\0\0jxl "),
            boxes.box(b"jxlc", JXL_CODESTREAM),
        )
    )


FORMATS: dict[str, tuple[str, Maker]] = {
    "jpeg": ("photo.jpg", jpeg),
    "png": ("picture.png", png),
    "webp": ("picture.webp", webp),
    "tiff": ("scan.tiff", tiff),
    "bigtiff": ("scan-big.tiff", bigtiff),
    "dng": ("raw.dng", dng),
    "gif": ("moving.gif", gif),
    "avif": ("picture.avif", avif),
    "heic": ("photo.heic", heic),
    "jxl": ("picture.jxl", jxl),
    "svg": ("drawing.svg", documents.svg),
    "pdf": ("page.pdf", documents.pdf),
    "mp4": ("clip.mp4", recordings.mp4),
    "fragmented_mp4": ("clip-fragmented.mp4", recordings.fragmented_mp4),
    "mov": ("clip.mov", recordings.mov),
    "m4v": ("clip.m4v", recordings.m4v),
    "avi": ("clip.avi", recordings.avi),
    "m4a": ("sound.m4a", recordings.m4a),
    "mp3": ("sound.mp3", recordings.mp3),
    "wav": ("sound.wav", recordings.wav),
    "flac": ("sound.flac", recordings.flac),
    "docx": ("letter.docx", documents.docx),
    "xlsx": ("table.xlsx", documents.xlsx),
    "pptx": ("slides.pptx", documents.pptx),
    "odt": ("letter.odt", documents.odt),
    "ods": ("table.ods", documents.ods),
    "odp": ("slides.odp", documents.odp),
    "odg": ("drawing.odg", documents.odg),
    "epub": ("book.epub", documents.epub),
    "oxps": ("page.oxps", documents.oxps),
    "zip": ("bundle.zip", documents.zipped),
}

# Office documents with macros, templates, and a picture that hides its codec.
SIBLINGS: dict[str, tuple[str, Maker]] = {
    "heif": ("photo.heif", heif),
    "docm": ("letter.docm", documents.docm),
    "xlsm": ("table.xlsm", documents.xlsm),
    "pptm": ("slides.pptm", documents.pptm),
    "ott": ("letter.ott", documents.ott),
    "ots": ("table.ots", documents.ots),
    "otp": ("slides.otp", documents.otp),
    "otg": ("drawing.otg", documents.otg),
}
EVERY = FORMATS | SIBLINGS
