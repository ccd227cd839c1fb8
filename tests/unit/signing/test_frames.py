"""The short way from frame to signed frame: what leaves it verifies in full, or nothing leaves it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from random import Random

import pytest
from support import media
from support.studio import open_studio

from provenance import Capture, Signer, Verdict
from provenance.engine.formats.media_type import JPEG
from provenance.errors import SigningFailed
from provenance.model.asset import Asset
from provenance.model.status import StatusKind
from provenance.signing.acceptance import accept_frame
from provenance.signing.frames import FrameSigner
from provenance.signing.identity import Identity
from provenance.signing.statements import Statements
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


@pytest.fixture(scope="module")
def embedded(studio, frame):
    """What the engine makes of a frame, before anybody accepts it."""
    kept = []
    embedder = studio.bare._engine.embedder(studio.bare._credential)

    class Keeping:
        def embed(self, definition, frame):
            kept.append(embedder.embed(definition, frame))
            return kept[-1]

        def close(self):
            embedder.close()

    signer = FrameSigner(Keeping(), None, lambda *_: Statements(), ())
    signer.sign(frame, CAPTURE)
    signer.close()
    return kept[0]


def accepts(embedded, frame, **change):
    source = Surveyed(asset=Asset.of(frame), media_type=JPEG)
    accept_frame(replace(embedded, **change), source, sha256=hashlib.sha256(frame).digest())


def changed(embedded, **change):
    """Return the store with another first manifest."""
    store = embedded.store
    active = replace(store.active, **change)
    others = tuple(m for m in store.manifests if m.label != active.label)
    return replace(store, manifests=(active, *others))


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


def test_the_same_embedded_frame_is_accepted_as_it_is(embedded, frame):
    accepts(embedded, frame)


@pytest.mark.parametrize("change", [{"start": 0}, {"length": 1}])
def test_credentials_that_leave_out_more_than_themselves_are_refused(embedded, frame, change):
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(embedded, frame, **change)


def test_credentials_of_another_frame_are_refused(embedded, frame):
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(embedded, frame + b"\0")


def test_a_signature_that_nobody_checked_is_refused(embedded, frame):
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(embedded, frame, store=changed(embedded, statuses=()))


def test_a_broken_statement_is_refused(embedded, frame):
    active = embedded.store.active
    wrong = replace(
        active.statuses[0], code="assertion.hashedURI.mismatch", kind=StatusKind.FAILURE
    )
    with pytest.raises(SigningFailed, match="hashedURI"):
        accepts(embedded, frame, store=changed(embedded, statuses=(*active.statuses, wrong)))


def test_two_hashes_over_the_content_are_refused(embedded, frame):
    active = embedded.store.active
    twice = (*active.assertions, *(a for a in active.assertions if "hash" in a.label))
    with pytest.raises(SigningFailed, match="not bound"):
        accepts(embedded, frame, store=changed(embedded, assertions=twice))


def test_an_identity_takes_the_long_way(studio):
    credential = studio.bare._credential
    with Signer(credential, identity=Identity(credential=credential)) as signer:
        assert signer.frame_signer() is None
