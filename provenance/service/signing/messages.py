"""What goes over the wire, named as the official SDKs name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from provenance.service.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Answer to GET /api/v1/c2pa/configuration.

    Attributes:
        algorithm: es256, es384, es512, ps256, ps384, ps512 or ed25519.
        timestamp_url: A time-stamp authority, or "".
        signing_url: Where claims are signed.
        certificate_chain: Base64 of the chain in PEM, leaf first.
    """

    algorithm: str
    timestamp_url: str
    signing_url: str
    certificate_chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOrder:
    """Question of POST /api/v1/c2pa/sign: base64 of the bytes to sign."""

    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSignature:
    """Answer to it: base64 of the signature, ECDSA as r||s."""

    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOrder:
    """Question of POST /api/v1/certificates/sign: a request in PEM, or base64 of its DER.

    The `metadata` that the SDKs send beside it are not read.
    """

    csr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCertificate:
    """Answer to it.

    Attributes:
        certificate_chain: PEM, the new certificate first.
        expires_at: RFC 3339 in UTC, whole seconds, as the SDK for iOS insists.
        serial_number: Decimal, as the SDKs' own server writes it.
    """

    certificate_id: str
    certificate_chain: str
    expires_at: str
    serial_number: str


_Order = TypeVar("_Order")


def read(body: bytes, kind: type[_Order]) -> _Order:
    """Decode a question.

    Raises:
        Refusal: It is not JSON, or lacks a field.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Refusal(400, f"The request does not fit: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, "The request is not JSON in UTF-8.") from error
