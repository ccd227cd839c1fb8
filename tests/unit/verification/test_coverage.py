"""What is said about parts that a signature leaves out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import stores
from support.boxes import box

from provenance.engine.interface import Reading
from provenance.evidence.coverage import Coverage, Part
from provenance.evidence.differences import Differences
from provenance.limits import Limits
from provenance.model.status import StatusKind
from provenance.model.store import Status
from provenance.verification import coverage


def part(name, kind, start=0, length=10):
    return Part(name=name, kind=kind, start=start, length=length)


def judged(*parts):
    return coverage.judge(Coverage(parts=parts))


def test_nothing_left_out_is_nothing_to_tell():
    assert judged() == {}


@pytest.mark.parametrize("kind", ["structure", "index"])
def test_structure_is_listed_but_not_told(kind):
    parts = (part("ftyp box", kind),)

    assert judged(*parts) == {}
    assert [each.name for each in coverage.listed(Coverage(parts=parts))] == ["ftyp box"]


def test_metadata_are_told_by_name_each_once():
    (message,) = judged(
        part("EXIF Make", "metadata"), part("EXIF Make", "metadata"), part("XMP packet", "metadata")
    ).values()

    assert message.endswith("anyone could have changed: EXIF Make, XMP packet.")


def test_a_crowd_of_fields_is_counted():
    parts = [part(f"EXIF {number}", "metadata") for number in range(15)]
    (message,) = judged(*parts).values()

    assert message.endswith("EXIF 11 and 3 more.")


def test_a_name_from_the_file_stands_in_quotes():
    (message,) = judged(part('PNG text Signed by "BBC"', "metadata")).values()

    assert "PNG text \"Signed by 'BBC'\"" in message


def test_room_becomes_content_where_the_index_that_leads_to_content_is_open_too():
    room = part("free box", "room")

    assert list(judged(room)) == ["binding.room-left-out"]
    assert "binding.left-out" in judged(room, part("stco box", "index"))


def test_what_a_store_hides_is_told_by_its_weight():
    said = coverage.judge(Coverage(), Differences(unread=1_200, altered=('c2pa."x"', "c2pa.y")))

    assert said == {
        "assertion.hashedURI.mismatch": (
            "A statement in the credentials of this file is not the one that was signed: "
            '"c2pa.\'x\'", "c2pa.y".'
        ),
        "binding.store-left-out": (
            "The credentials carry 1,200 bytes that no signature covers and that belong to no "
            "statement."
        ),
    }


FAILURE = Status(code="claimSignature.mismatch", kind=StatusKind.FAILURE)
STORE = box(b"jumb", box(b"jumd", b"c2pa" + bytes(12) + b"\3c2pa\0"))


@pytest.mark.parametrize(("statuses", "unread"), [((), 6), ((FAILURE,), 0)])
def test_where_an_engine_stopped_reading_the_rest_is_not_counted(statuses, unread):
    manifest = replace(stores.manifest("a"), statuses=statuses)
    reading = Reading(store=stores.store(manifest), jumbf=STORE, media_type="", sha256="")
    found = coverage.compared(Coverage(store=STORE + b"behind"), reading, Limits())

    assert found == Differences(unread=unread)


def test_a_map_that_ends_early_says_so():
    assert coverage.judge(Coverage(whole=False)) == {"binding.unmapped": ""}


def test_a_report_lists_no_more_than_some_hundred_parts():
    parts = tuple(part("EXIF Make", "metadata", start=n) for n in range(2_000))

    assert len(coverage.listed(Coverage(parts=parts))) == coverage.MOST_LISTED
