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

from provenance.engine.native import library

if TYPE_CHECKING:
    from collections.abc import Iterator

_Context = ctypes.POINTER(wrapper.StreamContext)
_OFFERED = hasattr(os, "memfd_create")
_READING = "reading in memory"


def crjson(context: c2pa.Context, content: bytes, mime: str) -> bytes:
    """Return what the engine reads in `content`, as JSON.

    Raises:
        c2pa.C2paError: It cannot be read.
    """
    if not _OFFERED:
        with c2pa.Reader(mime, io.BytesIO(content), context=context) as reader:
            return str(reader.crjson()).encode()
    with _stream(content) as stream:
        empty = library.brief("c2pa_reader_from_context")(context.execution_context)
        begun = library.made(empty, _READING)
        made = library.lasting("c2pa_reader_with_stream")(begun, mime.encode(), stream)
        reader = library.made(made, _READING)  # `begun` is gone: it became the reader
        try:
            return library.text(library.lasting("c2pa_reader_crjson")(reader), _READING)
        finally:
            library.free(reader)


@contextmanager
def _stream(content: bytes) -> Iterator[Any]:
    number = os.memfd_create("credentials")
    try:
        if os.pwrite(number, content, 0) != len(content):
            raise c2pa.C2paError("Io: a file in memory has no room")
        function = library.brief("c2pa_create_stream")
        stream = library.made(function(ctypes.cast(number, _Context), *_functions()), _READING)
        try:
            yield stream
        finally:
            library.brief("c2pa_release_stream")(stream)
    finally:
        os.close(number)


@cache
def _functions() -> tuple[Any, ...]:
    """Return `read`, `lseek`, `write` and `fsync`: for a context that is a file's number they fit."""
    system = ctypes.CDLL(None)
    return (
        ctypes.cast(system.read, wrapper.ReadCallback),
        ctypes.cast(system.lseek, wrapper.SeekCallback),
        ctypes.cast(system.write, wrapper.WriteCallback),
        ctypes.cast(system.fsync, wrapper.FlushCallback),
    )
