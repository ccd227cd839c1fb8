"""How much of a file a data hash leaves out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.stores import good, manifest, status, store

from provenance.model.store import Assertion
from provenance.verification.coverage import ADDITIONAL, leaves_most_out

STORE, FILE = 1_000, 11_000
NOTED = (*good("a"), status(ADDITIONAL, "a", kind="informational"))


def left_out(data, *, statuses=NOTED):
    binding = Assertion(label="c2pa.hash.data", data=data, created=True)
    found = store(replace(manifest("a", statuses=statuses), assertions=(binding,)))
    return leaves_most_out(found, store_bytes=STORE, file_bytes=FILE)


def ranges(*lengths):
    return {"exclusions": [{"start": 20, "length": length} for length in lengths]}


@pytest.mark.parametrize(
    ("lengths", "most"), [((STORE,), False), ((STORE, 5_000), False), ((STORE, 5_001), True)]
)
def test_more_than_half_of_the_content_is_most_of_it(lengths, most):
    assert left_out(ranges(*lengths)) is most


def test_only_what_the_engine_noted_counts():
    assert not left_out(ranges(STORE, 10_000), statuses=good("a"))


@pytest.mark.parametrize(
    "data",
    [None, [], "x", {}, {"exclusions": 7}, {"exclusions": [7, {}, {"length": "9999999"}]}],
)
def test_any_other_shape_leaves_nothing_out(data):
    assert not left_out(data)
