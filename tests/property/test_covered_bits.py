"""One changed bit that a signature covers is noticed, in every format whose bytes are hashed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import covered, media
from support.patience import about
from support.studio import open_studio

from provenance import Capture, Verdict

ZIPPED = {name for name in media.EVERY if media.content(name).startswith(b"PK")}
HEADERS = 16  # of a superbox and of its description
BELIEVED = {Verdict.TRUSTED, Verdict.VALID}
BYTE_HASHED = sorted(media.EVERY.keys() - ZIPPED)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("studio") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module")
def signed(studio):
    """Every signed file with the ranges that its signature covers."""
    found = {}
    for name in BYTE_HASHED:
        made = studio.bare.sign(media.content(name), None, Capture())
        report = studio.verifier.inspect(made.data)
        found[name] = made.data, covered.covered(made.data, made.manifest_store, report)
    return found


@pytest.mark.parametrize("name", BYTE_HASHED)
def test_most_of_a_file_is_covered_and_an_untouched_one_is_trusted(name, signed, studio):
    data, ranges = signed[name]

    assert studio.verifier.inspect(data).verdict is Verdict.TRUSTED
    assert sum(end - start for start, end in ranges)


@about(300)
@given(name=st.sampled_from(BYTE_HASHED), share=st.floats(0, 1), bit=st.integers(0, 7))
def test_one_changed_bit_that_is_covered_is_never_trusted_nor_valid(
    name, share, bit, signed, studio
):
    data, ranges = signed[name]
    changed = covered.flipped(data, covered.place(ranges, share), bit)

    assert studio.verifier.inspect(changed).verdict not in BELIEVED


@pytest.fixture(scope="module")
def stated(studio):
    """A signed picture, and where its assertions and what its claim says lie."""
    data = studio.bare.sign(media.content("jpeg"), None, Capture()).data
    assertions, claim = (data.index(each) for each in (b"c2pa.assertions\0", b"c2pa.claim.v2\0"))
    return data, [
        (assertions + len("c2pa.assertions") + 1, data.index(b"c2cl") - HEADERS),
        (claim + len("c2pa.claim.v2") + 1, data.index(b"c2cs") - HEADERS),
    ]


@about(150)
@given(share=st.floats(0, 1), bit=st.integers(0, 7))
def test_nor_is_one_in_what_the_credentials_state(share, bit, studio, stated):
    data, ranges = stated
    changed = covered.flipped(data, covered.place(ranges, share), bit)

    assert studio.verifier.inspect(changed).verdict not in BELIEVED


def test_a_bit_is_changed_where_it_was_said_to_be():
    assert covered.flipped(b"\0\0\0", 1, 3) == b"\0\x08\0"
    assert [covered.place([(2, 4), (9, 10)], share) for share in (0, 0.4, 0.99, 1)] == [2, 3, 9, 9]
