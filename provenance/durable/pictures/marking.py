"""Mark a picture file: the door of the room.

Pixels get the mark at full size; everything else in the file stays, byte for byte, but for
its credentials. Those belong to the file as it was: whoever signs the marked file adds them
as its parent. A link to credentials elsewhere, in XMP, stays, as XMP does; so does what lies
behind the end of a JPEG picture, with whatever credentials its further pictures may have.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from provenance.errors import (
    AlreadyMarked,
    InvalidArgument,
    LimitReached,
    MarkNotReadable,
    ProvenanceError,
    StorageError,
    UnsupportedFormat,
)
from provenance.limits import Limits
from provenance.model.soft_binding import SoftBinding
from provenance.signing.transaction import Transaction

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from provenance.durable.interface import Detection, Pixels
    from provenance.durable.pictures.sheet import Sheet, Written
    from provenance.durable.watermark.plan import Plan
    from provenance.durable.watermark.presets import Preset
    from provenance.durable.watermark.quality import Quality  # noqa: TC004  # it loads OpenCV
    from provenance.model.asset import Asset

_BYTES_PER_PIXEL = 8  # four channels of 16 bits
_METADATA_BYTES = 256 << 20
_PAYLOAD_BITS = 64


class Existing(StrEnum):
    """What becomes of a mark that the picture carries already.

    Two marks in one picture are read at random, or not at all, so none is written over another.

    REFUSE: It is an error, which names the payload.
    KEEP: It stays, and the pixels are not touched; the new credentials may assert it.
    """

    REFUSE = "refuse"
    KEEP = "keep"


class Marker(Protocol):
    """A watermark that can be written and read."""

    def plan(self, picture: Pixels, payload: int, *, preset: Preset) -> Plan:
        """Return what to add to a picture so that it carries `payload`."""

    def detect(self, picture: Pixels, *, thorough: bool = True) -> Detection | None:
        """Read the mark in a picture, or return None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPicture:
    """A marked picture file, as it was written and read again.

    Attributes:
        binding: The mark that was read from the written file.
        payload: The same as a number; another one than was asked for, if `already`.
        already: Whether the picture carried this mark before, and its pixels are untouched.
        confidence: How clearly it was read, 0.0 to 1.0.
        strength: How strong the mark was made; 0.0 if `already`.
        margin: How clearly the mark was read after a simulated platform, over how clearly it has
            to be read at all; 0.0 if `already`, for nothing was simulated.
        quality: How alike the written file and its source are, the encoder's losses included.
        media_type: Of the file.
        bytes_before: Size of the source.
        bytes_after: Size of the written file, without credentials.
        changes: What could not be written as it was, a sentence each.
    """

    binding: SoftBinding
    payload: int
    already: bool
    confidence: float
    strength: float
    margin: float
    quality: Quality
    media_type: str
    bytes_before: int
    bytes_after: int
    changes: tuple[str, ...] = ()


def mark_picture(
    source: Asset,
    destination: Path,
    payload: int,
    *,
    watermark: Marker,
    preset: Preset,
    existing: Existing = Existing.REFUSE,
    limits: Limits = Limits(),
) -> MarkedPicture:
    """Write a copy of the picture file `source` that carries `payload`, and read it there.

    The destination exists only if the mark was read from the very bytes that were written,
    and everything beside the picture is in them as it was. Credentials are left out.

    The source is decoded in this process: it is meant for a file of the caller's own. A decoder
    meets it only after its type and size were judged.

    Args:
        source: A JPEG, PNG, WebP, TIFF, AVIF or HEIC file.
        destination: Where to write; may be the source itself.
        payload: 64 bits, unsigned.
        watermark: What writes and reads the mark.
        preset: How strong the mark is to be.
        existing: What becomes of a mark that is there already. The same payload is always kept.
        limits: `picture_pixels` and `boxes` bound what is decoded.

    Raises:
        InvalidArgument: The payload has more than 64 bits, the destination makes no sense, or
            an extra is not installed.
        AlreadyMarked: The picture carries another mark.
        UnsupportedFormat: The file holds what could not be written again.
        MarkNotReadable: The mark cannot be read from what was written, or other data changed.
        LimitReached: The file or its picture is too large.
        StorageError: A file cannot be read or written.
    """
    if not 0 <= payload < 1 << _PAYLOAD_BITS:
        raise InvalidArgument("A payload has 64 bits.", hint="Take one that a repository issued.")
    with Transaction(destination, source=source) as transaction:
        content = _read(source, limits)
        marked, written = _Marking(source.name, watermark, limits).make(
            content, payload, preset, existing
        )
        _write(transaction.part, written)
        transaction.commit()
    return marked


@dataclass(frozen=True, slots=True)
class _Marking:
    """The marking of one file."""

    name: str
    watermark: Marker
    limits: Limits

    def make(
        self, content: bytes, payload: int, preset: Preset, existing: Existing
    ) -> tuple[MarkedPicture, bytes]:
        """Return what was made of a file, and its bytes, from which the mark was read."""
        sheet = self.open(content)
        carried = self.found_before(sheet, payload, existing)
        if carried is None:
            plan = self.watermark.plan(sheet.shown, payload, preset=preset)
            written, strength, margin = self.written(sheet, plan), plan.strength, plan.margin
        else:
            payload, strength, margin, written = carried, 0.0, 0.0, self.untouched(sheet)
        already = carried is not None
        found, quality = self.check(sheet, written.content, payload, thorough=already)
        marked = MarkedPicture(
            binding=found.binding,
            payload=payload,
            already=already,
            confidence=found.confidence,
            strength=strength,
            margin=margin,
            quality=quality,
            media_type=sheet.media_type,
            bytes_before=len(content),
            bytes_after=len(written.content),
            changes=written.changes,
        )
        return marked, written.content

    def open(self, content: bytes) -> Sheet:
        """Take the file apart, and decode its picture."""
        sheets = _sheets()
        try:
            sheet: Sheet = sheets.open_sheet(content, self.limits)
            sheet.shown  # noqa: B018  # decodes it, and keeps what it found
        except sheets.Refused as refusal:
            raise self._unsupported(refusal, refusal.cure) from refusal
        except ProvenanceError:
            raise
        except Exception as error:  # a decoder raises whatever a damaged file makes it raise
            raise UnsupportedFormat(
                f"{self.name} cannot be marked: it is damaged.",
                hint="Open it in another program and save it again.",
            ) from error
        return sheet

    def found_before(self, sheet: Sheet, payload: int, existing: Existing) -> int | None:
        """Return the payload that the picture carries already, if it is to stay; or None."""
        found = self.watermark.detect(sheet.shown, thorough=True)
        if found is None:
            return None
        carried = int.from_bytes(found.binding.value)
        if carried != payload and existing is Existing.REFUSE:
            raise AlreadyMarked(
                f"{self.name} carries the mark {carried:016x} already; nothing was written.",
                payload=carried,
                hint="Keep that mark, or take a copy from before it was marked.",
            )
        return carried

    def written(self, sheet: Sheet, plan: Plan) -> Written:
        """Return the file with the mark."""
        refused = _sheets().Refused
        try:
            return sheet.marked(plan.residual)
        except refused as refusal:
            raise self._unsupported(refusal, refusal.cure) from refusal
        except (OSError, ValueError, RuntimeError, MemoryError) as error:
            raise UnsupportedFormat(
                f"{self.name} cannot be marked: the encoder does not write such a picture.",
                hint="Save it as an ordinary JPEG, PNG or TIFF first.",
            ) from error

    def untouched(self, sheet: Sheet) -> Written:
        """Return the file as it is, without credentials."""
        written: Written = _sheets().Written(content=sheet.plain())
        return written

    def check(
        self, sheet: Sheet, content: bytes, payload: int, *, thorough: bool
    ) -> tuple[Detection, Quality]:
        """Read what was written as a stranger would, and hold it against the source.

        A mark that was kept may lie in a crop by now, and needs the `thorough` search.
        """
        from provenance.durable.pictures.faithfulness import faithfulness  # noqa: PLC0415  # an extra

        again = self.open(content)
        if again.shown.shape != sheet.shown.shape:
            raise self._not_readable("the written picture has another size")
        lost = [name for name, _ in Counter(sheet.kept) - Counter(again.kept)]
        if lost:
            raise self._not_readable(f"other data would be lost ({', '.join(lost)})")
        found = self.watermark.detect(again.shown, thorough=thorough)
        if found is None or int.from_bytes(found.binding.value) != payload:
            raise self._not_readable("the mark cannot be read from what was written")
        return found, faithfulness(sheet.shown, again.shown)

    def _unsupported(self, reason: Exception, cure: str) -> UnsupportedFormat:
        return UnsupportedFormat(f"{self.name} cannot be marked: {reason}.", hint=cure)

    def _not_readable(self, reason: str) -> MarkNotReadable:
        return MarkNotReadable(
            f"{self.name} cannot be marked: {reason}; nothing was written.",
            hint="Take a stronger preset, or a larger picture with more in it.",
        )


def _sheets() -> ModuleType:
    """Return the rooms of the formats, which need packages of the extra `durable`."""
    try:
        return import_module("provenance.durable.pictures.opening")
    except ImportError as error:
        raise InvalidArgument(
            f"Marking pictures needs {error.name}, which is not installed.",
            hint='Install it: pip install "media-provenance[durable]"',
        ) from error


def _read(source: Asset, limits: Limits) -> bytes:
    most = limits.picture_pixels * _BYTES_PER_PIXEL + _METADATA_BYTES
    if source.size() > most:
        raise LimitReached(
            f"{source.name} is larger than {most:,} bytes.",
            limit="picture_pixels",
            hint="Raise the limit, or make the picture smaller.",
        )
    try:
        with source.open() as content:
            return content.read(most)
    except OSError as error:
        raise StorageError(
            f"{source.name} cannot be read: {error.strerror}.", hint="Check that you may read it."
        ) from error


def _write(part: Path, content: bytes) -> None:
    try:
        part.write_bytes(content)
    except OSError as error:
        raise StorageError(
            f"The marked picture cannot be written: {error.strerror}; nothing was changed.",
            hint="Free some space, or choose another place.",
        ) from error
