"""Write a film anew: its pictures marked and encoded, all other packets copied as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from provenance.durable.films import encoding
from provenance.durable.films.planes import brightness, mark
from provenance.durable.films.survey import Film, check_frame, copied, picture_track
from provenance.durable.watermark.film import FilmPattern
from provenance.durable.watermark.quality import Quality, psnr, ssim
from provenance.errors import UnsupportedFormat

if TYPE_CHECKING:
    from pathlib import Path

    from av import Packet, VideoFrame
    from av.container import InputContainer, OutputContainer
    from av.stream import Stream
    from av.video.stream import VideoStream


_OF_THE_CONTAINER = {"major_brand", "minor_version", "compatible_brands", "encoder"}
_LOOKED_AT = 24
"""Every so many frames the similarity is measured, which takes as long as marking one."""


@dataclass(kw_only=True)
class Tally:
    """What marking changed in the frames so far."""

    frames: int = 0
    square: float = 0.0
    similarities: list[float] = field(default_factory=list)

    @property
    def quality(self) -> Quality:
        """Return how alike the frames are before they are encoded."""
        similar = sum(self.similarities) / max(1, len(self.similarities))
        return Quality(psnr=psnr(self.square / max(1, self.frames)), ssim=similar)


@dataclass(kw_only=True)
class Writer:
    """One film on its way from its source to a new file.

    Attributes:
        film: How to encode it.
        name: What people call it.
        pattern: What is added to each frame.
        strength: How strongly.
        reached: Called with seconds after each frame; what it raises stops everything.
    """

    film: Film
    name: str
    pattern: FilmPattern
    strength: float
    reached: Callable[[float], None]
    tally: Tally = field(default_factory=Tally)
    _durations: dict[int, int] = field(default_factory=dict)

    def write(self, source: InputContainer, part: Path) -> Tally:
        """Write the marked film to `part`, and tell what marking changed."""
        import av  # noqa: PLC0415  # an extra

        video = picture_track(source, self.name)
        settings = {"movflags": self._flags(source), "video_track_timescale": str(_clock(video))}
        with av.open(str(part), "w", format=self.film.container, options=settings) as target:
            ways = self._lay_out(source, target, video)
            pictures = cast("VideoStream", ways[video.index])
            for packet in source.demux(
                *(stream for stream in source.streams if stream.index in ways)
            ):
                if packet.stream.index == video.index:
                    self._encode(packet, pictures, target)
                elif packet.dts is not None:
                    packet.stream = ways[packet.stream.index]
                    target.mux(packet)
            self._put(pictures.encode(None), target)
        return self.tally

    def _flags(self, source: InputContainer) -> str:
        named = any("." in key for key in source.metadata)  # as QuickTime names its keys
        return "+faststart+use_metadata_tags" if named else "+faststart"

    def _lay_out(
        self, source: InputContainer, target: OutputContainer, video: VideoStream
    ) -> dict[int, Stream]:
        """Make the tracks of the new file in the order of the source, and copy what is said of them."""
        ways: dict[int, Stream] = {}
        for stream in source.streams:
            if stream.index == video.index:
                ways[stream.index] = self._picture_track(target, video)
            elif copied(stream):
                ways[stream.index] = target.add_stream_from_template(stream)
            else:
                continue
            ways[stream.index].metadata.update(_said(stream.metadata))
            ways[stream.index].disposition = stream.disposition
        target.metadata.update(_said(source.metadata))
        target.set_chapters(source.chapters())
        return ways

    def _picture_track(self, target: OutputContainer, video: VideoStream) -> VideoStream:
        rate = video.guessed_rate or video.average_rate or 30
        made = target.add_stream(self.film.encoder, rate=rate, options=encoding.options(self.film))
        stream = cast("VideoStream", made)
        encoding.like(stream.codec_context, video, self.film)
        stream.time_base = video.time_base
        if self.film.matrix is not None:
            stream.set_display_matrix(self.film.matrix)
        return stream

    def _encode(self, packet: Packet[Any], track: VideoStream, target: OutputContainer) -> None:
        for frame in packet.decode():
            self._check(frame, track)
            self._mark(frame)
            if frame.pts is not None and frame.duration:
                self._durations[frame.pts] = frame.duration
            frame.pict_type = 0  # the encoder decides anew which frames are key frames
            self._put(track.encode(frame), target)
            self.reached(frame.time or 0.0)

    def _mark(self, frame: VideoFrame) -> None:
        watched = self.tally.frames % _LOOKED_AT == 0
        before = brightness(frame) if watched else None
        self.tally.square += mark(frame, self.pattern, self.strength)
        self.tally.frames += 1
        if before is not None:
            self.tally.similarities.append(ssim(before, brightness(frame)))

    def _put(self, packets: list[Packet[Any]], target: OutputContainer) -> None:
        for packet in packets:
            if packet.pts is not None:
                packet.duration = self._durations.pop(packet.pts, packet.duration)
            target.mux(packet)

    def _check(self, frame: VideoFrame, track: VideoStream) -> None:
        check_frame(frame, self.name)
        context = track.codec_context
        if (frame.width, frame.height, frame.format.name) != (
            context.width,
            context.height,
            self.film.pixel_format,
        ):
            raise UnsupportedFormat(
                f"{self.name} cannot be marked: its frames change their size or format.",
                hint="Export it with frames of one size.",
            )


def lost_metadata(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """Return the names of what a source says of itself that the new file does not say."""
    return tuple(sorted(set(_said(before)) - set(after)))


def _said(metadata: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in metadata.items() if key not in _OF_THE_CONTAINER}


def _clock(video: VideoStream) -> int:
    return video.time_base.denominator if video.time_base else 90_000
