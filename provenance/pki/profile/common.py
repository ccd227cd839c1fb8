"""What can be wrong with any certificate of a chain (C2PA 2.4, "General Requirements")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from provenance.pki.profile.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from provenance.pki.certificate import Certificate

_ANOTHER = "Ask your certificate authority for another one."


def faults(found: Certificate, place: int, at: datetime) -> Iterator[Fault]:
    """Name what is wrong with a certificate at a moment, whatever part it plays."""
    yield from _time_faults(found, place, at)
    if found.source.version is not x509.Version.v3:
        yield Fault(
            code="certificate.version",
            certificate=place,
            message="It is an X.509 certificate of version 1; C2PA requires version 3.",
            cure=_ANOTHER,
        )
    if found.weakness:
        yield Fault(
            code="certificate.weak",
            certificate=place,
            message=f"It is not strong enough: {found.weakness}.",
            cure="C2PA allows P-256, P-384, P-521, Ed25519, and RSA of 2048 bits or more, "
            "signed with SHA-256, SHA-384 or SHA-512.",
        )
    if found.not_understood:
        yield Fault(
            code="extension.critical",
            certificate=place,
            message=f"It has critical extensions that validators reject: {found.not_understood}.",
            cure=_ANOTHER,
        )
    if found.authority_key_id is None and not (found.self_issued and found.authority):
        yield Fault(
            code="issuer-id.missing",
            certificate=place,
            message="It lacks an authority key identifier, which says who issued it.",
            cure=_ANOTHER,
        )
    if found.key_usage is not None and x509.KeyUsage.oid not in found.critical:
        yield Fault(
            code="key-usage.not-critical",
            certificate=place,
            message="Its key usage is not marked critical.",
            cure=_ANOTHER,
            severity="warning",
        )


def _time_faults(found: Certificate, place: int, at: datetime) -> Iterator[Fault]:
    if at > found.not_after:
        yield Fault(
            code="validity.expired",
            certificate=place,
            message=f"It expired on {found.not_after:%Y-%m-%d}.",
            cure="Renew it.",
        )
    elif at < found.not_before:
        yield Fault(
            code="validity.not-yet",
            certificate=place,
            message=f"It is valid only from {found.not_before:%Y-%m-%d %H:%M} UTC on.",
            cure="Wait until then, or check the clock of this computer.",
        )
