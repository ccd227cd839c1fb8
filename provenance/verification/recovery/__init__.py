"""Credentials that were stripped from a file and found again by what it shows.

Nothing that is found this way is bound to the bytes of the file: it is told beside the
verdict, and the verdict is never better than UNDETERMINED (C2PA 2.4, "Soft bindings").
"""

from __future__ import annotations

from provenance.verification.recovery.interface import Judge, Recovered, Recoverer
from provenance.verification.recovery.telling import told

__all__ = ["Judge", "Recovered", "Recoverer", "told"]
