"""The certificate chain of a credential: read from a file, and held against the key that signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from provenance.credentials import algorithms
from provenance.errors import CredentialError, InputNotFound, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provenance.credentials.algorithms import PublicKey

Chain = tuple[x509.Certificate, ...]

CHECK = "`provenance keys check` names every fault of a chain and its key."
PRIVATE_KEY = re.compile(
    rb"-----BEGIN ((?:[A-Z0-9]+ )?PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL
)
_MOST_BYTES = 1 << 20
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def read(path: Path) -> Chain:
    """Read PEM certificates, leaf first.

    Raises:
        InputNotFound: The file is not there.
        StorageError: It cannot be read.
        CredentialError: It holds no certificate, or a damaged one.
    """
    return parse(content(path), str(path))


def content(path: Path) -> bytes:
    """Read a small file of a credential.

    Raises:
        InputNotFound: It is not there.
        StorageError: It cannot be read.
        CredentialError: It is not small.
    """
    if path.is_dir():
        raise InputNotFound(
            f"{path} is a folder.",
            hint="Name a PEM file; to make keys to try out: provenance keys new --out DIR",
        )
    if not path.is_file():
        raise InputNotFound(
            f"{path} does not exist.",
            hint="Make keys to try out with: provenance keys new --out DIR",
        )
    try:
        with path.open("rb") as handle:
            content = handle.read(_MOST_BYTES + 1)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read: {error.strerror}.", hint="Check that you may read it."
        ) from error
    if len(content) > _MOST_BYTES:
        raise CredentialError(
            f"{path} is larger than 1 MiB.", hint="Name a file with PEM certificates or a key."
        )
    return content


def parse(text: bytes, path: str) -> Chain:
    """Read PEM certificates of a text that came from `path`.

    Raises:
        CredentialError: There is none, or one is damaged.
    """
    try:
        found = tuple(x509.load_pem_x509_certificate(b) for b in _CERTIFICATE.findall(text))
    except (ValueError, x509.InvalidVersion) as error:
        raise CredentialError(f"A certificate in {path} is damaged.", hint=CHECK) from error
    if not found and PRIVATE_KEY.search(text):
        raise CredentialError(
            f"{path} holds a private key and no certificate.",
            hint="Are the chain and the key swapped?",
        )
    if not found:
        raise CredentialError(
            f"{path} holds no certificate.",
            hint="It must be PEM: the signer's certificate first, then each issuer's.",
        )
    return found


def leaf_key(chain: Chain) -> PublicKey:
    """Return the public key of the signer's certificate.

    Raises:
        CredentialError: C2PA does not allow it.
    """
    try:
        return algorithms.usable_public(chain[0].public_key())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CredentialError("The chain's first certificate is damaged.", hint=CHECK) from error


def check_match(key: object, chain: Chain) -> None:
    """Make sure that a public key is that of the first certificate.

    Raises:
        CredentialError: It is another's.
    """
    public = _public(key)
    require_first(lambda certificate: _public_of(certificate) == public, chain)


def require_first(belongs: Callable[[x509.Certificate], bool], chain: Chain) -> None:
    """Make sure that the private key belongs to the first certificate.

    Args:
        belongs: Tells whether it belongs to a certificate.
        chain: Leaf first.

    Raises:
        CredentialError: It belongs to another, or to none.
    """
    places = [i for i, c in enumerate(chain, start=1) if belongs(c)]
    if places[:1] == [1]:
        return
    if places:
        raise CredentialError(
            f"The private key belongs to certificate {places[0]} of the chain, not to the first.",
            hint="Put the signer's certificate first, then each issuer's.",
        )
    raise CredentialError(
        "The private key does not belong to the chain's first certificate.",
        hint="Use the key from which that certificate was requested.",
    )


def _public_of(certificate: x509.Certificate) -> bytes:
    try:
        return _public(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm):
        return b""


def _public(key: object) -> bytes:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.public_bytes(*form)  # type: ignore[attr-defined, no-any-return]  # every public key has it


def embedded(chain: Chain) -> bytes:
    """Return a chain as PEM without the root, which "should not be included" (C2PA 2.4, "X.509 Certificates")."""
    if len(chain) > 1 and chain[-1].subject == chain[-1].issuer:
        chain = chain[:-1]
    return b"".join(c.public_bytes(Encoding.PEM) for c in chain)
