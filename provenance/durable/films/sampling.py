"""Take some frames of a film that somebody marks, spread over it, as brightness at canonical size."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provenance.durable.films.planes import brightness
from provenance.durable.watermark.canvas import Octave, canonical, resized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from av.container import InputContainer
    from av.video.stream import VideoStream

    from provenance.durable.watermark.tile import Floats

_PLACES, _RUN = 3, 15
"""An excerpt has so many runs of so many frames each."""


def spread(
    container: InputContainer, stream: VideoStream, wanted: int, reached: Callable[[float], None]
) -> Iterator[Floats]:
    """Go through the film and return about `wanted` frames of it, at least two thirds of them."""
    stride = max(1, stream.frames // wanted)
    for number, frame in enumerate(container.decode(stream)):
        reached(frame.time or 0.0)
        if number % stride == 0:
            gray = brightness(frame)
            yield resized(gray, *canonical(frame.width, frame.height, Octave.HALF))


def excerpt(container: InputContainer, stream: VideoStream) -> list[Floats]:
    """Return some short runs of consecutive frames, as they are; a short film whole."""
    if stream.frames <= _PLACES * _RUN or not container.duration:
        container.seek(0)
        return [brightness(frame) for frame in islice(container.decode(stream), _PLACES * _RUN)]
    frames: list[Floats] = []
    for place in range(_PLACES):
        share = (place + 0.5) / _PLACES
        container.seek(round(container.duration * share))
        frames.extend(brightness(frame) for frame in islice(container.decode(stream), _RUN))
    return frames
