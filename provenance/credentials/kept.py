"""A credential whose private key is kept elsewhere, by a keeper that signs when it is asked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Protocol, Self

from provenance.credentials import chain as chain_file
from provenance.errors import CredentialError
from provenance.evidence.keys import is_signature

if TYPE_CHECKING:
    from provenance.credentials.chain import Chain

_PROBE = b"provenance: does this key belong to this certificate? "


class Keeper(Protocol):
    """What keeps a private key: all that differs between a token and a key service."""

    @property
    def name(self) -> str:
        """Return what people call the key and where it is: 'the key "camera" in token "A"'."""

    def sign(self, data: bytes) -> bytes:
        """Sign `data` (not a digest) as COSE writes signatures.

        Raises:
            CredentialError: It cannot; the message names the key and its place.
        """

    def close(self) -> None:
        """Let go of the key."""


class KeptCredential:
    """A chain, and a key that its keeper holds; see `Credential` for what its methods promise.

    Threads may share it if they may share the keeper.
    """

    __slots__ = ("_algorithm", "_chain_pem", "_keeper", "_notes")

    def __init__(
        self, *, keeper: Keeper, chain_pem: bytes, algorithm: str, notes: tuple[str, ...] = ()
    ) -> None:
        """Hold what `open` has checked."""
        self._keeper: Keeper | None = keeper
        self._chain_pem = chain_pem
        self._algorithm = algorithm
        self._notes = notes

    @classmethod
    def open(
        cls, keeper: Keeper, chain: Chain, algorithm: str, *, notes: tuple[str, ...] = ()
    ) -> KeptCredential:
        """Let the keeper sign a probe, and make sure that the first certificate vouches for it.

        On failure the keeper is closed.

        Raises:
            CredentialError: The keeper cannot sign, or its key belongs to another certificate.
        """
        probe = _PROBE + secrets.token_bytes(16)
        try:
            _check(keeper, keeper.sign(probe), probe, chain, algorithm)
        except BaseException:
            keeper.close()
            raise
        return cls(
            keeper=keeper,
            chain_pem=chain_file.embedded(chain),
            algorithm=algorithm,
            notes=notes,
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

    def sign(self, data: bytes) -> bytes:
        """Let the keeper sign `data`.

        Raises:
            CredentialError: The credential is closed, or the keeper cannot sign.
        """
        if self._keeper is None:
            raise CredentialError("The credential is closed.", hint="Open it again.")
        return self._keeper.sign(data)

    def close(self) -> None:
        """Let go of the key."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()

    def __repr__(self) -> str:
        """Show the algorithm and the place of the key, and nothing secret."""
        place = self._keeper.name if self._keeper else "closed"
        return f"KeptCredential(algorithm={self._algorithm!r}, key={place!r})"

    def __reduce__(self) -> str:
        """Refuse to be pickled or copied: the key stays where it is."""
        raise TypeError("a credential cannot be copied out of its process")


def _check(keeper: Keeper, signature: bytes, probe: bytes, chain: Chain, algorithm: str) -> None:
    try:
        chain_file.require_first(
            lambda certificate: is_signature(certificate.public_key(), algorithm, signature, probe),
            chain,
        )
    except CredentialError as error:
        raise CredentialError(f"{error.message} It is {keeper.name}.", hint=error.hint) from None
    if not is_signature(chain[0].public_key(), algorithm, signature, probe, strict=True):
        raise CredentialError(
            f"Signatures by {algorithm.upper()} of {keeper.name} have a salt of another length"
            " than C2PA asks for, so nobody would accept them.",
            hint="Use a key on P-256 or P-384.",
        )
