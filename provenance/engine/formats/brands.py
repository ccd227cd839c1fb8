"""Tell the files of boxes apart by their brands (ISO/IEC 14496-12, 4.3; MP4 Registration Authority)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.formats import media_type
from provenance.engine.formats.strangers import stranger

if TYPE_CHECKING:
    from provenance.engine.formats.media_type import MediaType

AVIF_BRANDS = frozenset((b"avif", b"avis"))
HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
HEIF_BRANDS = frozenset((b"mif1", b"mif2", b"msf1", b"miaf"))
M4A_BRANDS = frozenset((b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "))
M4V_BRANDS = frozenset((b"M4V ", b"M4VH", b"M4VP"))
OLD_QUICKTIME = frozenset((b"moov", b"mdat", b"wide", b"pnot", b"free", b"skip"))
FRAGMENT = frozenset((b"styp", b"moof", b"sidx", b"emsg", b"prft"))


def recognise(_content: BinaryIO, head: bytes, subject: str) -> MediaType | None:
    """Recognise a file whose first box is `ftyp`.

    Raises:
        UnsupportedFormat: It is a raw photo, a QuickTime film from before `ftyp`, or
            a fragment of a stream.
    """
    first = head[4:8]
    if first == b"ftyp":
        return _by_brand(head, subject)
    if first in FRAGMENT and _plausible(head):
        raise stranger(
            subject, "a fragment of a stream", "Sign the whole film, or the single-file version."
        )
    if first in OLD_QUICKTIME and _plausible(head):
        raise stranger(
            subject, "an old QuickTime film without a type box", "Convert it to MP4 first."
        )
    return None


def _by_brand(head: bytes, subject: str) -> MediaType:
    (size,) = struct.unpack_from(">I", head)
    major, others = head[8:12], head[16 : min(size, len(head))]
    brands = (major, *(others[at : at + 4] for at in range(0, len(others), 4)))
    if major == b"crx ":
        raise stranger(subject, "a Canon raw photo (CR3)", "Convert it to DNG first.")
    if major == b"qt  ":
        return media_type.MOV
    if major in M4A_BRANDS:
        return media_type.M4A
    if major in M4V_BRANDS:
        return media_type.M4V
    if major in AVIF_BRANDS | HEIC_BRANDS | HEIF_BRANDS:
        return _picture(brands)
    return media_type.MP4


def _picture(brands: tuple[bytes, ...]) -> MediaType:
    for brand in brands:  # the major brand first
        if brand in AVIF_BRANDS:
            return media_type.AVIF
        if brand in HEIC_BRANDS:
            return media_type.HEIC
    return media_type.HEIF


def _plausible(head: bytes) -> bool:
    """Tell whether the first four bytes can be the size of a box."""
    (size,) = struct.unpack_from(">I", head)
    return size in {0, 1} or size >= 8  # noqa: PLR2004  # a header's own size
