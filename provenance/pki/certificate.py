"""One certificate, read whole and at once, so that hostile bytes fail here or nowhere.

`cryptography` decodes names, keys and extensions only when they are asked for, and raises
then. Judging works on `Certificate`, where everything it needs is already decoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID

from provenance.pki import oids, readable, strength

_DEVELOPMENT_WORDS = frozenset({"development", "test", "tests", "testing", "demo"})
_OBJECT_IDENTIFIER_TAG = 0x06
_AnyExtension = TypeVar("_AnyExtension", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What a certificate says of itself. All of it is a claim until a list vouches for it.

    Attributes:
        name: Common name, or else the organization; "" when the certificate cannot be read.
        issuer: Name of the authority that issued it, chosen likewise.
        serial_number: In lower-case hexadecimal.
        algorithm: Kind and size of its key: "EC P-256", "RSA 2048", "Ed25519".
        development: Whether it says of itself that it is for development or testing.
        assurance_level: 1 or 2 when it states a C2PA assurance level, else None.
    """

    name: str = ""
    organization: str = ""
    issuer: str = ""
    serial_number: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    algorithm: str = ""
    development: bool = False
    assurance_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certificate:
    """A certificate with everything decoded that a judgement needs.

    Attributes:
        der: Its bytes; two certificates are the same when these are.
        signed: The part of them that its issuer signed (tbsCertificate).
        source: What `cryptography` made of it, or of a readable copy of it.
        subject: DER of its subject; `issuer` likewise.
        key: None when it is of a kind that cannot be used at all.
        weakness: Why its key or its signature is too weak, in words; "" when they are not.
        authority: Whether it may issue certificates (basicConstraints, cA).
        path_length: Most authorities that may stand between it and a leaf; None for no bound.
        key_usage: None without that extension.
        usages: Purposes of its extended key usage; None without that extension.
        extensions: Every extension that it carries; `critical` those that insist.
    """

    source: x509.Certificate
    der: bytes
    signed: bytes
    facts: CertificateFacts
    subject: bytes
    issuer: bytes
    not_before: datetime
    not_after: datetime
    key: CertificatePublicKeyTypes | None
    weakness: str
    authority: bool
    path_length: int | None
    key_usage: x509.KeyUsage | None
    usages: frozenset[x509.ObjectIdentifier] | None
    subject_key_id: bytes | None
    authority_key_id: bytes | None
    extensions: frozenset[x509.ObjectIdentifier]
    critical: frozenset[x509.ObjectIdentifier]

    @property
    def self_issued(self) -> bool:
        """Tell whether its subject is its own issuer."""
        return self.subject == self.issuer

    @property
    def not_understood(self) -> str:
        """Name the critical extensions that are not processed here; "" for none."""
        unknown = self.critical - oids.UNDERSTOOD_EXTENSIONS
        return ", ".join(sorted(oid.dotted_string for oid in unknown))

    def valid_at(self, at: datetime) -> bool:
        """Tell whether `at` lies within its validity, both ends included (RFC 5280, 4.1.2.5)."""
        return self.not_before <= at <= self.not_after


def read(der: bytes) -> Certificate | None:
    """Read one certificate; None when it is not one, or when any part cannot be decoded."""
    return _attempt(der, der) or _attempt(der, readable.copy(der))


def public_key(der: bytes) -> CertificatePublicKeyTypes | None:
    """Return the key in a certificate, whatever else cannot be decoded; None when there is none."""
    for copy in (der, readable.copy(der)):
        try:
            source = x509.load_der_x509_certificate(copy)
            return source.public_key() if source.serial_number > 0 else None
        except Exception:  # noqa: BLE001, S112  # foreign bytes make it raise without a common base
            continue
    return None


def _attempt(original: bytes, copy: bytes) -> Certificate | None:
    try:
        return _decoded(x509.load_der_x509_certificate(copy), original)
    except Exception:  # noqa: BLE001  # foreign bytes make it raise without a common base
        return None


def _decoded(source: x509.Certificate, original: bytes) -> Certificate:
    if source.serial_number <= 0:
        # `cryptography` only warns yet, so whether it is read would depend on the caller's filters.
        raise ValueError("a serial number that RFC 5280 section 4.1.2.2 forbids")
    outline = readable.outline(original)
    constraints = _extension(source, x509.BasicConstraints)
    usages = _extension(source, x509.ExtendedKeyUsage)
    subject_id = _extension(source, x509.SubjectKeyIdentifier)
    authority_id = _extension(source, x509.AuthorityKeyIdentifier)
    key = _key(source)
    return Certificate(
        source=source,
        der=original,
        signed=outline.signed,
        facts=_facts(source, key),
        subject=outline.subject,
        issuer=outline.issuer,
        not_before=source.not_valid_before_utc,
        not_after=source.not_valid_after_utc,
        key=key,
        weakness=strength.of_key(key) or strength.of_signature(source, outline.algorithm),
        authority=constraints is not None and constraints.ca,
        path_length=constraints.path_length if constraints else None,
        key_usage=_extension(source, x509.KeyUsage),
        usages=frozenset(usages) if usages else None,
        subject_key_id=subject_id.key_identifier if subject_id else None,
        authority_key_id=authority_id.key_identifier if authority_id else None,
        extensions=frozenset(e.oid for e in source.extensions),
        critical=frozenset(e.oid for e in source.extensions if e.critical),
    )


def title(name: x509.Name) -> str:
    """Return what people call the bearer of a name: common name, organization, or all of it."""
    return (
        _first(name, NameOID.COMMON_NAME)
        or _first(name, NameOID.ORGANIZATION_NAME)
        or name.rfc4514_string()
    )


def names(name: x509.Name) -> tuple[str, ...]:
    """Return every organization and every common name in a name."""
    values = (
        attribute.value
        for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for attribute in name.get_attributes_for_oid(oid)
    )
    return tuple(value for value in values if isinstance(value, str))


def assurance_level_der(level: int) -> bytes:
    """Return the value of the assurance-level extension: the OID …62558.3.10 or …62558.3.20."""
    body = bytes.fromhex("2b0601040183e85e03") + bytes([10 * level])
    return bytes([_OBJECT_IDENTIFIER_TAG, len(body)]) + body


def _extension(source: x509.Certificate, kind: type[_AnyExtension]) -> _AnyExtension | None:
    try:
        return source.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _key(source: x509.Certificate) -> CertificatePublicKeyTypes | None:
    try:
        return source.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None


def _facts(source: x509.Certificate, key: CertificatePublicKeyTypes | None) -> CertificateFacts:
    return CertificateFacts(
        name=title(source.subject),
        organization=_first(source.subject, NameOID.ORGANIZATION_NAME),
        issuer=title(source.issuer),
        serial_number=f"{source.serial_number:x}",
        not_before=source.not_valid_before_utc,
        not_after=source.not_valid_after_utc,
        algorithm=strength.key_kind(key),
        development=_for_development(source.subject) or _for_development(source.issuer),
        assurance_level=_assurance_level(source),
    )


def _for_development(name: x509.Name) -> bool:
    # Not the organizational unit: an honest maker has a "Software Development Department".
    words = f"{title(name)} {_first(name, NameOID.ORGANIZATION_NAME)}".lower()
    return not _DEVELOPMENT_WORDS.isdisjoint(re.split(r"[^a-z]+", words))


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    if not found:
        return ""
    value = found[0].value
    return value if isinstance(value, str) else value.hex()


def _assurance_level(source: x509.Certificate) -> int | None:
    for extension in source.extensions:
        if extension.oid == oids.ASSURANCE_LEVEL and isinstance(
            extension.value, x509.UnrecognizedExtension
        ):
            known = {assurance_level_der(level): level for level in (1, 2)}
            return known.get(extension.value.value)
    return None
