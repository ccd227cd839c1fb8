"""A credential whose key a signing service keeps: every signature is asked for over https.

It speaks what the web-service signers of the official mobile SDKs speak, and what
`provenance serve signer` serves. Nothing that the service says is believed: its chain has to
fit the C2PA profile, and each signature has to be that of the chain's first certificate.
"""

from __future__ import annotations

import base64
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from cryptography import x509

from provenance.credentials import algorithms
from provenance.credentials.asking import ASK_OWNER, Asking, decoded, text_of
from provenance.errors import CertificateRejected, CredentialError, InvalidArgument
from provenance.evidence.keys import is_signature
from provenance.pki import pem, profile, transport

if TYPE_CHECKING:
    from provenance.limits import Network

CONFIGURATION = "/api/v1/c2pa/configuration"
BOUNDS = transport.Bounds(most_bytes=256 << 10, silence_seconds=15.0, whole_seconds=30.0)
"""What one answer may cost; a chain of four certificates has some 8,000 bytes."""


def open_remote(
    uri: str,
    *,
    token: str,
    network: Network,
    authorities: str = "",
    http_on_loopback: bool = False,
    bounds: transport.Bounds = BOUNDS,
) -> RemoteCredential:
    """Ask a signing service for its configuration, and return what signs with its key.

    Args:
        uri: https://HOST, or the whole address of its configuration.
        token: The bearer token; it goes to the service and nowhere else.
        network: Must allow the host, and that of the signing address where it is another.
        authorities: Certificates in PEM that vouch for the host instead of the system's.
        http_on_loopback: Whether plain http is taken from this very machine, for tests.
        bounds: What one answer may cost.

    Raises:
        InvalidArgument: The URI is none that can be used, or the token cannot be sent.
        NetworkNotAllowed: `network` does not allow the host.
        CredentialError: The service refuses, does not answer, or answers something useless.
        CertificateRejected: Its chain does not fit the C2PA profile.
    """
    _check_token(token)
    _check_authorities(authorities)
    asking = Asking(
        network=network,
        token=token,
        authorities=authorities,
        http_on_loopback=http_on_loopback,
        bounds=bounds,
    )
    asking.require_usable(uri, InvalidArgument)
    address = uri if urlsplit(uri).path.strip("/") else uri.rstrip("/") + CONFIGURATION
    return RemoteCredential(_configuration(address, asking), asking)


class RemoteCredential:
    """A key at a signing service; see `Credential` for what its methods promise.

    Threads may share it. Each signature is a connection of its own.
    """

    __slots__ = ("_asking", "_found", "_open")

    def __init__(self, found: _Configuration, asking: Asking) -> None:
        """Hold what `open_remote` has checked."""
        self._found = found
        self._asking = asking
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def algorithm(self) -> str:
        """Return the COSE algorithm."""
        return self._found.algorithm

    @property
    def chain_pem(self) -> bytes:
        """Return the chain, leaf first, without the root."""
        return self._found.chain_pem

    @property
    def timestamp_url(self) -> str:
        """Return the time-stamp authority that the service recommends; "" for none."""
        return self._found.timestamp_url

    @property
    def notes(self) -> tuple[str, ...]:
        """Return one sentence for each thing that the owner should know: nothing here."""
        return ()

    def sign(self, data: bytes) -> bytes:
        """Have `data` signed, and check what comes back.

        Raises:
            CredentialError: The credential is closed, or the service gives no good signature.
        """
        if not self._open:
            raise CredentialError("The credential is closed.", hint="Open it again.")
        answer = self._asking.ask(
            self._found.signing_url, {"claim": base64.b64encode(data).decode("ascii")}
        )
        signature = decoded(answer, "signature", self._asking.host(self._found.signing_url))
        if not self._found.signed(data, signature):
            raise self._no_signature()
        return signature

    def close(self) -> None:
        """Let go of the token."""
        self._open = False
        self._asking = self._asking.without_token()

    def _no_signature(self) -> CredentialError:
        """Find out whether the service has another certificate by now."""
        host = self._asking.host(self._found.address)
        if _configuration(self._found.address, self._asking).chain_pem != self.chain_pem:
            return CredentialError(
                f"The certificate of the signing service {host} changed meanwhile.",
                hint="Open the credential again.",
            )
        return CredentialError(
            f"The signing service {host} gave a signature that is not that of its certificate.",
            hint=ASK_OWNER,
        )

    def __repr__(self) -> str:
        """Show the algorithm and nothing secret."""
        host = self._asking.host(self._found.address)
        return f"RemoteCredential(host={host!r}, algorithm={self.algorithm!r})"

    def __reduce__(self) -> str:
        """Refuse to be pickled or copied: the token stays here."""
        raise TypeError("a credential cannot be copied out of its process")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Configuration:
    """What a service says of itself, checked."""

    address: str
    algorithm: str
    chain_pem: bytes
    signing_url: str
    timestamp_url: str
    leaf: x509.Certificate

    def signed(self, data: bytes, signature: bytes) -> bool:
        """Tell whether this is a signature over `data` as COSE asks for it."""
        key = self.leaf.public_key()
        return len(signature) == algorithms.signature_bytes(key) and is_signature(
            key, self.algorithm, signature, data
        )


def _configuration(address: str, asking: Asking) -> _Configuration:
    answer = asking.ask(address)
    host = asking.host(address)
    signing_url = text_of(answer, "signing_url", host)
    asking.require_usable(signing_url, CredentialError)
    chain = _chain(decoded(answer, "certificate_chain", host), host)
    leaf = x509.load_pem_x509_certificate(chain)
    algorithm = text_of(answer, "algorithm", host).lower()
    possible = algorithms.fitting(leaf.public_key())
    if algorithm not in possible:
        raise CredentialError(
            f"The signing service {host} names an algorithm that does not fit its certificate,"
            f" which takes {' or '.join(possible)}.",
            hint=ASK_OWNER,
        )
    return _Configuration(
        address=address,
        algorithm=algorithm,
        chain_pem=chain,
        signing_url=signing_url,
        timestamp_url=text_of(answer, "timestamp_url", host),
        leaf=leaf,
    )


def _chain(text: bytes, host: str) -> bytes:
    """Return a chain that can sign, without its root.

    Raises:
        CertificateRejected: It cannot sign; all faults are named.
    """
    faults = [f.sentence() for f in profile.check(text) if f.severity == "error"]
    if faults:
        raise CertificateRejected(
            f"The certificate chain of the signing service {host} cannot sign:"
            f" {faults[0].removesuffix('.')}.",
            faults=tuple(faults),
            hint=ASK_OWNER,
        )
    blocks = [block.text for block in pem.blocks(text) if block.is_certificate]
    last = x509.load_pem_x509_certificate(blocks[-1])
    if len(blocks) > 1 and last.subject == last.issuer:  # as C2PA 2.4 asks, "X.509 Certificates"
        blocks.pop()
    return b"".join(blocks)


def _check_token(token: str) -> None:
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise InvalidArgument(
            "A signing service asks for a token, and there is none, or none that can be one.",
            hint="Give --token-file FILE (token=…), which whoever runs the service hands out.",
        )


def _check_authorities(authorities: str) -> None:
    try:
        ssl.create_default_context(cadata=authorities or None)
    except (ssl.SSLError, ValueError):
        raise InvalidArgument(
            "The certificates that should vouch for the service cannot be read.",
            hint="They must be PEM.",
        ) from None
