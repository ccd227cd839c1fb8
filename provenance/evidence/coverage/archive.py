"""Name the members of a zip archive, and what lies beside them (APPNOTE 6.3.10, 4.3).

A collection hash covers members by their names, and the directory (C2PA 2.4, "Collection
Data Hash"). Some programs read an archive by its directory, others from its beginning:
a member that only those see is content too.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from provenance.evidence.coverage.parts import Part, Range, room, stray, without
from provenance.evidence.coverage.source import Exhausted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source
    from provenance.model.store import Json

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64, LOCATOR64, DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
LOCAL_SIZE, CENTRAL_SIZE, END_SIZE, END64_SIZE, LOCATOR64_SIZE = 30, 46, 22, 56, 20
DESCRIPTOR_SIZE = 4
NAME_SIZE = 26  # where a local header says how long its name is
STREAMED = 0x08  # flag of a member whose lengths stand behind it (APPNOTE 4.4.4)
VERSIONS = 8  # of an entry: its signature, and which versions made it and can read it
LONGEST_COMMENT = 0xFFFF
IN_ZIP64, EXTRA_ZIP64 = 0xFFFFFFFF, 1
CREDENTIALS = b"META-INF/content_credential.c2pa"


class Member(NamedTuple):
    """One entry of the directory, and where its member begins and its data lie.

    Attributes:
        entry: The entry itself.
    """

    name: bytes
    entry: Range
    start: int
    data: int
    end: int


class Archive(NamedTuple):
    """An archive as its directory describes it.

    Attributes:
        directory: Where the directory begins; what ends it reaches to the end of the file.
        shift: How far it lies behind the place that the archive itself states.
    """

    members: tuple[Member, ...]
    directory: int
    shift: int


def left_out(source: Source, data: Mapping[str, Json]) -> Iterator[Range]:
    """Yield what a collection hash leaves out of an archive.

    Raises:
        Exhausted: There are too many members, or the directory cannot be read.
    """
    archive = opened(source)
    counted = Counter(each.name for each in archive.members)
    listed = _listed(data.get("uris"))
    covered = [
        (each.start, each.end)
        for each in archive.members
        if each.name in listed and counted[each.name] == 1
    ]
    if data.get("zip_central_directory_hash"):
        covered.append((archive.directory, source.size))
    yield from without([(0, source.size)], covered)


def _listed(uris: Json) -> frozenset[bytes]:
    """Return the names of members that have a hash."""
    if isinstance(uris, Mapping):
        return frozenset(str(each).encode() for each in uris)
    listed = uris if isinstance(uris, list | tuple) else ()
    return frozenset(str(each.get("uri")).encode() for each in listed if isinstance(each, Mapping))


def walk(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # members lie anywhere
    """Yield the members, the directory, and what is neither."""
    archive = opened(source)
    known: list[Range] = [(archive.directory, source.size)]
    for each in archive.members:
        parts = tuple(_member(source, each))
        known.extend((part.start, part.end) for part in parts)
        yield from parts
    size = source.size - archive.directory
    name = "directory of the archive"
    yield Part(name=name, kind="content", start=archive.directory, length=size)
    entries = frozenset(_stated(source, *each.entry) for each in archive.members)
    for start, end in without([(0, source.size)], known):
        if archive.shift:  # some programs look for a directory at the stated place
            name = "bytes that move the archive"
            yield Part(name=name, kind="content", start=start, length=end - start)
        else:
            yield from _between(source, start, end, entries)


def _stated(source: Source, start: int, end: int) -> bytes:
    """Return what an entry states of its member; versions of the writer are not part of that."""
    return source.at(start + VERSIONS, end - start - VERSIONS)


def _names_credentials(source: Source, start: int) -> bool:
    """Tell whether an entry of a directory is that of credentials."""
    return source.at(start + CENTRAL_SIZE, len(CREDENTIALS) + 1)[: len(CREDENTIALS)] == CREDENTIALS


def _member(source: Source, member: Member) -> Iterator[Part]:
    start, data, end = member.start, member.data, member.end
    extra = start + LOCAL_SIZE + len(member.name)
    (size,) = struct.unpack("<H", source.at(start + NAME_SIZE, 2).ljust(2, b"\0"))
    if source.at(start + LOCAL_SIZE, size) != member.name:
        name = "a member with two names"
        yield Part(name=name, kind="content", start=start, length=data - start)
    if _ends_elsewhere(source, member):
        name = "a member with two lengths"
        yield Part(name=name, kind="content", start=start, length=end - start)
    if member.name == CREDENTIALS:
        name = "header of the credentials"
        yield Part(name=name, kind="structure", start=start, length=min(extra, data) - start)
        if extra < data:
            yield room(source, "extra field of the credentials", extra, extra, data)
        store = ((data, end),)
        length = end - data
        yield Part(name="credentials", kind="credentials", start=data, length=length, store=store)
    elif member.name.endswith(b"/") and data == end:
        yield Part(name="folder", kind="structure", start=start, length=min(extra, data) - start)
        if extra < data:
            yield room(source, "extra field of a folder", extra, extra, data)
    else:
        name = f"member {member.name.decode('utf-8', 'replace')}"
        yield Part(name=name, kind="content", start=start, length=end - start)
    yield from _descriptor(source, member)


def _ends_elsewhere(source: Source, member: Member) -> bool:
    """Tell whether a program that reads from the beginning sees another end of a member.

    What it takes for a further member then lies in this one.
    """
    (flags, packed) = struct.unpack("<6xH10xI", source.at(member.start, 22).ljust(22, b"\0"))
    unknown = flags & STREAMED or packed == IN_ZIP64
    return not unknown and packed != member.end - member.data


def _descriptor(source: Source, member: Member) -> Iterator[Part]:
    """Yield what a program that wrote in one go put behind a member: its checksum and sizes."""
    (flags,) = struct.unpack("<6xH", source.at(member.start, 8).ljust(8, b"\0"))
    if flags & STREAMED:
        begin = source.at(member.end, DESCRIPTOR_SIZE)
        length = 16 if begin.startswith(DESCRIPTOR) else 12
        yield Part(name="checksum of a member", kind="structure", start=member.end, length=length)


def _between(source: Source, start: int, end: int, entries: frozenset[bytes]) -> Iterator[Part]:
    """Yield bytes between members: who signs anew leaves old credentials and directories behind.

    Any other member there is content: programs that read from the beginning show it.
    """
    while start < end:
        source.step()
        if following := _old_credentials(source, start, end):
            name = "earlier credentials of the archive"
            yield Part(name=name, kind="room", start=start, length=following - start)
        elif following := _old_directory(source, start, end, entries):
            name = "earlier directory of the archive"
            yield Part(name=name, kind="structure", start=start, length=following - start)
        elif source.holds(LOCAL, start, end):
            name = "a member that the directory does not name"
            yield Part(name=name, kind="content", start=start, length=end - start)
            return
        else:
            yield stray(source, "between the members of the archive", start, end)
            return
        start = following


def _old_credentials(source: Source, start: int, end: int) -> int:
    """Return where a member of the credentials' name that begins here ends; 0 for none."""
    head = source.at(start, LOCAL_SIZE)
    if not head.startswith(LOCAL) or len(head) < LOCAL_SIZE:
        return 0
    packed, _, name_size, extra_size = struct.unpack_from("<2I2H", head, 18)
    if source.at(start + LOCAL_SIZE, name_size) != CREDENTIALS:
        return 0
    following = start + LOCAL_SIZE + name_size + extra_size + packed
    return following if following <= end else 0


def _old_directory(source: Source, start: int, end: int, entries: frozenset[bytes]) -> int:
    """Return where entries end that the directory has too, or that name credentials; 0 for none."""
    place = start
    while place < end:
        source.step()
        head = source.at(place, CENTRAL_SIZE)
        if not head.startswith(CENTRAL):
            break
        following = place + _entry_size(head)
        known = _stated(source, place, following) in entries
        if following > end or not (known or _names_credentials(source, place)):
            break
        place = following
    return place if place > start else 0


def opened(source: Source) -> Archive:
    """Read the directory.

    Raises:
        Exhausted: There are too many members, or a member is not where it should be.
    """
    place, shift = _directory(source)
    begin, members = place, []
    while (head := source.at(place, CENTRAL_SIZE)).startswith(CENTRAL):
        source.step()
        entry = source.at(place, _entry_size(head))
        members.append(_opened(source, entry, place, shift))
        place += len(entry)
    return Archive(tuple(members), begin, shift)


def _entry_size(head: bytes) -> int:
    if len(head) < CENTRAL_SIZE:
        return CENTRAL_SIZE
    return int(CENTRAL_SIZE + sum(struct.unpack_from("<3H", head, 28)))


def _opened(source: Source, entry: bytes, place: int, shift: int) -> Member:
    packed, whole, name_size, extra_size = struct.unpack_from("<2I2H", entry.ljust(46, b"\0"), 20)
    (offset,) = struct.unpack_from("<I", entry.ljust(46, b"\0"), 42)
    name = entry[CENTRAL_SIZE : CENTRAL_SIZE + name_size]
    extra = entry[CENTRAL_SIZE + name_size :][:extra_size]
    if IN_ZIP64 in {packed, whole, offset}:
        packed, offset = _in_zip64(extra, whole, packed, offset)
    start = offset + shift
    head = source.at(start, LOCAL_SIZE)
    if not head.startswith(LOCAL) or len(head) < LOCAL_SIZE:
        raise Exhausted
    data = start + LOCAL_SIZE + sum(struct.unpack_from("<2H", head, 26))
    if data + packed > source.size:
        raise Exhausted
    return Member(name, (place, place + len(entry)), start, data, data + packed)


def _in_zip64(extra: bytes, whole: int, packed: int, offset: int) -> tuple[int, int]:
    """Return packed size and offset from the extra field for 64 bits (APPNOTE 4.5.3)."""
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, place)
        if kind == EXTRA_ZIP64:
            wide = iter(
                struct.unpack_from(f"<{min(size, len(extra) - place - 4) // 8}Q", extra, place + 4)
            )
            _, packed, offset = (
                next(wide, each) if each == IN_ZIP64 else each for each in (whole, packed, offset)
            )
            break
        place += 4 + size
    return packed, offset


def _directory(source: Source) -> tuple[int, int]:
    """Return where the directory starts, and by how much offsets are shifted.

    Raises:
        Exhausted: There is none.
    """
    tail_start = max(0, source.size - END_SIZE - LONGEST_COMMENT)
    tail = source.at(tail_start, END_SIZE + LONGEST_COMMENT)
    found = tail.rfind(END)
    if found < 0 or len(tail) - found < END_SIZE:
        raise Exhausted
    size, offset = struct.unpack_from("<2I", tail, found + 12)
    end = tail_start + found
    if IN_ZIP64 in {size, offset}:
        locator = source.at(end - LOCATOR64_SIZE, LOCATOR64_SIZE).ljust(LOCATOR64_SIZE, b"\0")
        (place,) = struct.unpack_from("<Q", locator, 8)
        record = source.at(place, END64_SIZE)
        if not locator.startswith(LOCATOR64) or not record.startswith(END64):
            raise Exhausted
        (offset,) = struct.unpack_from("<Q", record.ljust(END64_SIZE, b"\0"), 48)
        return offset, 0
    if end < size:
        raise Exhausted
    return end - size, end - size - offset  # bytes before the archive move everything alike
