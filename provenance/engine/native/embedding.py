"""Sign a frame in memory by the library's embeddable way: room, hash and signature one by one.

The library's C interface has these functions; its Python wrapper does not bind them, so they
are called from here, and from nowhere else. What is saved: native code neither takes the frame
apart nor copies it nor writes a new one; it does not get the frame at all.
"""

from __future__ import annotations

import ctypes
import io
import threading
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

import c2pa
import msgspec
from c2pa import c2pa as wrapper

from provenance.engine import faults, wire
from provenance.engine.containers import jpeg
from provenance.engine.formats.media_type import JPEG
from provenance.engine.native import reading
from provenance.engine.native.sealing import native_signer
from provenance.engine.native.settings import Settings
from provenance.engine.native.streams import Watch
from provenance.errors import ProvenanceError

if TYPE_CHECKING:
    from provenance.engine.interface import SealingKey
    from provenance.limits import Limits
    from provenance.model.definition import ManifestDefinition
    from provenance.model.store import ManifestStore

_END_OF_IMAGE = bytes((jpeg.MARKER, jpeg.END_OF_IMAGE))
_Builder = ctypes.POINTER(wrapper.C2paBuilder)
_Bytes = ctypes.POINTER(ctypes.c_ubyte)
_FORMAT = JPEG.mime.encode()
_FUNCTIONS = {
    "c2pa_builder_data_hashed_placeholder": ctypes.CFUNCTYPE(
        ctypes.c_int64, _Builder, ctypes.c_size_t, ctypes.c_char_p, ctypes.POINTER(_Bytes)
    ),
    "c2pa_builder_sign_data_hashed_embeddable": ctypes.CFUNCTYPE(
        ctypes.c_int64,
        _Builder,
        ctypes.POINTER(wrapper.C2paSigner),
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.POINTER(wrapper.C2paStream),
        ctypes.POINTER(_Bytes),
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
        with ExitStack() as undo:
            self._signer = undo.enter_context(native_signer(key, self._watch))
            self._context = undo.enter_context(c2pa.Context.from_dict(Settings().document()))
            self._open = undo.pop_all()

    def room(self, definition: ManifestDefinition, frame: bytes) -> NativeRoom | None:
        """Find room in a JPEG without credentials, as `Embedder.room` says."""
        place = jpeg.place_for_credentials(frame) if definition.media_type == JPEG.mime else None
        if place is None:
            return None
        described, resources = wire.encode(definition), wire.resources(definition)
        with ExitStack() as undo:
            try:
                builder = undo.enter_context(c2pa.Builder(described, context=self._context))
                for resource in resources:
                    builder.add_resource(resource.name, io.BytesIO(resource.data))
                made = NativeRoom(place, builder, self._signer, self._watch)
            except ProvenanceError:
                raise
            except Exception as error:
                raise faults.refusal(error) from error
            undo.pop_all()
        return made

    def read(self, credentials: bytes) -> ManifestStore:
        """Return what the engine reads of the credentials alone, as `Embedder.read` says."""
        alone = b"".join((jpeg.START_OF_IMAGE, credentials, _END_OF_IMAGE))
        return reading.alone(self._reader, alone, self._limits)

    def close(self) -> None:
        """Free what native code holds."""
        self._open.close()


class NativeRoom:
    """Room for one frame's credentials, which fill it to the last byte; see `Room`."""

    def __init__(
        self, start: int, builder: c2pa.Builder, signer: c2pa.Signer, watch: _WatchOfThread
    ) -> None:
        self._builder = builder
        self._signer = signer
        self._watch = watch
        self.start = start
        self.length = len(
            _made("c2pa_builder_data_hashed_placeholder", builder, signer.reserve_size(), _FORMAT)
        )

    def sign(self, sha256: bytes) -> bytes:
        """Return the credentials, as `Room.sign` says."""
        self._watch.renew()
        try:
            made = _made(
                "c2pa_builder_sign_data_hashed_embeddable",
                self._builder,
                self._signer._handle,  # noqa: SLF001  # as the wrapper calls
                _binding(self.start, self.length, sha256),
                _FORMAT,
                None,  # no content to hash: this is done
            )
        except Exception as error:
            self._watch.check()
            raise faults.refusal(error) from error
        self._watch.check()
        return made

    def close(self) -> None:
        """Free what native code holds."""
        self._builder.close()


def _made(name: str, builder: c2pa.Builder, *arguments: Any) -> bytes:  # noqa: ANN401  # of C
    """Return bytes that native code made, and free them there."""
    made = _Bytes()
    size = _function(name)(builder._handle, *arguments, ctypes.byref(made))  # noqa: SLF001  # as the wrapper calls
    if size < 0:
        raise c2pa.C2paError(wrapper._read_native_error() or name)  # noqa: SLF001  # likewise
    try:
        return ctypes.string_at(made, size)
    finally:
        wrapper._lib.c2pa_free(made)  # noqa: SLF001  # likewise


@cache  # making one anew takes longer than calling it
def _function(name: str) -> Any:  # noqa: ANN401  # of C
    return _FUNCTIONS[name]((name, wrapper._lib))  # noqa: SLF001  # the very library that signs


def _binding(start: int, length: int, sha256: bytes) -> bytes:
    """Return the engine's JSON of a hash that leaves out one range (C2PA 2.4, "Data hash")."""
    return msgspec.json.encode(
        {
            "exclusions": [{"start": start, "length": length}],
            "name": "jumbf manifest",
            "alg": "sha256",
            "hash": list(sha256),  # a text would be taken for the bytes themselves
            "pad": [],
        }
    )


class _WatchOfThread(threading.local, Watch):
    """A `Watch` that is another one in each thread."""

    def renew(self) -> None:
        """Forget what happened to the frame before."""
        Watch.__init__(self)
