"""Which manifests the clues of a file lead to, and how near fingerprints are."""

from __future__ import annotations

import pytest
from support.lasting import Shelf

from provenance.durable.interface import Match
from provenance.durable.recovery.clues import Clues
from provenance.durable.recovery.likeness import is_near, nearness
from provenance.durable.recovery.places import Asked
from provenance.durable.recovery.search import candidates
from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError
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


def found_in(*places, most=10):
    return candidates(CLUES, [Asked(each) for each in places], most)


def labels(found):
    return [each.manifest for each in found]


def test_marks_come_first_then_the_nearest():
    place = Rows(far=(FINGERPRINT, 0.2), near=(FINGERPRINT, 0.9), mark=(WATERMARK, 1.0))
    found = found_in(place)
    assert [each.manifest for each in found] == ["mark", "near", "far"]
    assert [each.manifest for each in found_in(place, most=2)] == ["mark", "near"]


def test_a_manifest_stands_once_with_every_clue_and_place():
    one, other = Rows(a=(WATERMARK, 1.0)), Rows(a=(FINGERPRINT, 0.5))
    other.address = "https://other.example"
    (found,) = found_in(one, other)
    assert found.clues == (MARK, likeness(1))
    assert [each.name for each in found.places] == ["repository", "https://other.example"]


def test_what_a_place_says_of_scores_is_bounded():
    shelf = Shelf(stores={"theirs": b""}, score=99.0)
    found = found_in(shelf, Rows(ours=(WATERMARK, 1.0)))
    assert {each.manifest: each.score for each in found} == {"theirs": 1.0, "ours": 1.0}


def test_a_place_that_knows_no_such_algorithm_is_passed_over():
    place = Rows(unknown=(WATERMARK, 1.0))
    assert [each.manifest for each in found_in(place)] == ["unknown"]


@pytest.fixture
def liar():
    """A service that calls a hundred manifests the very same, whatever is asked."""
    return Shelf(stores={f"theirs-{number}": b"" for number in range(100)}, score=1.0)


@pytest.mark.parametrize("first", [True, False])
def test_a_service_does_not_crowd_out_what_is_kept_here(liar, first):
    here = Rows(mark=(WATERMARK, 1.0), near=(FINGERPRINT, 0.1))
    found = labels(found_in(*((liar, here) if first else (here, liar))))
    assert found[:2] == ["mark", "near"]
    assert len(found) == 10


def test_a_service_does_not_crowd_out_another(liar):
    honest = Rows(near=(FINGERPRINT, 0.1))
    honest.address = "https://honest.example"
    assert "near" in labels(found_in(liar, honest))


def test_a_mark_does_not_crowd_out_likenesses():
    """Anybody can write a mark into a picture that leads to a hundred others."""
    marks = {f"mark-{number}": (WATERMARK, 1.0) for number in range(100)}
    assert labels(found_in(Rows(**marks, near=(FINGERPRINT, 0.1))))[:2] == ["mark-0", "near"]


def test_places_of_one_kind_take_turns_by_nearness(liar):
    here = Rows(near=(FINGERPRINT, 0.9), far=(FINGERPRINT, 0.2))
    assert labels(found_in(here, liar, most=4)) == ["near", "theirs-0", "far", "theirs-1"]


class Failing(Shelf):
    """A service that answers so often, and no more."""

    def __init__(self, error, after=0):
        super().__init__(stores={"theirs": b""})
        self.error, self.left, self.questions = error, after, 0

    def find(self, binding, *, limit=10):
        self.questions += 1
        self.left -= 1
        if self.left < 0:
            raise self.error
        return super().find(binding, limit=limit)


@pytest.mark.parametrize("error", [StorageError("down"), NetworkNotAllowed("inside")])
def test_a_place_that_fails_is_told_of_and_not_asked_again(error):
    service = Failing(error)
    places = [Asked(service), Asked(Rows(near=(FINGERPRINT, 0.9)))]
    assert labels(candidates(CLUES, places, 10)) == ["near"]
    assert [each.failure for each in places] == [error, None]
    assert service.questions == 1


def test_what_a_place_said_before_it_failed_counts():
    place = Asked(Failing(StorageError("down"), after=1))
    assert labels(candidates(CLUES, [place], 10)) == ["theirs"]
    assert place.failure


def test_a_service_that_took_its_time_is_asked_no_more():
    service = Failing(StorageError("never said"), after=9)
    place = Asked(service, seconds=0)
    assert candidates(CLUES, [place], 10) == []
    assert "https://shelf.example is too slow" in place.failure.message
    with pytest.raises(StorageError, match="too slow"):
        place.store("theirs")
    assert service.questions == 0


def test_a_repository_may_take_its_time():
    place = Asked(Rows(near=(FINGERPRINT, 0.9)), seconds=0)
    assert labels(candidates(CLUES, [place], 10)) == ["near"]


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
