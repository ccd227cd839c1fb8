"""The short way from frame to signed frame: what leaves it verifies in full, or nothing leaves it."""

from __future__ import annotations

import hashlib
import io
from contextlib import closing
from dataclasses import dataclass, replace
from random import Random
from types import SimpleNamespace

import pytest
from support import definitions, media
from support.studio import open_studio

from provenance import Capture, Signer, Verdict
from provenance.engine.formats.media_type import JPEG
from provenance.errors import SigningFailed
from provenance.model.asset import Asset
from provenance.model.status import StatusKind
from provenance.model.store import Manifest
from provenance.signing.acceptance import accept_frame
from provenance.signing.identity import Identity
from provenance.signing.survey import Surveyed

MUTANTS = 400
CAPTURE = Capture(device="Test One")


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module")
def frames(studio):
    frames = studio.bare.frame_signer()
    yield frames
    frames.close()


@pytest.fixture(scope="module")
def frame() -> bytes:
    written = io.BytesIO()
    media.drawing(160, 120).save(written, "JPEG", progressive=True, comment=b"a comment")
    return written.getvalue()


@dataclass(frozen=True)
class Made:
    """What the engine makes of a frame, before anybody accepts it."""

    room: SimpleNamespace
    credentials: bytes
    active: Manifest


@pytest.fixture(scope="module")
def made(studio, frame):
    embedder = studio.bare._engine.embedder(studio.bare._credential)
    with closing(embedder.room(definitions.capture("image/jpeg"), frame)) as room:
        credentials = room.sign(hashlib.sha256(frame).digest())
        place = SimpleNamespace(start=room.start, length=room.length)
    yield Made(place, credentials, embedder.read(credentials))
    embedder.close()


def accepts(made, frame):
    source = Surveyed(asset=Asset.of(frame), media_type=JPEG)
    sha256 = hashlib.sha256(frame).digest()
    accept_frame(made.room, made.credentials, made.active, source, sha256=sha256)


def elsewhere(made, **change):
    return replace(made, room=SimpleNamespace(**{**vars(made.room), **change}))


def stating(made, **change):
    """Return what was made with another first manifest."""
    return replace(made, active=replace(made.active, **change))


def test_a_frame_is_trusted_in_full(frames, studio, frame):
    signed = frames.sign(frame, CAPTURE, title="a.jpg")
    report = studio.verifier.inspect(signed.data)

    assert report.verdict is Verdict.TRUSTED
    assert [each.code for each in report.findings if each.severity == "failure"] == []
    assert signed.manifest_label == report.nodes[0].label


def test_whatever_takes_the_short_way_verifies(frames, studio, frame):
    """The law of this room: the full verifier never refuses what was accepted here."""
    random, taken = Random(4), 0
    for number in range(MUTANTS):
        mutant = bytearray(frame)
        for _ in range(random.randint(1, 3)):
            at = random.randrange(2, len(mutant))
            match number % 4:
                case 0:
                    mutant[at] = random.randrange(256)
                case 1:
                    mutant[at] = 0xFF
                case 2:
                    del mutant[at : at + random.randint(1, 40)]
                case 3:
                    mutant[at:at] = random.randbytes(random.randint(1, 8))
        signed = frames.sign(bytes(mutant), CAPTURE)
        if signed is not None:
            taken += 1
            assert studio.verifier.inspect(signed.data).verdict is Verdict.TRUSTED, number
    assert MUTANTS // 10 < taken < MUTANTS


@pytest.mark.parametrize(
    "with_more",
    [
        lambda f: f + f,
        lambda f: f[:-2] + f,
        lambda f: f[: len(f) // 2] + b"\xff\xe4\xff\xff" + f[len(f) // 2 + 4 :],
    ],
)
def test_whatever_lies_between_head_and_end_is_covered_as_it_is(frames, studio, frame, with_more):
    signed = frames.sign(with_more(frame), CAPTURE)
    assert studio.verifier.inspect(signed.data).verdict is Verdict.TRUSTED


def test_the_same_embedded_frame_is_accepted_as_it_is(made, frame):
    accepts(made, frame)


@pytest.mark.parametrize("change", [{"start": 0}, {"length": 1}])
def test_credentials_that_leave_out_more_than_themselves_are_refused(made, frame, change):
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(elsewhere(made, **change), frame)


def test_credentials_that_do_not_fill_their_room_are_refused(made, frame):
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(replace(made, credentials=made.credentials + b"\0"), frame)


def test_credentials_of_another_frame_are_refused(made, frame):
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(made, frame + b"\0")


def test_a_signature_that_nobody_checked_is_refused(made, frame):
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(stating(made, statuses=()), frame)


def test_a_broken_statement_is_refused(made, frame):
    active = made.active
    wrong = replace(
        active.statuses[0], code="assertion.hashedURI.mismatch", kind=StatusKind.FAILURE
    )
    with pytest.raises(SigningFailed, match="hashedURI"):
        accepts(stating(made, statuses=(*active.statuses, wrong)), frame)


def test_two_hashes_over_the_content_are_refused(made, frame):
    active = made.active
    twice = (*active.assertions, *(a for a in active.assertions if "hash" in a.label))
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(stating(made, assertions=twice), frame)


def test_an_identity_takes_the_long_way(studio):
    credential = studio.bare._credential
    with Signer(credential, identity=Identity(credential=credential)) as signer:
        assert signer.frame_signer() is None
