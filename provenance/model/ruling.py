"""What a receiver's policy says of a report: whether it holds and, if not, which rules do not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why one rule of a policy does not hold.

    Attributes:
        rule: Its name in the policy file: "signers", "time.maximum-age".
        message: One plain sentence.
    """

    rule: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a policy says of one file; the verdict does not depend on it.

    Attributes:
        name: What the policy calls itself; "" for nothing.
        holds: Whether every rule holds.
    """

    name: str
    holds: bool
    objections: tuple[Objection, ...] = ()
