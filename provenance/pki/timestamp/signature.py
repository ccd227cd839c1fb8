"""Whether a time-stamp token stamps a message, and whether a certificate signed it.

The signature is checked apart from the worth of the certificate, so that a token of an
unknown authority can still be said to be well formed and unchanged. `rfc3161-client` checks
both at once, needs a root that signed itself, and refuses most real tokens because their
certificates do not stand in DER order; it serves as the second opinion in the tests.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from provenance.pki import der, strength
from provenance.pki.der import DerError, Element
from provenance.pki.timestamp import stamp

if TYPE_CHECKING:
    from provenance.limits import Effort
    from provenance.pki.certificate import Certificate
    from provenance.pki.timestamp.stamp import Signer, Stamp

_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"

_SHA256, _SHA384, _SHA512 = hashes.SHA256(), hashes.SHA384(), hashes.SHA512()
# Digests that C2PA 2.4 allows ("Hashing").
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "2.16.840.1.101.3.4.2.1": _SHA256,
    "2.16.840.1.101.3.4.2.2": _SHA384,
    "2.16.840.1.101.3.4.2.3": _SHA512,
}
_RSA = "1.2.840.113549.1.1.1"  # the digest is the one that the signer names
_RSA_PSS = "1.2.840.113549.1.1.10"
_RSA_WITH: dict[str, hashes.HashAlgorithm] = {
    "1.2.840.113549.1.1.11": _SHA256,
    "1.2.840.113549.1.1.12": _SHA384,
    "1.2.840.113549.1.1.13": _SHA512,
}
_ECDSA_WITH: dict[str, hashes.HashAlgorithm] = {
    "1.2.840.10045.4.3.2": _SHA256,
    "1.2.840.10045.4.3.3": _SHA384,
    "1.2.840.10045.4.3.4": _SHA512,
}
_ED25519 = "1.3.101.112"


def covers(found: Stamp, message: bytes) -> bool:
    """Tell whether a token stamps `message`; False also for a digest that is not allowed."""
    digest = _DIGESTS.get(found.imprint_digest)
    return digest is not None and _hash(digest, message) == found.imprint


def is_named(signer: Signer, candidate: Certificate) -> bool:
    """Tell whether `candidate` is the certificate that a signer names."""
    if signer.key_id:
        return candidate.subject_key_id == signer.key_id
    return (candidate.issuer, candidate.source.serial_number) == (signer.issuer, signer.serial)


def is_signed_by(found: Stamp, authority: Certificate, effort: Effort | None = None) -> bool:
    """Tell whether the signature is that of `authority`, over all that the token states."""
    signer, digest = found.signer, _DIGESTS.get(found.signer.digest)
    try:
        return (
            digest is not None
            and signer.attributes[_CONTENT_TYPE].identifier() == stamp.TST_INFO
            and _octets(signer.attributes[_MESSAGE_DIGEST]) == _hash(digest, found.content)
            and _binds(signer, authority.der)
            and strength.affordable(authority.key, effort)
            and _verify(signer, authority.key, digest)
        )
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, LookupError):
        return False


def _binds(signer: Signer, certificate: bytes) -> bool:
    """Check that the signed attributes name the certificate (RFC 3161 2.4.1, RFC 5816)."""
    if _SIGNING_CERTIFICATE_V2 in signer.attributes:
        identity = _first_identity(signer.attributes[_SIGNING_CERTIFICATE_V2])
        if identity[0].tag == der.SEQUENCE:
            digest = _DIGESTS[identity[0].children()[0].identifier()]
            return _octets(identity[1]) == _hash(digest, certificate)
        return _octets(identity[0]) == _hash(_SHA256, certificate)
    identity = _first_identity(signer.attributes[_SIGNING_CERTIFICATE])
    sha1 = hashlib.sha1(certificate, usedforsecurity=False)  # fixed by RFC 2634, a name only
    return _octets(identity[0]) == sha1.digest()


def _first_identity(attribute: Element) -> tuple[Element, ...]:
    # SigningCertificate ::= SEQUENCE { certs SEQUENCE OF ESSCertID, policies OPTIONAL }
    return attribute.children()[0].children()[0].children()


def _verify(signer: Signer, key: object, digest: hashes.HashAlgorithm) -> bool:
    """Check the signature; False for a scheme that is not allowed or not that of the key."""
    scheme, signature, signed = signer.scheme, signer.signature, signer.signed
    if isinstance(key, rsa.RSAPublicKey) and scheme == _RSA_PSS:
        pss_digest = _pss_digest(signer.parameters)
        scheme_pss = padding.PSS(padding.MGF1(pss_digest), padding.PSS.AUTO)
        key.verify(signature, signed, scheme_pss, pss_digest)
    elif isinstance(key, rsa.RSAPublicKey) and scheme in {_RSA, *_RSA_WITH}:
        key.verify(signature, signed, padding.PKCS1v15(), _RSA_WITH.get(scheme, digest))
    elif isinstance(key, ec.EllipticCurvePublicKey) and scheme in _ECDSA_WITH:
        key.verify(signature, signed, ec.ECDSA(_ECDSA_WITH[scheme]))
    elif isinstance(key, ed25519.Ed25519PublicKey) and scheme == _ED25519:
        key.verify(signature, signed)
    else:
        return False
    return True


def _pss_digest(parameters: Element | None) -> hashes.HashAlgorithm:
    if parameters is None:
        raise DerError("RSA-PSS without parameters")
    stated = parameters.children()[0].expect(der.CONTEXT_0).children()[0]
    return _DIGESTS[stated.children()[0].identifier()]


def _octets(element: Element) -> bytes:
    return element.expect(der.OCTET_STRING).content


def _hash(digest: hashes.HashAlgorithm, data: bytes) -> bytes:
    running = hashes.Hash(digest)
    running.update(data)
    return running.finalize()
