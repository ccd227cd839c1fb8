"""Asking about revocation: named hosts alone, and nothing is kept that was not checked."""

from __future__ import annotations

import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as messages
from support.authorities import NOW, Development
from support.loopback import HERE, Reply, listening
from support.revocations import DAY, access, answer, crl, part, point, refusal, responder

from provenance.errors import StorageError
from provenance.limits import Network
from provenance.pki import transport
from provenance.pki.revocation import cache as keeping
from provenance.pki.revocation import update
from provenance.pki.revocation.cache import RevocationCache

PKI = Development()
ALLOWED = Network(hosts=frozenset({HERE}))
STAMPER = PKI.time_stamper()


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    bounds = transport.Bounds(most_bytes=1 << 20, silence_seconds=1, whole_seconds=1)
    monkeypatch.setattr(update, "_OCSP_BOUNDS", bounds)
    monkeypatch.setattr(update, "_LIST_BOUNDS", bounds)


@pytest.fixture
def cache(tmp_path):
    return RevocationCache(tmp_path / "kept")


def signer(server, path="/ocsp", lists=()):
    named = [access(server.address(path)), *(point(server.address(each)) for each in lists)]
    return PKI.signer(instead=named)


def asked(issued, cache, network=ALLOWED, at=NOW):
    found = update.enquiries([issued.chain])
    (enquiry,) = found
    return update.RevocationUpdate(cache, network, at=at).ask(enquiry)


class Responder:
    """Answers about one signer as it is told, once that signer exists."""

    def __init__(self, make, **how):
        self.make, self.how, self.leaf = make, how, None

    def __call__(self, path, body):
        nonce = b""
        if body:
            found = messages.load_der_ocsp_request(body)
            assert found.serial_number == self.leaf.serial_number
            nonce = found.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        made = self.make(self.leaf, nonce, path)
        return made if isinstance(made, Reply) else Reply(body=made, **self.how)


def outcome(make, cache, *, lists=(), **how):
    serving = Responder(make, **how)
    with listening(serving) as server:
        issued = signer(server, lists=lists)
        serving.leaf = issued.leaf
        return asked(issued, cache), server


def good(leaf, nonce, _path):
    return answer(leaf, PKI.issuer, nonce=nonce)


@pytest.mark.parametrize("status", ["good", "revoked", "unknown"])
@pytest.mark.parametrize("repeats_nonce", [True, False])
def test_what_the_issuer_says_is_kept(status, repeats_nonce, cache):
    found, server = outcome(
        lambda leaf, nonce, _: answer(
            leaf, PKI.issuer, status, nonce=nonce if repeats_nonce else b""
        ),
        cache,
    )
    (entry,) = cache.entries()
    assert (found.status, found.fault, found.kept) == (status, "", entry.name)
    assert found.address == server.address("/ocsp")
    assert found.until == entry.until
    assert len(server.asked) == 1


def test_an_appointed_responder_may_speak_for_the_issuer(cache):
    appointed = responder(PKI)
    found, _ = outcome(lambda leaf, *_: answer(leaf, PKI.issuer, by=appointed), cache)
    assert found.status == "good"


OTHER = Development()
WRONG = {
    "stale": (
        lambda leaf, *_: answer(leaf, PKI.issuer, since=NOW - 60 * DAY),
        "held only until 2026-04-09",
    ),
    "stale, though revoked": (
        lambda leaf, *_: answer(leaf, PKI.issuer, "revoked", since=NOW - 60 * DAY),
        "held only until",
    ),
    "of the future": (
        lambda leaf, *_: answer(leaf, PKI.issuer, since=NOW + DAY),
        "given only on",
    ),
    "wrong signer": (
        lambda leaf, *_: answer(leaf, PKI.issuer, by=OTHER.issuer),
        "not signed by the issuer",
    ),
    "wrong certificate": (
        lambda *_: answer(PKI.signer().leaf, PKI.issuer),
        "about other certificates",
    ),
    "another issuer's": (lambda leaf, *_: answer(leaf, OTHER.issuer), "about other certificates"),
    "another question": (
        lambda leaf, *_: answer(leaf, PKI.issuer, nonce=b"x" * 32),
        "answer to another question",
    ),
    "a refusal": (lambda *_: refusal(), "could not be answered"),
    "rubbish": (lambda *_: b"<html>rubbish</html>", "cannot be read"),
    "nothing": (lambda *_: b"", "cannot be read"),
    "an error": (lambda *_: Reply(status=500), "the answer is 500"),
    "endless": (lambda *_: Reply(endless=True), "too large"),
    "slow": (lambda *_: Reply(body=b"x" * 500, pause=0.1), "too slow"),
    "a redirect": (
        lambda *_: Reply(status=301, location="http://ocsp.example.com/"),
        "the answer is 301",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_anything_else_is_refused_soon_and_not_kept(name, cache):
    make, why = WRONG[name]
    started = time.monotonic()
    found, server = outcome(make, cache)

    assert why in found.fault
    assert found.fault.startswith(server.address("/ocsp"))
    assert (found.status, found.kept, cache.entries()) == (None, "", ())
    assert time.monotonic() - started < 5


def test_a_list_helps_where_no_answer_is_usable(cache):
    def reply(leaf, _nonce, path):
        return crl(PKI.issuer, leaf) if path == "/list" else Reply(status=500)

    found, server = outcome(reply, cache, lists=["/list"])
    assert (found.status, found.address) == ("revoked", server.address("/list"))
    assert [path for path, _ in server.asked] == ["/ocsp", "/list"]
    assert [each.kind for each in cache.entries()] == ["crl"]


@pytest.mark.parametrize(
    "raw",
    [
        crl(PKI.issuer, by=OTHER.issuer),
        crl(OTHER.root),
        crl(PKI.issuer, since=NOW - 60 * DAY),
        crl(PKI.issuer, part=part(only_contains_ca_certs=True)),
        b"rubbish",
    ],
    ids=["forged", "another's", "stale", "a part", "rubbish"],
)
def test_a_list_is_checked_likewise(raw, cache):
    def reply(_leaf, _nonce, path):
        return raw if path == "/list" else Reply(status=500)

    found, _ = outcome(reply, cache, lists=["/list"])
    assert (found.status, cache.entries()) == (None, ())
    assert "/list: " in found.fault


def test_a_list_is_asked_where_the_responder_does_not_know(cache):
    def reply(leaf, nonce, path):
        return crl(PKI.issuer) if path == "/list" else answer(leaf, PKI.issuer, "unknown")

    found, _ = outcome(reply, cache, lists=["/list"])
    assert found.status == "good"


def test_a_host_that_is_not_named_is_not_asked(cache):
    with listening(lambda *_: Reply(status=500)) as server:
        found = asked(signer(server), cache, Network(hosts=frozenset({"example.com"})))
        assert server.asked == []
    assert found.fault == f"None of its hosts may be contacted: {HERE}."


def test_by_default_nobody_is_asked(cache):
    with listening(lambda *_: Reply(status=500)) as server:
        assert asked(signer(server), cache, Network()).status is None
        assert server.asked == []


def test_a_list_is_fetched_once_and_a_silent_address_is_asked_once(cache):
    def reply(path, _body):
        return Reply(body=crl(PKI.issuer)) if path == "/list" else Reply(status=500)

    with listening(reply) as server:
        both = [signer(server, lists=["/list"]) for _ in range(2)]
        found = update.enquiries([each.chain for each in both])
        asking = update.RevocationUpdate(cache, ALLOWED, at=NOW)
        assert [asking.ask(each).status for each in found] == ["good", "good"]
        assert [path for path, _ in server.asked] == ["/ocsp", "/list"]


def test_what_can_be_asked_is_what_certificates_below_an_anchor_name():
    anchor = PKI.root.certificate.public_bytes(Encoding.DER)
    paths = [(*PKI.signer().chain, anchor), (*STAMPER.chain, anchor), (anchor,), (), (b"x", b"y")]
    found = update.enquiries([*paths, *paths])
    assert [each.name for each in found] == ["Signer", "Issuer", "Time stamper", "Time issuer"]
    assert {each.hosts for each in found} == {("ocsp.development.invalid",)}


@pytest.mark.parametrize("address", ["ldap://example.com/", "http://[", "http://u@example.com/"])
def test_an_address_of_no_use_is_passed_over(address):
    assert update.enquiries([PKI.signer(instead=[access(address)]).chain]) == ()


def test_only_so_many_certificates_are_asked_about(monkeypatch):
    monkeypatch.setattr(update, "MOST_ENQUIRIES", 2)
    assert len(update.enquiries([PKI.signer().chain for _ in range(3)])) == 2


def test_a_full_cache_is_said(cache, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_FILES", 0)
    with pytest.raises(StorageError):
        outcome(good, cache)
