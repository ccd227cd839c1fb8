"""Trust lists: certificates of authorities that somebody decided to believe, by kind.

A list of one kind never vouches for anything of another kind (C2PA 2.4, "Trust Lists"):
signer lists vouch for claim signers, time lists for time-stamps, identity lists for the
named actors of CAWG identity assertions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from provenance.errors import TrustListError
from provenance.pki import certificate, pem

ListKind = Literal["signer", "time", "identity"]
KINDS: tuple[ListKind, ...] = ("signer", "time", "identity")

MOST_BYTES = 8 << 20
"""Largest list that is read; the official one has 38 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustList:
    """One list of anchors.

    Attributes:
        anchors: Without duplicates, in the order of the list.
        sha256: Digest over the DER of the anchors in that order, in hexadecimal.
        date: When the list was issued or fetched; None when unknown.
        source: Where it came from: an address or a file name; "" when unknown.
    """

    kind: ListKind
    name: str
    anchors: tuple[x509.Certificate, ...]
    sha256: str
    date: datetime | None = None
    source: str = ""

    @classmethod
    def from_pem(
        cls,
        pem: bytes,
        *,
        kind: ListKind,
        name: str,
        date: datetime | None = None,
        source: str = "",
    ) -> TrustList:
        """Read a list of PEM certificates; text around the blocks is ignored.

        Raises:
            TrustListError: It has no certificate, a damaged one, or a private key in it.
        """
        anchors = _certificates(pem, name)
        return cls(
            kind=kind,
            name=name,
            anchors=anchors,
            sha256=digest(anchors),
            date=date,
            source=source,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustLists:
    """Every list that a verification may use, of all kinds."""

    lists: tuple[TrustList, ...] = ()

    def of(self, kind: ListKind) -> tuple[TrustList, ...]:
        """Return the lists of one kind."""
        return tuple(found for found in self.lists if found.kind == kind)


def digest(anchors: tuple[x509.Certificate, ...]) -> str:
    """Return the SHA-256 over the DER of certificates in their order, in hexadecimal."""
    return hashlib.sha256(b"".join(a.public_bytes(Encoding.DER) for a in anchors)).hexdigest()


def _certificates(text: bytes, name: str) -> tuple[x509.Certificate, ...]:
    if len(text) > MOST_BYTES:
        raise TrustListError(
            f"The trust list {name} is larger than {MOST_BYTES >> 20} MiB.",
            hint="Check that it is a list of PEM certificates.",
        )
    anchors: dict[bytes, x509.Certificate] = {}
    for number, block in enumerate(pem.blocks(text), start=1):
        anchors.setdefault(*_anchor(block, number, name))
    if not anchors:
        raise TrustListError(
            f"The trust list {name} holds no certificate.",
            hint="A trust list is a text file with blocks that start with "
            "-----BEGIN CERTIFICATE-----.",
        )
    return tuple(anchors.values())


def _anchor(block: pem.Block, number: int, name: str) -> tuple[bytes, x509.Certificate]:
    where = f"Block {number} of the trust list {name} (line {block.line})"
    if block.is_private_key:
        raise TrustListError(
            f"{where} is a private key.",
            hint="Take it out, and treat that key as disclosed if the list was shared.",
        )
    if not block.is_certificate:
        raise TrustListError(
            f"{where} is a {block.label.lower()}, not a certificate.",
            hint="Keep only certificates in a trust list.",
        )
    read = certificate.read(block.der) if block.der else None
    if read is None or read.source.public_bytes(Encoding.DER) != block.der:
        raise TrustListError(
            f"{where} is damaged or is not a certificate that can be read.",
            hint="Fetch the list again, or remove that block.",
        )
    return read.der, read.source
