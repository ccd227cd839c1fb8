"""What an independent verifier says of the same file, and where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Question = Literal["credentials", "integrity", "trust"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One question that the two verifiers answer differently, about the last signature.

    Attributes:
        question: "credentials": are there any; "integrity": does everything match;
            "trust": does an accepted list vouch for the signer, in time.
        ours: Our status codes that speak against it, or "absent"; nothing means that it holds.
        theirs: Those of the other verifier.
    """

    question: Question
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """The answer of an independent verifier; our verdict does not depend on it.

    Attributes:
        verifier: Its name and version.
        standing: Whether it agrees, differs, or has no opinion.
        compared: What both were asked; trust only where a list of signers was used.
        differences: Each question that is answered differently.
        reason: Why it has no opinion; "" when it has one.
    """

    verifier: str
    standing: Literal["agrees", "differs", "none"]
    compared: tuple[Question, ...] = ()
    differences: tuple[Difference, ...] = ()
    reason: str = ""
