"""A certificate for one signature, and whoever issues such certificates to a device's keys.

To an address a request (PKCS#10) is posted, and the answer holds a chain: `provenance serve
signer` and the services behind the official mobile SDKs work like that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from provenance.credentials import algorithms
from provenance.credentials import chain as chain_file
from provenance.errors import CertificateRejected, CredentialError, InvalidArgument
from provenance.pki import profile, transport
from provenance.pki.issuing import claim_request
from provenance.pki.issuing.request import digest

if TYPE_CHECKING:
    from provenance.limits import Network

REQUESTS = "/api/v1/certificates/sign"
"""Where the services of the official mobile SDKs take requests."""
MARGIN = timedelta(minutes=1)
"""A certificate that ends sooner is not used any more."""

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_BOUNDS = transport.Bounds(most_bytes=256 << 10, silence_seconds=10.0, whole_seconds=20.0)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A certificate for one signature, and the key that belongs to it; a `SealingKey`."""

    chain_pem: bytes
    algorithm: str
    key: SigningKey
    ends: datetime

    def sign(self, data: bytes) -> bytes:
        """Sign `data` as COSE asks for it."""
        return algorithms.sign(self.key, self.algorithm, data)

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return f"Leaf(algorithm={self.algorithm!r}, ends={self.ends.isoformat()!r})"

    def __reduce__(self) -> str:
        """Refuse to be pickled or copied: the key stays here."""
        raise TypeError("a credential cannot be copied out of its process")


class Issuer:
    """Issues a certificate to each key that is shown to it.

    Args:
        address: The base of a service, or the whole address that takes requests.
        token: The bearer token; it goes to that address and nowhere else.
        network: Must allow the host.

    Raises:
        InvalidArgument: The address is no use; https is asked for, but on this machine.
    """

    def __init__(self, address: str, *, token: str, network: Network) -> None:
        self.address = _usable(address)
        self._token = token
        self._network = network

    def __repr__(self) -> str:
        """Show the address, and not the token."""
        return f"Issuer({self.address!r})"

    def fetch(self, key: SigningKey) -> Leaf:
        """Have a key certified.

        Raises:
            NetworkNotAllowed: The host may not be contacted.
            CertificateRejected: The certificate does not fit the C2PA profile.
            CredentialError: There is none, or it is of no use.
        """
        question = transport.Question(
            address=self.address,
            body=json.dumps({"csr": _request(key)}).encode("ascii"),
            content_type="application/json",
            bearer=self._token,
        )
        host = transport.host_of(self.address)
        try:
            answer = json.loads(transport.ask(question, self._network, _BOUNDS))
            chain = answer["certificate_chain"].encode("ascii")
        except transport.Unanswered as error:
            raise CredentialError(
                f"{host} issues no certificate: {error}.",
                hint="Check the network, the address and the token.",
            ) from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise CredentialError(
                f"The answer of {host} holds no certificate.",
                hint="Is that the address of an issuing service?",
            ) from None
        return _leaf(chain, key, host)


def _usable(address: str) -> str:
    host = transport.host_of(address)
    parts = urlsplit(address)
    if not host or not (parts.scheme == "https" or host in _LOOPBACK):
        raise InvalidArgument(
            "Certificates are asked for over https alone, because a token goes along.",
            hint="Name the service as https://sign.example.com",
        )
    return address if parts.path.strip("/") else address.rstrip("/") + REQUESTS


def _request(key: SigningKey) -> str:
    """Return a request without a name: the service knows by the token who asks."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "one use")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    for value, critical in claim_request():
        builder = builder.add_extension(value, critical=critical)
    request = builder.sign(key, digest(key))
    return request.public_bytes(Encoding.PEM).decode("ascii")


def _leaf(text: bytes, key: SigningKey, host: str) -> Leaf:
    """Make sure that what was issued can sign.

    Raises:
        CertificateRejected: It does not fit the C2PA profile.
        CredentialError: It belongs to another key, or cannot be read.
    """
    chain = chain_file.parse(text, f"the answer of {host}")
    chain_file.check_match(key.public_key(), chain)
    pem = chain_file.embedded(chain)
    errors = tuple(f.sentence() for f in profile.check(pem) if f.severity == "error")
    if errors:
        raise CertificateRejected(
            f"The certificate from {host} cannot sign: {errors[0].removesuffix('.')}.",
            faults=errors,
            hint="Ask whoever runs that service.",
        )
    ends = min(each.not_valid_after_utc for each in chain)
    if ends <= datetime.now(UTC) + MARGIN:
        raise CredentialError(
            f"The certificate from {host} ends within a minute.", hint="Is this clock right?"
        )
    return Leaf(
        chain_pem=pem,
        algorithm=algorithms.choose(key.public_key(), None),
        key=key,
        ends=ends,
    )
