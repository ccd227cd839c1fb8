"""Codes of equal length in one file, one after the other, and how near ones are found in it.

The file is made from the database and only ever grows: whoever has it mapped sees codes that
do not change, except those that were erased. A new one gets a new name.
"""

from __future__ import annotations

import mmap
import os
from typing import TYPE_CHECKING, Any

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_ROWS = 8192  # looked at at once, so that what is computed of them stays in the cache
_WORD = 8  # bytes that are compared in one step
Candidate = tuple[int, int]
"""By how many bits a code differs, and its place."""


class Codes:
    """The first codes of a file, mapped into memory.

    Args:
        path: The file.
        width: Length of a code in bytes.
        count: How many codes there are.

    Raises:
        FileNotFoundError, OSError: It is not there, or shorter.
        InvalidArgument: numpy is missing.
    """

    def __init__(self, path: Path, width: int, count: int) -> None:
        np = _numpy()
        self.count = count
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if os.fstat(handle).st_size < count * width:
                raise FileNotFoundError(path)
            mapped = mmap.mmap(handle, count * width, prot=mmap.PROT_READ)
        finally:
            os.close(handle)
        kind = np.uint64 if width % _WORD == 0 else np.uint8
        self._codes: NDArray[Any] = np.frombuffer(mapped, dtype=kind).reshape(count, -1)

    def within(self, code: bytes, most: int) -> Iterator[Candidate]:
        """Yield every code that differs from `code` in up to `most` bits, nearest first."""
        np = _numpy()
        words = self._codes.shape[1]
        wanted = np.tile(np.frombuffer(code, dtype=self._codes.dtype), _ROWS)
        differing, counts = np.empty_like(wanted), np.empty(_ROWS * words, dtype=np.uint8)
        flat = self._codes.reshape(-1)
        places, distances = [], []
        for start in range(0, self.count, _ROWS):
            piece = flat[start * words : (start + _ROWS) * words]
            size = len(piece)
            np.bitwise_xor(piece, wanted[:size], out=differing[:size])
            np.bitwise_count(differing[:size], out=counts[:size])
            total = _sums(counts[:size].reshape(-1, words))
            near = np.flatnonzero(total <= most)
            if len(near):
                places.append(near + start)
                distances.append(total[near])
        return _sorted(places, distances)


def _sums(counts: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Add the columns up; as there are few, one after the other is several times as fast."""
    total = counts[:, 0].astype("uint16")
    for column in range(1, counts.shape[1]):
        total += counts[:, column]
    return total


def _sorted(places: list[NDArray[Any]], distances: list[NDArray[np.uint16]]) -> Iterator[Candidate]:
    if not places:
        return
    np = _numpy()
    place, distance = np.concatenate(places), np.concatenate(distances)
    for number in np.lexsort((place, distance)):
        yield int(distance[number]), int(place[number])


def put(path: Path, width: int, codes: Mapping[int, bytes]) -> None:
    """Write codes to their places, durably."""
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for place, code in codes.items():
            os.pwrite(handle, code, place * width)
        os.fsync(handle)
    finally:
        os.close(handle)


def make(path: Path, width: int, codes: Iterable[tuple[int, bytes]], count: int) -> None:
    """Write a new file of `count` codes, durably; where none is given there are zeros."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.truncate(count * width)
        written = 0
        for place, code in codes:
            if place != written:
                file.seek(place * width)
            file.write(code)
            written = place + 1
        file.flush()
        os.fsync(handle)


def _numpy() -> Any:  # noqa: ANN401  # a module
    try:
        import numpy as np  # noqa: PLC0415  # of an extra
    except ImportError as error:
        raise InvalidArgument(
            "Looking for near fingerprints needs numpy.",
            hint='Run: pip install "media-provenance[durable]"',
        ) from error
    return np
