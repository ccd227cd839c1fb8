"""Taking a statement out of an ancestor's credentials, and saying so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from provenance.errors import DescriptionError
from provenance.signing.checks import name, nearest, own_label

# C2PA 2.4, "Redaction of assertions": the reasons that the specification names.
REASONS = (
    "c2pa.PII.present",
    "c2pa.invalid.data",
    "c2pa.tradesecret.present",
    "c2pa.government.confidential",
)
_URI = re.compile(r"self#jumbf=/c2pa/(?P<manifest>[^/]+)/c2pa\.assertions/(?P<label>[^/]+)")
# C2PA 2.4: what holds the chain together cannot be taken out.
_KEPT = ("c2pa.actions", "c2pa.hash.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Remove one assertion from an ancestor; its bytes go, and the history says so.

    Attributes:
        uri: JUMBF URI of the assertion, "self#jumbf=/c2pa/<manifest>/c2pa.assertions/<label>".
        reason: Why: one of `REASONS`, or an own name with a dot.

    Raises:
        DescriptionError: The URI names no assertion, or one that must stay; or the
            reason is unknown.
    """

    uri: str
    reason: str = "c2pa.PII.present"

    def __post_init__(self) -> None:
        found = _URI.fullmatch(name(self.uri, "redacted URI"))
        if found is None:
            raise DescriptionError(
                f"The URI {self.uri!r} names no assertion.",
                hint="It has the form self#jumbf=/c2pa/<manifest>/c2pa.assertions/<label>.",
            )
        if found["label"].startswith(_KEPT):
            raise DescriptionError(
                f"The assertion {found['label']} cannot be redacted.",
                hint="Actions and hashes hold the chain together.",
            )
        if self.reason in REASONS:
            return
        if self.reason.startswith("c2pa."):
            raise DescriptionError(
                f"The reason {self.reason!r} is unknown.", hint=nearest(self.reason, REASONS)
            )
        own_label(self.reason, "reason of the redaction")
