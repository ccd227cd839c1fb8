"""Make small pictures of assets: cheaply, without their metadata, and only where worth it or needed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.looking.pictures import PictureError, open_picture
from provenance.engine.looking.samples import in_eight_bits
from provenance.model.definition import Thumbnail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL.Image import Image

    from provenance.limits import Limits
    from provenance.model.asset import Asset

_EDGES = (512, 256)  # pixels of the longer side; the second one where the first takes too much
_QUALITY = 75
_MOST_BYTES = 100_000
_MOST_OF_FILE = 0.25
_ALWAYS_DECODED = 25_000_000  # pixels: a camera's ordinary picture
_PIXELS_PER_BYTE = 200  # a file that promises more is an empty picture or a bomb
_WHITE = (255, 255, 255)
_VIDEO_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "video/mp4": "mov",
        "video/quicktime": "mov",
        "video/x-m4v": "mov",
        "video/avi": "avi",
        "video/msvideo": "avi",
        "video/x-msvideo": "avi",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A thumbnail, or why there is none.

    Attributes:
        note: One sentence for the caller; "" when a thumbnail is simply not worth it.
    """

    thumbnail: Thumbnail | None = None
    note: str = ""


def draw(asset: Asset, media_type: str, limits: Limits, *, needed: bool = False) -> Drawing:
    """Make a JPEG of at most 512 pixels, upright, in sRGB, or say why there is none.

    There is none without a decoder, of a file that is damaged or too large, or where it would
    take 100 kB or, unless it is `needed`, more than a quarter of the file. Never raises.

    Args:
        asset: The file.
        media_type: What the content is, decided by content.
        limits: `thumbnail_pixels` bounds what is decoded.
        needed: Whether something is compared with it later.
    """
    if not _is_picture(media_type):
        return Drawing()
    try:
        size = asset.size()
        with asset.open() as content:
            data = _encode(content, media_type, size, limits, needed=needed)
    except PictureError as error:
        return Drawing(note=f"No thumbnail of {asset.name}: {error}.")
    except Exception:  # noqa: BLE001  # a decoder raises whatever a damaged file makes it raise
        return Drawing(note=f"No thumbnail of {asset.name}: the picture cannot be decoded.")
    if data is None:
        return Drawing()
    return Drawing(thumbnail=Thumbnail(media_type="image/jpeg", data=data))


def _is_picture(media_type: str) -> bool:
    drawn = media_type.startswith("image/") and media_type not in {"image/svg+xml", "image/jxl"}
    return drawn or media_type in _VIDEO_FORMATS


def _encode(
    content: BinaryIO, media_type: str, size: int, limits: Limits, *, needed: bool
) -> bytes | None:
    if media_type in _VIDEO_FORMATS:
        return _largest(_first_frame(content, media_type, limits), size, needed=needed)
    with open_picture(content) as picture:
        _check_pixels(picture.size, size, limits)
        return _largest(picture, size, needed=needed)


def _check_pixels(dimensions: tuple[int, int], size: int, limits: Limits) -> None:
    """Refuse a picture whose decoding would cost more memory than its file deserves."""
    pixels = dimensions[0] * dimensions[1]
    if pixels > limits.thumbnail_pixels:
        raise PictureError("it has more pixels than Limits.thumbnail_pixels")
    if pixels > max(_ALWAYS_DECODED, size * _PIXELS_PER_BYTE):
        raise PictureError("it has far more pixels than its bytes can hold")


def _largest(picture: Image, size: int, *, needed: bool) -> bytes | None:
    """Return the largest thumbnail that is worth its bytes, or, if it is needed, that is bounded."""
    worth = _MOST_BYTES if needed else min(_MOST_BYTES, int(size * _MOST_OF_FILE))
    longest = max(picture.size)
    small: Image | None = None
    for edge in _EDGES:
        if longest <= edge and not needed:
            continue
        small = small or _reduce(picture, edge)
        small.thumbnail((edge, edge))
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
        if buffer.tell() <= worth:
            return buffer.getvalue()
    return None


def _reduce(picture: Image, edge: int) -> Image:
    """Shrink first, then turn upright, convert to sRGB and drop whatever is not a pixel."""
    from PIL import ImageOps  # noqa: PLC0415  # Pillow loads slowly

    profile = picture.info.get("icc_profile")
    picture.draft("RGB", (edge, edge))
    picture.thumbnail((edge, edge))
    upright = ImageOps.exif_transpose(picture)
    small = _on_white(_in_srgb(in_eight_bits(upright), profile))
    small.info.clear()  # comments, EXIF and XMP would be saved with it
    return small


def _in_srgb(picture: Image, profile: bytes | None) -> Image:
    """Convert by the picture's own profile; a damaged profile is passed over."""
    if not profile or picture.mode not in {"RGB", "CMYK", "L"}:
        return picture
    from PIL import ImageCms  # noqa: PLC0415  # loads a library of its own

    try:
        return (
            ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            or picture
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _on_white(picture: Image) -> Image:
    """Flatten: JPEG knows no transparency."""
    if not picture.has_transparency_data:
        return picture if picture.mode in {"RGB", "L"} else picture.convert("RGB")
    from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

    pixels = picture.convert("RGBA")
    white = Image.new("RGB", pixels.size, _WHITE)
    white.paste(pixels, mask=pixels)
    return white


def _first_frame(content: BinaryIO, media_type: str, limits: Limits) -> Image:
    """Decode the first frame of a video (the extra `video`: PyAV)."""
    try:
        import av  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise PictureError("PyAV is not installed (pip install media-provenance[video])") from error
    # The demuxer is named, and reads from our stream alone, so that no playlist or
    # reference in the file can make it open another one.
    with av.open(content, "r", format=_VIDEO_FORMATS[media_type]) as container:
        if not container.streams.video:
            raise PictureError("it has no picture")
        stream = container.streams.video[0]
        if stream.width * stream.height > limits.thumbnail_pixels:
            raise PictureError("it has more pixels than Limits.thumbnail_pixels")
        frame = next(container.decode(stream))
        picture: Image = frame.to_image()  # type: ignore[no-untyped-call]  # as PyAV ships
        return picture.rotate(frame.rotation, expand=True)
