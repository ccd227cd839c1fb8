"""Thumbnails are found by name in the raw store, and only where there is one way to read it."""

from __future__ import annotations

from support.boxes import box
from support.stores import jumbf, signed_manifest, superbox

from provenance.evidence import thumbnails
from provenance.limits import Limits

CLAIM = "c2pa.thumbnail.claim"


def picture(label, data):
    return superbox(b"@\xcb\x0c2", label, box(b"bfdb", b"\0image/jpeg\0"), box(b"bidb", data))


def found(*manifests, limits=Limits()):  # frozen
    return thumbnails.read(jumbf(*manifests), limits)


def test_each_thumbnail_is_found_by_its_manifest_and_its_name():
    one = signed_manifest("a", assertions=[picture(CLAIM, b"1"), picture("c2pa.other", b"2")])
    two = signed_manifest("b", assertions=[picture(f"{CLAIM}.jpeg", b"3")])

    assert found(one, two) == {("a", CLAIM): b"1", ("b", f"{CLAIM}.jpeg"): b"3"}


def test_a_name_that_two_bear_names_neither():
    twice = signed_manifest("a", assertions=[picture(CLAIM, b"1"), picture(CLAIM, b"2")])
    again = signed_manifest("b", assertions=[picture(CLAIM, b"3")])

    assert not found(twice)
    assert not found(again, again)


def test_what_does_not_parse_holds_no_thumbnails():
    whole = jumbf(signed_manifest("a", assertions=[picture(CLAIM, b"1")]))

    assert not thumbnails.read(whole[:-1], Limits())
    assert not thumbnails.read(b"", Limits())
    assert not thumbnails.read(whole, Limits(boxes=4))
    assert not thumbnails.read(whole, Limits(store_bytes=10))
