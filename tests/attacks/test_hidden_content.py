"""Content where no hash covers it: deep behind a picture, in free boxes, beside members of archives."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import pytest
from PIL import Image
from support import bindings, boxes, media
from support.authorities import Development

from provenance import Capture, Edit, MetadataChoice, Signer, Update, Verdict, Verifier
from provenance.errors import SigningFailed
from provenance.signing import reading_back as signing

MAKE, MODEL, DATE = 271, 272, 306
ENTRY = b"PK\x01\x02"


@pytest.fixture(scope="module")
def pki():
    return Development()


@pytest.fixture(scope="module")
def signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def studio(signer):
    with Signer(signer, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        yield studio


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


def messages(report):
    return {each.code: each.message for each in report.findings}


@pytest.fixture(scope="module")
def box_hashed(studio, signer):
    signed = studio.sign(media.content("jpeg"), None, Capture())
    return bindings.by_boxes(signed, signer, bindings.jpeg_boxes)


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp", "tiff", "mp4", "heic", "jxl"])
@pytest.mark.parametrize("depth", [100_000, (1 << 20) - 3, 5_000_000])
@pytest.mark.attack(29)
def test_another_picture_is_found_however_deep_it_lies(depth, kind, box_hashed, verifier):
    report = verifier.inspect(box_hashed + b"\x07" * depth + media.content(kind))

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "The signature of this file leaves out another picture or film after the end, which "
        "anyone could have exchanged."
    )


def test_data_in_which_a_few_bytes_look_like_a_picture_are_no_picture(box_hashed, verifier):
    noise = (b"\xff\xd8\xff\xe1 MM\0* ftyp RIFF GIF8 " + bytes(range(256))) * 400
    report = verifier.inspect(box_hashed + noise)

    assert report.verdict is Verdict.TRUSTED
    assert "data after the end" in messages(report)["binding.metadata-left-out"]


def test_the_moving_part_of_a_photograph_is_honest_where_the_hash_covers_it(studio, verifier):
    motion_photo = media.content("jpeg") + media.content("mp4")
    signed = studio.sign(motion_photo, None, Capture())
    report = verifier.inspect(signed.data)

    assert report.verdict is Verdict.TRUSTED
    assert report.uncovered == ()


def test_the_moving_part_of_a_photograph_that_no_hash_covers_is_content(studio, signer, verifier):
    signed = studio.sign(media.content("jpeg") + media.content("mp4"), None, Capture())
    film = len(media.content("mp4"))
    data = bindings.by_ranges(signed, signer, [(len(signed.data) - film, film)])
    report = verifier.inspect(data)

    assert report.verdict is Verdict.INVALID
    assert "leaves out another picture or film after the end" in report.headline


@pytest.mark.parametrize("kind", ["mp4", "m4a", "fragmented_mp4", "heic", "avif"])
@pytest.mark.attack(11)
def test_a_film_whose_samples_lie_in_free_boxes_is_invalid(kind, studio, verifier, monkeypatch):
    hidden = media.content(kind).replace(b"mdat", b"free")
    with pytest.raises(SigningFailed, match="could not cover"):
        studio.sign(hidden, None, Capture())

    monkeypatch.setattr(signing, "require_covered", lambda *_: None)  # another signer's program
    report = verifier.inspect(studio.sign(hidden, None, Capture()).data)

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "The signature of this file leaves out picture, sound or film data outside of the boxes "
        "for them, which anyone could have exchanged."
    )


@pytest.mark.parametrize("kind", ["mp4", "mov", "m4a", "heic", "avif"])
def test_a_free_box_that_no_index_leads_to_stays_a_note(kind, studio, verifier):
    signed = studio.sign(media.content(kind), None, Capture())
    report = verifier.inspect(signed.data + boxes.box(b"free", b"\x01" * 4000))

    assert report.verdict is Verdict.TRUSTED
    assert "free box" in messages(report)["binding.room-left-out"]


@pytest.mark.attack(24)
def test_a_signature_that_leaves_out_the_start_is_not_called_tampering(studio, signer, verifier):
    """As files of an older camera app: one range from byte 0, over header, EXIF and credentials."""
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[DATE] = "Canon of Tokyo", "EOS R5", "2023:02:12 10:00:00"
    fields = exif.tobytes()
    segment = b"\xff\xe1" + struct.pack(">H", len(fields) + 2) + fields
    signed = studio.sign(media.content("jpeg"), None, Capture())
    with_exif = replace(signed, data=signed.data[:2] + segment + signed.data[2:])
    report = verifier.inspect(bindings.from_the_start(with_exif, signer))

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "The signed part of this file is unchanged, but the signature leaves out parts that it "
        "has to cover: nobody can tell whether those were changed."
    )
    assert messages(report)["binding.metadata-left-out"] == (
        "The signature does not cover these parts of the file, which anyone could have changed: "
        "EXIF Make, EXIF Model, EXIF DateTime, JFIF header."
    )
    assert not any("after it was signed" in each for each in messages(report).values())


@pytest.fixture(scope="module")
def letter(studio):
    return studio.sign(media.content("docx"), None, Capture()).data


def old_directory(archive):
    """Return where the directory lies that the archive had before it was signed."""
    start = archive.index(ENTRY)
    return start, archive.index(b"PK\x03\x04", start)


def local(name, content):
    head = struct.pack(
        "<4s5H3I2H",
        b"PK\x03\x04",
        20,
        0,
        0,
        0,
        33,
        zlib.crc32(content),
        len(content),
        len(content),
        len(name),
        0,
    )
    return head + name + content


def test_what_stands_between_the_members_of_an_archive_is_named(letter, verifier):
    start, end = old_directory(letter)
    hidden = b"Signed by nobody".ljust(end - start, b".")
    report = verifier.inspect(letter[:start] + hidden + letter[end:])

    assert report.verdict is Verdict.TRUSTED
    assert messages(report)["binding.metadata-left-out"] == (
        "The signature does not cover these parts of the file, which anyone could have changed: "
        "data between the members of the archive."
    )


def test_a_member_that_only_some_programs_see_is_content(letter, verifier):
    start, end = old_directory(letter)
    hidden = local(b"word/document.xml", b"<other/>").ljust(end - start, b"\0")
    report = verifier.inspect(letter[:start] + hidden + letter[end:])

    assert report.verdict is Verdict.INVALID
    assert "leaves out a member that the directory does not name" in report.headline


@pytest.mark.parametrize("name", [b"[Content_Types].xml", b"META-INF/content_credential.c2pa"])
def test_what_stands_before_an_archive_is_content(name, letter, verifier):
    """A directory can lie there, where programs look that do not allow for bytes before."""
    report = verifier.inspect(local(name, b"<other/>") + letter)

    assert report.verdict is Verdict.INVALID
    assert "leaves out bytes that move the archive" in report.headline
    assert verifier.inspect(local(name, letter) + letter).verdict is Verdict.INVALID


def test_credentials_that_an_archive_had_before_an_edit_are_noted(letter, studio, verifier):
    edit = Edit(actions=("c2pa.edited",))
    once = studio.sign(letter, None, edit).data
    for data in (once, studio.sign(once, None, edit).data):
        report = verifier.inspect(data)

        assert report.verdict is Verdict.TRUSTED
        assert messages(report)["binding.room-left-out"].endswith(
            "no player shows: earlier credentials of the archive."
        )
        assert not {"binding.left-out", "binding.metadata-left-out"} & set(messages(report))


def test_a_member_among_earlier_credentials_is_content(letter, studio, verifier):
    data = studio.sign(letter, None, Edit(actions=("c2pa.edited",))).data
    start = data.index(b"META-INF/content_credential.c2pa") - 30  # the earlier of the two
    size = int.from_bytes(data[start + 18 : start + 22], "little")
    hidden = local(b"word/document.xml", b"<other/>")
    whole = 30 + 32 + size
    planted = data[:start] + hidden.ljust(whole, b"\0") + data[start + whole :]

    report = verifier.inspect(planted)

    assert report.verdict is Verdict.INVALID
    assert "leaves out a member that the directory does not name" in report.headline


@pytest.mark.parametrize("kind", ["mp4", "heic"])
def test_what_updates_add_to_a_film_lies_apart_and_is_read(kind, studio, verifier):
    signed = studio.sign(media.content(kind), None, Capture())
    for _ in range(2):
        signed = studio.sign(signed.data, None, Update())
        report = verifier.inspect(signed.data)

        assert report.verdict is Verdict.TRUSTED
        assert not any(each.code.startswith("evidence.") for each in report.findings)


def test_updates_may_add_more_than_one_segment_of_a_jpeg(studio, verifier):
    signed = studio.sign(media.photo(1200, 800), None, Capture())
    while len(signed.manifest_store) < (1 << 16) + 20_000:
        signed = studio.sign(signed.data, None, Update())
        report = verifier.inspect(signed.data)

        assert report.verdict is Verdict.TRUSTED
        assert not any(each.code.startswith(("evidence.", "binding.")) for each in report.findings)


def test_credentials_with_another_name_at_their_place_are_content(letter, verifier):
    place = letter.index(b"META-INF/content_credential.c2pa")
    report = verifier.inspect(letter[:place] + b"word" + letter[place + 4 :])

    assert report.verdict is Verdict.INVALID
    assert "leaves out a member with two names" in report.headline


def test_a_folder_whose_name_swallows_what_follows_is_content(letter, verifier):
    size = letter.index(b"META-INF/PK") - 4
    longer = letter[:size] + bytes([letter[size] + 64]) + letter[size + 1 :]

    report = verifier.inspect(longer)

    assert report.verdict is Verdict.INVALID
    assert "leaves out a member with two names" in report.headline


@pytest.mark.parametrize("ending", [b"trailing bytes", b"PK\x05\x06" + bytes(18)])
def test_what_stands_behind_an_archive_is_never_trusted(ending, letter, verifier):
    assert verifier.inspect(letter + ending).verdict is not Verdict.TRUSTED
