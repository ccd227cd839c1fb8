"""A credential whose key is kept by AWS Key Management Service.

Amazon's own client (boto3) contacts the service, and finds who the caller is, and which region
is meant, in its usual places: environment, ~/.aws, the role of the machine.
"""

from __future__ import annotations

import re
from typing import Any

import boto3
from botocore import exceptions as botocore
from botocore.config import Config

from provenance.credentials import address, algorithms
from provenance.credentials import chain as chain_file
from provenance.credentials.kept import KeptCredential
from provenance.errors import CredentialError, InvalidArgument

__all__ = ["open_aws_kms"]

FORM = "Write it as aws-kms:KEY?chain=chain.pem&region=eu-central-1, KEY an id, ARN or alias/NAME."
_ARN = re.compile(r"arn:[a-z-]+:kms:([a-z0-9-]+):")
_MOST_RAW = 4096  # bytes that the service hashes itself (API reference of KMS, "Sign")
_SECONDS = 10
_ATTEMPTS = 4  # of the client, with growing pauses, while the service asks to slow down
_ALGORITHMS = {
    "es256": "ECDSA_SHA_256",
    "es384": "ECDSA_SHA_384",
    "es512": "ECDSA_SHA_512",
    "ps256": "RSASSA_PSS_SHA_256",
    "ps384": "RSASSA_PSS_SHA_384",
    "ps512": "RSASSA_PSS_SHA_512",
}
_SIGN_IN = "Sign in (aws configure, aws sso login), or give the machine a role."
_WORDS = {
    "AccessDeniedException": ("may not be used by you", "Allow kms:Sign for it in its policy."),
    "NotFoundException": ("does not exist", "Check the key, the account and the region."),
    "DisabledException": ("is disabled", "Enable it: aws kms enable-key."),
    "KMSInvalidStateException": ("cannot be used now", "Is it being deleted, or not there yet?"),
    "InvalidKeyUsageException": (
        "cannot sign by {algorithm}",
        "Name a key of usage SIGN_VERIFY, to which the certificate belongs.",
    ),
    "ValidationException": (
        "cannot sign by {algorithm}",
        "Check the key's name; it has to be of usage SIGN_VERIFY and of the certificate's kind.",
    ),
    "KeyUnavailableException": ("is not available", "Try again later."),
    "ThrottlingException": ("is asked too often", "Wait, or ask for a higher limit."),
    "LimitExceededException": ("is asked too often", "Wait, or ask for a higher limit."),
    "UnrecognizedClientException": ("is refused: AWS does not know you", _SIGN_IN),
    "InvalidClientTokenId": ("is refused: AWS does not know you", _SIGN_IN),
    "InvalidSignatureException": ("is refused: AWS does not know you", _SIGN_IN),
    "ExpiredTokenException": ("is refused: your session has expired", _SIGN_IN),
}


def open_aws_kms(uri: str, *, algorithm: str | None) -> KeptCredential:
    """Open `aws-kms:KEY?chain=chain.pem`, with `region` and `endpoint` where they are needed.

    Raises:
        InvalidArgument: The address makes no sense.
        InputNotFound, StorageError: The chain's file cannot be read.
        CredentialError: The key or the chain cannot be used, or do not belong together.
    """
    named = address.parse(uri, options=("chain", "region", "endpoint"), form=FORM)
    key = address.text(named.rest, form=FORM)
    chain = chain_file.read(address.path(named.options.get("chain", ""), form=FORM))
    chosen = algorithms.choose(chain_file.leaf_key(chain), algorithm)
    if chosen not in _ALGORITHMS:
        raise CredentialError(
            f"AWS KMS is not used for {chosen}.", hint="Use P-256, P-384, P-521 or RSA."
        )
    in_arn = _ARN.match(key)
    region = named.options.get("region") or (in_arn[1] if in_arn else None)
    client = _client(key, region, named.options.get("endpoint"))
    return KeptCredential.open(AwsKey(client, key, chosen), chain, chosen)


def _client(key: str, region: str | None, endpoint: str | None) -> Any:  # noqa: ANN401  # untyped
    settings = Config(
        connect_timeout=_SECONDS,
        read_timeout=_SECONDS,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
    )
    try:
        # A session of its own: the common one of boto3 may not be shared by threads.
        session = boto3.session.Session(region_name=region)
        return session.client("kms", endpoint_url=endpoint, config=settings)
    except botocore.NoRegionError as error:
        raise InvalidArgument(
            f"No region is known for the key {key!r} of AWS KMS.",
            hint="Add &region=eu-central-1 (yours), or name the key by its ARN.",
        ) from error
    except (botocore.BotoCoreError, ValueError) as error:
        raise CredentialError(
            f"AWS KMS cannot be reached for the key {key!r}: {error}.", hint=FORM
        ) from error


class AwsKey:
    """A key of AWS KMS; a `Keeper` that threads may share."""

    def __init__(self, client: Any, key: str, algorithm: str) -> None:  # noqa: ANN401  # untyped
        self._client = client
        self._key = key
        self._algorithm = algorithm

    @property
    def name(self) -> str:
        """Return which key it is, and in which region."""
        return f"the key {self._key!r} of AWS KMS in {self._client.meta.region_name}"

    def sign(self, data: bytes) -> bytes:
        """Let the service sign `data`, or the digest of it where it takes no more."""
        small = len(data) <= _MOST_RAW
        try:
            answer = self._client.sign(
                KeyId=self._key,
                Message=data if small else algorithms.digest(self._algorithm, data),
                MessageType="RAW" if small else "DIGEST",
                SigningAlgorithm=_ALGORITHMS[self._algorithm],
            )
            return algorithms.from_der(self._algorithm, answer["Signature"])
        except (botocore.BotoCoreError, botocore.ClientError, KeyError, ValueError) as error:
            raise self._said(error) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _said(self, error: Exception) -> CredentialError:
        begin = f"{self.name[0].upper()}{self.name[1:]}"
        if isinstance(error, botocore.ClientError):
            code = str(error.response.get("Error", {}).get("Code", ""))
            message, hint = _WORDS.get(
                code, (f"refused to sign: {code or 'no reason'}", "Look the word up in its manual.")
            )
            message = message.format(algorithm=self._algorithm.upper())
            return CredentialError(f"{begin} {message}.", hint=hint)
        if isinstance(error, botocore.NoCredentialsError | botocore.PartialCredentialsError):
            return CredentialError(
                f"{begin} cannot be used: there is nobody signed in to AWS.", hint=_SIGN_IN
            )
        if isinstance(error, botocore.BotoCoreError):
            return CredentialError(
                f"{begin} cannot be reached ({type(error).__name__}).",
                hint="Check the network, the region and the endpoint.",
            )
        return CredentialError(f"{begin} gave no signature.", hint="Check the endpoint.")
