"""What can be wrong with a private key, by itself and beside a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from provenance.pki import pem, strength
from provenance.pki.profile.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from provenance.pki.certificate import Certificate


def faults(
    key_pem: bytes, chain: Sequence[Certificate], passphrase: bytes | None
) -> Iterator[Fault]:
    """Name what is wrong with a key that should belong to the first certificate of `chain`."""
    found = next((b for b in pem.blocks(key_pem) if b.is_private_key), None)
    if found is None:
        yield _no_key(key_pem)
        return
    encrypted = "ENCRYPTED" in found.label or b"Proc-Type: 4,ENCRYPTED" in found.text
    if encrypted and passphrase is None:
        yield Fault(
            code="key.encrypted",
            message="The private key is encrypted, so it was not compared with the chain.",
            cure="Give its passphrase to have it checked.",
            severity="note",
        )
        return
    key = _opened(found.text, passphrase if encrypted else None)
    if key is None:
        yield _closed(encrypted=encrypted)
    elif reason := strength.of_key(key):
        yield Fault(
            code="key.unsupported",
            message=f"The private key cannot sign media: {reason}.",
            cure="Make a new one: provenance keys new, or provenance keys csr for a real authority.",
        )
    elif chain:
        yield from _match_faults(_public(key.public_key()), chain)


def _match_faults(public: bytes, chain: Sequence[Certificate]) -> Iterator[Fault]:
    for place, found in enumerate(chain):
        if found.key is not None and _public(found.key) == public:
            if place:
                yield Fault(
                    code="key.belongs-elsewhere",
                    message=f"The private key belongs to certificate {place + 1}, not to the first.",
                    cure="Put that certificate first.",
                )
            return
    yield Fault(
        code="key.mismatch",
        message="The private key does not belong to the chain's first certificate.",
        cure="Use the key from which that certificate was requested.",
    )


def _no_key(key_pem: bytes) -> Fault:
    labels = [block.label for block in pem.blocks(key_pem)]
    if labels:
        message = f"The key file holds no private key, but a {labels[0].lower()}."
    else:
        message = "The key file is not PEM: it has no line -----BEGIN PRIVATE KEY-----."
    return Fault(
        code="key.not-pem",
        message=message,
        cure="Name the file with the private key, as PEM.",
    )


def _closed(*, encrypted: bool) -> Fault:
    if encrypted:
        return Fault(
            code="key.passphrase",
            message="The private key does not open with that passphrase.",
            cure="Try again.",
        )
    return Fault(
        code="key.unreadable",
        message="The private key is damaged, or is of a kind that cannot be read.",
        cure="Get it again from where it was made.",
    )


def _opened(key_pem: bytes, passphrase: bytes | None) -> PrivateKeyTypes | None:
    try:
        return load_pem_private_key(key_pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _public(key: object) -> bytes:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.public_bytes(*form)  # type: ignore[attr-defined, no-any-return]  # every public key has it
