"""What a file is, is decided by its content, and agrees with what the engine does."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import c2pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import definitions, documents, media, sealing

from provenance.engine import formats
from provenance.engine.formats import MediaType, media_type
from provenance.engine.native.engine import NativeEngine
from provenance.errors import NoCredentials, StorageError, UnsupportedFormat
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED = {
    "jpeg": media_type.JPEG,
    "png": media_type.PNG,
    "webp": media_type.WEBP,
    "tiff": media_type.TIFF,
    "bigtiff": media_type.TIFF,
    "dng": media_type.DNG,
    "gif": media_type.GIF,
    "avif": media_type.AVIF,
    "heic": media_type.HEIC,
    "jxl": media_type.JPEG_XL,
    "svg": media_type.SVG,
    "pdf": media_type.PDF,
    "mp4": media_type.MP4,
    "fragmented_mp4": media_type.MP4,
    "mov": media_type.MOV,
    "m4v": media_type.M4V,
    "avi": media_type.AVI,
    "m4a": media_type.M4A,
    "mp3": media_type.MP3,
    "wav": media_type.WAV,
    "flac": media_type.FLAC,
    "epub": media_type.EPUB,
    "oxps": media_type.OPEN_XPS,
    "zip": media_type.ZIP,
}
OFFICE_TITLES = {
    "docx": "Word document",
    "xlsx": "Excel workbook",
    "pptx": "PowerPoint presentation",
    "odt": "OpenDocument text",
    "ods": "OpenDocument spreadsheet",
    "odp": "OpenDocument presentation",
    "odg": "OpenDocument drawing",
}
ID3 = b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10
SVG_ROOT = b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'


def detect(content: bytes, name: str = "") -> MediaType:
    return formats.detect(io.BytesIO(content), name=name)


def raw_photo(make: bytes, *, compression: int = 1, photometric: int = 32803) -> bytes:
    entries = (
        (259, 3, 1, struct.pack("<HH", compression, 0)),
        (262, 3, 1, struct.pack("<HH", photometric, 0)),
        (271, 2, len(make), struct.pack("<I", 8 + 2 + 3 * 12 + 4)),
    )
    directory = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return struct.pack("<2sHIH", b"II", 42, 8, 3) + directory + b"\0\0\0\0" + make


@pytest.fixture(scope="module")
def engine():
    with NativeEngine() as native:
        yield native


@pytest.fixture(scope="module")
def seal():
    return sealing.new_seal()


def test_the_engine_reads_every_type_that_we_call_readable():
    known = set(c2pa.Reader.get_supported_mime_types())
    assert {kind.mime for kind in formats.ALL} <= known


def test_the_engine_writes_every_type_that_we_call_writable_and_no_raw_photo():
    known = set(c2pa.Builder.get_supported_mime_types())
    assert {kind.mime for kind in formats.ALL if kind.writable} <= known
    assert not known & {media_type.NEF.mime, media_type.ARW.mime}


def test_no_type_is_listed_twice():
    assert len({kind.mime for kind in formats.ALL}) == len(formats.ALL)


@pytest.mark.parametrize("name", media.FORMATS)
def test_a_small_real_file_is_recognised_signed_and_read(name, tmp_path, engine, seal):
    source, signed = media.one(name, tmp_path), tmp_path / "signed"
    found = detect(source.read_bytes(), name="holiday.txt")
    assert found in formats.ALL
    assert found == EXPECTED.get(name, found)
    assert found.title == OFFICE_TITLES.get(name, found.title)
    assert found.writable

    engine.sign(definitions.capture(found.mime), Asset.of(source), signed, seal)
    assert detect(signed.read_bytes()) == found
    reading = engine.read(Asset.of(signed))
    assert reading.media_type == found.mime
    failures = {s.code for s in reading.store.active.statuses if s.kind == "failure"}
    assert failures <= {"signingCredential.untrusted"}


@pytest.mark.parametrize("name", media.FORMATS)
def test_a_made_file_is_the_same_each_time(name):
    assert media.content(name) == media.content(name)


@pytest.mark.parametrize("kind", sorted(media_type.OFFICE))
def test_office_packages_are_told_apart_by_their_main_part(kind, tmp_path, engine, seal):
    spelled = kind.replace("macroenabled", "macroEnabled")
    source = tmp_path / "package"
    source.write_bytes(documents.office("main.xml", spelled, "<x/>"))
    found = detect(source.read_bytes())
    assert found == media_type.OFFICE[kind]
    engine.sign(definitions.capture(found.mime), Asset.of(source), tmp_path / "signed", seal)


@pytest.mark.parametrize("mime", sorted(media_type.SELF_NAMED))
def test_open_documents_name_themselves(mime, tmp_path, engine, seal):
    source = tmp_path / "package"
    source.write_bytes(documents.archive({"mimetype": mime, "content.xml": "<x/>"}))
    found = detect(source.read_bytes())
    assert found.mime == mime
    engine.sign(definitions.capture(found.mime), Asset.of(source), tmp_path / "signed", seal)


@pytest.mark.parametrize(
    "packed",
    [
        documents.office("w.xml", "x/y", "<x>" + "a" * 99, compression=zipfile.ZIP_DEFLATED),
        documents.open_document("text", compression=zipfile.ZIP_DEFLATED),
    ],
)
def test_a_compressed_package_can_be_read_but_not_signed(packed, engine):
    found = detect(packed)
    assert not found.writable
    with pytest.raises(UnsupportedFormat, match=r"letter\.docx .* cannot be signed.*compressed"):
        found.require_writable("letter.docx")
    with pytest.raises(NoCredentials):
        engine.read(Asset.of(packed))


def test_a_compressed_content_type_list_is_still_read():
    content = documents.office(
        "word/document.xml",
        f"{documents.OPEN_XML}.wordprocessingml.document.main+xml",
        "<x/>",
        compression=zipfile.ZIP_DEFLATED,
    )
    assert detect(content).title == "Word document"


def test_a_content_type_list_that_unfolds_without_end_is_not_unfolded():
    bomb = documents.archive(
        {"[Content_Types].xml": "a" * 50_000_000}, compression=zipfile.ZIP_DEFLATED
    )
    assert detect(bomb).title == "zip archive"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbf" + SVG_ROOT, media_type.SVG),
        (b"\n \t" + SVG_ROOT, media_type.SVG),
        (b'<?xml version="1.0"?><!-- svg? -->\n<!-- > -->' + SVG_ROOT, media_type.SVG),
        (b'<!DOCTYPE svg [<!ENTITY a "b>]c">]>' + SVG_ROOT, media_type.SVG),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD" "x.dtd">' + SVG_ROOT, media_type.SVG),
        (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>', media_type.SVG),
        (b"<!--" + b"x" * 20_000 + b"-->" + SVG_ROOT, media_type.SVG),
        (b"junk\n" * 50 + media.content("pdf"), media_type.PDF),
        (ID3 + media.content("flac"), media_type.FLAC),
        (ID3 + ID3 + media.content("mp3"), media_type.MP3),
        (media.content("mp3")[20:], media_type.MP3),
        (b"GIF87a" + media.content("gif")[6:], media_type.GIF),
        (media.content("heic").replace(b"ftypheic", b"ftypmif1", 1), media_type.HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf", media_type.HEIF),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", media_type.AVIF),
        (b"\0\0\0\x14ftyp3gp5\0\0\0\0iso2", media_type.MP4),
        (raw_photo(b"NIKON CORPORATION\0"), media_type.NEF),
        (raw_photo(b"SONY\0", compression=32767, photometric=2), media_type.ARW),
        (raw_photo(b"NIKON CORPORATION\0", photometric=2), media_type.TIFF),
        (b"PK\x05\x06" + b"\0" * 18, media_type.ZIP),
        (b"II*\0\xff\xff\xff\xff", media_type.TIFF),
    ],
)
def test_unusual_beginnings_are_recognised(content, expected):
    assert detect(content) == expected


def test_a_drawing_in_utf_16_says_how_to_make_it_signable():
    found = detect(SVG_ROOT.decode().encode("utf-16"))
    assert (found.mime, found.writable) == (media_type.SVG.mime, False)
    with pytest.raises(UnsupportedFormat, match=r"UTF-16.*Save it as UTF-8"):
        found.require_writable()


@pytest.mark.parametrize("kind", [media_type.NEF, media_type.ARW, media_type.MANIFEST_STORE])
def test_what_can_only_be_read_says_so(kind):
    with pytest.raises(UnsupportedFormat, match=r"^photo is a .* and cannot be signed"):
        kind.require_writable("photo")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "a Matroska video"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "a WebM video"),
        (b"OggS\0\x02", "an Ogg recording"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "a BMP picture"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "RF64"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        (media.JXL_CODESTREAM, "a bare JPEG XL codestream"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", r"a Canon raw photo \(CR3\)"),
        (b"II*\0\x10\0\0\0CR\x02\0", r"a Canon raw photo \(CR2\)"),
        (raw_photo(b"PENTAX\0"), "a camera raw photo"),
        (media.content("mov")[20:], "an old QuickTime film"),
        (b"\0\0\0\x10stypmsdh\0\0\0\0", "a fragment of a stream"),
        (gzip.compress(SVG_ROOT, mtime=0), "a compressed SVG drawing"),
        (gzip.compress(b"hello", mtime=0), "a gzip file"),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc\xff", "an AAC stream"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        ((b"G" + b"\0" * 187) * 4, "an MPEG transport stream"),
        (b"<!DOCTYPE html><svg></svg>", "a web page"),
        (b'<?xml version="1.0"?><note/>', "an XML document"),
        (b"hello\n", "a text file"),
        ("Grüße".encode(), "a text file"),
        (b"\0\x01\x02\x03\x04", "not a kind of file that is known"),
        (b"RIFF\x04\0\0\0RMID", "not a kind of file that is known"),
    ],
)
def test_every_other_file_is_named_and_never_called_unsigned(content, words):
    with pytest.raises(UnsupportedFormat, match=rf"^clip\.mp4 is .*{words}|^clip\.mp4 {words}"):
        detect(content, name="clip.mp4")


def test_the_content_is_left_at_its_start():
    content = io.BytesIO(media.content("docx"))
    formats.detect(content)
    assert content.tell() == 0


def test_a_failing_disk_is_no_verdict_on_the_format():
    class Failing(io.BytesIO):
        def read(self, _size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(StorageError, match="Input/output error"):
        formats.detect(Failing(b"\xff\xd8\xff"), name="photo.jpg")


@pytest.mark.corpus
def test_every_corpus_file_has_a_type_but_the_table(corpus: Path):
    for path in sorted(file for file in corpus.rglob("*") if file.is_file()):
        with path.open("rb") as content:
            if path.suffix == ".csv":
                with pytest.raises(UnsupportedFormat):
                    formats.detect(content)
            else:
                assert formats.detect(content) in formats.ALL, path.name


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from([b"", *(media.content(name)[:300] for name in media.FORMATS)]),
    at=st.integers(0, 299),
    change=st.binary(max_size=40),
)
def test_any_bytes_end_in_a_type_or_a_named_refusal(start, at, change):
    with suppress(UnsupportedFormat):
        found = detect(start[:at] + change + start[at + len(change) :])
        assert isinstance(found, MediaType)
