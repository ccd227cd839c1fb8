"""Somebody else's content signed anew as a capture: what text in the file still tells, and what not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support import bindings, embedded, media
from support.authorities import Development
from support.embedded import MADE_BY_AI, MAKE, MODEL, SOFTWARE

from provenance import Capture, Edit, Generation, MetadataChoice, Signer, Verdict, Verifier
from provenance.report import text

WHICH = "Which of the two is right cannot be known from the file."
COVERED = "The signature covers that text, so it stood there when the file was signed."
OPEN = "The signature leaves some metadata out, perhaps that text: then anyone can have written it."
BY_AI = embedded.packet(DigitalSourceType=MADE_BY_AI, photoshop__Credit="Made with Google AI")


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture(scope="module")
def key(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def studio(key):
    with Signer(key, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        yield studio


def told(report):
    return [
        (each.code, each.severity.value, each.message)
        for each in report.findings
        if each.code.startswith("unsigned.")
    ]


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "tiff", "heic", "avif", "mp4"])
@pytest.mark.attack(14)
def test_content_made_by_ai_that_is_signed_as_captured_is_warned_of(name, studio, verifier):
    generated = embedded.with_xmp(name, media.content(name), BY_AI)
    report = verifier.inspect(studio.sign(generated, None, Capture(device="Leica M11")).data)

    assert report.verdict is Verdict.TRUSTED
    assert report.signals.ai == "none declared"
    assert told(report) == [
        (
            "unsigned.contradicts",
            "warning",
            (
                "The credentials say that this was captured and declare no use of AI, but text in the "
                'file says that it was made by AI (XMP DigitalSourceType: "trainedAlgorithmicMedia", '
                f'XMP Credit: "Made with Google AI"). {COVERED} {WHICH}'
            ),
        )
    ]
    shown = " ".join(text.render(report, verbose=True).split())
    assert "Warning The credentials say that this was captured and declare no use of AI" in shown
    assert 'anyone can write XMP DigitalSourceType: "http://cv.iptc.org' in shown


@pytest.mark.attack(14)
def test_the_same_without_its_text_is_not_found_out(studio, verifier):
    report = verifier.inspect(studio.sign(media.content("png"), None, Capture()).data)

    assert report.verdict is Verdict.TRUSTED
    assert told(report) == []


@pytest.mark.parametrize(
    ("keyword", "value", "said"),
    [
        ("parameters", "a cat Steps: 20, Sampler: Euler a, CFG scale: 7", "that it was made by AI"),
        ("AIGC", '{"Label":"1","ContentProducer":"x"}', "that it was made by AI"),
        ("Software", "Midjourney v7", "a program that makes content by AI"),
    ],
)
def test_what_generators_leave_in_a_png_file_is_warned_of(keyword, value, said, studio, verifier):
    generated = embedded.with_text(media.content("png"), keyword, value)
    report = verifier.inspect(studio.sign(generated, None, Capture()).data)

    code, severity, message = told(report)[0]
    assert (code, severity) == ("unsigned.contradicts", "warning")
    assert said in message
    assert f"PNG text {keyword}: " in message


def test_text_planted_where_no_signature_reaches_is_no_reason_to_warn_of_the_signer(
    studio, key, verifier
):
    """No key is needed to write into a part that an honest signer left out."""
    harmless = embedded.packet(DigitalSourceType=MADE_BY_AI.replace("trained", "another"))
    file = embedded.with_xmp("jpeg", media.content("jpeg"), harmless)
    signed = studio.sign(file, None, Capture())
    start = signed.data.index(embedded.ADOBE) - 4
    length = int.from_bytes(signed.data[start + 2 : start + 4]) + 2
    honest = bindings.by_ranges(signed, key, [(start, length)])
    assert told(verifier.inspect(honest)) == []

    report = verifier.inspect(honest.replace(b"anotherAlgo", b"trainedAlgo"))
    assert report.verdict is Verdict.TRUSTED
    assert told(report) == [
        (
            "unsigned.ai",
            "note",
            (
                "Text in this file says that it was made by AI (XMP DigitalSourceType: "
                f'"trainedAlgorithmicMedia"), which its credentials do not say. {OPEN}'
            ),
        )
    ]


def test_text_beside_credentials_that_cannot_be_read_is_not_called_unsigned(verifier):
    damaged = embedded.chunk(media.content("png"), b"caBX", b"no box at all")
    report = verifier.inspect(embedded.with_xmp("png", damaged, BY_AI))

    assert report.verdict is Verdict.UNDETERMINED
    ((code, severity, message),) = told(report)
    assert (code, severity) == ("unsigned.ai", "note")
    assert message.startswith("Text in this file, for which no signature could be checked, says")
    assert message.endswith("Anyone can write or remove such text.")


def test_credentials_that_declare_ai_are_not_contradicted(studio, verifier):
    generated = embedded.with_xmp("png", media.content("png"), BY_AI)
    report = verifier.inspect(studio.sign(generated, None, Generation(model="A model")).data)

    assert report.signals.ai == "generated"
    assert told(report) == []


def test_an_edit_of_a_capture_that_says_nothing_of_ai_is_warned_of_too(studio, verifier):
    original = studio.sign(media.content("png"), None, Capture()).data
    edited = embedded.with_xmp("png", media.content("png"), BY_AI)
    edit = Edit(parent=original, actions=("c2pa.cropped",), software="My Editor")
    report = verifier.inspect(studio.sign(edited, None, edit).data)

    assert [code for code, _, _ in told(report)] == ["unsigned.contradicts"]


def test_a_program_that_credentials_do_not_mention_is_noted(studio, verifier):
    packet = embedded.packet(
        embedded.history("Unheard Of 3.1"), xmp__CreatorTool="Adobe Photoshop 25.0 (Windows)"
    )
    file = embedded.with_xmp("jpeg", media.content("jpeg"), packet)
    report = verifier.inspect(studio.sign(file, None, Capture(device="Nikon Z 9")).data)

    assert report.verdict is Verdict.TRUSTED
    assert told(report) == [
        (
            "unsigned.software",
            "note",
            (
                "The credentials say that this was captured, and do not mention what text in the file "
                'names: XMP CreatorTool: "Adobe Photoshop 25.0 (Windows)", XMP History softwareAgent: '
                f'"Unheard Of 3.1". {COVERED}'
            ),
        )
    ]


@pytest.mark.parametrize("software", ["Adobe_Photoshop/26.1", "Adobe Photoshop"])
def test_a_program_that_credentials_mention_is_not(software, studio, verifier):
    original = studio.sign(media.content("jpeg"), None, Capture(device="Nikon Z 9")).data
    file = embedded.with_exif(media.content("jpeg"), {SOFTWARE: "Adobe Photoshop 25.0 (Windows)"})
    edit = Edit(parent=original, actions=("c2pa.cropped",), software=software)
    assert told(verifier.inspect(studio.sign(file, None, edit).data)) == []


def test_firmware_and_the_camera_itself_are_no_news(studio, verifier):
    tags = {MAKE: "NIKON CORPORATION", MODEL: "NIKON Z 9", SOFTWARE: "Ver.05.10"}
    file = embedded.with_exif(media.content("jpeg"), tags)
    report = verifier.inspect(studio.sign(file, None, Capture(device="Nikon Z 9")).data)
    assert told(report) == []


def test_another_camera_than_the_stated_one_is_noted(studio, verifier):
    tags = {MAKE: "Canon", MODEL: "Canon EOS R5"}
    file = embedded.with_exif(media.content("jpeg"), tags)
    report = verifier.inspect(studio.sign(file, None, Capture(device="Leica M11")).data)

    assert report.verdict is Verdict.TRUSTED
    assert told(report) == [
        (
            "unsigned.device",
            "note",
            (
                'The credentials say that this was captured with "Leica M11", text in the file gives '
                f'"Canon" as the maker of the camera (EXIF Make). {COVERED}'
            ),
        )
    ]


def test_exif_rewritten_outside_of_the_signature_differs_from_the_signed_metadata(key, verifier):
    file = embedded.with_exif(media.content("jpeg"), {MAKE: "Canon of Tokyo", MODEL: "EOS R5"})
    with Signer(key, thumbnails=False) as stating:
        signed = stating.sign(file, None, Capture())
    start = signed.data.index(b"Exif\0\0") - 4
    length = int.from_bytes(signed.data[start + 2 : start + 4]) + 2
    honest = bindings.by_ranges(signed, key, [(start, length)])
    assert told(verifier.inspect(honest)) == []

    place = honest.index(b"Canon of Tokyo", honest.index(b"Exif\0\0"))
    report = verifier.inspect(honest[:place] + b"Leica Camera A" + honest[place + 14 :])
    assert report.verdict is Verdict.TRUSTED
    assert told(report) == [
        (
            "unsigned.device",
            "note",
            (
                'The signed metadata give "Canon of Tokyo" as the maker of the camera, text in the '
                f'file gives "Leica Camera A" (EXIF Make). {OPEN}'
            ),
        )
    ]
