"""Who else stands behind what `provenance sign` signs, from the options that name a second key."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenance.credentials import open_credential
from provenance.credentials.address import scheme
from provenance.errors import InvalidArgument
from provenance.signing.identity import Identity

from . import keepers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SPACE = "cawg."  # of the roles that CAWG Identity Assertion 1.3 names


@contextmanager
def open_identity(
    chain: str | None,
    key: Path | None,
    roles: Sequence[str],
    *,
    passphrase_file: Path | None,
) -> Iterator[Identity | None]:
    """Open the second credential while a file is signed; None when no option names one.

    Raises:
        InvalidArgument: One half of the credential is missing.
        CredentialError, InputNotFound, StorageError: It cannot be used.
    """
    if chain is None and key is None and not roles:
        yield None
        return
    if chain is None or (key is None and not scheme(chain)):
        raise InvalidArgument(
            "A second signer needs both --identity and --identity-key.",
            hint="Name its certificate chain and its private key, or one address (docs/keys.md).",
        )
    named = tuple(role if "." in role else f"{_SPACE}{role}" for role in roles)
    asked = keepers.passphrase(passphrase_file, "--identity-passphrase-file")
    with (
        open_credential(chain, key, passphrase=asked)
        if key is not None
        else keepers.open_address(chain, passphrase_file=passphrase_file, whose="identity's ")
    ) as credential:
        yield Identity(credential=credential, roles=named)
