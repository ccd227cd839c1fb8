"""Choose the settings of an encoder so that a marked film looks like its source, at about its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext
    from av.video.stream import VideoStream

    from provenance.durable.films.survey import Film

_FAITHFUL = {"libx264": 17, "libx265": 19}
"""Constant rate factors at which neither encoder changes anything that is seen."""
_PRESETS = {"libx264": "medium", "libx265": "fast"}
_GROWTH, _BUFFER = 1.25, 1.0
"""No more bits per second than those of the source times this; seconds over which that holds."""
_LEAST_RATE = 200_000.0


def options(film: Film) -> dict[str, str]:
    """Return the options of the encoder: faithful, as long as the source's own level allows it."""
    chosen = {"crf": str(_FAITHFUL[film.encoder]), "preset": _PRESETS[film.encoder]}
    if not film.bit_rate:
        return chosen
    most = round(max(_LEAST_RATE, film.bit_rate * _GROWTH))
    if film.encoder == "libx264":
        return chosen | {"maxrate": str(most), "bufsize": str(round(most * _BUFFER))}
    kilobits = most // 1000
    limits = f"vbv-maxrate={kilobits}:vbv-bufsize={round(kilobits * _BUFFER)}:log-level=error"
    return chosen | {"x265-params": limits}


def like(context: VideoCodecContext, source: VideoStream, film: Film) -> None:
    """Give an encoder the size, the clock and the colours of a source."""
    original = source.codec_context
    context.width, context.height = original.width, original.height
    context.pix_fmt = film.pixel_format
    if source.time_base is not None:
        context.time_base = source.time_base
    if source.sample_aspect_ratio:
        context.sample_aspect_ratio = source.sample_aspect_ratio
    context.color_range = original.color_range
    context.color_primaries = original.color_primaries
    context.color_trc = original.color_trc
    context.colorspace = original.colorspace
    if film.encoder == "libx265":
        context.codec_tag = original.codec_tag
