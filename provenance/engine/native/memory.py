"""Have native code read a little file in memory without asking Python for each piece of it.

It reads credentials in some thirty pieces. A call into Python for each needs the interpreter's
lock, for which threads that sign a burst wait. Where the system keeps files in memory, the C
library's own functions hand over the pieces; elsewhere the wrapper's streams do.
"""

from __future__ import annotations

import ctypes
import io
import os
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import c2pa
from c2pa import c2pa as wrapper

if TYPE_CHECKING:
    from collections.abc import Iterator

_lib = wrapper._lib  # noqa: SLF001  # the very library that signs
_Context = ctypes.POINTER(wrapper.StreamContext)
_OFFERED = hasattr(os, "memfd_create")


def crjson(context: c2pa.Context, content: bytes, mime: str) -> bytes:
    """Return what the engine reads in `content`, as JSON.

    Raises:
        c2pa.C2paError: It cannot be read.
    """
    if not _OFFERED:
        with c2pa.Reader(mime, io.BytesIO(content), context=context) as reader:
            return str(reader.crjson()).encode()
    with _stream(content) as stream:
        empty = _lib.c2pa_reader_from_context(context.execution_context)
        reader = _made(_lib.c2pa_reader_with_stream(_made(empty), mime.encode(), stream))
        try:  # `empty` is gone: it became the reader
            return _text(_lib.c2pa_reader_crjson(reader))
        finally:
            _lib.c2pa_free(reader)


@contextmanager
def _stream(content: bytes) -> Iterator[Any]:
    number = os.memfd_create("credentials")
    try:
        with io.FileIO(number, "r+", closefd=False) as file:
            file.write(content)
            file.seek(0)
        stream = _lib.c2pa_create_stream(ctypes.cast(number, _Context), *_functions())
        try:
            yield _made(stream)
        finally:
            _lib.c2pa_release_stream(stream)
    finally:
        os.close(number)


@cache
def _functions() -> tuple[Any, ...]:
    """Return `read`, `lseek`, `write` and `fsync`: for a context that is a file's number they fit."""
    library = ctypes.CDLL(None)
    return (
        ctypes.cast(library.read, wrapper.ReadCallback),
        ctypes.cast(library.lseek, wrapper.SeekCallback),
        ctypes.cast(library.write, wrapper.WriteCallback),
        ctypes.cast(library.fsync, wrapper.FlushCallback),
    )


def _text(made: Any) -> bytes:  # noqa: ANN401  # of C
    try:
        return ctypes.string_at(_made(made))
    finally:
        _lib.c2pa_free(made)


def _made(pointer: Any) -> Any:  # noqa: ANN401  # of C
    if not pointer:
        raise c2pa.C2paError(wrapper._read_native_error() or "reading in memory")  # noqa: SLF001  # as the wrapper does
    return pointer
