"""A credential in two files: a PEM chain and a PEM private key.

The key is read once, used in this process only, and never shown. Whether the chain fits
the C2PA profile is not asked here: that is `provenance.pki.profile`.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from provenance.credentials import algorithms
from provenance.errors import CredentialError, InputNotFound, StorageError

if TYPE_CHECKING:
    import os

    from provenance.credentials.algorithms import SigningKey

Passphrase = Callable[[], bytes]
"""Asks for the passphrase of an encrypted key."""

_MOST_BYTES = 1 << 20
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_PRIVATE_KEY = re.compile(
    rb"-----BEGIN ((?:[A-Z0-9]+ )?PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL
)
_CHECK = "`provenance keys check` names every fault of a chain and its key."


class FileCredential:
    """A chain and a private key from files; see `Credential` for what its methods promise."""

    __slots__ = ("_algorithm", "_chain_pem", "_key", "_notes", "_origin")

    def __init__(
        self,
        *,
        chain_pem: bytes,
        key: SigningKey,
        algorithm: str,
        notes: tuple[str, ...] = (),
        origin: str = "",
    ) -> None:
        """Hold what `open` has checked."""
        self._chain_pem = chain_pem
        self._key: SigningKey | None = key
        self._algorithm = algorithm
        self._notes = notes
        self._origin = origin

    @classmethod
    def open(
        cls,
        chain: str | os.PathLike[str],
        key: str | os.PathLike[str],
        *,
        passphrase: Passphrase | None = None,
        algorithm: str | None = None,
    ) -> FileCredential:
        """Read and check both files; `provenance.credentials.open_credential` says more."""
        chain, key = Path(chain), Path(key)
        certificates = _certificates(_content(chain), chain)
        private = algorithms.usable(_private_key(_content(key), key, passphrase))
        _check_match(private, certificates)
        return cls(
            chain_pem=b"".join(c.public_bytes(Encoding.PEM) for c in _embedded(certificates)),
            key=private,
            algorithm=algorithms.choose(private, algorithm),
            notes=_notes(key),
            origin=json.dumps([str(chain.absolute()), str(key.absolute())]),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def algorithm(self) -> str:
        """Return the COSE algorithm."""
        return self._algorithm

    @property
    def chain_pem(self) -> bytes:
        """Return the chain, leaf first, without the root."""
        return self._chain_pem

    @property
    def notes(self) -> tuple[str, ...]:
        """Return one sentence for each thing that the owner should know."""
        return self._notes

    @property
    def origin(self) -> str:
        """Return where the two files lie, as JSON, so that it can be opened again; nothing secret."""
        return self._origin

    def sign(self, data: bytes) -> bytes:
        """Sign `data`.

        Raises:
            CredentialError: The credential is closed.
        """
        if self._key is None:
            raise CredentialError("The credential is closed.", hint="Open it again.")
        return algorithms.sign(self._key, self._algorithm, data)

    def close(self) -> None:
        """Let go of the key."""
        self._key = None

    def __repr__(self) -> str:
        """Show the algorithm and nothing secret."""
        return f"FileCredential(algorithm={self._algorithm!r})"

    def __reduce__(self) -> str:
        """Refuse to be pickled or copied: the key stays here."""
        raise TypeError("a credential cannot be copied out of its process")


def _content(path: Path) -> bytes:
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


def _certificates(text: bytes, path: Path) -> tuple[x509.Certificate, ...]:
    try:
        found = tuple(x509.load_pem_x509_certificate(b) for b in _CERTIFICATE.findall(text))
    except (ValueError, x509.InvalidVersion) as error:
        raise CredentialError(f"A certificate in {path} is damaged.", hint=_CHECK) from error
    if not found and _PRIVATE_KEY.search(text):
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


def _private_key(text: bytes, path: Path, passphrase: Passphrase | None) -> object:
    # Only the block itself: OpenSSL writes "EC PARAMETERS" before the key of a curve.
    block = _PRIVATE_KEY.search(text)
    if block is None:
        raise CredentialError(
            f"{path} holds no private key.",
            hint="It must be PEM, with a line that begins a PRIVATE KEY.",
        )
    encrypted = b"ENCRYPTED" in block[1] or b"Proc-Type: 4,ENCRYPTED" in block[0]
    if encrypted and passphrase is None:
        raise CredentialError(f"{path} is encrypted.", hint="Give its passphrase.")
    secret = passphrase() if encrypted and passphrase else None
    try:
        return load_pem_private_key(block[0] + b"\n", secret or (b"" if encrypted else None))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Without the cause: its text may quote what was decoded.
        pass
    if encrypted:
        raise CredentialError(f"{path} does not open with that passphrase.", hint="Try again.")
    raise CredentialError(f"The private key in {path} is damaged.", hint=_CHECK)


def _check_match(key: SigningKey, chain: tuple[x509.Certificate, ...]) -> None:
    public = _public(key.public_key())
    places = [i for i, c in enumerate(chain, start=1) if _public_of(c) == public]
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


def _embedded(chain: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
    """Leave out the root, which "should not be included" (C2PA 2.4, "X.509 Certificates")."""
    if len(chain) > 1 and chain[-1].subject == chain[-1].issuer:
        return chain[:-1]
    return chain


def _notes(key: Path) -> tuple[str, ...]:
    if key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return (f"Other users of this computer can read the private key: chmod 600 {key}",)
    return ()
