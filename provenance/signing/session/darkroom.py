"""What one worker does with one capture: encode it, sign it the shortest way, keep it in any case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import StorageError
from provenance.model.asset import Asset
from provenance.signing.private_folder import Sweeper
from provenance.signing.session.captured import Captured
from provenance.signing.session.encoding import as_thumbnail, held, taken
from provenance.signing.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.model.definition import Thumbnail
    from provenance.signing.describe import Capture
    from provenance.signing.frames import SignedFrame
    from provenance.signing.session.captured import Shot
    from provenance.signing.session.encoding import Encoding
    from provenance.signing.signer import Signer


class Darkroom:
    """Turn shots into captures; threads share one.

    Args:
        signer: Signs what takes the long way, and prepares the short one; closed with this.
        encoding: How Pillow images are encoded.
    """

    def __init__(self, signer: Signer, encoding: Encoding) -> None:
        self._signer = signer
        self._encoding = encoding
        self._frames = signer.frame_signer()
        self._leftovers = Sweeper()

    def develop(self, shot: Shot, capture: Capture, cancelled: Callable[[], bool]) -> Captured:
        """Sign one shot; never raises, for a failure is told in what it returns."""
        original: bytes | Path | None = None
        try:
            original = taken(held(shot.frame), self._encoding)
            preview = as_thumbnail(shot.preview)
            to = _destination(shot, original)
            if isinstance(original, bytes):
                title = shot.title or (to.name if to else "")
                frame = self._sign_frame(original, capture, title, preview)
                if frame is not None:
                    return self._delivered(frame, original, to)
            signed = self._signer.sign(
                original,
                to,
                capture,
                title=shot.title or None,
                preview=preview,
                cancelled=cancelled,
            )
        except BaseException as error:  # noqa: BLE001  # it is raised where the result is asked for
            return self.kept(shot, error, original)
        return Captured(
            original=original,
            data=signed.data,
            path=signed.path,
            manifest_label=signed.manifest_label,
            notes=signed.notes,
        )

    def kept(
        self, shot: Shot, error: BaseException, encoded: bytes | Path | None = None
    ) -> Captured:
        """Return what was not signed, as it was, and why."""
        return Captured(original=encoded or held(shot.frame), error=error)

    def close(self) -> None:
        """Free what was prepared; the signer that it was made of stays open."""
        if self._frames is not None:
            self._frames.close()
        self._signer.close()

    def _sign_frame(
        self, frame: bytes, capture: Capture, title: str, preview: Thumbnail | None
    ) -> SignedFrame | None:
        if self._frames is None:
            return None
        return self._frames.sign(frame, capture, title=title, preview=preview)

    def _delivered(self, frame: SignedFrame, original: bytes, to: Path | None) -> Captured:
        if to is None:
            data = frame.data
        else:
            data = None
            self._leftovers.sweep(to.parent)
            with Transaction(to, source=Asset.of(original)) as transaction:
                _write(transaction.part, frame.data)
                transaction.commit()
        return Captured(
            original=original,
            data=data,
            path=to,
            manifest_label=frame.manifest_label,
            notes=frame.notes,
        )


def _destination(shot: Shot, original: bytes | Path) -> Path | None:
    if shot.to is not None:
        return Path(shot.to)
    if isinstance(original, Path) and original.name:
        return original.with_name(f"{original.stem}.signed{original.suffix}")
    return None


def _write(part: Path, data: bytes) -> None:
    try:
        part.write_bytes(data)
    except OSError as error:
        raise StorageError(
            f"{part.parent.parent} does not take the signed file: {error.strerror}.",
            hint="Free some space, or choose another place.",
        ) from error
