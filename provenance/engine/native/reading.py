"""Ask native code what it sees in one asset; runs in a worker thread."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

import c2pa
import msgspec

from provenance.engine import faults, formats, precheck, wire
from provenance.engine.extract import Extract, without_binding
from provenance.engine.formats.media_type import JPEG, MANIFEST_STORE
from provenance.engine.native import memory
from provenance.engine.native.digest import sha256_beside
from provenance.engine.native.streams import Halt, SourceStream
from provenance.errors import LimitReached, ProvenanceError, Unparseable

if TYPE_CHECKING:
    from provenance.engine.native.streams import Watch
    from provenance.limits import Limits
    from provenance.model.asset import Asset
    from provenance.model.store import Manifest


class _Label(msgspec.Struct):
    label: str


class _Labels(msgspec.Struct):
    manifests: list[_Label]


def extract(
    context: c2pa.Context,
    asset: Asset,
    manifest_data: bytes | None,
    limits: Limits,
    watch: Watch,
) -> Extract:
    """Read `asset`, or raise what `interface.Engine.read` promises."""
    if manifest_data is not None:
        _check_size(len(manifest_data), limits, "store_bytes")
    try:
        found = _extract(context, asset, manifest_data, limits, watch)
    except ProvenanceError:
        raise
    except OSError as error:
        raise faults.storage(asset.name, error, "read") from error
    except Exception as error:
        watch.check()
        raise faults.translate(error) from error
    watch.check()
    return found


def alone(context: c2pa.Context, jpeg: bytes, limits: Limits) -> Manifest:
    """Read the one manifest of a JPEG that this process made of credentials and nothing else.

    What `wire.decode_own` returns, without a word on the content, which is not there.

    Raises:
        Unparseable, LimitReached, EngineError: They cannot be read.
    """
    try:
        document = memory.crjson(context, jpeg, JPEG.mime)
    except Exception as error:
        raise faults.translate(error) from error
    _check_size(len(document), limits, "document_bytes")
    return without_binding(wire.decode_own(document))


def _extract(
    context: c2pa.Context,
    asset: Asset,
    manifest_data: bytes | None,
    limits: Limits,
    watch: Watch,
) -> Extract:
    with asset.open() as content:
        media_type = formats.detect(content, name=asset.name)
        precheck.check(content, media_type, limits)
        source = SourceStream(content, asset.name, watch)
        with (
            sha256_beside(asset, content, watch) as sha256,
            c2pa.Reader(media_type.mime, source, manifest_data, context=context) as reader,
        ):
            document = reader.crjson().encode()
            _check_size(len(document), limits, "document_bytes")
            alone = media_type.mime == MANIFEST_STORE.mime
            return Extract(
                crjson=document,
                jumbf=_store(reader, document, limits),
                media_type=media_type.mime,
                sha256=sha256(),
                embedded=manifest_data is None and not alone and reader.is_embedded(),
                content_checked=not alone,
            )


def _store(reader: c2pa.Reader, document: bytes, limits: Limits) -> bytes:
    """Return the raw manifest store; the engine gives the whole of it for any label in it."""
    labels = msgspec.json.decode(document, type=_Labels).manifests
    store = _BoundedBuffer(limits.store_bytes)
    try:
        reader.resource_to_stream(f"self#jumbf=/c2pa/{labels[0].label}", store)
    except c2pa.C2paError:
        _check_size(store.wanted, limits, "store_bytes")
        raise
    return store.getvalue()


def _check_size(size: int, limits: Limits, name: Literal["store_bytes", "document_bytes"]) -> None:
    most: int = getattr(limits, name)
    if size == 0:
        raise Unparseable("The manifest store is empty.")
    if size > most:
        raise LimitReached(
            f"The manifest store takes more than the limit of {most:,} bytes.",
            limit=name,
            hint=f"If you trust its maker, raise Limits.{name}.",
        )


class _BoundedBuffer(io.BytesIO):
    """Take up to `most` bytes, and remember how many were wanted."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.wanted = 1

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.wanted = self.tell() + len(data)
        if self.wanted > self._most:
            raise Halt
        return super().write(data)
