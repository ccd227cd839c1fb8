"""`provenance sign --identity`: who stands behind a file, told by `provenance verify`."""

from __future__ import annotations

import json

import pytest

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
