"""Which file opens the credential of an address; each is loaded only when it is named.

A plug-in is an entry point of the group `provenance.credentials`, named like its scheme: a
function that takes the address and, as keywords, everything in `Given`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, TypedDict, cast

from provenance.credentials import address
from provenance.errors import CredentialError, InvalidArgument, ProvenanceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.credentials.interface import Credential, Secret
    from provenance.limits import Network

GROUP = "provenance.credentials"
"""The group of entry points of plug-ins."""


class Given(TypedDict):
    """What a caller gives besides the address; `open_credential` tells what each is."""

    passphrase: Secret | None
    pin: Secret | None
    token: str
    network: Network
    algorithm: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What opens addresses of one scheme.

    Attributes:
        module: The file in this room.
        function: Its door.
        takes: What that door takes of `Given`.
        extra: The optional part of the installation that brings what it needs; "" for none.
        needs: The package that tells whether that part is installed.
    """

    module: str
    function: str
    takes: tuple[str, ...]
    extra: str = ""
    needs: str = ""


SCHEMES = {
    "file": Scheme(module="file", function="open_file", takes=("passphrase", "algorithm")),
    "pkcs11": Scheme(
        module="pkcs11",
        function="open_pkcs11",
        takes=("pin", "algorithm"),
        extra="pkcs11",
        needs="python-pkcs11",
    ),
    "aws-kms": Scheme(
        module="aws_kms", function="open_aws_kms", takes=("algorithm",), extra="aws", needs="boto3"
    ),
    "gcp-kms": Scheme(
        module="gcp_kms",
        function="open_gcp_kms",
        takes=("algorithm",),
        extra="gcp",
        needs="google-cloud-kms",
    ),
    "azure-kv": Scheme(
        module="azure_kv",
        function="open_azure_kv",
        takes=("algorithm",),
        extra="azure",
        needs="azure-keyvault-keys",
    ),
    "https": Scheme(module="remote", function="open_remote", takes=("token", "network")),
}


def files(
    chain: str | os.PathLike[str],
    key: str | os.PathLike[str],
    *,
    passphrase: Secret | None,
    algorithm: str | None,
) -> Credential:
    """Open a credential whose chain and key are files."""
    from provenance.credentials.file import FileCredential  # noqa: PLC0415  # loaded when named

    return FileCredential.open(chain, key, passphrase=passphrase, algorithm=algorithm)


def address_of(where: str | os.PathLike[str], given: Given) -> Credential:
    """Open the credential that an address names.

    Raises:
        InvalidArgument: Its scheme is unknown.
        CredentialError: What that scheme needs is not installed; or what its door raises.
    """
    uri = os.fspath(where)
    scheme = address.scheme(uri)
    if scheme in SCHEMES:
        known = SCHEMES[scheme]
        taken = {name: value for name, value in given.items() if name in known.takes}
        return _door(known, scheme)(uri, **taken)
    for plugin in entry_points(group=GROUP, name=scheme):
        return _plugged(plugin.load, scheme)(uri, **given)
    raise _unknown(scheme)


def _door(known: Scheme, scheme: str) -> Callable[..., Credential]:
    try:
        module = import_module(f"provenance.credentials.{known.module}")
    except ImportError as error:
        cure = f'pip install "media-provenance[{known.extra}]"' if known.extra else ""
        raise CredentialError(
            f"Keys of {scheme}: need a package that is not installed ({error.name}).",
            hint=f"Install it: {cure}" if cure else "Install media-provenance again.",
        ) from error
    return cast("Callable[..., Credential]", getattr(module, known.function))


def _plugged(load: Callable[[], object], scheme: str) -> Callable[..., Credential]:
    try:
        return cast("Callable[..., Credential]", load())
    except ProvenanceError:
        raise
    except Exception as error:
        raise CredentialError(
            f"The plug-in for {scheme}: cannot be loaded: {error}", hint="Install it again."
        ) from error


def _unknown(scheme: str) -> InvalidArgument:
    known = sorted({*SCHEMES, *(plugin.name for plugin in entry_points(group=GROUP))})
    listed = ", ".join(f"{name}:" for name in known)
    if not scheme:
        return InvalidArgument(
            "A credential needs its private key, too, or an address.",
            hint=f"Name chain and key, or an address that begins with one of: {listed}.",
        )
    return InvalidArgument(
        f"No credential is opened by {scheme}:.", hint=f"It begins with one of: {listed}."
    )
