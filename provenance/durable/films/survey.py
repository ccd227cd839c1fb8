"""Look at a film before it is marked, and refuse by name what would not be kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from provenance.errors import LimitReached, UnsupportedFormat

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.stream import Stream
    from av.video.stream import VideoStream

    from provenance.limits import Limits

ENCODERS = {"h264": "libx264", "hevc": "libx265"}
FORMATS = frozenset(
    f"yuv{form}{depth}" for form in ("420p", "422p", "444p") for depth in ("", "10le")
) | {"yuvj420p", "yuvj422p", "yuvj444p"}
_HDR = {16: "HDR (PQ)", 18: "HDR (HLG)"}
"""Transfer characteristics of ISO/IEC 23091-2 whose metadata no encoder here keeps."""
_MATRIX = "DISPLAYMATRIX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What has to be the same before and after.

    Attributes:
        kind: "video", "audio", "subtitle" or "data".
        codec: Name of its codec; "" when it is not known.
        start: When it begins, in seconds.
        seconds: How long it is.
    """

    kind: str
    codec: str
    start: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """How a film is to be encoded.

    Attributes:
        encoder: Name of the encoder for its codec.
        pixel_format: As FFmpeg calls it.
        container: "mp4" or "mov".
        bit_rate: Of its pictures, in bits per second.
        matrix: How it is turned to be upright, as the container says; None when it lies so.
        tracks: All of its tracks.
    """

    encoder: str
    pixel_format: str
    container: str
    bit_rate: float
    matrix: tuple[int, ...] | None
    tracks: tuple[Track, ...]


def survey(container: InputContainer, name: str, size: int, limits: Limits) -> Film:
    """Return how a film is to be encoded; the container is read from its start again afterwards.

    Args:
        container: The film.
        name: What people call it.
        size: Of the file, in bytes.
        limits: The most pixels that a frame may have.

    Raises:
        UnsupportedFormat: Something of it could not be kept, which is named.
        LimitReached: Its frames have too many pixels.
    """
    stream = picture_track(container, name)
    _check_tracks(container, name)
    if stream.width * stream.height > limits.picture_pixels:
        raise LimitReached(
            f"The frames of {name} have more than {limits.picture_pixels:,} pixels.",
            limit="picture_pixels",
            hint="Raise the limit, or make the film smaller.",
        )
    frame = next(container.decode(stream), None)
    if frame is None:
        raise _refused(name, "no frame of it can be decoded", "Export it again.")
    check_frame(frame, name)
    matrix = _matrix(frame)
    container.seek(0)
    brand = container.metadata.get("major_brand", "").strip()
    return Film(
        encoder=ENCODERS[stream.codec_context.name],
        pixel_format=frame.format.name,
        container="mov" if brand in {"qt", ""} else "mp4",
        bit_rate=_bit_rate(container, stream, size),
        matrix=matrix,
        tracks=tracks(container),
    )


def picture_track(container: InputContainer, name: str) -> VideoStream:
    """Return the one track of pictures.

    Raises:
        UnsupportedFormat: There is none, or more than one, or its codec is another.
    """
    videos = container.streams.video
    if len(videos) != 1:
        count = "no track" if not videos else f"{len(videos)} tracks"
        raise _refused(
            name, f"it has {count} of pictures", "Export it with one, and without cover art."
        )
    codec = videos[0].codec_context.name if videos[0].codec_context else "an unknown codec"
    if codec not in ENCODERS:
        raise _refused(name, f"its pictures are {codec}", "Export it as H.264 or H.265.")
    return videos[0]


def check_frame(frame: VideoFrame, name: str) -> None:
    """Refuse what the encoders here would not keep.

    Raises:
        UnsupportedFormat: HDR, interlaced, or another pixel format.
    """
    if frame.color_trc in _HDR:
        raise _refused(name, f"it is {_HDR[int(frame.color_trc)]}", "Export it as SDR.")
    if any("DOVI" in kind or "DYNAMIC_HDR" in kind for kind in _side_data(frame)):
        raise _refused(name, "it is HDR (Dolby Vision or HDR10+)", "Export it as SDR.")
    if frame.interlaced_frame:
        raise _refused(name, "it is interlaced", "Export it progressive.")
    if frame.format.name not in FORMATS:
        raise _refused(
            name, f"its pixel format is {frame.format.name}", "Export it as YUV with 8 or 10 bits."
        )


def tracks(container: InputContainer) -> tuple[Track, ...]:
    """Return all tracks of a container, in order."""
    return tuple(_track(stream) for stream in container.streams)


def missing(before: tuple[Track, ...], after: tuple[Track, ...], tolerance: float) -> str:
    """Return in a few words what is not as it was; "" when everything is.

    Args:
        before: Tracks of the source.
        after: Tracks of what was written.
        tolerance: Seconds by which starts and lengths may differ.
    """
    lost = Counter((track.kind, track.codec) for track in before)
    lost.subtract((track.kind, track.codec) for track in after)
    for (kind, codec), count in lost.items():
        if count > 0:
            return f"its {kind} track ({codec or 'unknown codec'})"
    key = lambda track: (track.kind, track.codec)  # noqa: E731  # a sort by two fields
    for one, other in zip(sorted(before, key=key), sorted(after, key=key), strict=False):
        if abs(one.start - other.start) > tolerance:
            return f"the start of its {one.kind} track"
        if abs(one.seconds - other.seconds) > tolerance:
            return f"the length of its {one.kind} track"
    return ""


def _check_tracks(container: InputContainer, name: str) -> None:
    for stream in container.streams:
        if stream.type == "video" or copied(stream) or made_anew(stream):
            continue
        what = stream.metadata.get("handler_name", "").strip() or _codec(stream) or "unknown codec"
        raise _refused(
            name,
            f"its {stream.type or 'data'} track {what!r} cannot be copied",
            "Export it without that track.",
        )


def copied(stream: Stream) -> bool:
    """Tell whether the packets of a track can be copied."""
    return stream.type in {"audio", "subtitle"} and _codec(stream) != ""


def made_anew(stream: Stream) -> bool:
    """Tell whether the muxer makes such a track by itself: time codes and chapters."""
    return stream.type == "data" and (
        "timecode" in stream.metadata or bool(stream.container.chapters())
    )


def _track(stream: Stream) -> Track:
    base = stream.time_base or Fraction(0)
    return Track(
        kind=stream.type or "data",
        codec=_codec(stream),
        start=float((stream.start_time or 0) * base),
        seconds=float((stream.duration or 0) * base),
    )


def _codec(stream: Stream) -> str:
    context = getattr(stream, "codec_context", None)
    return context.name if context is not None else ""


def _matrix(frame: VideoFrame) -> tuple[int, ...] | None:
    found = _side_data(frame).get(_MATRIX)
    if found is None:
        return None
    return tuple(int(number) for number in np.frombuffer(found, "<i4"))


def _side_data(frame: VideoFrame) -> dict[str, bytes]:
    found = cast("Any", frame.side_data)  # a sequence, whatever its types say
    parts = [found[number] for number in range(len(found))]
    return {part.type.name: bytes(part) for part in parts}


def _bit_rate(container: InputContainer, stream: VideoStream, size: int) -> float:
    """Return what the pictures take; reckoned from the whole file when the container is silent."""
    stated = stream.codec_context.bit_rate
    if stated:
        return float(stated)
    seconds = (container.duration or 0) / 1e6
    return 8 * size / seconds if seconds else 0.0


def _refused(name: str, why: str, cure: str) -> UnsupportedFormat:
    return UnsupportedFormat(f"{name} cannot be marked: {why}.", hint=cure)
