"""A service that others run, as a place where credentials are looked for.

Its answers are words of strangers: bounded in size and time, held against the form that they must
have, and judged by the verifier like anything that a stranger hands over. It learns what it is
asked: the value of a watermark or fingerprint, never the file.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import msgspec

from provenance.durable.interface import Match
from provenance.durable.resolution import wire
from provenance.errors import InvalidArgument, StorageError
from provenance.evidence.active import active_label
from provenance.limits import Limits, Network
from provenance.model.soft_binding import BindingKind
from provenance.pki.transport import Bounds, Question, Unanswered, ask, host_of

if TYPE_CHECKING:
    from provenance.model.soft_binding import SoftBinding

_ANSWER_BYTES, _ANSWER_SECONDS = 1 << 20, 20.0
_REMEMBERED = 1_000  # manifests that are said to be elsewhere
_LONGEST_ADDRESS = 2_000
_BAD_REQUEST, _NOT_FOUND = 400, 404


class ResolutionClient:
    """Find manifests by asking a service; threads may share one.

    Give it to a recovery: `Recovery(repository, ResolutionClient(address, network=network))`.

    Args:
        address: Where the service is: "https://c2pa.example.org/v1" for example.
        network: What may be contacted: its host, and those hosts to which its answers may lead.
        token: Shows the service who asks; "" for nobody. No other service is shown it.
        limits: How large a manifest store may be.
        authorities: Certificates in PEM that vouch for the service instead of the system's.

    Raises:
        InvalidArgument: The address is none of a service.
    """

    def __init__(
        self,
        address: str,
        *,
        network: Network,
        token: str = "",
        limits: Limits = Limits(),
        authorities: str = "",
    ) -> None:
        self.address = address.rstrip("/")
        if not _is_address(self.address):
            raise InvalidArgument(
                f"{address!a} is no address of a service.",
                hint="Write it as https://c2pa.example.org/v1.",
            )
        self._network = network
        self._token = token
        self._limits = limits
        self._authorities = authorities
        self._elsewhere: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, binding: SoftBinding, *, limit: int = wire.USUAL_RESULTS) -> tuple[Match, ...]:
        """Return what a binding leads to, the nearest first.

        A service tells how near its own value is, and not the value: `binding` of a match is
        what was asked for, and `distance` is 0.

        Raises:
            InvalidArgument: The service knows no such algorithm or value, or nothing is asked for.
            NetworkNotAllowed: The service may not be contacted.
            StorageError: It gives no answer, or none that can be understood.
        """
        if limit < 1:
            raise InvalidArgument(f"{limit} matches cannot be found.", hint="Ask for 1 or more.")
        most = min(limit, wire.MOST_RESULTS)
        value = wire.encoded(binding.value)
        query = {"maxResults": str(most)}
        body = None
        if len(value) <= wire.LONGEST_QUERY:
            query |= {"alg": binding.algorithm, "value": value}
        else:
            body = msgspec.json.encode(wire.Question(alg=binding.algorithm, value=value))
        path = f"{wire.BY_BINDING}?{urlencode(query)}"
        bounds = Bounds(most_bytes=_ANSWER_BYTES, whole_seconds=_ANSWER_SECONDS)
        told = self._asked(self.address, path, bounds, body=body)
        if told is None:
            raise self._refused("there is no such service")
        matches = self._matches(told, binding)
        return tuple(sorted(matches, key=lambda each: -each.score)[:most])

    def store(self, manifest: str) -> bytes | None:
        """Return the manifest store whose active manifest has this label, or None.

        Where `find` was told that another service has it, that one is asked.

        Raises:
            NetworkNotAllowed: That service may not be contacted.
            StorageError: It gives no answer, or the store of another manifest.
        """
        if not wire.is_label(manifest):
            return None
        with self._lock:
            address = self._elsewhere.get(manifest, self.address)
        bounds = Bounds(most_bytes=self._limits.store_bytes)
        store = self._asked(address, wire.manifest_path(manifest), bounds)
        if store is not None and active_label(store, self._limits) != manifest:
            raise self._refused("it is not the manifest that was asked for", address)
        return store

    def _matches(self, told: bytes, binding: SoftBinding) -> list[Match]:
        try:
            answer = msgspec.json.decode(told, type=wire.Answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._refused("it is not what the API defines") from error
        nearest: dict[str, Match] = {}
        for each in answer.matches:
            endpoint = (each.endpoint or "").rstrip("/")
            if not wire.is_label(each.manifest_id) or not self._is_followed(endpoint):
                continue
            match = Match(
                manifest=each.manifest_id,
                binding=binding,
                distance=0,
                score=_score(each, binding),
                endpoint=endpoint,
            )
            known = nearest.setdefault(match.manifest, match)
            if known.score < match.score:
                nearest[match.manifest] = match
        self._remember(nearest)
        return list(nearest.values())

    def _is_followed(self, endpoint: str) -> bool:
        """Tell whether another service may be asked; what is asked in secret stays so."""
        weaker = endpoint.startswith("http://") and not self.address.startswith("http://")
        return not endpoint or (_is_address(endpoint) and not weaker)

    def _remember(self, matches: dict[str, Match]) -> None:
        with self._lock:
            for label, match in matches.items():
                self._elsewhere.pop(label, None)
                if match.endpoint and match.endpoint != self.address:
                    self._elsewhere[label] = match.endpoint
            while len(self._elsewhere) > _REMEMBERED:
                self._elsewhere.popitem(last=False)

    def _asked(
        self, address: str, path: str, bounds: Bounds, *, body: bytes | None = None
    ) -> bytes | None:
        """Return an answer, or None where there is nothing."""
        own = address == self.address
        question = Question(
            address=f"{address}{path}",
            body=body,
            content_type="application/json" if body is not None else "",
            bearer=self._token if own else "",
            authorities=self._authorities if own else "",
        )
        try:
            return ask(question, self._network, bounds)
        except Unanswered as error:
            if error.status == _NOT_FOUND:
                return None
            if error.status == _BAD_REQUEST:
                raise InvalidArgument(
                    f"{host_of(address)} does not know that algorithm or value.",
                    hint="Ask another service.",
                ) from error
            raise self._refused(str(error), address) from error

    def _refused(self, why: str, address: str = "") -> StorageError:
        return StorageError(
            f"The service at {address or self.address} gave no answer that can be used: {why}.",
            hint="Check its address and port, try again later, or leave it out.",
        )


def _score(found: wire.Found, binding: SoftBinding) -> float:
    if found.similarity_score is None:  # a mark was read exactly or not at all
        return 1.0 if binding.kind is BindingKind.WATERMARK else 0.0
    return max(0, min(100, found.similarity_score)) / 100


def _is_address(text: str) -> bool:
    plain = text.isascii() and text.isprintable() and not set(text) & set(' "<>\\^`{|}?#')
    return bool(plain and len(text) <= _LONGEST_ADDRESS and host_of(text) and urlsplit(text).netloc)
