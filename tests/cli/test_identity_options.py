"""`provenance sign --identity`: who stands behind a file, told by `provenance verify`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from support import identities, issuers, media
from support.authorities import Development
from support.issuers import DID, HOST, LOOPBACK

from provenance import Capture, MetadataChoice, Signer
from provenance_cli.app import run


@pytest.fixture(scope="module")
def me(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people") / "me"
    words = ("--organization", "Jane Doe", "--name", "Jane Doe")
    assert run(["keys", "new", "--out", str(folder), *words]) == 0
    return folder


@pytest.fixture
def sign(command, credential, photo, tmp_path):
    def call(*words):
        target = tmp_path / "signed.jpg"
        return command("sign", photo, "-o", target, *credential, "--as", "capture", *words)

    return call


def test_a_person_stands_behind_a_photo(sign, command, me, keys, tmp_path):
    words = ("--identity", me / "chain.pem", "--identity-key", me / "signer.key")
    told = sign(*words, "--role", "creator", "--role", "com.example.reviewer")

    assert told.code == 0
    assert "with Jane Doe (development) behind it" in told.out
    lists = f"--trust {keys / 'root.pem'} --identity-trust {me / 'root.pem'}"
    assert lists in told.err

    target, root = tmp_path / "signed.jpg", ("--trust", keys / "root.pem")
    identity_trust = ("--identity-trust", me / "root.pem")
    shown = command("verify", target, *root, *identity_trust)
    assert shown.code == 0
    assert 'Also stands behind it: "Jane Doe (development)", vouched for' in shown.out
    report = json.loads(command("verify", target, *root, *identity_trust, "--json").out)
    (found,) = report["nodes"][0]["identities"]
    assert found["roles"] == ["cawg.creator", "com.example.reviewer"]

    unknown = command("verify", target, *root)
    assert unknown.code == 0
    assert "not vouched for by any identity list" in " ".join(unknown.out.split())


@pytest.mark.parametrize("option", ["--identity", "--identity-key", "--role"])
def test_half_of_a_second_signer_is_refused(sign, me, tmp_path, option):
    told = sign(option, {"--identity": me / "chain.pem"}.get(option, me / "signer.key"))

    assert told.code == 2
    assert "needs both --identity and --identity-key" in told.err
    assert not (tmp_path / "signed.jpg").exists()


def test_the_wrong_key_is_told(sign, me, keys, tmp_path):
    told = sign("--identity", me / "chain.pem", "--identity-key", keys / "signer.key")

    assert told.code == 1
    assert "does not belong to the chain" in told.err
    assert not (tmp_path / "signed.jpg").exists()


def test_its_key_may_be_encrypted(sign, tmp_path):
    (tmp_path / "secret").write_text("open sesame\n")
    passphrase = ("--passphrase-file", str(tmp_path / "secret"))
    assert run(["keys", "new", "--out", str(tmp_path / "me"), *passphrase]) == 0
    chain, key = tmp_path / "me" / "chain.pem", tmp_path / "me" / "signer.key"
    words = ("--identity", chain, "--identity-key", key)

    told = sign(*words)
    assert told.code == 1
    assert "--identity-passphrase-file" in told.err
    assert sign(*words, "--identity-passphrase-file", tmp_path / "secret").code == 0


@pytest.fixture
def confirmed(tmp_path, monkeypatch):
    """A file with an identity that somebody on the web confirms, and who that is."""
    key = ed25519.Ed25519PrivateKey.generate()
    signer = Development(start=datetime.now(UTC) - timedelta(days=30)).signer()
    with Signer(signer, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        signed = studio.sign(media.content("jpeg"), None, Capture())
    make = identities.collected(credential={"issuer": DID}, key=key)
    file = tmp_path / "confirmed.jpg"
    file.write_bytes(identities.with_identity(signed, make, signer))
    with issuers.open_server(tmp_path, monkeypatch) as server:
        server.write(issuers.document(key))
        yield file, server


def test_a_host_is_asked_when_it_is_allowed(command, confirmed):
    file, server = confirmed
    silent = " ".join(command("verify", file).out.split())
    assert f'lies at "{HOST}", which was not asked' in silent
    assert server.asked == []

    told = command("verify", file, "--allow-host", HOST.upper(), "--allow-host", LOOPBACK)
    assert f'lies at "{HOST}", which was asked' in " ".join(told.out.split())
    assert len(server.asked) == 1
    assert told.code == 4  # as without: nobody vouches for the signer


@pytest.mark.parametrize("host", ["https://example.org", "example.org/x", "", "a b"])
def test_what_is_no_host_cannot_be_allowed(command, photo, host):
    told = command("verify", photo, "--allow-host", host)
    assert told.code == 2
    assert "is not the name of a host" in told.err
