"""Write a mark into a film of H.264 or H.265, and read it back before the new file is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.durable.films.opening import opened
from provenance.durable.films.rehearsal import Rehearsal, rehearse
from provenance.durable.films.sampling import excerpt, spread
from provenance.durable.films.survey import Film, missing, picture_track, survey, tracks
from provenance.durable.films.writing import Tally, Writer, lost_metadata
from provenance.durable.watermark.film import WANTED_FRAMES, FilmPattern, find
from provenance.durable.watermark.presets import Preset
from provenance.durable.watermark.quality import Quality
from provenance.errors import InvalidArgument, SigningFailed, UnsupportedFormat
from provenance.limits import Limits
from provenance.signing.steps import Steps
from provenance.signing.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from av.container import InputContainer

    from provenance.durable.watermark.film import FilmWatermark
    from provenance.engine.interface import Progress
    from provenance.model.asset import Asset

_LEAST_TOLERANCE = 0.05
"""Seconds; what starts and lengths may be off at least, since containers round them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedFilm:
    """A film that was marked and read back.

    Attributes:
        payload: What it carries.
        quality: How alike its brightness is to the source's, before it is encoded.
        strength: Of the mark; 1.0 is as strong as is equally visible everywhere.
        margin: How clearly the mark was read after a simulated platform, over how clearly it
            has to be read at all. Below 1.0 it may not survive one.
        frames: How many were marked.
        left_out: Names of metadata that the new file does not carry.
    """

    payload: int
    quality: Quality
    strength: float
    margin: float
    frames: int
    left_out: tuple[str, ...]


def mark_film(
    source: Asset,
    destination: Path,
    payload: int,
    *,
    watermark: FilmWatermark,
    preset: Preset = Preset.BALANCED,
    limits: Limits = Limits(),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> MarkedFilm:
    """Write `source` with a mark to `destination`, its sound and its timing kept.

    Its pictures are encoded anew in their own codec; credentials in it are not copied. It is
    decoded in this process: it is the caller's own film, not one that came from strangers.

    Args:
        source: An MP4 or MOV film with one track of H.264 or H.265.
        destination: Where to write it.
        payload: 64 bits.
        watermark: Whose mark is written.
        preset: How clearly it has to survive, and how much quality may be lost.
        limits: The most pixels that a frame may have.
        progress: Called with a phase (looking, marking, verifying) and how much of it is done.
        cancelled: Asked at each frame; nothing is left when it says yes.

    Raises:
        UnsupportedFormat: It cannot be read, or something of it could not be kept.
        InvalidArgument: It carries a mark already, or an extra is not installed.
        LimitReached: Its frames have too many pixels.
        SigningFailed: The mark could not be read in what was written.
        Cancelled: The caller asked to stop.
        StorageError: The file cannot be written.
    """
    steps = Steps(progress, cancelled)
    steps.enter("looking")
    with Transaction(destination, source=source) as transaction:
        with source.open() as content, opened(content, source.name) as container:
            film = survey(container, source.name, source.size(), limits)
            work = _Work(name=source.name, film=film, payload=payload, steps=steps)
            rehearsal = work.rehearsed(container, watermark, preset)
        # Opened again, since seeking back would leave out what lies before the time 0.
        with source.open() as content, opened(content, source.name) as container:
            tally = work.write(container, transaction.part, rehearsal)
            before = dict(container.metadata)
        with transaction.part.open("rb") as content, opened(content, source.name) as container:
            work.check(container, preset)
            left_out = lost_metadata(before, dict(container.metadata))
        transaction.commit()
    steps.report("verifying", 1.0)
    return MarkedFilm(
        payload=payload,
        quality=tally.quality,
        strength=rehearsal.strength,
        margin=rehearsal.margin,
        frames=tally.frames,
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One film on its way, and whom to tell how far it has come."""

    name: str
    film: Film
    payload: int
    steps: Steps

    def rehearsed(
        self, container: InputContainer, watermark: FilmWatermark, preset: Preset
    ) -> Rehearsal:
        """Refuse a film that is marked already, and find out how strong the mark has to be."""
        stream = picture_track(container, self.name)
        frames = excerpt(container, stream)
        if find(frames) is not None:
            raise InvalidArgument(
                f"{self.name} carries a mark of {watermark.algorithm} already.",
                hint="Sign the film that it was made from, or sign this one without a new mark.",
            )
        return rehearse(
            frames,
            FilmPattern(self.payload),
            self.payload,
            preset,
            lambda: self.steps.enter("looking", 0.5),
        )

    def write(self, container: InputContainer, part: Path, rehearsal: Rehearsal) -> Tally:
        """Write the marked film to `part`."""
        writer = Writer(
            film=self.film,
            name=self.name,
            pattern=FilmPattern(self.payload),
            strength=rehearsal.strength,
            reached=self._reached("marking", container),
        )
        return writer.write(container, part)

    def check(self, container: InputContainer, preset: Preset) -> None:
        """Hold what was written against the source, and read the mark back."""
        stream = picture_track(container, self.name)
        frame = 1.5 / float(stream.average_rate or 30)
        lost = missing(self.film.tracks, tracks(container), max(_LEAST_TOLERANCE, frame))
        if lost:
            raise UnsupportedFormat(
                f"{self.name} cannot be marked: {lost} would not be kept; nothing was written.",
                hint="Export it again without that, or sign it without a mark.",
            )
        found = find(
            spread(container, stream, WANTED_FRAMES, self._reached("verifying", container))
        )
        if found is None or found.payload != self.payload:
            stronger = "" if preset is Preset.ROBUST else " or choose a stronger preset"
            raise SigningFailed(
                f"The mark could not be read back from {self.name}; nothing was written.",
                hint=f"Sign it without a mark,{stronger}."
                if stronger
                else "Sign it without a mark.",
            )

    def _reached(self, phase: str, container: InputContainer) -> Callable[[float], None]:
        seconds = max(1e-3, (container.duration or 0) / 1e6)
        return lambda now: self.steps.enter(phase, min(1.0, now / seconds))
