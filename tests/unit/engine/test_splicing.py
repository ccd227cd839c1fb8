"""Splicing: what is made is what Python's own way makes, and what was given stays as it was."""

from __future__ import annotations

import pytest

from provenance.engine.native.splicing import spliced

CONTENT = bytes(range(256)) * 40


@pytest.mark.parametrize("start", [0, 1, 2, 5000, len(CONTENT)])
@pytest.mark.parametrize("inset", [b"", b"x", b"\0" * 70_000], ids=["nothing", "one", "many"])
def test_the_same_as_by_slices(start, inset):
    made = spliced(CONTENT, inset, start)
    assert made == CONTENT[:start] + inset + CONTENT[start:]
    assert hash(made) == hash(CONTENT[:start] + inset + CONTENT[start:])


def test_what_was_given_stays_as_it_was():
    content, inset = bytearray(b"abcdef"), b"123"
    assert spliced(bytes(content), inset, 3) == b"abc123def"
    assert (content, inset) == (b"abcdef", b"123")


@pytest.mark.parametrize("start", [-1, 7])
def test_no_place_outside(start):
    with pytest.raises(ValueError, match="place"):
        spliced(b"abcdef", b"x", start)


def test_bytes_that_the_interpreter_shares_are_not_written_to():
    assert spliced(b"", b"a", 0) == b"a"
    assert spliced(b"", b"b", 0) == b"b"
    assert (bytes([97]), bytes([98])) == (b"a", b"b")
