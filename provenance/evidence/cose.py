"""Read a COSE_Sign1 claim signature: who signed, with what, and which tokens date it.

RFC 9052 for the structure, C2PA 2.4 "Digital signatures" and "Time-stamps" for
the headers. Input is hostile: decoding is bounded and every failure is `Malformed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import cbor2

from provenance.evidence import cbor
from provenance.evidence.jumbf import Malformed
from provenance.evidence.keys import is_signature, key_of

ALGORITHMS: Mapping[object, str] = {  # RFC 9053 and RFC 8230, as C2PA 2.4 allows them
    -7: "es256",
    -35: "es384",
    -36: "es512",
    -37: "ps256",
    -38: "ps384",
    -39: "ps512",
    -8: "ed25519",
}
ALG, CRIT, CWT_CLAIMS, X5CHAIN = 1, 2, 15, 33  # RFC 9052, RFC 9597, RFC 9360
ISSUED_AT = 6  # "iat", RFC 8392
TAG_SIGN1 = 18
PADDING = ("pad", "pad2")  # zeros, C2PA 2.4 "Digital signatures"
CHAINS = (X5CHAIN, "x5chain")  # the text is deprecated, C2PA 2.4 "X.509 Certificates"
UNCOVERED = frozenset({*PADDING, *CHAINS, "sigTst", "sigTst2", "rVals"})
UNDERSTOOD = frozenset({ALG, CWT_CLAIMS, *CHAINS, "sigTst", "sigTst2", "rVals"})
LARGEST = 1 << 20  # bytes of one signature box; real ones have less than 64 KiB
LONGEST_CHAIN = 16
MOST_TOKENS = 16

Cbor = Any  # whatever a file holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign1:
    """A COSE_Sign1 with detached payload.

    Attributes:
        protected: The protected headers as the signature covers them.
        covered: The same, decoded.
        uncovered: The unprotected headers: anyone may have changed them.
    """

    protected: bytes
    covered: Mapping[Cbor, Cbor]
    uncovered: Mapping[Cbor, Cbor]
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An RFC 3161 time-stamp, unchecked.

    Attributes:
        raw: The token or the whole response, DER.
        message: What its imprint has to cover.
        version: 1 for `sigTst`, 2 for `sigTst2` and time-stamp assertions.
        own: Whether it lies beside the signature itself; otherwise a later
            manifest carries it in a time-stamp assertion.
    """

    raw: bytes
    message: bytes
    version: Literal[1, 2]
    own: bool = True


def decode(data: bytes) -> Cbor:
    """Decode CBOR from a file.

    Raises:
        Malformed: It is too large or would take too long, or is not well formed.
    """
    if len(data) > LARGEST:
        raise Malformed("A signature box is too large.")
    cbor.check(data)
    try:
        return cbor2.loads(data)
    except Exception as error:  # a hostile encoding may raise anything
        raise Malformed("A signature box is not well-formed CBOR.") from error


def parse(data: bytes) -> Sign1:
    """Read a COSE_Sign1 with detached payload, tagged or not.

    Raises:
        Malformed: It is not one, or it carries its own payload.
    """
    sign1, payload = parse_with_payload(data)
    if payload is not None:
        raise Malformed("The signature box does not hold a COSE_Sign1 with detached payload.")
    return sign1


def parse_with_payload(data: bytes) -> tuple[Sign1, bytes | None]:
    """Read a COSE_Sign1, tagged or not, and the payload that it carries; None when detached.

    Raises:
        Malformed: It is not one.
    """
    value = decode(data)
    if isinstance(value, cbor2.CBORTag):
        if value.tag != TAG_SIGN1:
            raise Malformed("The signature box does not hold a COSE_Sign1.")
        value = value.value
    match value:
        case [
            bytes() as protected,
            Mapping() as uncovered,
            bytes() | None as payload,
            bytes() as signature,
        ]:
            covered = decode(protected) if protected else {}
        case _:
            raise Malformed("The signature box does not hold a COSE_Sign1.")
    if not isinstance(covered, Mapping):
        raise Malformed("The protected headers of the signature are not a map.")
    sign1 = Sign1(protected=protected, covered=covered, uncovered=uncovered, signature=signature)
    return sign1, payload


def algorithm(sign1: Sign1) -> str:
    """Return the name of the signature algorithm; "" when C2PA does not allow it."""
    found = sign1.covered.get(ALG)
    return ALGORITHMS.get(found, "") if isinstance(found, int) else ""


def demands(sign1: Sign1) -> tuple[str, ...]:
    """Tell in a sentence of what the signature insists on and nobody here understands.

    RFC 9052 section 3.1 ("crit"): such a message must not be accepted.
    """
    if CRIT not in sign1.covered:
        return ()
    labels = sign1.covered[CRIT]
    listed = (
        isinstance(labels, list) and labels and all(type(each) in (int, str) for each in labels)
    )
    if listed and all(each in UNDERSTOOD and each in sign1.covered for each in labels):
        return ()
    return ("The signature insists on rules that are not understood here, so it is not accepted.",)


def chain(sign1: Sign1) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """Return the certificates, leaf first, and what is odd about where they lie.

    Version 2 claims carry them in the protected headers, version 1 claims may
    carry them in the unprotected ones; the protected ones win.
    """
    covered, uncovered = _certificates(sign1.covered), _certificates(sign1.uncovered)
    if covered and uncovered:
        odd = "A second certificate chain lies outside of what the signature covers; it is ignored."
        return covered, (odd,)
    found = covered or uncovered
    return found, () if found else ("The signature carries no readable certificate chain.",)


def outdated(sign1: Sign1) -> Iterator[str]:
    """Tell in sentences of what version 1 claims may do, and version 2 claims must not.

    C2PA 2.4, "X.509 Certificates" for the place of the chain, "Choosing the Payload" for
    time-stamps of version 1: no program may make one, every validator has to process it.
    """
    if not _certificates(sign1.covered) and _certificates(sign1.uncovered):
        yield "The certificate chain lies outside of what the signature covers."
    if "x5chain" in sign1.covered:
        yield "The certificate chain bears a name that is no longer to be used."
    if any("sigTst" in headers for headers in (sign1.covered, sign1.uncovered)):
        yield "A time-stamp of the older kind dates the claim, not its signature."


def unsigned(sign1: Sign1) -> tuple[str, ...]:
    """Tell in a sentence of data beside the signature that nothing covers and nothing needs."""
    unknown = any(key not in UNCOVERED for key in sign1.uncovered)
    padding = [sign1.uncovered[key] for key in PADDING if key in sign1.uncovered]
    filled = any(not isinstance(each, bytes) or any(each) for each in padding)
    return ("Unsigned data lies beside the signature.",) if unknown or filled else ()


def _certificates(headers: Mapping[Cbor, Cbor]) -> tuple[bytes, ...]:
    value = next((headers[name] for name in CHAINS if name in headers), None)
    found = (value,) if isinstance(value, bytes) else _entries(value)
    if len(found) > LONGEST_CHAIN or not all(isinstance(item, bytes) for item in found):
        return ()
    return tuple(found)


def tokens(sign1: Sign1, claim: bytes) -> tuple[Token, ...]:
    """Return every time-stamp beside the signature with the message it has to cover."""
    sealed = cbor2.dumps(sign1.signature)
    messages: tuple[tuple[Literal[1, 2], str, bytes], ...] = (
        (1, "sigTst", structure("CounterSignature", sign1, claim)),
        (2, "sigTst2", structure("CounterSignature", sign1, sealed)),
    )
    found = [
        Token(raw=raw, message=message, version=version)
        for version, header, message in messages
        for headers in (sign1.covered, sign1.uncovered)
        for raw in _values(headers.get(header), "tstTokens")
    ]
    return tuple(found[:MOST_TOKENS])


def ocsp(sign1: Sign1) -> tuple[bytes, ...]:
    """Return the stapled revocation answers (header `rVals`), DER, unchecked."""
    both = (sign1.covered.get("rVals"), sign1.uncovered.get("rVals"))
    return tuple(answer for value in both for answer in answers(value))[:MOST_TOKENS]


def answers(value: Cbor) -> tuple[bytes, ...]:
    """Return the revocation answers of a map with `ocspVals`, DER, unchecked."""
    items = _entries(value.get("ocspVals")) if isinstance(value, Mapping) else ()
    return tuple(item for item in items if isinstance(item, bytes))


def issued_at(sign1: Sign1) -> datetime | None:
    """Return the signer's own word on when it signed (`iat`), covered by the signature."""
    claims = sign1.covered.get(CWT_CLAIMS)
    value = claims.get(ISSUED_AT) if isinstance(claims, Mapping) else None
    if not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, tz=UTC)
    except (OverflowError, OSError, ValueError):
        return None


def structure(context: str, sign1: Sign1, payload: bytes) -> bytes:
    """Return the Sig_structure of RFC 9052 section 4.4."""
    return cbor2.dumps([context, sign1.protected, b"", payload])


def verifies(sign1: Sign1, claim: bytes, leaf: bytes) -> bool:
    """Tell whether the key of the certificate `leaf` (DER) signed this claim."""
    return signed_by(key_of(leaf), sign1, claim)


def signed_by(key: object, sign1: Sign1, payload: bytes) -> bool:
    """Tell whether this public key signed `payload`, and insists on nothing unknown."""
    if demands(sign1):
        return False
    message = structure("Signature1", sign1, payload)
    return is_signature(key, algorithm(sign1), sign1.signature, message)


def _values(header: Cbor, field: str) -> tuple[bytes, ...]:
    items = _entries(header.get(field)) if isinstance(header, Mapping) else ()
    values = (item.get("val") for item in items if isinstance(item, Mapping))
    return tuple(value for value in values if isinstance(value, bytes))


def _entries(value: Cbor) -> tuple[Cbor, ...]:
    listed = isinstance(value, Sequence) and not isinstance(value, str | bytes)
    return tuple(value) if listed else ()
