"""A key and a certificate signing request (PKCS#10) for a real authority."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding

from provenance.errors import InvalidArgument
from provenance.pki import files, issuing
from provenance.pki.issuing import keys

_COUNTRY_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFiles:
    """Where a request and its private key lie. Only the request leaves your hands."""

    folder: Path
    request: Path
    key: Path


def create(
    folder: Path,
    *,
    organization: str,
    name: str,
    country: str,
    algorithm: str = "es256",
    product_record: str = "",
    assurance_level: int = 1,
    passphrase: bytes | None = None,
) -> RequestFiles:
    """Make a key and a request that asks for what the official profile requires.

    Args:
        folder: Made when absent, for its owner alone.
        organization: Legal name of who will sign.
        name: What will sign: the product, as in the list of conforming products.
        country: Two letters (ISO 3166-1).
        algorithm: es256, es384, es512, ps256, ps384, ps512 or ed25519.
        product_record: UUID of the product's record in the list of conforming products.
            Without it the request leaves out record and assurance level, which the
            authority can add.
        assurance_level: 1 or 2; only used with `product_record`.
        passphrase: Encrypts the private key.

    Raises:
        InvalidArgument: An argument makes no sense, or one of the files is there already.
        StorageError: The files could not be written.
    """
    subject = _subject(country, organization, name)
    extensions = [*issuing.claim_request(), *_product(product_record, assurance_level)]
    key = keys.generate(algorithm)
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    for value, critical in extensions:
        builder = builder.add_extension(value, critical=critical)
    request = builder.sign(key, digest(key))
    files.publish(
        folder,
        {
            "signer.key": keys.to_pem(key, passphrase),
            "signer.csr": request.public_bytes(Encoding.PEM),
        },
    )
    return RequestFiles(folder=folder, request=folder / "signer.csr", key=folder / "signer.key")


def _subject(country: str, organization: str, name: str) -> x509.Name:
    if len(country) != _COUNTRY_LETTERS or not (country.isascii() and country.isalpha()):
        raise InvalidArgument(
            f"{country!r} is not a country code.", hint="Use two letters, for example DE."
        )
    for text in (organization, name):
        issuing.check_name(text)
    return issuing.distinguished_name(country.upper(), organization, name)


def _product(record: str, level: int) -> list[issuing.Extension]:
    if not record:
        return []
    if level not in (1, 2):
        raise InvalidArgument(f"There is no assurance level {level}.", hint="Use 1 or 2.")
    try:
        return list(issuing.conforming_product(level, UUID(record)))
    except ValueError as error:
        raise InvalidArgument(
            f"{record!r} is not a record of the list of conforming products.",
            hint="It is a UUID of 36 characters.",
        ) from error


def digest(key: object) -> SHA256 | SHA384 | SHA512 | None:
    """Return the digest with which a key signs a request; None for a key that brings its own."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        by_curve: dict[str, SHA384 | SHA512] = {"secp384r1": SHA384(), "secp521r1": SHA512()}
        return by_curve.get(key.curve.name, SHA256())
    return SHA256() if isinstance(key, rsa.RSAPrivateKey) else None
