"""Decode the start of a recording, or of the sound of a film (the extra `video`: PyAV).

As with films, one demuxer is named and only common decoders are allowed, and what is read is our
stream alone.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.formats import media_type, sound
from provenance.engine.hearing import RATE, SAMPLE
from provenance.engine.looking import films
from provenance.engine.looking.pictures import PictureError
from provenance.errors import UnsupportedFormat
from provenance.model.sound import NO_SOUND, Sound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from provenance.engine.formats.media_type import MediaType
    from provenance.engine.hearing import Hearing

_HEAD = 12
_BY_NAME: Mapping[bytes, str] = MappingProxyType({b"OggS": "ogg", b"fLaC": "flac"})
_BEHIND_TAGS: Mapping[MediaType | None, str] = MappingProxyType(
    {media_type.MP3: "mp3", media_type.FLAC: "flac"}
)
_DECODERS = (
    "mp3float,mp3,aac,aac_latm,flac,alac,vorbis,libvorbis,opus,libopus,ac3,eac3,"
    "pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,"
    "pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,"
    "adpcm_ms,adpcm_ima_wav,adpcm_ima_qt"
)
_SLOWEST, _FASTEST = 2_000, 1_000_000
"""Samples a second; what says less would grow a thousandfold when it is brought to ours."""
_MOST_CHANNELS = 64
_PACKETS = 1_000
"""In each second that is wanted, far more than any encoder makes; more only cost time."""


def demuxer(content: BinaryIO) -> str | None:
    """Return FFmpeg's name of the container in `content`; None for what holds no sound."""
    head = content.read(_HEAD)
    content.seek(0)
    if head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] in _BY_NAME:
        return _BY_NAME[head[:4]]
    try:
        found = sound.recognise(content, head, "")
    except UnsupportedFormat:  # which is how it calls a bare stream of AAC
        return "aac"
    finally:
        content.seek(0)
    return _BEHIND_TAGS.get(found) or films.demuxer(content)


def hear(content: BinaryIO, name: str, hearing: Hearing) -> Sound:
    """Return what the start of a recording sounds like, as far as it could be decoded.

    Args:
        content: The recording, or a film.
        name: Its demuxer.
        hearing: How much is wanted.

    Raises:
        PictureError: It has no sound, it cannot be decoded at all, or PyAV is not installed.
    """
    try:
        with _opened(content, name) as (container, stream):
            samples = _Listener(hearing).listen(container, stream)
            seconds = films.length(container, stream)
    except PictureError:
        raise
    except Exception as error:  # FFmpeg raises whatever a damaged file makes it raise
        raise PictureError("it cannot be decoded") from error
    if not samples:
        raise PictureError("no sound of it can be decoded")
    return Sound(rate=RATE, samples=samples, seconds=seconds)


@contextmanager
def _opened(content: BinaryIO, name: str) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open the container, and the decoder of its first sound."""
    try:
        import av  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise PictureError("PyAV is not installed (pip install media-provenance[video])") from error
    options = {"codec_whitelist": _DECODERS}
    with av.open(content, "r", format=name, options=options) as container:
        if not container.streams.audio:
            raise PictureError(NO_SOUND)
        stream = container.streams.audio[0]
        decoder = stream.codec_context
        if decoder is None or decoder.name not in _DECODERS.split(","):
            raise PictureError("there is no decoder for this type of sound")
        yield container, stream


class _Listener:
    """Bring sound of any rate and any number of channels to one of ours, until it is enough."""

    def __init__(self, hearing: Hearing) -> None:
        self._most = SAMPLE * hearing.samples
        self._packets_left = int(_PACKETS * (1 + hearing.seconds))
        self._heard = bytearray()
        self._resampler: AudioResampler | None = None
        self._setup: tuple[str, str, int] | None = None

    def listen(self, container: InputContainer, stream: AudioStream) -> bytes:
        """Return the samples of a stream from its start."""
        from av.error import FFmpegError  # noqa: PLC0415  # an extra

        with suppress(FFmpegError):  # a recording that is broken here ends here
            for packet in container.demux(stream):
                if self._packets_left <= 0 or len(self._heard) >= self._most:
                    break
                self._packets_left -= 1
                with suppress(FFmpegError):  # such a packet is passed over
                    for frame in packet.decode():
                        self._take(frame)
        self._finish()
        return bytes(self._heard[: self._most])

    def _take(self, frame: AudioFrame) -> None:
        """Bring one frame to our rate; a stream may change its own in the middle."""
        from av import AudioResampler  # noqa: PLC0415  # an extra

        channels = len(frame.layout.channels)
        if not (_SLOWEST <= frame.sample_rate <= _FASTEST and 1 <= channels <= _MOST_CHANNELS):
            return
        setup = (frame.format.name, frame.layout.name, frame.sample_rate)
        if setup != self._setup:
            self._finish()
            self._setup = setup
            self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        frame.pts = None  # gaps and jumps in time are not filled with silence
        assert self._resampler is not None  # noqa: S101  # made with the setup
        self._keep(self._resampler.resample(frame))

    def _finish(self) -> None:
        """Take what the resampler still holds."""
        if self._resampler is not None:
            self._keep(self._resampler.resample(None))
            self._resampler = None
            self._setup = None

    def _keep(self, frames: list[AudioFrame]) -> None:
        for each in frames:
            self._heard += memoryview(each.planes[0])[: SAMPLE * each.samples]
