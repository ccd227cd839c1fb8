"""A key in Google Cloud KMS: Google's own client over recorded answers of its documentation."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from PIL import Image
from support.authorities import Development

from provenance import Capture, Signer, TrustLists, Verifier, open_credential
from provenance.errors import CredentialError, InvalidArgument
from provenance.evidence.keys import is_signature

pytest.importorskip("google.cloud.kms", reason="google-cloud-kms is not installed")

from google.api_core import exceptions as refusals
from google.auth.credentials import AnonymousCredentials  # after the check
from google.auth.exceptions import DefaultCredentialsError
from google.cloud import kms
from google.cloud.kms_v1.services.key_management_service.transports import (
    KeyManagementServiceRestTransport,
)
from support.recorded import Answer, Recorded

from provenance.credentials.gcp_kms import GoogleKey, open_gcp_kms

DATA = b"a Sig_structure"
KEY = "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/camera/cryptoKeyVersions/1"
HASHES = {"sha256": SHA256(), "sha384": SHA384()}


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development(start=datetime.now(UTC))


def kept(private):
    """Answer `AsymmetricSign` as https://cloud.google.com/kms/docs/reference/rest documents it."""

    def answer(method: str, address: str, asked: dict) -> Answer:
        assert method == "POST"
        assert address.partition("?")[0].endswith(f"/v1/{KEY}:asymmetricSign")
        ((name, digest),) = asked["digest"].items()
        hashed = HASHES[name]
        if isinstance(private, rsa.RSAPrivateKey):
            pss = padding.PSS(padding.MGF1(hashed), padding.PSS.DIGEST_LENGTH)
            made = private.sign(base64.b64decode(digest), pss, Prehashed(hashed))
        else:
            made = private.sign(base64.b64decode(digest), ec.ECDSA(Prehashed(hashed)))
        return Answer(body={"signature": base64.b64encode(made).decode(), "name": KEY})

    return Recorded(answer)


def connecting(service: Recorded):
    def connect():
        transport = KeyManagementServiceRestTransport(credentials=AnonymousCredentials())
        service.under(transport._session)
        return kms.KeyManagementServiceClient(transport=transport)

    return connect


@pytest.fixture
def address(pki, tmp_path):
    def write(signer=None):
        (tmp_path / "chain.pem").write_bytes((signer or pki.signer()).chain_pem)
        return f"gcp-kms:{KEY}?chain={tmp_path / 'chain.pem'}"

    return write


@pytest.mark.parametrize("name", ["es256", "es384", "ps256"])
def test_a_signed_picture_is_trusted(pki, address, name, tmp_path):
    signer = pki.signer(name)
    service = kept(signer.key)
    Image.effect_noise((64, 48), 60).save(tmp_path / "raw.jpg")
    with open_gcp_kms(address(signer), algorithm=None, connect=connecting(service)) as credential:
        assert is_signature(signer.leaf.public_key(), name, credential.sign(DATA), DATA)
        with Signer(credential, thumbnails=False) as signing:
            signing.sign(tmp_path / "raw.jpg", tmp_path / "out.jpg", Capture(device="Camera"))
    assert len(service.asked) == 3  # the probe, and two signatures
    with Verifier(trust=TrustLists(lists=(pki.list(),))) as verifier:
        assert verifier.inspect(tmp_path / "out.jpg").verdict == "TRUSTED"


def test_the_key_of_another_certificate(pki, address):
    service = kept(pki.signer().key)
    with pytest.raises(CredentialError, match=r"does not belong .* It is the key 'projects/p/loc"):
        open_gcp_kms(address(), algorithm=None, connect=connecting(service))


@pytest.mark.parametrize(
    ("status", "word", "words"),
    [
        (400, "FAILED_PRECONDITION", "cannot sign by ES256, or not now. Is the version enabled"),
        (401, "UNAUTHENTICATED", "cannot be used: your sign-in fails. Sign in"),
        (403, "PERMISSION_DENIED", "may not be used by you. Ask for the role"),
        (404, "NOT_FOUND", "does not exist. Check project"),
        (429, "RESOURCE_EXHAUSTED", "is asked too often. Wait"),
        (418, "TEAPOT", "cannot be reached ("),
    ],
)
def test_each_refusal_is_one_line(address, status, word, words):
    body = {"error": {"code": status, "message": "a long\ntext", "status": word}}
    service = Recorded(lambda *_: Answer(status=status, body=body))
    with pytest.raises(CredentialError) as caught:
        open_gcp_kms(address(), algorithm=None, connect=connecting(service))
    assert str(caught.value).startswith(f"The key {KEY!r} of Google Cloud KMS {words}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (refusals.InvalidArgument, "cannot sign by ES256. Name a key of purpose ASYMMETRIC_SIGN"),
        (refusals.FailedPrecondition, "cannot be used now. Enable this version"),
        (refusals.Unauthenticated, "is refused: Google does not know you. Sign in"),
    ],
)
def test_refusals_that_only_the_other_protocol_tells_apart(refusal, words):
    def refuse(**_: object):
        raise refusal("a long\ntext")

    key = GoogleKey(SimpleNamespace(asymmetric_sign=refuse), KEY, "es256")
    with pytest.raises(CredentialError) as caught:
        key.sign(DATA)
    assert str(caught.value).startswith(f"The key {KEY!r} of Google Cloud KMS {words}")


def test_what_is_no_signature_is_told(address):
    service = Recorded(lambda *_: Answer(body={"name": KEY, "signature": "AAAA"}))
    with pytest.raises(CredentialError, match="gave no signature"):
        open_gcp_kms(address(), algorithm=None, connect=connecting(service))


def test_nobody_signed_in(address):
    def connect():
        raise DefaultCredentialsError

    with pytest.raises(CredentialError, match=r"nobody signed in\. Sign in: gcloud auth"):
        open_gcp_kms(address(), algorithm=None, connect=connect)


def test_addresses_and_keys_that_make_no_sense(pki, address):
    with pytest.raises(InvalidArgument, match="'camera' is no version of a key of Google Cloud"):
        open_credential("gcp-kms:camera?chain=chain.pem")
    with pytest.raises(CredentialError, match="Google Cloud KMS is not used for ed25519"):
        open_credential(address(pki.signer("ed25519")))
