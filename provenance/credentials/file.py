"""A credential in two files: a PEM chain and a PEM private key.

The key is read once, used in this process only, and never shown. Whether the chain fits
the C2PA profile is not asked here: that is `provenance.pki.profile`.
"""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from provenance.credentials import address, algorithms
from provenance.credentials import chain as chain_file
from provenance.errors import CredentialError

if TYPE_CHECKING:
    import os

    from provenance.credentials.algorithms import SigningKey
    from provenance.credentials.interface import Secret


_FORM = "Write it as file:chain.pem?key=signer.key, leaf first in the chain."


def open_file(uri: str, *, passphrase: Secret | None, algorithm: str | None) -> FileCredential:
    """Open `file:chain.pem?key=signer.key`.

    Raises:
        InvalidArgument: The address names no chain or no key.
        CredentialError, InputNotFound, StorageError: As for `FileCredential.open`.
    """
    named = address.parse(uri, options=("key",), form=_FORM)
    chain, key = (
        address.path(named.rest, form=_FORM),
        address.path(named.options.get("key", ""), form=_FORM),
    )
    return FileCredential.open(chain, key, passphrase=passphrase, algorithm=algorithm)


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
        passphrase: Secret | None = None,
        algorithm: str | None = None,
    ) -> FileCredential:
        """Read and check both files; `provenance.credentials.open_credential` says more."""
        chain, key = Path(chain), Path(key)
        certificates = chain_file.read(chain)
        private = algorithms.usable(_private_key(chain_file.content(key), key, passphrase))
        chain_file.check_match(private.public_key(), certificates)
        return cls(
            chain_pem=chain_file.embedded(certificates),
            key=private,
            algorithm=algorithms.choose(private.public_key(), algorithm),
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


def _private_key(text: bytes, path: Path, passphrase: Secret | None) -> object:
    # Only the block itself: OpenSSL writes "EC PARAMETERS" before the key of a curve.
    block = chain_file.PRIVATE_KEY.search(text)
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
    raise CredentialError(f"The private key in {path} is damaged.", hint=chain_file.CHECK)


def _notes(key: Path) -> tuple[str, ...]:
    if key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return (f"Other users of this computer can read the private key: chmod 600 {key}",)
    return ()
