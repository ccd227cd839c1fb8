"""Read OCSP answers: whether one is about a certificate, and whether its issuer gave it (RFC 6960)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp

from provenance.pki import certificate, der, oids, strength
from provenance.pki.revocation.statement import Statement, Status, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

    from provenance.limits import Effort
    from provenance.pki.certificate import Certificate

WITHOUT_NEXT_UPDATE = timedelta(hours=24)
"""How long an answer holds that does not say so (C2PA 2.4, after producedAt)."""
MOST_RESPONDERS = 2
"""Certificates of one answer that are tried; honest answers carry one or none."""
MOST_ENTRIES = 64
"""Certificates that one answer may speak of; honest answers speak of one."""
LARGEST = 1 << 20
"""Bytes of one answer; real ones have less than 4 KiB."""
_STATUS: Mapping[ocsp.OCSPCertStatus, Status] = {
    ocsp.OCSPCertStatus.GOOD: "good",
    ocsp.OCSPCertStatus.REVOKED: "revoked",
    ocsp.OCSPCertStatus.UNKNOWN: "unknown",
}


def read(
    answer: bytes, subject: Certificate, issuer: Certificate, effort: Effort | None = None
) -> Statement | None:
    """Return what an answer states about `subject`; None when it is about others alone.

    Raises:
        Unusable: It cannot be read, or nobody shows that the issuer gave it.
    """
    try:
        return _read(answer, subject, issuer, effort)
    except Unusable:
        raise
    except Exception as error:  # foreign bytes make it raise without a common base
        raise Unusable("it cannot be read") from error


def serial_numbers(answer: bytes) -> tuple[int, ...]:
    """Return the serial numbers of the certificates that an answer is about; none if unreadable."""
    try:
        return tuple(each.serial_number for each in _entries(_loaded(answer)))
    except Exception:  # noqa: BLE001  # foreign bytes make it raise without a common base
        return ()


def _read(
    answer: bytes, subject: Certificate, issuer: Certificate, effort: Effort | None
) -> Statement | None:
    loaded = _loaded(answer)
    about = [each for each in _entries(loaded) if _is_about(each, subject, issuer)]
    if not about:
        return None
    if len(about) > 1:
        raise Unusable("it speaks twice of the same certificate")
    if not _given_by(loaded, issuer, effort):
        raise Unusable("it is not signed by the issuer, nor by anyone whom the issuer appointed")
    (entry,) = about
    return Statement(
        status=_STATUS[entry.certificate_status],
        since=entry.this_update_utc,
        until=entry.next_update_utc or loaded.produced_at_utc + WITHOUT_NEXT_UPDATE,
        revoked_at=entry.revocation_time_utc,
        reason=entry.revocation_reason,
    )


def _loaded(answer: bytes) -> ocsp.OCSPResponse:
    if len(answer) > LARGEST:
        raise Unusable("it is too large")
    loaded = ocsp.load_der_ocsp_response(answer)
    if loaded.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise Unusable("it says only that the question could not be answered")
    return loaded


def _entries(loaded: ocsp.OCSPResponse) -> Iterator[ocsp.OCSPSingleResponse]:
    for number, entry in enumerate(loaded.responses):
        if number >= MOST_ENTRIES:
            raise Unusable("it speaks of too many certificates")
        yield entry


def issuer_hashes(
    subject: Certificate, issuer: Certificate, algorithm: hashes.HashAlgorithm
) -> tuple[bytes, bytes]:
    """Return the digests of an issuer's name and key by which an answer names it (CertID).

    Raises:
        Unusable: The issuer's key is of a kind that cannot be used.
    """
    if issuer.key is None:
        raise Unusable("the key of the issuer cannot be used")
    whole = issuer.key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    _, bits = der.read(whole).children()
    key = bits.content[1:]  # the first byte counts unused bits
    return _hash(algorithm, subject.issuer), _hash(algorithm, key)


def _is_about(entry: ocsp.OCSPSingleResponse, subject: Certificate, issuer: Certificate) -> bool:
    """Tell whether an entry names this certificate (RFC 6960 section 4.1.1, CertID)."""
    if entry.serial_number != subject.source.serial_number or issuer.key is None:
        return False
    stated = (entry.issuer_name_hash, entry.issuer_key_hash)
    return stated == issuer_hashes(subject, issuer, entry.hash_algorithm)


def _hash(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    found = hashes.Hash(algorithm)
    found.update(data)
    return found.finalize()


def _given_by(loaded: ocsp.OCSPResponse, issuer: Certificate, effort: Effort | None) -> bool:
    """Tell whether the issuer signed, or a responder that it appointed (RFC 6960, 4.2.2.2)."""
    if _signed_by(loaded, issuer.key, effort):
        return True
    carried = loaded.certificates[:MOST_RESPONDERS]
    read_ones = (
        certificate.read(each.public_bytes(serialization.Encoding.DER)) for each in carried
    )
    return any(
        _appointed(each, issuer, effort)
        and each.valid_at(loaded.produced_at_utc)
        and _signed_by(loaded, each.key, effort)
        for each in read_ones
        if each
    )


def _appointed(responder: Certificate, issuer: Certificate, effort: Effort | None) -> bool:
    usage = responder.key_usage
    return (
        responder.issuer == issuer.subject
        and not responder.weakness
        and not responder.not_understood
        and responder.usages is not None
        and oids.OCSP_SIGNING in responder.usages
        and (usage is None or usage.digital_signature)
        and strength.is_signed_by(responder.source, responder.signed, issuer.key, effort)
    )


def _signed_by(
    loaded: ocsp.OCSPResponse, key: CertificatePublicKeyTypes | None, effort: Effort | None
) -> bool:
    """Check the signature; False for one that C2PA does not allow or that is not of the key."""
    if strength.of_key(key) or not strength.affordable(key, effort):
        return False
    signature, signed = loaded.signature, loaded.tbs_response_bytes
    digest = loaded.signature_hash_algorithm
    strong = isinstance(digest, hashes.SHA256 | hashes.SHA384 | hashes.SHA512)
    try:
        if isinstance(key, ed25519.Ed25519PublicKey) and digest is None:
            key.verify(signature, signed)
        elif isinstance(key, ec.EllipticCurvePublicKey) and digest and strong:
            key.verify(signature, signed, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and digest and strong:
            key.verify(signature, signed, padding.PKCS1v15(), digest)
        else:
            return False
    except InvalidSignature:
        return False
    return True
