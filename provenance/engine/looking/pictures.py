"""Open a still picture with exactly one decoder, chosen by its first bytes, within bounds.

Pillow's own `Image.open` tries every format it knows, PostScript among them, and warns
about size through process-wide state. Here a file meets the one decoder of its type,
and the size in its header is judged before a pixel is decoded.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PIL.Image import Image

_HEAD = 16
_HEIF = "heif"
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_DECODERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "jpeg": ("PIL.JpegImagePlugin", "JpegImageFile"),
        "png": ("PIL.PngImagePlugin", "PngImageFile"),
        "gif": ("PIL.GifImagePlugin", "GifImageFile"),
        "tiff": ("PIL.TiffImagePlugin", "TiffImageFile"),
        "webp": ("PIL.WebPImagePlugin", "WebPImageFile"),
        "avif": ("PIL.AvifImagePlugin", "AvifImageFile"),
    }
)


class PictureError(Exception):
    """Say that no decoder opens this picture; it does not leave the room."""


@contextmanager
def open_picture(content: BinaryIO) -> Iterator[Image]:
    """Open the picture in `content`: its header is read, its pixels are not.

    Raises:
        PictureError: There is no decoder for it, or the header is damaged.
    """
    kind = _kind(content)
    try:
        picture = _open_heif(content) if kind == _HEIF else _open_by_pillow(kind, content)
    except PictureError:
        raise
    except ImportError as error:
        raise PictureError(
            "the decoder for this type of picture is not installed "
            "(pip install media-provenance[heif])"
        ) from error
    except Exception as error:  # a decoder raises whatever a damaged header makes it raise
        raise PictureError("the picture's header is damaged") from error
    with picture:
        yield picture


def _kind(content: BinaryIO) -> str:
    """Tell the type from the first bytes; "" for one without a decoder."""
    head = content.read(_HEAD)
    content.seek(0)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "avif" if brand in {b"avif", b"avis"} else _HEIF * (brand in _HEIF_BRANDS)
    if head[:4] == b"RIFF":
        return "webp" * (head[8:12] == b"WEBP")
    signatures = {
        b"\xff\xd8\xff": "jpeg",
        b"\x89PNG\r\n\x1a\n": "png",
        b"GIF8": "gif",
        b"II*\x00": "tiff",
        b"MM\x00*": "tiff",
        b"II+\x00": "tiff",  # BigTIFF
        b"MM\x00+": "tiff",
    }
    return next((kind for start, kind in signatures.items() if head.startswith(start)), "")


def _open_by_pillow(kind: str, content: BinaryIO) -> Image:
    if kind not in _DECODERS:
        raise PictureError("there is no decoder for this type of picture")
    module, name = _DECODERS[kind]
    return cast("Image", getattr(import_module(module), name)(content))


def _open_heif(content: BinaryIO) -> Image:
    from pillow_heif.as_plugin import HeifImageFile  # noqa: PLC0415  # an extra

    return cast("Image", HeifImageFile(content))  # type: ignore[no-untyped-call]  # as it ships
