"""Profiles of privacy: what leaves the file before it is hashed, and what is stated of it."""

from __future__ import annotations

import math
from dataclasses import replace
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import located, media
from support.studio import open_studio

from provenance import Asset, Capture, Edit, MetadataChoice, Signer, Update, Verdict
from provenance.conformance import evaluate
from provenance.engine.formats import detect
from provenance.engine.formats.media_type import JPEG
from provenance.errors import InvalidArgument, MetadataError
from provenance.report import crjson
from provenance.signing.metadata import MetadataReader, profile
from provenance.signing.metadata.places import Position, position_in
from provenance.signing.metadata.profiles import GRIDS, RADII
from provenance.signing.metadata.traces import named, traces

needs_exiftool = pytest.mark.skipif(which("exiftool") is None, reason="exiftool is not installed")
EARTH = 111_320  # metres of one degree of latitude


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


def conforming(studio, path):
    """Verify a file, hold it against the official checks, and return its active manifest."""
    examined = studio.verifier.examine(path)
    assert examined.report.verdict is Verdict.TRUSTED, examined.report.headline
    failed = [each.id for each in evaluate(crjson.document(examined)) if each.outcome != "pass"]
    assert failed == []
    return examined.store.active


def stated(manifest):
    return {
        name: value
        for each in manifest.assertions
        if "metadata" in each.label
        for name, value in each.data.items()
    }


def cleaned(source, folder, name):
    """Return the working copy that is signed: ExifTool reads no EXIF in a PNG that is signed."""
    target = folder / f"copy-{name}"
    with MetadataReader() as reader, source.open("rb") as content:
        kind = detect(content, name=source.name)
        reader.clean(Asset.of(source), kind, target, profile(name))
    return target


# ExifTool leaves an index in the HEIC file of tests that the engine would damage.
SIGNABLE = [each for each in (*located.PICTURES, *located.FILMS) if each != "heic"]


class TestProfiles:
    @pytest.mark.parametrize(
        ("name", "field", "allowed"),
        [
            ("public", "exif:GPSLatitude", False),
            ("public", "dc:creator", False),
            ("public", "tiff:Model", True),
            ("newsroom", "exif:GPSLatitude", True),
            ("newsroom", "exif:GPSAltitude", False),
            ("newsroom", "photoshop:City", True),
            ("newsroom", "Iptc4xmpCore:Location", False),
            ("newsroom", "dc:creator", True),
            ("newsroom", "exifEX:BodySerialNumber", False),
            ("evidence", "exif:GPSAltitude", True),
            ("evidence", "exifEX:BodySerialNumber", True),
        ],
    )
    def test_say_what_is_stated(self, name, field, allowed):
        row = next(row for row in _rows() if row.name == field)
        assert profile(name).choice.allows(row) is allowed

    def test_evidence_alone_leaves_the_file_as_it_is(self):
        assert [profile(name).cleans for name in ("public", "newsroom", "evidence")] == [
            True,
            True,
            False,
        ]

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            (("secret",), "public, newsroom, evidence"),
            (("public", "100km"), "10km"),
            (("evidence", "none"), "exact"),
        ],
    )
    def test_refuse_what_makes_no_sense(self, arguments, word):
        with pytest.raises(InvalidArgument) as refused:
            profile(arguments[0], location=(*arguments, None)[1])
        assert word in str(refused.value)

    def test_a_file_left_as_it_is_gets_no_reduced_position_stated(self):
        left = profile("newsroom").leaving_the_file().choice
        assert not [row for row in _rows() if row.name.startswith("exif:GPS") and left.allows(row)]

    def test_metadata_and_privacy_contradict_each_other(self, studio):
        with pytest.raises(InvalidArgument, match="Keep one"):
            Signer(
                studio.signer._credential, metadata=MetadataChoice(level="all"), privacy="public"
            )


def _rows():
    from provenance.signing.metadata.properties import PROPERTIES  # noqa: PLC0415

    return PROPERTIES


class TestPlaces:
    @given(st.floats(-89, 89), st.floats(-180, 180), st.sampled_from(sorted(GRIDS)))
    def test_a_moved_position_is_within_its_stated_error_and_stays_where_it_is(
        self, latitude, longitude, grid
    ):
        moved = Position(latitude, longitude).on_grid(GRIDS[grid])
        assert moved.on_grid(GRIDS[grid]) == moved

        north = abs(moved.latitude - latitude) * EARTH
        narrow = math.cos(math.radians(min(abs(latitude), abs(moved.latitude))))
        east = abs(moved.longitude - longitude) * EARTH * narrow
        assert math.hypot(north, east) <= RADII[grid] * 1.7 + 1

    def test_neighbours_become_one(self):
        here, there = Position(60.1467, 24.9068), Position(60.1233, 24.9301)
        assert here.on_grid(0.1) == there.on_grid(0.1)

    def test_half_a_position_is_none(self):
        assert position_in({"Composite:GPSLatitude": 43.4}) is None
        assert position_in({"XMP:XMP-exif:GPSLatitude": 1, "XMP:XMP-exif:GPSLongitude": 2})
        assert position_in({"Composite:GPSLatitude": 143, "Composite:GPSLongitude": 2}) is None


class TestTraces:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("EXIF:GPS:GPSLatitude", "GPS position"),
            ("QuickTime:Keys:Copy1:GPSCoordinates", "GPS position"),
            ("IPTC:IPTC:City", "place names"),
            ("MakerNotes:Nikon:ISOSelection", "maker notes"),
            ("XMP:XMP-xmpMM:DocumentID", "serial numbers"),
            ("EXIF:ExifIFD:OwnerName", "owner name"),
            ("EXIF:IFD0:OriginalRawFileName", "earlier file names"),
        ],
    )
    def test_are_known_by_name(self, name, kind):
        (trace,) = traces({name: "something"})
        assert trace.kind == kind
        assert kind in named((trace,))

    @pytest.mark.parametrize(
        "name",
        [
            "EXIF:GPS:GPSVersionID",
            "EXIF:IFD0:Make",
            "XMP:XMP-xmp:CreatorTool",
            "ICC_Profile:ICC-header:ProfileCreator",
            "JUMBF:CBOR:GPSLatitude",
            "File:System:FileName",
            "QuickTime:QuickTime:MediaCreateDate",
        ],
    )
    def test_are_not_seen_where_there_are_none(self, name):
        assert traces({name: "something"}) == ()


@needs_exiftool
class TestCleaning:
    @pytest.mark.parametrize("name", SIGNABLE)
    def test_public_leaves_nothing_and_changes_no_pixel(self, name, studio, tmp_path):
        source = located.one(name, tmp_path)
        before, target = source.read_bytes(), tmp_path / f"signed-{source.name}"
        assert located.about_places(source)

        signed = studio.signer.sign(source, target, Capture(device="X"), privacy="public")

        assert located.about_places(target) == {}
        content = target.read_bytes()
        assert [word for word in located.SECRETS if word.encode() in content] == []
        assert source.read_bytes() == before
        copy = cleaned(source, tmp_path, "public")
        assert located.about_places(copy) == {}
        assert located.decoded(name, copy) == located.decoded(name, source)
        manifest = conforming(studio, target)
        assert "tiff:Make" in stated(manifest) or name == "gif"
        assert manifest.actions[-1].action == "c2pa.edited.metadata"
        assert any("GPS position" in note for note in signed.notes)

    @pytest.mark.parametrize("name", SIGNABLE)
    def test_newsroom_rounds_in_the_file_and_in_the_manifest(self, name, studio, tmp_path):
        source, target = located.one(name, tmp_path), tmp_path / "signed"
        studio.signer.sign(source, target, Capture(device="X"), privacy="newsroom")

        told = stated(conforming(studio, target))
        assert told["exif:GPSLatitude"] == "43,30.000000N"
        assert told["exif:GPSHPositioningError"] == 10_000
        assert told["dc:creator"] if name in located.PICTURES[:5] else True
        left = str(located.about_places(cleaned(source, tmp_path, "newsroom")))
        assert "43.5" in left
        assert "43.46" not in left
        assert "512" not in left
        content = target.read_bytes()
        assert b"BODY-4711" not in content
        assert b"Olga Owner" not in content

    def test_newsroom_goes_as_near_as_it_is_told(self, studio, tmp_path):
        source, target = located.one("jpeg", tmp_path), tmp_path / "signed"
        chosen = profile("newsroom", location="1km")
        studio.signer.sign(source, target, Capture(device="X"), privacy=chosen)
        assert stated(conforming(studio, target))["exif:GPSLatitude"] == "43,28.200000N"
        assert 43.47 in located.about_places(target).values()

    def test_evidence_states_all_and_leaves_the_file(self, studio, tmp_path):
        source, target = located.one("jpeg", tmp_path), tmp_path / "signed"
        studio.signer.sign(source, target, Capture(device="X"), privacy="evidence")

        manifest = conforming(studio, target)
        labels = [each.label for each in manifest.assertions if "metadata" in each.label]
        assert labels[:2] == ["c2pa.metadata", "c2pa.metadata__1"]
        assert stated(manifest)["exif:GPSLatitude"] == "43,28.020000N"
        assert located.everything(target) == located.everything(source)

    def test_a_film_states_its_own_position(self, studio, tmp_path):
        source = media.one("mp4", tmp_path)
        located.exiftool("-overwrite_original", "-Keys:GPSCoordinates=-43.467 -11.885", str(source))
        target = tmp_path / "signed"
        studio.signer.sign(source, target, Capture(device="X"), privacy="evidence")
        told = stated(conforming(studio, target))
        assert told["exif:GPSLatitude"] == "43,28.020000S"
        assert told["exif:GPSLongitude"] == "11,53.100000W"

    def test_a_thumbnail_with_a_position_of_its_own_goes(self, studio, tmp_path):
        source, target = located.with_thumbnail(tmp_path), tmp_path / "signed"
        thumbnail = (tmp_path / "small.jpg").read_bytes()
        assert thumbnail[-200:] in source.read_bytes()
        studio.signer.sign(source, target, Capture(device="X"), privacy="public")
        assert thumbnail[-200:] not in target.read_bytes()
        assert located.about_places(target) == {}

    def test_what_follows_the_picture_goes(self, studio, tmp_path):
        source, target = media.one("jpeg", tmp_path), tmp_path / "signed"
        film = located.one("mp4", tmp_path).read_bytes()
        source.write_bytes(source.read_bytes() + film)
        studio.signer.sign(source, target, Capture(device="X"), privacy="public")
        assert film[-500:] not in target.read_bytes()
        assert located.decoded("jpeg", target) == located.decoded("jpeg", source)

    @pytest.mark.parametrize(
        "name",
        [
            *("DSCN0010.jpg", "DSCN0012.jpg", "HMD_Nokia_8.3_5G.jpg", "iphone_13_pro_max.HEIC"),
            *("canon-ixus.jpg", "corrupted.jpg", "landscape_6.jpg", "fujifilm-dx10.jpg"),
        ],
    )
    def test_real_photos_keep_their_pixels_and_their_way_up(self, name, studio, corpus, tmp_path):
        source, target = corpus / "photos" / name, tmp_path / name
        studio.signer.sign(source, target, Capture(device="X"), privacy="public")
        kind = "heic" if name.endswith("HEIC") else "jpeg"
        assert located.decoded(kind, target) == located.decoded(kind, source)
        assert traces(located.everything(target)) == ()
        before, after = located.everything(source), located.everything(target)
        for tag in ("EXIF:IFD0:Orientation", "EXIF:IFD0:Make", "EXIF:ExifIFD:FNumber"):
            assert after.get(tag) == before.get(tag), tag
        conforming(studio, target)

    def test_a_file_with_nothing_to_tell_stays_as_it_is(self, studio, tmp_path):
        source, target = media.one("wav", tmp_path), tmp_path / "signed"
        studio.signer.sign(source, target, Capture(device="X"), privacy="public")
        assert [act.action for act in conforming(studio, target).actions] == ["c2pa.created"]

    def test_the_history_keeps_the_file_as_it_was_signed(self, studio, tmp_path):
        source, signed = located.one("jpeg", tmp_path), tmp_path / "signed.jpg"
        studio.signer.sign(source, signed, Capture(device="X"))
        made = studio.signer.sign(signed, tmp_path / "public.jpg", Edit(), privacy="public")

        report = studio.verifier.inspect(tmp_path / "public.jpg")
        assert report.verdict is Verdict.TRUSTED
        assert len(report.nodes) == 2
        assert located.about_places(tmp_path / "public.jpg") == {}
        assert any("stay in the history" in note for note in made.notes)

    def test_identifiers_of_a_file_without_credentials_stay_out_of_the_history(
        self, studio, tmp_path
    ):
        tag = "-XMP-xmpMM:InstanceID=xmp.iid:traceable-4713"
        source, target = located.one("jpeg", tmp_path, tag), tmp_path / "signed.jpg"
        studio.signer.sign(source, target, Edit(actions=("c2pa.cropped",)), privacy="public")
        assert b"traceable-4713" not in target.read_bytes()
        conforming(studio, target)


@needs_exiftool
class TestRefusal:
    @pytest.mark.parametrize("name", ["docx", "zip"])
    def test_of_what_cannot_be_searched(self, name, studio, tmp_path):
        source, target = media.one(name, tmp_path), tmp_path / "signed"
        with pytest.raises(MetadataError, match="--keep-file-metadata"):
            studio.signer.sign(source, target, Capture(device="X"), privacy="public")
        assert not target.exists()

    def test_of_a_format_that_exiftool_only_adds_to(self, studio, tmp_path):
        source, target = media.one("pdf", tmp_path), tmp_path / "signed"
        located.exiftool("-overwrite_original", "-XMP-exif:GPSLatitude=43.4", str(source))
        with pytest.raises(MetadataError, match="GPS position"):
            studio.signer.sign(source, target, Capture(device="X"), privacy="public")
        assert not target.exists()

        left = profile("public").leaving_the_file()
        studio.signer.sign(source, target, Capture(device="X"), privacy=left)
        assert "GPS" not in str(stated(conforming(studio, target)))

    def test_of_an_update(self, studio, tmp_path):
        source, signed = located.one("jpeg", tmp_path), tmp_path / "signed.jpg"
        studio.signer.sign(source, signed, Capture(device="X"))
        with pytest.raises(InvalidArgument, match="Describe an edit"):
            studio.signer.sign(signed, tmp_path / "new.jpg", Update(), privacy="public")

    def test_of_what_is_left_behind(self, tmp_path, monkeypatch):
        source = located.one("jpeg", tmp_path)
        asset, target = Asset.of(source), tmp_path / "copy"
        with MetadataReader() as reader:
            cleaner = "provenance.signing.metadata.cleaning._wanted"
            monkeypatch.setattr(cleaner, lambda *_: (frozenset(), ("-GPS:GPSLatitude=1",)))
            with pytest.raises(MetadataError, match=r"this is left: .*GPS position"):
                reader.clean(asset, JPEG, target, profile("public"))

    def test_without_exiftool_never_a_silent_leak(self, tmp_path):
        source = tmp_path / "photo.jpg"
        source.write_bytes(media.content("jpeg"))
        with (
            MetadataReader(executable="exiftool-is-not-here") as reader,
            pytest.raises(MetadataError, match="not installed"),
        ):
            reader.clean(Asset.of(source), JPEG, tmp_path / "copy", profile("public"))


def test_the_choice_of_a_profile_can_be_narrowed():
    assert replace(profile("newsroom"), location="none").choice == profile("newsroom").states
