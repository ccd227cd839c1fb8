"""A time-stamp token taken apart: CMS SignedData (RFC 5652) around a TSTInfo (RFC 3161).

Nothing is checked here but the shape; `signature` and `judge_token` judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from provenance.pki import der
from provenance.pki.der import DerError, Element

TST_INFO = "1.2.840.113549.1.9.16.1.4"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TIME = re.compile(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(?P<fraction>\d{1,9}))?Z")
_GRANTED = (0, 1)  # granted, grantedWithMods: C2PA 2.4, "Obtaining the TimeStampToken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed a token, and how (RFC 5652 section 5.3).

    Attributes:
        issuer: DER of the issuer's name, with `serial`; unused when `key_id` names the signer.
        digest: Object identifier of the digest.
        attributes: The value of each signed attribute, by its object identifier.
        signed: What the signature covers: the attributes as a SET OF; b"" without attributes.
        scheme: Object identifier of the signature algorithm; `parameters` go with it.
    """

    issuer: bytes
    serial: int
    key_id: bytes
    digest: str
    attributes: Mapping[str, Element]
    signed: bytes
    scheme: str
    parameters: Element | None
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time-stamp token, read but not judged.

    Attributes:
        content: DER of the TSTInfo, which the signature covers.
        at: The time that it states (genTime).
        imprint: Digest of the stamped message; `imprint_digest` is its object identifier.
        certificates: DER of every certificate that it carries, in no order.
        nonce: The number of the question that it answers, where it states one.
    """

    content: bytes
    at: datetime
    imprint_digest: str
    imprint: bytes
    certificates: tuple[bytes, ...]
    signer: Signer
    nonce: int | None = None


def read(data: bytes) -> Stamp:
    """Read a TimeStampResp or a bare TimeStampToken (RFC 3161 section 2.4.2).

    Raises:
        DerError: It is neither, or the authority did not grant a time-stamp.
    """
    try:
        return _stamp(_signed_data(der.read(data)))
    except (IndexError, ValueError) as error:
        known = isinstance(error, DerError)
        raise DerError(str(error) if known else "a part of it is missing") from error


def bare(data: bytes) -> bytes:
    """Return the TimeStampToken in a TimeStampResp, or the token itself.

    Raises:
        DerError: It is neither, or the authority did not grant a time-stamp.
    """
    try:
        return _token(der.read(data)).whole
    except IndexError as error:
        raise DerError("a part of it is missing") from error


def _token(outer: Element) -> Element:
    parts = outer.expect(der.SEQUENCE).children()
    if parts[0].tag != der.SEQUENCE:
        return outer
    # a response: its status, then the token
    if parts[0].children()[0].integer() not in _GRANTED:
        raise DerError("the authority did not grant a time-stamp")
    return parts[1].expect(der.SEQUENCE)


def _signed_data(outer: Element) -> tuple[Element, ...]:
    parts = _token(outer).children()
    if parts[0].identifier() != _SIGNED_DATA:
        raise DerError("not signed data")
    return parts[1].expect(der.CONTEXT_0).children()[0].expect(der.SEQUENCE).children()


def _stamp(parts: tuple[Element, ...]) -> Stamp:
    # version, digestAlgorithms, encapContentInfo, [0] certificates, [1] crls, signerInfos
    kind, wrapped = parts[2].expect(der.SEQUENCE).children()
    if kind.identifier() != TST_INFO:
        raise DerError("not a time-stamp")
    content = wrapped.expect(der.CONTEXT_0).children()[0].expect(der.OCTET_STRING).content
    carried = [part.children() for part in parts[3:-1] if part.tag == der.CONTEXT_0]
    (signer,) = parts[-1].expect(der.SET).children()
    # version, policy, messageImprint, serialNumber, genTime and what is optional
    info = der.read(content).expect(der.SEQUENCE).children()
    algorithm, imprint = info[2].expect(der.SEQUENCE).children()
    return Stamp(
        content=content,
        at=_moment(info[4].expect(der.GENERALIZED_TIME).content),
        imprint_digest=algorithm.children()[0].identifier(),
        imprint=imprint.expect(der.OCTET_STRING).content,
        certificates=tuple(c.whole for found in carried for c in found if c.tag == der.SEQUENCE),
        signer=_signer(signer.expect(der.SEQUENCE).children()),
        # after genTime an INTEGER is the nonce: accuracy, ordering and the rest have other tags
        nonce=next((part.integer() for part in info[5:] if part.tag == der.INTEGER), None),
    )


def _signer(parts: tuple[Element, ...]) -> Signer:
    # version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature
    named = parts[1].children() if parts[1].tag == der.SEQUENCE else ()
    signed = parts[3] if parts[3].tag == der.CONTEXT_0 else None
    scheme, signature = parts[4:6] if signed else parts[3:5]
    algorithm = scheme.expect(der.SEQUENCE).children()
    return Signer(
        issuer=named[0].whole if named else b"",
        serial=named[1].integer() if named else 0,
        key_id=b"" if named else parts[1].expect(der.SUBJECT_KEY_ID).content,
        digest=parts[2].expect(der.SEQUENCE).children()[0].identifier(),
        attributes=_attributes(signed) if signed else {},
        # RFC 5652 section 5.4: attributes are signed as a SET OF, not under their own tag.
        signed=der.encode(der.SET, signed.content) if signed else b"",
        scheme=algorithm[0].identifier(),
        parameters=algorithm[1] if len(algorithm) > 1 else None,
        signature=signature.expect(der.OCTET_STRING).content,
    )


def _attributes(signed: Element) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for attribute in signed.children():
        kind, values = attribute.expect(der.SEQUENCE).children()
        if kind.identifier() in found:
            raise DerError("a signed attribute stands there twice")
        (found[kind.identifier()],) = values.expect(der.SET).children()
    return found


def _moment(text: bytes) -> datetime:
    """Read GeneralizedTime as RFC 3161 section 2.4.2 allows it: in UTC, with any fraction."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise DerError("its time cannot be read")
    try:
        year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise DerError("its time does not exist") from error
    # Cut off, not rounded: the last second that a calendar has would not be one of it.
    digits = (match["fraction"] or b"").ljust(6, b"0")[:6]
    return moment.replace(microsecond=int(digits))
