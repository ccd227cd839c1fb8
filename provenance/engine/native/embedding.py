"""Sign a frame in memory by the library's embeddable way: room, hash and signature one by one.

What is saved: native code neither takes the frame apart nor copies it nor writes a new one; it
does not get the frame at all.
"""

from __future__ import annotations

import io
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import c2pa
import msgspec

from provenance.engine import faults, wire
from provenance.engine.containers import jpeg
from provenance.engine.formats.media_type import JPEG
from provenance.engine.native import library, reading
from provenance.engine.native.sealing import native_signer
from provenance.engine.native.settings import Settings
from provenance.engine.native.splicing import spliced
from provenance.engine.native.streams import Watch
from provenance.errors import ProvenanceError

if TYPE_CHECKING:
    from typing import Self

    from provenance.engine.interface import SealingKey
    from provenance.limits import Limits
    from provenance.model.definition import ManifestDefinition
    from provenance.model.store import Manifest

_END_OF_IMAGE = bytes((jpeg.MARKER, jpeg.END_OF_IMAGE))
_FORMAT = JPEG.mime.encode()
_PLACEHOLDER = "c2pa_builder_data_hashed_placeholder"
_SIGN = "c2pa_builder_sign_data_hashed_embeddable"


def is_offered() -> bool:
    """Tell whether the engine that is installed has these functions."""
    return library.offers(_PLACEHOLDER, _SIGN)


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
            self._reserved = self._signer.reserve_size()
            self._context = undo.enter_context(c2pa.Context.from_dict(Settings().document()))
            self._open = undo.pop_all()

    def room(self, definition: ManifestDefinition, frame: bytes) -> NativeRoom | None:
        """Find room in a JPEG without credentials, as `Embedder.room` says."""
        place = jpeg.place_for_credentials(frame) if definition.media_type == JPEG.mime else None
        if place is None:
            return None
        with ExitStack() as undo:
            try:
                builder = undo.enter_context(_Builder(self._context, wire.encode(definition)))
                for resource in wire.resources(definition):
                    builder.add(resource)
                length = builder.room(self._reserved)
                made = NativeRoom(
                    frame, place, length, builder=builder, signer=self._signer, watch=self._watch
                )
            except ProvenanceError:
                raise
            except Exception as error:
                raise faults.refusal(error) from error
            undo.pop_all()
        return made

    def read(self, credentials: bytes) -> Manifest:
        """Return what the engine reads of the credentials alone, as `Embedder.read` says."""
        alone = b"".join((jpeg.START_OF_IMAGE, credentials, _END_OF_IMAGE))
        return reading.alone(self._reader, alone, self._limits)

    def close(self) -> None:
        """Free what native code holds."""
        self._open.close()


class NativeRoom:
    """Room for one frame's credentials, which fill it to the last byte; see `Room`."""

    def __init__(
        self,
        frame: bytes,
        start: int,
        length: int,
        *,
        builder: _Builder,
        signer: c2pa.Signer,
        watch: _WatchOfThread,
    ) -> None:
        self.start = start
        self.length = length
        self._frame = frame
        self._builder = builder
        self._signer = signer
        self._watch = watch

    def sign(self, sha256: bytes) -> bytes:
        """Return the credentials, as `Room.sign` says."""
        self._watch.renew()
        try:
            made = self._builder.sign(self._signer, _binding(self.start, self.length, sha256))
        except Exception as error:
            self._watch.check()
            raise faults.refusal(error) from error
        self._watch.check()
        return made

    def filled(self, credentials: bytes) -> bytes:
        """Return the signed frame, as `Room.filled` says."""
        return spliced(self._frame, credentials, self.start)

    def close(self) -> None:
        """Free what native code holds."""
        self._builder.close()


class _Builder:
    """A builder of the library, as the wrapper's, with the functions that this does not bind."""

    def __init__(self, context: c2pa.Context, definition: str) -> None:
        empty = library.brief("c2pa_builder_from_context")(context.execution_context)
        begun = library.made(empty, "beginning a manifest")
        filled = library.brief("c2pa_builder_with_definition")(begun, definition.encode())
        self._pointer = library.made(filled, "describing a manifest")  # `begun` became this
        self._has_resources = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, resource: wire.Resource) -> None:
        with c2pa.Stream(io.BytesIO(resource.data)) as stream:
            self._has_resources = True
            add = library.lasting("c2pa_builder_add_resource")
            if add(self._pointer, resource.name.encode(), stream._stream) != 0:  # noqa: SLF001  # as the wrapper calls
                raise library.failure("adding a picture")

    def room(self, reserved: int) -> int:
        """Return how many bytes the credentials take, of which a signature takes those `reserved`."""
        kind = library.lasting if self._has_resources else library.brief  # it hashes them
        function = kind(_PLACEHOLDER)
        return len(library.written(function, self._pointer, reserved, _FORMAT, doing="making room"))

    def sign(self, signer: c2pa.Signer, binding: bytes) -> bytes:
        handle, no_content = signer._handle, None  # noqa: SLF001  # as the wrapper calls
        arguments = (self._pointer, handle, binding, _FORMAT, no_content)
        return library.written(library.lasting(_SIGN), *arguments, doing="signing")

    def close(self) -> None:
        if self._pointer is not None:
            library.free(self._pointer)
        self._pointer = None


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
