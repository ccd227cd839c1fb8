"""Bytes that a signature does not cover: changed or added without any key, and told by name."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from support import bindings, boxes, media
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier
from provenance.report import text

MAKE, MODEL, SOFTWARE, DATE = 271, 272, 305, 306


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="module")
def signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def studio(signer):
    none = MetadataChoice(level="none")
    with Signer(signer, metadata=none, thumbnails=False) as studio:
        yield studio


def warnings(report):
    return {each.code: each.message for each in report.findings if each.severity == "warning"}


def notes(report):
    return {each.code: each.message for each in report.findings if each.severity == "note"}


@pytest.fixture(scope="module")
def without_exif(studio, signer):
    """A signed photograph whose hash leaves out its EXIF segment."""
    picture, exif = media.drawing(), Image.Exif()
    exif[MAKE], exif[MODEL], exif[SOFTWARE] = "Canon of Tokyo", "EOS R5 Mark II", "Firmware 1"
    exif[DATE] = "2026:03:04 10:20:30"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"as it was")
    signed = studio.sign(out.getvalue(), None, Capture())
    start = signed.data.index(b"Exif\0\0") - 4
    length = int.from_bytes(signed.data[start + 2 : start + 4]) + 2
    return bindings.by_ranges(signed, signer, [(start, length)])


@pytest.mark.attack(9)
def test_exif_that_is_not_covered_is_named_before_and_after_it_was_rewritten(
    without_exif, verifier
):
    rewritten = without_exif
    for before, after in ((b"Canon of Tokyo", b"Leica Camera A"), (b"2026:03", b"1999:12")):
        assert before in rewritten
        rewritten = rewritten.replace(before, after)
    for data in (without_exif, rewritten):
        report = verifier.inspect(data)

        assert report.verdict is Verdict.TRUSTED
        assert warnings(report)["binding.metadata-left-out"] == (
            "The signature does not cover these parts of the file, which anyone could have "
            "changed: EXIF Make, EXIF Model, EXIF Software, "
            "EXIF DateTime."
        )
        assert {"EXIF Make", "EXIF Model"} <= {each.name for each in report.uncovered}


def test_the_screen_lists_uncovered_parts_on_request(without_exif, verifier):
    report = verifier.inspect(without_exif)
    make = next(each for each in report.uncovered if each.name == "EXIF Make")

    shown = text.render(report, verbose=True)
    assert f"EXIF Make: {make.length} bytes from {make.start:,}" in shown
    assert f"from {make.start:,}" not in text.render(report)


def test_what_is_covered_is_not_named(without_exif, verifier):
    assert "JPEG comment" not in {e.name for e in verifier.inspect(without_exif).uncovered}
    changed = without_exif.replace(b"as it was", b"as it is!")
    assert verifier.inspect(changed).verdict is Verdict.INVALID


@pytest.fixture(scope="module")
def film(studio):
    return studio.sign(media.content("mp4"), None, Capture()).data


@pytest.mark.parametrize("kind", [b"free", b"skip"])
@pytest.mark.attack(11)
def test_a_payload_in_a_free_box_is_noted_with_its_size(kind, film, verifier):
    added = boxes.box(kind, media.content("jpeg"))
    report = verifier.inspect(film + added)

    assert report.verdict is Verdict.TRUSTED
    assert notes(report)["binding.room-left-out"] == (
        f"The file carries {len(added):,} bytes that the signature does not cover and no player "
        f"shows: {kind.decode()} box."
    )


@pytest.mark.parametrize("payload", [b"", bytes(4096), b"IsoMedia File Produced with a muxer\0"])
@pytest.mark.attack(11)
def test_what_muxers_leave_in_free_boxes_is_not_worth_a_note(payload, film, verifier):
    report = verifier.inspect(film + boxes.box(b"free", payload))

    assert report.verdict is Verdict.TRUSTED
    assert not [each for each in report.findings if each.code.startswith("binding.")]


@pytest.fixture(scope="module", params=["jpeg", "png"])
def box_hashed(request, studio, signer):
    signed = studio.sign(media.content(request.param), None, Capture())
    return bindings.by_boxes(signed, signer, BOXES_OF[request.param])


BOXES_OF = {
    "jpeg": bindings.jpeg_boxes,
    "png": bindings.png_boxes,
    "jxl": bindings.jxl_boxes,
    "gif": bindings.gif_boxes,
}


@pytest.mark.parametrize("kind", sorted(BOXES_OF))
def test_an_honest_box_hash_leaves_nothing_out(kind, studio, signer, verifier):
    signed = studio.sign(media.content(kind), None, Capture())
    report = verifier.inspect(bindings.by_boxes(signed, signer, BOXES_OF[kind]))

    assert report.verdict is Verdict.TRUSTED
    assert report.uncovered == ()


@pytest.mark.attack(29)
def test_data_behind_a_box_hashed_picture_are_named(box_hashed, verifier):
    report = verifier.inspect(box_hashed + b"something" * 100_000)

    assert report.verdict is Verdict.TRUSTED
    assert "data after the end" in warnings(report)["binding.metadata-left-out"]
    (part,) = report.uncovered
    assert (part.start, part.length) == (len(box_hashed), 900_000)


@pytest.mark.attack(29)
def test_a_second_picture_behind_a_box_hashed_one_is_invalid(box_hashed, verifier):
    report = verifier.inspect(box_hashed + media.content("png"))

    assert report.verdict is Verdict.INVALID
    assert "leaves out another picture or film after the end" in report.headline


@pytest.mark.parametrize(
    ("between", "best"),
    [(b"between " * 9, Verdict.TRUSTED), (media.content("jpeg"), Verdict.UNDETERMINED)],
)
@pytest.mark.attack(29)
def test_bytes_between_the_segments_of_a_box_hashed_jpeg_never_pass_in_silence(
    between, best, studio, signer, verifier
):
    signed = studio.sign(media.content("jpeg"), None, Capture())
    data = bindings.by_boxes(signed, signer, bindings.jpeg_boxes)
    place = data.index(b"\xff\xdb")
    report = verifier.inspect(data[:place] + between + data[place:])

    if best is Verdict.TRUSTED:
        assert "bytes between segments" in warnings(report)["binding.metadata-left-out"]
    else:
        assert report.verdict in {Verdict.UNDETERMINED, Verdict.INVALID}
