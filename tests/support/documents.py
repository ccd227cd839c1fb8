"""Drawings, pages and office documents, written by hand; members of archives are stored."""

from __future__ import annotations

import io
import zipfile

STORY = "Where did this come from?"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MICROSOFT, MACROS = "application/vnd.ms", "macroEnabled.main+xml"
OPEN_XML = "application/vnd.openxmlformats-officedocument"


def svg() -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a drawing -->\n'
        b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">\n'
        b'  <circle cx="32" cy="32" r="24" fill="#c83c28"/>\n</svg>\n'
    )


def pdf() -> bytes:
    """One page with one line of text and an exact cross-reference table."""
    drawn = f"BT /F1 18 Tf 20 100 Td ({STORY}) Tj ET".encode()
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 320 200] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(bodies) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def archive(members: dict[str, str], *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip file with these members, dated 1980-01-01, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as bundle:
        for name, text in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = compression
            bundle.writestr(entry, text)
    return out.getvalue()


def zipped() -> bytes:
    return archive({"readme.txt": STORY, "numbers.csv": "a,b\n1,2\n"})


def docx() -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{namespace}"><w:body><w:p><w:r><w:t>{STORY}</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )
    return office("word/document.xml", f"{OPEN_XML}.wordprocessingml.document.main+xml", body)


def xlsx() -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = f'<workbook xmlns="{namespace}"><sheets/></workbook>'
    return office("xl/workbook.xml", f"{OPEN_XML}.spreadsheetml.sheet.main+xml", body)


def pptx() -> bytes:
    namespace = "http://schemas.openxmlformats.org/presentationml/2006/main"
    body = f'<p:presentation xmlns:p="{namespace}"><p:sldIdLst/></p:presentation>'
    kind = f"{OPEN_XML}.presentationml.presentation.main+xml"
    return office("ppt/presentation.xml", kind, body)


def docm() -> bytes:
    return office("word/document.xml", f"{MICROSOFT}-word.document.{MACROS}", "<document/>")


def xlsm() -> bytes:
    return office("xl/workbook.xml", f"{MICROSOFT}-excel.sheet.{MACROS}", "<workbook/>")


def pptm() -> bytes:
    kind = f"{MICROSOFT}-powerpoint.presentation.{MACROS}"
    return office("ppt/presentation.xml", kind, "<presentation/>")


def office(part: str, kind: str, body: str, *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return an Office Open XML package with one main part (ECMA-376, part 2)."""
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/relationships/officeDocument" Target="{part}"/></Relationships>'
    )
    members = {"[Content_Types].xml": types, "_rels/.rels": relations, part: body}
    return archive(members, compression=compression)


def oxps() -> bytes:
    kind = "application/vnd.ms-package.xps-fixeddocumentsequence+xml"
    body = '<FixedDocumentSequence xmlns="http://schemas.openxps.org/oxps/v1.0"/>'
    return office("FixedDocumentSequence.fdseq", kind, body)


def odt() -> bytes:
    return open_document("text")


def ods() -> bytes:
    return open_document("spreadsheet")


def odp() -> bytes:
    return open_document("presentation")


def odg() -> bytes:
    return open_document("graphics")


def ott() -> bytes:
    return open_document("text-template")


def ots() -> bytes:
    return open_document("spreadsheet-template")


def otp() -> bytes:
    return open_document("presentation-template")


def otg() -> bytes:
    return open_document("graphics-template")


def open_document(kind: str, *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return an OpenDocument file whose first member names its type (ODF 1.3, part 2, 3.3)."""
    mime = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        "</manifest:manifest>"
    )
    body = f"<office:document>{STORY}</office:document>"
    members = {"mimetype": mime, "content.xml": body, "META-INF/manifest.xml": manifest}
    return archive(members, compression=compression)


def epub() -> bytes:
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="book.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "book.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"/>',
            "chapter.xhtml": f"<html><body>{STORY}</body></html>",
        }
    )
