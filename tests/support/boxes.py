"""ISO base media boxes and RIFF chunks, for tests that build files by hand."""

from __future__ import annotations

import struct


def box(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a box with a 32-bit size (ISO/IEC 14496-12, 4.2)."""
    return struct.pack(">I4s", 8 + len(payload), kind) + payload


def large_header(kind: bytes, size: int) -> bytes:
    """Return the header of a box of `size` bytes, header included, with a 64-bit size."""
    return struct.pack(">I4sQ", 1, kind, size)


def chunk(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a RIFF chunk, padded to an even length."""
    return struct.pack("<4sI", kind, len(payload)) + payload + b"\0" * (len(payload) % 2)
