"""A credential from files signs as COSE asks for it, and says plainly why it cannot."""

from __future__ import annotations

import copy
import pickle

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed448, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from support.authorities import Development, pem

from provenance.credentials import open_credential
from provenance.errors import CredentialError, InputNotFound
from provenance.pki.issuing import keys

DATA = b"a Sig_structure"
DIGESTS = {"256": SHA256(), "384": SHA384(), "512": SHA512()}


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development()


@pytest.fixture
def save(tmp_path):
    """Write a chain and a key, and return where they are."""

    def write(chain: bytes, key: bytes):
        paths = tmp_path / "chain.pem", tmp_path / "signer.key"
        paths[0].write_bytes(chain)
        paths[1].touch(mode=0o600)
        paths[1].write_bytes(key)
        return paths

    return write


def verify(algorithm: str, key, signature: bytes) -> None:
    if algorithm == "ed25519":
        key.verify(signature, DATA)
        return
    digest = DIGESTS[algorithm[-3:]]
    if algorithm.startswith("ps"):
        pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
        key.verify(signature, DATA, pss, digest)
        return
    half = len(signature) // 2
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    key.verify(encode_dss_signature(r, s), DATA, ec.ECDSA(digest))


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_signatures_of_every_algorithm(pki, save, algorithm):
    signer = pki.signer(algorithm)
    wanted = algorithm if algorithm.startswith("ps") else None
    credential = open_credential(*save(signer.chain_pem, signer.key_pem), algorithm=wanted)
    assert credential.algorithm == algorithm
    signature = credential.sign(DATA)
    verify(algorithm, signer.leaf.public_key(), signature)
    with pytest.raises(InvalidSignature):
        verify(algorithm, pki.signer(algorithm).leaf.public_key(), signature)


@pytest.mark.parametrize(("algorithm", "length"), [("es256", 64), ("es384", 96), ("es512", 132)])
def test_signatures_on_curves_have_a_fixed_width(pki, save, algorithm, length):
    signer = pki.signer(algorithm)
    credential = open_credential(*save(signer.chain_pem, signer.key_pem))
    assert {len(credential.sign(bytes([i]))) for i in range(40)} == {length}


def test_rsa_signs_with_ps256_unless_asked(pki, save):
    signer = pki.signer("ps256")
    files = save(signer.chain_pem, signer.key_pem)
    assert open_credential(*files).algorithm == "ps256"
    assert open_credential(*files, algorithm="PS512").algorithm == "ps512"


@pytest.mark.parametrize("wanted", ["es384", "ps256", "rs256", ""])
def test_an_algorithm_that_does_not_fit_the_key(pki, save, wanted):
    signer = pki.signer()
    with pytest.raises(CredentialError, match="does not fit") as caught:
        open_credential(*save(signer.chain_pem, signer.key_pem), algorithm=wanted)
    assert "es256" in caught.value.hint


def test_the_chain_is_clean_and_without_the_root(pki, save):
    signer = pki.signer()
    text = b"# mine\r\n" + signer.chain_pem + b"\n\n" + pki.root_pem
    credential = open_credential(*save(text, signer.key_pem))
    assert credential.chain_pem == signer.chain_pem


@pytest.mark.parametrize(
    "form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL], ids=["pkcs8", "sec1"]
)
@pytest.mark.parametrize("algorithm", ["es256", "ps256"])
def test_every_form_of_key_file(pki, save, form, algorithm):
    signer = pki.signer(algorithm)
    text = signer.key.private_bytes(Encoding.PEM, form, NoEncryption())
    parameters = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
    assert open_credential(*save(signer.chain_pem, parameters + text)).sign(DATA)


# Passphrases.


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_an_encrypted_key_asks_once(pki, save, form):
    signer = pki.signer()
    text = signer.key.private_bytes(Encoding.PEM, form, BestAvailableEncryption(b"secret"))
    asked = []

    def passphrase():
        asked.append(1)
        return b"secret"

    assert open_credential(*save(signer.chain_pem, text), passphrase=passphrase).sign(DATA)
    assert len(asked) == 1


def test_an_open_key_does_not_ask(pki, save):
    signer = pki.signer()

    def passphrase():
        pytest.fail("asked")

    open_credential(*save(signer.chain_pem, signer.key_pem), passphrase=passphrase)


def encrypted(signer) -> bytes:
    return keys.to_pem(signer.key, b"secret")


def test_an_encrypted_key_without_a_passphrase(pki, save):
    signer = pki.signer()
    with pytest.raises(CredentialError, match="is encrypted"):
        open_credential(*save(signer.chain_pem, encrypted(signer)))


@pytest.mark.parametrize("wrong", [b"wrong", b""])
def test_a_wrong_passphrase(pki, save, wrong):
    signer = pki.signer()
    files = save(signer.chain_pem, encrypted(signer))
    with pytest.raises(CredentialError, match="does not open") as caught:
        open_credential(*files, passphrase=lambda: wrong)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_what_the_passphrase_raises_reaches_the_caller(pki, save):
    signer = pki.signer()

    def passphrase():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_credential(*save(signer.chain_pem, encrypted(signer)), passphrase=passphrase)


# Files that cannot be used.


def test_files_that_are_not_there(pki, save, tmp_path):
    signer = pki.signer()
    chain, key = save(signer.chain_pem, signer.key_pem)
    for files in ((tmp_path / "none.pem", key), (chain, tmp_path / "none.key"), (tmp_path, key)):
        with pytest.raises(InputNotFound) as caught:
            open_credential(*files)
        assert "provenance keys new" in caught.value.hint


@pytest.mark.parametrize(
    ("chain", "key", "message"),
    [
        (b"nothing", None, "holds no certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----", None, "is damaged"),
        (None, b"nothing", "holds no private key"),
        (None, b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----", "is damaged"),
        (b"x" * (2 << 20), None, "larger than 1 MiB"),
    ],
)
def test_files_with_something_else(pki, save, chain, key, message):
    signer = pki.signer()
    with pytest.raises(CredentialError, match=message) as caught:
        open_credential(*save(chain or signer.chain_pem, key or signer.key_pem))
    assert caught.value.hint


def test_files_in_each_other_s_place(pki, save):
    signer = pki.signer()
    with pytest.raises(CredentialError, match=r"chain\.pem holds a private key") as caught:
        open_credential(*save(signer.key_pem, signer.chain_pem))
    assert "swapped" in caught.value.hint


def test_a_key_of_another_certificate(pki, save):
    with pytest.raises(CredentialError, match="does not belong to the chain"):
        open_credential(*save(pki.signer().chain_pem, pki.signer().key_pem))


def test_a_chain_in_the_wrong_order(pki, save):
    signer = pki.signer()
    text = pem(pki.issuer.certificate, signer.leaf)
    with pytest.raises(CredentialError, match="belongs to certificate 2") as caught:
        open_credential(*save(text, signer.key_pem))
    assert "first" in caught.value.hint


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256K1()),
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505  # refused
        ed448.Ed448PrivateKey.generate(),
    ],
    ids=["secp256k1", "rsa 1024", "ed448"],
)
def test_keys_that_c2pa_does_not_allow(pki, save, key):
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(CredentialError, match="C2PA does not allow"):
        open_credential(*save(pki.signer().chain_pem, text))


# Secrets stay secret.


def test_a_key_that_others_can_read_is_noted_and_used(pki, save):
    signer = pki.signer()
    chain, key = save(signer.chain_pem, signer.key_pem)
    assert open_credential(chain, key).notes == ()
    key.chmod(0o644)
    credential = open_credential(chain, key)
    assert credential.sign(DATA)
    (note,) = credential.notes
    assert f"chmod 600 {key}" in note


def test_nothing_shows_or_copies_the_key(pki, save):
    signer = pki.signer()
    credential = open_credential(*save(signer.chain_pem, signer.key_pem))
    assert repr(credential) == "FileCredential(algorithm='es256')"
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(credential)


def test_a_closed_credential_does_not_sign(pki, save):
    signer = pki.signer()
    credential = open_credential(*save(signer.chain_pem, signer.key_pem))
    credential.close()
    credential.close()
    with pytest.raises(CredentialError, match="closed"):
        credential.sign(DATA)
