"""An issuer of identities on the web is asked where its host is allowed, and nowhere else."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from support import identities, issuers, media
from support.authorities import Development
from support.identities import collected
from support.issuers import DID, DOCUMENT, HOST, LOOPBACK

from provenance import Capture, MetadataChoice, Network, Signer, TrustLists, Verdict, Verifier
from provenance.pki import transport
from provenance.report import text as text_report

KEY = ed25519.Ed25519PrivateKey.generate()
# The loopback address has to be allowed as well, for it is no public one.
ALLOWED = Network(hosts=frozenset({HOST, LOOPBACK}))
NOTHING_BETTER = {"signed", "failed", "unchecked"}


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=30))


@pytest.fixture(scope="module")
def claim_signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def signed(claim_signer):
    none = MetadataChoice(level="none")
    with Signer(claim_signer, metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture
def server(loopback, tmp_path, monkeypatch):
    with issuers.open_server(tmp_path, monkeypatch) as server:
        yield server


@pytest.fixture
def inspect(signed, claim_signer, pki):
    """Inspect a file whose identity somebody on the web confirms."""

    def of(network, *, did=DID, change=lambda file: file, **wrong):
        make = collected(credential={"issuer": did}, key=KEY, **wrong)
        file = change(identities.with_identity(signed, make, claim_signer))
        lists = TrustLists(lists=(pki.list("signer"), pki.list("identity")))
        with Verifier(trust=lists, isolation="none", network=network) as verifier:
            report = verifier.inspect(file)
        (found,) = report.nodes[0].identities
        assert found.standing in NOTHING_BETTER
        codes = {
            each.code: each.severity.value
            for each in report.findings
            if each.code.startswith(("cawg.", "identity."))
        }
        return report, found, codes

    return of


def test_an_allowed_issuer_is_asked_for_its_key(server, inspect):
    server.write(issuers.document(KEY))
    report, found, codes = inspect(ALLOWED)

    assert server.asked == [DOCUMENT]
    assert report.verdict is Verdict.TRUSTED
    assert (found.standing, found.provider, found.list_name) == ("signed", DID, "")
    assert f'by somebody whose key lies at "{HOST}", which was asked' in found.sentence
    assert codes == {"cawg.ica.untrusted_issuer": "note"}


def test_an_issuer_with_a_path_is_asked_there(server, inspect):
    did = f"{DID}:users:cats"
    server.write(issuers.document(KEY, did), "/users/cats/did.json")

    assert inspect(ALLOWED, did=did)[1].standing == "signed"
    assert server.asked == ["/users/cats/did.json"]


@pytest.mark.parametrize("network", [Network(), Network(hosts=frozenset({"example.org"}))])
def test_without_permission_nobody_is_asked(server, inspect, network):
    server.write(issuers.document(KEY))
    report, found, codes = inspect(network)

    assert server.asked == []
    assert report.verdict is Verdict.TRUSTED
    assert found.standing == "unchecked"
    assert f'the key of its issuer lies at "{HOST}", which was not asked' in found.sentence
    assert codes == {"identity.unchecked": "note"}


def test_without_permission_no_name_is_even_looked_up(inspect, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert inspect(Network())[1].standing == "unchecked"


def test_another_key_than_the_one_that_signed(server, inspect):
    server.write(issuers.document(ed25519.Ed25519PrivateKey.generate()))
    _, found, codes = inspect(ALLOWED)

    assert found.standing == "failed"
    assert codes == {"cawg.ica.signature_mismatch": "warning"}


def test_a_document_of_somebody_else(server, inspect):
    server.write(issuers.document(KEY, "did:web:other.example.org"))
    _, found, codes = inspect(ALLOWED)

    assert found.standing == "failed"
    assert codes == {"cawg.ica.invalid_did_document": "warning"}


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda _: None, "the answer is 404"),
        (lambda server: server.moved.update({DOCUMENT: "https://other.example.org/"}), "is 302"),
        (lambda server: server.answers.update({DOCUMENT: bytes(100_000)}), "too large"),
    ],
)
def test_an_issuer_that_gives_no_usable_answer(server, inspect, prepare, reason):
    prepare(server)
    report, found, codes = inspect(ALLOWED)

    assert server.asked == [DOCUMENT]
    assert report.verdict is Verdict.TRUSTED
    assert found.standing == "unchecked"
    assert reason in found.sentence
    assert codes == {"cawg.ica.did_unavailable": "warning"}
    assert reason in " ".join(text_report.render(report, verbose=True).split())


def test_a_name_that_leads_into_the_own_network_is_refused(server, inspect):
    server.write(issuers.document(KEY))
    _, found, codes = inspect(Network(hosts=frozenset({HOST})))

    assert server.asked == []
    assert "which is no public address" in found.sentence
    assert codes == {"cawg.ica.did_unavailable": "warning"}


def test_a_server_that_cannot_prove_its_name_is_not_believed(server, inspect, monkeypatch):
    server.write(issuers.document(KEY))
    knowing_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setattr(transport.ssl, "create_default_context", lambda: knowing_nobody)
    _, found, codes = inspect(ALLOWED)

    assert server.asked == []
    assert "certificate verify failed" in found.sentence
    assert codes == {"cawg.ica.did_unavailable": "warning"}


@pytest.mark.parametrize(
    "wrong", [{"asset": {"role": ["cawg.editor"]}}, {"content_type": "text/plain"}]
)
def test_for_what_fails_anyway_nobody_is_asked(server, inspect, wrong):
    server.write(issuers.document(KEY))

    assert inspect(ALLOWED, **wrong)[1].standing == "failed"
    assert server.asked == []


def test_in_a_changed_file_nobody_is_asked(server, inspect):
    server.write(issuers.document(KEY))
    report, found, _ = inspect(
        ALLOWED, change=lambda file: file[:-20] + bytes([file[-20] ^ 1]) + file[-19:]
    )

    assert report.verdict is Verdict.INVALID
    assert found.standing == "unchecked"
    assert server.asked == []
