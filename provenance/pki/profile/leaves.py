"""What can be wrong with the certificate that signs (profile claimSigningLeaf.al1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.x509.oid import ExtensionOID, NameOID

from provenance.pki import oids
from provenance.pki.profile import common
from provenance.pki.profile.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography import x509

    from provenance.pki.certificate import Certificate

_LONGEST = timedelta(days=366)  # claimSigningLeaf.al1
_ASK = "Ask your certificate authority for a certificate"


def faults(leaf: Certificate, place: int, at: datetime) -> Iterator[Fault]:
    """Name what is wrong with the signer's certificate at a moment."""
    yield from common.faults(leaf, place, at)
    yield from _role_faults(leaf, place)
    yield from _usage_faults(leaf, place)
    yield from _key_usage_faults(leaf, place)
    yield from _name_faults(leaf, place)
    yield from _profile_faults(leaf, place)


def _role_faults(leaf: Certificate, place: int) -> Iterator[Fault]:
    if leaf.self_issued:
        yield Fault(
            code="leaf.self-signed",
            certificate=place,
            message="It is signed by itself, so that no trust list can vouch for it.",
            cure="Get one from an authority, or make a development chain: provenance keys new",
        )
    if leaf.authority:
        yield Fault(
            code="leaf.authority",
            certificate=place,
            message="It is the certificate of an authority, which may not sign media itself.",
            cure="Put the certificate that the authority issued to you first.",
        )


def _usage_faults(leaf: Certificate, place: int) -> Iterator[Fault]:
    both = f"{_ASK} for claim signing (1.3.6.1.4.1.62558.2.1) and e-mail protection."
    if not leaf.usages:
        yield Fault(
            code="usage.missing",
            certificate=place,
            message="It does not say what it is for: the extended key usage is missing.",
            cure=both,
        )
        return
    if oids.ANY_USAGE in leaf.usages:
        yield Fault(
            code="usage.any",
            certificate=place,
            message="It is for any purpose (anyExtendedKeyUsage), which C2PA forbids.",
            cure=both,
        )
    if leaf.usages & oids.SINGLE_PURPOSES:
        yield Fault(
            code="usage.single-purpose",
            certificate=place,
            message="It is for time-stamps or revocation answers, which excludes signing media.",
            cure=both,
        )
    yield from _signing_usage_faults(leaf.usages, place, both)


def _signing_usage_faults(
    usages: frozenset[x509.ObjectIdentifier], place: int, cure: str
) -> Iterator[Fault]:
    older = usages & (oids.SIGNER_USAGES - {oids.CLAIM_SIGNING})
    if not usages & oids.SIGNER_USAGES:
        if not usages & (oids.SINGLE_PURPOSES | {oids.ANY_USAGE}):
            yield Fault(
                code="usage.not-signing",
                certificate=place,
                message="Its extended key usage does not allow to sign media.",
                cure=cure,
            )
    elif oids.CLAIM_SIGNING not in usages:
        yield Fault(
            code="usage.no-claim-signing",
            certificate=place,
            message="Its extended key usage lacks claim signing, which the official list requires.",
            cure=cure,
            severity="warning",
        )
    elif not older:
        yield Fault(
            code="usage.claim-signing-alone",
            certificate=place,
            message="Claim signing is its only purpose, which many validators refuse by default.",
            cure=cure,
            severity="warning",
        )


def _key_usage_faults(leaf: Certificate, place: int) -> Iterator[Fault]:
    usage = leaf.key_usage
    cure = f"{_ASK} with the key usages digitalSignature and nonRepudiation, marked critical."
    if usage is None:
        yield Fault(
            code="key-usage.missing",
            certificate=place,
            message="It does not say what its key may do: the key usage is missing.",
            cure=cure,
        )
        return
    if not usage.digital_signature:
        yield Fault(
            code="key-usage.no-digital-signature",
            certificate=place,
            message="Its key usage does not allow digital signatures.",
            cure=cure,
        )
    if usage.key_cert_sign and not leaf.authority:
        yield Fault(
            code="key-usage.cert-sign",
            certificate=place,
            message="Its key usage allows to issue certificates although it is not an authority.",
            cure=cure,
        )
    if not usage.content_commitment:
        yield Fault(
            code="key-usage.no-non-repudiation",
            certificate=place,
            message="Its key usage lacks nonRepudiation.",
            cure=cure,
            severity="warning",
        )


def _name_faults(leaf: Certificate, place: int) -> Iterator[Fault]:
    for oid, code, what in (
        (NameOID.ORGANIZATION_NAME, "name.no-organization", "an organization (O)"),
        (NameOID.COMMON_NAME, "name.no-common-name", "a common name (CN)"),
        (NameOID.COUNTRY_NAME, "name.no-country", "a country (C)"),
    ):
        if not leaf.source.subject.get_attributes_for_oid(oid):
            organization = oid == NameOID.ORGANIZATION_NAME
            yield Fault(
                code=code,
                certificate=place,
                message=f"Its subject does not name {what}"
                + (
                    ", and older validators then call every signature broken."
                    if organization
                    else "."
                ),
                cure=f"{_ASK} that names {what}.",
                severity="error" if organization else "warning",
            )


def _profile_faults(leaf: Certificate, place: int) -> Iterator[Fault]:
    """Name what only the official profile asks for; validators do not refuse it."""
    if leaf.not_after - leaf.not_before > _LONGEST:
        days = (leaf.not_after - leaf.not_before).days
        yield Fault(
            code="validity.too-long",
            certificate=place,
            message=f"It is valid for {days} days; the official profile allows 366.",
            cure=f"{_ASK} for a year at most.",
            severity="warning",
        )
    for oid, code, what in _EXPECTED:
        if oid not in leaf.extensions:
            yield Fault(
                code=code,
                certificate=place,
                message=f"It lacks {what}, which the official profile requires.",
                cure=f"{_ASK} by the C2PA profile before you apply for conformance.",
                severity="warning",
            )


_EXPECTED = (
    (ExtensionOID.BASIC_CONSTRAINTS, "constraints.missing", "basic constraints"),
    (ExtensionOID.SUBJECT_KEY_IDENTIFIER, "key-id.missing", "a subject key identifier"),
    (ExtensionOID.CERTIFICATE_POLICIES, "policy.missing", "a certificate policy"),
    (
        ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
        "access.missing",
        "an address to ask about revocation",
    ),
    (oids.ASSURANCE_LEVEL, "assurance-level.missing", "a C2PA assurance level"),
    (oids.CPL_RECORD, "product-record.missing", "a record of the list of conforming products"),
)
