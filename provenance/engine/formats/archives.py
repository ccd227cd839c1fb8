"""Tell office documents, books and plain archives apart by the members that say it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.containers import archive
from provenance.engine.formats import media_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.engine.containers.archive import Member
    from provenance.engine.formats.media_type import MediaType

SIGNATURES = (archive.LOCAL, archive.END)
MOST_MEMBERS = 100_000
MOST_BYTES = 1 << 20  # of a member that says what the package is
CONTENT_TYPE = re.compile(rb"""ContentType\s{0,9}=\s{0,9}["']([^"']{1,200})["']""")


def recognise(content: BinaryIO, head: bytes, _subject: str) -> MediaType | None:
    """Recognise a zip file, and say so when its members are compressed.

    The engine signs members that are stored as they are, and no others.
    """
    if not head.startswith(SIGNATURES):
        return None
    members = tuple(islice(archive.walk(content), MOST_MEMBERS))
    found = _kind(content, members)
    if all(member.method == archive.STORED for member in members):
        return found
    return replace(
        found,
        writable=False,
        obstacle="Its parts are compressed, and only stored parts can be signed.",
        cure="Pack it again without compression (zip -0), then sign that.",
    )


def _kind(content: BinaryIO, members: Iterable[Member]) -> MediaType:
    for member in members:
        if member.name == b"mimetype":
            named = archive.unpacked(content, member, MOST_BYTES).strip().decode("ascii", "replace")
            return media_type.SELF_NAMED.get(named, media_type.ZIP)
        if member.name == b"[Content_Types].xml":
            return _office(archive.unpacked(content, member, MOST_BYTES))
    return media_type.ZIP


def _office(content_types: bytes) -> MediaType:
    """Find the main part's type in the list of all parts' types (ECMA-376, part 2, 7.3)."""
    for stated in CONTENT_TYPE.findall(content_types):
        found = media_type.OFFICE.get(stated.decode("ascii", "replace").lower())
        if found:
            return found
    return media_type.ZIP
