"""Refuse CBOR from a file that would cost more to decode than its length lets one expect.

A decoder for every purpose also reads tags for fractions, patterns and mail, which take time
that grows as the square of their length; and keys of maps that all have the same hash take as
long. Statements and signatures need neither (RFC 8949; RFC 9052, section 1.4).
"""

from __future__ import annotations

from provenance.evidence.jumbf import Malformed

MOST_ITEMS = 50_000
"""Items of one box; a claim that lists 4,000 assertions has about 25,000."""
TAGS = frozenset({0, 1, 18, 24, 32, 61})
"""Times, COSE_Sign1, CBOR in bytes, addresses and CWT: none of them costs anything."""
_BYTES, _TEXT, _LIST, _MAP, _TAG, _OTHER = 2, 3, 4, 5, 6, 7
_END, _ENDLESS, _IN_HEAD = 0xFF, 1 << 62, 24  # a break; an even number; larger ones follow it


def check(data: bytes) -> None:
    """Walk the heads of all items; what is not well formed is left to the decoder.

    Raises:
        Malformed: There are too many items, or tags or keys of kinds that nothing here needs.
    """
    place = 0
    ahead = [1]  # how many items each open container lacks
    maps = [False]  # which of them are maps: there every second item is a key
    for _ in range(MOST_ITEMS):
        while ahead and not ahead[-1]:
            ahead.pop()
            maps.pop()
        if not ahead or place >= len(data):
            return
        if data[place] == _END:
            ahead[-1], place = 0, place + 1
            continue
        kind, number, place = _head(data, place)
        if kind > _TEXT and maps[-1] and ahead[-1] % 2 == 0:
            raise Malformed("A signature box has keys that are neither numbers nor text.")
        if kind == _TAG and number not in TAGS:
            raise Malformed(f"A signature box holds values of an unknown kind ({number}).")
        ahead[-1] -= 1
        inside = _inside(kind, number)
        if inside:
            ahead.append(inside)
            maps.append(kind == _MAP)
        elif kind in {_BYTES, _TEXT}:
            place += number
    raise Malformed("A signature box holds too many values.")


def _head(data: bytes, place: int) -> tuple[int, int, int]:
    """Return the kind of an item, its number, and the place behind both."""
    kind, short = data[place] >> 5, data[place] & 31
    place += 1
    if short < _IN_HEAD:
        return kind, short, place
    if short == _END & 31:
        return kind, _ENDLESS, place
    size = 1 << (short & 3)
    return kind, int.from_bytes(data[place : place + size]), place + size


def _inside(kind: int, number: int) -> int:
    """Return how many items belong to one."""
    if kind == _MAP:
        return number if number == _ENDLESS else 2 * number
    if kind == _LIST or (number == _ENDLESS and kind in {_BYTES, _TEXT}):
        return number
    return int(kind == _TAG)
