"""Every fault of a certificate chain and its key, by name and with its cure.

The engine says "the certificate is invalid" to all of them. The rules are those of C2PA 2.4,
"Certificate Profiles", of the official profiles of the conformance programme 0.2, and of what
other validators were seen to refuse.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provenance.pki import certificate, pem
from provenance.pki.profile import authorities, chains, keys, leaves
from provenance.pki.profile.faults import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.pki.certificate import Certificate

__all__ = ["Fault", "Severity", "check"]

_ONE_CERTIFICATE = "Put the signer's certificate first, then that of each issuer, all as PEM."


def check(
    chain_pem: bytes,
    key_pem: bytes | None = None,
    *,
    at: datetime | None = None,
    passphrase: bytes | None = None,
) -> tuple[Fault, ...]:
    """Name every fault of a chain, and of the key that should belong to its first certificate.

    Never raises about the content; nothing wrong gives an empty tuple.

    Args:
        chain_pem: The chain as it will be embedded: leaf first, without the root.
        key_pem: The private key as PEM; not looked at when None.
        at: The moment for which validity is judged; now by default.
        passphrase: Opens an encrypted key; without it, such a key is only named.
    """
    moment = at or datetime.now(UTC)
    found = tuple(pem.blocks(chain_pem))
    faults = list(_file_faults(chain_pem, found))
    read = [certificate.read(b.der) if b.der else None for b in found if b.is_certificate]
    chain = tuple((i, c) for i, c in enumerate(read) if c is not None)
    faults += [_unreadable(i) for i, c in enumerate(read) if c is None]
    if chain:
        faults += _chain_faults(chain, moment)
    if key_pem is not None:
        faults += keys.faults(key_pem, [c for _, c in chain], passphrase)
    return tuple(sorted(faults, key=_importance))


def _chain_faults(chain: tuple[tuple[int, Certificate], ...], at: datetime) -> Iterator[Fault]:
    """Judge the file's order, and each certificate by the part that it plays."""
    places = {c.der: i for i, c in reversed(chain)}
    leaf = chains.signer(tuple(c for _, c in chain))
    yield from chains.faults(chain, leaf)
    yield from leaves.faults(leaf, places[leaf.der], at)
    for found in {c.der: c for _, c in chain if c.der != leaf.der}.values():
        yield from authorities.faults(found, places[found.der], at)


def _file_faults(text: bytes, found: tuple[pem.Block, ...]) -> Iterator[Fault]:
    if not text.strip():
        yield Fault(code="chain.empty", message="The file is empty.", cure=_ONE_CERTIFICATE)
    elif not found:
        yield Fault(
            code="chain.not-pem",
            message="The file is not PEM: it has no line -----BEGIN CERTIFICATE-----.",
            cure="Convert it: openssl x509 -inform der -in FILE -out chain.pem, or, from .p12 and"
            " .pfx: openssl pkcs12 -nokeys -in FILE -out chain.pem",
        )
    elif not any(block.is_certificate for block in found):
        yield Fault(
            code="chain.no-certificate",
            message=f"The file holds no certificate, but a {found[0].label.lower()}.",
            cure=_ONE_CERTIFICATE,
        )
    if any(block.is_private_key for block in found):
        yield Fault(
            code="chain.private-key",
            message="The file holds a private key, and a chain is meant to be shown to everybody.",
            cure="Move the key to a file of its own that only you can read.",
        )


def _unreadable(index: int) -> Fault:
    return Fault(
        code="certificate.unreadable",
        certificate=index,
        message="It is damaged, or is not an X.509 certificate.",
        cure="Get it from your certificate authority again.",
    )


def _importance(fault: Fault) -> tuple[int, int]:
    return ("error", "warning", "note").index(fault.severity), fault.certificate
