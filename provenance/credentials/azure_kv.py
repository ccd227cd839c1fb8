"""A credential whose key is kept by Azure Key Vault, or by a managed HSM of Azure.

Microsoft's own client contacts the vault, and finds who the caller is in its usual places
(`DefaultAzureCredential`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from azure.core import exceptions as refusals
from azure.identity import DefaultAzureCredential
from azure.keyvault.keys.crypto import CryptographyClient, SignatureAlgorithm

from provenance.credentials import address, algorithms
from provenance.credentials import chain as chain_file
from provenance.credentials.kept import KeptCredential
from provenance.errors import CredentialError, InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["open_azure_kv"]

FORM = "Write it as azure-kv:https://VAULT.vault.azure.net/keys/NAME/VERSION?chain=chain.pem."
_KEY = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?/keys/[A-Za-z0-9-]+(?:/[A-Za-z0-9]+)?")
_ALGORITHMS = {
    "es256": SignatureAlgorithm.es256,
    "es384": SignatureAlgorithm.es384,
    "es512": SignatureAlgorithm.es512,
    "ps256": SignatureAlgorithm.ps256,
    "ps384": SignatureAlgorithm.ps384,
    "ps512": SignatureAlgorithm.ps512,
}
_SIGN_IN = "Sign in (az login), or give the machine an identity."
_WORDS: dict[int | None, tuple[str, str]] = {
    400: (
        "cannot sign by {algorithm}",
        "Name the key to which the certificate belongs; it has to be allowed to sign.",
    ),
    401: ("is refused: Azure does not know you", _SIGN_IN),
    403: (
        "may not be used by you, or not now",
        "Is it enabled and in its time? Ask for the role Key Vault Crypto User.",
    ),
    404: ("does not exist", "Check the vault, the name and the version."),
    409: ("cannot be used now", "Is it being deleted or recovered? Try again later."),
    429: ("is asked too often", "Wait, or spread the keys over several vaults."),
}


def _connect(key: str) -> CryptographyClient:
    return CryptographyClient(key, DefaultAzureCredential())


def open_azure_kv(
    uri: str, *, algorithm: str | None, connect: Callable[[str], Any] = _connect
) -> KeptCredential:
    """Open `azure-kv:https://VAULT.vault.azure.net/keys/NAME/VERSION?chain=chain.pem`.

    Args:
        uri: The address; without a version the newest one signs.
        algorithm: Only needed to choose ps384 or ps512 for an RSA key.
        connect: Makes the client of a key.

    Raises:
        InvalidArgument: The address makes no sense.
        InputNotFound, StorageError: The chain's file cannot be read.
        CredentialError: The key or the chain cannot be used, or do not belong together.
    """
    named = address.parse(uri, options=("chain",), form=FORM)
    key = address.text(named.rest, form=FORM)
    if not _KEY.fullmatch(key):
        raise InvalidArgument(f"{key!r} is no key of an Azure Key Vault.", hint=FORM)
    chain = chain_file.read(address.path(named.options.get("chain", ""), form=FORM))
    chosen = algorithms.choose(chain_file.leaf_key(chain), algorithm)
    if chosen not in _ALGORITHMS:
        raise CredentialError(
            f"Azure Key Vault is not used for {chosen}.", hint="Use P-256, P-384, P-521 or RSA."
        )
    return KeptCredential.open(AzureKey(connect(key), key, chosen), chain, chosen)


class AzureKey:
    """A key of Azure Key Vault; a `Keeper` that threads may share."""

    def __init__(self, client: Any, key: str, algorithm: str) -> None:  # noqa: ANN401  # as it comes
        self._client = client
        self._key = key
        self._algorithm = algorithm

    @property
    def name(self) -> str:
        """Return which key it is."""
        return f"the key {self._key!r} of Azure Key Vault"

    def sign(self, data: bytes) -> bytes:
        """Send the digest of `data` to be signed; what comes back is as COSE writes it (RFC 7518)."""
        try:
            answer = self._client.sign(
                _ALGORITHMS[self._algorithm], algorithms.digest(self._algorithm, data)
            )
        except (refusals.AzureError, NotImplementedError, ValueError) as error:
            raise self._said(error) from error
        return bytes(answer.signature)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _said(self, error: Exception) -> CredentialError:
        begin = f"{self.name[0].upper()}{self.name[1:]}"
        if isinstance(error, refusals.ClientAuthenticationError):
            message, hint = _WORDS[401]
        elif isinstance(error, refusals.HttpResponseError):
            refused = ("refused to sign: HTTP {status}", "Look at the vault's log.")
            message, hint = _WORDS.get(error.status_code, refused)
            message = message.replace("{status}", str(error.status_code))
        elif isinstance(error, refusals.AzureError):
            message = f"cannot be reached ({type(error).__name__})"
            hint = "Check the network and the name of the vault."
        else:
            message, hint = _WORDS[400]
        told = message.replace("{algorithm}", self._algorithm.upper())
        return CredentialError(f"{begin} {told}.", hint=hint)
