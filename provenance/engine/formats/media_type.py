"""The kinds of files that the engine knows, as it names them (c2pa-rs 0.91)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from provenance.errors import UnsupportedFormat

Container = Literal[
    "bmff", "flac", "gif", "jpeg", "jumbf", "mp3", "pdf", "png", "riff", "svg", "tiff", "zip"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One kind of file.

    Attributes:
        mime: The name by which the engine knows it.
        container: How its bytes are laid out.
        title: What people call it, without an article: "JPEG picture".
        writable: Whether this very file can be signed.
        obstacle: Why it cannot, where its kind as such could: one sentence.
        cure: What to do about that: one sentence.
    """

    mime: str
    container: Container
    title: str
    writable: bool = True
    obstacle: str = ""
    cure: str = ""

    def require_writable(self, name: str = "") -> None:
        """Raise UnsupportedFormat, with the reason, unless this file can be signed."""
        if self.writable:
            return
        reason = self.obstacle or "The credentials of such a file can be read but not written."
        raise UnsupportedFormat(
            f"{name or 'This file'} is a {self.title} and cannot be signed. {reason}",
            hint=self.cure or "Export it to JPEG, TIFF or another format first.",
        )


def _kind(mime: str, container: Container, title: str, *, writable: bool = True) -> MediaType:
    return MediaType(mime=mime, container=container, title=title, writable=writable)


def _document(mime: str, title: str) -> MediaType:
    return _kind(mime, "zip", title)


JPEG = _kind("image/jpeg", "jpeg", "JPEG picture")
PNG = _kind("image/png", "png", "PNG picture")
WEBP = _kind("image/webp", "riff", "WebP picture")
GIF = _kind("image/gif", "gif", "GIF picture")
TIFF = _kind("image/tiff", "tiff", "TIFF picture")
DNG = _kind("image/x-adobe-dng", "tiff", "DNG raw photo")
NEF = _kind("image/x-nikon-nef", "tiff", "Nikon raw photo", writable=False)
ARW = _kind("image/x-sony-arw", "tiff", "Sony raw photo", writable=False)
AVIF = _kind("image/avif", "bmff", "AVIF picture")
HEIC = _kind("image/heic", "bmff", "HEIC picture")
HEIF = _kind("image/heif", "bmff", "HEIF picture")
JPEG_XL = _kind("image/jxl", "bmff", "JPEG XL picture")
SVG = _kind("image/svg+xml", "svg", "SVG drawing")

MP4 = _kind("video/mp4", "bmff", "MP4 film")
MOV = _kind("video/quicktime", "bmff", "QuickTime film")
M4V = _kind("video/x-m4v", "bmff", "M4V film")
AVI = _kind("video/x-msvideo", "riff", "AVI film")

M4A = _kind("audio/mp4", "bmff", "M4A recording")
MP3 = _kind("audio/mpeg", "mp3", "MP3 recording")
WAV = _kind("audio/wav", "riff", "WAV recording")
FLAC = _kind("audio/flac", "flac", "FLAC recording")

PDF = _kind("application/pdf", "pdf", "PDF document")
ZIP = _document("application/x-zip", "zip archive")
EPUB = _document("application/epub+zip", "EPUB book")
OPEN_XPS = _document("application/oxps", "OpenXPS document")

MANIFEST_STORE = MediaType(
    mime="application/c2pa",
    container="jumbf",
    title="manifest store without its file",
    writable=False,
    obstacle="There is no picture or recording in it.",
    cure="Name the file that it belongs to.",
)

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_MS = "application/vnd.ms-"

# Content type of the main part (ECMA-376, part 1, 11 to 13) -> kind of package.
OFFICE = {
    f"{_OPEN_XML}wordprocessingml.document.main+xml": _document(
        f"{_OPEN_XML}wordprocessingml.document", "Word document"
    ),
    f"{_OPEN_XML}spreadsheetml.sheet.main+xml": _document(
        f"{_OPEN_XML}spreadsheetml.sheet", "Excel workbook"
    ),
    f"{_OPEN_XML}presentationml.presentation.main+xml": _document(
        f"{_OPEN_XML}presentationml.presentation", "PowerPoint presentation"
    ),
    f"{_MS}word.document.macroenabled.main+xml": _document(
        f"{_MS}word.document.macroenabled.12", "Word document with macros"
    ),
    f"{_MS}excel.sheet.macroenabled.main+xml": _document(
        f"{_MS}excel.sheet.macroenabled.12", "Excel workbook with macros"
    ),
    f"{_MS}powerpoint.presentation.macroenabled.main+xml": _document(
        f"{_MS}powerpoint.presentation.macroenabled.12", "PowerPoint presentation with macros"
    ),
    f"{_MS}package.xps-fixeddocumentsequence+xml": OPEN_XPS,
}

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

# The member `mimetype` (ODF 1.3, part 2, 3.3; EPUB OCF 3.3, 4.3) -> kind of package.
SELF_NAMED = {
    kind.mime: kind
    for kind in (
        EPUB,
        *(
            _document(f"{_OPEN_DOCUMENT}{name}{ending}", f"OpenDocument {title}{word}")
            for name, title in (
                ("text", "text"),
                ("spreadsheet", "spreadsheet"),
                ("presentation", "presentation"),
                ("graphics", "drawing"),
            )
            for ending, word in (("", ""), ("-template", " template"))
        ),
    )
}

ALL: tuple[MediaType, ...] = (
    *(JPEG, PNG, WEBP, GIF, TIFF, DNG, NEF, ARW, AVIF, HEIC, HEIF, JPEG_XL, SVG),
    *(MP4, MOV, M4V, AVI),
    *(M4A, MP3, WAV, FLAC),
    *(PDF, *OFFICE.values(), *SELF_NAMED.values(), ZIP),
    MANIFEST_STORE,
)
