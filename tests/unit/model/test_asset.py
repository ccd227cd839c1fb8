"""What is looked for in a stream is found wherever it lies."""

from __future__ import annotations

import io

import pytest

from provenance.model import asset
from provenance.model.asset import occurs


@pytest.mark.parametrize("before", [0, 1, 5, 6, 7, 8, 9, 15, 16, 17])
@pytest.mark.parametrize("after", [0, 3])
def test_bytes_are_found_across_blocks(monkeypatch, before, after):
    monkeypatch.setattr(asset, "_BLOCK", 8)
    content = io.BytesIO(b"." * before + b"wanted" + b"." * after)
    content.seek(before)
    assert occurs(b"wanted", content)
    assert not occurs(b"wantee", content)


def test_what_is_longer_than_a_block_or_than_the_stream(monkeypatch):
    monkeypatch.setattr(asset, "_BLOCK", 4)
    assert occurs(b"a long word", io.BytesIO(b"...a long word."))
    assert not occurs(b"a long word", io.BytesIO(b"a long"))
    assert not occurs(b"a", io.BytesIO())
