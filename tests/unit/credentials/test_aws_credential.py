"""A key in AWS KMS, as the server of moto on loopback plays it, and each refusal in one line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from PIL import Image
from support.authorities import Development, pem

from provenance import Capture, Signer, TrustLists, Verifier, open_credential
from provenance.errors import CredentialError, InvalidArgument
from provenance.evidence.keys import is_signature
from provenance.pki import issuing
from provenance.pki.issuing import keys

boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
server = pytest.importorskip("moto.server", reason="moto is not installed")

from botocore.config import Config  # noqa: E402  # after the check that it is there
from botocore.stub import Stubber  # noqa: E402

from provenance.credentials.aws_kms import AwsKey  # noqa: E402

DATA = b"a Sig_structure"
LONGEST_SALT = padding.PSS.MAX_LENGTH
REGION = "eu-central-1"
SPECS = {"es256": "ECC_NIST_P256", "es384": "ECC_NIST_P384", "ps256": "RSA_2048"}


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development(start=datetime.now(UTC))


@pytest.fixture(scope="module")
def endpoint():
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def signed_in(monkeypatch, tmp_path):
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    # Amazon documents a salt as long as the digest; moto makes it as long as it can be.
    monkeypatch.setattr(padding.PSS, "MAX_LENGTH", padding.PSS.DIGEST_LENGTH)


@pytest.fixture
def make(endpoint, pki, tmp_path, signed_in):
    """Make a key, certify it, and return its address and its certificate."""

    def create(name: str = "es256", usage: str = "SIGN_VERIFY", **options):
        client = boto3.client("kms", region_name=REGION, endpoint_url=endpoint)
        key = client.create_key(KeySpec=SPECS[name], KeyUsage=usage)["KeyMetadata"]
        public = load_der_public_key(client.get_public_key(KeyId=key["KeyId"])["PublicKey"])
        leaf = pki.issuer.issue(
            pki.name("Signer"), public, issuing.claim_signer(), start=pki.start, days=366
        )
        chain = tmp_path / f"{name}.pem"
        chain.write_bytes(pem(leaf, pki.issuer.certificate))
        client.create_alias(AliasName=f"alias/{key['KeyId'][:8]}", TargetKeyId=key["KeyId"])
        return key, leaf, f"?chain={chain}&endpoint={endpoint}"

    return create


@pytest.mark.parametrize("name", SPECS)
def test_signatures_of_every_kind(make, name):
    key, leaf, options = make(name)
    with open_credential(f"aws-kms:{key['KeyId']}{options}&region={REGION}") as credential:
        assert credential.algorithm == name
        assert is_signature(leaf.public_key(), name, credential.sign(DATA), DATA)


@pytest.mark.parametrize("name", SPECS)
def test_a_signed_picture_is_trusted(make, pki, name, tmp_path):
    key, _, options = make(name)
    Image.effect_noise((64, 48), 60).save(tmp_path / "raw.jpg")
    with (
        open_credential(f"aws-kms:{key['Arn']}{options}") as credential,
        Signer(credential, thumbnails=False) as signer,
    ):
        signer.sign(tmp_path / "raw.jpg", tmp_path / "signed.jpg", Capture(device="Camera"))
    with Verifier(trust=TrustLists(lists=(pki.list(),))) as verifier:
        assert verifier.inspect(tmp_path / "signed.jpg").verdict == "TRUSTED"


def test_an_alias_and_threads(make):
    key, leaf, options = make()
    uri = f"aws-kms:alias/{key['KeyId'][:8]}{options}&region={REGION}"
    with open_credential(uri) as credential, ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda i: credential.sign(b"%d" % i), range(40)))
    for i, signature in enumerate(made):
        assert is_signature(leaf.public_key(), "es256", signature, b"%d" % i)


def test_the_key_of_another_certificate(make):
    other, _, _ = make("ps256")
    first, _, _ = make()
    options = make()[2]
    with pytest.raises(CredentialError, match=r"of AWS KMS in eu-central-1 cannot sign by ES256"):
        open_credential(f"aws-kms:{other['Arn']}{options}")
    with pytest.raises(CredentialError, match=r"does not belong .* It is the key 'arn:aws:kms:"):
        open_credential(f"aws-kms:{first['Arn']}{options}")


def test_a_salt_that_validators_refuse(make, monkeypatch):
    monkeypatch.setattr(padding.PSS, "MAX_LENGTH", LONGEST_SALT)
    key, _, options = make("ps256")
    with pytest.raises(CredentialError, match=r"Signatures by PS256 of the key .* have a salt of"):
        open_credential(f"aws-kms:{key['Arn']}{options}")


def test_a_key_that_is_not_there(make):
    _, _, options = make()
    with pytest.raises(CredentialError, match=r"'0{8}.* does not exist\. Check the key, the acc"):
        open_credential(f"aws-kms:00000000-0000-0000-0000-000000000000{options}&region={REGION}")


def test_no_region(make):
    key, _, options = make()
    with pytest.raises(InvalidArgument, match=r"No region is known for the key .* Add &region="):
        open_credential(f"aws-kms:{key['KeyId']}{options}")


def test_nobody_signed_in(make, monkeypatch):
    key, _, options = make()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialError, match=r"there is nobody signed in to AWS\. Sign in"):
        open_credential(f"aws-kms:{key['Arn']}{options}")


def test_an_endpoint_that_does_not_answer(make):
    key, _, options = make()
    options = options.partition("&")[0]
    uri = f"aws-kms:{key['Arn']}{options}&endpoint=http://127.0.0.1:9"
    with pytest.raises(CredentialError, match=r"cannot be reached \(EndpointConnectionError\)"):
        open_credential(uri)


def stubbed(algorithm: str = "es256") -> tuple[AwsKey, Stubber]:
    client = boto3.client(
        "kms",
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    stub = Stubber(client)
    stub.activate()
    return AwsKey(client, "alias/camera", algorithm), stub


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AccessDeniedException", "may not be used by you. Allow kms:Sign"),
        ("DisabledException", "is disabled. Enable it"),
        ("KMSInvalidStateException", "cannot be used now. Is it being deleted"),
        ("InvalidKeyUsageException", "cannot sign by ES256. Name a key of usage SIGN_VERIFY"),
        ("ThrottlingException", "is asked too often. Wait"),
        ("ExpiredTokenException", "is refused: your session has expired. Sign in"),
        ("UnrecognizedClientException", "is refused: AWS does not know you. Sign in"),
        ("NewException", "refused to sign: NewException. Look the word up"),
    ],
)
def test_each_refusal_is_one_line(code, words):
    key, stub = stubbed()
    stub.add_client_error("sign", code, "a long text of the service\nwith lines")
    with pytest.raises(CredentialError) as caught:
        key.sign(DATA)
    assert str(caught.value).startswith(f"The key 'alias/camera' of AWS KMS in {REGION} {words}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("size", "kind"), [(4096, "RAW"), (4097, "DIGEST")])
def test_what_is_too_long_to_be_sent_is_sent_as_a_digest(size, kind):
    key, stub = stubbed()
    private = keys.generate("es256")
    data = bytes(size)
    if kind == "RAW":
        message, signature = data, private.sign(data, ec.ECDSA(SHA256()))
    else:
        message = sha256(data).digest()
        signature = private.sign(message, ec.ECDSA(Prehashed(SHA256())))
    asked = {
        "KeyId": "alias/camera",
        "Message": message,
        "MessageType": kind,
        "SigningAlgorithm": "ECDSA_SHA_256",
    }
    stub.add_response("sign", {"Signature": signature}, asked)
    assert is_signature(private.public_key(), "es256", key.sign(data), data)


@pytest.mark.parametrize("signature", [b"no DER", encode_dss_signature(1 << 300, 1)])
def test_what_is_no_signature_is_told(signature):
    key, stub = stubbed()
    stub.add_response("sign", {"Signature": signature})
    with pytest.raises(CredentialError, match="gave no signature"):
        key.sign(DATA)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("aws-kms:?chain=a.pem", "names no key. Write it as aws-kms:KEY"),
        ("aws-kms:alias/a", "lacks the name of a file"),
        ("aws-kms:alias/a?chian=a.pem", "'chian' of the credential is none of chain, region"),
        ("aws-kms:alias/a?chain=a.pem&chain=b.pem", "is given twice"),
    ],
)
def test_addresses_that_make_no_sense(uri, words):
    with pytest.raises(InvalidArgument, match=words):
        open_credential(uri)


def test_a_kind_of_key_that_the_service_has_not(pki, tmp_path):
    (tmp_path / "chain.pem").write_bytes(pki.signer("ed25519").chain_pem)
    with pytest.raises(CredentialError, match="AWS KMS is not used for ed25519"):
        open_credential(f"aws-kms:alias/a?chain={tmp_path / 'chain.pem'}")
