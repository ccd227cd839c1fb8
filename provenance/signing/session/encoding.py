"""Turn what an app hands in into encoded bytes or a path; pixels are encoded by a rule."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from provenance.engine.formats import detect
from provenance.errors import InvalidArgument
from provenance.model.definition import Thumbnail

if TYPE_CHECKING:
    from PIL.Image import Image

    from provenance.signing.session.captured import Frame, Held

_LARGEST_PREVIEW = 100_000  # bytes, as of a thumbnail that is drawn here
_PREVIEWS = ("image/jpeg", "image/png")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """Say how a Pillow image is encoded: pixels and colour profile, and no other metadata.

    Attributes:
        format: A JPEG, or a PNG or TIFF without loss.
        quality: Of a JPEG, 1 to 95.

    Raises:
        InvalidArgument: There is no such format or quality.
    """

    format: Literal["JPEG", "PNG", "TIFF"] = "JPEG"
    quality: int = 92

    def __post_init__(self) -> None:
        if self.format not in {"JPEG", "PNG", "TIFF"}:
            raise InvalidArgument(
                f"Pictures are not encoded as {self.format!r}.", hint="Use JPEG, PNG or TIFF."
            )
        if not 1 <= self.quality <= 95:  # noqa: PLR2004  # Pillow's own advice
            raise InvalidArgument("The quality of a JPEG is 1 to 95.", hint="92 is a good one.")

    def encode(self, picture: Image) -> bytes:
        """Encode `picture`.

        Raises:
            InvalidArgument: This format cannot hold such pixels.
        """
        written = io.BytesIO()
        profile = picture.info.get("icc_profile")
        try:
            picture.save(written, self.format, quality=self.quality, icc_profile=profile)
        except (OSError, ValueError, KeyError) as error:
            raise InvalidArgument(
                f"A picture of mode {picture.mode} cannot be encoded as {self.format}.",
                hint='Convert it ("RGB"), or choose Encoding(format="PNG").',
            ) from error
        return written.getvalue()


def held(frame: Frame) -> Held:
    """Return the frame as it is now, for an app uses its buffers again; what is none comes back."""
    with suppress(TypeError, ValueError):  # a view that was released, a path in bytes
        if isinstance(frame, bytearray | memoryview):
            return bytes(frame)
        if isinstance(frame, str | os.PathLike):
            return Path(frame)
    return cast("Held", frame)  # `taken` looks again


def taken(frame: Held, encoding: Encoding) -> bytes | Path:
    """Return encoded bytes, or the path of a file.

    Raises:
        InvalidArgument: It is neither bytes, nor a Pillow image, nor a path.
    """
    if isinstance(frame, bytes | Path):
        return frame
    if hasattr(frame, "save") and hasattr(frame, "mode"):
        return encoding.encode(frame)
    raise InvalidArgument(
        f"A frame is no {type(frame).__name__}.",
        hint="Give encoded bytes, a Pillow image, or the path of a file.",
    )


def as_thumbnail(preview: bytes | None) -> Thumbnail | None:
    """Return the app's own small picture as a thumbnail.

    Raises:
        InvalidArgument: It is neither JPEG nor PNG, or too large for a small picture.
    """
    if preview is None:
        return None
    kind = detect(io.BytesIO(preview), name="The preview").mime
    if kind not in _PREVIEWS or len(preview) > _LARGEST_PREVIEW:
        raise InvalidArgument(
            f"A preview is a JPEG or PNG of at most {_LARGEST_PREVIEW:,} bytes.",
            hint="Make it smaller: 512 pixels are enough.",
        )
    return Thumbnail(media_type=kind, data=preview)
