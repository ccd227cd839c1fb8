"""The service in a TOML file: a strict schema, where a typing error is refused and never ignored.

The file holds no token: of each either its SHA-256, or the name of a file with it.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from provenance.credentials import open_credential
from provenance.errors import InvalidArgument
from provenance.pki import issuing
from provenance.pki.issuing import enrolment
from provenance.service import files, tokens
from provenance.service.place import Place
from provenance.service.signing.clients import Client, Clients
from provenance.service.signing.limits import ServiceLimits
from provenance.service.signing.server import Service

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")
_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Count = Annotated[int, msgspec.Meta(ge=1)]
_Seconds = Annotated[float, msgspec.Meta(gt=0)]
_USUAL = ServiceLimits()


class _Table(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A table of the file; its fields are the keys that it may have."""


class _Listen(_Table, frozen=True):
    host: _Text = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8080
    certificate: _Text | None = None
    key: _Text | None = None
    public_url: str = ""
    plain_http: bool = False


class _Authority(_Table, frozen=True):
    chain: _Text | None = None
    key: _Text | None = None
    organization: _Text = "My organization"
    name: _Text = "My app"
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] = "XX"
    days: int = 1
    ocsp_url: str = ""
    issuer_url: str = ""


class _Client(_Table, frozen=True):
    name: _Text
    cert: _Text
    key: _Text
    passphrase_file: _Text | None = None
    token_sha256: _Text | None = None
    token_file: _Text | None = None
    timestamp_url: str = ""
    certificates: bool = True
    requests_per_minute: _Count = 6000
    parallel: _Count = 32


class _Limits(_Table, frozen=True):
    claim_bytes: _Count = _USUAL.claim_bytes
    connections: _Count = _USUAL.connections
    silence_seconds: _Seconds = _USUAL.silence_seconds
    body_seconds: _Seconds = _USUAL.body_seconds
    work_seconds: _Seconds = _USUAL.work_seconds
    workers: _Count = _USUAL.workers
    refusals_per_minute: _Count = _USUAL.refusals_per_minute
    stop_seconds: _Count = _USUAL.stop_seconds


class _Document(_Table, frozen=True):
    version: int
    client: tuple[_Client, ...]
    listen: _Listen = _Listen()
    authority: _Authority | None = None
    limits: _Limits = _Limits()
    audit_log: str = ""


def load(path: Path) -> Service:
    """Read a service from a file; names of files in it are relative to its folder.

    Raises:
        InvalidArgument: The file is missing, or is no configuration.
        CredentialError, StorageError: A file that it names cannot be used.
    """
    found = _document(path)
    listen, folder = found.listen, path.parent
    place = Place(
        host=listen.host,
        port=listen.port,
        certificate=folder / listen.certificate if listen.certificate else None,
        key=folder / listen.key if listen.key else None,
        public_url=listen.public_url,
        plain_http=listen.plain_http,
    )
    return Service(
        place=place,
        open_clients=lambda: _clients(_document(path), folder),
        enrolment=_enrolment(found.authority, folder) if found.authority else None,
        audit_log=folder / found.audit_log if found.audit_log else None,
        limits=ServiceLimits(**msgspec.structs.asdict(found.limits)),
    )


def _document(path: Path) -> _Document:
    try:
        document: dict[str, Any] = tomllib.loads(files.read(path).decode())
        found = msgspec.convert(document, _Document)
    except msgspec.ValidationError as error:
        said, _, place = str(error).replace("`", "'").partition(" - at '$.")
        where = f"{place.rstrip(chr(39))}: {said}" if place else said
        raise InvalidArgument(
            f"The configuration {path} cannot be used: {where}.",
            hint="docs/signing-service.md shows every key.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(
            f"The configuration {path} is not TOML: {error}.", hint="Check its syntax."
        ) from error
    if found.version != 1:
        raise InvalidArgument(f"The configuration {path} is not of version 1.", hint="version = 1")
    return found


def _clients(found: _Document, folder: Path) -> Clients:
    with ExitStack() as opened:
        made = []
        for each in found.client:
            credential = open_credential(
                folder / each.cert, folder / each.key, passphrase=partial(_passphrase, each, folder)
            )
            opened.callback(credential.close)
            made.append(
                Client(
                    name=each.name,
                    token_digest=_digest(each, folder),
                    credential=credential,
                    timestamp_url=each.timestamp_url,
                    may_enrol=each.certificates,
                    requests_per_minute=each.requests_per_minute,
                    parallel=each.parallel,
                )
            )
        clients = Clients(made)
        opened.pop_all()  # they are the roster's now
    return clients


def _passphrase(client: _Client, folder: Path) -> bytes:
    if client.passphrase_file is None:
        raise InvalidArgument(
            f"The key of the client {client.name!r} is encrypted.", hint="Give passphrase-file."
        )
    return files.read(folder / client.passphrase_file).split(b"\n", 1)[0].rstrip(b"\r")


def _digest(client: _Client, folder: Path) -> bytes:
    if client.token_file is not None and client.token_sha256 is None:
        return tokens.digest_of(tokens.read(folder / client.token_file))
    text = (client.token_sha256 or "").lower()
    if client.token_file is not None or not _DIGEST.fullmatch(text):
        raise InvalidArgument(
            f"The client {client.name!r} needs one token.",
            hint="Give token-file, or token-sha256 with 64 hexadecimal digits.",
        )
    return bytes.fromhex(text)


def _enrolment(found: _Authority, folder: Path) -> enrolment.Enrolment:
    if found.chain is None and found.key is None:
        return enrolment.for_development(
            organization=found.organization, name=found.name, days=found.days
        )
    if found.chain is None or found.key is None:
        raise InvalidArgument(
            "The authority needs both a chain and a key.", hint="Name both files, or neither."
        )
    return enrolment.by_authority(
        files.read(folder / found.chain),
        files.read(folder / found.key),
        subject=issuing.distinguished_name(found.country, found.organization, found.name),
        addresses=(found.ocsp_url, found.issuer_url),
        days=found.days,
    )
