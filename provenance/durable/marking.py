"""Put a mark into what can carry one, and fingerprint what is signed: the marked file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.durable import fingerprints
from provenance.durable.films import mark_film
from provenance.durable.pictures import Existing, mark_picture
from provenance.durable.recovery import clues
from provenance.durable.watermark.film import FilmWatermark
from provenance.durable.watermark.image import ImageWatermark
from provenance.engine import open_engine
from provenance.errors import EngineError, UnsupportedFormat
from provenance.model.asset import Asset
from provenance.model.soft_binding import BindingKind, MarkQuality, SoftBinding
from provenance.signing.soft_binding import Bound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from provenance.durable.films import MarkedFilm
    from provenance.durable.interface import Pixels
    from provenance.durable.pictures import MarkedPicture
    from provenance.durable.watermark.presets import Preset
    from provenance.engine.interface import Engine
    from provenance.limits import Limits
    from provenance.signing.steps import Steps

FILMS = frozenset({"video/mp4", "video/quicktime"})
_KEPT = (
    "The file carries a mark already, which was kept and leads to these credentials, too: two marks "
    "in one picture cannot be read."
)
_FAINT = (
    "The content hides little: its mark may be lost on a platform that compresses or resizes it."
)
_WITHOUT = "Sign it without --durable (durable=None)."


class Marks:
    """Mark files and fingerprint them. They are the caller's own: decoders run in this process.

    Args:
        preset: How strong marks are.
        watermark: Whether pictures and films are marked.
        fingerprints: Whether fingerprints are made.
        limits: What decoding a file may cost.
    """

    def __init__(
        self, *, preset: Preset, watermark: bool, fingerprints: bool, limits: Limits
    ) -> None:
        self._preset = preset
        self._watermark = watermark
        self._fingerprints = fingerprints
        self._limits = limits

    def put(
        self, asset: Asset, mime: str, working: Path, *, issue: Callable[[], int], steps: Steps
    ) -> Bound:
        """Return a marked copy of `asset`, written to `working`, or the file itself.

        Raises:
            UnsupportedFormat: It can carry neither a mark nor a fingerprint.
            MarkNotReadable, SigningFailed: The mark could not be read again.
        """
        kind = mime.partition("/")[0]
        if self._watermark and kind == "image":
            made = self._picture(asset, working, issue())
        elif self._watermark and mime in FILMS:
            made = self._film(asset, working, issue(), steps)
        elif kind in {"image", "video", "audio"}:
            made = Bound(asset=asset, bindings=())
        else:
            raise UnsupportedFormat(
                f"{asset.name} is neither a picture nor a film nor sound: nothing in it could lead "
                "back to its credentials.",
                hint=_WITHOUT,
            )
        likenesses = self._likenesses(made.asset, kind) if self._fingerprints else ()
        if not (made.bindings or likenesses):
            raise UnsupportedFormat(
                f"Nothing can lead back to {asset.name}: it gets no mark and has no fingerprint.",
                hint=_WITHOUT,
            )
        return replace(made, bindings=(*made.bindings, *likenesses))

    def _picture(self, asset: Asset, working: Path, payload: int) -> Bound:
        marked = mark_picture(
            asset,
            working,
            payload,
            watermark=ImageWatermark(),
            preset=self._preset,
            existing=Existing.KEEP,
            limits=self._limits,
        )
        return Bound(
            asset=asset if marked.already else Asset(name=asset.name, path=working),
            bindings=(marked.binding,),
            mark=None if marked.already else _quality(marked),
            notes=((_KEPT,) if marked.already else _faint(marked)) + marked.changes,
        )

    def _film(self, asset: Asset, working: Path, payload: int, steps: Steps) -> Bound:
        watermark = FilmWatermark()
        found = watermark.detect(self._frames(asset))
        if found is not None:
            return Bound(asset=asset, bindings=(found.binding,), notes=(_KEPT,))
        marked = mark_film(
            asset,
            working,
            payload,
            watermark=watermark,
            preset=self._preset,
            limits=self._limits,
            progress=steps.progress,
            cancelled=steps.cancelled,
        )
        binding = SoftBinding(
            algorithm=watermark.algorithm,
            value=payload.to_bytes(8, "big"),
            kind=BindingKind.WATERMARK,
        )
        return Bound(
            asset=Asset(name=asset.name, path=working),
            bindings=(binding,),
            mark=_quality(marked),
            notes=_faint(marked),
        )

    def _likenesses(self, asset: Asset, kind: str) -> tuple[SoftBinding, ...]:
        if kind == "audio":
            return self._sounds(asset, needed=True)
        frames = self._frames(asset)
        found = fingerprints.of_film(frames) if len(frames) > 1 else _of_one(frames)
        return (*found, *self._sounds(asset, needed=False)) if kind == "video" else found

    def _sounds(self, asset: Asset, *, needed: bool) -> tuple[SoftBinding, ...]:
        with self._decoding() as engine:
            found, problem = clues.heard(asset, engine)
        if needed and not found:
            raise UnsupportedFormat(
                f"Nothing can lead back to {asset.name}: {problem}.", hint=_WITHOUT
            )
        return found

    @contextmanager
    def _decoding(self) -> Iterator[Engine]:
        """Decode the file as whoever looks for its credentials will."""
        with open_engine(limits=self._limits, isolation="none") as engine:
            try:
                yield engine
            except EngineError as error:
                raise UnsupportedFormat(error.message, hint=error.hint) from error

    def _frames(self, asset: Asset) -> list[Pixels]:
        with self._decoding() as engine:
            shown = clues.show(asset, engine)
        if not shown.frames:
            raise UnsupportedFormat(
                f"Nothing can lead back to {asset.name}: {shown.problem}.", hint=_WITHOUT
            )
        return [clues.pixels(each) for each in shown.frames]


def _quality(marked: MarkedPicture | MarkedFilm) -> MarkQuality:
    quality = marked.quality
    return MarkQuality(psnr=quality.psnr, ssim=quality.ssim, margin=marked.margin)


def _faint(marked: MarkedPicture | MarkedFilm) -> tuple[str, ...]:
    return (_FAINT,) if marked.margin < 1 else ()


def _of_one(frames: list[Pixels]) -> tuple[SoftBinding, ...]:
    return fingerprints.of_picture(frames[0]) if frames else ()
