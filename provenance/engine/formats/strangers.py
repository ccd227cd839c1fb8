"""Name the files that cannot carry credentials here, so that nobody takes them for unsigned ones."""

from __future__ import annotations

from provenance.errors import UnsupportedFormat

TO_MP4 = "Convert it to MP4 first."
TO_WAV = "Convert it to WAV or FLAC first."
TO_PNG = "Convert it to PNG or TIFF first."
TO_DNG = "Convert it to DNG first."
UNPACK = "Unpack it first."

# Offset, bytes there, what it is, what to do.
SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"OggS", "an Ogg recording or film", TO_WAV),
    (0, b"FORM", "an AIFF recording", TO_WAV),
    (0, b"RF64", "a WAV recording of the 64-bit kind (RF64)", "Split it into WAV files first."),
    (0, b"BW64", "a WAV recording of the 64-bit kind (BW64)", "Split it into WAV files first."),
    (0, b"RIFX", "a big-endian WAV recording (RIFX)", TO_WAV),
    (0, b"caff", "a Core Audio recording", TO_WAV),
    (0, b"#!AMR", "an AMR recording", TO_WAV),
    (0, b"wvpk", "a WavPack recording", TO_WAV),
    (0, b"MThd", "a MIDI file", TO_WAV),
    (0, b"FLV\x01", "a Flash video", TO_MP4),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file", TO_MP4),
    (0, b"\0\0\x01\xba", "an MPEG film", TO_MP4),
    (0, b"\0\0\x01\xb3", "an MPEG film", TO_MP4),
    (0, b".RMF", "a RealMedia file", TO_MP4),
    (0, b"\xff\x0a", "a bare JPEG XL codestream", "Save it in the JPEG XL container first."),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 codestream", TO_PNG),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture", TO_PNG),
    (0, b"8BPS", "a Photoshop document", "Export it to TIFF first."),
    (0, b"gimp xcf", "a GIMP picture", "Export it to PNG or TIFF first."),
    (0, b"\0\0\x01\0", "an icon", TO_PNG),
    (0, b"v/1\x01", "an OpenEXR picture", TO_PNG),
    (0, b"#?RADIANCE", "a Radiance picture", TO_PNG),
    (0, b"DDS ", "a DirectDraw texture", TO_PNG),
    (0, b"qoif", "a QOI picture", TO_PNG),
    (0, b"\x8aMNG", "an MNG animation", TO_PNG),
    (0, b"FUJIFILMCCD-RAW", "a Fujifilm raw photo", TO_DNG),
    (0, b"IIRO", "an Olympus raw photo", TO_DNG),
    (0, b"IIRS", "an Olympus raw photo", TO_DNG),
    (0, b"IIU\0", "a Panasonic raw photo", TO_DNG),
    (8, b"CR\x02", "a Canon raw photo (CR2)", TO_DNG),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "Save it as PDF first."),
    (0, b"{\\rtf", "a rich text document", "Save it as PDF first."),
    (0, b"%!PS", "a PostScript document", "Convert it to PDF first."),
    (0, b"Rar!", "a RAR archive", UNPACK),
    (0, b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (0, b"BZh", "a bzip2 file", UNPACK),
    (0, b"\xfd7zXZ", "an xz file", UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard file", UNPACK),
    (257, b"ustar", "a tar archive", UNPACK),
    (0, b"\x7fELF", "a program", ""),
)

EBML = b"\x1a\x45\xdf\xa3"
BITMAP_HEADERS = frozenset((12, 40, 52, 56, 64, 108, 124))  # sizes of the second header
PACKET = 188  # of an MPEG transport stream
LETTERS = frozenset(range(0x20, 0x7F)) | frozenset(b"\t\r\n\f\x1b") | frozenset(range(0x80, 0x100))


def stranger(subject: str, what: str, cure: str) -> UnsupportedFormat:
    """Make the error for a file whose kind is known and cannot carry credentials here."""
    return UnsupportedFormat(
        f"{subject} is {what}; Content Credentials are not supported in that format.", hint=cure
    )


def recognise(head: bytes, subject: str) -> UnsupportedFormat | None:
    """Name a file by signatures that no supported format shares."""
    for offset, signature, what, cure in SIGNATURES:
        if head.startswith(signature, offset):
            return stranger(subject, what, cure)
    if head.startswith(EBML):
        what = "a WebM video" if b"webm" in head[:64] else "a Matroska video"
        return stranger(subject, what, TO_MP4)
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in BITMAP_HEADERS:
        return stranger(subject, "a BMP picture", TO_PNG)
    if head[::PACKET][:3] == b"GGG" and len(head) > 2 * PACKET:
        return stranger(subject, "an MPEG transport stream", TO_MP4)
    return None


def unknown(head: bytes, subject: str) -> UnsupportedFormat:
    """Make the error for a file that nothing else recognised."""
    beginning = head.lstrip()[:64].lower()
    if beginning.startswith((b"<!doctype html", b"<html")):
        return stranger(subject, "a web page", "Name the picture or film itself.")
    if beginning.startswith(b"<?xml"):
        return stranger(subject, "an XML document", "")
    if LETTERS.issuperset(head):
        return stranger(subject, "a text file", "Name a picture, film, recording or document.")
    return UnsupportedFormat(
        f"{subject} is not a kind of file that is known here.",
        hint="Check that it is whole, or convert it to a common format such as JPEG or MP4.",
    )
