"""A time-stamp authority on loopback that stamps well, or fails in one of the ways that they do.

with stamping(development) as authority:            # a good one
    Signer(..., time=authority.time("require"))
authority.mode = "wrong nonce"                       # from now on it lies
authority.imprints                                   # what it was asked to stamp, in order
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support import loopback, tokens
from support.authorities import Development, impostor
from support.loopback import Listening, Reply, listening

from provenance import Network, TimestampAuthority, TrustLists
from provenance.pki import der

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.authorities import Signer

REPLY = "application/timestamp-reply"
HERE = Network(hosts=frozenset({loopback.HERE}))
SLOW_SECONDS = 8.0

LYING = (
    "wrong imprint",
    "wrong nonce",
    "no nonce",
    "bad signature",
    "not for time",
    "expired",
    "refused",
    "huge",
)
FAILING = ("down", "slow", "dribbling", "error", "endless", "redirect", "a page", "nothing")
"""What `mode` may be, besides "good" and "odd type", a good answer that is called something else."""


@dataclass(kw_only=True)
class Stamping:
    """An authority that runs.

    Attributes:
        mode: What it does next.
        padding: How many certificates too many a "huge" token carries.
        imprints: The digests that it was asked to stamp.
        stamped: Those for which it gave a good token.
    """

    development: Development
    server: Listening | None = None
    mode: str = "good"
    padding: int = 20
    imprints: list[bytes] = field(default_factory=list)
    stamped: list[bytes] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._good = self.development.time_stamper()
        self._expired = self.development.time_stamper(days=10)
        self._unfit = self.development.signer()
        self._down = _closed_port()

    @property
    def url(self) -> str:
        """Where it is asked; nobody is there when it is down."""
        port = self._down if self.mode == "down" else self.server.port
        return f"http://{loopback.HERE}:{port}/tsa"

    def time(
        self, policy: str = "require", *, seconds: float = 5.0, trust: TrustLists | None = None
    ):
        """Return the authority as a signer is told of it."""
        return TimestampAuthority(
            self.url, policy, network=HERE, timeout_seconds=seconds, trust=trust
        )

    def answer(self, _: str, body: bytes) -> Reply:
        """Answer one request as the mode says."""
        request = der.read(body).children()
        imprint, nonce = request[1].children()[1].content, request[2].integer()
        self.imprints.append(imprint)
        if self.mode == "slow":
            self.stop.wait(SLOW_SECONDS)
        response = self._response(imprint, nonce)
        return {
            "error": Reply(status=500),
            "endless": Reply(endless=True),
            "redirect": Reply(status=302, location="http://example.org/"),
            "a page": Reply(body=b"<html>Welcome</html>", content_type="text/html"),
            "nothing": Reply(),
            "dribbling": Reply(body=response, pause=0.05),
            "odd type": Reply(body=response, content_type="text/plain"),
        }.get(self.mode, Reply(body=response, content_type=REPLY))

    def _response(self, imprint: bytes, nonce: int) -> bytes:
        by: Signer = {"not for time": self._unfit, "expired": self._expired}.get(
            self.mode, self._good
        )
        about = bytes(32) if self.mode == "wrong imprint" else imprint
        number = {"wrong nonce": nonce + 1, "no nonce": None}.get(self.mode, nonce)
        carried = by.certificates
        if self.mode == "huge":  # certificates that it does not need
            carried = (*carried, *(self._good.leaf for _ in range(self.padding)))
        made = tokens.token(
            b"", by.certificates, by.key, imprint=about, nonce=number, carried=carried
        )
        if self.mode == "bad signature":
            made = made[:-1] + bytes([made[-1] ^ 1])
        if self.mode in {"good", "odd type"}:
            self.stamped.append(imprint)
        return tokens.response(made, status=2 if self.mode == "refused" else 0)


@contextlib.contextmanager
def stamping(development: Development | None = None) -> Iterator[Stamping]:
    """Run an authority until the block ends."""
    authority = Stamping(development=development or Development())
    with listening(authority.answer) as authority.server:
        try:
            yield authority
        finally:
            authority.stop.set()


@contextlib.contextmanager
def stranger() -> Iterator[Stamping]:
    """Run a good authority that no list vouches for."""
    with stamping(impostor()) as authority:
        yield authority


def _closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((loopback.HERE, 0))
        return probe.getsockname()[1]
