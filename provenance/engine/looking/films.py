"""Decode some frames of a film, as few packets as that takes (the extra `video`: PyAV).

One demuxer is named and only common decoders are allowed, of the hundreds that FFmpeg
brings; it reads from our stream alone, so no reference in a file makes it open another.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.looking.frames import Reel
from provenance.engine.looking.pictures import PictureError
from provenance.engine.sight import LONGEST_SECONDS
from provenance.model.frames import Showing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

    from provenance.engine.sight import Sight
    from provenance.limits import Limits

_HEAD = 12
_STILL_BRANDS = frozenset(
    {b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)
_QUICKTIME = frozenset({b"ftyp", b"moov", b"mdat", b"wide"})
_EBML = b"\x1a\x45\xdf\xa3"  # RFC 8794
_MATROSKA = "matroska"
_DECODERS = (
    "h264,hevc,libdav1d,av1,vp9,libvpx-vp9,vp8,libvpx,mpeg4,mpeg2video,mjpeg,"
    "prores,dnxhd,dvvideo,h263,rawvideo"
)


def demuxer(content: BinaryIO) -> str | None:
    """Return FFmpeg's name of the container in `content`; None for what is no film."""
    head = content.read(_HEAD)
    content.seek(0)
    if head[4:8] in _QUICKTIME and not (head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS):
        return "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    return _MATROSKA if head.startswith(_EBML) else None


def show(content: BinaryIO, name: str, sight: Sight, limits: Limits) -> Showing:
    """Return the frames of a film that are asked for, or those of them that could be decoded.

    Args:
        content: The film.
        name: Its demuxer.
        sight: Which frames, and how large.
        limits: `picture_pixels` bounds one frame, `film_pixels` all that are decoded.

    Raises:
        PictureError: It cannot be decoded at all, it is too large, or PyAV is not installed.
    """
    try:
        with _opened(content, name, limits) as (container, stream):
            reel = Reel(container, stream, sight, limits)
            frames = reel.frames(length(container, stream))
            width, height = reel.size
    except PictureError:
        raise
    except Exception as error:  # FFmpeg raises whatever a damaged film makes it raise
        raise PictureError("it cannot be decoded") from error
    if not frames:
        raise PictureError("no frame of it can be decoded")
    return Showing(frames=frames, width=width, height=height, seconds=reel.seconds)


@contextmanager
def _opened(
    content: BinaryIO, name: str, limits: Limits
) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open the container, and the decoder of what it shows."""
    try:
        import av  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise PictureError("PyAV is not installed (pip install media-provenance[video])") from error
    options = {"codec_whitelist": _DECODERS}
    with av.open(content, "r", format=name, options=options) as container:
        shown = [
            stream
            for stream in container.streams.video
            if not stream.disposition & av.stream.Disposition.attached_pic
        ]
        if not shown:
            raise PictureError("it has no moving picture")
        stream = shown[0]
        decoder = stream.codec_context
        if decoder is None or decoder.name not in _DECODERS.split(","):
            raise PictureError("there is no decoder for this type of film")
        if decoder.width * decoder.height > limits.picture_pixels:
            raise PictureError("it has more pixels than Limits.picture_pixels")
        decoder.options = {"max_pixels": str(limits.picture_pixels)}  # later frames may be larger
        if name == _MATROSKA:
            container.seek(0)  # that is when this demuxer reads its index
        yield container, stream


def length(container: InputContainer, stream: VideoStream | AudioStream) -> float:
    """Return how long a film or its sound says it is; 0.0 when it says nothing that can be."""
    if stream.duration is not None and stream.time_base is not None:
        said = float(stream.duration * stream.time_base)
    else:
        said = (container.duration or 0) / 1e6  # FFmpeg's own unit of time
    return said if 0 <= said <= LONGEST_SECONDS else 0.0
