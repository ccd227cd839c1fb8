"""Ask issuers whether certificates were revoked, and keep what they verifiably say.

The only place that asks, and only on request: of the hosts that certificates name, those that
a `Network` allows. Answers travel over plain http by design (RFC 6960 appendix A): the
issuer's signature is what they are believed for, and it is checked before one is kept.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Literal

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as messages
from cryptography.x509.oid import AuthorityInformationAccessOID

from provenance.errors import NetworkNotAllowed
from provenance.pki import certificate, transport
from provenance.pki.certificate import Certificate
from provenance.pki.revocation import crl, ocsp
from provenance.pki.revocation.cache import MOST_BYTES, RevocationCache
from provenance.pki.revocation.statement import Statement, Status, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provenance.limits import Network

MOST_ENQUIRIES = 500
"""Certificates of one call; files with long histories name a few dozen."""
MOST_ADDRESSES = 4
"""Addresses of one kind in one certificate that are tried; honest ones carry one or two."""
_CLOCKS_DIFFER = timedelta(minutes=5)
_NONCE_BYTES = 32  # RFC 9654 section 2.1
_OCSP_BOUNDS = transport.Bounds(most_bytes=1 << 20, silence_seconds=10.0, whole_seconds=20.0)
_Way = Literal["answer", "list"]
_LIST_BOUNDS = transport.Bounds(most_bytes=MOST_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """One certificate, and where its issuer can be asked about it.

    Attributes:
        responders: Addresses that answer (OCSP).
        lists: Addresses of lists of revoked certificates (CRL).
    """

    name: str
    serial_number: str
    responders: tuple[str, ...]
    lists: tuple[str, ...]
    subject: Certificate = field(repr=False)
    issuer: Certificate = field(repr=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that would be contacted, each once."""
        found = map(transport.host_of, (*self.responders, *self.lists))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of an enquiry.

    Attributes:
        address: Who answered; "" when nobody did.
        status: What the issuer says; None when there is no usable answer.
        until: When the issuer promises newer information.
        kept: Name of the file in the cache; "" for none.
        fault: Why there is no usable answer, in one sentence; "" when there is one.
    """

    enquiry: Enquiry
    address: str = ""
    status: Status | None = None
    revoked_at: datetime | None = None
    until: datetime | None = None
    kept: str = ""
    fault: str = ""


def enquiries(paths: Iterable[Sequence[bytes]]) -> tuple[Enquiry, ...]:
    """Return what can be asked about the certificates of paths, each below the one that issued it.

    The last certificate of a path is never asked about: it is an anchor, or its issuer is unknown.

    Args:
        paths: Certificates, DER, as in `Examination.paths`.
    """
    pairs = dict.fromkeys(pair for path in paths for pair in pairwise(path))
    found = (_enquiry(*pair) for pair in islice(pairs, MOST_ENQUIRIES))
    return tuple(each for each in found if each and each.hosts)


class RevocationUpdate:
    """Ask about certificates, one after the other; an address that fails is not asked again.

    Args:
        cache: Where usable answers are kept.
        network: The hosts that may be contacted.
        at: The moment at which an answer has to hold; now unless given.
    """

    def __init__(
        self, cache: RevocationCache, network: Network, *, at: datetime | None = None
    ) -> None:
        self._cache = cache
        self._network = network
        self._at = at or datetime.now(UTC)
        self._silent: dict[str, str] = {}
        self._fetched: dict[str, bytes] = {}

    def ask(self, enquiry: Enquiry) -> Reply:
        """Ask the hosts that may be contacted until one gives a usable answer, and keep that.

        Raises:
            StorageError: The answer could not be kept.
        """
        allowed = [host for host in enquiry.hosts if self._network.allows(host)]
        if not allowed:
            hosts = ", ".join(enquiry.hosts)
            return Reply(enquiry=enquiry, fault=f"None of its hosts may be contacted: {hosts}.")
        last = Reply(enquiry=enquiry)
        for way, address in _ways(enquiry):
            if transport.host_of(address) in allowed:
                last = self._ask(enquiry, way, address, last)
                if last.status in {"good", "revoked"}:
                    break
        return last

    def _ask(self, enquiry: Enquiry, way: _Way, address: str, last: Reply) -> Reply:
        """Return the reply of one address; without a usable one, what was known before."""
        try:
            ask = self._answer if way == "answer" else self._list
            raw, stated = ask(enquiry, address)
            _check_current(stated, self._at)
        except (NetworkNotAllowed, transport.Unanswered, Unusable) as error:
            if last.status:
                return last
            return Reply(enquiry=enquiry, fault=f"{address}: {str(error).rstrip('.')}.")
        (entry,) = self._cache.add(raw)
        return Reply(
            enquiry=enquiry,
            address=address,
            status=stated.status,
            revoked_at=stated.revoked_at,
            until=stated.until,
            kept=entry.name,
        )

    def _answer(self, enquiry: Enquiry, address: str) -> tuple[bytes, Statement]:
        """Ask a responder (RFC 6960)."""
        nonce = os.urandom(_NONCE_BYTES)
        raw = self._fetch(
            transport.Question(
                address=address,
                body=_request(enquiry, nonce),
                content_type="application/ocsp-request",
            ),
            _OCSP_BOUNDS,
        )
        stated = ocsp.read(raw, enquiry.subject, enquiry.issuer)
        if stated is None:
            raise Unusable("the answer is about other certificates")
        _check_nonce(raw, nonce)
        return raw, stated

    def _list(self, enquiry: Enquiry, address: str) -> tuple[bytes, Statement]:
        """Fetch a list (RFC 5280 section 4.2.1.13), once for all whom it is about."""
        if address not in self._fetched:
            question = transport.Question(address=address)
            self._fetched[address] = self._fetch(question, _LIST_BOUNDS)
        raw = self._fetched[address]
        stated = crl.read(raw, enquiry.subject, enquiry.issuer)
        if stated is None:
            raise Unusable("the list is that of another issuer")
        return raw, stated

    def _fetch(self, question: transport.Question, bounds: transport.Bounds) -> bytes:
        if question.address in self._silent:
            raise transport.Unanswered(self._silent[question.address])
        try:
            return transport.ask(question, self._network, bounds)
        except transport.Unanswered as error:
            self._silent[question.address] = str(error)
            raise


def _enquiry(subject: bytes, issuer: bytes) -> Enquiry | None:
    below, above = certificate.read(subject), certificate.read(issuer)
    if below is None or above is None:
        return None
    return Enquiry(
        name=below.facts.name,
        serial_number=below.facts.serial_number,
        responders=_usable(_responders(below.source)),
        lists=_usable(_lists(below.source)),
        subject=below,
        issuer=above,
    )


def _usable(addresses: Iterator[str]) -> tuple[str, ...]:
    return tuple(islice(filter(transport.host_of, addresses), MOST_ADDRESSES))


def _responders(source: x509.Certificate) -> Iterator[str]:
    try:
        access = source.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return
    for each in access:
        place = each.access_location
        asked = each.access_method == AuthorityInformationAccessOID.OCSP
        if asked and isinstance(place, x509.UniformResourceIdentifier):
            yield place.value


def _lists(source: x509.Certificate) -> Iterator[str]:
    try:
        points = source.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        for place in point.full_name or ():
            if isinstance(place, x509.UniformResourceIdentifier):
                yield place.value


def _ways(enquiry: Enquiry) -> Iterator[tuple[_Way, str]]:
    """Return whom to ask in which way: an answer is smaller and newer than a list."""
    for address in enquiry.responders:
        yield "answer", address
    for address in enquiry.lists:
        yield "list", address


def _request(enquiry: Enquiry, nonce: bytes) -> bytes:
    algorithm = SHA1()  # noqa: S303  # names a certificate; what every responder knows (RFC 9654)
    name, key = ocsp.issuer_hashes(enquiry.subject, enquiry.issuer, algorithm)
    number = enquiry.subject.source.serial_number
    builder = messages.OCSPRequestBuilder().add_certificate_by_hash(name, key, number, algorithm)
    builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def _check_nonce(raw: bytes, nonce: bytes) -> None:
    """Refuse an answer to another question; many responders answer without a nonce (RFC 5019)."""
    extensions = messages.load_der_ocsp_response(raw).extensions
    try:
        answered = extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return
    if answered != nonce:
        raise Unusable("it is the answer to another question")


def _check_current(stated: Statement, at: datetime) -> None:
    if stated.since - at > _CLOCKS_DIFFER:
        raise Unusable(f"it was given only on {stated.since:%Y-%m-%d}")
    if stated.until is None or stated.until < at:
        until = f"{stated.until:%Y-%m-%d}" if stated.until else "an unknown day"
        raise Unusable(f"it held only until {until}")
