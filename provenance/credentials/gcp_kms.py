"""A credential whose key is kept by Google Cloud Key Management Service.

Google's own client contacts the service, and finds who the caller is in its usual places
(application default credentials).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from google.api_core import exceptions as refusals
from google.auth import exceptions as sign_in
from google.cloud import kms

from provenance.credentials import address, algorithms
from provenance.credentials import chain as chain_file
from provenance.credentials.kept import KeptCredential
from provenance.errors import CredentialError, InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["open_gcp_kms"]

FORM = (
    "Write it as gcp-kms:projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/1"
    "?chain=chain.pem."
)
_VERSION = re.compile(
    r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+/cryptoKeyVersions/\d+"
)
_SECONDS = 20.0
_DIGESTS = {"256": "sha256", "384": "sha384", "512": "sha512"}
_OFFERED = ("es256", "es384", "ps256", "ps512")
_SIGN_IN = "Sign in: gcloud auth application-default login; or give the machine an account."
_WORDS: tuple[tuple[type[Exception], str, str], ...] = (
    (refusals.Unauthenticated, "is refused: Google does not know you", _SIGN_IN),
    (
        refusals.PermissionDenied,
        "may not be used by you",
        "Ask for the role roles/cloudkms.signer on it.",
    ),
    (refusals.Forbidden, "may not be used by you", "Ask for the role roles/cloudkms.signer on it."),
    (refusals.NotFound, "does not exist", "Check project, place, ring, key and version."),
    (
        refusals.FailedPrecondition,
        "cannot be used now",
        "Enable this version of the key; one that was destroyed is lost.",
    ),
    (
        refusals.InvalidArgument,
        "cannot sign by {algorithm}",
        "Name a key of purpose ASYMMETRIC_SIGN, to which the certificate belongs.",
    ),
    (
        refusals.BadRequest,
        "cannot sign by {algorithm}, or not now",
        "Is the version enabled, of purpose ASYMMETRIC_SIGN, and the certificate's own?",
    ),
    (refusals.TooManyRequests, "is asked too often", "Wait, or ask for a higher quota."),
)


def open_gcp_kms(
    uri: str, *, algorithm: str | None, connect: Callable[[], Any] = kms.KeyManagementServiceClient
) -> KeptCredential:
    """Open `gcp-kms:projects/…/cryptoKeyVersions/1?chain=chain.pem`.

    Args:
        uri: The address.
        algorithm: Only needed to choose ps512 for an RSA key; a key of Google's has just one.
        connect: Makes the client.

    Raises:
        InvalidArgument: The address makes no sense.
        InputNotFound, StorageError: The chain's file cannot be read.
        CredentialError: The key or the chain cannot be used, or do not belong together.
    """
    named = address.parse(uri, options=("chain",), form=FORM)
    key = address.text(named.rest, form=FORM)
    if not _VERSION.fullmatch(key):
        raise InvalidArgument(f"{key!r} is no version of a key of Google Cloud KMS.", hint=FORM)
    chain = chain_file.read(address.path(named.options.get("chain", ""), form=FORM))
    chosen = algorithms.choose(chain_file.leaf_key(chain), algorithm)
    if chosen not in _OFFERED:
        raise CredentialError(
            f"Google Cloud KMS is not used for {chosen}.", hint=f"Use {', '.join(_OFFERED)}."
        )
    try:
        client = connect()
    except sign_in.GoogleAuthError as error:
        raise CredentialError(
            f"The key {key!r} of Google Cloud KMS cannot be used: there is nobody signed in.",
            hint=_SIGN_IN,
        ) from error
    return KeptCredential.open(GoogleKey(client, key, chosen), chain, chosen)


class GoogleKey:
    """A version of a key of Google Cloud KMS; a `Keeper` that threads may share."""

    def __init__(self, client: Any, key: str, algorithm: str) -> None:  # noqa: ANN401  # as it comes
        self._client = client
        self._key = key
        self._algorithm = algorithm

    @property
    def name(self) -> str:
        """Return which key it is."""
        return f"the key {self._key!r} of Google Cloud KMS"

    def sign(self, data: bytes) -> bytes:
        """Send the digest of `data` to be signed."""
        hashed = {_DIGESTS[self._algorithm[-3:]]: algorithms.digest(self._algorithm, data)}
        try:
            answer = self._client.asymmetric_sign(
                request={"name": self._key, "digest": hashed}, timeout=_SECONDS
            )
            return algorithms.from_der(self._algorithm, bytes(answer.signature))
        except (refusals.GoogleAPIError, sign_in.GoogleAuthError, OSError, ValueError) as error:
            raise self._said(error) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.transport.close()

    def _said(self, error: Exception) -> CredentialError:
        begin = f"{self.name[0].upper()}{self.name[1:]}"
        for kind, message, hint in _WORDS:
            if isinstance(error, kind):
                told = message.format(algorithm=self._algorithm.upper())
                return CredentialError(f"{begin} {told}.", hint=hint)
        if isinstance(error, sign_in.GoogleAuthError):
            return CredentialError(f"{begin} cannot be used: your sign-in fails.", hint=_SIGN_IN)
        if isinstance(error, ValueError):
            return CredentialError(f"{begin} gave no signature.", hint="Try again.")
        return CredentialError(
            f"{begin} cannot be reached ({type(error).__name__}).", hint="Check the network."
        )
