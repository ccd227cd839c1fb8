"""Read the statements of an XMP packet that tell how content came to be (ISO 16684-1, 7).

Namespaces are told apart by their addresses, never by their prefixes. A packet that
declares entities is not read on: XMP has none, and bombs are made of them.
"""

from __future__ import annotations

from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.parsers import expat

from provenance.engine.looking.texts import traces
from provenance.model.look import EmbeddedText, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLACE = "XMP"
PIECE = 1 << 16  # bytes that are parsed before looking whether there is enough
DEEPEST, LARGEST = 100, 100_000  # elements in elements, and in all
LONGEST = 4_000  # characters of one value
MOST = 200  # statements of one packet
OF_PROPERTIES = 2  # elements below rdf:RDF: the description, and its properties

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
XMP = "http://ns.adobe.com/xap/1.0/"
MEDIA = "http://ns.adobe.com/xap/1.0/mm/"
EVENT = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
AIGC = "http://www.tc260.org.cn/ns/AIGC/1.0/"

_REST = "HasExtendedXMP"  # what names the rest of a packet (XMP, part 3, 1.1.3.1)
_HISTORY, _LABEL = f"{MEDIA} History", f"{AIGC} AIGC"
_PROPERTIES: Mapping[str, str] = MappingProxyType(
    {
        f"{IPTC} DigitalSourceType": "DigitalSourceType",
        # IPTC Photo Metadata Standard 2025.1
        f"{IPTC} AISystemUsed": "AISystemUsed",
        f"{IPTC} AISystemVersionUsed": "AISystemVersionUsed",
        f"{IPTC} AIPromptInformation": "AIPromptInformation",
        f"{IPTC} AIPromptWriterName": "AIPromptWriterName",
        f"{XMP} CreatorTool": "CreatorTool",
        f"{XMP} CreateDate": "CreateDate",
        f"{PHOTOSHOP} Credit": "Credit",
        f"{PHOTOSHOP} DateCreated": "DateCreated",
        f"{TIFF} Make": "Make",
        f"{TIFF} Model": "Model",
        f"{TIFF} Software": "Software",
        f"{EXIF} DateTimeOriginal": "DateTimeOriginal",
        _HISTORY: "",
        _LABEL: "AIGC",  # GB 45438-2025, annex on implicit labels
        "http://ns.adobe.com/xmp/note/ HasExtendedXMP": _REST,
    }
)
_KNOWN = MappingProxyType({**_PROPERTIES, **{key: key for key in traces.XMP}})
_INSIDE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        _HISTORY: {f"{EVENT} softwareAgent": "History softwareAgent"},
        _LABEL: {f"{AIGC} Label": "AIGC Label"},
    }
)
"""Fields of structured properties, by the property."""


class _Enough(Exception):
    """There is no use in reading on; it does not leave this file."""


def read(packet: bytes) -> Iterator[EmbeddedText | Trace]:
    """Yield the statements of a packet, up to where it is damaged or overlong."""
    reading = _parsed(packet)
    for name, value in reading.found:
        if name != _REST:
            yield EmbeddedText(place=PLACE, name=name, value=value)
    for key, value in reading.traces:
        tells, name = traces.XMP[key]
        yield Trace(tells=tells, place=PLACE, name=name, value=value)


def rests(packet: bytes) -> tuple[str, ...]:
    """Return the names of the extended packets that hold the rest of this one."""
    return tuple(value for name, value in _parsed(packet).found if name == _REST)


def _parsed(packet: bytes) -> _Reading:
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.refuse
    # The last two are about encodings that nobody knows, or that are none.
    with suppress(expat.ExpatError, _Enough, LookupError, ValueError):
        for begin in range(0, len(packet), PIECE):
            parser.Parse(packet[begin : begin + PIECE])
        parser.Parse(b"", True)  # noqa: FBT003  # the end, in expat's own order
    return reading


class _Reading:
    """Follow the elements of one packet.

    Attributes:
        found: Names and values, in their order.
        traces: Keys of `traces.XMP` and values.
    """

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.traces: list[tuple[str, str]] = []
        self._path: list[str] = []
        self._elements = 0
        self._root = -1  # how long the path is at rdf:RDF
        self._property = ""  # of `_KNOWN`, when inside of it
        self._value: list[str] = []
        self._length = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Enter an element; attributes can be properties too (ISO 16684-1, 7.9.2.2)."""
        self._path.append(element)
        self._elements += 1
        if len(self._path) > DEEPEST or self._elements > LARGEST:
            raise _Enough
        if element == f"{RDF} RDF":
            self._root = len(self._path)
        depth = self._depth
        if depth == OF_PROPERTIES:
            self._property = element if element in _KNOWN else ""
        if depth == OF_PROPERTIES - 1 or self._property:
            self._clear()
            self._take(attributes, _KNOWN if not self._property else self._fields)

    def end(self, _: str) -> None:
        """Leave an element; its text is the value of the property that it belongs to."""
        if self._property:
            self._add(self._name(), "".join(self._value))
            self._clear()
        if self._depth == OF_PROPERTIES:
            self._property = ""
        self._path.pop()
        if len(self._path) < self._root:
            self._root = -1

    def text(self, data: str) -> None:
        """Collect text inside of a property."""
        if self._property and self._length < LONGEST:
            self._value.append(data)
            self._length += len(data)

    def refuse(self, *_: object) -> None:
        """Stop at the declaration of an entity."""
        raise _Enough

    @property
    def _depth(self) -> int:
        """Return how many elements below rdf:RDF this one is; 1 for a description."""
        return len(self._path) - self._root if self._root >= 0 else 0

    @property
    def _fields(self) -> Mapping[str, str]:
        return _INSIDE.get(self._property, {})

    def _name(self) -> str:
        """Return the name of the property, or of its field, that this element gives a value."""
        fields = self._fields
        inside = self._path[self._root + OF_PROPERTIES :] if fields else ()
        named = (fields[each] for each in inside if each in fields)
        return next(named, _KNOWN[self._property])

    def _take(self, attributes: Mapping[str, str], known: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            if name in known:
                self._add(known[name], value)
            elif name == f"{RDF} resource" and self._property:
                self._add(self._name(), value)

    def _add(self, name: str, value: str) -> None:
        if not (name and value.strip()):
            return
        if name in traces.XMP:
            if len(self.traces) < MOST:
                self.traces.append((name, value.strip()[:LONGEST]))
            return
        self.found.append((name, value.strip()[:LONGEST]))
        if len(self.found) >= MOST:
            raise _Enough

    def _clear(self) -> None:
        self._value.clear()
        self._length = 0
