"""Files that ask their reader to call somebody: the bare engine does, the verifier and the signer never."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID
from support import hostile, identities, listening, media, unsigned
from support.authorities import Development

from provenance import Capture, Edit, MetadataChoice, Network, Signer, Verdict, Verifier
from provenance.errors import SigningFailed

BARE = """
import c2pa, io, json, sys
context = c2pa.Context.from_dict(json.loads(sys.argv[2]))
try:
    c2pa.Reader(sys.argv[1], io.BytesIO(sys.stdin.buffer.read()), context=context).json()
except c2pa.C2paError as error:
    print(error)
"""
ELSEWHERE = (
    "This file could not be checked: The Content Credentials of this file lie on a server, which "
    "was not asked."
)
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
START = datetime.now(UTC) - timedelta(days=2)


@pytest.fixture(scope="module")
def pki():
    return Development(start=START)


@pytest.fixture(scope="module")
def signed(pki):
    none = MetadataChoice(level="none")
    with Signer(pki.signer(), metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


def run(*words, content=b""):
    return subprocess.run(words, input=content, capture_output=True, timeout=300, check=False)


def bare_engine(content, *, mime="image/jpeg", **settings):
    """Let the engine read as it does by itself, in a process that it may end."""
    chosen = json.dumps(settings or {"verify": {}})
    return run(sys.executable, "-c", BARE, mime, chosen, content=content)


@pytest.fixture
def inspect(pki, monkeypatch):
    """Inspect a file while every proxy that programs honour leads to a server that listens."""

    def look(content, server):
        for name in PROXIES:
            monkeypatch.setenv(name, server.url)
        with Verifier(trust=pki.lists) as verifier:
            return verifier.inspect(content)

    return look


@pytest.mark.attack(19)
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_manifest_on_a_server_is_not_fetched(kind, inspect):
    with listening.server() as server:
        picture = hostile.with_remote_manifest(f"{server.url}/store.c2pa", kind)
        report = inspect(picture, server)

        assert not server.asked
        assert (report.verdict, report.headline) == (Verdict.UNDETERMINED, ELSEWHERE)
        assert [each.code for each in report.findings] == ["engine.remote-credentials"]

        bare_engine(picture, mime=f"image/{kind}")
        assert server.asked == [f"GET {server.url}/store.c2pa HTTP/1.1"]  # by the proxy


@pytest.mark.attack(19)
def test_a_file_that_is_signed_is_not_asked_for_its_remote_manifest(pki):
    with listening.server() as server, Signer(pki.signer()) as studio:
        picture = hostile.with_remote_manifest(f"{server.url}/store.c2pa")
        for description in (Capture(), Edit(actions=("c2pa.cropped",))):
            try:
                studio.sign(picture, None, description, discard_history=True)
            except SigningFailed as refusal:
                assert "server" in refusal.message  # noqa: PT017  # refusing is fine as well

        assert not server.asked


@pytest.mark.attack(28)
def test_an_answer_that_kills_the_engine_is_never_asked_for(inspect):
    with listening.server(listening.HUGE) as server:
        picture = hostile.with_remote_manifest(f"{server.url}/store.c2pa")
        report = inspect(picture, server)

        assert not server.asked
        assert (report.verdict, report.headline) == (Verdict.UNDETERMINED, ELSEWHERE)

        died = bare_engine(picture)
        assert server.asked
        assert died.returncode < 0


@dataclass(frozen=True, kw_only=True)
class Stamping:
    """A key that names a time-stamp service, as the engine's own signers do."""

    signer: object
    tsa_url: str
    algorithm: str = "es256"

    @property
    def chain_pem(self):
        return self.signer.chain_pem

    def sign(self, data):
        return self.signer.sign(data)


@pytest.mark.attack(20)
def test_the_engine_never_gets_the_address_of_a_time_stamp_service(pki):
    assert not Network().allows("127.0.0.1")
    with listening.server() as server:
        key = Stamping(signer=pki.signer(), tsa_url=server.url)
        with Signer(key) as studio:
            signed = studio.sign(media.content("jpeg"), None, Capture())
        with Verifier(trust=pki.lists) as verifier:
            report = verifier.inspect(signed.data)

        assert not server.asked
        assert report.active.time.standing != "proven"

        parts = (key.chain_pem, key.signer.key_pem, media.content("jpeg"))
        run(sys.executable, "-c", BARE_SIGNER, server.url, content=b"\0".join(parts))
        assert server.asked == ["POST / HTTP/1.1"]


BARE_SIGNER = """
import c2pa, io, sys
chain, key, picture = sys.stdin.buffer.read().split(b"\\0", 2)
settings = {"core": {"allowed_network_hosts": []}}
told = {"claim_generator_info": [{"name": "x", "version": "1"}], "assertions": []}
info = c2pa.C2paSignerInfo(b"es256", chain, key, sys.argv[1].encode())
context = c2pa.Context.from_dict(settings)
builder = c2pa.Builder(told, context=context)
builder.sign(c2pa.Signer.from_info(info), "image/jpeg", io.BytesIO(picture), io.BytesIO())
"""


def asking_for_revocation(pki, signed, server):
    access = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{server.url}/ocsp")
    )
    signer = pki.signer(instead=[(x509.AuthorityInformationAccess([access]), False)])
    return unsigned.seal_again(signed, signer).data, {"verify": {"ocsp_fetch": True}}


def asking_for_an_issuer(pki, signed, server):
    issuer = {"issuer": "did:web:issuer.example"}  # by the proxy, so nobody else is asked
    data = identities.with_identity(signed, identities.collected(credential=issuer), pki.signer())
    return data, {"core": {"decode_identity_assertions": True}}


@pytest.mark.parametrize("make", [asking_for_revocation, asking_for_an_issuer])
def test_nobody_named_by_a_certificate_or_an_identity_is_asked(make, pki, signed, inspect):
    with listening.server() as server:
        data, careless = make(pki, signed, server)
        report = inspect(data, server)

        assert not server.asked
        assert report.verdict is Verdict.TRUSTED

        bare_engine(data, **careless)
        assert server.asked


CORPUS = ("cloud.jpg", "cloudx.jpg", "libpng-test_with_url.png", "C.jpg", "CACAE-uri-CA.jpg")
ALONE = ("unshare", "--map-root-user", "--net")
VERIFY = (sys.executable, "-m", "provenance_cli", "verify", "--format", "json", "--at")
AT = "2026-11-01T00:00:00Z"


@pytest.fixture
def gathered(corpus, pki, signed, tmp_path):
    """A folder of honest and hostile files, among them whatever names somebody to call."""
    for name in CORPUS:
        (tmp_path / name).write_bytes((corpus / "sdk-fixtures" / name).read_bytes())
    for path in sorted((corpus / "cawg-ica").rglob("*.jpg"))[:4]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with listening.server() as server:
        files = {
            "remote.jpg": hostile.with_remote_manifest(f"{server.url}/store.c2pa"),
            "ocsp.jpg": asking_for_revocation(pki, signed, server)[0],
            "issuer.jpg": asking_for_an_issuer(pki, signed, server)[0],
            "deadly.jpg": hostile.aborting_jpeg(),
        }
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        yield tmp_path
        assert not server.asked


@pytest.mark.corpus
def test_without_a_network_every_answer_is_the_same(gathered):
    if run(*ALONE, "true").returncode:
        pytest.skip("this machine permits no network namespace")
    words = (*VERIFY, AT, *map(str, sorted(gathered.iterdir())))
    apart, here = run(*ALONE, *words), run(*words)

    assert apart.stdout == here.stdout
    assert (apart.returncode, apart.stderr) == (here.returncode, here.stderr)
    assert here.stdout.count(b'"headline"') == len(list(gathered.iterdir()))


@pytest.mark.corpus
@pytest.mark.skipif(not shutil.which("strace"), reason="no strace on this system")
def test_no_connection_is_even_tried(gathered):
    traced = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-e", "signal=none")
    if run(*traced, "true").returncode:
        pytest.skip("this machine permits no tracing")
    told = run(*traced, *VERIFY, AT, *map(str, sorted(gathered.iterdir())))
    calls = [
        line for line in told.stderr.decode(errors="replace").splitlines() if "AF_INET" in line
    ]

    assert not calls
    with listening.server() as server:
        remote = gathered / "remote.jpg"
        remote.write_bytes(hostile.with_remote_manifest(server.url))
        control = run(*traced, sys.executable, "-c", BARE_PATH, str(remote))
    assert b"AF_INET" in control.stderr


BARE_PATH = "import c2pa, sys; c2pa.Reader(sys.argv[1])"
