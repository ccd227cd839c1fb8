"""A key in Azure Key Vault: Microsoft's own client over recorded answers of its documentation."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from PIL import Image
from support.authorities import Development

from provenance import Capture, Signer, TrustLists, Verifier, open_credential
from provenance.credentials import algorithms
from provenance.errors import CredentialError, InvalidArgument
from provenance.evidence.keys import is_signature

pytest.importorskip("azure.keyvault.keys", reason="azure-keyvault-keys is not installed")
pytest.importorskip("azure.identity", reason="azure-identity is not installed")

from azure.core.credentials import AccessToken  # after the check
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import RequestsTransport
from azure.keyvault.keys.crypto import CryptographyClient
from support.recorded import Answer, Recorded

from provenance.credentials.azure_kv import open_azure_kv

DATA = b"a Sig_structure"
VAULT = "https://studio.vault.azure.net"
KEY = f"{VAULT}/keys/camera/0123456789abcdef0123456789abcdef"
HASHES = {"ES256": SHA256(), "ES384": SHA384(), "PS256": SHA256()}
CHALLENGE = Answer(
    status=401,
    headers={
        "WWW-Authenticate": 'Bearer authorization="https://login.microsoftonline.com/t",'
        ' resource="https://vault.azure.net"'
    },
)


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development(start=datetime.now(UTC))


class Account:
    """Somebody who is signed in."""

    def get_token(self, *_: str, **__: object) -> AccessToken:
        return AccessToken("a token", int(time.time()) + 3600)


class Nobody:
    def get_token(self, *_: str, **__: object) -> AccessToken:
        raise ClientAuthenticationError("a long\ntext")


def answering(answer):
    """Ask for a token first, as a vault does; no public key may be read."""
    begun = []

    def reply(method: str, address: str, asked: dict) -> Answer:
        if not begun:
            begun.append(address)
            return CHALLENGE
        if method == "GET":
            return Answer(status=403, body={"error": {"code": "Forbidden", "message": "no"}})
        assert address.startswith(f"{KEY}/sign?api-version=")
        return answer(asked)

    return Recorded(reply)


def kept(private):
    """Answer `POST {vault}/keys/{name}/{version}/sign` as Microsoft's REST reference documents it."""

    def answer(asked: dict) -> Answer:
        name, hashed = asked["alg"], HASHES[asked["alg"]]
        digest = base64.urlsafe_b64decode(asked["value"] + "==")
        if isinstance(private, rsa.RSAPrivateKey):
            pss = padding.PSS(padding.MGF1(hashed), padding.PSS.DIGEST_LENGTH)
            made = private.sign(digest, pss, Prehashed(hashed))
        else:
            made = private.sign(digest, ec.ECDSA(Prehashed(hashed)))
            made = algorithms.from_der(name.lower(), made)
        value = base64.urlsafe_b64encode(made).decode().rstrip("=")
        return Answer(body={"kid": KEY, "value": value})

    return answering(answer)


def connecting(service: Recorded, account: object = None):
    def connect(key: str) -> CryptographyClient:
        transport = RequestsTransport(session=service.session(), session_owner=False)
        return CryptographyClient(
            key, account or Account(), transport=transport, retry_total=0, logging_enable=False
        )

    return connect


@pytest.fixture
def address(pki, tmp_path):
    def write(signer=None):
        (tmp_path / "chain.pem").write_bytes((signer or pki.signer()).chain_pem)
        return f"azure-kv:{KEY}?chain={tmp_path / 'chain.pem'}"

    return write


@pytest.mark.parametrize("name", ["es256", "es384", "ps256"])
def test_a_signed_picture_is_trusted(pki, address, name, tmp_path):
    signer = pki.signer(name)
    service = kept(signer.key)
    Image.effect_noise((64, 48), 60).save(tmp_path / "raw.jpg")
    with open_azure_kv(address(signer), algorithm=None, connect=connecting(service)) as credential:
        assert is_signature(signer.leaf.public_key(), name, credential.sign(DATA), DATA)
        with Signer(credential, thumbnails=False) as signing:
            signing.sign(tmp_path / "raw.jpg", tmp_path / "out.jpg", Capture(device="Camera"))
    with Verifier(trust=TrustLists(lists=(pki.list(),))) as verifier:
        assert verifier.inspect(tmp_path / "out.jpg").verdict == "TRUSTED"
    assert "PRIVATE" not in repr(service.asked)


def test_the_key_of_another_certificate(pki, address):
    service = kept(pki.signer().key)
    with pytest.raises(CredentialError, match=r"does not belong .* It is the key 'https://studio"):
        open_azure_kv(address(), algorithm=None, connect=connecting(service))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "cannot sign by ES256. Name the key"),
        (403, "may not be used by you, or not now. Is it enabled"),
        (404, "does not exist. Check the vault"),
        (409, "cannot be used now. Is it being deleted"),
        (429, "is asked too often. Wait"),
        (500, "refused to sign: HTTP 500. Look at the vault's log"),
    ],
)
def test_each_refusal_is_one_line(address, status, words):
    body = {"error": {"code": "Word", "message": "a long\ntext"}}
    service = answering(lambda _: Answer(status=status, body=body))
    with pytest.raises(CredentialError) as caught:
        open_azure_kv(address(), algorithm=None, connect=connecting(service))
    assert str(caught.value).startswith(f"The key {KEY!r} of Azure Key Vault {words}")
    assert "\n" not in str(caught.value)


def test_nobody_signed_in(pki, address):
    connect = connecting(kept(pki.signer().key), Nobody())
    with pytest.raises(CredentialError, match=r"Azure does not know you\. Sign in \(az login\)"):
        open_azure_kv(address(), algorithm=None, connect=connect)


def test_addresses_and_keys_that_make_no_sense(pki, address):
    with pytest.raises(InvalidArgument, match="'camera' is no key of an Azure Key Vault"):
        open_credential("azure-kv:camera?chain=chain.pem")
    with pytest.raises(CredentialError, match="Azure Key Vault is not used for ed25519"):
        open_credential(address(pki.signer("ed25519")))
