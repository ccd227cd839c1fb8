"""Count the parts of a container before the engine sees it, and refuse absurd numbers.

The engine's time grows with the number of parts, in one family with its square, and
a file of a few hundred kilobytes can hold enough of them for minutes. Counting only
seeks; it takes a small part of the time that the engine then needs. What no count
catches is left to the limits on time and memory of the isolated reader.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from provenance.engine.containers import archive, bmff, gif, jpeg, png, riff, tiff
from provenance.errors import LimitReached, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.engine.formats import MediaType
    from provenance.limits import Limits


class _Count(NamedTuple):
    """How to count the parts of one family, and how many are allowed for each box."""

    walk: Callable[[BinaryIO], Iterator[Any]]
    parts: str
    for_each_box: int


# Processor time was measured with c2pa-rs 0.91 on files of nothing but small parts. At
# the default of 20,000 boxes the factors keep every family under 8 s, and let honest
# files pass, which have very different numbers of parts.
COUNTS: dict[str, _Count] = {
    # Quadratic: 20,000 boxes take 2 s, 40,000 take 7 s. A film of two hours in fragments
    # of two seconds has about 30,000; a film of any length in one piece has about 100.
    "bmff": _Count(bmff.walk, "boxes", 2),
    # 20 us each. An AVI film has one for each picture and each piece of sound: 180,000
    # an hour.
    "riff": _Count(riff.walk, "chunks", 15),
    # 26 us each. A picture in chunks of 8 kB has one for each: 40,000 in 320 MB.
    "png": _Count(png.walk, "chunks", 5),
    # 5 to 9 us each. An animation has one for each 255 bytes: 400,000 in 100 MB.
    "gif": _Count(gif.walk, "blocks", 40),
    # 1 us each. Only a large manifest store makes more than about twenty: 64 kB each.
    "jpeg": _Count(jpeg.walk, "segments", 10),
    # 23 us each. A scan of 1,000 pages has 15,000.
    "tiff": _Count(tiff.walk, "entries", 10),
    # 11 us each. Large books and archives have thousands.
    "zip": _Count(archive.walk, "members", 5),
}


def check(content: BinaryIO, media_type: MediaType, limits: Limits) -> None:
    """Count the parts of `content`, and leave it at its start.

    Raises:
        LimitReached: There are more parts than `limits.boxes` allows for this format.
        StorageError: The stream could not be read.
    """
    count = COUNTS.get(media_type.container)
    if count is None:  # the engine is linear there, and fast
        return
    most = limits.boxes * count.for_each_box
    try:
        too_many = next(islice(count.walk(content), most, None), None) is not None
        content.seek(0)
    except OSError as error:
        raise StorageError(
            f"The file could not be read: {error.strerror or error}.", hint="Try again."
        ) from error
    if too_many:
        raise LimitReached(
            f"The file has more than {most:,} {count.parts}, which could take very long to read.",
            limit="boxes",
            hint="If you trust its maker, raise Limits.boxes.",
        )
