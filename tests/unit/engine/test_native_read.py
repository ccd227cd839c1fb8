"""The native engine reads what there is, and names what keeps it from reading."""

from __future__ import annotations

import io
import socket
import threading

import pytest
from support import definitions, media
from support.engine_room import KINDS, failures

from provenance.engine.native.engine import NativeEngine
from provenance.errors import (
    LimitReached,
    NoCredentials,
    ProvenanceError,
    RemoteCredentials,
    StorageError,
    Unparseable,
    UnsupportedFormat,
)
from provenance.limits import Limits
from provenance.model.asset import Asset


def test_a_changed_pixel_is_seen(native, signed) -> None:
    changed = bytearray(signed.read_bytes())
    changed[-40] ^= 1
    active = native.read(Asset.of(bytes(changed))).store.active
    assert failures(active) == {"assertion.dataHash.mismatch"}


def test_a_manifest_store_alone_says_nothing_of_the_content(native, signed) -> None:
    whole = native.read(Asset.of(signed))
    reading = native.read(Asset.of(whole.jumbf))
    assert reading.media_type == "application/c2pa"
    assert not reading.content_checked
    assert not reading.embedded
    assert reading.jumbf == whole.jumbf
    assert failures(reading.store.active) == set()
    codes = {entry.code for entry in reading.store.active.statuses}
    assert "claimSignature.validated" in codes
    assert not any(code.startswith("assertion.dataHash") for code in codes)


def test_a_store_beside_the_file_is_held_against_the_content(native, signed, photo) -> None:
    store = native.read(Asset.of(signed)).jumbf
    reading = native.read(Asset.of(photo), manifest_data=store)
    assert not reading.embedded
    assert reading.content_checked
    assert "assertion.dataHash.mismatch" in failures(reading.store.active)


@pytest.mark.corpus
def test_a_store_from_elsewhere_fits_its_file(native, corpus) -> None:
    folder = corpus / "sdk-fixtures"
    store = (folder / "cloud_manifest.c2pa").read_bytes()
    reading = native.read(Asset.of(folder / "cloud.jpg"), manifest_data=store)
    assert failures(reading.store.active) == set()
    with pytest.raises(RemoteCredentials) as caught:
        native.read(Asset.of(folder / "cloud.jpg"))
    assert caught.value.url.startswith("https://cai-manifests.adobe.com/")


@pytest.mark.corpus
def test_every_real_file_ends_in_a_reading_or_in_one_of_our_errors(native, corpus) -> None:
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.suffix != ".csv":
            try:
                native.read(Asset.of(path))
            except ProvenanceError as error:
                assert str(error).isprintable()  # noqa: PT017  # any of them will do


def test_a_remote_manifest_is_not_fetched(native) -> None:
    """Unsigned text in a file must not make anyone send a request (an answer would take it)."""
    with Listener() as (address, visits):
        where = f'xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="{address}"'
        xmp = (
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about="" {where}/></rdf:RDF></x:xmpmeta>'
        )
        out = io.BytesIO()
        media.drawing().save(out, "JPEG", xmp=xmp.encode())
        with pytest.raises(RemoteCredentials) as caught:
            native.read(Asset.of(out.getvalue()))
    assert caught.value.url == address
    assert visits == []


class Listener:
    """Listen on loopback and note every visit."""

    def __enter__(self) -> tuple[str, list[object]]:
        self.visits: list[object] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/x.c2pa", self.visits

    def _listen(self) -> None:
        try:
            while True:
                self.visits.append(self.socket.accept())
        except OSError:
            return

    def __exit__(self, *_: object) -> None:
        self.socket.shutdown(2)
        self.socket.close()
        self.thread.join()


def test_an_unsigned_file(native, photo) -> None:
    with pytest.raises(NoCredentials):
        native.read(Asset.of(photo))


@pytest.mark.parametrize("content", [b"plain text, nothing more", b""])
def test_an_unknown_kind_of_file(native, content) -> None:
    with pytest.raises(UnsupportedFormat):
        native.read(Asset.of(content))


@pytest.mark.parametrize("store", [b"", b"no store at all", b"\0\0\0\x20jumb" + bytes(24)])
def test_a_broken_store_beside_the_file(native, photo, store) -> None:
    with pytest.raises(Unparseable):
        native.read(Asset.of(photo), manifest_data=store)


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (Limits(manifests=1), "manifests"),
        (Limits(assertions=3), "assertions"),
        (Limits(store_bytes=2000), "store_bytes"),
        (Limits(document_bytes=2000), "document_bytes"),
    ],
)
def test_a_limit_is_named(edited, limits, name) -> None:
    with pytest.raises(LimitReached) as caught:
        NativeEngine(limits).read(Asset.of(edited))
    assert caught.value.limit == name


class FailsAt(io.BytesIO):
    """A file on a disk that breaks at one place, seen by native code alone, which uses `readinto`."""

    def __init__(self, data: bytes, place: int) -> None:
        super().__init__(data)
        self.place = place

    def readinto(self, buffer) -> int:
        if self.tell() + len(buffer) > self.place:
            raise OSError(5, "Input/output error")
        return super().readinto(buffer)


@pytest.mark.parametrize("kind", ["jpeg", "png", "mp4", "wav", "tiff", "pdf"])
def test_a_storage_failure_is_never_a_statement_about_the_file(
    tmp_path, native, seal, kind
) -> None:
    source = media.one(kind, tmp_path)
    target = tmp_path / f"signed{source.suffix}"
    native.sign(definitions.capture(KINDS[kind]), Asset.of(source), target, seal)
    data = target.read_bytes()
    for share in range(0, 100, 9):
        broken = FailsAt(data, len(data) * share // 100)
        with pytest.raises(StorageError):
            native.read(Asset.of(broken))
    again = tmp_path / f"again{source.suffix}"
    broken = FailsAt(source.read_bytes(), 100)
    with pytest.raises(StorageError):
        native.sign(definitions.capture(KINDS[kind]), Asset.of(broken), again, seal)
