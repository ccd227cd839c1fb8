"""What every keeper of a private key can do, and nothing of where the key lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self, runtime_checkable

Secret = Callable[[], bytes]
"""Asks for what opens a key: a passphrase or a PIN."""


class Credential(Protocol):
    """A certificate chain and something that signs with the key of its first certificate.

    It has all that the engine asks of a `SealingKey`. The private key stays with its keeper.
    """

    def __enter__(self) -> Self:
        """Use it in a `with` statement, which closes it."""

    def __exit__(self, *_: object) -> None:
        """Close it."""

    @property
    def algorithm(self) -> str:
        """Return the COSE algorithm: es256, es384, es512, ps256, ps384, ps512 or ed25519."""

    @property
    def chain_pem(self) -> bytes:
        """Return the certificate chain as PEM, leaf first, without the root."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Return one sentence for each thing that the owner should know; mostly none."""

    def sign(self, data: bytes) -> bytes:
        """Sign `data` (not a digest): ECDSA as r||s of fixed width (RFC 9053, section 2.1).

        Raises:
            CredentialError: The key cannot be used, or the credential is closed.
        """

    def close(self) -> None:
        """Let go of the key; a second time does nothing."""


@runtime_checkable
class OneUse(Protocol):
    """A credential with a certificate for each signature."""

    def for_one_signature(self) -> Credential:
        """Take what makes one signature: nobody else gets the same certificate.

        Raises:
            CredentialError: No certificate is left, and none can be had.
        """
