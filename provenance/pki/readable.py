"""The outer parts of a certificate, and a readable copy of one with a well-known mistake.

Real authorities wrote names of the type PrintableString with characters that it may not
hold: an underscore in the name of a time-stamping authority that stamped a year of a large
vendor's files. `cryptography` refuses such a certificate, other validators accept it. The
copy is for reading alone: signatures are always checked over the original bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from provenance.pki import der
from provenance.pki.der import DerError, Element

_PRINTABLE = re.compile(rb"[A-Za-z0-9 '()+,./:=?-]*")  # X.680 section 41.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The parts of a certificate that are compared or verified byte for byte.

    Attributes:
        signed: What the issuer signed (tbsCertificate).
        algorithm: How it was signed (signatureAlgorithm).
        subject: DER of the name; `issuer` likewise.
    """

    signed: bytes
    algorithm: Element
    issuer: bytes
    subject: bytes


def outline(certificate: bytes) -> Outline:
    """Read the outer parts of a certificate (RFC 5280 section 4.1).

    Raises:
        DerError: The bytes are not a certificate, or it names its signature algorithm in
            two different ways, which RFC 5280 section 4.1.1.2 forbids.
    """
    signed, algorithm, _signature = der.read(certificate).expect(der.SEQUENCE).children()
    fields = signed.expect(der.SEQUENCE).children()
    issuer = _issuer_index(fields)
    if fields[issuer - 1].whole != algorithm.whole:
        raise DerError("two signature algorithms")
    return Outline(
        signed=signed.whole,
        algorithm=algorithm,
        issuer=fields[issuer].whole,
        subject=fields[issuer + 2].whole,
    )


def copy(certificate: bytes) -> bytes:
    """Return a copy whose unreadable names are UTF8String instead of PrintableString.

    Bytes that are not a certificate in DER come back as they are, so that nothing else
    than names becomes readable that was not.
    """
    try:
        signed, *rest = der.read(certificate).expect(der.SEQUENCE).children()
        fields = signed.expect(der.SEQUENCE).children()
        issuer = _issuer_index(fields)
        whole = [field.whole for field in fields]
        mended = [
            _mended(f) if i in (issuer, issuer + 2) else f.whole for i, f in enumerate(fields)
        ]
    except (DerError, IndexError, ValueError, RecursionError):
        return certificate
    tail = [part.whole for part in rest]
    return _joined(mended, tail) if _joined(whole, tail) == certificate else certificate


def _joined(fields: list[bytes], tail: list[bytes]) -> bytes:
    signed = der.encode(der.SEQUENCE, b"".join(fields))
    return der.encode(der.SEQUENCE, b"".join([signed, *tail]))


def _issuer_index(fields: tuple[Element, ...]) -> int:
    # [0] version (optional), serialNumber, signature, issuer, validity, subject...
    return 3 if fields[0].tag == der.CONTEXT_0 else 2


def _mended(element: Element) -> bytes:
    """Rewrite the strings of a name; its depth is fixed: name, set, attribute, value."""
    if element.tag in (der.SEQUENCE, der.SET):
        return der.encode(element.tag, b"".join(_mended(c) for c in element.children()))
    if element.tag == der.PRINTABLE_STRING and not _PRINTABLE.fullmatch(element.content):
        return der.encode(der.UTF8_STRING, element.content)
    return element.whole
