"""What a camera app hands in, and what it gets back: never less than the picture itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime  # noqa: TC004  # Pillow loads slowly; nothing asks at run time

    from PIL.Image import Image  # noqa: TC004  # likewise


Frame: TypeAlias = "bytes | bytearray | memoryview | str | os.PathLike[str] | Image"
"""Encoded bytes, a Pillow image, or the path of a file."""
Held: TypeAlias = "bytes | Path | Image"
"""The same, where nobody changes it any more: a buffer was copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One capture to sign.

    Attributes:
        frame: Encoded bytes, a Pillow image, or the path of a file, which stays as it is.
        to: Where the signed file goes. None: a frame in memory is signed into memory, and
            a file into one beside it, `photo.signed.jpg` beside `photo.jpg`.
        title: Name of the asset; by default that of the file it goes to.
        when: When it was taken, with a time zone; a frame in memory was taken when it is
            handed in, of a file nothing is said.
        preview: A small JPEG or PNG of the app's own, stated as thumbnail.
    """

    frame: Frame
    to: str | os.PathLike[str] | None = None
    title: str = ""
    when: datetime | None = None
    preview: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What became of one capture.

    Attributes:
        data: The signed bytes; None when they went to a file, or nothing was signed.
        path: The signed file; None when it is in memory, or nothing was signed.
        original: What was to be signed: the encoded bytes, the path, or the Pillow image
            when it could not even be encoded. It is as it was.
        error: Why nothing was signed: mostly a `ProvenanceError`, or what the key raised.
        manifest_label: Label of the manifest; "" when nothing was signed.
        notes: One sentence for each thing that the caller should know.
    """

    original: bytes | Path | Image
    data: bytes | None = None
    path: Path | None = None
    error: BaseException | None = None
    manifest_label: str = ""
    notes: tuple[str, ...] = ()

    @property
    def signed(self) -> bool:
        """Tell whether it was signed, and the result verified."""
        return self.error is None

    @property
    def picture(self) -> bytes | Path | Image:
        """Return the signed bytes or path, and where signing failed the untouched original."""
        return self.data or self.path or self.original
