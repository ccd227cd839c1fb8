"""Candidates of services, which tell less than a repository, or cannot be had at all."""

from __future__ import annotations

import pytest
from support.repositories import mark, store

from provenance.durable.interface import Match
from provenance.durable.recovery import weighing
from provenance.durable.recovery.clues import Clues
from provenance.durable.recovery.search import Candidate
from provenance.errors import NetworkNotAllowed, StorageError
from provenance.limits import Limits
from provenance.model.soft_binding import BindingKind, SoftBinding

PHASH = "org.media-provenance.phash256.1"
CODE = bytes(range(32))


def fingerprint(value: bytes) -> SoftBinding:
    return SoftBinding(algorithm=PHASH, value=value, kind=BindingKind.FINGERPRINT)


def led_to(binding: SoftBinding, *, distance: int = 0) -> Match:
    return Match(manifest="urn:c2pa:1", binding=binding, distance=distance, score=0.9)


def test_a_signed_fingerprint_near_to_what_was_asked_for_counts():
    near, far = bytes([CODE[0] ^ 0xFF, *CODE[1:]]), bytes(each ^ 0xFF for each in CODE)
    assert weighing._is_stated(led_to(fingerprint(CODE)), (fingerprint(CODE),))
    assert weighing._is_stated(led_to(fingerprint(CODE)), (fingerprint(near),))
    assert not weighing._is_stated(led_to(fingerprint(CODE)), (fingerprint(far),))
    assert not weighing._is_stated(led_to(fingerprint(CODE)), (fingerprint(b"short"),))
    assert not weighing._is_stated(led_to(fingerprint(CODE)), ())


def test_what_a_repository_holds_has_to_be_what_was_signed():
    near = bytes([CODE[0] ^ 0xFF, *CODE[1:]])
    assert not weighing._is_stated(led_to(fingerprint(CODE), distance=8), (fingerprint(near),))


def test_a_mark_has_to_be_signed_as_it_is():
    assert weighing._is_stated(led_to(mark(1)), (mark(1),))
    assert not weighing._is_stated(led_to(mark(1)), (mark(2), fingerprint(mark(1).value)))


@pytest.mark.parametrize(
    "error", [NetworkNotAllowed("x may not be contacted."), StorageError("x is silent.")]
)
def test_one_place_out_of_reach_is_told_and_ends_nothing(error):
    class Silent:
        def find(self, binding, *, limit=10):
            raise NotImplementedError

        def store(self, manifest):
            raise error

    scales = weighing.Scales(clues=Clues(), engine=None, judge=None, limits=Limits())
    candidate = Candidate(clue=mark(1), match=led_to(mark(1)), place=Silent(), name="x")
    weighed = scales.weigh(candidate)
    assert not weighed.match.accepted
    assert weighed.match.problem.endswith(str(error))


def test_the_store_of_another_manifest_is_no_find():
    class Lying:
        def find(self, binding, *, limit=10):
            raise NotImplementedError

        def store(self, manifest):
            return store("urn:c2pa:2")

    scales = weighing.Scales(clues=Clues(), engine=None, judge=lambda _store: None, limits=Limits())
    candidate = Candidate(clue=mark(1), match=led_to(mark(1)), place=Lying(), name="x")
    assert not scales.weigh(candidate).match.accepted
