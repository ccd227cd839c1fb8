"""Short clips and sounds, encoded through PyAV with every source of chance turned off."""

from __future__ import annotations

import io
import math
import struct
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Mapping

RATE = 44_100
FRAMES = 12


def mp4() -> bytes:
    return film("mp4", "mpeg4")


def fragmented_mp4() -> bytes:
    """One file of an init segment and several fragments (ISO/IEC 14496-12, 8.8)."""
    return film("mp4", "mpeg4", movflags="+frag_keyframe+empty_moov+default_base_moof")


def mov() -> bytes:
    return film("mov", "mpeg4")


def m4v() -> bytes:
    return film("mp4", "mpeg4", brand="M4V ")


def avi() -> bytes:
    return film("avi", "mjpeg")


def m4a() -> bytes:
    return sound("ipod", "aac")


def mp3() -> bytes:
    return sound("mp3", "libmp3lame")


def wav() -> bytes:
    return sound("wav", "pcm_s16le")


def flac() -> bytes:
    return sound("flac", "flac")


def film(container: str, codec: str, **options: str) -> bytes:
    """Encode half a second of a moving square."""
    import av  # noqa: PLC0415  # heavy, and only for these formats

    out = io.BytesIO()
    with av.open(out, "w", format=container, options=_exact(options)) as target:
        stream = target.add_stream(codec, rate=24)
        stream.width, stream.height = 64, 48
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.gop_size = 4
        for number in range(FRAMES):
            frame = av.VideoFrame.from_image(_picture(number))
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out.getvalue()


def sound(container: str, codec: str) -> bytes:
    """Encode half a second of an A."""
    import av  # noqa: PLC0415  # heavy, and only for these formats

    samples = [int(9000 * math.sin(math.tau * 440 * i / RATE)) for i in range(RATE // 2)]
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=_exact({})) as target:
        stream = target.add_stream(codec, rate=RATE, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(struct.pack(f"<{len(samples)}h", *samples))
        frame.rate = RATE
        target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out.getvalue()


def _exact(options: Mapping[str, str]) -> dict[str, str]:
    """Keep encoder versions and the time of day out of the file."""
    return {"fflags": "+bitexact", **options}


def _picture(number: int) -> Image.Image:
    image = Image.new("RGB", (64, 48), (240, 240, 230))
    corner = 4 * number
    ImageDraw.Draw(image).rectangle((corner, 8, corner + 12, 24), fill=(200, 60, 40))
    return image
