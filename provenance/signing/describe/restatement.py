"""An edit of what credentials say, under which the content stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.model.soft_binding import SoftBinding
from provenance.signing.describe.edit import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement(Edit):
    """Bind the same content anew, where an update could not.

    Attributes:
        bindings: What led to the content before, and leads to it still.
    """

    bindings: tuple[SoftBinding, ...] = ()
