"""Each signature gets a certificate of its own, fetched ahead, with a network or without."""

from __future__ import annotations

import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from PIL import Image
from support.authorities import Development, pem
from support.loopback import HERE, Reply, listening

from provenance import Capture, Signer, TrustLists, Verifier
from provenance.credentials import pool as pool_file
from provenance.credentials.leaf import REQUESTS
from provenance.credentials.pool import LeafPool
from provenance.errors import (
    CertificateRejected,
    CredentialError,
    InvalidArgument,
    NetworkNotAllowed,
)
from provenance.evidence.keys import is_signature
from provenance.limits import Network
from provenance.pki import issuing
from provenance.pki.issuing import keys

DATA = b"a Sig_structure"
ALLOWED = Network(hosts=frozenset({HERE}))
PATIENCE = 10.0


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development(start=datetime.now(UTC) - timedelta(hours=1))


class Authority:
    """Issues to whoever asks, while it is open."""

    def __init__(self, pki: Development) -> None:
        self.pki = pki
        self.open = threading.Event()
        self.open.set()
        self.extensions = issuing.claim_signer
        self.days = 1
        self.issued = 0

    def __call__(self, path: str, body: bytes) -> Reply:
        if path != REQUESTS or not self.open.is_set():
            return Reply(status=503)
        request = x509.load_pem_x509_csr(json.loads(body)["csr"].encode())
        assert request.is_signature_valid
        leaf = self.pki.issuer.issue(
            self.pki.name("Device"),
            request.public_key(),
            self.extensions(),
            start=self.pki.start,
            days=self.days,
        )
        self.issued += 1
        chain = pem(leaf, self.pki.issuer.certificate, self.pki.root.certificate)
        return Reply(
            body=json.dumps(
                {
                    "certificate_id": str(self.issued),
                    "certificate_chain": chain.decode(),
                    "expires_at": leaf.not_valid_after_utc.isoformat(),
                    "serial_number": str(leaf.serial_number),
                }
            ).encode()
        )


@pytest.fixture
def authority(pki) -> Authority:
    return Authority(pki)


@pytest.fixture
def server(authority):
    with listening(authority) as running:
        yield running


@pytest.fixture
def open_pool(server):
    made = []

    def create(**options) -> LeafPool:
        made.append(LeafPool(server.address(""), token="secret", network=ALLOWED, **options))
        return made[-1]

    yield create
    for pool in made:
        pool.close()


def eventually(holds) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_each_signature_has_a_certificate_and_a_key_of_its_own(open_pool, server):
    pool = open_pool(size=4)
    leaves = [pool.for_one_signature() for _ in range(20)]
    assert len({leaf.chain_pem for leaf in leaves}) == 20
    certificates = [x509.load_pem_x509_certificates(leaf.chain_pem) for leaf in leaves]
    assert len({c[0].public_key().public_numbers() for c in certificates}) == 20
    for leaf, chain in zip(leaves, certificates, strict=True):
        assert len(chain) == 2  # without the root
        assert is_signature(chain[0].public_key(), "es256", leaf.sign(DATA), DATA)
    assert {path for path, _ in server.asked} == {REQUESTS}
    assert "secret" not in repr(pool) + repr(leaves[0])


def test_pictures_of_one_signer_have_different_certificates_and_are_trusted(
    open_pool, pki, tmp_path
):
    Image.effect_noise((64, 48), 60).save(tmp_path / "raw.jpg")
    pool, serials = open_pool(size=2), set()
    with (
        Signer(pool, thumbnails=False) as signer,
        Verifier(trust=TrustLists(lists=(pki.list(),))) as verifier,
    ):
        for number in range(3):
            out = tmp_path / f"{number}.jpg"
            signer.sign(tmp_path / "raw.jpg", out, Capture(device="Camera"))
            report = verifier.inspect(out)
            assert report.verdict == "TRUSTED"
            serials |= {node.signer.serial_number for node in report.nodes}
    assert len(serials) == 3


def test_threads_never_share_a_leaf(open_pool, authority):
    pool = open_pool(size=8)
    with ThreadPoolExecutor(8) as threads:
        leaves = list(threads.map(lambda _: pool.for_one_signature(), range(60)))
    assert len({leaf.chain_pem for leaf in leaves}) == 60
    eventually(lambda: pool.left >= 5)
    assert authority.issued <= 60 + 8 + 1


def test_one_key_of_a_device_for_all_its_certificates(open_pool):
    key = keys.generate("es384")
    pool = open_pool(make_key=lambda: key, size=2)
    assert pool.algorithm == "es384"
    leaves = [pool.for_one_signature() for _ in range(3)]
    assert len({leaf.chain_pem for leaf in leaves}) == 3
    assert is_signature(key.public_key(), "es384", leaves[2].sign(DATA), DATA)


def test_it_lives_on_what_it_has_while_nobody_answers(open_pool, authority, monkeypatch):
    pool = open_pool(size=4)
    pool.for_one_signature()
    eventually(lambda: pool.left == 4)
    authority.open.clear()
    for _ in range(4):
        pool.for_one_signature()
    with pytest.raises(CredentialError, match=r"127\.0\.0\.1 issues no certificate: .* is 503"):
        pool.for_one_signature()
    started = time.monotonic()
    with pytest.raises(CredentialError, match="issues no certificate"):
        pool.for_one_signature()  # and asks nobody for a while
    assert time.monotonic() - started < 1
    assert "issues no certificate" in pool.notes[0]
    authority.open.set()
    pool._rest_until = datetime.now(UTC)
    assert pool.for_one_signature().sign(DATA)
    assert pool.notes == ()


def test_the_last_one_again_when_that_is_wished(open_pool, authority):
    pool = open_pool(size=2, reuse_last=True)
    pool.for_one_signature()
    eventually(lambda: pool.left == 2)
    authority.open.clear()
    pool.for_one_signature()
    eventually(lambda: pool.notes)
    again = {pool.for_one_signature().chain_pem for _ in range(3)}
    assert len(again) == 1
    assert pool.left == 1


def test_what_has_expired_is_not_used(open_pool, monkeypatch):
    pool = open_pool(size=2)
    old = pool.chain_pem
    assert pool.left >= 1

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=2)

    eventually(lambda: not pool._fetching)
    monkeypatch.setattr(pool_file, "datetime", Later)
    assert pool.left == 0
    monkeypatch.undo()
    assert pool.for_one_signature().chain_pem != old


def test_a_certificate_that_cannot_sign_is_told(open_pool, authority):
    authority.extensions = issuing.time_stamper
    with pytest.raises(CertificateRejected, match=r"The certificate from 127\.0\.0\.1 cannot sign"):
        open_pool()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"certificate_chain": 1}', b"[" * 100_000])
def test_what_is_no_answer_is_told(body):
    with (
        listening(lambda *_: Reply(body=body)) as server,
        pytest.raises(CredentialError, match="holds no certificate"),
    ):
        LeafPool(server.address(""), token="secret", network=ALLOWED)


def test_a_certificate_of_another_key(pki):
    body = json.dumps({"certificate_chain": pki.signer().chain_pem.decode()}).encode()
    with (
        listening(lambda *_: Reply(body=body)) as server,
        pytest.raises(CredentialError, match="does not belong"),
    ):
        LeafPool(server.address(""), token="secret", network=ALLOWED)


def test_a_host_that_may_not_be_contacted_is_not(server):
    with pytest.raises(NetworkNotAllowed):
        LeafPool(server.address(""), token="secret", network=Network())
    assert server.asked == []
    with pytest.raises(InvalidArgument, match="over https alone"):
        LeafPool("http://sign.example.com", token="secret", network=ALLOWED)


def test_a_closed_pool(open_pool):
    pool = open_pool()
    pool.close()
    with pytest.raises(CredentialError, match="is closed"):
        pool.for_one_signature()


def test_a_pool_signs_nothing_itself(open_pool):
    with pytest.raises(CredentialError, match="Use `for_one_signature"):
        open_pool().sign(DATA)


def test_a_thread_that_could_not_be_started_is_started_later(open_pool, monkeypatch):
    pool = open_pool(size=1)

    def refusing(*_, **__):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(pool_file.threading, "Thread", refusing)
        with pytest.raises(RuntimeError):
            pool.for_one_signature()
    with ThreadPoolExecutor(1) as other:
        assert other.submit(pool.for_one_signature).result(PATIENCE).sign(DATA)


def test_who_waits_is_told_though_closing_was_interrupted(open_pool, authority, monkeypatch):
    pool = open_pool(size=1)
    held = threading.Event()
    authority.extensions = lambda: (held.wait(PATIENCE), issuing.claim_signer())[1]
    pool.for_one_signature()  # another one is fetched from now on, and comes when it may
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(pool.for_one_signature)
        eventually(lambda: pool._changed._waiting)
        with monkeypatch.context() as patched:
            patched.setattr(pool_file.Latch, "open", lambda _: signal.raise_signal(signal.SIGINT))
            with pytest.raises(KeyboardInterrupt):
                pool.close()
        held.set()
        with pytest.raises(CredentialError, match="is closed"):
            waiting.result(PATIENCE)
