"""A root, an issuing authority and a signer of one's own, for development and for trying out.

They follow the official certificate profiles, so that what works with them works with the
real ones, and every name in them says "(development)". They prove nothing to anybody who
does not install that very root. The private keys of both authorities are thrown away as soon
as they have issued: nobody can issue more certificates under this root.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from provenance.errors import InvalidArgument
from provenance.pki import files, issuing
from provenance.pki.issuing import keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

    from provenance.pki.issuing import Authority, Extension

_COUNTRY = "XX"  # ISO 3166-1 leaves it to users; no country has it
_SERVICE_ALGORITHM = "es384"


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentKeys:
    """Where the files of a development PKI lie.

    Attributes:
        root: The certificate to install as a trust list, for signers and for time alike.
        chain: The signer's certificate, then that of its issuer, without the root.
        key: The signer's private key (PKCS#8, readable by its owner alone).
        time_chain: Likewise of the time-stamping authority; None unless asked for.
        ocsp_chain: Likewise of the responder about revocation.
    """

    folder: Path
    root: Path
    chain: Path
    key: Path
    time_chain: Path | None = None
    time_key: Path | None = None
    ocsp_chain: Path | None = None
    ocsp_key: Path | None = None


def create(  # noqa: PLR0913  # each is a choice of the caller
    folder: Path,
    *,
    algorithm: str = "es256",
    organization: str = "My organization",
    name: str = "My signer",
    days: int = issuing.LEAF_DAYS,
    time_stamping: bool = False,
    ocsp: bool = False,
    passphrase: bytes | None = None,
    at: datetime | None = None,
) -> DevelopmentKeys:
    """Make a development PKI in `folder`, whole or not at all.

    Args:
        folder: Made when absent, for its owner alone.
        algorithm: es256, es384, es512, ps256, ps384, ps512 or ed25519.
        organization: Who signs; " (development)" is added to it and to `name`.
        name: What signs.
        days: How long the signer's certificate is valid; the profile allows 366.
        time_stamping: Whether to make a time-stamping authority as well.
        ocsp: Whether to make a responder about revocation as well.
        passphrase: Encrypts every private key that is written.
        at: The moment from which the certificates are valid; now by default.

    Raises:
        InvalidArgument: An argument makes no sense, or one of the files is there already.
        StorageError: The files could not be written.
    """
    _check(organization, name, days)
    start = (at or datetime.now(UTC)) - issuing.CLOCK_SKEW
    pki = _Pki(organization=f"{organization} (development)", start=start, passphrase=passphrase)
    made = dict(pki.signer(f"{name} (development)", algorithm, days))
    if time_stamping:
        made |= pki.time_stamper()
    if ocsp:
        made |= pki.ocsp_responder()
    files.publish(folder, made)
    return DevelopmentKeys(
        folder=folder,
        root=folder / "root.pem",
        chain=folder / "chain.pem",
        key=folder / "signer.key",
        time_chain=folder / "time-chain.pem" if time_stamping else None,
        time_key=folder / "time.key" if time_stamping else None,
        ocsp_chain=folder / "ocsp-chain.pem" if ocsp else None,
        ocsp_key=folder / "ocsp.key" if ocsp else None,
    )


def _check(organization: str, name: str, days: int) -> None:
    if not 1 <= days <= issuing.LEAF_DAYS:
        raise InvalidArgument(
            f"A signer's certificate cannot be valid for {days} days.",
            hint=f"The official profile allows 1 to {issuing.LEAF_DAYS} days.",
        )
    for text in (organization, name):
        issuing.check_name(text, longest=issuing.LONGEST_NAME - len(" (development)"))


class _Pki:
    """Authorities that live only as long as the call that makes them."""

    def __init__(self, *, organization: str, start: datetime, passphrase: bytes | None) -> None:
        self._organization = organization
        self._start = start
        self._passphrase = passphrase
        self._root = issuing.root(self._name("Root authority (development)"), start=start)
        self._issuer = issuing.claim_authority(
            self._root, self._name("Issuing authority (development)"), start=start
        )

    def signer(self, name: str, algorithm: str, days: int) -> Iterator[tuple[str, bytes]]:
        yield "root.pem", _pem(self._root.certificate)
        yield from self._leaf(
            ("chain.pem", "signer.key"),
            name,
            self._issuer,
            issuing.claim_signer(),
            algorithm=algorithm,
            days=days,
        )

    def time_stamper(self) -> Iterator[tuple[str, bytes]]:
        title = "Time-stamp issuing authority (development)"
        issuer = issuing.time_authority(self._root, self._name(title), start=self._start)
        yield from self._leaf(
            ("time-chain.pem", "time.key"),
            "Time-stamping authority (development)",
            issuer,
            issuing.time_stamper(),
            days=issuing.TIME_DAYS,
        )

    def ocsp_responder(self) -> Iterator[tuple[str, bytes]]:
        yield from self._leaf(
            ("ocsp-chain.pem", "ocsp.key"),
            "OCSP responder (development)",
            self._issuer,
            issuing.ocsp_responder(),
            days=issuing.LEAF_DAYS,
        )

    def _leaf(
        self,
        names: tuple[str, str],
        title: str,
        issuer: Authority,
        extensions: Iterator[Extension],
        *,
        algorithm: str = _SERVICE_ALGORITHM,
        days: int,
    ) -> Iterator[tuple[str, bytes]]:
        key = keys.generate(algorithm)
        leaf = issuer.issue(
            self._name(title), key.public_key(), extensions, start=self._start, days=days
        )
        yield names[0], _pem(leaf, issuer.certificate)
        yield names[1], keys.to_pem(key, self._passphrase)

    def _name(self, common_name: str) -> x509.Name:
        return issuing.distinguished_name(_COUNTRY, self._organization, common_name)


def _pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(found.public_bytes(Encoding.PEM) for found in certificates)
