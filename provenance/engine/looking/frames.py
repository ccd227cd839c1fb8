"""Find the frames of an opened film that are wanted, and reduce them."""

from __future__ import annotations

import math
import struct
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.engine.looking.rasters import fitting, upright, upright_size
from provenance.engine.sight import LONGEST_SECONDS
from provenance.model.frames import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL.Image import Image

    from provenance.engine.sight import Sight
    from provenance.limits import Limits

_LEAST_PIXELS = 1 << 16  # a packet costs time, however small its picture
_FAR = 10.0  # seconds; a film without an index is searched rather than decoded over more
_STRETCH = 4.0  # pixels of real films are not longer than this
_A_MOMENT = 0.001  # seconds
_STEP = 1.0  # seconds
_MATRIX = struct.Struct("=9i")
_ORIENTATIONS: Mapping[tuple[int, int, int, int], int] = MappingProxyType(
    {
        (-1, 0, 0, 1): 2,
        (-1, 0, 0, -1): 3,
        (1, 0, 0, -1): 4,
        (0, 1, 1, 0): 5,
        (0, 1, -1, 0): 6,
        (0, -1, -1, 0): 7,
        (0, -1, 1, 0): 8,
    }
)
"""What EXIF calls the quarter turns and mirrors of a matrix (ISO/IEC 14496-12, 6.2.2), by its signs."""


class Reel:
    """Decode one film forward, and skip to key frames.

    Attributes:
        size: Width and height of its picture as the file holds it, upright.
        seconds: How long it is; 0.0 when nobody knows.

    Args:
        container: Opened.
        stream: What it shows.
        sight: Which frames, and how large.
        limits: `film_pixels` bounds what is decoded.
    """

    def __init__(
        self, container: InputContainer, stream: VideoStream, sight: Sight, limits: Limits
    ) -> None:
        self._container = container
        self._stream = stream
        self._sight = sight
        self._unit = float(stream.time_base or 0) or _A_MOMENT
        self._begin = (stream.start_time or 0) * self._unit
        pixels = max(stream.codec_context.width * stream.codec_context.height, _LEAST_PIXELS)
        self._packets_left = max(1, limits.film_pixels // pixels)
        self._most_pixels = limits.picture_pixels
        self._now = -math.inf
        self._index = getattr(stream, "index_entries", ())  # newer than the oldest PyAV allowed
        self._ahead = self._decoded()
        self.size = (0, 0)
        self.seconds = 0.0

    def frames(self, seconds: float) -> tuple[Frame, ...]:
        """Return the wanted frames of a film that says how long it is, in order of time."""
        taken: list[Frame] = []
        last: VideoFrame | None = None
        for early, target in self._targets(seconds):
            at_key = self._skip_to(target)
            for last in self._ahead:
                is_new = not taken or self._now > taken[-1].seconds
                if is_new and self._now >= (early if at_key else target):
                    taken.append(self._frame(last))
                    break
                at_key = False
            else:
                break
        if not taken and last is not None:  # it is shorter than it says
            taken.append(self._frame(last))
        self.seconds = max(seconds, self._now if taken else 0.0)
        return tuple(taken)

    def _targets(self, seconds: float) -> Iterator[tuple[float, float]]:
        """Return from when on a key frame will do, and when any frame will.

        The frames are those in the middle of equal parts, or key frames of their first
        halves; or they come at equal steps, which a film of unknown length takes too.
        """
        start, every, number = self._sight.start, self._sight.every, self._sight.frames
        part = max(0.0, seconds - start) / number
        if every is None and part > 0:
            for count in range(number):
                yield start + part * count, start + part * (count + 0.5)
        else:
            step = _STEP if every is None else every
            for count in range(number):
                at = min(start + step * count, LONGEST_SECONDS)
                yield at, at

    def _skip_to(self, target: float) -> bool:
        """Go to the last key frame before `target`, if that lies ahead; tell whether it did."""
        from av.error import FFmpegError  # noqa: PLC0415  # an extra

        wanted = round((target + self._begin) / self._unit)
        found = self._index.search_timestamp(wanted) if self._index else -1
        if found >= 0:
            key = self._index[found].timestamp * self._unit - self._begin
        else:
            key = target - _FAR
        if key <= max(self._now, 0.0):
            return False
        try:
            self._container.seek(wanted, stream=self._stream)
        except FFmpegError:  # then it is decoded up to there
            return False
        self._ahead = self._decoded()
        return True

    def _decoded(self) -> Iterator[VideoFrame]:
        """Go through frames from here on; a packet that cannot be decoded is passed over."""
        from av.error import FFmpegError  # noqa: PLC0415  # an extra

        with suppress(FFmpegError):  # a film that is broken here ends here
            for packet in self._container.demux(self._stream):
                if self._packets_left <= 0:
                    return
                self._packets_left -= 1
                found: list[VideoFrame] = []
                with suppress(FFmpegError):
                    found = packet.decode()
                for frame in found:
                    if frame.width * frame.height <= self._most_pixels:
                        self._now = self._time(frame)
                        yield frame

    def _time(self, frame: VideoFrame) -> float:
        """Return when a frame is shown; one that does not say follows the last one at once."""
        if frame.time is None or not math.isfinite(frame.time):
            return max(self._now, 0.0) + _A_MOMENT
        return min(max(frame.time - self._begin, 0.0), LONGEST_SECONDS)

    def _frame(self, frame: VideoFrame) -> Frame:
        orientation = _orientation(frame)
        self.size = upright_size(frame.width, frame.height, orientation)
        wide, high = fitting(*self._stretched(frame.width, frame.height), self._sight.side)
        small = frame.reformat(width=wide, height=high, format="rgb24", interpolation="AREA")
        picture: Image = small.to_image()  # type: ignore[no-untyped-call]  # as PyAV ships
        return Frame(raster=upright(picture, orientation), seconds=self._now)

    def _stretched(self, width: int, height: int) -> tuple[int, int]:
        """Return the size at which pixels that are not square are seen; nothing grows."""
        ratio = float(self._stream.codec_context.sample_aspect_ratio or 1)
        if not 1 / _STRETCH <= ratio <= _STRETCH:
            return width, height
        return max(1, round(width * min(ratio, 1))), max(1, round(height / max(ratio, 1)))


def _orientation(frame: VideoFrame) -> int:
    """Return how a frame lies, as EXIF counts it; 1 for upright, and for what is no quarter turn."""
    from av.sidedata.sidedata import SideData  # noqa: PLC0415  # an extra

    found = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(found, SideData) or found.buffer_size != _MATRIX.size:
        return 1
    a, b, _, c, d, *_ = _MATRIX.unpack(bytes(found))
    a, b, c, d = ((each > 0) - (each < 0) for each in (a, b, c, d))
    return _ORIENTATIONS.get((a, b, c, d), 1)
