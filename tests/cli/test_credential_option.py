"""`provenance sign --credential`: keys by address, a PIN from a file, and one credential at a time."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from support.authorities import Signer
from support.softhsm import PIN


@pytest.fixture
def sign(command, photo, tmp_path):
    def call(*words):
        return command("sign", photo, "-o", tmp_path / "signed.jpg", "--as", "capture", *words)

    return call


@pytest.fixture(scope="module")
def in_token(tokens, keys):
    """Return the address of the signer's key in a token."""
    key = load_pem_private_key((keys / "signer.key").read_bytes(), None)
    chain = tuple(x509.load_pem_x509_certificates((keys / "chain.pem").read_bytes()))
    tokens.keep("Desk", Signer(certificates=chain, key=key), label="desk", mark="0a")
    return tokens.address("Desk", "desk", chain=keys / "chain.pem")


@pytest.fixture
def pin_file(tmp_path):
    (tmp_path / "pin").write_text(f"{PIN}\n")
    return tmp_path / "pin"


def address(keys):
    return f"file:{quote(str(keys / 'chain.pem'))}?key={quote(str(keys / 'signer.key'))}"


@pytest.fixture
def verdict(command, root, tmp_path):
    def ask():
        told = command("verify", tmp_path / "signed.jpg", *root, "--json")
        return json.loads(told.out)["verdict"]

    return ask


def test_files_by_address(sign, keys, verdict):
    assert sign("--credential", address(keys)).code == 0
    assert verdict() == "TRUSTED"


def test_a_key_in_a_token(sign, in_token, pin_file, verdict):
    told = sign("--credential", in_token, "--pin-file", pin_file)
    assert told.code == 0, told.err
    assert PIN not in told.out + told.err
    assert verdict() == "TRUSTED"


def test_a_token_without_a_pin_at_hand(sign, in_token, tmp_path):
    told = sign("--credential", in_token)
    assert told.code == 1
    assert told.err == (
        "error: The token wants its PIN, and there is no terminal to ask for it."
        " Give --pin-file FILE.\n"
    )
    assert not (tmp_path / "signed.jpg").exists()


def test_a_wrong_pin(sign, in_token, tmp_path):
    (tmp_path / "pin").write_text("000000")
    told = sign("--credential", in_token, "--pin-file", tmp_path / "pin")
    assert told.code == 1
    assert told.err.startswith("error: The PIN of the token 'Desk' (slot ")
    assert told.err.count("\n") == 1
    assert "000000" not in told.err


def test_a_key_in_a_token_stands_behind_a_file(sign, credential, in_token, pin_file):
    uri = f"{in_token}&pin-source={quote(str(pin_file))}"
    told = sign(*credential, "--identity", uri, "--role", "creator")
    assert told.code == 0, told.err
    assert "behind it." in told.out


def test_the_pin_of_one_token_is_not_offered_to_another(sign, credential, in_token, pin_file):
    told = sign(*credential, "--identity", in_token, "--pin-file", pin_file)
    assert told.code == 1
    assert told.err.startswith("error: The identity's token wants its PIN")
    assert "pin-source=file:PATH" in told.err


@pytest.mark.parametrize("words", [(), ("--cert", "a.pem"), ("--key", "a.key")])
def test_half_a_credential(sign, words):
    told = sign(*words)
    assert told.code == 2
    assert told.err == (
        "error: It takes one credential to sign."
        " Give --cert PEM and --key PEM, or --credential URI.\n"
    )


def test_two_credentials(sign, credential, keys):
    told = sign(*credential, "--credential", address(keys))
    assert told.code == 2
    assert "It takes one credential" in told.err


def test_an_unknown_scheme(sign):
    told = sign("--credential", "vault:secret")
    assert told.code == 2
    assert told.err.startswith("error: No credential is opened by vault:. It begins with one of: ")


def test_the_doctor_names_what_keeps_keys(command):
    seen = {row["subject"]: row for row in json.loads(command("doctor", "--json").out)}
    for name in ("python-pkcs11", "boto3", "google-cloud-kms", "azure-keyvault-keys"):
        assert seen[name]["state"] in {"ok", "missing"}
