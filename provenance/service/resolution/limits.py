"""What askers may cost the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionLimits:
    """Bound what the service spends.

    Attributes:
        question_bytes: Largest question in JSON.
        upload_bytes: Largest file that is looked at.
        uploads: How many files are received or looked at at once.
        uploads_each: How many of them may be of one address.
        connections: Most connections at once; more are closed at once.
        silence_seconds: Longest time until the headers of a request are there.
        question_seconds: Longest time until a question is there.
        upload_seconds: Longest time until a file is there.
        work_seconds: Longest time that the repository is waited for.
        look_seconds: Longest time that looking at a file is waited for, its turn included.
        workers: Most questions that are worked on at once.
        requests_per_minute: How often one address may ask in the long run.
        uploads_per_minute: How often it may have files looked at.
        stop_seconds: Longest time that requests under way get when the service is stopped.
    """

    question_bytes: int = 16 << 10
    upload_bytes: int = 128 << 20
    uploads: int = 4
    uploads_each: int = 2
    connections: int = 256
    silence_seconds: float = 10.0
    question_seconds: float = 10.0
    upload_seconds: float = 60.0
    work_seconds: float = 20.0
    look_seconds: float = 90.0
    workers: int = 16
    requests_per_minute: int = 1200
    uploads_per_minute: int = 60
    stop_seconds: int = 10
