"""An update that brings time-stamps for credentials that were signed without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from provenance.signing.describe.update import Update


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStamps(Update):
    """State time-stamps over signatures of before (C2PA 2.4, "Time-stamps"), and nothing else.

    Attributes:
        tokens: TimeStampToken (DER) over the signature of each manifest, by its label.
    """

    tokens: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Update.__post_init__(self)
        self._settle("actions", ())  # the metadata stays as it is, which an update stands for else

    def time_stamps(self) -> Mapping[str, bytes]:
        """Return the tokens by label."""
        return self.tokens
