"""What a source says about itself, and what of it may be stated."""

from __future__ import annotations

import io
import json
import subprocess
import threading
import time
from pathlib import Path
from shutil import copy, which
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from provenance.errors import InvalidArgument, MetadataError
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.signing.metadata import (
    MetadataChoice,
    MetadataReader,
    SourceMetadata,
    assertions,
    left_out,
)
from provenance.signing.metadata.properties import PROPERTIES
from provenance.signing.metadata.vocabulary import NAMESPACES, Disclosure

if TYPE_CHECKING:
    from provenance.model.definition import AssertionDefinition

needs_exiftool = pytest.mark.skipif(which("exiftool") is None, reason="exiftool is not installed")

PRIVATE = {
    "ExifIFD:SerialNumber": "BODY-4711",
    "ExifIFD:LensSerialNumber": "LENS-4712",
    "ExifIFD:OwnerName": "Olga Owner",
    "ExifIFD:ImageUniqueID": "0123456789ABCDEF0123456789ABCDEF",
    "IFD0:Artist": "Anna Artist",
    "IFD0:Copyright": "(c) Carla Copyright",
    "GPS:GPSLatitude": "51.5007",
    "GPS:GPSLatitudeRef": "S",
    "GPS:GPSLongitude": "0.1246",
    "GPS:GPSLongitudeRef": "W",
    "GPS:GPSAltitude": "12",
    "IPTC:City": "Secretville",
    "IPTC:Sub-location": "Hidden Lane",
    "IPTC:Country-PrimaryLocationName": "Nowhereland",
    "IPTC:By-line": "Bert Byline",
    "IPTC:Writer-Editor": "Wanda Writer",
    "XMP-photoshop:State": "Secretshire",
    "XMP-iptcCore:Location": "Hidden Lane",
    "XMP-iptcExt:PersonInImage": "Peter Person",
    "XMP-aux:SerialNumber": "BODY-4711",
    "XMP-exif:GPSLongitude": "0.1246",
    "XMP-xmpMM:DocumentID": "uuid:traceable-4713",
}
OPEN = {
    "IFD0:Make": "Maker",
    "IFD0:Model": "Model 1",
    "ExifIFD:ExposureTime": "1/250",
    "ExifIFD:FNumber": "2.8",
    "ExifIFD:ISO": "200",
    "ExifIFD:FocalLength": "35",
    "ExifIFD:LensModel": "35mm F2",
    "ExifIFD:LensInfo": "24 70 2.8 4",
    "ExifIFD:DateTimeOriginal": "2026:05:04 03:02:01",
    "ExifIFD:OffsetTimeOriginal": "+02:00",
    "IPTC:Headline": "Bridge opens",
    "IPTC:Caption-Abstract": "The bridge was opened.\nPeople came.",
    "IPTC:DateCreated": "2026:05:04",
    "IPTC:TimeCreated": "03:02:01+02:00",
    "XMP-dc:Subject": "bridge",
    "XMP-dc:Title": "Brücke 橋",
}


def tagged(path: Path, tags: dict[str, str], *, noise: bytes | None = None) -> Path:
    Image.new("RGB", (64, 48), (200, 30, 30)).save(path, comment=noise or b"")
    arguments = [f"-{name}#={value}" for name, value in tags.items()]
    command = ["exiftool", "-q", "-q", "-overwrite_original", "-codedcharacterset=utf8"]
    subprocess.run([*command, *arguments, str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def reader():
    with MetadataReader() as reader:
        yield reader


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    if which("exiftool") is None:
        pytest.skip("exiftool is not installed")
    return tagged(tmp_path_factory.mktemp("photo") / "photo.jpg", PRIVATE | OPEN)


@pytest.fixture(scope="module")
def found(photo, reader):
    return reader.read(Asset.of(photo))


def assertion(found: SourceMetadata, choice: MetadataChoice) -> AssertionDefinition:
    """Return what is stated first: the capture data."""
    made = assertions(found, choice)[0]
    assert made.label == "c2pa.metadata"
    return made


def wording(found: SourceMetadata, choice: MetadataChoice) -> AssertionDefinition:
    return next(each for each in assertions(found, choice) if each.label == "cawg.metadata")


def text_of(found: SourceMetadata, choice: MetadataChoice) -> str:
    return json.dumps([a.data for a in assertions(found, choice)], ensure_ascii=False)


def data_of(found: SourceMetadata, choice: MetadataChoice) -> dict:
    made = assertions(found, choice)
    return {name: value for each in made for name, value in each.data.items()}


class TestSafe:
    def test_states_capture_data_as_xmp_writes_it(self, found):
        stated = assertion(found, MetadataChoice()).data
        assert stated["tiff:Make"] == "Maker"
        assert stated["exif:ExposureTime"] == "1/250"
        assert stated["exif:FNumber"] == 2.8
        assert stated["exif:ISOSpeedRatings"] == 200
        assert stated["exif:DateTimeOriginal"] == "2026-05-04T03:02:01+02:00"
        assert stated["exifEX:LensModel"] == "35mm F2"
        assert stated["exifEX:LensSpecification"] == {"@list": [24, 70, 2.8, 4]}
        assert stated["photoshop:DateCreated"] == "2026-05-04T03:02:01+02:00"

    def test_passes_captions_on_where_every_field_is_allowed(self, found):
        captions = wording(found, MetadataChoice())
        assert captions.label == "cawg.metadata"
        assert not captions.created
        assert captions.data["photoshop:Headline"] == "Bridge opens"
        assert captions.data["dc:description"] == "The bridge was opened. People came."
        assert captions.data["dc:title"] == "Brücke 橋"
        assert captions.data["dc:subject"] == ["bridge"]

    def test_tells_nothing_private(self, found):
        stated = text_of(found, MetadataChoice())
        hidden = ["GPS", "51", "0.1246", "4711", "4712", "4713", "0123456789ABCDEF", "Secret"]
        hidden += ["Hidden", "Nowhere", "Olga", "Anna", "Carla", "Bert", "Wanda", "Peter"]
        assert [word for word in hidden if word in stated] == []

    def test_names_what_it_leaves_out(self, found):
        note = left_out(found, MetadataChoice())
        for words in ("GPS position", "place names", "serial numbers", "owner name", "creator"):
            assert words in note
        assert "still holds it" in note

    def test_a_real_photo_with_a_position_keeps_it_to_itself(self, corpus, reader):
        found = reader.read(Asset.of(corpus / "photos" / "DSCN0010.jpg"))
        stated = text_of(found, MetadataChoice())
        assert '"COOLPIX P6000"' in stated
        assert not [word for word in ("GPS", "43", "11,53", "2008:10:23") if word in stated]
        assert "GPS position" in left_out(found, MetadataChoice())


class TestChoice:
    def test_none_states_nothing(self, found):
        choice = MetadataChoice(level="none")
        assert choice.is_empty
        assert assertions(found, choice) == ()
        assert left_out(found, choice) == ""

    def test_all_states_everything_that_was_found(self, found):
        choice = MetadataChoice(level="all")
        stated = data_of(found, choice)
        assert stated["exif:GPSLatitude"] == "51,30.042000S"
        assert stated["exif:GPSLongitude"] == "0,7.476000W"
        assert stated["exifEX:BodySerialNumber"] == "BODY-4711"
        assert stated["dc:creator"] == ["Bert Byline"]
        assert set(found.properties) <= set(stated)
        assert left_out(found, choice) == ""

    def test_all_never_states_what_has_no_row(self, found):
        assert "traceable" not in text_of(found, MetadataChoice(level="all"))

    @pytest.mark.parametrize(
        ("field", "present", "absent"),
        [
            ("gps", "exif:GPSLatitude", "photoshop:City"),
            ("location", "photoshop:City", "exifEX:BodySerialNumber"),
            ("serial", "exifEX:BodySerialNumber", "exifEX:CameraOwnerName"),
            ("owner", "exifEX:CameraOwnerName", "dc:creator"),
            ("creator", "dc:creator", "Iptc4xmpExt:PersonInImage"),
            ("exif:GPSAltitude", "exif:GPSAltitude", "exif:GPSLatitude"),
            ("gpsaltitude", "exif:GPSAltitude", "exif:GPSLatitude"),
            ("SerialNumber", "exifEX:BodySerialNumber", "exifEX:LensSerialNumber"),
        ],
    )
    def test_a_field_adds_itself_and_nothing_else(self, found, field, present, absent):
        safe = data_of(found, MetadataChoice())
        more = data_of(found, MetadataChoice(fields=(field,)))
        assert present in more
        assert present not in safe
        assert absent not in more
        alone = text_of(found, MetadataChoice(level="none", fields=(field,)))
        assert present in alone
        assert "tiff:Make" not in alone

    @pytest.mark.parametrize(
        ("wrong", "right"), [("gsp", "gps"), ("exif:FNumbr", "exif:FNumber"), ("Serail", "serial")]
    )
    def test_an_unknown_field_is_refused_with_the_nearest(self, wrong, right):
        with pytest.raises(InvalidArgument, match=f"Did you mean {right}"):
            MetadataChoice(fields=(wrong,))

    def test_an_unknown_field_like_no_other_lists_the_groups(self):
        with pytest.raises(InvalidArgument, match="location, owner"):
            MetadataChoice(fields=("qqqqqq",))

    def test_an_unknown_level_is_refused(self):
        with pytest.raises(InvalidArgument, match="none, safe or all"):
            MetadataChoice(level="some")


class TestTable:
    def test_every_prefix_has_a_namespace(self):
        assert {row.prefix for row in PROPERTIES} <= set(NAMESPACES)

    def test_names_are_unique(self):
        assert len({row.name for row in PROPERTIES}) == len(PROPERTIES)

    def test_nothing_private_hides_among_the_safe_rows(self):
        safe = {Disclosure.CAPTURE, Disclosure.CAPTION}
        words = ("gps", "serial", "owner", "city", "location", "country", "person", "uniqueid")
        names = [
            name.lower()
            for row in PROPERTIES
            if row.discloses in safe
            for name in (row.name, *row.tags)
        ]
        assert not [name for name in names if any(word in name for word in words)]

    def test_the_location_stands_in_assertions_of_its_own(self, found):
        made = assertions(found, MetadataChoice(level="all"))
        told = [(each.label, sorted(set(each.data) - {"@context"})) for each in made]
        places = [(label, names) for label, names in told if "Location" in str(names)]
        assert [label for label, _ in told] == ["c2pa.metadata"] * 2 + ["cawg.metadata"] * 2
        assert told[1][1][0] == "exif:GPSAltitude"
        assert places == [("cawg.metadata", ["Iptc4xmpCore:Location"])]
        assert not [name for _, names in (told[0], told[2]) for name in names if "GPS" in name]

    def test_the_context_names_what_is_used_and_nothing_else(self, found):
        data = assertion(found, MetadataChoice()).data
        used = {name.partition(":")[0] for name in data if name != "@context"}
        assert set(data["@context"]) == used


@needs_exiftool
class TestReading:
    def test_bytes_and_streams_read_like_the_file(self, photo, reader, found):
        data = photo.read_bytes()
        assert reader.read(Asset.of(data)).properties == found.properties
        assert reader.read(Asset.of(io.BytesIO(data))).properties == found.properties

    @pytest.mark.parametrize(
        "name", ["-delete_original.jpg", "#x.jpg", " x .jpg", "a\n-o\n.jpg", b"\xff\xfe.jpg"]
    )
    def test_a_name_is_never_an_instruction(self, photo, reader, found, tmp_path, name):
        path = tmp_path / (
            name if isinstance(name, str) else Path(name.decode("utf-8", "surrogateescape"))
        )
        copy(photo, path)
        assert reader.read(Asset.of(path)).properties == found.properties
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_file_without_metadata_says_nothing(self, reader, tmp_path):
        Image.new("RGB", (8, 8)).save(tmp_path / "plain.png")
        found = reader.read(Asset.of(tmp_path / "plain.png"))
        assert dict(found.properties) == {}
        assert found.notes == ()

    def test_garbage_says_nothing(self, reader):
        assert dict(reader.read(Asset.of(b"\x00\x01 not a picture")).properties) == {}

    def test_text_that_is_not_utf8_and_zero_dates_do_no_harm(self, reader, tmp_path):
        path = tagged(tmp_path / "odd.jpg", {"ExifIFD:DateTimeOriginal": "0000:00:00 00:00:00"})
        path.write_bytes(path.read_bytes())
        command = ["exiftool", "-q", "-overwrite_original", "-charset", "exif=latin1"]
        subprocess.run([*command, "-IFD0:Make=M\xfcller", str(path)], check=True)
        properties = reader.read(Asset.of(path)).properties
        assert properties["tiff:Make"].startswith("M")
        assert "exif:DateTimeOriginal" not in properties

    def test_one_process_serves_one_file_after_another(self, photo):
        with MetadataReader() as reader:
            reader.read(Asset.of(photo))
            process = reader._process._exiftool._process
            reader.read(Asset.of(photo))
            assert reader._process._exiftool._process is process
        assert process.poll() is not None

    def test_threads_share_one_reader(self, photo, found):
        with MetadataReader() as reader:
            answers = []
            threads = [
                threading.Thread(target=lambda: answers.append(reader.read(Asset.of(photo))))
                for _ in range(4)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert [answer.properties for answer in answers] == [found.properties] * 4

    def test_a_process_that_was_killed_is_replaced(self, photo, found):
        with MetadataReader() as reader:
            reader.read(Asset.of(photo))
            process = reader._process._exiftool._process
            process.kill()
            process.wait()
            assert reader.read(Asset.of(photo)).properties == found.properties

    def test_a_process_that_hangs_is_an_error_and_is_replaced(self, photo, tmp_path):
        slow = tmp_path / "exiftool"
        real = which("exiftool")
        slow.write_text(f'#!/bin/sh\n[ -e {tmp_path}/slow ] && exec sleep 60\nexec {real} "$@"\n')
        slow.chmod(0o755)
        (tmp_path / "slow").touch()
        with MetadataReader(executable=str(slow)) as reader:
            reader._limits = Limits(wall_seconds=0.3)
            begun = time.monotonic()
            with pytest.raises(MetadataError, match="took more than"):
                reader.read(Asset.of(photo))
            assert time.monotonic() - begun < 5
            (tmp_path / "slow").unlink()
            reader._process = None
            reader._limits = Limits()
            assert reader.read(Asset.of(photo)).properties

    def test_a_process_that_dies_without_an_answer_is_an_error(self, photo, tmp_path):
        broken = tmp_path / "exiftool"
        broken.write_text("#!/bin/sh\nsleep 0.2\nexit 1\n")
        broken.chmod(0o755)
        with MetadataReader(executable=str(broken)) as reader, pytest.raises(MetadataError):
            reader.read(Asset.of(photo))


class TestWithoutExifTool:
    @pytest.fixture
    def bare(self):
        with MetadataReader(executable="exiftool-is-not-here") as reader:
            yield reader

    def test_reads_the_same_exif_and_says_so(self, bare, corpus):
        found = bare.read(Asset.of(corpus / "photos" / "DSCN0010.jpg"))
        assert found.reader == "Pillow"
        assert "ExifTool is not installed" in found.notes[0]
        stated = assertion(found, MetadataChoice()).data
        assert stated["tiff:Model"] == "COOLPIX P6000"
        assert stated["exif:ExposureTime"] == "1/75"
        assert stated["exif:DateTimeOriginal"] == "2008-10-22T16:28:39"
        assert "GPS" not in text_of(found, MetadataChoice())

    @needs_exiftool
    def test_agrees_with_exiftool_on_what_both_read(self, bare, reader, corpus):
        for name in ("DSCN0010.jpg", "canon-ixus.jpg", "HMD_Nokia_8.3_5G.jpg"):
            asset = Asset.of(corpus / "photos" / name)
            both, ours = reader.read(asset).properties, bare.read(asset).properties
            assert len(ours) > 10
            close = {k: pytest.approx(v, rel=1e-4) for k, v in both.items() if isinstance(v, float)}
            assert {k: ours[k] for k in ours if k in both} == {
                k: close.get(k, both[k]) for k in ours if k in both
            }

    @pytest.mark.parametrize(
        "data", [b"", b"garbage", b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00"]
    )
    def test_garbage_says_nothing(self, bare, data):
        assert dict(bare.read(Asset.of(data)).properties) == {}
