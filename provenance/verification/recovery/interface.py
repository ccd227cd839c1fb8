"""What the verifier needs of those who look for credentials outside of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from provenance.errors import ProvenanceError
from provenance.model.recovery import RecoveredMatch
from provenance.model.soft_binding import SoftBinding
from provenance.verification.assembly import Examination

if TYPE_CHECKING:
    from provenance.engine.interface import Engine
    from provenance.model.asset import Asset

Judge = Callable[[bytes], "Examination | None"]
"""Judges a manifest store by itself; None when it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was found for one file.

    Attributes:
        searched: Names of the watermarks that were looked for.
        marks: Those that were read.
        generated: Whether one of them says that AI made the content.
        lines: For each match, the manifests that its credentials tell of, itself and its ancestors.
        by_ai: Those of the matches whose credentials say that AI had a part in it.
        matches: What its watermarks and fingerprints point to, the best first.
        examination: The judged credentials of the first match, when that is accepted.
        problem: Why nothing could be looked for, a few words; "" when it could.
        unasked: Why places were not searched, or not to the end, one for each.
    """

    searched: frozenset[str] = frozenset()
    marks: tuple[SoftBinding, ...] = ()
    generated: bool = False
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_ai: frozenset[str] = frozenset()
    matches: tuple[RecoveredMatch, ...] = ()
    examination: Examination | None = None
    problem: str = ""
    unasked: tuple[ProvenanceError, ...] = ()


class Recoverer(Protocol):
    """Look for the credentials of files outside of them."""

    def recover(self, asset: Asset, engine: Engine, judge: Judge) -> Recovered:
        """Return what the watermarks and fingerprints of a file lead to.

        Args:
            asset: The file.
            engine: Shows its pixels, isolated.
            judge: Judges what was found; what it says of the file's content is not to be asked.

        Raises:
            StorageError: The file could not be read.
        """
