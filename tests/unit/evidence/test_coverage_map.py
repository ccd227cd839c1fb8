"""Which bytes a hard binding leaves out, and how people call them, on files of every format."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin, TiffImagePlugin
from support import boxes, media
from support.studio import open_studio

from provenance import Capture, Verdict, Verifier
from provenance.evidence.coverage import chart
from provenance.evidence.coverage.parts import merged, without
from provenance.limits import Limits
from provenance.model.store import Assertion

AT = datetime(2026, 11, 1, tzinfo=UTC)
TRUEPIC = "truepic"
"""Files whose signature leaves out their start, EXIF included, and that are INVALID for it."""
ZIPPED = {name for name, (file, _) in media.EVERY.items() if media.content(name)[:2] == b"PK"}
BYTE_HASHED = sorted(media.EVERY.keys() - ZIPPED)


def binding(label="c2pa.hash.data", **data):
    return Assertion(label=label, data=data)


def left_out(data, *ranges, limits=Limits()):
    listed = [{"start": start, "length": length} for start, length in ranges]
    return chart(io.BytesIO(data), [binding(exclusions=listed)], limits)


def by_paths(data, *rules):
    return chart(io.BytesIO(data), [binding("c2pa.hash.bmff.v3", exclusions=rules)], Limits())


def names(coverage, *kinds):
    return {each.name for each in coverage.parts if not kinds or each.kind in kinds}


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys")) as studio:
        yield studio


@pytest.mark.parametrize("name", sorted(media.EVERY))
def test_nothing_is_said_of_any_format_that_we_sign(name, studio):
    signed = studio.bare.sign(media.content(name), None, Capture())
    report = studio.verifier.inspect(signed.data)

    assert report.verdict is Verdict.TRUSTED
    assert not [each for each in report.findings if each.code.startswith("binding.")]


@pytest.mark.corpus
def test_nothing_is_said_of_honest_files_of_others(corpus):
    told, read = {}, 0
    with Verifier(isolation="none") as verifier:
        for path in sorted(corpus.rglob("*")):
            if not path.is_file() or path.suffix in {".csv", ".c2pa"}:
                continue
            report = verifier.inspect(path, at=AT)
            read += bool(report.nodes)
            codes = {each.code for each in report.findings if each.code.startswith("binding.")}
            if codes:
                told[path.name] = codes

    assert read > 80
    assert len(told) == 3
    assert all(TRUEPIC in name for name in told)
    assert set(map(frozenset, told.values())) == {
        frozenset({"binding.excluded", "binding.metadata-left-out"})
    }


@pytest.mark.parametrize("name", BYTE_HASHED)
def test_content_is_found_wherever_all_of_a_file_is_left_out(name):
    data = media.content(name)
    coverage = left_out(data, (0, len(data)))

    assert coverage.whole
    assert coverage.of("content")
    assert sum(each.length for each in coverage.of("content")) > len(data) / 20


@pytest.mark.parametrize("name", BYTE_HASHED)
def test_a_file_cut_off_anywhere_is_mapped_all_the_same(name):
    data = media.content(name)
    for length in range(0, len(data), max(1, len(data) // 60)):
        cut = data[:length]
        for part in left_out(cut, (0, len(data))).parts:
            assert 0 <= part.start < part.start + part.length <= length


@given(
    begin=st.sampled_from(BYTE_HASHED),
    keep=st.integers(0, 400),
    rest=st.binary(max_size=300),
    ranges=st.lists(st.tuples(st.integers(-5, 900), st.integers(-5, 2**70)), max_size=4),
)
def test_any_bytes_and_any_ranges_end_in_a_map(begin, keep, rest, ranges):
    assert left_out(media.content(begin)[:keep] + rest, *ranges) is not None


def test_boxes_in_boxes_without_end_take_no_more_than_their_share_of_time_and_memory():
    deep = b"".join(struct.pack(">I4s", 8 * n, b"moov") for n in range(30_000, 0, -1))
    coverage = by_paths(deep, {"xpath": "/moov"}, {"xpath": "/moov" * 100_000})

    assert coverage.whole
    assert sum(each.length for each in coverage.parts) <= 2 * len(deep)


@pytest.mark.parametrize("data", [None, 7, [], {}, {"exclusions": 7}, {"exclusions": [7, {}]}])
@pytest.mark.parametrize("label", ["c2pa.hash.data", "c2pa.hash.bmff.v3"])
def test_any_other_shape_leaves_nothing_out(data, label):
    hashed = [Assertion(label=label, data=data)]

    assert chart(io.BytesIO(media.content("mp4")), hashed, Limits()).parts == ()


def test_a_box_hash_that_does_not_name_the_boxes_of_a_file_maps_nothing():
    hashed = [binding("c2pa.hash.boxes", boxes=[{"names": ["SOI"]}])]

    assert not chart(io.BytesIO(media.content("jpeg")), hashed, Limits()).whole


def test_a_map_of_countless_parts_ends_early():
    data = media.content("png")[:33] + (struct.pack(">I", 0) + b"abCd" + bytes(4)) * 500

    assert not left_out(data, (0, len(data)), limits=Limits(boxes=10)).whole


def jpeg_with_everything():
    picture, exif = media.drawing(), Image.Exif()
    exif[271], exif[306] = "Canon of Tokyo", "2026:01:02 03:04:05"
    exif.get_ifd(0x8769)[36867] = "2026:01:02 03:04:05"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"a comment", xmp=b"<x:xmpmeta/>")
    data = out.getvalue()
    photoshop = b"\xff\xed\x00\x14Photoshop 3.0\x008BIM"
    return data[:2] + photoshop + data[2:]


def test_the_parts_of_a_jpeg_have_the_names_that_people_know():
    data = jpeg_with_everything()
    found = names(left_out(data + b"appended", (0, len(data) + 8)), "metadata")

    assert found >= {
        *("EXIF Make", "EXIF DateTime", "EXIF DateTimeOriginal", "EXIF GPSLatitudeRef"),
        *("XMP packet", "JPEG comment", "IPTC and Photoshop data", "JFIF header"),
        "data after the end",
    }


def test_one_field_alone_is_named_alone():
    data = jpeg_with_everything()
    place = data.index(b"Canon of Tokyo")
    coverage = left_out(data, (place, 14))

    assert names(coverage, "metadata") == {"EXIF Make"}
    (make,) = coverage.of("metadata")
    assert (make.start, make.length) == (place, 14)


def test_the_texts_of_a_png_are_named_by_their_keywords():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "nobody")
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
    out = io.BytesIO()
    media.drawing().save(out, "PNG", pnginfo=text)
    data = out.getvalue()

    assert names(left_out(data, (33, data.index(b"IDAT") - 4 - 33))) == {
        "PNG text Author",
        "XMP packet",
    }


def test_a_private_chunk_of_a_png_is_named_by_its_letters():
    payload = b"abCdhello"
    chunk = struct.pack(">I", 5) + payload + struct.pack(">I", zlib.crc32(payload))
    data = media.content("png")[:33] + chunk + media.content("png")[33:]

    assert names(left_out(data, (33, len(chunk)))) == {"PNG chunk abCd"}


def test_the_fields_and_the_picture_of_a_tiff_are_told_apart():
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[271] = "Canon of Tokyo"
    out = io.BytesIO()
    media.drawing().save(out, "TIFF", tiffinfo=tags)
    data = out.getvalue()
    (picture,) = left_out(data, (len(data) - 4, 4)).parts

    assert (picture.name, picture.kind) == ("picture data", "content")
    assert names(left_out(data, (data.index(b"Canon"), 5))) == {"EXIF Make"}
    assert names(left_out(data, (8, 2))) == {"picture layout (directory)"}
    assert "picture layout (StripOffsets)" in names(left_out(data, (0, len(data))), "content")


STORE = b"\0\0\0\x40jumb\0\0\0\x1ejumdc2pa" + bytes(range(44))


def recording(frame):
    tag = b"GEOB" + struct.pack(">I", len(frame)) + b"\0\0" + frame
    return b"ID3\3\0\0" + bytes([0, 0, len(tag) >> 7, len(tag) & 0x7F]) + tag + b"\xff\xfb" * 50


def test_credentials_in_a_tag_are_read_and_not_among_the_uncovered_parts():
    data = recording(b"\0application/c2pa\0a\0b\0" + STORE)
    found = left_out(data, (10, len(data) - 110))

    assert found.store == STORE
    assert found.parts == ()
    assert left_out(data, (10, len(data) - 90)).of("content")


def test_another_object_in_a_tag_is_no_store():
    data = recording(b"\0image/jpeg\0a\0b\0" + STORE)
    found = left_out(data, (10, len(data) - 110))

    assert (found.store, names(found)) == (b"", {"ID3 GEOB"})


FILM = boxes.box(b"ftyp", b"isom") + boxes.box(
    b"moov",
    boxes.box(b"trak", boxes.box(b"tkhd", b"\x01\0\0\x07first"))
    + boxes.box(b"trak", boxes.box(b"tkhd", b"\0\0\0\x03other")),
)
FIRST, SECOND = FILM.index(b"tkhd") - 4, FILM.rindex(b"tkhd") - 4


@pytest.mark.parametrize(
    ("rule", "starts"),
    [
        ({}, [FIRST, SECOND]),
        ({"xpath": "/moov/trak[2]/tkhd"}, [SECOND]),
        ({"xpath": "/moov[2]/trak/tkhd"}, []),
        ({"xpath": "/tkhd"}, []),
        ({"version": 1}, [FIRST]),
        ({"flags": [0, 0, 3]}, [SECOND]),
        ({"flags": [0, 0, 3], "exact": False}, [FIRST, SECOND]),
        ({"length": 17}, [FIRST, SECOND]),
        ({"length": 18}, []),
        ({"data": [{"offset": 12, "value": list(b"first")}]}, [FIRST]),
        ({"data": [{"offset": 12, "value": "zzz"}, {"offset": -1, "value": [1]}]}, []),
        ({"subset": [{"offset": 12, "length": 2}]}, [FIRST + 12, SECOND + 12]),
        ({"subset": [{"offset": 16, "length": 0}]}, [FIRST + 16, SECOND + 16]),
        ({"subset": [{"offset": 99, "length": 0}]}, []),
    ],
)
def test_exclusions_by_path_obey_every_rule(rule, starts):
    found = by_paths(FILM, {"xpath": "/moov/trak/tkhd", **rule})

    assert [each.start for each in found.parts] == starts


def test_a_subset_has_its_own_length():
    found = by_paths(FILM, {"xpath": "/moov/trak/tkhd", "subset": [{"offset": 12, "length": 2}]})

    assert [each.length for each in found.parts] == [2, 2]


def test_samples_that_a_tree_of_hashes_covers_are_not_left_out():
    film = media.content("mp4")
    rule = {"xpath": "/mdat", "subset": [{"offset": 16, "length": 0}]}
    label = "c2pa.hash.bmff.v3"

    def mapped(**more):
        hashed = [binding(label, exclusions=[rule], **more)]
        return chart(io.BytesIO(film), hashed, Limits())

    assert mapped().of("content")
    assert not mapped(merkle=[{"uniqueId": 0}]).parts


class Counting(io.BytesIO):
    """Count what is read."""

    taken = 0

    def read(self, size=-1):
        found = super().read(size)
        self.taken += len(found)
        return found


def test_a_large_film_is_not_read_to_its_end():
    film = Counting(FILM + boxes.box(b"mdat", bytes(20 << 20)) + boxes.box(b"free", b"\x01" * 4000))
    hashed = [binding("c2pa.hash.bmff.v3", exclusions=[{"xpath": "/free"}, {"xpath": "/ftyp"}])]

    assert names(chart(film, hashed, Limits())) == {"free box", "ftyp box"}
    assert film.taken < 20_000


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
def test_ranges_add_up_and_take_away_as_sets_of_bytes_do(ranges, taken):
    def held(found):
        return {byte for start, end in found for byte in range(start, end)}

    assert held(merged(ranges)) == held(ranges)
    assert held(without(ranges, taken)) == held(ranges) - held(taken)
