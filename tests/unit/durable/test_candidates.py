"""Which manifests the clues of a file lead to, and how near fingerprints are."""

from __future__ import annotations

import pytest
from support.lasting import Shelf

from provenance.durable.interface import Match
from provenance.durable.recovery.clues import Clues
from provenance.durable.recovery.likeness import is_near, nearness
from provenance.durable.recovery.search import candidates
from provenance.errors import InvalidArgument
from provenance.model.soft_binding import BindingKind, SoftBinding, asserted, assertions
from provenance.model.store import Assertion, Manifest

PHASH = "org.media-provenance.phash256.1"
MARK = SoftBinding(
    algorithm="org.media-provenance.watermark.1", value=b"\x10" * 8, kind=BindingKind.WATERMARK
)


def likeness(number: int) -> SoftBinding:
    return SoftBinding(algorithm=PHASH, value=number.to_bytes(32), kind=BindingKind.FINGERPRINT)


def far(number: int) -> SoftBinding:
    """Return a fingerprint that is near to no other one of this kind."""
    return likeness(((1 << 128) - 1) << (number % 2 * 128) ^ (0xFFFF << 16 * (number % 16)))


class Rows:
    """A place that knows these labels by these clues."""

    def __init__(self, **rows):
        self._rows = rows

    def find(self, binding, *, limit=10):
        if binding.kind is BindingKind.FINGERPRINT and "unknown" in self._rows:
            raise InvalidArgument("No such algorithm.")
        return tuple(
            Match(manifest=label, binding=binding, distance=0, score=score)
            for label, (kind, score) in self._rows.items()
            if kind is binding.kind
        )

    def store(self, manifest):
        raise AssertionError("nothing is fetched before it is weighed")


CLUES = Clues(marks=(MARK,), likenesses=(likeness(1),))
WATERMARK, FINGERPRINT = BindingKind.WATERMARK, BindingKind.FINGERPRINT


def test_marks_come_first_then_the_nearest():
    place = Rows(far=(FINGERPRINT, 0.2), near=(FINGERPRINT, 0.9), mark=(WATERMARK, 1.0))
    found = candidates(CLUES, [("here", place)], 10)
    assert [each.manifest for each in found] == ["mark", "near", "far"]
    assert [each.manifest for each in candidates(CLUES, [("here", place)], 2)] == ["mark", "near"]


def test_a_manifest_stands_once_with_every_clue_and_place():
    one, other = Rows(a=(WATERMARK, 1.0)), Rows(a=(FINGERPRINT, 0.5))
    (found,) = candidates(CLUES, [("one", one), ("other", other)], 10)
    assert found.clues == (MARK, likeness(1))
    assert found.places == (("one", one), ("other", other))


def test_what_a_place_says_of_scores_is_bounded():
    shelf = Shelf(stores={"theirs": b""}, score=99.0)
    found = candidates(CLUES, [("shelf", shelf), ("here", Rows(ours=(WATERMARK, 1.0)))], 10)
    assert {each.manifest: each.score for each in found} == {"theirs": 1.0, "ours": 1.0}


def test_a_place_that_knows_no_such_algorithm_is_passed_over():
    place = Rows(unknown=(WATERMARK, 1.0))
    assert [each.manifest for each in candidates(CLUES, [("here", place)], 10)] == ["unknown"]


@pytest.mark.parametrize(
    ("bits", "near"), [(0, 1.0), (32, 0.5), (64, 0.0), (65, None), (256, None)]
)
def test_fingerprints_are_near_up_to_their_bound(bits, near):
    assert nearness(likeness((1 << bits) - 1), (likeness(0),)) == near


def test_a_mark_has_to_be_the_very_same():
    other = SoftBinding(algorithm=MARK.algorithm, value=b"\x10" * 7 + b"\x11", kind=MARK.kind)
    assert nearness(MARK, (MARK,)) == 1.0
    assert nearness(MARK, (other,)) is None
    assert nearness(MARK, (likeness(0),)) is None


def test_what_is_no_fingerprint_is_near_to_none():
    malformed = SoftBinding(algorithm=PHASH, value=b"1", kind=FINGERPRINT)
    assert nearness(likeness(0), (malformed,)) is None


def test_films_that_share_their_opening_alone_are_not_alike():
    stated, own = (likeness(0),), tuple(far(number) for number in range(8))
    assert is_near((likeness(0),), stated)
    assert is_near((likeness(0), *own[:3]), stated)
    assert not is_near((likeness(0), *own), stated)


def test_every_binding_of_a_long_film_is_stated_and_read_again():
    iscc = SoftBinding(algorithm="org.example.mark.1", value=b"\xff\xfe", kind=WATERMARK)
    bindings = (iscc, MARK, *(likeness(number) for number in range(100)))
    labelled = assertions(bindings)
    manifest = Manifest(
        label="urn:a",
        assertions=tuple(Assertion(label=label, data=data) for label, data in labelled),
    )
    assert set(asserted(manifest)) == set(bindings)
