"""Ask time-stamp authorities for a time-stamp (RFC 3161), and take no word of theirs unchecked.

A token is handed on only when it covers the very message, answers the very question, is signed
by the certificate that it carries, and that certificate is for time-stamping and was valid then.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

from provenance.errors import InvalidArgument, NetworkNotAllowed, TimestampError
from provenance.limits import Network
from provenance.outcome import Outcome
from provenance.pki import der
from provenance.pki.der import DerError
from provenance.pki.timestamp import judge_token, stamp
from provenance.pki.transport import Bounds, Question, Unanswered, ask, host_of
from provenance.pki.trust import TrustLists

if TYPE_CHECKING:
    from collections.abc import Callable

Policy = Literal["require", "try", "defer"]

MOST_URLS = 8
LONGEST_SECONDS = 25.0  # the engine itself waits 30 seconds
MOST_ANSWER_BYTES = 64 << 10
LARGEST_TOKEN = 9_000  # bytes; the engine reserves 10,000 beside the certificates
_QUERY = "application/timestamp-query"  # RFC 3161 section 3.4
_SHA256 = bytes.fromhex("300d06096086480165030402010500")  # AlgorithmIdentifier, DER
_TRUE = b"\x01\x01\xff"
_GRANTED = bytes.fromhex("3003020100")  # PKIStatusInfo
_NONCE_BYTES = 8
_CREDENTIAL_INVALID = "timeStamp.credentialInvalid"


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """One or several time-stamp authorities, and what happens when none of them answers well.

    Attributes:
        urls: Where they are asked, in this order; one address may be given as text. Many
            authorities speak plain HTTP: what they answer is checked, and holds no secret.
        policy: "require": no signature without time. "try": a signature without time, and a
            note, rather than none. "defer": signed at once, stamped later from a queue.
        network: The hosts that may be contacted; it has to allow that of each address.
        timeout_seconds: Longest time for all of them together, names and connections included.
        trust: When given, a token has to be of an authority that its time lists vouch for.

    Raises:
        InvalidArgument: An address, the policy or the time makes no sense.
        NetworkNotAllowed: The network does not allow the host of an address.
    """

    urls: str | tuple[str, ...]
    policy: Policy = "require"
    network: Network = field(default=Network(), kw_only=True)
    timeout_seconds: float = field(default=10.0, kw_only=True)
    trust: TrustLists | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "urls", _listed(self.urls))
        if self.policy not in get_args(Policy):
            raise InvalidArgument(
                f"{self.policy!r} is no policy for time-stamps.", hint="Say require, try or defer."
            )
        if not 0 < self.timeout_seconds <= LONGEST_SECONDS:
            raise InvalidArgument(
                f"A time-stamp cannot be waited for {self.timeout_seconds} seconds.",
                hint=f"Give up to {LONGEST_SECONDS:g}.",
            )
        for url in self.urls:
            _check_address(url, self.network)

    def stamp(self, message: bytes) -> bytes:
        """Return a TimeStampToken (DER) over `message`.

        Raises:
            TimestampError: No authority gave one that holds.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        imprint = der.encode(der.OCTET_STRING, hashlib.sha256(message).digest())
        request = der.encode(
            der.SEQUENCE,
            der.encode(der.INTEGER, b"\x01")
            + der.encode(der.SEQUENCE, _SHA256 + imprint)
            + der.encode(der.INTEGER, b"\x01" + nonce)
            + _TRUE,  # certReq
        )
        return self._ask_in_order(request, message)

    def respond(self, request: bytes, message: bytes) -> bytes:
        """Return a TimeStampResp (DER) to somebody else's request for a token over `message`.

        Raises:
            TimestampError: No authority gave one that holds.
        """
        return der.encode(der.SEQUENCE, _GRANTED + self._ask_in_order(request, message))

    def _ask_in_order(self, request: bytes, message: bytes) -> bytes:
        ends = time.monotonic() + self.timeout_seconds
        failures = []
        for number, url in enumerate(self.urls):
            share = (ends - time.monotonic()) / (len(self.urls) - number)
            try:
                answer = _within(share, partial(self._ask, url, request, share))
                return _checked(answer, request, message, self.trust)
            except (Unanswered, NetworkNotAllowed) as error:
                reason = error.message if isinstance(error, NetworkNotAllowed) else str(error)
                failures.append(f"{host_of(url)}: {reason.rstrip('.')}")
        raise TimestampError(
            f"No time-stamp was given ({'; '.join(failures)}).",
            hint="Try again later, name another authority, or sign with the policy try or defer.",
        )

    def _ask(self, url: str, request: bytes, seconds: float) -> bytes:
        bounds = Bounds(
            most_bytes=MOST_ANSWER_BYTES, silence_seconds=seconds, whole_seconds=seconds
        )
        return ask(Question(address=url, body=request, content_type=_QUERY), self.network, bounds)


def _listed(urls: str | tuple[str, ...]) -> tuple[str, ...]:
    listed = (urls,) if isinstance(urls, str) else tuple(urls)
    if not 0 < len(listed) <= MOST_URLS:
        raise InvalidArgument(
            f"{len(listed)} time-stamp authorities cannot be asked.",
            hint=f"Name one to {MOST_URLS} addresses.",
        )
    return listed


def _check_address(url: str, network: Network) -> None:
    host = host_of(url)
    if not host:
        raise InvalidArgument(
            f"{url!a} is no address of a time-stamp authority.",
            hint="Write it as http://timestamp.example.org/ or with https.",
        )
    if not network.allows(host):
        raise NetworkNotAllowed(
            f"{host} may not be contacted.",
            hint=f"Allow it: network=Network(hosts=frozenset({{{host!r}}})).",
        )


def _within(seconds: float, work: Callable[[], bytes]) -> bytes:
    """Return what `work` returns, unless it takes longer; looking up a name has no bound of its own.

    Raises:
        Unanswered: It is not done in time. It goes on unheard, to its own bounds.
    """
    outcome: Outcome[bytes] = Outcome()

    def body() -> None:
        try:
            outcome.succeed(work())
        except BaseException as error:  # noqa: BLE001  # raised again by whoever waits
            outcome.fail(error)

    threading.Thread(target=body, name="provenance-time-stamp", daemon=True).start()
    try:
        return outcome.result(timeout=seconds)
    except TimeoutError as error:
        raise Unanswered("the answer is too slow") from error


def _checked(answer: bytes, request: bytes, message: bytes, trust: TrustLists | None) -> bytes:
    """Return the token in an answer that holds.

    Raises:
        Unanswered: It does not.
    """
    try:
        found, token = stamp.read(answer), stamp.bare(answer)
        asked = der.read(request).children()[2].integer()
    except (DerError, IndexError) as error:
        raise Unanswered(f"the answer is no time-stamp: {error}") from error
    if found.nonce != asked:
        raise Unanswered("the answer belongs to another question")
    judged = judge_token(token, message, trust.lists if trust else ())
    facts = judged.certificate
    if not judged.matches or judged.status == _CREDENTIAL_INVALID or (trust and not judged.trusted):
        raise Unanswered(judged.faults[0])
    if not (facts and facts.not_before and facts.not_after):
        raise Unanswered("the certificate of the authority cannot be read")
    if not facts.not_before <= found.at <= facts.not_after:
        raise Unanswered(
            "the certificate of the authority was not valid at the time that it states"
        )
    if len(token) > LARGEST_TOKEN:
        raise Unanswered("the time-stamp is too large for a signature")
    return token
