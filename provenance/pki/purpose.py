"""What a certificate may be used for (C2PA 2.4, "Certificate Profiles" and "Trust Chain")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cryptography import x509

from provenance.pki import oids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.pki.certificate import Certificate

Purpose = Literal["signer", "time", "identity"]
"""What a leaf was used for: to sign a claim, a time-stamp, or a CAWG identity assertion."""


def leaf_faults(leaf: Certificate, purpose: Purpose) -> tuple[str, ...]:
    """Say in one sentence each why `leaf` may not be used for `purpose`."""
    return tuple(_faults(leaf, purpose))


def separated(authority: Certificate, purpose: Purpose) -> bool:
    """Tell whether an authority was made for another purpose alone.

    An authority for time-stamps or revocation answers never vouches for a signer, and one
    for claim signing that does not name time-stamping never vouches for a time-stamp.
    """
    if not authority.usages:
        return False
    if purpose == "time":
        return oids.CLAIM_SIGNING in authority.usages and not _stamps(authority)
    return authority.usages <= oids.SINGLE_PURPOSES


def _stamps(authority: Certificate) -> bool:
    return bool(authority.usages and authority.usages & {oids.TIME_STAMPING, oids.ANY_USAGE})


def _faults(leaf: Certificate, purpose: Purpose) -> Iterator[str]:
    if leaf.source.version is not x509.Version.v3:
        yield "It is not an X.509 certificate of version 3."
    if leaf.weakness:
        yield f"It is too weak: {leaf.weakness}."
    if leaf.not_understood:
        yield f"It insists on conditions that are not understood here ({leaf.not_understood})."
    yield from _usage_faults(leaf, purpose)
    yield from _key_usage_faults(leaf, purpose)


def _usage_faults(leaf: Certificate, purpose: Purpose) -> Iterator[str]:
    if not leaf.usages:
        yield "It does not say what it may be used for (extended key usage)."
    elif oids.ANY_USAGE in leaf.usages:
        yield "It may be used for anything (anyExtendedKeyUsage), which is not allowed."
    elif purpose == "time":
        if leaf.usages != {oids.TIME_STAMPING}:
            yield "It is not for time-stamping alone (extended key usage)."
    elif leaf.usages & oids.SINGLE_PURPOSES:
        yield "It is for time-stamps or revocation answers, not for signing media."
    elif purpose == "identity":
        if not leaf.usages & oids.IDENTITY_USAGES:
            yield "It is not for signing as a person or organization (extended key usage)."
    elif not leaf.usages & oids.SIGNER_USAGES:
        yield "It is not for signing media (extended key usage)."


def _key_usage_faults(leaf: Certificate, purpose: Purpose) -> Iterator[str]:
    usage = leaf.key_usage
    if usage is None:
        yield "It does not say what its key may do (key usage)."
        return
    # RFC 3161 tokens may be signed under either bit; claims need digitalSignature.
    if not (usage.digital_signature or (purpose == "time" and usage.content_commitment)):
        yield "Its key may not make digital signatures (key usage)."
    if usage.key_cert_sign and not leaf.authority:
        yield "Its key may issue certificates although it is not an authority (key usage)."
