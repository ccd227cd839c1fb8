"""Recordings as files of every kind, and what platforms make of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from support.tunes import RATE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a recording is written: container, codec, and bits a second where that can be said."""

    container: str
    codec: str
    bit_rate: int = 0
    rate: int = 44_100
    layout: str = "stereo"


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "mp3": Form(container="mp3", codec="libmp3lame", bit_rate=192_000),
        "wav": Form(container="wav", codec="pcm_s16le"),
        "flac": Form(container="flac", codec="flac"),
        "m4a": Form(container="ipod", codec="aac", bit_rate=160_000),
        "ogg": Form(container="ogg", codec="libopus", bit_rate=96_000, rate=48_000),
    }
)
MP3_64 = Form(container="mp3", codec="libmp3lame", bit_rate=64_000)
AAC_32 = Form(container="ipod", codec="aac", bit_rate=32_000, layout="mono", rate=22_050)


def write(samples: np.ndarray, form: Form) -> bytes:
    """Encode one channel at `tunes.RATE`."""
    import av  # noqa: PLC0415  # heavy, and only for these formats

    out = io.BytesIO()
    with av.open(out, "w", format=form.container, options={"fflags": "+bitexact"}) as target:
        stream = target.add_stream(form.codec, rate=form.rate, layout=form.layout)
        if form.bit_rate:
            stream.bit_rate = form.bit_rate
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.rate = RATE
        context = stream.codec_context
        resampler = av.AudioResampler(
            format=context.format.name,
            layout=form.layout,
            rate=form.rate,
            frame_size=context.frame_size or None,
        )
        for each in (*resampler.resample(frame), *resampler.resample(None)):
            target.mux(stream.encode(each))
        target.mux(stream.encode(None))
    return out.getvalue()


def _resampled(samples: np.ndarray) -> bytes:
    return write(samples, Form(container="wav", codec="pcm_s16le", rate=16_000, layout="mono"))


def _quieter(samples: np.ndarray) -> bytes:
    return write((samples * 0.25).astype(np.int16), FORMS["wav"])


def _louder(samples: np.ndarray) -> bytes:
    return write(np.clip(samples * 2.0, -32768, 32767).astype(np.int16), FORMS["wav"])


RENDITIONS: Mapping[str, Callable[[np.ndarray], bytes]] = MappingProxyType(
    {
        "mp3 at 64 kbit/s": lambda samples: write(samples, MP3_64),
        "aac at 32 kbit/s": lambda samples: write(samples, AAC_32),
        "16 kHz": _resampled,
        "a quarter as loud": _quieter,
        "twice as loud": _louder,
        "without its last tenth": lambda samples: write(samples[: len(samples) * 9 // 10], MP3_64),
        "without its last third": lambda samples: write(samples[: len(samples) * 2 // 3], MP3_64),
        "without its first second": lambda samples: write(samples[RATE:], MP3_64),
        "without its first ten seconds": lambda samples: write(samples[10 * RATE :], MP3_64),
    }
)
"""What becomes of a recording that somebody else publishes."""
