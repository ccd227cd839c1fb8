"""A phone from the first key to the verdict, by the command that serves it."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509 import CertificateSigningRequestBuilder, Name, load_pem_x509_certificates
from PIL import Image
from support.loopback import HERE
from support.signing_service import ask, command

from provenance import (
    Capture,
    MetadataChoice,
    Signer,
    TrustList,
    TrustLists,
    Verdict,
    Verifier,
    open_credential,
)
from provenance.credentials.remote import open_remote
from provenance.errors import CredentialError
from provenance.limits import Network
from provenance.pki.issuing import development

TOKENS = {"reporter": "token-of-a-reporter-0123456789", "archive": "token-of-an-archive-0123456789"}
ALLOWED = Network(hosts=frozenset({HERE}))


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return development.create(tmp_path_factory.mktemp("phone") / "keys")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    Image.effect_noise((320, 240), 60).save(path)
    return path


def configuration(pki, clients) -> str:
    tables = "".join(
        f'[[client]]\nname = "{name}"\ncert = "{pki.chain}"\nkey = "{pki.key}"\n'
        f'token-sha256 = "{hashlib.sha256(TOKENS[name].encode()).hexdigest()}"\n'
        for name in clients
    )
    return f'version = 1\naudit-log = "audit.jsonl"\n[listen]\nport = 0\n[authority]\n{tables}'


@pytest.fixture
def service(pki, tmp_path):
    """Run the command with a token for a reporter and one for an archive."""
    file = tmp_path / "signing.toml"
    file.write_text(configuration(pki, TOKENS))
    with command("serve", "signer", "--config", file) as (running, url):
        yield running, url, file


def lists(root: bytes) -> TrustLists:
    return TrustLists(lists=(TrustList.from_pem(root, kind="signer", name="The right list"),))


def remote(url, name="reporter"):
    return open_remote(url, token=TOKENS[name], network=ALLOWED, http_on_loopback=True)


def test_a_key_of_its_own_a_certificate_a_capture_a_verdict(service, photo, tmp_path):
    _, url, _ = service
    key = ec.generate_private_key(ec.SECP256R1())
    csr = CertificateSigningRequestBuilder().subject_name(Name([])).sign(key, SHA256())
    order = {"csr": csr.public_bytes(Encoding.PEM).decode()}
    issued = ask(url, "/api/v1/certificates/sign", token=TOKENS["reporter"], body=order).said
    chain, secret = tmp_path / "device.pem", tmp_path / "device.key"
    chain.write_text(issued["certificate_chain"])
    secret.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    secret.chmod(0o600)
    with open_credential(chain, secret) as credential, Signer(credential) as signer:
        signer.sign(photo, tmp_path / "signed.jpg", Capture(device="A phone"))
    root = load_pem_x509_certificates(chain.read_bytes())[-1].public_bytes(Encoding.PEM)
    with Verifier(trust=lists(root)) as verifier:
        assert verifier.inspect(tmp_path / "signed.jpg").verdict is Verdict.TRUSTED
    with Verifier() as verifier:
        assert verifier.inspect(tmp_path / "signed.jpg").verdict is Verdict.VALID


def test_the_key_of_the_service_signs_what_twenty_phones_capture(service, photo, pki, tmp_path):
    _, url, _ = service
    choice = MetadataChoice(level="none")
    with (
        remote(url) as credential,
        Signer(credential, metadata=choice, thumbnails=False) as signer,
        ThreadPoolExecutor(20) as phones,
    ):
        made = list(
            phones.map(
                lambda n: signer.sign(photo, tmp_path / f"{n}.jpg", Capture(device="A phone")),
                range(20),
            )
        )
    with Verifier(trust=lists(pki.root.read_bytes())) as verifier:
        assert {verifier.inspect(each.path).verdict for each in made} == {Verdict.TRUSTED}


def test_a_token_that_is_revoked_signs_no_more_and_harms_no_file(service, photo, tmp_path):
    running, url, file = service
    before = photo.read_bytes()
    with remote(url) as credential, remote(url, "archive") as other, Signer(credential) as signer:
        signer.sign(photo, tmp_path / "before.jpg", Capture(device="A phone"))
        file.write_text(configuration_without(file, "reporter"))
        running.send_signal(signal.SIGHUP)
        until(lambda: "reload" in (tmp_path / "audit.jsonl").read_text())
        with pytest.raises(CredentialError, match="revoked it"):
            signer.sign(photo, tmp_path / "after.jpg", Capture(device="A phone"))
        assert other.sign(b"another client is not concerned")
    assert photo.read_bytes() == before
    assert not (tmp_path / "after.jpg").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_reload_that_fails_leaves_everything_as_it_was(service, tmp_path):
    running, url, file = service
    file.write_text("version = 1\n[[client]]\nnam = 1\n")
    running.send_signal(signal.SIGHUP)
    until(lambda: "reload-failed" in (tmp_path / "audit.jsonl").read_text())
    with remote(url) as credential:
        assert credential.sign(b"as before")


def test_it_stops_soon_and_tells_so(service, tmp_path):
    running, url, _ = service
    assert ask(url, "/health").status == 200
    started = time.monotonic()
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=15)
    assert time.monotonic() - started < 5
    assert (running.returncode, out, err) == (0, "", "")
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["start", "stop"]


def test_a_service_that_is_killed_while_it_signs_is_one_clear_line(service, photo, tmp_path):
    running, url, _ = service
    with remote(url) as credential, Signer(credential) as signer:
        running.kill()
        running.wait(10)
        with pytest.raises(CredentialError, match="gives no answer") as told:
            signer.sign(photo, tmp_path / "signed.jpg", Capture(device="A phone"))
    assert "\n" not in str(told.value)
    assert not (tmp_path / "signed.jpg").exists()


def test_it_is_reached_by_tls(pki, tmp_path, photo):
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", tmp_path / "tls.key", "-out", tmp_path / "tls.pem"]
    made = subprocess.run(
        ["openssl", "req", "-x509", *curve, *named, *files], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no OpenSSL here makes a certificate for TLS")
    token = tmp_path / "token"
    token.write_text(TOKENS["reporter"] + "\n")
    words = ["--cert", pki.chain, "--key", pki.key, "--token-file", token, "--port", 0]
    tls = ["--tls-cert", tmp_path / "tls.pem", "--tls-key", tmp_path / "tls.key"]
    own = ["--config-dir", tmp_path / "settings"]
    with command(*own, "serve", "signer", *words, *tls) as (_, url):
        assert url.startswith("https://127.0.0.1:")
        with pytest.raises(CredentialError, match=r"gives no answer: .*certificate verify failed"):
            open_remote(url, token=TOKENS["reporter"], network=ALLOWED)
        vouching = (tmp_path / "tls.pem").read_text()
        with (
            open_remote(
                url, token=TOKENS["reporter"], network=ALLOWED, authorities=vouching
            ) as credential,
            Signer(credential) as signer,
        ):
            signer.sign(photo, tmp_path / "signed.jpg", Capture(device="A phone"))
    with Verifier(trust=lists(pki.root.read_bytes())) as verifier:
        assert verifier.inspect(tmp_path / "signed.jpg").verdict is Verdict.TRUSTED


def configuration_without(file, name) -> str:
    head, *tables = file.read_text().split("[[client]]")
    return "[[client]]".join([head, *(table for table in tables if f'"{name}"' not in table)])


def until(holds) -> None:
    ends = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)
