"""Put bytes into a copy of others without holding the interpreter's lock for it."""

from __future__ import annotations

import ctypes


def spliced(content: bytes, inset: bytes, start: int) -> bytes:
    """Return `content` with `inset` in it, from the place `start` of `content` on.

    Raises:
        ValueError: There is no such place.

    Nobody else knows the new bytes yet, so that they may still be written to; they are all
    written to, so that they need no zeros first, which would be written under that lock.
    """
    if not 0 <= start <= len(content):
        raise ValueError("there is no such place")  # else native memory would be overwritten
    made: bytes = _unwritten(None, len(content) + len(inset))
    end, target, origin = start + len(inset), _address(made), _address(content)
    ctypes.memmove(target, origin, start)
    ctypes.memmove(target + start, inset, len(inset))
    ctypes.memmove(target + end, origin + start, len(content) - start)
    return made


_unwritten = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_char_p, ctypes.c_ssize_t)(
    ("PyBytes_FromStringAndSize", ctypes.pythonapi)
)


def _address(content: bytes) -> int:
    return ctypes.cast(ctypes.c_char_p(content), ctypes.c_void_p).value or 0
