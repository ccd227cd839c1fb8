"""Certificates for one use each: short-lived leaves, fetched before they are needed.

A photographer whose pictures all carry one certificate can be followed from picture to
picture. Here each signature has a certificate, and by default a key, of its own.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from provenance.credentials import algorithms
from provenance.credentials.leaf import MARGIN, Issuer, Leaf, SigningKey
from provenance.errors import CredentialError, ProvenanceError
from provenance.outcome import Latch
from provenance.pki.issuing import keys

if TYPE_CHECKING:
    from provenance.limits import Network

_PAUSE = timedelta(seconds=30)  # after no certificate could be had

KeyMaker = Callable[[], SigningKey]
"""Makes the key of one certificate, or returns the same key, of a device, each time."""


class LeafPool:
    """A credential with a fresh certificate for each signature; threads may share it.

    `Signer` takes one leaf for each file by `for_one_signature`. A thread fetches new ones when
    few are left; while nobody answers, those that are there are used, the oldest first.

    Args:
        address: Where requests are posted: the base of a service, or a whole address.
        token: The bearer token; it goes to that address and nowhere else.
        network: Must allow the host.
        size: How many leaves are kept at hand.
        algorithm: Of the keys that are made, where `make_key` is not given.
        make_key: Makes the key of each certificate; by default a new one in memory.
        reuse_last: Whether the last leaf may be used again, as long as it is valid, while nobody
            answers.

    Raises:
        InvalidArgument: The address is no use; https is asked for, but on this machine.
        NetworkNotAllowed: `network` does not allow the host.
        CredentialError: The first certificate could not be had, or cannot be used.
    """

    def __init__(
        self,
        address: str,
        *,
        token: str,
        network: Network,
        size: int = 8,
        algorithm: str = "es256",
        make_key: KeyMaker | None = None,
        reuse_last: bool = False,
    ) -> None:
        self._issuer = Issuer(address, token=token, network=network)
        self._reuse_last = reuse_last
        self._size = max(1, size)
        self._make_key = make_key or (lambda: algorithms.usable(keys.generate(algorithm)))
        self._leaves: deque[Leaf] = deque()
        self._turn = threading.RLock()  # a signal handler may close it meanwhile
        self._changed = Latch()
        self._fetching = False
        self._closed = False
        self._rest_until = datetime.min.replace(tzinfo=UTC)
        self._failure: CredentialError | None = None
        self._leaves.append(self._issuer.fetch(self._make_key()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def algorithm(self) -> str:
        """Return the COSE algorithm of the leaf that is next."""
        return self._next().algorithm

    @property
    def chain_pem(self) -> bytes:
        """Return the chain of the leaf that is next, to judge or to show; it stays unused."""
        return self._next().chain_pem

    @property
    def notes(self) -> tuple[str, ...]:
        """Return why no new certificates come, if none do."""
        return (self._failure.message,) if self._failure else ()

    @property
    def left(self) -> int:
        """Return how many leaves are at hand."""
        with self._turn:
            self._drop_expired()
            return len(self._leaves)

    def sign(self, data: bytes) -> bytes:
        """Refuse: the chain of a signature is known only of a leaf that was taken.

        Raises:
            CredentialError: Always.
        """
        raise CredentialError(
            f"A pool does not sign {len(data)} bytes itself.", hint="Use `for_one_signature()`."
        )

    def for_one_signature(self) -> Leaf:
        """Take a leaf that nobody else gets; another is fetched in its place.

        Raises:
            CredentialError: None is left, and none can be had.
        """
        return self._once_there_is_one(self._take)

    def close(self) -> None:
        """Forget all keys; a thread that fetches ends with what it is doing."""
        with self._turn:
            self._closed = True
            self._leaves.clear()
            self._tell()

    def __repr__(self) -> str:
        """Show nothing secret."""
        return f"LeafPool({self._issuer.address!r}, left={self.left})"

    def __reduce__(self) -> str:
        """Refuse to be pickled or copied: the keys stay here."""
        raise TypeError("a credential cannot be copied out of its process")

    def _next(self) -> Leaf:
        return self._once_there_is_one(lambda: self._leaves[0])

    def _take(self) -> Leaf:
        last = len(self._leaves) == 1 and self._failure is not None
        leaf = self._leaves[0] if last and self._reuse_last else self._leaves.popleft()
        self._refill()
        return leaf

    def _once_there_is_one(self, use: Callable[[], Leaf]) -> Leaf:
        while True:
            with self._turn:
                if self._has_one():
                    return use()
                changed = self._changed
            changed.wait()

    def _has_one(self) -> bool:
        self._drop_expired()
        if self._leaves:
            return True
        if self._closed:
            raise CredentialError("The credential is closed.", hint="Open it again.")
        if not self._refill():
            raise self._failure or CredentialError("No certificate is left.")
        return False

    def _tell(self) -> None:
        """Have everybody look again who waits for a leaf."""
        self._changed.open()  # first: after an interrupt here, whoever comes next opens it again
        self._changed = Latch()

    def _drop_expired(self) -> None:
        soon = datetime.now(UTC) + MARGIN
        while self._leaves and self._leaves[0].ends <= soon:
            self._leaves.popleft()

    def _refill(self) -> bool:
        """Start a thread that fetches, where that is due; tell whether one is at work."""
        rests = datetime.now(UTC) < self._rest_until
        low = len(self._leaves) <= self._size // 2
        if not (self._fetching or self._closed or rests) and low:
            self._fetching = True
            try:
                threading.Thread(target=self._fetch, name="certificates", daemon=True).start()
            except BaseException:
                self._fetching = False
                raise
        return self._fetching

    def _fetch(self) -> None:
        """Fetch until the pool is full, or until one cannot be had."""
        try:
            while self._wants():
                leaf = self._issuer.fetch(self._make_key())
                with self._turn:
                    self._failure = None
                    if not self._closed:
                        self._leaves.append(leaf)
                    self._tell()
        except ProvenanceError as error:
            with self._turn:
                self._failure = _as_credential_error(error)
                self._rest_until = datetime.now(UTC) + _PAUSE
        finally:
            with self._turn:
                self._fetching = False
                self._tell()

    def _wants(self) -> bool:
        with self._turn:
            return not self._closed and len(self._leaves) < self._size


def _as_credential_error(error: ProvenanceError) -> CredentialError:
    if isinstance(error, CredentialError):
        return error
    return CredentialError(error.message, hint=error.hint)
