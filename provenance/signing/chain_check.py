"""Refuse a certificate chain that cannot sign, and say what is weak in one that can."""

from __future__ import annotations

from provenance.errors import CertificateRejected
from provenance.pki import profile


def check_chain(chain_pem: bytes) -> tuple[str, ...]:
    """Return what is weak in a certificate chain.

    Raises:
        CertificateRejected: It has errors.
    """
    faults = profile.check(chain_pem)
    errors = tuple(fault.sentence() for fault in faults if fault.severity == "error")
    if errors:
        raise CertificateRejected(
            f"The certificate chain cannot sign: {errors[0].removesuffix('.')}.",
            faults=errors,
            hint="See all of it with `provenance keys check`.",
        )
    return tuple(fault.sentence() for fault in faults if fault.severity == "warning")


def as_note(warnings: tuple[str, ...]) -> tuple[str, ...]:
    """Return one sentence on all that is weak; nothing for a chain without a fault."""
    if not warnings:
        return ()
    points = "one point" if len(warnings) == 1 else f"{len(warnings)} points"
    return (
        f"The certificate misses the official profile in {points}: see `provenance keys check`.",
    )
