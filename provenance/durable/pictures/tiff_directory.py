"""Read and change the first directory of a TIFF or BigTIFF file (TIFF 6.0, section 2; BigTIFF)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from provenance.durable.pictures.sheet import Refused
from provenance.engine.containers import tiff

if TYPE_CHECKING:
    from provenance.durable.pictures.sheet import Kept

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4} | {
    16: 8,
    17: 8,
    18: 8,
}
_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_DAMAGED = "Open it in another program and save it again."
_MOST_ENTRIES = 4_000  # of a directory; real ones have fewer than 200


class Entry(NamedTuple):
    """One entry: its tag, its type, how many values, where it stands, and where its value does."""

    tag: int
    kind: int
    many: int
    place: int
    value: int

    @property
    def size(self) -> int:
        """Return the size of its value in bytes."""
        return _SIZES.get(self.kind, 1) * self.many


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A directory: its entries, and where the place of the next one is stated."""

    order: str
    big: bool
    entries: tuple[Entry, ...]
    following: int

    @property
    def offset(self) -> str:
        """Return how a place in the file is written, for `struct`."""
        return self.order + ("Q" if self.big else "I")

    @property
    def entry_size(self) -> int:
        """Return the size of an entry in bytes."""
        return 20 if self.big else 12

    def find(self, tag: int) -> Entry | None:
        """Return the entry with this tag, or None."""
        return next((entry for entry in self.entries if entry.tag == tag), None)

    def numbers(self, content: bytes | bytearray, tag: int) -> tuple[int, ...]:
        """Return the value of a tag; nothing when it is not there, or holds no whole numbers."""
        entry = self.find(tag)
        if entry is None or entry.kind not in _NUMBERS:
            return ()
        form = f"{self.order}{entry.many}{_NUMBERS[entry.kind]}"
        return struct.unpack_from(form, content, entry.value)

    def number(self, content: bytes | bytearray, tag: int, default: int) -> int:
        """Return the first number of a tag's value, or the default."""
        return next(iter(self.numbers(content, tag)), default)


def first(content: bytes | bytearray) -> Directory:
    """Return the first directory.

    Raises:
        Refused: The file is damaged.
    """
    order = "<" if content[:2] == b"II" else ">"
    try:
        (version,) = struct.unpack_from(order + "H", content, 2)
        big = version == tiff.BIG
        form, place = (order + "Q", 8) if big else (order + "I", 4)
        return at(content, struct.unpack_from(form, content, place)[0], order=order, big=big)
    except struct.error as error:
        raise Refused("its directory is damaged", _DAMAGED) from error


def at(content: bytes | bytearray, start: int, *, order: str, big: bool) -> Directory:
    """Return the directory at `start`.

    Raises:
        Refused: It is damaged.
    """
    counting, form = (order + "Q", order + "HHQ") if big else (order + "H", order + "HHI")
    room, head = (8, 12) if big else (4, 8)
    try:
        (count,) = struct.unpack_from(counting, content, start)
        place = start + struct.calcsize(counting)
        if count > _MOST_ENTRIES:
            raise Refused("its directory is damaged", _DAMAGED)
        entries = []
        for _ in range(count):
            entry = _entry(struct.unpack_from(form, content, place), place, head)
            if entry.size > room:
                (value,) = struct.unpack_from(
                    order + "I" * (not big) + "Q" * big, content, entry.value
                )
                entry = entry._replace(value=value)
            if entry.value + entry.size > len(content):
                raise Refused("its directory is damaged", _DAMAGED)
            entries.append(entry)
            place += head + room
    except struct.error as error:
        raise Refused("its directory is damaged", _DAMAGED) from error
    return Directory(order=order, big=big, entries=tuple(entries), following=place)


def _entry(stated: tuple[int, ...], place: int, head: int) -> Entry:
    tag, kind, many = stated
    return Entry(tag, kind, many, place, place + head)


def without(content: bytes, tag: int) -> bytes:
    """Return the file without the entry of `tag`; zeros stand where its value was."""
    directory = first(content)
    entry = directory.find(tag)
    if entry is None:
        return content
    changed = bytearray(content)
    changed[entry.value : entry.value + entry.size] = bytes(entry.size)
    size = directory.entry_size
    end = directory.following + struct.calcsize(directory.offset)
    changed[entry.place : end] = changed[entry.place + size : end] + bytes(size)
    counting = directory.order + ("Q" if directory.big else "H")
    start = directory.entries[0].place - struct.calcsize(counting)
    struct.pack_into(counting, changed, start, len(directory.entries) - 1)
    return bytes(changed)


def put_numbers(content: bytearray, directory: Directory, tag: int, numbers: list[int]) -> None:
    """Write the numbers of a tag, behind the file's end where they do not fit as they are.

    Raises:
        Refused: The file would grow beyond what it can count.
    """
    entry = directory.find(tag)
    assert entry is not None  # noqa: S101  # it was read before
    letter = directory.offset[-1]
    wide = 16 if directory.big else 4
    try:
        if entry.kind in _NUMBERS and max(numbers) < 1 << 8 * _SIZES[entry.kind]:
            form = f"{directory.order}{len(numbers)}{_NUMBERS[entry.kind]}"
            struct.pack_into(form, content, entry.value, *numbers)
            return
        packed = struct.pack(f"{directory.order}{len(numbers)}{letter}", *numbers)
        entry = replace_entry(content, directory, entry, wide)
        if len(numbers) > 1:
            content += bytes(len(content) % 2)
            struct.pack_into(directory.offset, content, entry.value, len(content))
            content += packed
        else:
            content[entry.value : entry.value + len(packed)] = packed
    except struct.error as error:
        raise Refused(
            "it would grow beyond what it can count", "Save it as a BigTIFF first."
        ) from error


def replace_entry(content: bytearray, directory: Directory, entry: Entry, kind: int) -> Entry:
    """Give an entry another type, and a value that stands in it."""
    struct.pack_into(directory.order + "H", content, entry.place + 2, kind)
    return entry._replace(
        kind=kind, value=entry.place + directory.entry_size - (8 if directory.big else 4)
    )


def values(content: bytes, directory: Directory, left_out: frozenset[int]) -> Kept:
    """Return the values of all tags but these, those of EXIF and position among them."""
    kept = []
    for entry in directory.entries:
        if entry.tag not in left_out:
            kept.append((f"{entry.tag}", content[entry.value : entry.value + entry.size]))
        if entry.tag in {tiff.EXIF_IFD, tiff.GPS_IFD}:
            start = directory.number(content, entry.tag, 0)
            inner = at(content, start, order=directory.order, big=directory.big)
            flat = replace(
                inner,
                entries=tuple(
                    each for each in inner.entries if each.tag not in {tiff.EXIF_IFD, tiff.GPS_IFD}
                ),
            )
            kept += [
                (f"{entry.tag}/{name}", data) for name, data in values(content, flat, left_out)
            ]
    return tuple(kept)
