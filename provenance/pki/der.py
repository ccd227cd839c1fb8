"""Just enough DER to take a time-stamp token apart (X.690, definite lengths only).

A library would be preferred, but the strict ones refuse most real tokens, whose certificates
do not stand in DER order, in a SET OF that no signature covers, and the lenient ones are large.
"""

from __future__ import annotations

from dataclasses import dataclass

INTEGER = 0x02
OCTET_STRING = 0x04
OBJECT_IDENTIFIER = 0x06
UTF8_STRING = 0x0C
PRINTABLE_STRING = 0x13
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31
CONTEXT_0 = 0xA0
CONTEXT_1 = 0xA1
SUBJECT_KEY_ID = 0x80

_LONG_FORM = 0x80
_MOST_LENGTH_BYTES = 4
_MULTI_BYTE_TAG = 0x1F
_LONGEST_IDENTIFIER = 128  # bytes; the longest in use have about 20


class DerError(ValueError):
    """Report that bytes are not the DER that was expected; it never leaves this room."""


@dataclass(frozen=True, slots=True)
class Element:
    """One tagged value.

    Attributes:
        content: Without tag and length.
        whole: With tag and length.
    """

    tag: int
    content: bytes
    whole: bytes

    def children(self) -> tuple[Element, ...]:
        """Return the values that stand in this one."""
        found, position = [], 0
        while position < len(self.content):
            child = _element(self.content, position)
            found.append(child)
            position += len(child.whole)
        return tuple(found)

    def expect(self, tag: int) -> Element:
        """Return itself, or raise DerError when it has another tag."""
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#x} where {tag:#x} was expected")
        return self

    def integer(self) -> int:
        """Return the value of an INTEGER."""
        return int.from_bytes(self.expect(INTEGER).content, "big", signed=True)

    def identifier(self) -> str:
        """Return an OBJECT IDENTIFIER in dotted form."""
        content = self.expect(OBJECT_IDENTIFIER).content
        if len(content) > _LONGEST_IDENTIFIER:
            raise DerError("an object identifier that is too long")
        arcs, arc = [], 0
        for byte in content:
            arc = arc << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs.append(arc)
                arc = 0
        if not arcs or content[-1] & 0x80:
            raise DerError("an object identifier that does not end")
        first = min(arcs[0] // 40, 2)
        return ".".join(str(part) for part in (first, arcs[0] - 40 * first, *arcs[1:]))


def read(data: bytes) -> Element:
    """Read bytes that hold exactly one value; raises DerError."""
    found = _element(data, 0)
    if len(found.whole) != len(data):
        raise DerError("bytes follow the value")
    return found


def encode(tag: int, content: bytes) -> bytes:
    """Write one value."""
    length = len(content)
    if length < _LONG_FORM:
        return bytes([tag, length]) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, _LONG_FORM | len(digits)]) + digits + content


def _element(data: bytes, start: int) -> Element:
    header = data[start : start + 2]
    if len(header) < 2 or header[0] & _MULTI_BYTE_TAG == _MULTI_BYTE_TAG:  # noqa: PLR2004  # tag and length
        raise DerError("a value that is cut off, or with a tag of several bytes")
    begin, length = start + 2, header[1]
    if length & _LONG_FORM:
        count = length & ~_LONG_FORM
        if not 0 < count <= _MOST_LENGTH_BYTES:
            raise DerError("a length that is indefinite or too long")
        length = int.from_bytes(data[begin : begin + count], "big")
        begin += count
    end = begin + length
    if end > len(data):
        raise DerError("a value that is cut off")
    return Element(header[0], data[begin:end], data[start:end])
