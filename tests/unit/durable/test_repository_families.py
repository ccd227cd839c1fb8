"""One algorithm has codes of pictures and of sound: a repository never takes one for the other."""

from __future__ import annotations

import base64

import pytest
from support import repositories

from provenance.durable.fingerprints import BY_NAME
from provenance.durable.fingerprints.iscc import ALGORITHM, SOUND_NEAR
from provenance.durable.recovery.likeness import is_near, nearness
from provenance.model.soft_binding import BindingKind, SoftBinding

CODE = bytes(range(32))
IMAGE, AUDIO, VIDEO = b"\x21\x07", b"\x22\x07", b"\x23\x07"
LABEL = "urn:c2pa:00000000-0000-4000-8000-00000000000{}"


def iscc(header: bytes, code: bytes = CODE) -> SoftBinding:
    text = "ISCC:" + base64.b32encode(header + code).decode().rstrip("=")
    return SoftBinding(algorithm=ALGORITHM, value=text.encode(), kind=BindingKind.FINGERPRINT)


def far(bits: int) -> bytes:
    return repositories.flipped(CODE, bits)


@pytest.fixture
def filled(place):
    """A repository with one picture, one recording and one film of the very same code."""
    repository = place.open(fingerprints=BY_NAME)
    for number, header in enumerate((IMAGE, AUDIO, VIDEO)):
        label = LABEL.format(number)
        repository.add(
            repositories.store(label),
            manifest=label,
            media_type="image/jpeg",
            bindings=(iscc(header),),
        )
    return repository


@pytest.mark.parametrize(("number", "header"), list(enumerate((IMAGE, AUDIO, VIDEO))))
def test_a_code_leads_only_to_its_own_family(filled, number, header):
    for code in (CODE, far(5)):
        found = filled.find(iscc(header, code), limit=1)
        assert [each.manifest for each in found] == [LABEL.format(number)]
        assert len(filled.find(iscc(header, code))) == 1


@pytest.mark.parametrize(("bits", "found"), [(24, 1), (25, 0), (64, 0)])
def test_sound_has_to_be_nearer_than_a_picture(filled, bits, found):
    assert len(filled.find(iscc(AUDIO, far(bits)))) == found
    assert len(filled.find(iscc(IMAGE, far(bits)))) == 1
    assert filled.find(iscc(IMAGE, far(65))) == ()


def test_a_score_tells_how_near_it_is_for_its_family(filled):
    (sound,) = filled.find(iscc(AUDIO, far(12)))
    (picture,) = filled.find(iscc(IMAGE, far(16)))
    assert (sound.distance, sound.score) == (12, 0.5)
    assert (picture.distance, picture.score) == (16, 0.75)


def test_what_a_signer_stated_is_held_against_its_own_family_alone():
    stated = (iscc(IMAGE),)
    assert nearness(iscc(IMAGE, far(64)), stated) == 0
    assert nearness(iscc(AUDIO), stated) is None
    assert nearness(iscc(AUDIO, far(SOUND_NEAR)), (iscc(AUDIO),)) == 0
    assert nearness(iscc(AUDIO, far(SOUND_NEAR + 1)), (iscc(AUDIO),)) is None
    assert not is_near((iscc(AUDIO),), stated)
    assert is_near((iscc(AUDIO),), (iscc(AUDIO),))
