"""Object identifiers of the C2PA certificate profiles, each with where it comes from."""

from __future__ import annotations

from typing import Final

from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

# C2PA MIB: schemas/mib/oid.txt of the conformance programme (enterprise 62558).
CERTIFICATE_POLICY: Final = ObjectIdentifier("1.3.6.1.4.1.62558.1.1")
CLAIM_SIGNING: Final = ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
ASSURANCE_LEVEL: Final = ObjectIdentifier("1.3.6.1.4.1.62558.3")
CPL_RECORD: Final = ObjectIdentifier("1.3.6.1.4.1.62558.4")

EMAIL_PROTECTION: Final = ExtendedKeyUsageOID.EMAIL_PROTECTION
DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
TIME_STAMPING: Final = ExtendedKeyUsageOID.TIME_STAMPING
OCSP_SIGNING: Final = ExtendedKeyUsageOID.OCSP_SIGNING
ANY_USAGE: Final = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
# Written by one vendor's signers before the C2PA had a purpose of its own; other validators
# accept it by default.
MICROSOFT_SIGNING: Final = ObjectIdentifier("1.3.6.1.4.1.311.76.59.1.9")

SIGNER_USAGES: Final = frozenset(
    {CLAIM_SIGNING, EMAIL_PROTECTION, DOCUMENT_SIGNING, MICROSOFT_SIGNING}
)
"""Purposes that allow to sign a claim (C2PA 2.4, "C2PA Signers"), the older ones included."""

IDENTITY_USAGES: Final = frozenset({EMAIL_PROTECTION, DOCUMENT_SIGNING})
"""Purposes that allow to sign an identity assertion (CAWG Identity Assertion 1.2, X.509)."""

SINGLE_PURPOSES: Final = frozenset({TIME_STAMPING, OCSP_SIGNING})
"""Purposes that stand alone or not at all (C2PA 2.4, "Certificate Profiles")."""

UNDERSTOOD_EXTENSIONS: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.ISSUER_ALTERNATIVE_NAME,
        ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
        ExtensionOID.OCSP_NO_CHECK,
        ASSURANCE_LEVEL,
        CPL_RECORD,
    }
)
"""Extensions that may be critical: RFC 5280 section 4.2 rejects any other critical one.

Name and policy constraints are missing on purpose: they are not processed here, so a
certificate that insists on them cannot vouch for anything.
"""
