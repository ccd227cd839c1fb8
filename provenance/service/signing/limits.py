"""What askers may cost the service."""

from __future__ import annotations

from dataclasses import dataclass

_ENVELOPE = 4096  # of JSON around a claim


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLimits:
    """Bound what the service spends; each client has bounds of its own besides.

    Attributes:
        claim_bytes: Largest claim that is signed. One of an ordinary picture has some 3,000.
        connections: Most connections at once; more are closed at once.
        silence_seconds: Longest time until the headers of a request are there.
        body_seconds: Longest time until its body is there.
        work_seconds: Longest time that a key is waited for.
        workers: Most requests that keys and the authority work on at once.
        refusals_per_minute: How often one address is told that its token is not known.
        stop_seconds: Longest time that requests under way get when the service is stopped.
    """

    claim_bytes: int = 1 << 20
    connections: int = 256
    silence_seconds: float = 10.0
    body_seconds: float = 10.0
    work_seconds: float = 20.0
    workers: int = 64
    refusals_per_minute: int = 60
    stop_seconds: int = 10

    @property
    def body_bytes(self) -> int:
        """Return the largest body: a claim of `claim_bytes` in base64, in JSON."""
        return self.claim_bytes * 4 // 3 + _ENVELOPE
