"""Decide by its content what a file is; its name is never asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.formats import archives, brands, markup, media_type, raw, sound, strangers
from provenance.engine.formats.media_type import ALL, MediaType
from provenance.errors import StorageError, UnsupportedFormat

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ALL", "MediaType", "detect"]

HEAD = 4096

JPEG_XL_SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"  # ISO/IEC 18181-2, 9.1
MANIFEST_STORE = bytes.fromhex("6332706100110010800000aa00389b71")  # C2PA 2.4, "Manifest store"


def detect(content: BinaryIO, *, name: str = "") -> MediaType:
    """Say what kind of file `content` is, and leave it at its start.

    Args:
        content: A seekable stream.
        name: What people call the file; for messages only.

    Raises:
        UnsupportedFormat: Credentials can neither be read from such a file nor written
            to it; the message says what it is, where that is known.
        StorageError: The stream could not be read.
    """
    subject = name or "This file"
    try:
        content.seek(0)
        head = content.read(HEAD)
        found = _recognise(content, head, subject) if head else None
        content.seek(0)
    except OSError as error:
        raise StorageError(
            f"{subject} could not be read: {error.strerror or error}.", hint="Try again."
        ) from error
    if not head:
        raise UnsupportedFormat(f"{subject} is empty.", hint="Check how it was copied or saved.")
    if found is None:
        raise strangers.unknown(head, subject)
    return found


def _recognise(content: BinaryIO, head: bytes, subject: str) -> MediaType | None:
    """Ask the certain signatures first, then those that need a look inside."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    stranger = strangers.recognise(head, subject)
    if stranger:
        raise stranger
    for look in LOOKS:
        found = look(content, head, subject)
        if found:
            return found
    return None


def _riff(_content: BinaryIO, head: bytes, _subject: str) -> MediaType | None:
    forms = {b"WAVE": media_type.WAV, b"AVI ": media_type.AVI, b"WEBP": media_type.WEBP}
    return forms.get(head[8:12]) if head.startswith(b"RIFF") else None


def _manifest_store(_content: BinaryIO, head: bytes, _subject: str) -> MediaType | None:
    is_store = head[4:8] == b"jumb" and head[12:16] == b"jumd" and head[16:32] == MANIFEST_STORE
    return media_type.MANIFEST_STORE if is_store else None


def _pdf(_content: BinaryIO, head: bytes, _subject: str) -> MediaType | None:
    # PDF 1.7 (ISO 32000-1, annex H.3.4): readers accept the header in the first 1024 bytes.
    return media_type.PDF if b"%PDF-" in head[:1024] else None


SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", media_type.JPEG),
    (b"\x89PNG\r\n\x1a\n", media_type.PNG),
    (b"GIF87a", media_type.GIF),
    (b"GIF89a", media_type.GIF),
    (b"fLaC", media_type.FLAC),
    (JPEG_XL_SIGNATURE, media_type.JPEG_XL),
)

LOOKS: tuple[Callable[[BinaryIO, bytes, str], MediaType | None], ...] = (
    _riff,
    brands.recognise,
    raw.recognise,
    archives.recognise,
    _manifest_store,
    sound.recognise,
    _pdf,
    markup.recognise,
)
