"""One fault of a certificate chain or its key, with its cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
WHOLE_FILE = -1
"""The place of a fault that is in no single certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault.

    Attributes:
        code: Stable, for programs: "usage.missing".
        certificate: Place in the file, 0 for the first; -1 for the files as a whole.
        message: What is wrong, in one sentence.
        cure: What to do about it, in one sentence; "" when there is nothing to do.
        severity: "error" when validators refuse what such a chain signs, "warning" when the
            official profile asks for something else but validators do not refuse it, "note"
            when it is merely worth knowing.
    """

    code: str
    message: str
    cure: str
    severity: Severity = "error"
    certificate: int = WHOLE_FILE

    def sentence(self) -> str:
        """Return fault and cure in one line."""
        place = "" if self.certificate == WHOLE_FILE else f"Certificate {self.certificate + 1}: "
        return f"{place}{self.message} {self.cure}".rstrip()
