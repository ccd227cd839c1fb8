"""Soft bindings: values that lead from what a file shows or sounds like back to its credentials."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BindingKind(StrEnum):
    """How a soft binding comes to be (C2PA 2.4, "Soft bindings")."""

    WATERMARK = "watermark"
    FINGERPRINT = "fingerprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftBinding:
    """One value of one algorithm. It points to credentials, and proves nothing.

    Attributes:
        algorithm: Dotted name with a version, "io.iscc.v0" for example.
        value: In the form that the algorithm defines: a number of 64 bits, big endian, for our
            watermark; the canonical text in UTF-8 for an ISCC.
        kind: Watermark or fingerprint.
    """

    algorithm: str
    value: bytes
    kind: BindingKind
