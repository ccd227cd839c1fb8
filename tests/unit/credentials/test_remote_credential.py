"""Signing with a key at a service: what it is told, what is believed, and what goes wrong."""

from __future__ import annotations

import base64
import copy
import json
import pickle
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from support.loopback import HERE, Reply, listening
from support.signing_service import serving

from provenance import open_credential
from provenance.credentials.remote import CONFIGURATION, open_remote
from provenance.errors import (
    CertificateRejected,
    CredentialError,
    InvalidArgument,
    NetworkNotAllowed,
)
from provenance.evidence.keys import is_signature
from provenance.limits import Network
from provenance.pki import transport
from provenance.pki.issuing import development
from provenance.service.signing import single
from provenance.service.signing.clients import Clients
from provenance.service.signing.server import Place

TOKEN = "a-token-that-nobody-else-knows"  # it opens nothing
ALLOWED = Network(hosts=frozenset({HERE}))
SOON = transport.Bounds(most_bytes=256 << 10, silence_seconds=5, whole_seconds=1)
DATA = b"what COSE calls Sig_structure"
SIGN = "/api/v1/c2pa/sign"


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return development.create(tmp_path_factory.mktemp("remote") / "keys")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return development.create(tmp_path_factory.mktemp("remote") / "other")


def opened(url, *, token=TOKEN, network=ALLOWED, bounds=SOON, http_on_loopback=True):
    return open_remote(
        url, token=token, network=network, bounds=bounds, http_on_loopback=http_on_loopback
    )


class Stub:
    """A service that answers as it is told; with the right key unless told otherwise."""

    def __init__(self, pki):
        self.credential = open_credential(pki.chain, pki.key)
        self.port = 0
        self.configuration: dict | None = {}
        self.signing: Reply | None = None

    def answer(self, path, body):
        if path == CONFIGURATION:
            return Reply(body=json.dumps(self.told()).encode())
        if self.signing is not None:
            return self.signing
        claim = base64.b64decode(json.loads(body)["claim"])
        return Reply(body=signature(self.credential.sign(claim)))

    def told(self):
        return {
            "algorithm": self.credential.algorithm,
            "timestamp_url": "",
            "signing_url": f"http://{HERE}:{self.port}{SIGN}",
            "certificate_chain": base64.b64encode(self.credential.chain_pem).decode(),
        } | (self.configuration or {})


def signature(content: bytes) -> bytes:
    return json.dumps({"signature": base64.b64encode(content).decode()}).encode()


@pytest.fixture
def stub(pki):
    made = Stub(pki)
    with listening(made.answer) as server:
        made.port, made.server = server.port, server
        yield made


@pytest.fixture
def url(stub):
    return f"http://{HERE}:{stub.port}"


@pytest.mark.parametrize("algorithm", ["es256", "es384", "es512", "ps256", "ed25519"])
def test_it_signs_by_the_real_service(algorithm, tmp_path):
    keys = development.create(tmp_path / "keys", algorithm=algorithm)
    service = single.service(
        Place(port=0), lambda: open_credential(keys.chain, keys.key), lambda: TOKEN
    )
    with serving(service) as url, opened(url + CONFIGURATION) as credential:
        assert credential.algorithm == algorithm
        assert credential.chain_pem == keys.chain.read_bytes()
        leaf = x509.load_pem_x509_certificate(credential.chain_pem)
        made = credential.sign(DATA)
        assert is_signature(leaf.public_key(), algorithm, made, DATA)
        with ThreadPoolExecutor(20) as threads:
            assert all(threads.map(credential.sign, [b"%d" % n for n in range(40)]))


def test_the_token_is_sent_as_a_bearer_token_to_the_service_alone(stub, url):
    with opened(url) as credential:
        credential.sign(DATA)
    assert [path for path, _ in stub.server.asked] == [CONFIGURATION, SIGN]


def test_a_revoked_token_is_one_clear_line(pki):
    known = [TOKEN]
    service = single.service(
        Place(port=0), lambda: open_credential(pki.chain, pki.key), lambda: known[0]
    )
    with serving(service) as url:
        with pytest.raises(CredentialError, match="does not know the token, or has revoked it"):
            opened(url, token="another-token")
        with pytest.raises(InvalidArgument):
            opened(url, token="two words")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=401), "does not know the token, or has revoked it. Ask for a new token."),
        (Reply(status=403), "does not permit this to the token"),
        (Reply(status=404), "has no signing service at that address"),
        (Reply(status=413), "takes no claim of that size"),
        (Reply(status=429), "is asked too often. Try later"),
        (Reply(status=302, location="http://192.0.2.1/"), "the answer is 302"),
        (Reply(status=500), "the answer is 500"),
        (Reply(body=b"<html>"), "is no JSON object"),
        (Reply(body=b"[]"), "is no JSON object"),
        (Reply(body=b"[" * 100_000), "is no JSON object"),
        (Reply(body=b"{}"), "has no signature"),
        (Reply(body=b'{"signature": 1}'), "has no signature"),
        (Reply(body=b'{"signature": "!"}'), "has no base64 as its signature"),
        (Reply(body=signature(b"")), "not that of its certificate"),
        (Reply(body=signature(bytes(64))), "not that of its certificate"),
        (Reply(body=signature(bytes(63))), "not that of its certificate"),
        (Reply(endless=True), "the answer is too large"),
        (Reply(body=b"x" * 900, pause=0.05), "the answer is too slow"),
        (Reply(body=b"x", pause=3), "the answer is too slow"),
    ],
)
def test_what_is_no_signature_is_one_clear_line(reply, why, stub, url):
    with opened(url) as credential:
        stub.signing = reply
        started = time.monotonic()
        with pytest.raises(CredentialError) as told:
            credential.sign(DATA)
    assert why in str(told.value)
    assert "\n" not in str(told.value)
    assert TOKEN not in repr(told.value)
    assert time.monotonic() - started < 4


def test_a_signature_over_something_else_is_refused(stub, url):
    with opened(url) as credential:
        stub.signing = Reply(body=signature(stub.credential.sign(b"another claim")))
        with pytest.raises(CredentialError, match="not that of its certificate"):
            credential.sign(DATA)


def test_a_signature_in_der_is_refused(stub, url, pki):
    key = serialization.load_pem_private_key(pki.key.read_bytes(), None)
    with opened(url) as credential:
        stub.signing = Reply(body=signature(key.sign(DATA, ec.ECDSA(hashes.SHA256()))))
        with pytest.raises(CredentialError, match="not that of its certificate"):
            credential.sign(DATA)


def test_a_certificate_that_changed_meanwhile_is_told(stub, url, other):
    with opened(url) as credential:
        stub.credential = open_credential(other.chain, other.key)
        with pytest.raises(CredentialError, match=r"changed meanwhile\. Open the credential again"):
            credential.sign(DATA)
    with opened(url) as credential:
        assert credential.sign(DATA)


@pytest.mark.parametrize(
    ("configuration", "why"),
    [
        ({"algorithm": "es384"}, "does not fit its certificate, which takes es256"),
        ({"algorithm": "none"}, "does not fit its certificate"),
        ({"algorithm": None}, "has no algorithm"),
        ({"timestamp_url": None}, "has no timestamp_url"),
        ({"certificate_chain": "!"}, "has no base64 as its certificate_chain"),
        ({"signing_url": "http://192.0.2.1/sign"}, "over https alone"),
        ({"signing_url": "ftp://127.0.0.1/"}, "over https alone"),
        ({"signing_url": ""}, "over https alone"),
        ({"signing_url": "https://127.0.0.1/\n"}, "over https alone"),
    ],
)
def test_a_configuration_that_is_of_no_use_is_one_clear_line(configuration, why, stub, url):
    stub.configuration = configuration
    with pytest.raises(CredentialError, match=why) as told:
        opened(url)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("chain", [b"", b"nonsense", "root"])
def test_a_chain_that_cannot_sign_is_rejected_with_its_faults(chain, stub, url, pki):
    content = pki.root.read_bytes() if chain == "root" else chain
    stub.configuration = {"certificate_chain": base64.b64encode(content).decode()}
    with pytest.raises(CertificateRejected, match="cannot sign") as told:
        opened(url)
    assert told.value.faults


def test_the_root_of_a_chain_is_left_out(stub, url, pki):
    whole = pki.chain.read_bytes() + pki.root.read_bytes()
    stub.configuration = {"certificate_chain": base64.b64encode(whole).decode()}
    with opened(url) as credential:
        assert credential.chain_pem == pki.chain.read_bytes()


def test_a_signing_address_at_another_host_is_asked_only_if_that_may_be(stub, url):
    stub.configuration = {"signing_url": f"http://localhost:{stub.port}{SIGN}"}
    with opened(url) as credential, pytest.raises(NetworkNotAllowed):
        credential.sign(DATA)
    both = Network(hosts=frozenset({HERE, "localhost"}))
    with opened(url, network=both) as credential:
        assert credential.sign(DATA)


@pytest.mark.parametrize(
    "uri",
    ["http://sign.example.com", "http://127.0.0.1:1", "ftp://x", "https://", "", "https://a b/"],
)
def test_only_https_is_taken(uri):
    with pytest.raises(InvalidArgument, match="over https alone"):
        opened(uri, http_on_loopback=False)


def test_only_named_hosts_are_asked(url):
    with pytest.raises(NetworkNotAllowed):
        opened(url, network=Network())


def test_nobody_there_is_one_clear_line():
    with pytest.raises(CredentialError, match=r"gives no answer: .*Check the address"):
        opened(f"http://{HERE}:1")


def test_a_service_that_ends_while_it_signs_is_one_clear_line(stub, url):
    with opened(url) as credential, socket.create_server((HERE, 0)) as dying:
        address = f"http://{HERE}:{dying.getsockname()[1]}{SIGN}"
        stub.configuration = {"signing_url": address}
        with opened(url) as doomed:

            def end():
                connection, _ = dying.accept()
                connection.recv(100)
                connection.close()

            ending = threading.Thread(target=end)
            ending.start()
            with pytest.raises(CredentialError, match="gives no answer") as told:
                doomed.sign(DATA)
            ending.join()
    assert "\n" not in str(told.value)
    assert credential.algorithm == "es256"


def test_the_token_is_shown_nowhere(url):
    credential = opened(url)
    assert TOKEN not in repr(credential)
    assert TOKEN not in repr(transport.Question(address=url, bearer=TOKEN))
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            copied(credential)
    credential.close()
    credential.close()
    with pytest.raises(CredentialError, match="closed"):
        credential.sign(DATA)


def test_when_to_ask_again_is_told(pki):
    service = single.service(
        Place(port=0), lambda: open_credential(pki.chain, pki.key), lambda: TOKEN
    )
    rare = replace(service, open_clients=lambda: _rarely(service.open_clients()))
    with serving(rare) as url, opened(url) as credential:
        for _ in range(9):
            credential.sign(DATA)
        with pytest.raises(CredentialError) as told:
            credential.sign(DATA)
    assert "is asked too often. Try again in " in str(told.value)


def _rarely(clients):
    (one,) = clients._all
    return Clients([replace(one, requests_per_minute=1)])
