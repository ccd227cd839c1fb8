"""A second credential stands behind what the first one signs, and native code never sees its key."""

from __future__ import annotations

import ctypes
import gc
from importlib.metadata import version

import pytest
from c2pa import c2pa as wrapper
from support import definitions, sealing

from provenance.engine.interface import StandingBehind
from provenance.engine.native import standing
from provenance.errors import EngineError, SigningFailed
from provenance.evidence import cose, identity
from provenance.limits import Limits
from provenance.model.asset import Asset

NAMED = ("c2pa.actions.v2", "com.example.absent")


@pytest.fixture
def person():
    return sealing.new_seal()


@pytest.fixture
def sign(native, seal, photo, tmp_path):
    """Sign a capture with somebody behind it; returns what the store says of that somebody."""

    def of(person, *, roles=(), number=0):
        behind = StandingBehind(key=person, assertions=NAMED, roles=roles)
        definition = definitions.capture("image/jpeg")
        target = tmp_path / f"signed-{number}.jpg"
        store = native.sign(definition, Asset.of(photo), target, seal, behind=behind)
        ((stated,),) = identity.read(store, Limits()).values()
        return stated

    return of


def test_the_library_of_the_pinned_version_has_the_function():
    assert version("c2pa-python").startswith("0.38.")
    assert isinstance(getattr(wrapper._lib, standing.FUNCTION), ctypes._CFuncPtr)


def test_the_identity_names_the_hash_and_what_is_there(sign, person):
    stated = sign(person, roles=("cawg.creator", "com.example.reviewer"))

    assert (stated.label, stated.sig_type) == ("cawg.identity", "cawg.x509.cose")
    assert {each.label for each in stated.references} == {"c2pa.hash.data", "c2pa.actions.v2"}
    assert all(each.matches for each in stated.references)
    assert stated.roles == ("cawg.creator", "com.example.reviewer")
    assert stated.padded
    sign1 = cose.parse(stated.signature)
    (leaf, *_), _ = cose.chain(sign1)
    assert any(cose.verifies(sign1, form, leaf) for form in stated.forms)


def test_without_roles_none_is_stated(sign, person):
    assert sign(person).roles == ()


def test_each_key_is_asked_once_and_outside_the_main_thread(sign, person, seal):
    before = seal.asked
    sign(person)

    assert (person.asked, seal.asked - before) == (1, 1)
    assert person.threads == {"provenance-engine"}


@pytest.mark.parametrize(
    "error", [RuntimeError("card removed"), KeyboardInterrupt(), SystemExit(4)]
)
def test_what_the_second_key_raises_reaches_the_caller_unchanged(sign, person, error):
    def refuse():
        raise error

    person.before = refuse
    with pytest.raises(type(error)) as caught:
        sign(person)
    assert caught.value is error


@pytest.mark.parametrize("signature", [b"", "text", None])
def test_a_second_key_that_returns_no_bytes(sign, person, signature):
    person.sign = lambda _: signature
    with pytest.raises(SigningFailed, match="instead of a signature"):
        sign(person)


def test_a_signature_larger_than_any_is_refused(sign, person):
    """The engine would take it, and end the process when it runs out of room for it."""
    person.sign = lambda _: bytes(5_000)
    with pytest.raises(SigningFailed, match="5000 bytes"):
        sign(person)


def test_an_engine_without_the_function_is_named_as_the_cause(sign, person, monkeypatch):
    monkeypatch.setattr(standing, "FUNCTION", "c2pa_there_is_no_such_function")
    with pytest.raises(EngineError, match="second credential") as caught:
        sign(person)
    assert "c2pa-python 0.38" in caught.value.hint
    assert person.asked == 0


def test_functions_of_both_keys_live_as_long_as_native_code_calls_them(sign, person):
    person.before = gc.collect
    for number in range(20):
        assert sign(person, number=number).padded
        gc.collect()


def test_after_a_refusal_the_same_credentials_sign_again(sign, person):
    def refuse():
        raise RuntimeError("not now")

    person.before = refuse
    with pytest.raises(RuntimeError):
        sign(person)
    person.before = lambda: None
    assert sign(person, number=1).padded
