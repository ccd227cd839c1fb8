"""Signed files changed at random, the same for the same seed; some changes know the format.

kind, changed = mutants.mutant(random.Random(7), data, others=[...])
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from random import Random

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]

LONGEST = 64  # bytes of one run
JUMBF = (b"jumb", b"jumd", b"cbor", b"json", b"bfdb", b"bidb", b"c2pa", b"c2ma", b"c2as", b"c2cl")
CBOR = {0x40: 24, 0x60: 24, 0x80: 24, 0xA0: 24}  # strings, texts, arrays, maps: short lengths
WORDS = (b"alg", b"hash", b"exclusions", b"start", b"length", b"sigTst", b"x5chain", b"url", b"pad")
TELLING = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


def mutant(random: Random, data: bytes, others: Sequence[bytes]) -> tuple[str, bytes]:
    """Change a file in one to three ways; return the name of the first and the changed bytes."""
    names = [random.choice(sorted(CHANGES)) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    changed = data
    for name in names:
        changed = CHANGES[name](random, changed, others) if changed else changed
    return names[0], changed


def _flip(random: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        found[_somewhere(random, data)] ^= 1 << random.randrange(8)
    return bytes(found)


def _run(random: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    size, at = random.randint(1, LONGEST), _somewhere(random, data)
    fill = random.choice((bytes(size), b"\xff" * size, random.randbytes(size)))
    return data[:at] + fill[: len(data) - at] + data[at + size :]


def _cut(random: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data))
    return random.choice(
        (data[:at], data[at:], data[:at] + data[at + random.randint(1, LONGEST) :])
    )


def _insert(random: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = random.choice((random.randrange(len(data)), len(data)))
    start = random.randrange(len(data))
    copied = data[start : start + random.randint(1, 4096)]
    added = random.choice((random.randbytes(random.randint(1, LONGEST)), copied, bytes(8)))
    return data[:at] + added + data[at:]


def _splice(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    first, second = random.randrange(len(data)), random.randrange(len(other))
    return random.choice((data[:first] + other[second:], data + other, other[:second] + data))


def _length(random: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """Change a number that may be a length: before a word of four letters, or anywhere."""
    at = max(0, _place(random, data, JUMBF) - 4)
    shape = random.choice((">I", "<I", ">H", "<H"))
    size = struct.calcsize(shape)
    if at + size > len(data):
        return data
    (number,) = struct.unpack_from(shape, data, at)
    near = number + random.choice((-8, -1, 1, 8, 256))
    value = random.choice((near, *TELLING)) % (1 << 8 * size)
    return data[:at] + struct.pack(shape, value) + data[at + size :]


def _box(random: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """Repeat, drop, rename or exchange a JUMBF box, without correcting what is around it."""
    at = _place(random, data, JUMBF) - 4
    if at < 0:
        return data
    (size,) = struct.unpack_from(">I", data, at)
    end = min(at + max(size, 8), len(data))
    renamed = data[: at + 4] + random.choice(JUMBF) + data[at + 8 :]
    other = max(0, _place(random, data, JUMBF) - 4)
    moved = data[:other] + data[at:end] + data[other:]
    return random.choice((data[:end] + data[at:], data[:at] + data[end:], renamed, moved))


def _cbor(random: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """Change the head of a CBOR item near a known word, or the word itself."""
    at = _place(random, data, WORDS)
    head = max(0, at - 1)
    major = random.choice(sorted(CBOR))
    written = random.choice(
        (bytes([major | random.randrange(28)]), b"\xf6", b"\xd2", b"\x1b", b"\xff")
    )
    inside = at + random.randrange(12)
    changed = data[:inside] + random.randbytes(1) + data[inside + 1 :]
    return random.choice((data[:head] + written + data[head + 1 :], changed))


def _somewhere(random: Random, data: bytes) -> int:
    """Return any place, but seldom one in the zeros that fill up the room beside a signature."""
    places = [random.randrange(len(data)) for _ in range(8)]
    return next((each for each in places if data[each]), places[0])


def _place(random: Random, data: bytes, words: Sequence[bytes]) -> int:
    """Return where one of these words stands, or any place when none does."""
    start = random.randrange(len(data))
    word = random.choice(words)
    at = data.find(word, start)
    at = data.find(word) if at < 0 else at
    return at if at >= 0 else start


CHANGES: dict[str, Change] = {
    "bits": _flip,
    "run": _run,
    "cut": _cut,
    "insert": _insert,
    "splice": _splice,
    "length": _length,
    "box": _box,
    "cbor": _cbor,
}
