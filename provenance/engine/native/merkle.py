"""Decide whether a film is hashed in one piece or in chunks under a Merkle tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.containers import bmff
from provenance.engine.containers.bytes_at import bytes_at, length
from provenance.engine.formats.media_type import M4A, M4V, MOV, MP4

if TYPE_CHECKING:
    from provenance.limits import Limits

FROM_BYTES = 64 << 20
"""From this size on, chunks are faster and take a fixed amount of memory."""

UNSTATED = bytes(4)
"""A size of zero: the box goes on to the end of the file (ISO/IEC 14496-12, 4.2.2)."""

FILMS = frozenset(kind.mime for kind in (M4A, M4V, MOV, MP4))


def suits_merkle_tree(content: BinaryIO, limits: Limits) -> bool:
    """Tell whether `content`, one of `FILMS`, is large, with all samples in one box of stated size.

    Under a Merkle tree the engine signs fragmented films, films with several or empty
    `mdat` boxes, and films whose last box has no stated size, and then reads them as
    changed. A film with too many boxes to be sure counts as one of those.
    """
    if length(content) < FROM_BYTES:
        return False
    samples = []
    for number, box in enumerate(bmff.walk(content)):
        if box.kind == b"moof" or number >= limits.boxes:
            return False
        if box.kind == b"mdat":
            samples.append(box)
    return len(samples) == 1 and _has_stated_size(content, samples[0])


def _has_stated_size(content: BinaryIO, box: bmff.Box) -> bool:
    return box.size > box.header and bytes_at(content, box.offset, len(UNSTATED)) != UNSTATED
