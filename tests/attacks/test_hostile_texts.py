"""Hostile metadata beside the credentials: it costs little, ends nothing, and changes no verdict."""

from __future__ import annotations

import random
import time
import zlib
from itertools import pairwise

import pytest
from support import boxes, embedded, media

from provenance.engine.guard.engine import GuardedEngine
from provenance.model.asset import Asset

LONGEST_SECONDS = 5.0  # on a busy machine; the worst takes half a second alone
BOMB = "".join(
    f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in pairwise("abcdefghij")
).replace('"&a;', '"ha&a;')


def packet(body="", **properties):
    return embedded.packet(body, DigitalSourceType=embedded.MADE_BY_AI, **properties)


def in_png(xmp):
    return embedded.with_xmp("png", media.content("png"), xmp)


def bomb():
    head = f'<!DOCTYPE x [<!ENTITY a "ha">{BOMB}]>'.encode()
    return in_png(head + packet("<xmp:CreatorTool>&j;</xmp:CreatorTool>"))


def outside():
    head = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return in_png(head + packet("<xmp:CreatorTool>&a;</xmp:CreatorTool>"))


def crowd_of_packets():
    content = media.content("jpeg")
    one = b"\xff\xe1" + (len(embedded.ADOBE) + 40).to_bytes(2)
    return content[:2] + (one + embedded.ADOBE + b"<x/>".ljust(38)) * 100_000 + content[2:]


def crowd_of_packets_in_a_document():
    return media.content("pdf") + b"<x:xmpmeta application/pdf</x:xmpmeta>" * 100_000


def crowd_of_beginnings():
    return media.content("pdf") + b"<x:xmpmeta " * 400_000


def deep_descriptions():
    return in_png(packet("<rdf:Description>" * 300_000))


def compressed_bomb():
    packed = zlib.compress(packet(xmp__CreatorTool="x" * (60 << 20)), 1)
    return embedded.chunk(media.content("png"), b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed)


def circular_exif():
    entry = b"\x87\x69\0\4\0\0\0\1\0\0\0\x08"
    return embedded.segment(
        media.content("jpeg"), 0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\1" + entry + b"\0\0\0\x08"
    )


def endless_items():
    iloc = b"\1\0\0\0\x44\x40\xff\xff" + b"\xff" * 60_000
    iinf = (
        bytes(4)
        + b"\xff\xff"
        + boxes.box(b"infe", b"\2\0\0\0\0\1\0\0mimex\0application/rdf+xml\0") * 5_000
    )
    meta = boxes.box(b"meta", bytes(4) + boxes.box(b"iinf", iinf) + boxes.box(b"iloc", iloc))
    return media.content("avif") + meta


def crowd_of_extents():
    iloc = b"\0\0\0\0\x04\0\xff\xff" + b"\0\1\0\0\xff\xff" * 40_000
    meta = boxes.box(b"meta", bytes(4) + boxes.box(b"iloc", iloc))
    return boxes.box(b"ftyp", b"avif\0\0\0\0") + meta * 15


def crowd_of_empty_extents():
    return crowd_of_extents().replace(b"\0\0\0\0\x04\0\xff\xff", b"\0\0\0\0\0\0\xff\xff")


def crowd_of_stores():
    return media.content("pdf") + b"jumdc2pa" * 200_000


def crowd_of_elements():
    return media.content("svg").replace(b"</svg>", b"<a/>" * 1_000_000)


def crowd_of_bombs():
    packed = zlib.compress(b"<x>" + b"<a/>" * 1_000_000)
    chunk = b"XML:com.adobe.xmp\0\1\0\0\0" + packed
    content = media.content("png")
    for _ in range(90):
        content = embedded.chunk(content, b"iTXt", chunk)
    return content


SILENT = {  # whose metadata cannot be read at all
    "bomb": bomb,
    "outside": outside,
    "nothing": lambda: in_png(b""),
    "nul first": lambda: in_png(b"\0" + packet()),
    "unknown encoding": lambda: in_png(b'<?xml version="1.0" encoding="x-none"?>' + packet()),
    "crowd of packets": crowd_of_packets,
    "crowd in a document": crowd_of_packets_in_a_document,
    "crowd of beginnings": crowd_of_beginnings,
    "circular EXIF": circular_exif,
    "endless items": endless_items,
    "crowd of extents": crowd_of_extents,
    "crowd of empty extents": crowd_of_empty_extents,
    "crowd of stores": crowd_of_stores,
    "crowd of elements": crowd_of_elements,
    "crowd of bombs": crowd_of_bombs,
}
READ = {  # whose metadata are read as far as they go
    "50 MB": lambda: in_png(packet(xmp__CreatorTool="x" * (50 << 20))),
    "packed 60 MB": compressed_bomb,
    "deep": deep_descriptions,
    "cut off": lambda: in_png(packet()[:-50]),
    "NUL behind": lambda: in_png(packet().replace(b"</rdf:Description>", b"\0")),
    "UTF-16": lambda: in_png(packet().decode().encode("utf-16")),
    "UTF-16 without mark": lambda: in_png(packet().decode().partition("?>")[2].encode("utf-16-le")),
    "attributes": lambda: in_png(packet("".join(f"<xmp:a{n} b='{n}'/>" for n in range(90_000)))),
}


@pytest.fixture(scope="module")
def engine():
    with GuardedEngine() as engine:
        yield engine


def looked(engine, content):
    begun = time.perf_counter()
    look = engine.look(Asset.of(content), picture=False)
    assert time.perf_counter() - begun < LONGEST_SECONDS
    return look.texts


@pytest.mark.parametrize("name", SILENT)
def test_metadata_that_cannot_be_read_end_in_silence(name, engine):
    assert looked(engine, SILENT[name]()) == ()


@pytest.mark.parametrize("name", READ)
def test_damaged_and_overlong_metadata_are_read_as_far_as_they_go(name, engine):
    found = looked(engine, READ[name]())
    assert embedded.MADE_BY_AI in {each.value for each in found}


@pytest.mark.parametrize("name", embedded.WRITERS)
def test_no_damage_raises_anything(name, engine):
    chance = random.Random(name)
    xmp = packet(embedded.history("One", "Two"), pdf__Producer="us")
    content = embedded.with_xmp(name, media.content(name), xmp)
    for _ in range(150):
        damaged = bytearray(content[: chance.randrange(1, len(content) + 1)])
        for _ in range(chance.randrange(8)):
            damaged[chance.randrange(len(damaged))] = chance.choice((0, 1, 0x7F, 0xFF))
        looked(engine, bytes(damaged))
