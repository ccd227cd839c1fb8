"""Sign a frame in memory by the library's embeddable way: hash, exclusion and signature one by one.

The library's C interface has these functions; its Python wrapper does not bind them, so they
are called from here, and from nowhere else. What is saved: native code neither takes the frame
apart nor writes a new one, and reads it in one piece instead of a thousand.
"""

from __future__ import annotations

import ctypes
import io
import re
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import c2pa
from c2pa import c2pa as wrapper

from provenance.engine import faults, wire
from provenance.engine.containers import jpeg
from provenance.engine.formats.media_type import JPEG
from provenance.engine.interface import Embedded
from provenance.engine.native import reading
from provenance.engine.native.sealing import Unasked, native_signer
from provenance.engine.native.settings import Settings
from provenance.engine.native.streams import SourceStream, Watch
from provenance.errors import ProvenanceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.interface import SealingKey
    from provenance.limits import Limits
    from provenance.model.definition import ManifestDefinition

_FIRST_GUESS = 16 << 10  # bytes
_ATTEMPTS = 3  # the second one fits
_MOST_ROOMS = 1_000
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')  # of JSON
_END_OF_IMAGE = bytes((jpeg.MARKER, jpeg.END_OF_IMAGE))
_Builder = ctypes.POINTER(wrapper.C2paBuilder)
_Bytes = ctypes.POINTER(ctypes.c_ubyte)
_FORMAT = JPEG.mime.encode()
_GIVES_BYTES = ctypes.CFUNCTYPE(ctypes.c_int64, _Builder, ctypes.c_char_p, ctypes.POINTER(_Bytes))
_FUNCTIONS = {
    "c2pa_builder_sign_embeddable": _GIVES_BYTES,
    "c2pa_builder_set_data_hash_exclusions": ctypes.CFUNCTYPE(
        ctypes.c_int, _Builder, ctypes.POINTER(ctypes.c_uint64), ctypes.c_size_t
    ),
    "c2pa_builder_update_hash_from_stream": ctypes.CFUNCTYPE(
        ctypes.c_int, _Builder, ctypes.c_char_p, ctypes.POINTER(wrapper.C2paStream)
    ),
}


def is_offered() -> bool:
    """Tell whether the engine that is installed has these functions."""
    return all(hasattr(wrapper._lib, name) for name in _FUNCTIONS)  # noqa: SLF001  # the very library that signs


class NativeEmbedder:
    """Sign JPEG frames with one key; see `provenance.engine.interface.Embedder`.

    Settings, certificate chain and signer are handed to native code once. It calls the key
    in the thread that signs, so what a key raises is kept for each thread apart.
    """

    def __init__(self, key: SealingKey, reader: c2pa.Context, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self._watch = _WatchOfThread()
        self._rooms: dict[tuple[object, ...], int] = {}
        self._call = {
            name: shape((name, wrapper._lib))  # noqa: SLF001  # likewise
            for name, shape in _FUNCTIONS.items()
        }
        with ExitStack() as undo:
            self._context = undo.enter_context(_context(key, self._watch))
            self._rehearsal = undo.enter_context(_context(Unasked.like(key), self._watch))
            self._open = undo.pop_all()

    def embed(self, definition: ManifestDefinition, frame: bytes) -> Embedded | None:
        """Sign `frame`, as `Embedder.embed` says: a JPEG without credentials, or None."""
        place = jpeg.place_for_credentials(frame) if definition.media_type == JPEG.mime else None
        if place is None:
            return None
        self._watch.renew()
        try:
            credentials = self._sign(definition, frame, place)
        except ProvenanceError:
            self._watch.check()
            raise
        except Exception as error:
            self._watch.check()
            raise faults.refusal(error) from error
        self._watch.check()
        if credentials is None:
            return None
        view = memoryview(frame)
        return Embedded(
            data=b"".join((view[:place], credentials, view[place:])),
            start=place,
            length=len(credentials),
            store=reading.alone(
                self._reader,
                b"".join((jpeg.START_OF_IMAGE, credentials, _END_OF_IMAGE)),
                self._limits,
            ),
        )

    def close(self) -> None:
        """Free what native code holds."""
        self._open.close()

    def _sign(self, definition: ManifestDefinition, frame: bytes, place: int) -> bytes | None:
        """Return credentials that fill exactly the room that they say they leave out.

        The library's own placeholder would leave zeros behind them, at which other verifiers
        give up.
        """
        described, resources = wire.encode(definition), wire.resources(definition)
        kind = (place, _lengths(described), *(len(each.data) for each in resources))
        room = self._rooms.get(kind)
        if room is None:
            room = self._rehearse(described, resources, place)
            if len(self._rooms) >= _MOST_ROOMS:
                self._rooms.clear()
            self._rooms[kind] = room
        around = _Around(frame, place, room)
        credentials = self._sign_around(self._context, described, resources, around)
        return credentials if len(credentials) == room else None

    def _rehearse(self, described: str, resources: tuple[wire.Resource, ...], place: int) -> int:
        """Return how much room credentials need, which depends on lengths alone; asks no key."""
        room = _FIRST_GUESS
        for _ in range(_ATTEMPTS):
            around = _Around(bytes(place), place, room)
            made = self._sign_around(self._rehearsal, described, resources, around)
            if len(made) == room:
                break
            room = len(made)
        return room

    def _sign_around(
        self,
        context: c2pa.Context,
        described: str,
        resources: tuple[wire.Resource, ...],
        around: _Around,
    ) -> bytes:
        """Hash what is around the room, and return credentials that leave it out."""
        with c2pa.Builder(described, context=context) as builder:
            for resource in resources:
                builder.add_resource(resource.name, io.BytesIO(resource.data))
            # The first hash only makes the assertion that the exclusion is written into.
            self._hash(builder, io.BytesIO(jpeg.START_OF_IMAGE + _END_OF_IMAGE))
            self._do("c2pa_builder_set_data_hash_exclusions", builder, _pair(*around.room), 1)
            self._hash(builder, io.BufferedReader(around))
            return self._bytes("c2pa_builder_sign_embeddable", builder)

    def _hash(self, builder: c2pa.Builder, content: BinaryIO) -> None:
        stream = c2pa.Stream(SourceStream(content, "frame", self._watch))
        try:
            handle = stream._stream  # noqa: SLF001  # as the wrapper hands streams over
            self._do("c2pa_builder_update_hash_from_stream", builder, _FORMAT, handle)
        finally:
            stream.close()

    def _do(self, name: str, builder: c2pa.Builder, *arguments: Any) -> None:  # noqa: ANN401  # of C
        if self._call[name](builder._handle, *arguments) < 0:  # noqa: SLF001  # as the wrapper calls
            raise c2pa.C2paError(wrapper._read_native_error() or name)  # noqa: SLF001  # likewise

    def _bytes(self, name: str, builder: c2pa.Builder) -> bytes:
        """Return bytes that native code made, and free them there."""
        made = _Bytes()
        size = self._call[name](builder._handle, _FORMAT, ctypes.byref(made))  # noqa: SLF001  # likewise
        if size < 0:
            raise c2pa.C2paError(wrapper._read_native_error() or name)  # noqa: SLF001  # likewise
        try:
            return ctypes.string_at(made, size)
        finally:
            wrapper._lib.c2pa_free(made)  # noqa: SLF001  # likewise


@contextmanager
def _context(key: SealingKey, watch: Watch) -> Iterator[c2pa.Context]:
    with (
        native_signer(key, watch) as signer,
        c2pa.Settings.from_dict(Settings().document()) as settings,
        c2pa.Context(settings, signer) as context,  # takes the signer over
    ):
        yield context


def _lengths(described: str) -> str:
    """Return JSON that is the same for plain texts of the same lengths, times and titles mostly."""
    return _TEXT.sub(_length, described)


def _length(found: re.Match[str]) -> str:
    text = found[0]
    return f"{len(text)} " if text.isascii() and "\\" not in text else text


class _WatchOfThread(threading.local, Watch):
    """A `Watch` that is another one in each thread."""

    def renew(self) -> None:
        """Forget what happened to the frame before."""
        Watch.__init__(self)


class _Around(io.RawIOBase):
    """A frame as it will be, with room for its credentials, without a copy of it."""

    def __init__(self, frame: bytes, place: int, room: int) -> None:
        view = memoryview(frame)
        self.room = (place, room)
        self._parts = (view[:place], memoryview(bytes(room)), view[place:])
        self._size = len(frame) + room
        self._at = 0

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any writable buffer
        """Fill as much of `buffer` as the part at hand has."""
        start = 0
        for part in self._parts:
            piece = part[max(self._at - start, 0) :][: len(buffer)]
            if self._at < start + len(part):
                buffer[: len(piece)] = piece
                self._at += len(piece)
                return len(piece)
            start += len(part)
        return 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, and return the new place."""
        self._at = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence] + offset
        return self._at

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True


def _pair(start: int, length: int) -> Any:  # noqa: ANN401  # an array of C
    return (ctypes.c_uint64 * 2)(start, length)
