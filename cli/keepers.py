"""Where the key that signs is, from the options that name it, and what opens it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from provenance.credentials import open_credential
from provenance.credentials.address import host, scheme
from provenance.errors import CredentialError, InvalidArgument
from provenance.limits import Network

from . import console

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provenance.credentials import Credential


def open_named(
    chain: Path | None,
    key: Path | None,
    address: str | None,
    *,
    passphrase_file: Path | None,
    pin_file: Path | None,
    token_file: Path | None,
) -> Credential:
    """Open the credential that --cert and --key name, or --credential.

    Raises:
        InvalidArgument: Neither or both name one; or the address makes no sense.
        CredentialError, InputNotFound, StorageError, NetworkNotAllowed: It cannot be used.
    """
    asked = passphrase(passphrase_file)
    if address is None and chain is not None and key is not None:
        return open_credential(chain, key, passphrase=asked)
    if address is None or chain is not None or key is not None:
        raise InvalidArgument(
            "It takes one credential to sign.",
            hint="Give --cert PEM and --key PEM, or --credential URI.",
        )
    return open_address(
        address, passphrase_file=passphrase_file, pin_file=pin_file, token_file=token_file
    )


def open_address(
    address: str,
    *,
    passphrase_file: Path | None,
    pin_file: Path | None = None,
    token_file: Path | None = None,
    whose: str = "",
) -> Credential:
    """Open the credential of an address; to name a service is to permit that it is contacted.

    No file with a PIN is ever offered to another token than the one that it was named for.
    """
    if not scheme(address):
        raise InvalidArgument(
            "A credential without a private key is no use.",
            hint="Name its key, too, or write an address such as file:chain.pem?key=signer.key.",
        )
    token = console.read_passphrase(token_file).decode(errors="replace") if token_file else ""
    hosts = frozenset({host(address)} - {""})
    return open_credential(
        address,
        passphrase=passphrase(passphrase_file),
        pin=_pin(pin_file, whose),
        token=token,
        network=Network(hosts=hosts),
    )


def passphrase(file: Path | None, option: str = "--passphrase-file") -> Callable[[], bytes]:
    """Return a function that finds the passphrase, called only when the key is encrypted."""
    whose = "identity's key" if "identity" in option else "key"
    return _asking(
        file,
        f"Passphrase of the {whose}",
        CredentialError(
            "The key is encrypted, and there is no terminal to ask for its passphrase.",
            hint=f"Give {option} FILE.",
        ),
    )


def _pin(file: Path | None, whose: str) -> Callable[[], bytes]:
    """Return a function that finds the PIN, called only when a token asks for it."""
    return _asking(
        file,
        f"PIN of the {whose}token",
        CredentialError(
            f"The {whose}token wants its PIN, and there is no terminal to ask for it.",
            hint="Give pin-source=file:PATH in the address." if whose else "Give --pin-file FILE.",
        ),
    )


def _asking(file: Path | None, question: str, otherwise: CredentialError) -> Callable[[], bytes]:
    def find() -> bytes:
        if file is not None:
            return console.read_passphrase(file)
        if not sys.stdin.isatty():
            raise otherwise
        typed: str = typer.prompt(question, hide_input=True, err=True)
        return typed.encode()

    return find
