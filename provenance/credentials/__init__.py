"""Credentials: who signs, and a key that never leaves its keeper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.credentials.interface import Credential, Secret
from provenance.limits import Network

if TYPE_CHECKING:
    import os

__all__ = ["Credential", "open_credential"]


def open_credential(
    where: str | os.PathLike[str],
    key: str | os.PathLike[str] | None = None,
    *,
    passphrase: Secret | None = None,
    pin: Secret | None = None,
    token: str = "",
    network: Network = Network(),
    algorithm: str | None = None,
) -> Credential:
    """Open a credential; close it, or use it in a `with` statement.

    It is named by two files, or by one address (docs/keys.md): `file:chain.pem?key=signer.key`,
    `pkcs11:…`, `aws-kms:…`, `gcp-kms:…`, `azure-kv:…`, `https:…`, or the scheme of a plug-in. To
    open a key in the cloud is to permit its provider's client to contact the provider.
    Unless the key is a file, it signs a probe first: it has to belong to the certificate.

    Args:
        where: PEM certificates, leaf first, with `key` beside them; or an address.
        key: PEM private key (PKCS#8, SEC 1 or PKCS#1), encrypted or not.
        passphrase: Called once, and only when the key file is encrypted. What it raises reaches
            the caller unchanged.
        pin: Called when a token asks for its PIN: once, and again only after the token was gone
            or somebody else logged out. A PIN that was wrong is never tried again.
        token: What a remote signing service knows the caller by.
        network: The hosts that a remote signing service may have.
        algorithm: Only needed to choose ps384 or ps512 for an RSA key.

    Raises:
        InvalidArgument: The address makes no sense; the schemes that are known are named.
        InputNotFound: A file is not there.
        StorageError: A file cannot be read.
        CredentialError: Chain or key cannot be used, or do not belong together.
        NetworkNotAllowed: A remote signing service has a host that `network` does not name.
    """
    from provenance.credentials import opening  # noqa: PLC0415  # loaded when named

    if key is not None:
        return opening.files(where, key, passphrase=passphrase, algorithm=algorithm)
    given: opening.Given = {
        "passphrase": passphrase,
        "pin": pin,
        "token": token,
        "network": network,
        "algorithm": algorithm,
    }
    return opening.address_of(where, given)
