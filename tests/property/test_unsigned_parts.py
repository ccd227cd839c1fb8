"""What no signature covers never makes a verdict better, whoever adds it, swaps it or takes it out.

Two things that lie outside of a signature are proofs by others, and count as such: a time-stamp
of a listed authority over this very signature, and the issuer's word that it revoked the
certificate. One corner is allowed (docs/adr/0006): where no list vouches for an expired signer
anyway, a time-stamp of any authority may lift INVALID to VALID, and never to TRUSTED.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image
from support import bindings, boxes, media, tokens, unsigned
from support.authorities import NOW, START, Development
from support.patience import about
from support.revocations import answer
from support.stores import manifest, store

from provenance import Capture, MetadataChoice, Signer, TrustLists, Verdict, Verifier
from provenance.evidence.cose import Token
from provenance.evidence.store import SignatureEvidence
from provenance.limits import Limits
from provenance.verification.chain import walk
from provenance.verification.judge import judge
from provenance.verification.weight import RANK

PKI, OTHER = Development(), Development(organization="DigiCert, Inc.")
TSA, FOREIGN_TSA = PKI.time_stamper(), OTHER.time_stamper()
SIGNERS = {
    "listed": PKI.signer(),
    "unlisted": OTHER.signer(),
    "listed, expired": PKI.expired(),
    "unlisted, expired": OTHER.expired(),
}
LISTS = {
    "signers": TrustLists(lists=(PKI.list("signer"),)),
    "signers and times": PKI.lists,
    "times": TrustLists(lists=(PKI.list("time"),)),
    "none": TrustLists(),
}
MESSAGE, ANOTHER = b"what the signature says", b"what another one says"
EARLY, LATE = START + timedelta(days=5), START + timedelta(days=50)
FIRST = manifest("a")


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """One token: by whom, over what, of when; `junk` for what is no token at all."""

    listed: bool = False
    message: bytes = MESSAGE
    at: datetime = EARLY
    junk: bytes = b""
    own: bool = True

    @property
    def proves(self) -> bool:
        return self.listed and self.message == MESSAGE and not self.junk


@cache
def raw(stamp):
    by = TSA if stamp.listed else FOREIGN_TSA
    return stamp.junk or tokens.token(stamp.message, by.certificates, by.key, at=stamp.at)


@cache
def ocsp(kind, name):
    signer = SIGNERS[name]
    pki = OTHER if "unlisted" in name else PKI
    if kind == "garbage":
        return b"0\x03\x0a\x01\x00"
    issuer = Development().issuer if kind == "forged" else pki.issuer
    status = "revoked" if kind in {"revoked", "forged"} else kind
    by = None if kind != "forged" else issuer
    return answer(signer.leaf, pki.issuer, status, by=by)


stamps = st.builds(
    Stamp,
    listed=st.booleans(),
    message=st.sampled_from([MESSAGE, ANOTHER]),
    at=st.sampled_from([EARLY, LATE]),
    junk=st.sampled_from([b"", b"", b"", b"\x30\x00", b"junk"]),
    own=st.booleans(),
)
judging = st.tuples(st.sampled_from(sorted(SIGNERS)), st.sampled_from(sorted(LISTS)))
answers = st.lists(st.sampled_from(["good", "unknown", "forged", "garbage"]), max_size=2)
oddities = st.sampled_from([(), ("Unsigned data lies beside the signature.",)])
beside = st.tuples(st.lists(stamps, max_size=3), answers, oddities)


def verdict(name, trust, found=(), said=(), odd=()):
    """Judge one manifest of this signer with such things beside its signature."""
    held = SignatureEvidence(
        label="a",
        chain=SIGNERS[name].chain,
        tokens=tuple(
            Token(raw=raw(each), message=MESSAGE, version=2, own=each.own) for each in found
        ),
        ocsp=tuple(ocsp(kind, name) for kind in said),
        problems=tuple(odd),
        sealed=True,
    )
    only = store(FIRST)
    return judge(only, walk(only, Limits()), {"a": held}, LISTS[trust], at=NOW)["a"].verdict


def lifts_in_the_corner(name, trust, before, after):
    """Tell the one allowed step: an expired signer that no list vouches for, up to VALID."""
    unlisted = "unlisted" in name or "signers" not in trust
    return "expired" in name and unlisted and (before, after) == (Verdict.INVALID, Verdict.VALID)


@about(150)
@given(judging, beside)
def test_what_is_added_improves_nothing_but_by_a_listed_authoritys_proof(case, added):
    forged = [each for each in added[0] if not each.proves]
    before, after = verdict(*case), verdict(*case, forged, *added[1:])

    better = RANK[after] > RANK[before]
    assert not better or lifts_in_the_corner(*case, before, after)


@about(150)
@given(judging, beside, st.data())
def test_what_is_taken_out_improves_nothing_but_when_it_spoke_against_the_file(case, whole, data):
    # Proofs of one signature that disagree, or that lie outside of its certificate, speak against.
    found = [replace(each, at=EARLY) if each.proves else each for each in whole[0]]
    left = [each for each in found if data.draw(st.booleans())]
    fewer = [each for each in whole[1] if data.draw(st.booleans())]

    before, after = verdict(*case, found, *whole[1:]), verdict(*case, left, fewer)
    assert RANK[after] <= RANK[before]


@about(60)
@given(judging, st.lists(stamps, max_size=2))
def test_the_issuers_word_that_it_revoked_a_certificate_improves_nothing(case, found):
    before, after = verdict(*case, found), verdict(*case, found, ["revoked"])

    assert RANK[after] <= RANK[before]
    if before is Verdict.TRUSTED and not any(each.proves for each in found):
        assert after is Verdict.INVALID


@about(60)
@given(judging, stamps, stamps)
def test_another_time_stamp_in_the_place_of_one_improves_nothing_without_proof(case, first, second):
    assume(not second.proves)
    before, after, without = (verdict(*case, each) for each in ([first], [second], []))

    better = RANK[after] > max(RANK[before], RANK[without])
    assert not better or lifts_in_the_corner(*case, without, after)


# --- real files -------------------------------------------------------------------------------

BEGIN = datetime.now(UTC) - timedelta(days=20)
WORSE = (
    Verdict.TRUSTED,  # by a signer that a list vouches for
    Verdict.VALID,  # by one that no list vouches for
    Verdict.INVALID,  # by one that a list vouches for, whose certificate has expired
)


@pytest.fixture(scope="module")
def pki():
    return Development(start=BEGIN)


@pytest.fixture(scope="module")
def people(pki):
    return pki.signer(), Development(start=BEGIN).signer(), pki.expired()


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def signed(pki):
    """A picture whose first segment is EXIF, and a film."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[271] = "Canon of Tokyo"
    media.drawing().save(out, "JPEG", exif=exif)
    none = MetadataChoice(level="none")
    with Signer(pki.signer(), metadata=none, thumbnails=False) as studio:
        return [
            studio.sign(each, None, Capture()) for each in (out.getvalue(), media.content("mp4"))
        ]


@pytest.fixture(scope="module")
def pictures(signed, people):
    return [unsigned.seal_again(signed[0], each) for each in people]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 10**6)
    | st.binary(max_size=40)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
headers = st.dictionaries(
    st.sampled_from(["sigTst", "sigTst2", "rVals", "pad2", "x5chain", "temp", "alg"]), values
)
people_of = st.integers(0, len(WORSE) - 1)


@about(60)
@given(who=people_of, others=headers, times=st.lists(st.sampled_from([EARLY, NOW]), max_size=2))
def test_no_header_that_is_not_signed_improves_a_real_file(who, others, times, pictures, verifier):
    picture = pictures[who]
    home_made = [OTHER.token(picture.imprint, at=at) for at in times]
    forged = picture.with_headers(**others | (unsigned.stamped(*home_made) if times else {}))

    assert verifier.inspect(picture.data).verdict is WORSE[who]
    assert RANK[verifier.inspect(forged).verdict] <= RANK[WORSE[who]]


@pytest.fixture(scope="module")
def open_exif(signed, people):
    """Files that leave out their EXIF segment, and where that is."""
    data = signed[0].data
    start = data.index(b"Exif\0\0")
    length = int.from_bytes(data[start - 2 : start]) - 2
    files = [bindings.by_ranges(signed[0], each, [(start, length)]) for each in people]
    return files, start, length


@about(40)
@given(who=people_of, text=st.binary(min_size=1, max_size=20), place=st.floats(0, 1))
def test_no_metadata_that_are_not_covered_improve_a_file(who, text, place, open_exif, verifier):
    files, start, length = open_exif
    at = start + int(place * (length - len(text)))
    changed = files[who][:at] + text + files[who][at + len(text) :]

    assert verifier.inspect(files[who]).verdict is WORSE[who]
    assert RANK[verifier.inspect(changed).verdict] <= RANK[WORSE[who]]


@about(20)
@given(who=people_of, box=st.builds(boxes.box, st.sampled_from([b"free", b"skip"]), st.binary()))
def test_no_box_that_a_film_leaves_out_improves_it(who, box, signed, people, verifier):
    film = unsigned.seal_again(signed[1], people[who]).data

    assert verifier.inspect(film).verdict is WORSE[who]
    added = verifier.inspect(film + box)
    assert RANK[added.verdict] <= RANK[WORSE[who]]
