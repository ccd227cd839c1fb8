"""What a file says beside its credentials is found where each format keeps it."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace

import pytest
from PIL import Image
from pillow_heif import from_pillow
from support import boxes, embedded, media
from support.embedded import MADE_BY_AI, MAKE, MODEL, SOFTWARE

from provenance.engine.looking import texts
from provenance.limits import Limits

PARAMETERS = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"
LABEL = '{"Label":"1","ContentProducer":"somebody"}'


def gathered(content, limits=Limits()):
    found, _ = texts.gather(io.BytesIO(content), limits)
    return [(each.place, each.name, each.value) for each in found]


@pytest.mark.parametrize("name", embedded.WRITERS)
def test_an_xmp_packet_is_found_in_every_format(name):
    xmp = embedded.packet(DigitalSourceType=MADE_BY_AI, pdf__Producer="us")
    plain = media.content(name)
    assert not [each for each in gathered(plain) if each[0] == "XMP"]

    found = gathered(embedded.with_xmp(name, plain, xmp))
    assert ("XMP", "DigitalSourceType", MADE_BY_AI) in found


@pytest.mark.parametrize("name", sorted(media.EVERY))
def test_files_without_metadata_say_nothing_of_ai(name):
    assert not [each for each in gathered(media.content(name)) if each[1] != "Software"]


def said(body="", /, **properties):
    content = embedded.with_xmp("png", media.content("png"), embedded.packet(body, **properties))
    return [(name, value) for _, name, value in gathered(content)]


def test_properties_are_known_by_their_namespace_and_not_by_their_prefix():
    renamed = embedded.packet(DigitalSourceType=MADE_BY_AI, xmp__CreatorTool="Tool")
    renamed = renamed.replace(b"xmp:", b"a:").replace(b":xmp=", b":a=")
    renamed = renamed.replace(b"Iptc4xmpExt:", b"xmp:").replace(b":Iptc4xmpExt=", b":xmp=")
    found = gathered(embedded.with_xmp("png", media.content("png"), renamed))
    assert found == [("XMP", "DigitalSourceType", MADE_BY_AI), ("XMP", "CreatorTool", "Tool")]

    stranger = embedded.packet(DigitalSourceType=MADE_BY_AI).replace(
        b"iptc.org/std", b"example.org"
    )
    assert gathered(embedded.with_xmp("png", media.content("png"), stranger)) == []


def test_properties_are_read_as_elements_attributes_resources_and_lists():
    body = (
        f'<Iptc4xmpExt:DigitalSourceType rdf:resource="{MADE_BY_AI}"/>'
        '<Iptc4xmpExt:AISystemUsed><rdf:Alt><rdf:li xml:lang="x-default">One</rdf:li>'
        "<rdf:li>Two</rdf:li></rdf:Alt></Iptc4xmpExt:AISystemUsed>"
        '</rdf:Description><rdf:Description xmp:CreatorTool="Tool 3">'
    )
    body = body.replace("<rdf:Description xmp", f"<rdf:Description {DECLARED} xmp")
    assert said(body) == [
        ("DigitalSourceType", MADE_BY_AI),
        ("AISystemUsed", "One"),
        ("AISystemUsed", "Two"),
        ("CreatorTool", "Tool 3"),
    ]


DECLARED = 'xmlns:xmp="http://ns.adobe.com/xap/1.0/"'


def test_each_program_of_a_history_is_named_once():
    elements = (
        '<rdf:li rdf:parseType="Resource"><stEvt:softwareAgent>Third</stEvt:softwareAgent></rdf:li>'
    )
    body = embedded.history("First", "Second", "First").replace(
        "</rdf:Seq>", f"{elements}</rdf:Seq>"
    )
    assert said(body) == [("History softwareAgent", each) for each in ("First", "Second", "Third")]


def test_what_stands_in_other_structures_is_not_of_the_file_itself():
    part = f"<rdf:li><Iptc4xmpExt:DigitalSourceType>{MADE_BY_AI}</Iptc4xmpExt:DigitalSourceType></rdf:li>"
    assert said(f"<xmpMM:Ingredients><rdf:Bag>{part}</rdf:Bag></xmpMM:Ingredients>") == []


def test_the_chinese_label_is_read_as_json_and_as_a_structure():
    assert said(TC260__AIGC=LABEL) == [("AIGC", LABEL)]
    body = (
        '<TC260:AIGC rdf:parseType="Resource"><TC260:Label>1</TC260:Label>'
        "<TC260:ProduceID>7</TC260:ProduceID></TC260:AIGC>"
    )
    assert ("AIGC Label", "1") in said(body)


def test_a_packet_of_a_jpeg_file_that_goes_on_in_further_segments_is_read_to_its_end():
    extension = embedded.packet(DigitalSourceType=MADE_BY_AI, xmp__CreatorTool="T" * 200)
    main = embedded.packet(xmpNote__HasExtendedXMP="0123456789ABCDEF" * 2)
    content = embedded.with_extended_xmp(media.content("jpeg"), main, extension, pieces=3)
    assert ("XMP", "DigitalSourceType", MADE_BY_AI) in gathered(content)

    foreign = embedded.packet(xmpNote__HasExtendedXMP="another")
    content = embedded.with_extended_xmp(media.content("jpeg"), foreign, extension)
    assert gathered(content) == []


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_compressed_text_of_a_png_file_is_read(kind):
    packed = zlib.compress(PARAMETERS.encode())
    head = b"parameters\0" + (b"\0" if kind == b"zTXt" else b"\1\0en\0\0")
    content = embedded.chunk(media.content("png"), kind, head + packed, last=True)
    assert gathered(content) == [("PNG text", "parameters", " ".join(PARAMETERS.split()))]


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("parameters", PARAMETERS),
        ("prompt", '{"3": {"class_type": "KSampler", "inputs": {}}}'),
        ("workflow", '{"nodes": []}'),
        ("Dream", '"a cat" -s 50, Steps: 50, Sampler: k_lms, CFG scale: 7'),
        ("sd-metadata", '{"model": "stable diffusion"}'),
        ("Comment", '{"steps": 28, "sampler": "k_euler"}'),
        ("AIGC", LABEL),
        ("Software", "NovelAI"),
    ],
)
def test_what_image_generators_leave_in_png_files_is_gathered(keyword, text):
    content = embedded.with_text(media.content("png"), keyword, text)
    assert gathered(content) == [("PNG text", keyword, " ".join(text.split()))]


@pytest.mark.parametrize("keyword", ["Comment", "Description", "parameters", "Title", "prompt"])
def test_what_people_write_into_png_files_is_not_gathered(keyword):
    content = embedded.with_text(media.content("png"), keyword, "Grandmother, on the steps: 1962")
    assert gathered(content) == []


def test_exif_tells_program_camera_and_generator_settings():
    tags = {MAKE: "Nikon", MODEL: "Z 9", SOFTWARE: "Ver.1", 270: "our garden", 306: "2026:01:01"}
    assert gathered(embedded.with_exif(media.content("jpeg"), tags)) == [
        ("EXIF", "Make", "Nikon"),
        ("EXIF", "Model", "Z 9"),
        ("EXIF", "Software", "Ver.1"),
    ]
    settings = embedded.with_exif(media.content("jpeg"), {270: PARAMETERS})
    assert gathered(settings) == [("EXIF", "ImageDescription", " ".join(PARAMETERS.split()))]


@pytest.mark.parametrize(
    "comment",
    [
        b"ASCII\0\0\0" + PARAMETERS.encode(),
        b"UNICODE\0" + PARAMETERS.encode("utf-16-be"),
        b"UNICODE\0" + PARAMETERS.encode("utf-16-le"),
        b"\0" * 8 + PARAMETERS.encode(),
    ],
)
def test_generator_settings_in_the_user_comment_are_read_in_all_its_letters(comment):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[37510] = comment
    content = embedded.segment(media.content("jpeg"), 0xE1, exif.tobytes())
    assert gathered(content) == [("EXIF", "UserComment", " ".join(PARAMETERS.split()))]


@pytest.mark.parametrize("name", ["png", "webp", "avif", "heic", "tiff"])
def test_exif_is_found_in_other_pictures_too(name):
    exif, out = Image.Exif(), io.BytesIO()
    exif[MAKE] = "Nikon"
    if name == "heic":
        from_pillow(media.drawing()).save(out, exif=exif.tobytes())
    else:
        media.drawing().save(out, name.upper(), exif=exif)
    assert ("EXIF", "Make", "Nikon") in gathered(out.getvalue())


def test_iptc_tells_program_and_credit_in_its_letters():
    data = {
        (1, 90): b"\x1b%G",
        (2, 5): b"Title",
        (2, 65): "Bild für Bild".encode(),
        (2, 110): b"Us",
    }
    assert gathered(embedded.with_iptc(media.content("jpeg"), data)) == [
        ("IPTC", "OriginatingProgram", "Bild für Bild"),
        ("IPTC", "Credit", "Us"),
    ]


def test_films_tell_their_program_and_camera():
    keys = b"".join(
        boxes.box(b"mdta", b"com.apple.quicktime." + each) for each in (b"make", b"model")
    )
    items = b"".join(
        boxes.box(number.to_bytes(4), embedded.data_box(value))
        for number, value in ((1, b"Apple"), (2, b"iPhone 17"))
    )
    meta = (
        boxes.box(b"hdlr", bytes(24))
        + boxes.box(b"keys", bytes(4) + (2).to_bytes(4) + keys)
        + boxes.box(b"ilst", items)
    )
    swr = boxes.box(b"\xa9swr", b"\0\x04\x55\xc419.1")
    itunes = bytes(4) + boxes.box(b"hdlr", bytes(24))
    itunes += boxes.box(b"ilst", boxes.box(b"\xa9too", embedded.data_box(b"Lavf61")))
    moov = boxes.box(
        b"moov", boxes.box(b"meta", meta) + boxes.box(b"udta", swr + boxes.box(b"meta", itunes))
    )
    assert sorted(gathered(media.content("mov") + moov)[-4:]) == [
        ("film metadata", "Make", "Apple"),
        ("film metadata", "Model", "iPhone 17"),
        ("film metadata", "Software", "19.1"),
        ("film metadata", "Software", "Lavf61"),
    ]


def test_recordings_tell_their_program_and_label():
    frames = (
        (b"TSSE", b"\3Lame 3.100"),
        (b"TXXX", b"\1\xff\xfe" + "AIGC\0".encode("utf-16-le") + LABEL.encode("utf-16-le")),
    )
    assert gathered(embedded.id3(*frames) + media.content("mp3")) == [
        ("ID3", "Software", "Lame 3.100"),
        ("ID3", "AIGC", LABEL),
    ]
    flac = embedded.with_comments(media.content("flac"), "encoder=Encoder 1", f"AIGC={LABEL}")
    assert gathered(flac) == [
        ("Vorbis comment", "Software", "Encoder 1"),
        ("Vorbis comment", "AIGC", LABEL),
    ]
    listed = b"INFO" + boxes.chunk(b"ISFT", b"Studio 5\0")
    assert ("RIFF", "Software", "Studio 5") in gathered(
        embedded.in_riff(media.content("wav"), b"LIST", listed)
    )


def test_a_picture_in_a_document_or_in_its_credentials_does_not_speak_for_the_document():
    of_a_picture = embedded.packet(DigitalSourceType=MADE_BY_AI)
    assert gathered(embedded.with_xmp("pdf", media.content("pdf"), of_a_picture)) == []

    whole = embedded.packet(DigitalSourceType=MADE_BY_AI, pdf__Producer="us")
    stored = boxes.box(b"jumb", boxes.box(b"jumd", b"c2pa" + bytes(12) + whole))
    document = media.content("pdf").replace(b"xref\n", stored + b"\nxref\n", 1)
    assert gathered(document) == []


def test_pieces_and_statements_are_bounded_by_limits():
    long = embedded.packet(xmp__CreatorTool="x" * 10_000, DigitalSourceType=MADE_BY_AI)
    content = embedded.with_xmp("png", media.content("png"), long)
    (_, _, tool), *_ = gathered(content, replace(Limits(), text_characters=50))
    assert tool == "x" * 50
    assert gathered(content, replace(Limits(), embedded_bytes=5_000)) == []

    crowd = embedded.packet(embedded.history(*(f"Program {n}" for n in range(1_000))))
    content = embedded.with_xmp("png", media.content("png"), crowd)
    assert len(gathered(content)) <= Limits().embedded_texts
    assert len(gathered(content, replace(Limits(), embedded_texts=7))) == 7
