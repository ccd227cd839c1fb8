"""Credentials: who signs, and a key that never leaves its keeper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.credentials.interface import Credential

if TYPE_CHECKING:
    import os

    from provenance.credentials.file import Passphrase

__all__ = ["Credential", "open_credential"]


def open_credential(
    chain: str | os.PathLike[str],
    key: str | os.PathLike[str],
    *,
    passphrase: Passphrase | None = None,
    algorithm: str | None = None,
) -> Credential:
    """Open a credential whose chain and key are files; close it, or use it in a `with` statement.

    Args:
        chain: PEM certificates, leaf first.
        key: PEM private key (PKCS#8, SEC 1 or PKCS#1), encrypted or not.
        passphrase: Called once, and only when the key is encrypted. What it raises reaches
            the caller unchanged.
        algorithm: Only needed to choose ps384 or ps512 for an RSA key.

    Raises:
        InputNotFound: A file is not there.
        StorageError: A file cannot be read.
        CredentialError: Chain or key cannot be used, or do not belong together.
    """
    from provenance.credentials.file import FileCredential  # noqa: PLC0415  # loaded when named

    return FileCredential.open(chain, key, passphrase=passphrase, algorithm=algorithm)
