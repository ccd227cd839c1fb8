"""A credential in a token: a smart card, a security key, a hardware security module (PKCS #11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from provenance.credentials import algorithms
from provenance.credentials import chain as chain_file
from provenance.credentials.kept import KeptCredential
from provenance.credentials.pkcs11.token import TokenKey
from provenance.credentials.pkcs11.uri import parse
from provenance.errors import CredentialError

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.credentials.chain import Chain
    from provenance.credentials.interface import Secret

__all__ = ["open_pkcs11"]

_LONGEST_CHAIN = 10


def open_pkcs11(uri: str, *, pin: Secret | None, algorithm: str | None) -> KeptCredential:
    """Open `pkcs11:token=NAME;object=KEY?module-path=MODULE.so&chain=chain.pem`.

    Without `chain`, the certificates in the token are used: the one with the identifier of the
    key, and those of its issuers.

    Raises:
        InvalidArgument: The address makes no sense.
        InputNotFound, StorageError: The chain's file cannot be read.
        CredentialError: The module, the token, the PIN, the key or the chain cannot be used.
    """
    address = parse(uri)
    asked = _first_line(address.pin_file) if address.pin_file else pin
    chain = chain_file.read(address.chain) if address.chain else None
    key = TokenKey(address, asked)
    try:
        found = chain or _chain_in(key)
        key.algorithm = algorithms.choose(chain_file.leaf_key(found), algorithm)
    except BaseException:
        key.close()
        raise
    return KeptCredential.open(key, found, key.algorithm)


def _first_line(file: Path) -> Secret:
    return lambda: chain_file.content(file).split(b"\n", 1)[0].rstrip(b"\r")


def _chain_in(key: TokenKey) -> Chain:
    """Return the key's certificate and those of its issuers, as far as the token has them."""
    found = [(mark, _certificate(der)) for mark, der in key.certificates()]
    own = [each for mark, each in found if each and mark == key.key_id]
    if not own:
        raise CredentialError(
            f"There is no certificate beside {key.name}.",
            hint="Put it into the token with the id of the key, or add chain=chain.pem.",
        )
    chain = own[:1]
    while len(chain) < _LONGEST_CHAIN:
        issuers = (each for _, each in found if each and _issued(chain[-1], each))
        issuer = next((each for each in issuers if each not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
    return tuple(chain)


def _certificate(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001  # foreign keys make it raise without a common base
        return False
    return True
