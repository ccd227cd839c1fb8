"""The keys of issuers are found where they lie, and asked for only where that is allowed."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given
from hypothesis import strategies as st
from support.issuers import DID, HOST, document

from provenance.errors import NetworkNotAllowed
from provenance.limits import Network
from provenance.pki import issuer, transport
from provenance.pki.issuer import Issuers, Silence, keys_of

KEY = ed25519.Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key()
ALLOWED = Network(hosts=frozenset({HOST}))
FIELDS = ("id", "verificationMethod", "assertionMethod", "type", "publicKeyJwk", "kty", "x")


@pytest.fixture
def asked(monkeypatch):
    """Answer every question with the document of `DID`; returns the addresses asked."""
    seen = []

    def ask(question, network, bounds):
        assert network.allows(transport.host_of(question.address))
        assert question.body is None
        assert bounds is issuer.BOUNDS
        seen.append(question.address)
        return json.dumps(document(KEY)).encode()

    monkeypatch.setattr(transport, "ask", ask)
    return seen


def method(**changed):
    (only,) = document(KEY)["verificationMethod"]
    return only | changed


def read(**changed):
    return keys_of(json.dumps(document(KEY, **changed)).encode(), DID)


@pytest.mark.parametrize(
    ("did", "address"),
    [
        (DID, f"https://{HOST}/.well-known/did.json"),
        (f"{DID}:user:alice", f"https://{HOST}/user/alice/did.json"),
        (f"{DID}:a%20b", f"https://{HOST}/a%20b/did.json"),
    ],
)
def test_where_the_keys_lie(asked, did, address):
    Issuers(ALLOWED).of(did)
    assert asked == [address]


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:example:1",
        "did:web:",
        f"{DID}%3A8443",
        f"{DID}:..:secret",
        f"{DID}:.",
        f"{DID}/secret",
        f"{DID}?x",
        f"{DID}#1",
        f"did:web:user@{HOST}",
        "did:web:127.0.0.1",
        "did:web:localhost",
        "did:web:2130706433",
        f"did:web:{HOST}\n",
        f"did:web:{HOST.upper()}",
        f"{DID}:" + "a" * 300,
    ],
)
def test_a_name_that_leads_nowhere_is_not_asked(asked, did):
    everywhere = Network(hosts=frozenset({HOST, "127.0.0.1", "localhost", "2130706433", ""}))

    assert Issuers(everywhere).of(did).silence is Silence.UNKNOWN
    assert asked == []


def test_a_host_that_is_not_allowed_is_not_asked(asked):
    others = Network(hosts=frozenset({"example.org", f"www.{HOST}"}))
    found = Issuers(others).of(DID)

    assert (found.silence, found.host, found.keys) == (Silence.NOT_ASKED, HOST, ())
    assert asked == []


def test_an_issuer_is_asked_once(asked):
    issuers = Issuers(ALLOWED)

    assert issuers.of(DID) is issuers.of(DID)
    assert len(asked) == 1
    assert issuers.of(DID).keys == (PUBLIC,)


def test_a_file_cannot_have_many_issuers_asked(asked):
    issuers = Issuers(ALLOWED)
    found = [issuers.of(f"{DID}:{number}") for number in range(issuer.MOST_ASKED + 1)]

    assert len(asked) == issuer.MOST_ASKED
    assert found[-1].silence is Silence.UNAVAILABLE
    assert "too many" in found[-1].reason


@pytest.mark.parametrize(
    "error",
    [transport.Unanswered("the answer is 404"), NetworkNotAllowed("It leads to 127.0.0.1.")],
)
def test_no_answer_is_told(monkeypatch, error):
    def refuse(*_):
        raise error

    monkeypatch.setattr(transport, "ask", refuse)
    found = Issuers(ALLOWED).of(DID)

    assert found.silence is Silence.UNAVAILABLE
    assert found.reason == str(error).removesuffix(".")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"assertionMethod": [method()]},
        {"assertionMethod": ["#1"]},
        {"assertionMethod": [f"{DID}#1"], "verificationMethod": [method(id="#1")]},
        {"verificationMethod": [method(type="JsonWebKey")]},
        {"assertionMethod": [f"{DID}#2", 7, None, f"{DID}#1"]},
    ],
)
def test_the_key_for_assertions_is_found(changed):
    assert read(**changed) == (PUBLIC,)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "did:web:other.example.org"},
        {"assertionMethod": []},
        {"assertionMethod": None},
        {"assertionMethod": None, "authentication": [method()]},
        {"assertionMethod": ["did:web:other.example.org#1"]},
        {"verificationMethod": []},
        {"verificationMethod": [method(type="Multikey")]},
        {"verificationMethod": [method(publicKeyJwk={"kty": "oct", "k": "AAAA"})]},
        {"verificationMethod": [method(publicKeyJwk="text")]},
        {"assertionMethod": [7] * issuer.MOST_KEYS + [method()]},
    ],
)
def test_a_document_without_such_a_key_gives_none(changed):
    assert read(**changed) == ()


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_document_gives_no_key(text):
    assert keys_of(text, DID) == ()


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5) | st.just(DID),
        lambda each: (
            st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), each, max_size=5)
        ),
    )
)
def test_no_document_raises(value):
    assert keys_of(json.dumps(value).encode(), DID) == ()
