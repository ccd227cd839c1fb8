"""What can be wrong with the certificates of a chain that issued others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.x509.oid import ExtensionOID

from provenance.pki.profile import common
from provenance.pki.profile.faults import Fault
from provenance.pki.purpose import separated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from provenance.pki.certificate import Certificate


def faults(authority: Certificate, place: int, at: datetime) -> Iterator[Fault]:
    """Name what is wrong with the certificate of an authority at a moment."""
    yield from common.faults(authority, place, at)
    if not authority.authority:
        yield Fault(
            code="authority.not-authority",
            certificate=place,
            message=f"{authority.facts.name} is not an authority, so it cannot have issued others.",
            cure="Keep one signer in the file, followed by its issuers only.",
        )
        return
    if authority.key_usage is None or not authority.key_usage.key_cert_sign:
        yield Fault(
            code="authority.no-cert-sign",
            certificate=place,
            message="Its key usage does not allow to issue certificates.",
            cure="Get the right certificate from that authority.",
        )
    if ExtensionOID.SUBJECT_KEY_IDENTIFIER not in authority.extensions:
        yield Fault(
            code="authority.no-key-id",
            certificate=place,
            message="It is an authority without a subject key identifier.",
            cure="Get the right certificate from that authority.",
        )
    if separated(authority, "signer"):
        yield Fault(
            code="authority.other-purpose",
            certificate=place,
            message="It is an authority for time-stamps or revocation answers, not for signers.",
            cure="Use the chain that was issued for claim signing.",
        )
